import assert from "node:assert/strict"
import { once } from "node:events"
import type { Socket } from "node:net"
import { it } from "node:test"
import { MAX_LIMITS } from "../../src/receive/protocol.ts"
import { dial, headOf, openLive, OTHER_CLIENT, postHeaders, rest, send, serve, until } from "./served.ts"
import type { Served } from "./served.ts"

const GIB = 1 << 30
const FILE = { ...postHeaders("application/octet-stream"), "x-keyferry-name": "x.png" }
/** What the sockets of both ends hold at most, beyond what the server has read. */
const BUFFERED = 16 << 20

const headOfFile = ({ page, token }: Served, headers: Record<string, string>): string =>
  headOf(page.port, { method: "POST", target: `/${token}/file`, headers: { ...FILE, ...headers } })

/** Writes pieces until the connection is cut or all are written. @returns the bytes that were written */
async function flood(socket: Socket, piece: Buffer, total: number): Promise<number> {
  let written = 0
  while (written < total && !socket.destroyed) {
    written += piece.length
    if (!socket.write(piece))
      await new Promise<void>((resolve) => {
        const go = (): void => {
          socket.off("drain", go).off("close", go)
          resolve()
        }
        socket.on("drain", go).on("close", go)
      })
  }
  return written
}

it("cuts off an upload of 1 GB that says its length, before reading any of it", async () => {
  await serve(async (served) => {
    await openLive(served)
    const socket = await dial({ port: served.page.port })
    const answer = rest(socket)
    socket.write(headOfFile(served, { "content-length": String(GIB) }))
    const written = await flood(socket, Buffer.alloc(1 << 16), GIB)
    assert.ok(written < BUFFERED, `${written} bytes`)
    assert.equal((await answer).status, 413)
    assert.deepEqual(served.received, [])
  })
})

it("cuts off an upload of 1 GB in chunks at the limit", async () => {
  await serve(async (served) => {
    await openLive(served)
    const socket = await dial({ port: served.page.port })
    const answer = rest(socket)
    socket.write(headOfFile(served, { "transfer-encoding": "chunked" }))
    const piece = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(1 << 16), Buffer.from("\r\n")])
    const written = await flood(socket, piece, GIB)
    assert.ok(written < MAX_LIMITS.fileBytes + BUFFERED, `${written} bytes`)
    assert.ok([413, 0].includes((await answer).status))
    assert.deepEqual(served.received, [])
  })
})

it("cuts off a text that is longer than a text may be", async () => {
  await serve(async (served) => {
    await openLive(served)
    const body = JSON.stringify({ texts: ["x".repeat(MAX_LIMITS.textBytes)] })
    const { status } = await send(served.page.port, { method: "POST", target: `/${served.token}/text`, headers: postHeaders(), body })
    assert.equal(status, 413)
    assert.deepEqual(served.received, [])
  })
})

it("takes a file of exactly the greatest length, in chunks or not", async () => {
  await serve(async (served) => {
    await openLive(served)
    const bytes = Buffer.alloc(MAX_LIMITS.fileBytes, 7)
    for (const headers of [{ "content-length": String(bytes.length) }, { "transfer-encoding": "chunked" }] as const) {
      const socket = await dial({ port: served.page.port })
      const answer = rest(socket)
      socket.write(headOfFile(served, headers))
      if ("content-length" in headers) socket.write(bytes)
      else socket.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n0\r\n\r\n")]))
      assert.equal((await answer).status, 204)
    }
    for (const item of served.received) assert.ok(item.type === "file" && bytes.equals(item.bytes))
    assert.equal(served.received.length, 2)
  })
})

it("takes no body of a client that has not the channel, and reads none of it", async () => {
  await serve(async (served) => {
    await openLive(served)
    const socket = await dial({ port: served.page.port })
    const answer = rest(socket)
    socket.write(headOfFile(served, { "content-length": String(32 << 20), "x-keyferry-client": OTHER_CLIENT }))
    const written = await flood(socket, Buffer.alloc(1 << 16), 32 << 20)
    assert.ok(written < BUFFERED, `${written} bytes`)
    assert.equal((await answer).status, 409)
  })
})

it("ends a body that is shorter than it says", async () => {
  await serve(
    async (served) => {
      await openLive(served)
      const socket = await dial({ port: served.page.port })
      const answer = rest(socket)
      socket.write(`${headOfFile(served, { "content-length": "1000" })}only this`)
      assert.equal((await answer).status, 408)
      assert.deepEqual(served.received, [])
    },
    { times: { bodyIdleMs: 50 } },
  )
})

it("takes nothing of a body that says two lengths, or a length and chunks", async () => {
  await serve(async (served) => {
    await openLive(served)
    for (const lines of ["content-length: 4\r\ncontent-length: 5", "content-length: 4\r\ntransfer-encoding: chunked"]) {
      const socket = await dial({ port: served.page.port })
      const answer = rest(socket)
      const head = headOfFile(served, {}).replace(/\r\n\r\n$/, `\r\n${lines}\r\n\r\n`)
      socket.write(`${head}4\r\nabcd\r\n0\r\n\r\n`)
      assert.equal((await answer).status, 400)
    }
    assert.deepEqual(served.received, [])
  })
})

it("takes nothing of a body whose connection breaks", async () => {
  await serve(async (served) => {
    const live = await openLive(served)
    const socket = await dial({ port: served.page.port })
    socket.write(`${headOfFile(served, { "content-length": "1000" })}half`)
    socket.resetAndDestroy()
    await once(socket, "close")
    const { status } = await send(served.page.port, { target: `/${served.token}/` })
    assert.equal(status, 200)
    assert.deepEqual(served.received, [])
    assert.equal(live.states().length, 1)
  })
})

it("gives up on a body that comes byte by byte, and goes on meanwhile", async () => {
  await serve(
    async (served) => {
      await openLive(served)
      const socket = await dial({ port: served.page.port })
      const answer = rest(socket)
      socket.write(headOfFile(served, { "content-length": "1000" }))
      const drip = setInterval(() => socket.write("x"), 10)
      assert.equal((await send(served.page.port, { target: `/${served.token}/` })).status, 200)
      assert.equal((await answer).status, 408)
      clearInterval(drip)
      assert.deepEqual(served.received, [])
    },
    { times: { bodyIdleMs: 1000, bodyMs: 200 } },
  )
})

it("reads four bodies at once and refuses a fifth", async () => {
  await serve(async (served) => {
    await openLive(served)
    const slow = await Promise.all([1, 2, 3, 4].map(() => dial({ port: served.page.port })))
    for (const socket of slow) socket.write(`${headOfFile(served, { "content-length": "5" })}half`)
    const fifth = async (): Promise<number> =>
      (await send(served.page.port, { method: "POST", target: `/${served.token}/file`, headers: FILE, body: "whole" })).status
    let status = 204
    while (status === 204) status = await fifth()
    assert.equal(status, 429)
    const answers = slow.map(rest)
    for (const socket of slow) socket.write("!")
    assert.deepEqual(
      (await Promise.all(answers)).map((answer) => answer.status),
      [204, 204, 204, 204],
    )
    assert.equal(await fifth(), 204)
  })
})

it("closes a connection that sends nothing, or its head byte by byte", async () => {
  await serve(
    async ({ page, token }) => {
      const silent = await dial({ port: page.port })
      const slow = await dial({ port: page.port })
      const head = headOf(page.port, { target: `/${token}/` })
      let at = 0
      const drip = setInterval(() => slow.write(head[at++] ?? ""), 20)
      const answers = await Promise.all([rest(silent), rest(slow)])
      clearInterval(drip)
      for (const { status, body } of answers) assert.ok((status === 408 || status === 0) && body === "", `${status}`)
    },
    { times: { headMs: 200 } },
  )
})

it("refuses a head that is longer than any browser's", async () => {
  await serve(async ({ page, token }) => {
    const { status } = await send(page.port, { target: `/${token}/`, headers: { "x-long": "x".repeat(10_000) } })
    assert.equal(status, 431)
  })
})

it("accepts no more connections than a browser could want, and goes on when they have ended", async () => {
  await serve(async ({ page, token }) => {
    const many = await Promise.all(Array.from({ length: 80 }, () => dial({ port: page.port })))
    await until(() => many.filter(({ destroyed }) => destroyed).length >= 16)
    for (const socket of many) socket.destroy()
    let status = 0
    while (status === 0) ({ status } = await send(page.port, { target: `/${token}/` }))
    assert.equal(status, 200)
  })
})

it("answers garbage without a word of it", async () => {
  await serve(async ({ page }) => {
    for (const garbage of ["\x16\x03\x01\x02\0", "secret secret secret\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]) {
      const socket = await dial({ port: page.port })
      const answer = rest(socket)
      socket.write(garbage)
      const { status, body } = await answer
      assert.deepEqual([status, body], [400, ""])
    }
  })
})
