import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { openWithIdentity, sealForRecipients, sealWithPassphrase } from "../../src/age/age.ts"
import { X25519Identity } from "../../src/age/x25519.ts"
import { AppError } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { openBackup, sealBackup } from "../../src/vault/backup.ts"
import { contentDigest, emptyContent, encodeContent } from "../../src/vault/codec.ts"
import { vaultWarningsOf } from "../../src/vault/errors.ts"
import { macKeyOf, signerWith, vaultIdOf } from "../../src/vault/mac.ts"
import { identityFileOf } from "../../src/vault/identity.ts"
import { createVault, openVault, vaultExists } from "../../src/vault/vault.ts"
import type { Vault } from "../../src/vault/vault.ts"
import { MemoryFiles } from "./memory-files.ts"
import { DAY, NOW, account, assertSame, identityOf, jsonOf, plain, refuses, testPorts, weak } from "./support.ts"
import type { TestPorts } from "./support.ts"

const DIR = "/v"
const utf8 = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value))
const [a, b, c] = [account("a"), account("b"), account("c")]

/** A new vault with two accounts and the passphrase "first". */
async function makeVault(): Promise<{ files: MemoryFiles; ports: TestPorts; vault: Vault }> {
  const files = new MemoryFiles()
  const ports = testPorts(files)
  const vault = await createVault(ports, DIR, Passphrase.of("first"))
  await vault.save([a, b])
  return { files, ports, vault }
}
const file = (files: MemoryFiles, name: string) => files.files.get(`${DIR}/${name}`)!
const put = (files: MemoryFiles, name: string, bytes: Uint8Array) => files.files.set(`${DIR}/${name}`, bytes)

describe("a vault", () => {
  it("returns the saved accounts when it is opened again", async () => {
    const { ports } = await makeVault()
    const again = await openVault(ports, DIR, Passphrase.of("first"))
    assertSame(again.accounts, [a, b])
    assert.equal(again.readOnly, null)
    assert.equal(again.directory, DIR)
  })

  it("is empty when it is new", async () => {
    const ports = testPorts()
    assert.equal(await vaultExists(ports, DIR), false)
    assert.deepEqual((await createVault(ports, DIR, Passphrase.of("p"))).accounts, [])
    assert.equal(await vaultExists(ports, DIR), true)
  })

  it("can be made from the content of a backup, trash and tombstones included", async () => {
    const { vault } = await makeVault()
    await vault.save([a, { ...c, trashedAt: NOW }])
    const content = await openBackup(await sealBackup(vault.content, Passphrase.of("paper"), weak), Passphrase.of("paper"))
    const ports = testPorts()
    await createVault(ports, DIR, Passphrase.of("other"), { content })
    const again = await openVault(ports, DIR, Passphrase.of("other"))
    assertSame(again.accounts, [a, { ...c, trashedAt: NOW }])
    assert.deepEqual(again.content.tombstones, [{ id: "b", at: NOW }])
  })

  it("has a separate error code where it is missing, exists, or has another passphrase", async () => {
    const { files, ports } = await makeVault()
    await refuses(openVault(ports, "/elsewhere", Passphrase.of("first")), "vault-missing")
    await refuses(openVault(ports, DIR, Passphrase.of("second")), "password-wrong")
    await refuses(openVault(ports, DIR, Passphrase.of("")), "password-wrong")
    await refuses(createVault(ports, DIR, Passphrase.of("first")), "vault-exists")
    await refuses(createVault(testPorts(), DIR, Passphrase.of("")), "password-needed")
    for (const left of ["vault.age", "versions/vault-1.age"]) {
      const some = new MemoryFiles()
      some.directories.add(DIR)
      put(some, left, file(files, left))
      await refuses(createVault(testPorts(some), DIR, Passphrase.of("p")), "vault-missing", left)
    }
  })

  it("opens with its passphrase in any Unicode normalization form", async () => {
    const ports = testPorts()
    await createVault(ports, DIR, Passphrase.of("e\u0301ガ"))
    await openVault(ports, DIR, Passphrase.of("éガ"))
    await openVault(ports, DIR, Passphrase.of("e\u0301カ\u3099"))
    const { files } = await makeVault()
    put(
      files,
      "identity.age",
      await sealWithPassphrase(identityFileOf(await identityOf(file(files, "identity.age"), "first")), Passphrase.of("e\u0301"), weak),
    )
    await openVault(testPorts(files), DIR, Passphrase.of("e\u0301"))
  })

  it("checks a passphrase", async () => {
    const { vault } = await makeVault()
    assert.equal(await vault.checkPassphrase(Passphrase.of("first")), true)
    assert.equal(await vault.checkPassphrase(Passphrase.of("second")), false)
    await refuses(vault.checkPassphrase(Passphrase.of("first"), { signal: AbortSignal.abort() }), "interrupted")
  })

  it("does no more scrypt work than maxLogN allows", async () => {
    const { files, ports } = await makeVault()
    put(
      files,
      "identity.age",
      await sealWithPassphrase(X25519Identity.generate().toText(), Passphrase.of("first"), { logN: 5, weakForTests: true }),
    )
    await refuses(openVault(ports, DIR, Passphrase.of("first"), { maxLogN: 4 }), "limit-exceeded")
  })

  it("finishes a running save and refuses all work after it is closed", async () => {
    const { files, vault } = await makeVault()
    const saving = vault.save([a, b, c])
    await vault.close()
    assertSame((await saving).accounts, [a, b, c])
    assert.deepEqual(vault.accounts, [])
    for (const work of [
      vault.save([a]),
      vault.reload(),
      vault.changePassphrase(Passphrase.of("first"), Passphrase.of("x")),
      vault.checkPassphrase(Passphrase.of("first")),
    ]) {
      await refuses(work, "vault-refused")
    }
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [a, b, c])
  })

  it("never contains its recipient unencrypted", async () => {
    const { files, ports } = await makeVault()
    const recipient = (await identityOf(file(files, "identity.age"), "first")).recipient
    const everything =
      [...files.files.values()].map((bytes) => Buffer.from(bytes).toString("latin1")).join() + JSON.stringify([...ports.seen.map])
    assert.ok(!everything.includes(recipient.slice(4, 24)))
  })

  it("writes nothing when nothing changed", async () => {
    const { files, vault } = await makeVault()
    const before = files.operations
    await vault.save([b, a])
    assert.equal(files.operations, before)
  })

  it("is missing rather than empty when its content was deleted", async () => {
    const { files, ports } = await makeVault()
    files.files.delete(`${DIR}/vault.age`)
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-missing")
    await refuses(openVault(testPorts(files), DIR, Passphrase.of("first")), "vault-missing")
  })

  it("removes accounts that were in the trash for more than 30 days", async () => {
    const { ports, vault } = await makeVault()
    await vault.save([a, { ...b, trashedAt: NOW }])
    const saveOn = async (day: number) => {
      ports.time = NOW + day * DAY
      return (await vault.save([{ ...a, note: `day ${day}` }, ...vault.accounts.slice(1)])).accounts
    }
    assert.equal((await saveOn(29)).length, 2)
    assert.equal((await saveOn(31)).length, 2, "it was not saved since the day on which the time was over")
    assertSame(await saveOn(32), [{ ...a, note: "day 32" }])
    assert.deepEqual(vault.content.tombstones, [{ id: "b", at: ports.time }])
  })

  it("keeps its trash when it is saved once while the clock shows 2039", async () => {
    const { ports, vault } = await makeVault()
    await vault.save([a, { ...b, trashedAt: NOW }])
    ports.time = Date.UTC(2039, 0)
    await vault.save([{ ...a, note: "2039" }, ...vault.accounts.slice(1)])
    ports.time = NOW + DAY
    await vault.save([{ ...a, note: "now" }, ...vault.accounts.slice(1)])
    assert.equal(vault.accounts.length, 2)
  })

  it("says in every content when it was saved and which contents it descends from, at most 64", async () => {
    const { ports, vault } = await makeVault()
    const digests: string[] = []
    for (let count = 0; count < 70; count++) {
      digests.unshift(contentDigest(vault.content))
      ports.time++
      await vault.save([{ ...a, note: `${count}` }, b])
    }
    assert.equal(vault.content.savedAt, ports.time)
    assert.deepEqual(vault.content.ancestors, digests.slice(0, 64))
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    assert.equal(vault.content.ancestors.length, 64)
    assert.ok(vault.content.ancestors.includes(digests[0]!))
  })
})

describe("the last ten versions", () => {
  it("are kept unchanged", async () => {
    const { files, ports, vault } = await makeVault()
    for (let i = 1; i <= 14; i++) await vault.save([{ ...a, note: `n${i}` }])
    const names = [...files.files.keys()].filter((name) => name.includes("/versions/"))
    const generations = names.map((name) => Number(/(\d+)\.age$/.exec(name)?.[1])).sort((x, y) => x - y)
    assert.equal(vault.content.generation, 16)
    assert.deepEqual(generations, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
    const identity = await identityOf(file(files, "identity.age"), "first")
    const json = await jsonOf(file(files, "versions/vault-15.age"), identity)
    assert.equal((json["accounts"] as { note: string }[])[0]?.note, "n13")

    put(files, "vault.age", file(files, "versions/vault-9.age"))
    const older = await openVault(testPorts(files), DIR, Passphrase.of("first"))
    assert.equal(older.accounts[0]?.note, "n7")
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-refused")
  })

  it("contain changes, but not the use of codes", async () => {
    const { files, vault } = await makeVault()
    const kept = (): string[] => [...files.files.keys()].filter((name) => name.includes("/versions/")).sort()
    const hotp = account("h", { kind: "hotp" })
    await vault.save([a, hotp])
    const before = kept()
    for (let i = 1; i <= 12; i++)
      await vault.save([
        { ...a, usedAt: NOW + i },
        { ...hotp, counter: i, usedAt: NOW + i, updatedAt: NOW + i },
      ])
    assert.deepEqual(kept(), before)
    assert.equal((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts[1]?.counter, 12)

    await vault.save([{ ...a, note: "changed" }, ...vault.accounts.slice(1)])
    assert.equal(kept().length, before.length + 1)
    await vault.save([{ ...a, note: "changed" }])
    assert.equal(kept().length, before.length + 2)
  })
})

describe("two programs on one vault", () => {
  it("keep the accounts that each has added", async () => {
    const { ports, vault } = await makeVault()
    const other = await openVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(await vault.save([a, b, c]).then(({ merged }) => merged), false)
    const saved = await other.save([...other.accounts, account("d")])
    assert.equal(saved.merged, true)
    assertSame(saved.accounts, [a, b, c, account("d")])
    const reloaded = await vault.reload()
    assert.equal(reloaded.changed, true)
    assertSame(reloaded.accounts, [a, b, c, account("d")])
    assert.equal((await vault.reload()).changed, false)
  })

  it("merge removals and edits, and lose nothing else", async () => {
    const { ports, vault: first } = await makeVault()
    const [second, third] = [await openVault(ports, DIR, Passphrase.of("first")), await openVault(ports, DIR, Passphrase.of("first"))]
    await first.save([b]) // removes a
    await second.save([a, { ...b, note: "second", updatedAt: NOW - 5 }])
    const { accounts } = await third.save([
      { ...a, note: "third", updatedAt: NOW },
      { ...b, note: "third", updatedAt: NOW },
    ])
    const copy = accounts.find(({ id }) => id !== "a" && id !== "b")!
    assertSame(accounts, [
      { ...a, note: "third", updatedAt: NOW },
      { ...b, note: "third", updatedAt: NOW },
      { ...b, note: "second", updatedAt: NOW - 5, id: copy.id, trashedAt: NOW },
    ])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, accounts)
  })

  it("lose nothing when they save ten times at the same time", async () => {
    const { ports, vault } = await makeVault()
    const other = await openVault(ports, DIR, Passphrase.of("first"))
    const mine = Array.from({ length: 10 }, (_, i) => account(`mine-${i}`))
    const theirs = Array.from({ length: 10 }, (_, i) => account(`theirs-${i}`))
    await Promise.all(
      mine.map((one, i) => Promise.all([vault.save([...vault.accounts, one]), other.save([...other.accounts, theirs[i]!])])),
    )
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [a, b, ...mine, ...theirs])
  })

  it("keep the changes of a save that has not finished when the next one starts", async () => {
    const { vault } = await makeVault()
    await Promise.all([vault.save([a, b, c]), vault.save([{ ...a, note: "x" }, b])])
    assertSame(vault.accounts, [{ ...a, note: "x" }, b, c])
  })

  it("refuse to write after the other has changed the passphrase", async () => {
    const { files, ports, vault } = await makeVault()
    const other = await openVault(ports, DIR, Passphrase.of("first"))
    await other.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    const before = file(files, "vault.age")
    await refuses(vault.save([a]), "vault-refused")
    await refuses(vault.reload(), "vault-refused")
    assert.deepEqual(file(files, "vault.age"), before)
    await other.save([a, b, c])
    assertSame((await openVault(ports, DIR, Passphrase.of("second"))).accounts, [a, b, c])
  })

  it("write the vault again after the other has deleted it", async () => {
    const { files, ports, vault } = await makeVault()
    files.files.delete(`${DIR}/vault.age`)
    await refuses(vault.reload(), "vault-missing")
    await vault.save([a, b, c])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [a, b, c])
  })
})

describe("a vault that another program has written", () => {
  async function forge(json: (root: Record<string, unknown>) => unknown) {
    const { files, ports, vault } = await makeVault()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const root = await jsonOf(file(files, "vault.age"), identity)
    put(files, "vault.age", await sealForRecipients(utf8(json(root)), identity.recipient))
    return { files, ports, vault }
  }
  const unsigned = ({ mac: _, ...root }: Record<string, unknown>) => root

  it("is refused regardless of consent when its signature is wrong", async () => {
    const { ports, vault } = await forge((root) => ({ ...root, generation: 99 }))
    const error = await refuses(openVault(ports, DIR, Passphrase.of("first"), { accept: ["unsigned", "older"] }), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), [])
    await refuses(vault.save([a]), "vault-refused")
    await refuses(vault.reload(), "vault-refused")
  })

  it("needs consent once when it has no signature", async () => {
    const { files, ports, vault } = await forge((root) => ({ ...unsigned(root), accounts: [plain(c)] }))
    const error = await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["unsigned"])
    await refuses(openVault(ports, DIR, Passphrase.of("first"), { accept: ["older"] }), "vault-refused")
    await refuses(vault.save([a]), "vault-refused")
    assertSame((await openVault(ports, DIR, Passphrase.of("first"), { accept: ["unsigned"] })).accounts, [c])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [c])
    assert.ok(
      [...files.files.keys()].some((name) => name.endsWith("/vault-2.age")),
      "the unsigned one is kept as a version",
    )
  })

  it("needs consent once when it is older than the last one seen on this host", async () => {
    const { files, ports, vault } = await makeVault()
    const old = file(files, "vault.age")
    await vault.save([a, b, c])
    put(files, "vault.age", old)
    const error = await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["older"])
    assert.deepEqual(vaultWarningsOf(await refuses(vault.save([a]), "vault-refused")), ["older"])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"), { accept: ["older"] })).accounts, [a, b])
    const again = await openVault(ports, DIR, Passphrase.of("first"))
    await again.save([a])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [a])
  })

  it("gets a generation above all that were seen when it is saved after an older one was accepted", async () => {
    const { files, ports, vault } = await makeVault()
    const old = file(files, "vault.age")
    for (const note of ["1", "2", "3"]) await vault.save([{ ...a, note }])
    put(files, "vault.age", old)
    const accepted = await openVault(ports, DIR, Passphrase.of("first"), { accept: ["older"] })
    await accepted.save([c])
    assert.equal(accepted.content.generation, 6)
  })

  it("reports both warnings when it is unsigned and older", async () => {
    const { ports } = await forge((root) => ({ ...unsigned(root), generation: 1 }))
    const error = await refuses(openVault(ports, DIR, Passphrase.of("first"), { accept: ["older"] }), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["unsigned", "older"])
    await openVault(ports, DIR, Passphrase.of("first"), { accept: vaultWarningsOf(error) })
  })

  it("is refused when it is encrypted to our recipient but signed with another key", async () => {
    const { files, ports } = await makeVault()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const forger = signerWith(macKeyOf(X25519Identity.generate().toText()))
    const forged = await encodeContent({ ...emptyContent(), generation: 99, accounts: [c] }, [forger])
    put(files, "vault.age", await sealForRecipients(forged, identity.recipient))
    await refuses(openVault(ports, DIR, Passphrase.of("first"), { accept: ["unsigned", "older"] }), "vault-refused")
  })

  it("is refused when it is encrypted to another identity, or damaged", async () => {
    const { files, ports } = await makeVault()
    const good = file(files, "vault.age")
    put(files, "vault.age", await sealForRecipients(utf8("{}"), X25519Identity.generate().recipient))
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-refused")
    put(files, "vault.age", good.slice(0, -1))
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "format-damaged")
    put(files, "identity.age", await sealWithPassphrase(utf8("not an identity"), Passphrase.of("first"), weak))
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "format-damaged")
    put(
      files,
      "identity.age",
      await sealWithPassphrase(
        Buffer.concat([identityFileOf(X25519Identity.generate()), identityFileOf(X25519Identity.generate())]),
        Passphrase.of("first"),
        weak,
      ),
    )
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "format-damaged")
  })

  it("opens read-only when a newer program wrote it, and is not changed", async () => {
    const { files, ports, vault } = await makeVault()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const root = { ...(await jsonOf(file(files, "vault.age"), identity)), version: 2, generation: 9, folders: ["x"] }
    const key = signerWith(macKeyOf(identity.toText()))
    const { replaceSignature } = await import("../../src/vault/codec.ts")
    const { macOf } = await import("../../src/vault/mac.ts")
    const signed = await replaceSignature(utf8({ ...root, mac: await macOf(root, key) }), key, [key])
    const newer = await sealForRecipients(signed, identity.recipient)
    put(files, "vault.age", newer)

    const opened = await openVault(ports, DIR, Passphrase.of("first"))
    assert.notEqual(opened.readOnly, null)
    assertSame(opened.accounts, [a, b])
    await refuses(opened.save([a]), "vault-refused")
    await refuses(opened.changePassphrase(Passphrase.of("first"), Passphrase.of("second")), "vault-refused")
    await refuses(vault.save([a]), "vault-refused", "one that was open before")
    assert.notEqual(vault.readOnly, null)
    assert.deepEqual(file(files, "vault.age"), newer)
  })

  it("keeps records of an unknown kind", async () => {
    const { files, ports } = await forge((root) => ({
      ...unsigned(root),
      accounts: [plain(a), { id: "n", kind: "ocra", secret: "MZXW6YTB" }],
    }))
    const vault = await openVault(ports, DIR, Passphrase.of("first"), { accept: ["unsigned"] })
    assert.equal(vault.unreadable.length, 1)
    await vault.save([c])
    const json = await jsonOf(file(files, "vault.age"), await identityOf(file(files, "identity.age"), "first"))
    assert.deepEqual((json["accounts"] as unknown[])[1], { id: "n", kind: "ocra", secret: "MZXW6YTB" })
  })

  it("opens without ids and times of accounts, and without a generation", async () => {
    const { ports } = await forge(() => ({ version: 1, accounts: [{ issuer: "Hand", secret: "MZXW6YTB" }] }))
    const vault = await openVault(ports, DIR, Passphrase.of("first"), { accept: ["unsigned", "older"] })
    const again = await openVault(ports, DIR, Passphrase.of("first"))
    assert.equal(again.accounts[0]?.issuer, "Hand")
    assert.match(again.accounts[0].id, /^[0-9a-f-]{36}$/)
    assertSame(again.accounts, vault.accounts)
  })
})

describe("a change of the passphrase", () => {
  it("makes a new identity, and the old one opens no file", async () => {
    const { files, ports, vault } = await makeVault()
    const old = await identityOf(file(files, "identity.age"), "first")
    const oldPair = [file(files, "identity.age"), file(files, "vault.age")] as const
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    await vault.save([a, b, c])
    await refuses(openVault(ports, DIR, Passphrase.of("first")), "password-wrong")
    assertSame((await openVault(ports, DIR, Passphrase.of("second"))).accounts, [a, b, c])
    assert.equal(await vault.checkPassphrase(Passphrase.of("second")), true)
    const contents = [...files.files].filter(([name]) => name.endsWith(".age") && !name.endsWith("identity.age"))
    assert.equal(contents.length, 4)
    const identity = await identityOf(file(files, "identity.age"), "second")
    for (const [name, bytes] of contents) {
      await refuses(openWithIdentity(bytes, old), "password-wrong", name)
      assert.ok((await jsonOf(bytes, identity))["mac"], name)
    }

    put(files, "identity.age", oldPair[0])
    put(files, "vault.age", oldPair[1])
    assert.deepEqual(vaultWarningsOf(await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-refused")), ["older"])
  })

  it("requires the current passphrase, and a new one that is not empty", async () => {
    const { files, vault } = await makeVault()
    const before = file(files, "identity.age")
    await refuses(vault.changePassphrase(Passphrase.of("wrong"), Passphrase.of("second")), "password-wrong")
    await refuses(vault.changePassphrase(Passphrase.of("first"), Passphrase.of("")), "password-needed")
    assert.deepEqual(file(files, "identity.age"), before)
  })

  it("keeps what another program has saved since", async () => {
    const { ports, vault } = await makeVault()
    const other = await openVault(ports, DIR, Passphrase.of("first"))
    await other.save([a, b, c])
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    assertSame((await openVault(ports, DIR, Passphrase.of("second"))).accounts, [a, b, c])
  })

  it("does not change versions of other vaults, and does not sign an unsigned one", async () => {
    const { files, ports, vault } = await makeVault()
    const identity = await identityOf(file(files, "identity.age"), "first")
    put(files, "versions/vault-0.age", utf8("not an age file"))
    put(files, "versions/vault-1.age", await sealForRecipients(await encodeContent(emptyContent(), []), identity.recipient))
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    assert.deepEqual(file(files, "versions/vault-0.age"), utf8("not an age file"))
    const next = await identityOf(file(files, "identity.age"), "second")
    assert.equal((await jsonOf(file(files, "versions/vault-1.age"), next))["mac"], undefined)
    await openVault(ports, DIR, Passphrase.of("second"))
  })
})

describe("after a power failure", () => {
  /** Run `work` once to count its write operations, then once for each of them with a power failure before it. */
  async function cutEverywhere(
    work: (files: MemoryFiles) => Promise<unknown>,
    start: MemoryFiles,
    check: (files: MemoryFiles, at: number) => Promise<void>,
  ) {
    const whole = start.copy()
    await work(whole)
    assert.ok(whole.operations >= 2, "there are too few operations")
    for (let at = 0; at < whole.operations; at++) {
      const files = start.copy()
      files.cutAfter(at)
      await refuses(work(files), "io", `cut off before operation ${at}`)
      files.restart()
      await check(files, at)
    }
  }

  it("while a vault is made, there is none; where it cannot be made as a whole, it can be completed", async () => {
    const whole = new MemoryFiles()
    await createVault(testPorts(whole), DIR, Passphrase.of("first"))
    assert.equal(whole.operations, 1)
    const inPlace = new MemoryFiles()
    inPlace.fillsNew = false
    await cutEverywhere(
      (files) => createVault(testPorts(files), DIR, Passphrase.of("first")),
      inPlace,
      async (files) => {
        const ports = testPorts(files)
        await refuses(openVault(ports, DIR, Passphrase.of("first")), "vault-missing")
        await createVault(ports, DIR, Passphrase.of("first"))
        assert.deepEqual((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [])
      },
    )
  })

  it("during a save, the vault holds the state before or after it, and the next save works", async () => {
    const { files: start } = await makeVault()
    await cutEverywhere(
      async (files) => {
        const vault = await openVault(testPorts(files), DIR, Passphrase.of("first"))
        await vault.save([a, b, c])
      },
      start,
      async (files) => {
        const vault = await openVault(testPorts(files), DIR, Passphrase.of("first"))
        assertSame(vault.accounts, [a, b])
        await vault.save([c])
      },
    )
  })

  it("during a change of the passphrase, the vault is complete with one of the two, and leftover files are repaired", async () => {
    const { files: start, vault } = await makeVault()
    for (const note of ["1", "2"]) await vault.save([{ ...a, note }, b])
    const expected = vault.accounts
    const oldIdentity = await identityOf(file(start, "identity.age"), "first")
    const seen = new Set<string>()
    await cutEverywhere(
      async (files) => {
        const opened = await openVault(testPorts(files), DIR, Passphrase.of("first"))
        const { unfinished } = await opened.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
        if (unfinished !== null) throw new AppError("io", unfinished.sentence)
      },
      start,
      async (files, at) => {
        const tries = await Promise.allSettled(
          ["first", "second"].map((passphrase) => openVault(testPorts(files), DIR, Passphrase.of(passphrase))),
        )
        const open = tries.flatMap((one, i) =>
          one.status === "fulfilled" ? [{ vault: one.value, passphrase: ["first", "second"][i]! }] : [],
        )
        assert.equal(open.length, 1, `before operation ${at}`)
        const { vault: opened, passphrase } = open[0]!
        seen.add(passphrase)
        assertSame(opened.accounts, expected)
        const identity = await identityOf(file(files, "identity.age"), passphrase)
        const versions = [...files.files.keys()].filter((name) => name.includes("/versions/"))
        assert.ok(versions.length >= 3)
        for (const name of [...versions, `${DIR}/vault.age`]) {
          const bytes = files.files.get(name)!
          assert.equal(typeof (await jsonOf(bytes, identity))["mac"], "string", `${name} before operation ${at}`)
          if (passphrase === "second") await refuses(openWithIdentity(bytes, oldIdentity), "password-wrong", name)
        }
        await opened.save([c])
        await opened.changePassphrase(Passphrase.of(passphrase), Passphrase.of("third"))
        assertSame((await openVault(testPorts(files), DIR, Passphrase.of("third"))).accounts, [c])
      },
    )
    assert.deepEqual([...seen], ["first", "second"])
  })

  it("during a change of the passphrase by another program, an open vault is never saved with the old key", async () => {
    const { files: start } = await makeVault()
    let swapCount = 0
    for (let at = 0; ; at++) {
      const files = start.copy()
      const before = await openVault(testPorts(files), DIR, Passphrase.of("first"))
      const other = await openVault(testPorts(files), DIR, Passphrase.of("first"))
      files.cutAfter(at)
      const done = await other.changePassphrase(Passphrase.of("first"), Passphrase.of("second")).then(
        ({ unfinished }) => unfinished === null,
        () => false,
      )
      files.restart()
      const isSwapped = !Buffer.from(file(files, "identity.age")).equals(file(start, "identity.age"))
      if (isSwapped) {
        swapCount++
        await refuses(before.save([c]), "vault-refused", `before operation ${at}`)
        assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b])
      } else {
        await before.save([c])
        assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [c])
      }
      if (done) break
    }
    assert.ok(swapCount >= 3)
  })

  it("or on a full disk, a save fails without changing the vault, and works later", async () => {
    const { files, ports, vault } = await makeVault()
    files.full = true
    await refuses(vault.save([c]), "io")
    assertSame(vault.accounts, [a, b])
    files.full = false
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [a, b])
    assertSame((await vault.save([c])).accounts, [c])
  })

  it("or with an unreadable file of seen generations, the vault opens", async () => {
    const { files } = await makeVault()
    const fail = () => {
      throw new AppError("io", { en: "no", ja: "no" })
    }
    const ports = { ...testPorts(files), seen: { get: fail, set: fail } }
    const vault = await openVault(ports, DIR, Passphrase.of("first"))
    await vault.save([c])
    assertSame((await openVault(ports, DIR, Passphrase.of("first"))).accounts, [c])
  })
})

describe("a backup", () => {
  it("holds everything and opens with its own passphrase", async () => {
    const { vault } = await makeVault()
    await vault.save([a])
    const backup = await sealBackup(vault.content, Passphrase.of("paper"), weak)
    const content = await openBackup(backup, Passphrase.of("paper"))
    assertSame(content.accounts, [a])
    assert.deepEqual(content.tombstones, [{ id: "b", at: NOW }])
    await refuses(openBackup(backup, Passphrase.of("first")), "password-wrong")
    await refuses(sealBackup(vault.content, Passphrase.of("")), "password-needed")
    await refuses(openBackup(backup.slice(0, -1), Passphrase.of("paper")), "format-damaged")
    await refuses(openBackup(utf8("{}"), Passphrase.of("paper")), "format-damaged")
  })

  it("of a newer program is refused", async () => {
    await refuses(
      openBackup(await sealWithPassphrase(utf8({ version: 2, accounts: [] }), Passphrase.of("p"), weak), Passphrase.of("p")),
      "format-version",
    )
  })
})

it("the seen generation of a vault is stored under an id that is derived from its identity", async () => {
  const { files, ports } = await makeVault()
  const recipient = (await identityOf(file(files, "identity.age"), "first")).recipient
  assert.deepEqual([...ports.seen.map], [[vaultIdOf(recipient), 2]])
})
