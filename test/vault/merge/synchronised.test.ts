import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { detailText } from "../../../src/base/language.ts"
import { copyNotices } from "../../../src/vault/merge/notices.ts"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { NOW, account, refuses, rememberingPorts } from "../support.ts"
import type { TestPorts } from "../support.ts"

const DIR = "/vault"
const [a, b] = [account("a"), account("b")]

interface Machine {
  readonly files: MemoryFiles
  readonly ports: TestPorts
}
const file = (machine: Machine, name = "vault.age"): Uint8Array => machine.files.files.get(`${DIR}/${name}`)!
const put = (machine: Machine, name: string, bytes: Uint8Array): void => void machine.files.files.set(`${DIR}/${name}`, bytes)
const open = async ({ ports }: Machine, passphrase = "first"): Promise<Vault> => await openVault(ports, DIR, Passphrase.of(passphrase))

const noticesOf = (vault: Vault) => copyNotices(DIR, vault.copies)

/** As `keyferry merge FILE`. @param passphrase - Of the copy's own identity. */
async function merge(machine: Machine, vault: Vault, name: string, passphrase: string | null = null): Promise<void> {
  const copy = await vault.openCopy(
    { file: name, bytes: file(machine, name), beside: machine.ports.files.in(DIR) },
    {
      passphrase: () => (passphrase === null ? Promise.reject(new TypeError("it needs none")) : Promise.resolve(Passphrase.of(passphrase))),
    },
  )
  assert.equal(copy.otherIdentity, passphrase !== null)
  await vault.mergeCopies([copy])
}

/** Two machines that had the same vault and have changed it apart. */
async function changedApart(savesHere: number, savesThere: number): Promise<{ here: Machine; there: Machine; before: Uint8Array }> {
  const files = new MemoryFiles()
  const here: Machine = { files, ports: rememberingPorts(files) }
  await (await createVault(here.ports, DIR, Passphrase.of("first"))).save([a, b])
  const copied = files.copy()
  const there: Machine = { files: copied, ports: rememberingPorts(copied) }
  const before = file(here)
  const [ours, theirs] = [await open(here), await open(there)]
  for (let n = 1; n <= savesHere; n++) await ours.save([{ ...a, note: `here ${n}`, updatedAt: NOW + n }, b])
  for (let n = 1; n <= savesThere; n++) await theirs.save([a, { ...b, note: `there ${n}`, updatedAt: NOW + n }, account(`c${n}`)])
  return { here, there, before }
}

/** What the programs leave: the winner's file everywhere, and the other one beside it under each of these names; none: nowhere. */
const LAYOUTS: readonly { readonly program: string; readonly copies: readonly string[]; readonly besides?: readonly string[] }[] = [
  { program: "Syncthing", copies: ["vault.sync-conflict-20261127-101112-ABCDEFG.age"] },
  { program: "Dropbox", copies: ["vault (Mason's conflicted copy 2026-11-27).age"] },
  { program: "Nextcloud", copies: ["vault (conflicted copy 2026-11-27 101112).age"] },
  { program: "Seafile", copies: ["vault.age (SFConflict mason@example.org 2026-11-27-10-11-12)"] },
  { program: "git merge", copies: ["vault.age~feature"] },
  {
    program: "git mergetool",
    copies: ["vault_REMOTE_4711.age"],
    besides: ["vault.age.orig", "vault_LOCAL_4711.age", "vault_BACKUP_4711.age"],
  },
]

/** Play a synchronisation of both machines. */
function synchronise(winner: Machine, loser: Machine, layout: (typeof LAYOUTS)[number], versions: boolean): void {
  const [won, lost] = [file(winner), file(loser)]
  for (const machine of [winner, loser]) {
    put(machine, "vault.age", won)
    for (const name of layout.copies) put(machine, name, lost)
    for (const name of layout.besides ?? []) put(machine, name, won)
  }
  if (!versions) return
  const kept = (one: Machine) => [...one.files.files].filter(([name]) => name.includes("/versions/"))
  // Of two versions of the same generation one wins, too.
  for (const [name, bytes] of kept(winner)) loser.files.files.set(name, bytes)
  for (const [name, bytes] of kept(loser)) winner.files.files.set(name, bytes)
}

const sorted = (vault: Vault): string[] =>
  vault.accounts
    .filter(({ trashedAt }) => trashedAt === null)
    .map(({ id, note }) => `${id} ${note}`)
    .sort()

describe("a vault that was changed on two machines", () => {
  for (const layout of LAYOUTS)
    for (const [savesHere, savesThere] of [
      [1, 1],
      [4, 1],
      [1, 4],
    ] as const)
      for (const wins of ["here", "there"] as const)
        for (const versions of [true, false]) {
          // How often each side was saved does not depend on the program.
          if (savesHere !== savesThere && layout.program !== "Syncthing") continue
          const name = `${savesHere} and ${savesThere} saves, the file ${wins} wins, versions ${versions ? "" : "not "}synchronised`
          it(`loses nothing after ${layout.program} and a merge: ${name}`, async () => {
            const machines = await changedApart(savesHere, savesThere)
            const { before } = machines
            const [winner, loser] = wins === "here" ? [machines.here, machines.there] : [machines.there, machines.here]
            const lost = file(loser)
            synchronise(winner, loser, layout, versions)
            for (const machine of [winner, loser]) {
              // No question about tampering, and the copy is named.
              const notices = noticesOf(await open(machine))
              const named = notices.map(({ detail }) => detailText(detail, "files")).join(" ")
              for (const copy of layout.copies) assert.ok(named.includes(copy.replaceAll("'", String.raw`'\''`)), `${named}: ${copy}`)
              for (const copy of layout.besides ?? []) assert.ok(!named.includes(copy), `${copy} holds nothing else`)
            }
            const vault = await open(loser)
            for (const copy of layout.copies) await merge(loser, vault, copy)
            const expected = [`a here ${savesHere}`, `b there ${savesThere}`, `c${savesThere} `]
            assert.deepEqual(sorted(vault), expected)
            assert.deepEqual(noticesOf(await open(loser)), [], "what is merged is not named any more")
            put(winner, "vault.age", file(loser))
            const arrived = await open(winner)
            assert.deepEqual(sorted(arrived), expected)
            assert.deepEqual(noticesOf(arrived), [])
            for (const machine of [winner, loser])
              for (const older of [before, lost]) {
                put(machine, "vault.age", older)
                const { detail } = await refuses(open(machine), "vault-refused", "an older state that was put back")
                assert.equal(detail["warnings"], "older")
              }
          })
        }

  it("loses nothing where git checks out the other branch: the state of this one is merged from it", async () => {
    const { here, there } = await changedApart(2, 2)
    const mine = file(here)
    put(here, "vault.age", file(there))
    const vault = await open(here)
    assert.match(noticesOf(vault)[0]?.sentence.en ?? "", /changed elsewhere/)
    put(here, "from-the-branch.age", mine)
    await merge(here, vault, "from-the-branch.age")
    assert.deepEqual(sorted(vault), ["a here 2", "b there 2", "c2 "])
  })

  for (const keeps of ["the new passphrase", "the old passphrase"] as const)
    it(`loses nothing where one machine changed the passphrase, and ${keeps} wins`, async () => {
      const { here, there } = await changedApart(1, 1)
      await (await open(here)).changePassphrase(null, Passphrase.of("second"))
      const [winner, loser] = keeps === "the new passphrase" ? [here, there] : [there, here]
      for (const name of ["identity", "vault"]) {
        const lost = file(loser, `${name}.age`)
        put(loser, `${name}.age`, file(winner, `${name}.age`))
        for (const machine of [winner, loser]) put(machine, `${name}.sync-conflict-20261127-101112-ABCDEFG.age`, lost)
      }
      const [passphrase, other] = keeps === "the new passphrase" ? ["second", "first"] : ["first", "second"]
      for (const machine of [winner, loser]) {
        const vault = await open(machine, passphrase)
        assert.match(detailText(noticesOf(vault).at(-1)?.detail ?? {}, "files"), /vault\.sync-conflict/)
        await merge(machine, vault, "vault.sync-conflict-20261127-101112-ABCDEFG.age", other)
        assert.deepEqual(sorted(await open(machine, passphrase)), ["a here 1", "b there 1", "c1 "])
      }
    })

  it("is not called forged or older where identity.age and vault.age are of different sides, and nothing is changed", async () => {
    const { here, there } = await changedApart(1, 1)
    await (await open(here)).changePassphrase(null, Passphrase.of("second"))
    put(there, "identity.age", file(here, "identity.age"))
    const files = new Map(there.files.files)
    const error = await refuses(open(there, "second"), "vault-refused")
    assert.match(error.sentence.en, /not encrypted to this vault's identity/)
    assert.equal(error.detail["warnings"], undefined)
    assert.deepEqual(there.files.files, files)
  })
})
