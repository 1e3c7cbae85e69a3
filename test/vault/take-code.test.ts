import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { codeAt } from "../../src/accounts/codes.ts"
import { MAX_COUNTER } from "../../src/accounts/ranges.ts"
import { AppError } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import type { VaultDirectory, VaultFiles } from "../../src/vault/ports.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import type { Vault } from "../../src/vault/vault.ts"
import { MemoryFiles } from "./memory-files.ts"
import { account, refuses, testPorts } from "./support.ts"

const DIR = "/v"
const hotp = (id: string, counter = 0) => account(id, { kind: "hotp", period: null, counter })
const counterOf = (vault: Vault, id = "h") => vault.accounts.find((one) => one.id === id)?.counter

async function withCounter(counter = 0, files = new MemoryFiles()) {
  const vault = await createVault(testPorts(files), DIR, Passphrase.of("p"))
  await vault.save([hotp("h", counter), account("t")])
  const open = () => openVault(testPorts(files), DIR, Passphrase.of("p"))
  return { files, vault, open }
}

/** The same disk, on which some operations fail after, or instead of, doing their work. */
function failing(files: MemoryFiles, of: (directory: VaultDirectory) => Partial<VaultDirectory>): VaultFiles {
  return {
    in: (path) => {
      const directory = files.in(path)
      return { ...directory, ...of(directory) }
    },
  }
}
const ioError = () => new AppError("io", { en: "the disk fails", ja: "ディスクが故障しました" })

describe("taking a code of a counter account", () => {
  it("gives the code of the counter and saves the next one", async () => {
    const { vault, open } = await withCounter(5)
    const taken = await vault.takeCode("h")
    assert.deepEqual([taken.counter, taken.code, taken.account.counter], [5, codeAt(hotp("h", 5), 0).code, 6])
    assert.equal(counterOf(vault), 6)
    assert.equal(counterOf(await open()), 6)
  })

  it("never gives the same counter to two programs that opened the vault at the same time", async () => {
    const { vault, open } = await withCounter()
    const programs = [vault, await open(), await open()]
    const rounds = Array.from({ length: 5 }, () => programs).flat()
    const counters = (await Promise.all(rounds.map((one) => one.takeCode("h")))).map(({ counter }) => counter)
    assert.deepEqual(
      counters.sort((x, y) => x - y),
      Array.from({ length: 15 }, (_, n) => n),
    )
  })

  it("does not move back when another program saves what it read before", async () => {
    const { vault, open } = await withCounter()
    const other = await open()
    const before = other.accounts
    await vault.takeCode("h")
    await vault.takeCode("h")
    await other.save(before.map((one) => (one.id === "h" ? { ...one, note: "edited", updatedAt: one.updatedAt + 1 } : one)))
    assert.equal(counterOf(other), 2)
    assert.equal((await other.takeCode("h")).counter, 2)
  })

  it("refuses an account that is gone or makes codes from the time", async () => {
    const { vault, open } = await withCounter()
    await refuses(vault.takeCode("t"), "query-none")
    await refuses(vault.takeCode("x"), "query-none")
    const other = await open()
    await other.save(other.accounts.filter(({ id }) => id !== "h"))
    await refuses(vault.takeCode("h"), "query-none")
  })

  it("refuses at the end of the counter, and the account stays readable", async () => {
    const { vault, open } = await withCounter(MAX_COUNTER - 1)
    assert.equal((await vault.takeCode("h")).counter, MAX_COUNTER - 1)
    const error = await refuses(vault.takeCode("h"), "vault-refused")
    assert.match(error.message, /9007199254740991/)
    const again = await open()
    assert.deepEqual([counterOf(again), again.unreadable.length], [MAX_COUNTER, 0])
  })

  it("gives no code where the counter cannot be saved", async () => {
    const { files, open } = await withCounter()
    const vault = await openVault(testPorts(failing(files, () => ({ write: () => Promise.reject(ioError()) }))), DIR, Passphrase.of("p"))
    await refuses(vault.takeCode("h"), "io")
    assert.equal(counterOf(await open()), 0)
  })

  it("gives no code where the disk does not hold what was written", async () => {
    const { files, open } = await withCounter()
    const vault = await openVault(testPorts(failing(files, () => ({ write: () => Promise.resolve() }))), DIR, Passphrase.of("p"))
    await refuses(vault.takeCode("h"), "vault-refused")
    assert.equal(counterOf(await open()), 0)
  })

  it("gives the code where only what follows the save fails", async () => {
    const { files, open } = await withCounter()
    const unsynced = failing(files, (directory) => ({
      write: async (name, bytes) => {
        await directory.write(name, bytes)
        throw ioError()
      },
    }))
    assert.equal((await (await openVault(testPorts(unsynced), DIR, Passphrase.of("p"))).takeCode("h")).counter, 0)
    assert.equal(counterOf(await open()), 1)
  })

  it("gives the code where the counter is saved and only reading it back fails", async () => {
    const { files, open } = await withCounter()
    let written = false
    const unread = failing(files, (directory) => ({
      write: async (name, bytes) => {
        await directory.write(name, bytes)
        written = true
      },
      read: (name) => (written && name === "vault.age" ? Promise.reject(ioError()) : directory.read(name)),
    }))
    assert.equal((await (await openVault(testPorts(unread), DIR, Passphrase.of("p"))).takeCode("h")).counter, 0)
    assert.equal((await (await open()).takeCode("h")).counter, 1)
  })

  it("gives no code of a vault whose content has vanished, and writes nothing", async () => {
    const { files, vault } = await withCounter()
    files.files.delete(`${DIR}/vault.age`)
    await refuses(vault.takeCode("h"), "vault-missing")
    assert.equal(files.files.has(`${DIR}/vault.age`), false)
  })

  it("keeps no version for each code", async () => {
    const { files, vault } = await withCounter()
    const versions = () => [...files.files.keys()].filter((name) => name.includes("/versions/"))
    const before = versions()
    await vault.takeCode("h")
    assert.deepEqual(versions(), before)
  })
})

describe("processes that take codes of one account", () => {
  const taker = fileURLToPath(new URL("taker.ts", import.meta.url))
  const root = mkdtempSync(join(tmpdir(), "keyferry-codes-"))
  after(() => {
    rmSync(root, { recursive: true })
  })

  it("never get the same one", async () => {
    const directory = join(root, "vault")
    const vault = await createVault(testPorts(vaultFiles), directory, Passphrase.of("p"))
    await vault.save([hotp("h")])
    const run = () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, ["--import", "tsx", taker, directory, "h"], { stdio: ["ignore", "pipe", "inherit"] })
        let text = ""
        child.stdout.on("data", (chunk) => (text += String(chunk)))
        child.on("close", () => {
          resolve(text)
        })
      })
    const lines = (await Promise.all([run(), run(), run()])).join("").trim().split("\n")
    const expected = Array.from({ length: 30 }, (_, counter) => `${counter} ${codeAt(hotp("h", counter), 0).code}`)
    assert.deepEqual(
      lines.sort((x, y) => Number(x.split(" ")[0]) - Number(y.split(" ")[0])),
      expected,
    )
  })
})
