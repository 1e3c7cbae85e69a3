import assert from "node:assert/strict"
import { it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { account, assertSame, testPorts } from "../support.ts"

/** Two writers share a vault; each of the others has a copy of its own. */
const DIRECTORIES = ["/shared", "/shared", "/copy-1", "/copy-2"] as const
const CHANGES = 1000
const FIELDS = ["issuer", "name", "note"] as const

/** Whole numbers below `limit`, always the same (mulberry32). */
function drawFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** As `keyferry merge FILE` does. */
async function mergeInto(vault: Vault, files: MemoryFiles, from: string): Promise<void> {
  const beside = testPorts(files).files.in(from)
  const bytes = files.files.get(`${from}/vault.age`)!
  const passphrase = () => Promise.reject(new TypeError("it needs none"))
  const copy = await vault.openCopy({ file: `${from}/vault.age`, bytes, beside }, { passphrase })
  await vault.mergeCopies([copy], [beside])
}

it(`keeps all of ${CHANGES} interleaved changes by four writers, two of them on copies that are merged in random order`, async () => {
  const draw = drawFrom(20261127)
  const files = new MemoryFiles()
  const start = Array.from({ length: 12 }, (_, index) => account(`start-${index}`))
  await (await createVault(testPorts(files), "/shared", Passphrase.of("first"))).save(start)
  for (const [name, bytes] of [...files.files])
    for (const copy of ["/copy-1", "/copy-2"]) files.files.set(name.replace("/shared", copy), bytes)
  for (const copy of ["/copy-1", "/copy-2"]) files.directories.add(copy)
  const writers = await Promise.all(
    DIRECTORIES.map(async (directory, index) => {
      const ports = testPorts(files)
      return { index, ports, directory, vault: await openVault(ports, directory, Passphrase.of("first")) }
    }),
  )

  const added = new Set<string>()
  /** Each value that was set, by its field and itself, and those that a writer has replaced who knew of them. */
  const [set, replaced] = [new Set<string>(), new Set<string>()]
  let made = 0

  /** Some changes by one writer on what it last knew. */
  function changeSome({ index, ports, vault }: (typeof writers)[number], count: number): Account[] {
    const accounts = [...vault.accounts]
    for (let n = 0; n < count; n++) {
      made++
      const inUse = accounts.filter(({ trashedAt }) => trashedAt === null)
      if (draw(20) === 0) {
        const one = account(`added-${made}`, { note: `${made}` })
        added.add(one.id)
        accounts.push(one)
        continue
      }
      const chosen = inUse[draw(inUse.length)]!
      const field = FIELDS[draw(FIELDS.length)]!
      replaced.add(`${field} ${chosen[field]}`)
      set.add(`${field} ${made}`)
      // Clocks differ by seconds, and some changes are of the same millisecond.
      const updatedAt = ports.clock.nowMs() + index * 1500
      accounts[accounts.indexOf(chosen)] = { ...chosen, [field]: `${made}`, updatedAt }
    }
    return accounts
  }

  let merges = 0
  while (made < CHANGES) {
    for (const { ports } of writers) ports.time += draw(3) * 1000
    await Promise.all(
      writers.filter(() => draw(4) > 0).map((writer) => writer.vault.save(changeSome(writer, Math.min(1 + draw(12), CHANGES - made)))),
    )
    if (draw(4) > 0) continue
    const to = writers[draw(4)]!
    const others = DIRECTORIES.filter((directory) => directory !== to.directory)
    await mergeInto(to.vault, files, others[draw(others.length)]!)
    merges++
  }
  const [first] = writers
  for (const from of draw(2) === 0 ? ["/copy-1", "/copy-2"] : ["/copy-2", "/copy-1"]) await mergeInto(first!.vault, files, from)

  const { accounts } = await openVault(testPorts(files), "/shared", Passphrase.of("first"))
  assert.equal(made, CHANGES)
  assert.ok(merges >= 8 && added.size > 30 && set.size > 500, `${merges} merges, ${added.size} accounts, ${set.size} values`)
  const ids = new Set(accounts.filter(({ trashedAt }) => trashedAt === null).map(({ id }) => id))
  assert.deepEqual(
    [...added, ...start.map(({ id }) => id)].filter((id) => !ids.has(id)),
    [],
    "every account is there",
  )
  const held = new Set(accounts.flatMap((one) => FIELDS.map((field) => `${field} ${one[field]}`)))
  assert.deepEqual(
    [...set].filter((value) => !replaced.has(value) && !held.has(value)),
    [],
    "every value is in an account or in a trashed copy",
  )

  // What was merged is the same wherever it is merged again.
  for (const { vault, directory } of writers.slice(1)) {
    if (directory === "/shared") await vault.reload()
    else await mergeInto(vault, files, "/shared")
    assertSame(vault.accounts, accounts, directory)
  }
})
