import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { connect } from "node:net"
import { it, mock } from "node:test"
import { pathToFileURL } from "node:url"
import { random } from "../../src/platform/random.ts"
import { createReceiver } from "../../src/receive/server.ts"
import { CLIENT, dial, EMPTY, headOf, openLive, OTHER_CLIENT, post, rest, send, serve, until } from "./served.ts"

const state = (received: number) => ({ ...EMPTY, received })

it("sends the state at once and after every change, and is not stored", async () => {
  await serve(async (served) => {
    served.page.show(state(1))
    const live = await openLive(served)
    served.page.show(state(2))
    served.page.show({ ...state(3), accounts: [{ label: "日本語\nand a second line", status: "new" }] })
    await until(() => live.states().length === 3)
    assert.deepEqual(live.states(), [
      state(1),
      state(2),
      { ...state(3), accounts: [{ label: "日本語\nand a second line", status: "new" }] },
    ])
    assert.match(live.head(), /^HTTP\/1\.1 200 /)
    assert.match(live.head(), /\r\nContent-Type: text\/event-stream\r\n/)
    assert.match(live.head(), /\r\nCache-Control: no-store\r\n/)
    assert.deepEqual(served.connected, [true])
  })
})

it("refuses a second client, which can neither listen nor send, and takes one after the first has gone", async () => {
  await serve(async (served) => {
    const { page, token, connected, received } = served
    const live = await openLive(served)
    const second = { target: `/${token}/live?client=${OTHER_CLIENT}` }
    assert.equal((await send(page.port, second)).status, 409)
    assert.equal((await post(served, "text", { texts: ["x"] }, OTHER_CLIENT)).status, 409)
    assert.equal((await send(page.port, { target: `/${token}/` })).status, 200)
    assert.deepEqual([connected, received], [[true], []])
    live.socket.destroy()
    await until(() => connected.length === 2)
    await openLive(served, OTHER_CLIENT)
    assert.equal((await post(served, "text", { texts: ["x"] }, OTHER_CLIENT)).status, 204)
    assert.equal((await post(served, "text", { texts: ["x"] }, CLIENT)).status, 409)
    assert.deepEqual(connected, [true, false, true])
  })
})

it("replaces the channel of a page that was loaded again, without a word of a disconnection", async () => {
  await serve(async (served) => {
    const before = await openLive(served)
    const after = await openLive(served)
    await until(before.isWhole)
    served.page.show(state(1))
    await until(() => after.states().length === 2)
    assert.equal(before.states().length, 1)
    assert.deepEqual(served.connected, [true])
  })
})

it("skips states for a browser that does not read, and gives it the last one", async () => {
  await serve(async (served) => {
    const socket = await dial({ port: served.page.port })
    socket.pause()
    socket.write(headOf(served.page.port, { target: `/${served.token}/live?client=${CLIENT}` }))
    await until(() => served.connected.length === 1)
    const accounts = Array.from({ length: 1000 }, () => ({ label: "x".repeat(100), status: "new" as const }))
    for (let received = 1; received <= 500; received++) served.page.show({ ...state(received), accounts })
    const answer = rest(socket)
    let text = ""
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")))
    socket.resume()
    await until(() => text.includes('"received":500'))
    assert.ok(text.length < 30_000_000, `${text.length}`)
    await served.page.end("done")
    assert.match((await answer).body, /"mode":"ended","reason":"done"/)
  })
})

for (const reason of ["done", "stopped", "locked"] as const)
  it(`tells the page that it is ${reason}, and then nothing listens`, async () => {
    await serve(async (served) => {
      const { page, ended, connected } = served
      const { port, socket } = page
      const live = await openLive(served)
      await Promise.all([page.end(reason), page.end("idle")])
      await page.end("idle")
      page.show(state(9))
      if (!live.socket.closed) await once(live.socket, "close")
      assert.deepEqual(live.states(), [EMPTY, { mode: "ended", reason }])
      await refusesConnections({ host: "127.0.0.1", port })
      await refusesConnections({ path: socket ?? "" })
      assert.deepEqual(ended, [])
      assert.deepEqual(connected, [true])
    })
  })

async function refusesConnections(where: { readonly host: string; readonly port: number } | { readonly path: string }): Promise<void> {
  const [error] = (await once(connect(where), "error")) as [NodeJS.ErrnoException]
  assert.match(error.code ?? "", "port" in where ? /^ECONNREFUSED$/ : /^ENOENT$/)
}

it("ends while a file is on its way, and takes nothing of it", async () => {
  await serve(async (served) => {
    const { page, token, received } = served
    await openLive(served)
    const socket = await dial({ port: page.port })
    const headers = { "content-type": "application/octet-stream", "x-keyferry-client": CLIENT, "x-keyferry-name": "x" }
    socket.write(`${headOf(page.port, { method: "POST", target: `/${token}/file`, headers: { ...headers, "content-length": "9" } })}half`)
    await send(page.port, { target: `/${token}/` })
    await page.end("done")
    assert.equal((await rest(socket)).status, 0)
    assert.deepEqual(received, [])
  })
})

it("ends after five minutes without anything from the page", async () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  try {
    await serve(async (served) => {
      const live = await openLive(served)
      mock.timers.tick(299_000)
      assert.equal((await post(served, "text", { texts: ["x"] })).status, 204)
      mock.timers.tick(299_000)
      assert.equal((await send(served.page.port, { target: "/wrong/" })).status, 404)
      assert.equal((await send(served.page.port, { target: `/${served.token}/live?client=${OTHER_CLIENT}` })).status, 409)
      mock.timers.tick(999)
      assert.deepEqual(served.ended, [])
      mock.timers.tick(1)
      mock.timers.reset()
      await until(() => served.ended.length === 1)
      assert.deepEqual(served.ended, ["idle"])
      assert.deepEqual(live.states().at(-1), { mode: "ended", reason: "idle" })
      await refusesConnections({ host: "127.0.0.1", port: served.page.port })
    })
  } finally {
    mock.timers.reset()
  }
})

it("writes to a silent page from time to time, so that a broken link shows itself", async () => {
  await serve(
    async (served) => {
      const live = await openLive(served)
      let text = ""
      live.socket.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")))
      await until(() => text.includes(":\n\n"))
    },
    { times: { heartbeatMs: 20 } },
  )
})

it("listens on the port that is asked for, and says so where it is in use", async () => {
  await serve(async ({ page, directory }) => {
    const before = readdirSync(directory)
    await assert.rejects(
      serve(() => Promise.resolve(), { options: { port: page.port } }),
      {
        code: "io",
        message: `port ${page.port} is in use by another program`,
      },
    )
    assert.deepEqual(readdirSync(directory), before)
  })
})

it("says that the page's files are missing, and listens on nothing", async () => {
  const receiver = createReceiver({
    runtimeDirectory: undefined,
    temporaryDirectory: "/nonexistent",
    assets: new URL("file:///nonexistent/"),
  })
  const events = { received: () => undefined, turned: () => undefined, connected: () => undefined, ended: () => undefined }
  await assert.rejects(receiver.start({ port: 0, lang: "en", state: EMPTY, random }, events), { code: "io" })
})

it("has an address with 128 random bits, another one each time", async () => {
  const addresses = new Set<string>()
  for (let time = 0; time < 3; time++)
    await serve(({ page }) => {
      assert.match(page.address, new RegExp(`^http://127\\.0\\.0\\.1:${page.port}/[A-Za-z0-9_-]{22}/$`))
      addresses.add(page.address.split("/")[3] ?? "")
      return Promise.resolve()
    })
  assert.equal(addresses.size, 3)
})

it("takes the port of the last page again, so that a tunnel to it still leads here, unless it is in use", async () => {
  await serve(async ({ directory }) => {
    const receiver = createReceiver({ runtimeDirectory: undefined, temporaryDirectory: directory, assets: pathToFileURL(`${directory}/`) })
    const events = { received: () => undefined, turned: () => undefined, connected: () => undefined, ended: () => undefined }
    const open = async () => await receiver.start({ port: 0, lang: "en", state: EMPTY, random }, events)
    const first = await open()
    await first.end("done")
    const second = await open()
    const third = await open()
    await Promise.all([second.end("done"), third.end("done")])
    assert.equal(second.port, first.port)
    assert.notEqual(third.port, first.port)
    assert.notEqual(second.address, first.address)
  })
})
