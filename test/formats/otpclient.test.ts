// OTPClient's database: what we write is opened by an independent decryptor, written from the documentation in the program's sources, and
// by the program itself.
import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { createDecipheriv, pbkdf2Sync } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { plain } from "./samples.ts"
import { VECTORS, madeUpSecret } from "./vectors.ts"

const PASSWORD = "correct horse"
const WIDE_PASSWORD = "pässwörd 7 パス"
const otpclient = handlerById(HANDLERS, "otpclient")!

const secret = madeUpSecret("otpclient test", 16)
const TOTP = makeDraft({
  kind: "totp",
  issuer: "さくら, Inc",
  name: "a",
  secret,
  digits: 8,
  period: 60,
  algorithm: "SHA256",
  groups: ["Work"],
})
const HOTP = makeDraft({ kind: "hotp", issuer: "Contoso", name: "b", secret, counter: 41 })
const STEAM = makeDraft({ kind: "steam", issuer: "Valve Corp", name: "c", secret })
const base32 = secret.toBase32()
const JSON_WRITTEN = JSON.stringify([
  { type: "TOTP", label: "a", issuer: "さくら, Inc", digits: 8, algo: "SHA256", secret: base32, period: 60, group: "Work" },
  { type: "HOTP", label: "b", issuer: "Contoso", digits: 6, algo: "SHA1", secret: base32, counter: 41 },
  { type: "TOTP", label: "c", issuer: "Steam", digits: 5, algo: "SHA1", secret: base32, period: 30 },
])

async function write(drafts: readonly Draft[], password: string): Promise<Buffer> {
  return Buffer.from(await otpclient.writer!.run(drafts, { background, random: seededRandom("otpclient"), nowMs: NOW_MS, password }))
}

function gcm(key: Uint8Array, iv: Uint8Array, file: Buffer, head: Uint8Array): string {
  const decipher = createDecipheriv("aes-256-gcm", key, iv)
  decipher.setAAD(head)
  decipher.setAuthTag(file.subarray(-16))
  return Buffer.concat([decipher.update(file.subarray(head.length, -16)), decipher.final()]).toString()
}

describe("an export for OTPClient", () => {
  it("opens as in all versions if the password is ASCII: PBKDF2-SHA512, AES-GCM over the head", async () => {
    const file = await write([TOTP, HOTP, STEAM], PASSWORD)
    const head = file.subarray(0, 48)
    const key = pbkdf2Sync(PASSWORD, head.subarray(16), 100_000, 32, "sha512")
    assert.equal(gcm(key, head.subarray(0, 16), file, head), `${JSON_WRITTEN}\0`)
  })
  it("opens as in the versions that do not cut the password, if it is not ASCII: Argon2id of 128 MiB", async () => {
    const file = await write([TOTP, HOTP, STEAM], WIDE_PASSWORD)
    const head = file.subarray(0, 76)
    assert.equal(head.subarray(0, 9).toString(), "OTPClient")
    assert.deepEqual([...head.subarray(9, 12)], [0, 0, 0])
    assert.deepEqual(
      [12, 64, 68, 72].map((at) => head.readInt32LE(at)),
      [2, 4, 131_072, 4],
    )
    const costs = { iterations: 4, memorySize: 131_072, parallelism: 4, hashLength: 32 }
    const key = await argon2id({ password: WIDE_PASSWORD, salt: head.subarray(32, 64), ...costs, outputType: "binary" })
    assert.equal(gcm(key, head.subarray(16, 32), file, head), `${JSON_WRITTEN}\0`)
  })
  it("is read back, although only the password identifies the format", async () => {
    const outcome = await readAll([{ name: "x", bytes: await write([TOTP], PASSWORD) }], { password: PASSWORD })
    assert.ok(outcome.state === "read")
    assert.equal(outcome.files[0]?.format, "otpclient")
    assert.deepEqual(outcome.read.drafts.map(plain), [plain(TOTP)])
  })
  it("refuses accounts that would give other codes there", () => {
    const grades = (draft: Draft): string[] => otpclient.writer!.losses!(draft, [draft]).map(({ grade }) => grade)
    assert.deepEqual(grades(makeDraft({ kind: "totp", issuer: "sTEAM", name: "x", secret })), ["refused"])
    assert.deepEqual(grades(makeDraft({ kind: "totp", issuer: "Steam Co", name: "x", secret })), [])
    assert.deepEqual(grades(makeDraft({ kind: "hotp", issuer: "Steam", name: "x", secret, counter: 2 ** 48 - 1 })), [])
    assert.deepEqual(grades(makeDraft({ kind: "hotp", issuer: "Steam", name: "x", secret, counter: 2 ** 48 })), ["refused"])
    assert.deepEqual(grades({ ...STEAM, issuer: "STEAM" }), [])
    assert.deepEqual(grades(STEAM), ["changed"])
  })
})

describe("a text that begins with the program's name", () => {
  it("is not recognised as a database", () => {
    assert.equal(otpclient.detect(sniff(new TextEncoder().encode("OTPClient is a program.\n"))), "no")
  })
})

const missing = ["otpclient-cli", "expect"].some((program) => spawnSync(program, ["-v"]).status !== 0)
const skip = missing && process.env["CI"] === undefined ? "otpclient-cli or expect is not installed" : false

/** Lets the program export a database for Aegis. It asks for the password on a terminal. */
function throughProgram(database: Uint8Array): Uint8Array {
  const home = mkdtempSync(join(tmpdir(), "keyferry-test-"))
  try {
    mkdirSync(join(home, ".config"))
    writeFileSync(join(home, "x.enc"), database)
    writeFileSync(join(home, ".config", "otpclient.cfg"), `[config]\ndb_path=${join(home, "x.enc")}\nuse_secret_service=false\n`)
    // The program drops input that arrives before it turns off echo.
    const script = `spawn otpclient-cli export -t aegis -d ${home}\nexpect "password:" { sleep 1; send "${PASSWORD}\\r" }\nexpect eof`
    execFileSync("expect", ["-c", script], { env: { PATH: process.env["PATH"], HOME: home, LC_ALL: "C.UTF-8" }, timeout: 60_000 })
    return readFileSync(join(home, "aegis_export_plain.json"))
  } finally {
    rmSync(home, { recursive: true })
  }
}

describe("OTPClient", { skip }, () => {
  it("opens what we write, and exports every account", async () => {
    const drafts = VECTORS.filter(
      ({ kind, algorithm }) => ["totp", "steam", "hotp"].includes(kind) && /^SHA(?:1|256|512)$/.test(algorithm),
    ).map((draft) => (draft.kind === "steam" ? { ...draft, issuer: "Steam" } : draft))
    const outcome = await readAll([{ name: "x.json", bytes: throughProgram(await write(drafts, PASSWORD)) }])
    assert.ok(outcome.state === "read")
    assert.equal(outcome.files[0]?.format, "aegis")
    assert.deepEqual(outcome.read.issues, [])
    const codeOf = (draft: Draft) => {
      const { kind, issuer, name, secret, algorithm, digits, period, counter } = plain(draft)
      return { kind, issuer, name, secret, algorithm, digits, period, counter }
    }
    assert.deepEqual(outcome.read.drafts.map(codeOf), drafts.map(codeOf))
  })
})
