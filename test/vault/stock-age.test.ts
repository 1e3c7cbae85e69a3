import { Passphrase } from "../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { openBackup, sealBackup } from "../../src/vault/backup.ts"
import { decodeContent } from "../../src/vault/codec.ts"
import { readIdentity } from "../../src/vault/identity.ts"
import { vaultWarningsOf } from "../../src/vault/errors.ts"
import { macKeyOf, signerWith } from "../../src/vault/mac.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { run, stockOpen, stockSeal, withoutStockAge } from "../age/stock-age.ts"
import { account, assertSame, plain, refuses, testPorts } from "./support.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-stock-"))
after(() => {
  rmSync(root, { recursive: true })
})
const missing = ["jq", "openssl"].filter((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0)
const withoutTools = missing.length > 0 && process.env["CI"] === undefined ? `${missing.join(", ")} not installed` : false
/** Ports with the full cost of scrypt, as users have it. */
const { clock, random, seen } = testPorts(vaultFiles)
const fullCostPorts = { files: vaultFiles, clock, random, seen }
const passphrase = "correct horse 電池"
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const [a, b] = [account("a", { issuer: "例え株式会社" }), account("b", { kind: "hotp", period: null, counter: 7 })]

describe("stock age", { skip: withoutStockAge }, () => {
  it("decrypts our vault and our backup with only the passphrase", async () => {
    const directory = join(root, "ours")
    const vault = await createVault(fullCostPorts, directory, Passphrase.of(passphrase))
    await vault.save([a, b])
    await vault.save([a])

    const key = join(root, "key")
    writeFileSync(key, stockOpen(readFileSync(join(directory, "identity.age")), passphrase), { mode: 0o600 })
    const json = JSON.parse(text(run("age", ["-d", "-i", key, join(directory, "vault.age")]))) as Record<string, unknown>
    assert.deepEqual(json["accounts"], [plain(a)])
    assert.deepEqual(json["tombstones"], [{ id: "b", at: "2026-01-02T03:04:05.000Z" }])
    const version = JSON.parse(text(run("age", ["-d", "-i", key, join(directory, "versions", "vault-2.age")]))) as Record<string, unknown>
    assert.deepEqual(version["accounts"], [plain(a), plain(b)])

    const backup = JSON.parse(text(stockOpen(await sealBackup(vault.content, Passphrase.of("paper")), "paper"))) as Record<string, unknown>
    const { mac, ...content } = json
    assert.equal(typeof mac, "string")
    assert.deepEqual(backup, content)
  })

  it("can make a vault that opens after the user's consent, and without it the next time", async () => {
    const directory = join(root, "theirs")
    mkdirSync(directory, { mode: 0o700 })
    const keygen = run("age-keygen", [])
    writeFileSync(join(directory, "identity.age"), stockSeal(keygen, passphrase))
    const recipient = /public key: (age1\S+)/.exec(text(keygen))![1]!
    const json = JSON.stringify({ version: 1, generation: 1, accounts: [plain(a)], tombstones: [] }, null, 2)
    writeFileSync(join(directory, "vault.age"), run("age", ["-a", "-r", recipient], new TextEncoder().encode(json)))

    const error = await refuses(openVault(fullCostPorts, directory, Passphrase.of(passphrase)), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["unsigned"])
    const vault = await openVault(fullCostPorts, directory, Passphrase.of(passphrase), { accept: ["unsigned"] })
    assertSame(vault.accounts, [a])
    assertSame((await openVault(fullCostPorts, directory, Passphrase.of(passphrase))).accounts, [a])
  })

  it("can make a backup with age -p that opens", async () => {
    const json = JSON.stringify({ version: 1, accounts: [plain(a)] })
    assertSame((await openBackup(stockSeal(new TextEncoder().encode(json), "paper"), Passphrase.of("paper"))).accounts, [a])
  })
})

describe("jq and openssl", { skip: withoutTools }, () => {
  it("compute the signature by the steps in keyferry-vault(5)", async () => {
    const directory = join(root, "signed")
    const vault = await createVault(testPorts(vaultFiles), directory, Passphrase.of("p"))
    await vault.save([a, b])
    const { openWithIdentity, openWithPassphrase } = await import("../../src/age/age.ts")
    const identityFile = await openWithPassphrase(readFileSync(join(directory, "identity.age")), Passphrase.of("p"))
    const identity = text(identityFile).trim()
    const content = await openWithIdentity(readFileSync(join(directory, "vault.age")), readIdentity(identityFile))
    const mac = (JSON.parse(text(content)) as { mac: string }).mac

    const canonical = run("jq", ["-jcS", "del(.mac)"], content)
    const kdf = ["kdf", "-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt", `key:${identity}`, "-kdfopt", "info:keyferry vault mac v1"]
    const key = text(run("openssl", [...kdf, "HKDF"])).replace(/[:\s]/g, "")
    const digest = text(run("openssl", ["dgst", "-sha256", "-mac", "HMAC", "-macopt", `hexkey:${key}`, "-r"], canonical))
    assert.equal(digest.split(" ")[0], mac)
    assert.equal(await decodeContent(content).checkSignature(signerWith(macKeyOf(Buffer.from(identity)))), "right")
  })
})
