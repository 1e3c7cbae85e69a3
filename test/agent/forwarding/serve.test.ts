import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { Server, Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { Forwarding } from "../../../src/agent/forwarding/rules.ts"
import { serveForwarded } from "../../../src/agent/forwarding/serve.ts"
import { FakeNearSide } from "./fake-near-side.ts"

const directory = mkdtempSync(join(tmpdir(), "keyferry-forward-"))
const servers: Server[] = []
after(() => {
  for (const server of servers) server.close()
  rmSync(directory, { recursive: true, force: true })
})

async function served(near = new FakeNearSide(), requestMs?: number): Promise<{ near: FakeNearSide; path: string }> {
  const server = createServer()
  servers.push(server)
  const path = join(directory, String(servers.length))
  serveForwarded(server, new Forwarding("work", near), requestMs)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { near, path }
}

/** All that comes back after these bytes were sent. */
function exchange(path: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let got = ""
    const socket = connect(path, () => socket.write(bytes))
    socket.on("data", (chunk) => (got += chunk.toString("latin1")))
    socket.on("error", () => undefined)
    socket.on("close", () => {
      resolve(got)
    })
  })
}

async function until(isSo: () => boolean): Promise<void> {
  const giveUpMs = performance.now() + 20_000
  while (!isSo()) {
    assert.ok(performance.now() < giveUpMs, "this takes too long")
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe("a forwarded socket", () => {
  it("answers one request, and reads nothing beyond it", async () => {
    const { near, path } = await served()
    assert.equal(await exchange(path, "code github\ncode gitlab\n"), "ok github0 30 GitHub: alice\n")
    assert.equal(near.asked.length, 1)
  })

  it("answers a request that comes byte by byte", async () => {
    const { path } = await served()
    const got = new Promise<string>((resolve) => {
      const socket = connect(path, () => {
        void (async () => {
          for (const byte of "code github\n") {
            socket.write(byte)
            await new Promise((next) => setImmediate(next))
          }
        })()
      })
      socket.once("data", (chunk) => {
        resolve(chunk.toString())
      })
    })
    assert.equal(await got, "ok github0 30 GitHub: alice\n")
  })

  it("gives nothing to a client that has closed its side, and does not spend a code for it", async () => {
    const { near, path } = await served()
    let answer = (): void => undefined
    near.thinking = new Promise((resolve) => (answer = resolve))
    const socket = connect(path, () => socket.write("code bank\n"))
    await until(() => near.asked.length === 1)
    socket.destroy()
    await until(() => near.isWithdrawn)
    answer()
    await until(() => near.logged.length === 1)
    assert.deepEqual(near.logged, ["Bank: alice withdrawn"])
    assert.equal(near.taken, 0)
  })

  it("ends a client that is slow to ask", async () => {
    const { path } = await served(undefined, 50)
    assert.equal(await exchange(path, "code gith"), "")
  })

  it("serves eight clients at once", async () => {
    const { path } = await served(undefined, 60_000)
    const sockets: Socket[] = []
    let closed = 0
    for (let at = 0; at < 50; at++)
      sockets.push(
        connect(path)
          .on("close", () => closed++)
          .on("error", () => undefined),
      )
    await until(() => closed === 42)
    for (const socket of sockets) socket.destroy()
    await until(() => closed === 50)
  })

  it("gives nothing for random bytes, huge lengths and words of the owner's protocol", async () => {
    const { near, path } = await served(undefined, 300)
    const hostile = [
      randomBytes(100_000),
      Buffer.alloc(4 << 20, 0x61),
      Buffer.from(`code ${"a".repeat(100_000)}\n`),
      Buffer.from("ffffffff7fffffff", "hex"),
      Buffer.from(`\0\0\0\x20\0\0\0\x1c{"type":"labels","directory":"/"}\n`),
      Buffer.from("code \0github\n"),
      Buffer.from("\n"),
    ]
    for (const bytes of hostile) {
      near.nowMs += 1000
      assert.match(await exchange(path, bytes), /^(error usage the request is not understood\n)?$/)
    }
    assert.deepEqual(near.asked, [])
    assert.equal(near.taken, 0)
  })

  it("stays quick under a flood of requests, and gives no more than one code", async () => {
    const { near, path } = await served()
    const requests = 5000
    const got = new Map<string, number>()
    const client = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at++) {
        const [type = "", word = ""] = (
          await exchange(path, at % 2 === 0 ? "code github\n" : `${randomBytes(20).toString("hex")}\n`)
        ).split(" ")
        got.set(`${type} ${word}`, (got.get(`${type} ${word}`) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 8 }, () => client(requests / 8)))
    assert.equal(near.taken, 1)
    assert.equal(near.asked.length, 1)
    assert.deepEqual(
      [...got.keys()].filter((answer) => !["ok github0", "error busy", "error usage", "error wait", " "].includes(answer)),
      [],
    )
  })
})
