import { Passphrase } from "../../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { NOW, account, testPorts } from "../support.ts"

const DIR = "/vault"
const [a, b] = [account("a", { note: "old" }), account("b")]

/** Two machines with the same vault, as a synchronisation makes it. */
async function twoMachines() {
  const here = new MemoryFiles()
  await (await createVault(testPorts(here), DIR, Passphrase.of("first"))).save([a, b])
  const there = here.copy()
  const open = async (files: MemoryFiles) => await openVault(testPorts(files), DIR, Passphrase.of("first"))
  return { here, there, ours: await open(here), theirs: await open(there) }
}
const noteOf = (accounts: readonly { id: string; note: string }[]) => accounts.find(({ id }) => id === "a")?.note

describe("a stale copy that a synchronisation put over the vault", () => {
  it("does not revert an edit that it has never seen, although its generation is higher", async () => {
    const { here, there, ours, theirs } = await twoMachines()
    await ours.save([{ ...a, note: "new", updatedAt: NOW }, b])
    for (const name of ["x", "y", "z"]) await theirs.save([a, { ...b, name }])
    here.files.set(`${DIR}/vault.age`, there.files.get(`${DIR}/vault.age`)!)
    const { accounts } = await ours.save([...ours.accounts.filter(({ id }) => id !== "b"), { ...b, issuer: "edited here", updatedAt: NOW }])
    assert.equal(noteOf(accounts), "new")
    assert.deepEqual(
      accounts.map(({ issuer, name }) => [issuer, name]),
      [
        ["Issuer a", "mason"],
        ["edited here", "z"],
      ],
      "both changes of the other account are there, and no copy of either in the trash",
    )
  })

  it("that has no common ancestor left does not revert it either: what loses is in the trash", async () => {
    const { here, there, ours, theirs } = await twoMachines()
    await ours.save([{ ...a, note: "new", updatedAt: NOW }, b])
    for (let count = 0; count < 12; count++) await theirs.save([a, { ...b, name: `${count}` }])
    for (const [name, bytes] of there.files) here.files.set(name, bytes)
    for (const name of [...here.files.keys()]) if (name.includes("/versions/")) here.files.delete(name)
    const { accounts } = await ours.save(ours.accounts.map((one) => ({ ...one, favorite: true })))
    assert.equal(noteOf(accounts), "new")
    assert.ok(accounts.some(({ note, trashedAt }) => note === "old" && trashedAt !== null))
  })

  it("keeps a version of each of two copies with the same generation", async () => {
    const { here, there, ours, theirs } = await twoMachines()
    await ours.save([{ ...a, note: "ours" }, b])
    await theirs.save([{ ...a, note: "theirs" }, b])
    await ours.save([{ ...a, note: "ours again" }, b])
    const kept = `${DIR}/versions/vault-3.age`
    there.files.set(kept, here.files.get(kept)!)
    await theirs.save([{ ...a, note: "theirs again" }, b])
    assert.ok(there.files.has(kept) && there.files.has(`${DIR}/versions/vault-3-2.age`))
    assert.deepEqual(there.files.get(kept), here.files.get(kept))
  })
})
