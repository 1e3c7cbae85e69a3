import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { NOTICE_TEXTS } from "../../../src/vault/merge/notices.ts"
import type { VaultFiles } from "../../../src/vault/ports.ts"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { NOW, account, testPorts } from "../support.ts"

const DIR = "/vault"
const FILE = `${DIR}/vault.age`
const [a, b] = [account("a"), account("b")]
const hotp = account("h", { kind: "hotp", period: null, counter: 5 })

/** A vault that is open here with a saved edit of `a`, while the disk has an edit of `b` that was made elsewhere. Nothing else is left of the edit of `a`. */
async function overwritten() {
  const here = new MemoryFiles()
  await (await createVault(testPorts(here), DIR, Passphrase.of("first"))).save([a, b, hotp])
  const there = here.copy()
  const open = async (files: VaultFiles) => await openVault(testPorts(files), DIR, Passphrase.of("first"))
  const [vault, other] = [await open(here), await open(there)]
  await vault.save([{ ...a, note: "here", updatedAt: NOW }, b, hotp])
  await other.save([a, { ...b, note: "there", updatedAt: NOW }, hotp])
  const theirs = there.files.get(FILE)!
  here.files.set(FILE, theirs)
  return { here, vault, theirs, openAgain: () => open(here) }
}
const notesOf = (accounts: readonly Account[]) => accounts.filter(({ kind }) => kind === "totp").map(({ note }) => note)

describe("a vault that a synchronisation overwrites while it is open", () => {
  it("keeps the state in memory when it is read again: both are merged, saved and noticed", async () => {
    const { vault, openAgain } = await overwritten()
    const { changed, accounts } = await vault.reload()
    assert.ok(changed)
    assert.deepEqual(notesOf(accounts), ["here", "there"])
    assert.deepEqual(notesOf((await openAgain()).accounts), ["here", "there"], "on the disk, too")
    assert.deepEqual(
      vault.notices.map(({ sentence }) => sentence),
      [NOTICE_TEXTS.joined],
    )
    await vault.reload()
    assert.equal(vault.notices.length, 1, "once only")
  })

  it("keeps it when a code is taken", async () => {
    const { vault, openAgain } = await overwritten()
    const { counter, merged } = await vault.takeCode("h")
    assert.equal(counter, 5)
    assert.ok(merged)
    const { accounts } = await openAgain()
    assert.deepEqual(notesOf(accounts), ["here", "there"])
    assert.equal(accounts.find(({ id }) => id === "h")?.counter, 6)
  })

  it("keeps it when the passphrase or the recovery key is changed", async () => {
    const changed = await overwritten()
    await changed.vault.changePassphrase(null, Passphrase.of("second"))
    const vault = await openVault(testPorts(changed.here), DIR, Passphrase.of("second"))
    assert.deepEqual(notesOf(vault.accounts), ["here", "there"])
  })

  it("keeps the exports that only the state in memory records, where the accounts are the same", async () => {
    const here = new MemoryFiles()
    const vault = await createVault(testPorts(here), DIR, Passphrase.of("first"))
    await vault.save([a, b])
    const there = here.copy()
    const other = await openVault(testPorts(there), DIR, Passphrase.of("first"))
    const record = (id: string) => ({ id, at: NOW, path: `/tmp/${id}`, format: "keyferry-json", accounts: 2 })
    await vault.updateExports((exports) => [...exports, record("here")])
    await other.updateExports((exports) => [...exports, record("there")])
    here.files.set(FILE, there.files.get(FILE)!)
    await vault.save(vault.accounts)
    assert.deepEqual(vault.content.exports.map(({ id }) => id).sort(), ["here", "there"])
  })

  it("keeps what an earlier call saved, although the later one was made before that", async () => {
    const here = new MemoryFiles()
    await (await createVault(testPorts(here), DIR, Passphrase.of("first"))).save([a, b])
    const there = here.copy()
    let locks = 0
    const files: VaultFiles = {
      in: (directory) => {
        const inner = here.in(directory)
        const lock = async (): ReturnType<typeof inner.lock> => {
          if (++locks === 2) here.files.set(FILE, there.files.get(FILE)!)
          return await inner.lock()
        }
        return { ...inner, lock }
      },
    }
    const [vault, other] = [
      await openVault(testPorts(files), DIR, Passphrase.of("first")),
      await openVault(testPorts(there), DIR, Passphrase.of("first")),
    ]
    await other.save([a, { ...b, note: "there", updatedAt: NOW }])
    const edited = { ...a, note: "here", updatedAt: NOW }
    await Promise.all([vault.save([edited, b]), vault.save([a, b, account("c")])])
    assert.equal(locks, 2)
    assert.deepEqual(notesOf(vault.accounts), ["here", "there", ""])
  })

  it("is not changed by looking at what a merge would do", async () => {
    const { vault, here, theirs } = await overwritten()
    const copy = await vault.openCopy(
      { file: "copy.age", bytes: theirs, beside: testPorts(here).files.in(DIR) },
      { passphrase: () => Promise.reject(new TypeError("it needs none")) },
    )
    assert.equal((await vault.planMerge([copy])).isDone, true, "the vault on the disk holds it already")
    assert.deepEqual(here.files.get(FILE), theirs)
    assert.deepEqual(notesOf((await vault.reload()).accounts), ["here", "there"])
  })
})
