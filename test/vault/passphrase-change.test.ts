import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { openWithIdentity } from "../../src/age/age.ts"
import type { X25519Identity } from "../../src/age/x25519.ts"
import { AppError } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { VAULT_TEXTS } from "../../src/vault/errors.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import type { Vault } from "../../src/vault/vault.ts"
import { MemoryFiles } from "./memory-files.ts"
import { account, assertSame, identityOf, refuses, testPorts } from "./support.ts"

const DIR = "/v"
const [a, b, c] = [account("a"), account("b"), account("c")]

/** A vault with two kept versions and the passphrase "first", and its identity. */
async function makeVault(): Promise<{ files: MemoryFiles; vault: Vault; oldIdentity: X25519Identity }> {
  const files = new MemoryFiles()
  const vault = await createVault(testPorts(files), DIR, Passphrase.of("first"))
  await vault.save([a])
  await vault.save([a, b])
  return { files, vault, oldIdentity: await identityOf(files.files.get(`${DIR}/identity.age`)!, "first") }
}

/** The passphrases that open the vault. */
async function opens(files: MemoryFiles): Promise<string[]> {
  const identityFile = files.files.get(`${DIR}/identity.age`)!
  const tries = await Promise.allSettled(["first", "second"].map((passphrase) => identityOf(identityFile, passphrase)))
  return ["first", "second"].filter((_, at) => tries[at]!.status === "fulfilled")
}

/** The contents and versions that an identity opens. */
async function filesOf(files: MemoryFiles, identity: X25519Identity): Promise<string[]> {
  const names = [...files.files.keys()].filter((name) => name.endsWith(".age") && !name.endsWith("identity.age"))
  const tries = await Promise.allSettled(names.map((name) => openWithIdentity(files.files.get(name)!, identity)))
  return names.filter((_, at) => tries[at]!.status === "fulfilled")
}

describe("a change of the passphrase on a disk that becomes full", () => {
  it("fails and says that nothing was changed, or is in force and says what is unfinished", async () => {
    const outcomes: string[] = []
    for (let writes = 0; outcomes.at(-1) !== "finished"; writes++) {
      const { files, vault, oldIdentity } = await makeVault()
      const all = (await filesOf(files, oldIdentity)).length
      files.writesLeft = writes
      const result = await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second")).catch((e: unknown) => e)
      files.writesLeft = Infinity
      if (result instanceof AppError) {
        outcomes.push("unchanged")
        assert.match(result.message, /^the disk failed; nothing was changed/)
        assert.deepEqual(await opens(files), ["first"], `after ${writes} writes`)
        assert.ok((await filesOf(files, oldIdentity)).length >= all)
        await vault.save([a, b, c])
        assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [a, b, c])
        continue
      }
      const { unfinished } = result as Awaited<ReturnType<Vault["changePassphrase"]>>
      outcomes.push(unfinished === null ? "finished" : "in force")
      assert.deepEqual(await opens(files), ["second"], `after ${writes} writes`)
      assert.equal((await filesOf(files, oldIdentity)).length === 0, unfinished === null)
      // The open vault goes on, and what is unfinished is not forgotten by its saves.
      assert.equal(await vault.checkPassphrase(Passphrase.of("second")), true)
      await vault.save([a, b, c])
      assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b, c])
      assert.deepEqual(await filesOf(files, oldIdentity), [], `after ${writes} writes and the next opening`)
    }
    assert.ok(outcomes.includes("unchanged"))
    assert.ok(outcomes.filter((outcome) => outcome === "in force").length >= 3)
  })

  it("is finished by a later opening if the next one finds a disk error and saves nevertheless", async () => {
    const { files, vault, oldIdentity } = await makeVault()
    // The writes up to the new identity: a version, the content, three versions, the identity.
    files.writesLeft = 6
    assert.notEqual((await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))).unfinished, null)
    assert.deepEqual(await opens(files), ["second"])
    files.writesLeft = Infinity
    files.unreadable.add("versions/vault-2.age")
    const second = await openVault(testPorts(files), DIR, Passphrase.of("second"))
    await second.save([a, b, c])
    files.unreadable.clear()
    assert.notDeepEqual(await filesOf(files, oldIdentity), [])
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b, c])
    assert.deepEqual(await filesOf(files, oldIdentity), [])
  })
})

describe("a change of the passphrase", () => {
  it("is in force, but unfinished, if the new identity was put in place and then an error was reported", async () => {
    const { files, vault, oldIdentity } = await makeVault()
    files.failingAfterWrite.set("identity.age", () => undefined)
    assert.notEqual((await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))).unfinished, null)
    files.failingAfterWrite.clear()
    // It is not certain that the new identity survives a power failure, so the old one still opens everything.
    assert.equal((await filesOf(files, oldIdentity)).length, 4)
    await openVault(testPorts(files), DIR, Passphrase.of("second"))
    assert.deepEqual(await filesOf(files, oldIdentity), [])
  })

  it("is in force, but unfinished, if the disk does not confirm that the new identity survives a power failure", async () => {
    const { files, vault, oldIdentity } = await makeVault()
    files.syncFailing.add("identity.age")
    assert.match(
      (await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))).unfinished?.sentence.en ?? "",
      /did not confirm/,
    )
    files.syncFailing.clear()
    assert.equal((await filesOf(files, oldIdentity)).length, 4)
    await openVault(testPorts(files), DIR, Passphrase.of("second"))
    assert.deepEqual(await filesOf(files, oldIdentity), [])
  })

  it("does not begin to rely on files that may not survive a power failure", async () => {
    const { files, vault } = await makeVault()
    files.syncFailing.add("vault.age")
    assert.match(
      (await refuses(vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second")), "io")).message,
      /did not confirm.+nothing was changed/,
    )
    assert.deepEqual(await opens(files), ["first"])
  })

  it("says that either passphrase may be the right one if that cannot be read back", async () => {
    const { files, vault } = await makeVault()
    files.failingAfterWrite.set("identity.age", () => files.unreadable.add("identity.age"))
    const error = await refuses(vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second")), "io")
    assert.match(error.message, /either the old or the new passphrase/)
  })

  it("is what another program reports that then reads the vault", async () => {
    const files = new MemoryFiles()
    const vault = await createVault(testPorts(files), "/v", Passphrase.of("first"))
    const other = await openVault(testPorts(files), "/v", Passphrase.of("first"))
    await vault.changePassphrase(null, Passphrase.of("second"))
    for (const work of [() => other.reload(), () => other.planMerge([]), () => other.save([account("a")])])
      assert.equal((await refuses(work(), "vault-refused")).sentence, VAULT_TEXTS.passphraseChanged)
  })

  it("says that nothing was changed if a kept version cannot be read", async () => {
    const { files, vault } = await makeVault()
    files.unreadable.add("versions/vault-1.age")
    assert.match(
      (await refuses(vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second")), "io")).message,
      /nothing was changed/,
    )
    assert.deepEqual(await opens(files), ["first"])
  })
})
