import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-new-"))
after(() => {
  rmSync(root, { recursive: true })
})
let count = 0
let parent = ""
let target = ""
beforeEach(() => {
  parent = join(root, `p${++count}`)
  target = join(parent, "vault")
})
const bytes = new TextEncoder().encode("content")
const files = [
  { name: "identity.age", bytes },
  { name: "vault.age", bytes },
]
const make = () => vaultFiles.in(target).createFilled(files)
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
/** A process that has ended. */
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid

describe("a directory that is made with its files", () => {
  it("appears with mode 0700 and nothing else beside it, also where its parents are missing or it is empty", async () => {
    assert.equal(await make(), true)
    assert.deepEqual(readdirSync(target).sort(), ["identity.age", "vault.age"])
    assert.deepEqual(readdirSync(parent), ["vault"])
    assert.deepEqual([mode(parent), mode(target), mode(join(target, "vault.age"))], ["700", "700", "600"])
    rmSync(target, { recursive: true })
    mkdirSync(target)
    chmodSync(target, 0o755)
    assert.equal(await make(), true)
    assert.deepEqual([mode(target), readFileSync(join(target, "vault.age"), "utf8")], ["700", "content"])
  })

  it("is left as it is where it holds a file, or is a link or the working directory", async () => {
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, "notes"), "")
    assert.equal(await make(), false)
    assert.deepEqual([readdirSync(target), readdirSync(parent)], [["notes"], ["vault"]])
    rmSync(target, { recursive: true })
    mkdirSync(join(parent, "real"))
    symlinkSync(join(parent, "real"), target)
    assert.equal(await make(), false)
    assert.deepEqual(readdirSync(join(parent, "real")), [])
    const before = process.cwd()
    process.chdir(join(parent, "real"))
    try {
      assert.equal(await vaultFiles.in(join(parent, "real")).createFilled(files), false)
    } finally {
      process.chdir(before)
    }
  })

  it(
    "is left as it is where nothing can be written beside it",
    { skip: process.getuid?.() === 0 ? "root may write anywhere" : false },
    async () => {
      mkdirSync(target, { recursive: true })
      chmodSync(parent, 0o500)
      try {
        assert.equal(await make(), false)
        assert.deepEqual(readdirSync(target), [])
      } finally {
        chmodSync(parent, 0o700)
      }
    },
  )

  it("removes what dead programs have left, and not what running ones are filling", async () => {
    mkdirSync(parent)
    const lock = (pid: number, started: string) => {
      const { host, boot, pidNamespace, machine } = JSON.parse(running) as Record<string, string>
      return JSON.stringify({ host, boot, pidNamespace, machine, pid, started, nonce: "0123456789abcdef" })
    }
    const held = await vaultFiles.in(parent).lock()
    const running = readFileSync(join(parent, "lock"), "utf8")
    const left = { dead: "0000000000000001", empty: "0000000000000002", alive: "0000000000000003" }
    for (const name of Object.values(left)) mkdirSync(join(parent, `.vault.new-${name}`), { mode: 0o700 })
    writeFileSync(join(parent, `.vault.new-${left.dead}`, "lock"), lock(deadPid(), "1"))
    writeFileSync(join(parent, `.vault.new-${left.dead}`, "identity.age"), "half")
    writeFileSync(join(parent, `.vault.new-${left.alive}`, "lock"), running)
    mkdirSync(join(parent, ".vault.new-other"))
    assert.equal(await make(), true)
    await held()
    assert.deepEqual(readdirSync(parent).sort(), [`.vault.new-${left.alive}`, ".vault.new-other", "vault"])
  })

  it("appears once where two programs make it at the same time", async () => {
    const made = await Promise.all([make(), make(), make()])
    assert.equal(made.filter(Boolean).length, 1)
    assert.deepEqual([readdirSync(parent), readdirSync(target).sort()], [["vault"], ["identity.age", "vault.age"]])
  })
})

describe("a folder that cannot be opened", () => {
  it("is kept under another name", async () => {
    await make()
    const directory = vaultFiles.in(target)
    await directory.write("versions/vault-1.age", bytes)
    assert.deepEqual(readdirSync(join(target, await directory.renameAside("versions"))), ["vault-1.age"])
  })
})
