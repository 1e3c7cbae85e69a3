import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { detailText } from "../../../src/base/language.ts"
import { contentDigest } from "../../../src/vault/codec.ts"
import { copyNotices } from "../../../src/vault/merge/notices.ts"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { account, refuses, rememberingPorts, testPorts } from "../support.ts"

const DIR = "/vault"
const FILE = `${DIR}/vault.age`
const [a, b] = [account("a"), account("b")]

/** A vault that two machines have changed since they last had the same. */
async function changedApart(savesHere: number, savesThere: number) {
  const here = new MemoryFiles()
  const ports = rememberingPorts(here)
  const vault = await createVault(ports, DIR, Passphrase.of("first"))
  await vault.save([a, b])
  const there = here.copy()
  const before = here.files.get(FILE)!
  const theirs = await openVault(testPorts(there), DIR, Passphrase.of("first"))
  for (let n = 0; n < savesHere; n++) await vault.save([{ ...a, note: `here ${n}` }, b])
  for (let n = 0; n < savesThere; n++) await theirs.save([a, { ...b, note: `there ${n}` }])
  const open = async () => await openVault(ports, DIR, Passphrase.of("first"))
  return { here, ports, before, mine: here.files.get(FILE)!, theirs: there.files.get(FILE)!, open }
}

const noticesOf = ({ copies }: Vault) => copyNotices(DIR, copies)

const COPY_NAMES = [
  "vault.sync-conflict-20261127-101112-ABCDEFG.age",
  "vault (conflicted copy 2026-11-27 101112).age",
  "vault (Mason's conflicted copy 2026-11-27).age",
  "vault_conflict-20261127-101112.age",
]

describe("a vault that was changed elsewhere", () => {
  for (const [savesHere, savesThere] of [
    [1, 1],
    [3, 1],
    [1, 3],
  ] as const) {
    it(`opens without the question about tampering after ${savesHere} saves here and ${savesThere} there`, async () => {
      const { here, mine, theirs, open } = await changedApart(savesHere, savesThere)
      here.files.set(FILE, theirs)
      const bare = await open()
      assert.match(noticesOf(bare)[0]?.sentence.en ?? "", /changed elsewhere; the state last used here is not in it$/)
      here.files.set(`${DIR}/${COPY_NAMES[0]!}`, mine)
      const vault = await open()
      assert.equal(noticesOf(vault).length, 1)
      assert.match(detailText(noticesOf(vault)[0]?.detail ?? {}, "files"), /'\/vault\/vault\.sync-conflict-20261127-101112-ABCDEFG\.age'/)
      const copy = await vault.openCopy(
        { file: COPY_NAMES[0]!, bytes: mine, beside: testPorts(here).files.in(DIR) },
        { passphrase: () => Promise.reject(new TypeError("it needs none")) },
      )
      await vault.mergeCopies([copy])
      assert.deepEqual(
        vault.accounts.map(({ note }) => note),
        [`here ${savesHere - 1}`, `there ${savesThere - 1}`],
      )
      assert.deepEqual((await open()).copies, { names: [COPY_NAMES[0]], unmerged: [], fork: null })
      here.files.delete(`${DIR}/${COPY_NAMES[0]!}`)
      assert.deepEqual(noticesOf(await open()), [])
    })
  }

  it("is still called older where it is an earlier state of what was seen here", async () => {
    const { here, before, open } = await changedApart(2, 0)
    here.files.set(FILE, before)
    const error = await refuses(open(), "vault-refused")
    assert.equal(error.detail["warnings"], "older")
  })

  it("is told from an older one from its creation and from a change of its passphrase on", async () => {
    const here = new MemoryFiles()
    const ports = rememberingPorts(here)
    const vault = await createVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(await ports.seen.lineage?.(vault.id), [contentDigest(vault.content)])
    await vault.save([a, b])
    const oldId = vault.id
    await vault.changePassphrase(null, Passphrase.of("second"))
    const newest = contentDigest(vault.content)
    assert.equal((await ports.seen.lineage?.(vault.id))?.[0], newest)
    assert.ok(vault.content.ancestors.includes((await ports.seen.lineage?.(oldId))?.[0] ?? ""), "the one that both identities open")

    const there = here.copy()
    const theirs = await openVault(testPorts(there), DIR, Passphrase.of("second"))
    for (const note of ["there", "there again"]) await theirs.save([a, { ...b, note }])
    await vault.save([{ ...a, note: "here" }, b])
    here.files.set(FILE, there.files.get(FILE)!)
    const opened = await openVault(ports, DIR, Passphrase.of("second"))
    assert.match(noticesOf(opened)[0]?.sentence.en ?? "", /changed elsewhere/)
  })

  it("names the conflict copies of every synchronisation when it is opened", async () => {
    const { here, theirs, open } = await changedApart(1, 1)
    for (const name of COPY_NAMES) here.files.set(`${DIR}/${name}`, theirs)
    const [notice] = noticesOf(await open())
    for (const name of COPY_NAMES)
      assert.ok(detailText(notice?.detail ?? {}, "files").includes(name.replaceAll("'", String.raw`'\''`)), name)
  })

  it("opens, saves and merges while a copy and a kept version beside it cannot be read", async () => {
    const { here, ports, mine, theirs, open } = await changedApart(2, 1)
    here.files.set(FILE, theirs)
    for (const name of COPY_NAMES) here.files.set(`${DIR}/${name}`, mine)
    const [first = "", second = ""] = COPY_NAMES
    here.unreadable.add(first).add("versions/vault-2.age")
    const vault = await open()
    assert.ok(vault.copies.unmerged.includes(first))
    assert.ok(vault.copies.fork?.holding.includes(second))
    const other = await openVault(ports, DIR, Passphrase.of("first"))
    await other.save([{ ...a, note: "other" }, b])
    await vault.save(vault.accounts.map((one) => (one.id === b.id ? { ...one, note: "saved" } : one)))
    const copy = await vault.openCopy(
      { file: second, bytes: mine, beside: ports.files.in(DIR) },
      { passphrase: () => Promise.reject(new TypeError("it needs none")) },
    )
    await vault.mergeCopies([copy])
    const notes = vault.accounts.map(({ note }) => note)
    for (const note of ["here 1", "other", "saved"]) assert.ok(notes.includes(note), note)
  })
})
