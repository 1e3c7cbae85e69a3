import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { request } from "node:http"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, it } from "node:test"
import type { ReceiveMachine } from "../../src/receive/server.ts"
import { serve } from "./served.ts"
import type { Served } from "./served.ts"

/** The status of a GET of the page over a socket. */
const statusOver = (socketPath: string, token: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ socketPath, path: `/${token}/`, headers: { host: "127.0.0.1:1" } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on("error", reject)
      .end()
  })

/** Waits for a connection as another user: what a program of theirs prints. */
const asNobody = (path: string): string =>
  spawnSync(
    "setpriv",
    [
      ...["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, "-e"],
      'require("node:net").connect(process.argv[1]).on("error", (e) => console.log(e.code)).on("connect", () => console.log("connected"))',
      path,
    ],
    { encoding: "utf8", timeout: 20_000 },
  ).stdout.trim()

const isRoot = process.getuid?.() === 0

describe("the page's socket", () => {
  let runtime = ""
  beforeEach(() => {
    runtime = mkdtempSync(join(tmpdir(), "kfr-"))
    // Everybody may enter, so that the socket alone keeps others away.
    chmodSync(runtime, 0o755)
  })
  afterEach(() => {
    rmSync(runtime, { recursive: true, force: true })
  })
  const withRuntime = (work: (served: Served, path: string) => Promise<void>, machine: Partial<ReceiveMachine> = {}): Promise<void> =>
    serve((served) => work(served, served.page.socket ?? assert.fail("no socket")), { machine: { runtimeDirectory: runtime, ...machine } })

  it("serves the page to its owner alone, and is gone after the end", async () => {
    let left = ""
    await withRuntime(async ({ page, token }, path) => {
      assert.equal(statSync(path).mode & 0o777, 0o600)
      assert.equal(statSync(join(runtime, "keyferry")).mode & 0o777, 0o700)
      assert.equal(await statusOver(path, token), 200)
      assert.equal(await statusOver(path, "wrong"), 404)
      await page.end("done")
      left = path
    })
    assert.equal(existsSync(left), false)
  })

  it("refuses another user", { skip: isRoot ? false : "SKIPPED: only root can run a program as another user" }, async () => {
    await withRuntime((_, path) => {
      assert.equal(asNobody(path), "EACCES")
      return Promise.resolve()
    })
  })

  it("removes the socket of a program that was killed, and no other file", async () => {
    const directory = join(runtime, "keyferry")
    mkdirSync(directory, { mode: 0o700 })
    const stale = join(directory, "receive-00000000.sock")
    const killed = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`
    spawnSync(process.execPath, ["-e", killed, stale])
    const young = join(directory, "receive-11111111.sock")
    spawnSync(process.execPath, ["-e", killed, young])
    const before = new Date(Date.now() - 60_000)
    utimesSync(stale, before, before)
    writeFileSync(join(directory, "other"), "")
    await withRuntime((_, path) => {
      assert.deepEqual(readdirSync(directory).sort(), ["other", path.slice(directory.length + 1), "receive-11111111.sock"].sort())
      return Promise.resolve()
    })
  })

  it("leaves alone the socket of another page that runs", async () => {
    const directory = join(runtime, "keyferry")
    mkdirSync(directory, { mode: 0o700 })
    const path = join(directory, "receive-22222222.sock")
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(path, resolve))
    utimesSync(path, new Date(0), new Date(0))
    await withRuntime(() => Promise.resolve())
    assert.equal(existsSync(path), true)
    await new Promise((resolve) => other.close(resolve))
  })

  for (const [name, prepare] of [
    [
      "others may enter",
      (path: string) => {
        mkdirSync(path)
        chmodSync(path, 0o755)
      },
    ],
    [
      "is a link",
      (path: string) => {
        mkdirSync(`${path}-elsewhere`, { mode: 0o700 })
        symlinkSync(`${path}-elsewhere`, path)
      },
    ],
    [
      "is a file",
      (path: string) => {
        writeFileSync(path, "")
      },
    ],
  ] as const) {
    it(`is in a directory of its own where the usual one ${name}`, async () => {
      prepare(join(runtime, "keyferry"))
      await withRuntime(async ({ token }, path) => {
        assert.equal(path.startsWith(runtime), false)
        assert.equal(statSync(join(path, "..")).mode & 0o777, 0o700)
        assert.equal(await statusOver(path, token), 200)
      })
    })
  }

  it("is not made where its path would be cut by the kernel", async () => {
    const long = join(runtime, "x".repeat(120))
    mkdirSync(long)
    await serve(
      ({ page }) => {
        assert.equal(page.socket, null)
        return Promise.resolve()
      },
      { machine: { runtimeDirectory: undefined, temporaryDirectory: long } },
    )
    assert.deepEqual(readdirSync(long), [])
  })
})
