import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { LIMITS } from "../../../src/formats/limits.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import { decodeBase64Bytes, parsePacket } from "../../../src/tui/terminal/clipboard/packets.ts"
import { answerPackets, ClipboardTerminal, PASSWORD } from "./clipboard-terminal.ts"
import type { ClipboardOptions } from "./clipboard-terminal.ts"
import { fakeTerminal, frameOf, SETTINGS, start } from "./fake-terminal.ts"

const TAKES = { ...frameOf(["import"]), takesBytes: true }
const OTHER = frameOf(["accounts"])
const QUERY = "\x1b[?5522$p"
const PICTURE = randomBytes(10_000)
const PNG = { "image/png": PICTURE }
const wrapped = (sequence: string): string => `\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`

type Fake = ReturnType<typeof fakeTerminal>

/** What is sent that is about the clipboard, and nothing of drawing. */
const about = (output: string): string => (output.match(/\x1b\[\?5522(?:\$p|h|l)|\x1b\]5522;[^\x1b]*\x1b\\/g) ?? []).join("")
const typed = async (fake: Fake, bytes: string | Uint8Array): Promise<void> => {
  fake.input.write(bytes)
  await setImmediate()
}
const of = (fake: Fake, ...types: readonly Msg["type"][]): Msg[] => fake.messages.filter(({ type }) => types.includes(type))
const keysOf = (fake: Fake): Msg[] => of(fake, "key", "clicked", "wheeled")
const results = (fake: Fake): Msg[] => of(fake, "pasted", "pasted-bytes", "paste-failed")
const picture = (bytes: Uint8Array, name = "clipboard.png"): Msg => ({ type: "pasted-bytes", name, bytes: Buffer.from(bytes) })

/** Both sides, which talk until neither has more to say. */
async function session(options: ClipboardOptions = { content: PNG }, env: Record<string, string> = { TERM: "xterm-kitty" }) {
  const fake = start(fakeTerminal({ env }))
  let answers: string[] = []
  const there = new ClipboardTerminal(options, (bytes) => answers.push(bytes))
  let seen = 0
  const talk = async (split = Infinity): Promise<void> => {
    do {
      const now = answers.join("")
      answers = []
      for (let at = 0; at < now.length; at += split) await typed(fake, now.slice(at, at + split))
      const sent = fake.output.all.slice(seen)
      seen = fake.output.all.length
      there.take(env["TMUX"] === undefined ? sent : unwrapped(sent))
    } while (answers.length > 0)
  }
  fake.terminal.draw(TAKES)
  await talk()
  return { fake, there, talk, answer: (bytes: string) => answers.push(bytes) }
}

/** What a tmux with `allow-passthrough` sends to its terminal. */
const unwrapped = (output: string): string =>
  [...output.matchAll(/\x1bPtmux;((?:\x1b\x1b|[^\x1b])*)\x1b\\/g)].map(([, inner = ""]) => inner.replaceAll("\x1b\x1b", "\x1b")).join("")

describe("the clipboard of a terminal", () => {
  it("is asked about only when a screen wants it, and once", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(OTHER)
    assert.equal(about(fake.output.all), "")
    fake.terminal.draw(TAKES)
    assert.equal(about(fake.output.all), QUERY)
    fake.terminal.draw(OTHER)
    fake.terminal.draw(TAKES)
    assert.equal(about(fake.output.all), QUERY)
    await typed(fake, "\x1b[?5522;2$y")
    assert.equal(about(fake.output.all), `${QUERY}\x1b[?5522h`)
    assert.deepEqual(fake.messages, [{ type: "clipboard-known", readable: true }])
    fake.terminal.draw(OTHER)
    fake.terminal.draw(TAKES)
    assert.equal(about(fake.output.all), `${QUERY}\x1b[?5522h\x1b[?5522l\x1b[?5522h`)
    fake.terminal.close()
    assert.ok(about(fake.output.all).endsWith("\x1b[?5522l"))
  })

  it("is not asked on consoles and in screen, which would print the question or swallow it", () => {
    for (const env of [{ TERM: "linux" }, { TERM: "vt220" }, { TERM: "screen" }, { TERM: "xterm-256color", STY: "1.x" }]) {
      const fake = start(fakeTerminal({ env: env }))
      fake.terminal.draw(TAKES)
      assert.ok(!fake.output.all.includes("5522"), JSON.stringify(env))
      fake.terminal.close()
    }
  })

  for (const [name, mode] of [
    ["0", 0],
    ["4", 4],
    ["nothing", null],
  ] as const) {
    it(`stays as it is where the terminal answers ${name}`, async () => {
      const { fake } = await session({ mode })
      assert.equal(about(fake.output.all), QUERY)
      assert.deepEqual(fake.messages, [])
      fake.terminal.readClipboard()
      await typed(fake, answerPackets(`:pw=${PASSWORD}`, { ".": "image/png" }).join(""))
      assert.equal(about(fake.output.all), QUERY)
      await typed(fake, "\x1b[200~text\x1b[201~")
      assert.deepEqual(fake.messages, [{ type: "pasted", text: "text" }])
      fake.terminal.close()
    })
  }

  it("believes no answer that it has not asked for", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(OTHER)
    await typed(fake, "\x1b[?5522;1$y")
    assert.deepEqual(fake.messages, [])
    fake.terminal.close()
    assert.ok(!fake.output.all.includes("5522"))
  })

  it("gives a picture when the user pastes, byte for byte by the protocol", async () => {
    const { fake, there, talk } = await session()
    const before = fake.output.all.length
    there.paste()
    await talk()
    const [, id = ""] = /id=([^:;]+)/.exec(fake.output.all.slice(before)) ?? []
    assert.match(id, /^[\w.+-]+$/)
    assert.equal(
      fake.output.all.slice(before),
      `\x1b]5522;type=read:id=${id}:pw=${PASSWORD}:name=UGFzdGUgZXZlbnQ=;${Buffer.from("image/png").toString("base64")}\x1b\\`,
    )
    assert.deepEqual(results(fake), [picture(PICTURE)])
    assert.deepEqual(keysOf(fake), [])
    fake.terminal.close()
  })

  it("gives a picture when the program asks, without a password", async () => {
    const { fake, there, talk } = await session()
    fake.terminal.readClipboard()
    await talk()
    assert.deepEqual(
      there.requests.map(({ types }) => types),
      [["."], ["image/png"]],
    )
    assert.ok(there.requests.every(({ metadata }) => /^type=read:id=[\w-]+$/.test(metadata)))
    assert.deepEqual(results(fake), [picture(PICTURE)])
    fake.terminal.close()
  })

  it("asks for the best picture and the text in one request, as the password works once", async () => {
    const content = { "text/html": "<p>", "image/jpeg": "jpeg", "text/plain": "a picture", ...PNG }
    const { fake, there, talk } = await session({ content })
    there.paste()
    await talk()
    assert.deepEqual(
      there.requests.map(({ types }) => types),
      [["image/png", "text/plain"]],
    )
    assert.deepEqual(results(fake), [picture(PICTURE)])
    there.paste()
    await talk()
    assert.equal(results(fake).length, 2, "each paste has its own password")
    fake.terminal.close()
  })

  for (const [what, content, expected] of [
    ["a JPEG", { "image/jpeg": "jpeg" }, picture(Buffer.from("jpeg"), "clipboard.jpg")],
    ["a file's bytes", { "application/octet-stream": "\x00file" }, picture(Buffer.from("\x00file"), "clipboard.bin")],
    ["a text", { "text/plain": "one\r\ntwo\rthree\x07" }, { type: "pasted", text: "one\ntwo\nthree" }],
    ["a text by its X11 name", { UTF8_STRING: "日本" }, { type: "pasted", text: "日本" }],
    ["links that come with a drawing of them", { ...PNG, "text/plain": "otpauth://totp/x" }, { type: "pasted", text: "otpauth://totp/x" }],
    ["the text where the picture is empty", { "image/png": "", "text/plain": "alt" }, { type: "pasted", text: "alt" }],
    ["the link that a browser has copied", { "text/uri-list": "otpauth://totp/x" }, { type: "pasted", text: "otpauth://totp/x" }],
    [
      "no file's name",
      { "text/uri-list": "file:///home/a/x.png\r\n", "text/plain": "/home/a/x.png" },
      { type: "paste-failed", problem: "file-name" },
    ],
    ["nothing of other types", { "text/html": "<p>" }, { type: "paste-failed", problem: "nothing" }],
    ["nothing of an empty clipboard", {}, { type: "paste-failed", problem: "nothing" }],
    ["nothing of an empty picture", { "image/png": "" }, { type: "paste-failed", problem: "nothing" }],
  ] as const) {
    it(`gives ${what}`, async () => {
      const { fake, there, talk } = await session({ content })
      there.paste()
      await talk()
      assert.deepEqual(results(fake), [expected])
      fake.terminal.close()
    })
  }

  it("reads the primary selection where the terminal says so", async () => {
    const { fake, talk, answer, there } = await session()
    answer(answerPackets(`:loc=primary:pw=${PASSWORD}`, { ".": "text/plain" }).join(""))
    await talk()
    assert.match(there.requests[0]?.metadata ?? "", /^type=read:loc=primary:id=/)
    fake.terminal.close()
  })

  for (const split of [1, 7, 4096, 5503]) {
    it(`takes what comes in pieces of ${split} bytes`, async () => {
      const { fake, there, talk } = await session()
      there.paste()
      await talk(split)
      assert.deepEqual(results(fake), [picture(PICTURE)])
      assert.deepEqual(keysOf(fake), [])
      fake.terminal.close()
    })
  }

  it("takes keys that are typed between the packets", async () => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    for (const packet of answerPackets(`:id=${id}`, PNG)) answer(`${packet}j`)
    await talk()
    assert.deepEqual(results(fake), [picture(PICTURE)])
    assert.deepEqual(new Set(keysOf(fake).map((msg) => msg.type === "key" && msg.key)), new Set(["j"]))
    fake.terminal.close()
  })

  it("takes a picture of 2 MB", async () => {
    const large = randomBytes(2_000_000)
    const { fake, there, talk } = await session({ content: { "image/png": large } })
    there.paste()
    await talk(65_536)
    assert.deepEqual(results(fake), [picture(large)])
    fake.terminal.close()
  })

  it("works through a tmux that passes sequences on, with each ESC doubled", async () => {
    for (const env of [
      { TERM: "tmux-256color", TMUX: "/tmp/x" },
      { TERM: "screen-256color", TMUX: "/tmp/x" },
    ]) {
      const { fake, there, talk } = await session({ content: PNG }, env)
      assert.ok(fake.output.all.includes(wrapped(QUERY)))
      assert.ok(fake.output.all.includes("\x1bPtmux;\x1b\x1b[?5522h\x1b\\"))
      there.paste()
      await talk()
      const [{ metadata } = { metadata: "" }] = there.requests
      const request = `\x1b]5522;${metadata};${Buffer.from("image/png").toString("base64")}\x1b\\`
      assert.ok(fake.output.all.includes(`\x1bPtmux;\x1b${request.slice(0, -2)}\x1b\x1b\\\x1b\\`))
      assert.deepEqual(results(fake), [picture(PICTURE)])
      fake.terminal.close()
      assert.ok(fake.output.all.includes("\x1bPtmux;\x1b\x1b[?5522l\x1b\\"))
    }
  })

  for (const [status, problem] of [
    ["ENOSYS", "unavailable"],
    ["EPERM", "denied"],
    ["EBUSY", "busy"],
    ["EWHAT", "malformed"],
  ] as const) {
    it(`says why the terminal refuses: ${status}`, async () => {
      const { fake, there, talk } = await session({ content: PNG, error: status })
      there.paste()
      await talk()
      assert.deepEqual(results(fake), [{ type: "paste-failed", problem }])
      fake.terminal.close()
    })
  }

  it("gives up an answer that never comes, and ignores it when it comes late", async ({ mock }) => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    mock.timers.enable({ apis: ["setTimeout"] })
    there.paste()
    await talk()
    mock.timers.tick(14_000)
    assert.deepEqual(results(fake), [])
    assert.deepEqual(of(fake, "pasting"), [{ type: "pasting" }])
    mock.timers.tick(2_000)
    assert.deepEqual(results(fake), [{ type: "paste-failed", problem: "unanswered" }])
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    answer(answerPackets(`:id=${id}`, PNG).join(""))
    await talk()
    assert.equal(results(fake).length, 1)
    assert.deepEqual(keysOf(fake), [])
    fake.terminal.close()
  })

  it("leaves the user a minute to allow what the program has asked for itself", async ({ mock }) => {
    const { fake, talk } = await session({ content: PNG, error: "silence" })
    mock.timers.enable({ apis: ["setTimeout"] })
    fake.terminal.readClipboard()
    await talk()
    mock.timers.tick(59_000)
    assert.deepEqual(results(fake), [])
    mock.timers.tick(1_000)
    assert.deepEqual(results(fake), [{ type: "paste-failed", problem: "unanswered" }])
    fake.terminal.close()
  })

  it("does not take a pause in the middle of a packet for its end", async ({ mock }) => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    mock.timers.enable({ apis: ["setTimeout"] })
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    const all = answerPackets(`:id=${id}`, PNG).join("")
    answer(all.slice(0, 3000))
    await talk()
    mock.timers.tick(5_000)
    answer(all.slice(3000))
    await talk()
    assert.deepEqual(results(fake), [picture(PICTURE)])
    assert.deepEqual(keysOf(fake), [])
    fake.terminal.close()
  })

  it("leaves a packet that never ends by Ctrl-C", async () => {
    const { fake } = await session()
    await typed(fake, "\x1b]5522;type=read:stat")
    await typed(fake, "\x03")
    assert.deepEqual(keysOf(fake), [{ type: "key", key: "C-c", text: null }])
    fake.terminal.close()
  })

  it("ignores packets with another id", async () => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    answer(answerPackets(":id=other", { "image/png": "theirs" }).join(""))
    await talk()
    assert.deepEqual(results(fake), [])
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    answer(answerPackets(`:id=${id}`, PNG).join(""))
    await talk()
    assert.deepEqual(results(fake), [picture(PICTURE)])
    fake.terminal.close()
  })

  it("takes the later of two pastes", async () => {
    const { fake, there, talk } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    there.paste()
    await talk()
    assert.equal(there.requests.length, 2)
    assert.deepEqual(results(fake), [])
    fake.terminal.close()
  })

  it("cuts off what is larger than a file may be", async () => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    const [ok = "", data = ""] = answerPackets(`:id=${id}`, { "image/png": Buffer.alloc(4096) })
    answer(ok)
    const many = data.repeat(256)
    for (let sent = 0; sent <= LIMITS.fileBytes; sent += 256 * 4096) answer(many)
    await talk(many.length)
    assert.deepEqual(results(fake), [{ type: "paste-failed", problem: "too-large" }])
    fake.terminal.close()
  })

  for (const [what, rubbish] of [
    ["no base64", "\x1b]5522;type=read:status=DATA:id=ID:mime=aW1hZ2UvcG5n;$$$$\x1b\\"],
    ["base64 that is cut", "\x1b]5522;type=read:status=DATA:id=ID:mime=aW1hZ2UvcG5n;AAA\x1b\\"],
    ["a packet that is too long", `\x1b]5522;type=read:status=DATA:id=ID:mime=aW1hZ2UvcG5n;${"A".repeat(20_000)}\x1b\\`],
    ["no metadata", "\x1b]5522;;\x1b\\"],
    ["a write", "\x1b]5522;type=write:status=DONE\x1b\\"],
  ] as const) {
    it(`gives up where the terminal answers ${what}`, async () => {
      const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
      there.paste()
      await talk()
      const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
      answer(rubbish.replace("ID", id))
      await talk()
      assert.deepEqual(results(fake), [{ type: "paste-failed", problem: "malformed" }])
      assert.deepEqual(keysOf(fake), [])
      fake.terminal.close()
    })
  }

  it("survives any bytes", async () => {
    const { fake, there, talk, answer } = await session()
    for (let round = 0; round < 200; round++) {
      const bytes = randomBytes(60)
        .toString("latin1")
        .replace(/[\x1b\x07\x18\x1a\x9c]/g, "")
      answer(`\x1b]5522;${round % 2 === 0 ? "type=read:" : ""}${bytes}\x1b\\`)
    }
    await talk()
    there.paste()
    await talk()
    assert.deepEqual(results(fake).at(-1), picture(PICTURE))
    fake.terminal.close()
  })

  it("sends a terminal nothing of a password that is none", async () => {
    const { fake, talk, answer, there } = await session()
    answer(answerPackets(":pw=a\x9bb c", { ".": "image/png" }).join(""))
    await talk()
    assert.deepEqual(there.requests, [])
    fake.terminal.close()
  })

  it("drops a paste that is being read when the screen is left", async () => {
    const { fake, there, talk, answer } = await session({ content: PNG, error: "silence" })
    there.paste()
    await talk()
    fake.terminal.draw(OTHER)
    const id = /id=([\w-]+)/.exec(there.requests[0]?.metadata ?? "")?.[1] ?? ""
    answer(answerPackets(`:id=${id}`, PNG).join(""))
    await talk()
    assert.deepEqual(results(fake), [])
    assert.deepEqual(keysOf(fake), [])
    fake.terminal.close()
  })

  it("wipes the packets that it has handed over", async () => {
    const { fake, there, talk } = await session({ content: { "image/png": "SECRET-PIXELS" } })
    const answers: Buffer[] = []
    fake.input.on("data", (chunk: Buffer) => answers.push(chunk))
    there.paste()
    await talk()
    assert.equal(results(fake).length, 1)
    assert.ok(answers.length > 0 && answers.every((chunk) => chunk.every((byte) => byte === 0)))
    fake.terminal.close()
  })
})

describe("the mode of the clipboard", () => {
  const last = (fake: Fake): string | undefined =>
    about(fake.output.all)
      .match(/\x1b\[\?5522[hl]/g)
      ?.at(-1)

  it("is off after a suspension and on again after it", async () => {
    const { fake } = await session()
    fake.terminal.suspend()
    assert.equal(last(fake), "\x1b[?5522l")
    fake.terminal.resume()
    assert.equal(last(fake), "\x1b[?5522h")
    fake.terminal.resume()
    assert.equal((about(fake.output.all).match(/\x1b\[\?5522h/g) ?? []).length, 3, "a stop without notice: it is set again")
    fake.terminal.close()
    assert.equal(last(fake), "\x1b[?5522l")
  })

  it("is not set while the shell has the terminal", async () => {
    const { fake } = await session()
    fake.terminal.draw(OTHER)
    fake.terminal.suspend()
    const before = fake.output.all.length
    fake.terminal.draw(TAKES)
    fake.terminal.readClipboard()
    assert.equal(fake.output.all.length, before)
    fake.terminal.resume()
    assert.equal(last(fake), "\x1b[?5522h")
    fake.terminal.close()
  })

  it("is switched off in the write that restores the terminal, and not twice", async () => {
    const { fake } = await session()
    fake.terminal.close()
    assert.equal((about(fake.output.all).match(/\x1b\[\?5522l/g) ?? []).length, 1)
    assert.match(fake.output.writes.at(-1) ?? "", /\x1b\[\?5522l.*\x1b\[\?2004l/s)
    fake.terminal.configure(SETTINGS)
  })
})

describe("a packet of the clipboard", () => {
  const parse = (text: string) => parsePacket(Buffer.from(text, "latin1"))

  it("is read whole", () => {
    assert.deepEqual(parse(`]5522;type=read:status=DATA:loc=primary:id=a-1:mime=aW1hZ2UvcG5n:pw=${PASSWORD};AAEC`), {
      status: "DATA",
      id: "a-1",
      password: PASSWORD,
      primary: true,
      mime: "image/png",
      data: Uint8Array.of(0, 1, 2),
    })
    assert.equal(parse("]5522;type=read:status=OK")?.data.length, 0)
    for (const wrong of ["]5522;", "]5522;status=OK", "]5522;type=write:status=OK", `]5522;type=read:${"x".repeat(3000)}`]) {
      assert.equal(parse(wrong), null, wrong.slice(0, 40))
    }
  })

  it("decodes base64 as node does, and nothing else", () => {
    for (let length = 0; length < 50; length++) {
      const bytes = randomBytes(length)
      assert.deepEqual(decodeBase64Bytes(Buffer.from(bytes.toString("base64"))), new Uint8Array(bytes))
    }
    for (const wrong of ["A", "AA", "AAA", "AA A", "A===", "====", "AA=A", "AA-_", "AAAA\n"]) {
      assert.equal(decodeBase64Bytes(Buffer.from(wrong)), null, wrong)
    }
  })
})
