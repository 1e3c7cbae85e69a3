import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../src/accounts/account.ts"
import { sealForRecipients } from "../../src/age/age.ts"
import { X25519Identity } from "../../src/age/x25519.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { emptyContent, encodeContent } from "../../src/vault/codec.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import type { Vault } from "../../src/vault/vault.ts"
import { changesOf, countAccounts, planRestore, requireVersion } from "../../src/vault/versions.ts"
import { MemoryFiles } from "./memory-files.ts"
import { account, assertSame, identityOf, NOW, refuses, testPorts } from "./support.ts"

const DIR = "/v"
const LATER = NOW + 60_000
const [a, b] = [account("a"), account("b")]
const hotp = account("h", { kind: "hotp", counter: 5 })

/** A vault that was saved with each of the lists of accounts in turn, the first one empty. */
async function vaultOf(...saves: (readonly Account[])[]): Promise<{ files: MemoryFiles; vault: Vault; restore: typeof restore }> {
  const files = new MemoryFiles()
  const ports = testPorts(files)
  const vault = await createVault(ports, DIR, Passphrase.of("first"))
  for (const accounts of saves) await vault.save(accounts)
  ports.time = LATER
  let drawn = 0
  async function restore(n: number, ...ids: string[]) {
    const plan = planRestore(await vault.versions(), n, {
      nowMs: LATER,
      newId: () => `copy-${++drawn}`,
      ...(ids.length === 0 ? {} : { ids: new Set(ids) }),
    })
    await vault.save(plan.accounts)
    return plan.changes.map(({ change, account: { id }, fields }) => [change, id, ...fields])
  }
  return { files, vault, restore }
}
const byId = (vault: Vault, id: string) => vault.accounts.find((one) => one.id === id)

describe("the versions of a vault", () => {
  it("are numbered back from the present content, with their accounts and times", async () => {
    const { vault } = await vaultOf([a], [a, b], [a, { ...b, trashedAt: NOW }])
    assert.deepEqual(
      (await vault.versions()).map((version) => [version.n, version.generation, version.savedAt, countAccounts(version), version.current]),
      [
        [1, 4, NOW, 1, true],
        [2, 3, NOW, 2, false],
        [3, 2, NOW, 1, false],
        [4, 1, NOW, 0, false],
      ],
    )
  })

  it("are listed with their problem if they cannot be used", async () => {
    const { files, vault } = await vaultOf([a], [a, b])
    const identity = await identityOf(files.files.get(`${DIR}/identity.age`)!, "first")
    files.files.set(`${DIR}/versions/vault-1.age`, new TextEncoder().encode("damaged"))
    files.files.set(
      `${DIR}/versions/vault-0.age`,
      await sealForRecipients(await encodeContent(emptyContent(), []), X25519Identity.generate().recipient),
    )
    files.files.set(`${DIR}/versions/vault-2.age`, await sealForRecipients(await encodeContent(emptyContent(), []), identity.recipient))
    const versions = await vault.versions()
    assert.deepEqual(
      versions.map(({ n, generation, content, problem }) => [n, generation, content === null, problem?.sentence.en.slice(0, 35)]),
      [
        [1, 3, false, undefined],
        [2, 2, true, "the vault's content is not signed; "],
        [3, 1, true, "this is not an age file, or its hea"],
        [4, 0, true, "it is encrypted to another key, suc"],
      ],
    )
    assert.throws(() => requireVersion(versions, 3), { code: "format-damaged" })
    assert.throws(() => requireVersion(versions, 5), { code: "query-none" })
  })

  it("do not contain the present content twice after an interrupted save", async () => {
    const { files, vault } = await vaultOf([a])
    files.files.set(`${DIR}/versions/vault-2.age`, files.files.get(`${DIR}/vault.age`)!)
    assert.deepEqual(
      (await vault.versions()).map(({ generation }) => generation),
      [2, 1],
    )
  })

  it("are compared account by account, and name the fields", async () => {
    const { vault } = await vaultOf([a, b], [{ ...a, note: "new", favorite: true }, hotp])
    assert.deepEqual(
      changesOf(await vault.versions(), 1)?.map(({ change, account: { id }, fields }) => [change, id, ...fields]),
      [
        ["changed", "a", "note", "favorite"],
        ["added", "h"],
        ["removed", "b"],
      ],
    )
    assert.equal(changesOf(await vault.versions(), 3), null)
  })

  it("are not read once the vault is closed", async () => {
    const { vault } = await vaultOf([a])
    await vault.close()
    await refuses(vault.versions(), "vault-refused")
  })
})

describe("restoring a version", () => {
  it("brings back its accounts, and moves the others and replaced states to the trash", async () => {
    const edited = { ...a, note: "edited", updatedAt: NOW }
    const { files, vault, restore } = await vaultOf([a, b], [edited, hotp])
    assert.deepEqual(await restore(2), [
      ["changed", "a", "note"],
      ["added", "b"],
      ["changed", "h", "trashed"],
    ])
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [
      { ...a, updatedAt: LATER },
      { ...b, updatedAt: LATER },
      { ...hotp, trashedAt: LATER, updatedAt: LATER },
      { ...edited, id: "copy-1", trashedAt: LATER },
    ])
    const [, before] = await vault.versions()
    assertSame(before?.content?.accounts ?? [], [edited, hotp], "the state before is a version")
  })

  it("changes nothing the second time", async () => {
    const { vault, restore } = await vaultOf([a, hotp], [{ ...a, note: "edited" }])
    await restore(2)
    const accounts = vault.accounts
    assert.deepEqual(await restore(3), [])
    assertSame(vault.accounts, accounts)
  })

  it("never takes a counter back, not even of a secret that was replaced meanwhile", async () => {
    const other = account("x").secret
    const { vault, restore } = await vaultOf([hotp], [{ ...hotp, note: "n", counter: 9 }], [{ ...hotp, secret: other, counter: 2 }])
    await restore(3)
    assert.equal(byId(vault, "h")?.counter, 9)
    assert.equal(byId(vault, "h")?.note, "")
    assert.equal(byId(vault, "copy-1")?.counter, 2)
  })

  it("restores one account alone", async () => {
    const { vault, restore } = await vaultOf([a, b], [{ ...a, issuer: "New A" }, { ...b, issuer: "New B" }, hotp])
    assert.deepEqual(await restore(2, "b"), [["changed", "b", "issuer"]])
    assert.deepEqual(
      ["a", "b", "h", "copy-1"].map((id) => [byId(vault, id)?.issuer, byId(vault, id)?.trashedAt]),
      [
        ["New A", null],
        ["Issuer b", null],
        ["Issuer h", null],
        ["New B", LATER],
      ],
    )
  })

  it("takes an account out of the trash without a copy, and keeps a long trashed one from being removed at once", async () => {
    const longAgo = NOW - 29 * 24 * 3_600_000
    const { vault, restore } = await vaultOf([a, { ...b, trashedAt: longAgo }], [{ ...a, trashedAt: NOW }])
    assert.deepEqual(await restore(2), [
      ["changed", "a", "trashed"],
      ["added", "b"],
    ])
    assert.deepEqual(
      vault.accounts.map(({ id, trashedAt }) => [id, trashedAt]),
      [
        ["a", null],
        ["b", LATER],
      ],
    )
  })

  it("wins over a copy of the vault that was opened before", async () => {
    const { files, vault, restore } = await vaultOf([a, b], [a])
    const other = await openVault(testPorts(files), DIR, Passphrase.of("first"))
    await restore(2)
    await other.save([...other.accounts, hotp])
    await vault.reload()
    assert.deepEqual(vault.accounts.map(({ id }) => id).sort(), ["a", "b", "h"])
  })
})
