import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { AppError } from "../../src/base/errors.ts"
import type { Holder } from "../../src/platform/files/lock-file.ts"
import { currentProcess } from "../../src/platform/files/process-name.ts"
import { acquireLock } from "../../src/platform/files/vault-lock.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-lock-"))
after(() => {
  rmSync(root, { recursive: true })
})
let count = 0
let directory = ""
let path = ""
beforeEach(() => {
  directory = join(root, `${++count}`)
  mkdirSync(directory)
  path = join(directory, "lock")
})
const here = await currentProcess()
const isLinux = process.platform === "linux"
const onLinux = { skip: isLinux ? false : "needs /proc" }
const elsewhere = { host: "elsewhere", machine: "m", boot: "b", pidNamespace: "pid:[1]", pid: 1, started: "1" }
/** Short enough for a test, long enough for a busy machine. */
const quick = { wait: 300, heartbeat: 20, silent: 400, unfilled: 100 }
/** Fails at once where the holder may be alive. */
const impatient = { silent: 60_000, unfilled: 10_000, wait: -120_000 }

const textOf = (holder: Partial<Holder>) => JSON.stringify({ ...here, nonce: "0123456789abcdef", ...holder })
const put = (text: string, file = path) => {
  writeFileSync(file, text)
}
const dead = () => spawnSync(process.execPath, ["-e", ""]).pid
const isBusy = (e: unknown) => e instanceof AppError && e.code === "vault-busy" && e.message.includes("another program")

/** Take the lock with the real durations, and release it. @returns milliseconds */
async function timeToTake(): Promise<number> {
  const start = performance.now()
  await (await acquireLock(path)).release()
  assert.deepEqual(readdirSync(directory), [], "nothing is left")
  return performance.now() - start
}

describe("a lock file", () => {
  it("names its holder, is 0600 with any umask, and is gone after its release", async () => {
    const before = process.umask(0o777)
    const lock = await acquireLock(path).finally(() => process.umask(before))
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const { nonce, ...holder } = JSON.parse(readFileSync(path, "utf8")) as Holder
    assert.deepEqual(holder, here)
    assert.match(nonce, /^[0-9a-f]{16}$/)
    assert.deepEqual(readdirSync(directory), ["lock"])
    await lock.verify()
    await lock.release()
    assert.deepEqual(readdirSync(directory), [])
  })

  it("is never seen empty", async () => {
    const watch = `const { readFileSync } = require("node:fs")
      process.stdout.write("ready")
      let empty = 0, filled = 0
      const end = Date.now() + 1500
      while (Date.now() < end) { try { if (readFileSync(process.argv[1]).length === 0) empty++; else filled++ } catch {} }
      process.stdout.write(" " + empty + " " + (filled > 0))`
    const watcher = spawn(process.execPath, ["-e", watch, path], { stdio: ["ignore", "pipe", "inherit"] })
    let out = ""
    watcher.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
    while (watcher.exitCode === null) await (await acquireLock(path)).release()
    assert.equal(out, "ready 0 true")
  })

  it("is touched while it is held", async () => {
    const lock = await acquireLock(path, quick)
    utimesSync(path, 1, 1)
    const end = performance.now() + 10_000
    while (statSync(path).mtimeMs === 1000 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.ok(statSync(path).mtimeMs > 1000)
    await lock.release()
  })

  it("is not followed where it is a symbolic link, and refused where it is a directory", async () => {
    symlinkSync("nowhere", path)
    await assert.rejects(acquireLock(path, quick), { code: "ELOOP" })
    rmSync(path)
    mkdirSync(path)
    await assert.rejects(acquireLock(path, quick), { code: "EISDIR" })
  })
})

describe("a lock of this host", () => {
  it("is taken over at once where its process has ended", async () => {
    put(textOf({ pid: dead() }))
    assert.ok((await timeToTake()) < 2_000)
  })

  it("is taken over at once where its process id now belongs to another process", onLinux, async () => {
    put(textOf({ pid: process.ppid, started: "1" }))
    assert.ok((await timeToTake()) < 2_000)
  })

  it("is taken over at once where its process was killed and is still a zombie", onLinux, async () => {
    // The shell becomes a program that never asks for the status of its child.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec tail -f /dev/null"], { stdio: ["ignore", "pipe", "inherit"] })
    const pid = Number(await new Promise<string>((resolve) => parent.stdout.setEncoding("utf8").once("data", resolve)))
    const waitUntil = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await waitUntil(() => readFileSync(`/proc/${parent.pid}/comm`, "utf8") === "tail\n")
    process.kill(pid, "SIGKILL")
    const stat = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")
    await waitUntil(() => stat()[0] === "Z")
    put(textOf({ pid, started: stat()[19]! }))
    assert.ok((await timeToTake()) < 2_000)
    parent.kill("SIGKILL")
  })

  it(
    "is taken over at once where the machine was started again since",
    { skip: here.machine === "" ? "needs a machine id" : false },
    async () => {
      put(textOf({ boot: "another" }))
      assert.ok((await timeToTake()) < 2_000)
    },
  )

  it("is not taken over where only the host's name is the same", onLinux, async () => {
    for (const holder of [
      { machine: "another", boot: "another" },
      { machine: "", boot: "another" },
      { pidNamespace: "pid:[1]", pid: dead() },
    ]) {
      put(textOf(holder))
      await assert.rejects(acquireLock(path, impatient), isBusy)
      assert.equal(readFileSync(path, "utf8"), textOf(holder))
    }
  })

  it("is reported with its holder where the wait takes long, once", async () => {
    const lock = await acquireLock(path)
    const holders: unknown[] = []
    await assert.rejects(
      acquireLock(path, { ...quick, patience: 50 }, (holder) => holders.push(holder)),
      isBusy,
    )
    await lock.release()
    assert.deepEqual(holders, [{ host: here.host, pid: process.pid }])
    await (await acquireLock(path, { patience: 0 }, (holder) => holders.push(holder))).release()
    assert.equal(holders.length, 1)
  })

  it("makes others wait while its process runs, and fails with vault-busy after that", async () => {
    const lock = await acquireLock(path)
    await assert.rejects(acquireLock(path, quick), isBusy)
    await lock.verify()
    const waiting = acquireLock(path)
    await lock.release()
    await (await waiting).release()
  })

  it("is taken over where this process could not remove it when it released it", async () => {
    put(textOf({}))
    assert.ok((await timeToTake()) < 2_000)
  })

  it("written by an earlier version is taken over at once where its process has ended", onLinux, async () => {
    const host = `${here.host} ${here.pidNamespace}`.trim()
    put(JSON.stringify({ pid: dead(), host, started: `${here.boot}:1`, nonce: "x" }))
    assert.ok((await timeToTake()) < 2_000)
    put(JSON.stringify({ pid: process.ppid, host, started: `${here.boot}:1`, nonce: "x" }))
    assert.ok((await timeToTake()) < 2_000)
  })
})

describe("a lock of another host", () => {
  for (const [name, seconds] of [
    ["now", 0],
    ["three minutes ago", -180],
    ["in the future", 86_400],
  ] as const) {
    it(`is held as long as its heartbeat moves, and taken over when it stops, though touched ${name} by our clock`, async () => {
      put(textOf(elsewhere))
      let beats = 0
      const beat = () => {
        const at = Date.now() / 1000 + seconds + ++beats
        utimesSync(path, at, at)
      }
      beat()
      const timer = setInterval(beat, 50)
      await assert.rejects(acquireLock(path, { ...quick, wait: 600 }), isBusy)
      clearInterval(timer)
      assert.equal(readFileSync(path, "utf8"), textOf(elsewhere))
      const start = performance.now()
      const lock = await acquireLock(path, quick)
      assert.ok(performance.now() - start >= quick.silent)
      await lock.release()
    })
  }

  it("starts a new minute with each new holder", async () => {
    put(textOf(elsewhere))
    const start = performance.now()
    const taking = acquireLock(path, quick)
    await new Promise((resolve) => setTimeout(resolve, quick.silent / 2))
    put(textOf({ ...elsewhere, nonce: "another" }))
    const replaced = performance.now()
    await (await taking).release()
    assert.ok(performance.now() - replaced >= quick.silent, `${performance.now() - start}`)
  })
})

describe("a lock that names no holder", () => {
  for (const text of ["", "null", "{}", "{"]) {
    it(`is taken over within two seconds: ${JSON.stringify(text)}`, async () => {
      put(text)
      assert.ok((await timeToTake()) < 2_500)
    })
  }

  it("is left alone while another process may be filling it", async () => {
    put("")
    await assert.rejects(acquireLock(path, impatient), isBusy)
  })
})

describe("a dead lock", () => {
  it("is taken over by one process at a time", async () => {
    put(textOf({ pid: dead() }))
    let inside = 0
    let most = 0
    const once = async () => {
      const lock = await acquireLock(path)
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 2))
      await lock.verify()
      inside--
      await lock.release()
    }
    await Promise.all(Array.from({ length: 8 }, once))
    assert.equal(most, 1)
  })

  it("is taken over at once though a process died while it was taking it over", async () => {
    put(textOf({ pid: dead() }))
    put(textOf({ pid: dead(), nonce: "guard" }), `${path}.guard`)
    put(textOf({ pid: dead(), nonce: "guard of the guard" }), `${path}.guard.guard`)
    assert.ok((await timeToTake()) < 2_000)
    assert.ok(!existsSync(`${path}.guard`))
  })
})
