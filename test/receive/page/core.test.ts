import assert from "node:assert/strict"
import { readdirSync, statSync } from "node:fs"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { Channel } from "../../../src/receive/page/core/channel.ts"
import { clientId } from "../../../src/receive/page/core/client-id.ts"
import { EventStream } from "../../../src/receive/page/core/event-stream.ts"
import { Outbox } from "../../../src/receive/page/core/outbox.ts"
import { SeenTexts } from "../../../src/receive/page/core/seen.ts"
import { sayIn } from "../../../src/receive/page/core/texts.ts"
import { announcementOf, rangesOf, setWords } from "../../../src/receive/page/core/wording.ts"
import { areWhole, CLIENT_HEADER, PROGRAM_HEADER } from "../../../src/receive/protocol.ts"
import type { PageState, ReceiveState } from "../../../src/receive/protocol.ts"

const CLIENT = "0123456789abcdef".repeat(2)
const EMPTY: ReceiveState = { mode: "receive", accounts: [], sets: [], remarks: [], waiting: null, received: 0 }
const say = sayIn("en")

describe("the parts of the page for a browser that need no browser", () => {
  it("keeps the id of a reload, and draws another where there is none", () => {
    assert.equal(clientId({ client: CLIENT }, new Uint8Array(16)), CLIENT)
    for (const kept of [null, {}, { client: "x" }, { client: 7 }])
      assert.equal(clientId(kept, new Uint8Array(16).fill(10)), "0a".repeat(16))
  })

  it("reads events that come in pieces, and leaves out comments", () => {
    const stream = new EventStream()
    const pieces = ["retry: 1000\n\n:\n", '\ndata: {"a"', ":1}\n", "\ndata:b\r\n\r\n"]
    assert.deepEqual(
      pieces.flatMap((piece) => stream.add(piece)),
      ['{"a":1}', "b"],
    )
  })

  it("passes each text on once", async () => {
    const seen = new SeenTexts()
    assert.deepEqual(await seen.add(["a", "b", "a"]), ["a", "b"])
    assert.deepEqual(await seen.add(["b", "c"]), ["c"])
  })

  it("names the missing parts of a set, and what is new", () => {
    assert.equal(rangesOf([1, 3, 4, 6, 7, 8]), "1, 3, 4, 6–8")
    const set = { title: "Google Authenticator", have: [1, 3], count: 5 }
    assert.deepEqual(setWords(set, say), { status: "2 of 5: hold the next code to the camera", missing: "Missing: 2, 4, 5" })
    const after: ReceiveState = { ...EMPTY, accounts: [{ label: "GitHub: alice", status: "new" }], sets: [set], waiting: "password" }
    assert.equal(
      announcementOf(EMPTY, after, say),
      "GitHub: alice. Found: 1 account. Google Authenticator: 2 of 5: hold the next code to the camera. Type the file’s password in the terminal",
    )
    assert.equal(announcementOf(after, after, say), "")
  })

  it("says once that all parts are there", () => {
    const set = (have: readonly number[]) => ({ title: "Google Authenticator", have, count: 2 })
    const before: ReceiveState = { ...EMPTY, sets: [set([1])] }
    const after: ReceiveState = { ...EMPTY, sets: [set([1, 2])] }
    assert.deepEqual([[], before.sets, after.sets].map(areWhole), [false, false, true])
    assert.equal(announcementOf(before, after, say), "Google Authenticator: All 2 read. All read. Go on in the terminal: Enter")
    assert.equal(announcementOf(after, after, say), "")
  })

  it("is smaller than 1.5 MB", () => {
    const built = fileURLToPath(new URL("../../../dist/receive/", import.meta.url))
    const sizes = readdirSync(built).map((name) => statSync(`${built}${name}`).size)
    assert.equal(sizes.length, 5)
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    assert.ok(bytes < 1.5e6, `${bytes} bytes`)
  })
})

const ENDED: PageState = { mode: "ended", reason: "done" }

/** Opens a channel that gets these answers in turn. @returns What it reports. */
async function reports(answers: readonly (() => Response)[]): Promise<string[]> {
  const seen: string[] = []
  const rest = [...answers]
  const channel = new Channel(
    CLIENT,
    { link: (link) => seen.push(link), state: ({ mode }) => seen.push(mode) },
    {
      fetch: () => {
        const answer = rest.shift()
        return answer === undefined ? Promise.reject(new TypeError("no connection")) : Promise.resolve(answer())
      },
      delays: [0, 0],
    },
  )
  await channel.open()
  return seen
}

const event = (state: PageState): string => `data: ${JSON.stringify(state)}\n\n`
const answer = (body: string, program = "1") => new Response(body, { headers: { [PROGRAM_HEADER]: program } })
/** One whose connection breaks after the body. */
function broken(body: string): Response {
  let isSent = false
  const stream = new ReadableStream({
    pull: (controller) => {
      if (isSent) controller.error(new TypeError("broken"))
      else controller.enqueue(new TextEncoder().encode(body))
      isSent = true
    },
  })
  return new Response(stream, { headers: { [PROGRAM_HEADER]: "1" } })
}

const channels: [name: string, answers: (() => Response)[], expected: string[]][] = [
  ["ends with the last state", [() => answer(event(EMPTY) + event(ENDED))], ["connected", "receive", "ended", "ended"]],
  ["gives way to another page with its id", [() => answer(event(EMPTY))], ["connected", "receive", "elsewhere"]],
  ["says that another page is open", [() => new Response(null, { status: 409 })], ["elsewhere"]],
  ["says that the program is gone", [() => new Response(null, { status: 404 })], ["gone"]],
  ["gives up after some tries", [], ["lost", "lost", "lost", "given-up"]],
  [
    "connects again to the same program",
    [() => broken(event(EMPTY)), () => answer(event(ENDED))],
    ["connected", "receive", "lost", "connected", "ended", "ended"],
  ],
  [
    "does not connect to another program at the same address",
    [() => broken(event(EMPTY)), () => answer(event(EMPTY), "2")],
    ["connected", "receive", "lost", "gone"],
  ],
]
describe("the live channel of the page", () => {
  for (const [name, answers, expected] of channels) {
    it(name, async () => {
      assert.deepEqual(await reports(answers), expected)
    })
  }
})

describe("what the page sends", () => {
  const posts: { path: string; body: string; client: string | null }[] = []
  const unsent: string[] = []
  const outbox = new Outbox(
    CLIENT,
    { sending: () => undefined, unsent: (name, why) => unsent.push(`${String(name)} ${why}`) },
    {
      fetch: async (path, init) => {
        const body = await new Response(init?.body ?? null).text()
        posts.push({ path: path as string, body, client: new Headers(init?.headers).get(CLIENT_HEADER) })
        return new Response(null, { status: 204 })
      },
    },
  )

  it("waits for the connection, goes together where it fits, and is sent once", async () => {
    outbox.texts(["a"])
    outbox.texts(["b"])
    outbox.file("\ud800.txt", new Blob(["c"]))
    outbox.turn(1)
    outbox.turn(2)
    assert.deepEqual(posts, [])
    outbox.open()
    while (posts.length < 3) await new Promise((resolve) => setTimeout(resolve, 1))
    assert.deepEqual(posts.splice(0), [
      { path: "text", body: '{"texts":["a","b"]}', client: CLIENT },
      { path: "file", body: "c", client: CLIENT },
      { path: "turn", body: '{"page":2}', client: CLIENT },
    ])
  })

  it("leaves out what is empty or too large", () => {
    outbox.file("empty", new Blob([]))
    outbox.texts(["x".repeat(1 << 20)])
    assert.deepEqual(unsent, ["empty empty", "null too-large"])
  })
})
