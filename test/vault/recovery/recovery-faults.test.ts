import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { openWithIdentity } from "../../../src/age/age.ts"
import { AppError } from "../../../src/base/errors.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import type { MemoryFiles } from "../memory-files.ts"
import { assertSame, identityOf, testPorts } from "../support.ts"
import { a, b, c, copyOf, DIR, generationFor, IDENTITY, identityIn, makeKey, makeVault, RECOVERY } from "./support.ts"
import type { Made } from "./support.ts"

/** What is done to a vault, and whether the recovery key must open the newest content at every instant. */
const works: [name: string, work: (made: Made) => Promise<unknown>][] = [
  ["a change of the passphrase", ({ vault }) => vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))],
  ["a new passphrase", async ({ ports, key }) => (await openVault(ports, DIR, key)).changePassphrase(null, Passphrase.of("second"))],
  ["a save", ({ vault }) => vault.save([a])],
  [
    "a repair",
    async ({ files, ports }) => {
      files.files.set(RECOVERY, new Uint8Array(9))
      await openVault(ports, DIR, Passphrase.of("first"))
    },
  ],
]

/** The passphrase of the vault: it is one of these. */
async function openAny(files: MemoryFiles, message: string): Promise<Vault> {
  for (const passphrase of ["first", "second"]) {
    try {
      return await openVault(testPorts(files), DIR, Passphrase.of(passphrase))
    } catch (e) {
      if (!(e instanceof AppError) || e.code !== "password-wrong") throw new Error(message, { cause: e })
    }
  }
  throw new Error(`${message}: neither passphrase opens the vault`)
}

describe("a power failure at any write", () => {
  for (const [name, work] of works) {
    it(`during ${name} leaves a recovery key that opens the vault`, async () => {
      const start = await makeVault()
      let cuts = 0
      for (let isCut = true; isCut; cuts++) {
        const made = await copyOf(start)
        const { files, key } = made
        const before = files.operations
        files.cutAfter(cuts)
        await work(made).catch(() => undefined)
        files.restart()
        isCut = files.operations - before === cuts
        const message = `after ${cuts} writes`
        if (name !== "a repair") {
          // Before anything is repaired: with stock age, and with this program.
          assert.ok(Number(await generationFor(files, key)) >= 4, message)
          assert.ok((await openVault(testPorts(files.copy()), DIR, key)).accounts.length >= 1, message)
          // A new passphrase brings everything to order, whatever was interrupted.
          const repaired = files.copy()
          assert.deepEqual(
            await (await openVault(testPorts(repaired), DIR, key)).changePassphrase(null, Passphrase.of("third")),
            { unfinished: null },
            message,
          )
          assert.ok((await openVault(testPorts(repaired), DIR, Passphrase.of("third"))).accounts.length >= 1, message)
          assert.equal(
            (await identityIn(repaired, key)).recipient,
            (await identityOf(repaired.files.get(IDENTITY)!, "third")).recipient,
            message,
          )
        }
        const accounts = (await openAny(files, message)).accounts.length
        assert.ok(accounts >= 1)
        const afterwards = await openVault(testPorts(files), DIR, key)
        assert.equal(afterwards.accounts.length, accounts, message)
        assert.deepEqual([afterwards.readOnly, afterwards.notices], [null, []], message)
        const versions = [...files.files.keys()].filter((file) => file.includes("versions/"))
        for (const version of versions) await openWithIdentity(files.files.get(version)!, await identityIn(files, key))
      }
      assert.ok(cuts > 1)
    })
  }

  it("while a key is made, replaced or removed leaves the old state or the new one after the next opening", async () => {
    const withKey = await makeVault()
    const without = await copyOf(withKey)
    await without.vault.setRecoveryKey(Passphrase.of("first"), null)
    const next = makeKey()
    for (const start of ["none", "key"] as const) {
      for (const target of ["new", "none"] as const) {
        const seen = new Set<string>()
        for (let cuts = 0, isCut = true; isCut; cuts++) {
          const { files, vault, key } = await copyOf(start === "none" ? without : withKey)
          const before = files.operations
          files.cutAfter(cuts)
          await vault.setRecoveryKey(Passphrase.of("first"), target === "new" ? next.recipient : null).catch(() => undefined)
          files.restart()
          isCut = files.operations - before === cuts
          const opened = await openVault(testPorts(files), DIR, Passphrase.of("first"))
          const message = `${start} to ${target}, after ${cuts} writes`
          assertSame(opened.accounts, [a, b], message)
          const present = opened.recovery === null ? "none" : opened.recovery.recipient === next.recipient ? "new" : "key"
          assert.ok([start, target].includes(present), message)
          seen.add(present)
          if (present === "none") assert.ok(!files.files.has(RECOVERY), message)
          else assertSame((await openVault(testPorts(files), DIR, present === "new" ? next.key : key)).accounts, [a, b], message)
        }
        assert.deepEqual([...seen].sort(), [...new Set([start, target])].sort())
      }
    }
  })
})

describe("a disk that becomes full", () => {
  it("during a change of the passphrase leaves a recovery key that opens what the open vault saves later", async () => {
    const start = await makeVault()
    for (let writes = 0; writes < 16; writes++) {
      const { files, vault, key } = await copyOf(start)
      files.writesLeft = writes
      await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second")).catch(() => undefined)
      files.writesLeft = Infinity
      await vault.save([a, b, c])
      const message = `after ${writes} writes`
      assert.equal(await generationFor(files, key), vault.content.generation, message)
      await openAny(files, message)
      assertSame((await openVault(testPorts(files), DIR, key)).accounts, [a, b, c], message)
    }
  })

  it("while a key is replaced or removed is reported as it is on the disk", async () => {
    const start = await makeVault()
    const next = makeKey()
    for (const replaces of [true, false]) {
      const outcomes = new Set<string>()
      for (let writes = 0; writes < 16; writes++) {
        const { files, vault, key } = await copyOf(start)
        files.writesLeft = writes
        const change = await vault.setRecoveryKey(Passphrase.of("first"), replaces ? next.recipient : null).catch(() => null)
        files.writesLeft = Infinity
        const isInForce = change?.inForce === true
        outcomes.add(isInForce ? "in force" : change === null ? "failed" : "not in force")
        const opened = await openVault(testPorts(files), DIR, Passphrase.of("first"))
        const present = opened.recovery === null ? null : opened.recovery.recipient === next.recipient ? next.key : key
        assert.equal(present === key, !isInForce, `after ${writes} writes`)
        if (present !== null) assertSame((await openVault(testPorts(files), DIR, present)).accounts, [a, b])
      }
      assert.deepEqual([...outcomes].sort(), ["failed", "in force", "not in force"])
    }
  })
})
