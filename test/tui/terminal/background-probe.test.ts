import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate, setTimeout as sleep } from "node:timers/promises"
import { luminanceOf } from "../../../src/tui/terminal/background-probe.ts"
import { fakeTerminal, frameOf, SETTINGS, start } from "./fake-terminal.ts"
import type { Fake } from "./fake-terminal.ts"

const FRAME = frameOf([
  [
    { text: "Example", role: "strong" },
    { text: "  12:00", role: "muted" },
  ],
])
const AUTO = { ...SETTINGS, theme: "auto" }
const QUERY = "\x1b]11;?"
/** A colour of the built-in theme, as it is sent. */
const DARK = /48;5;234/
const LIGHT = /48;5;255/

/** What the terminal gets after it has sent this. */
async function sentAfter(fake: Fake, reply: string): Promise<string> {
  const before = fake.output.all.length
  fake.input.write(reply)
  await setImmediate()
  return fake.output.all.slice(before)
}

function started(options: Parameters<typeof fakeTerminal>[0] = { settings: AUTO }): Fake {
  const fake = start(fakeTerminal(options))
  fake.terminal.draw(FRAME)
  return fake
}

describe("the theme auto", () => {
  for (const [reply, expected] of [
    ["\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\", DARK],
    ["\x1b]11;rgb:fdfd/f6f6/e3e3\x07", LIGHT],
    ["\x1b]11;rgb:00/2b/36\x1b\\", DARK],
    ["\x1b]11;rgba:ffff/ffff/ffff/ffff\x1b\\", LIGHT],
  ] as const) {
    it(`follows the background that the terminal reports: ${JSON.stringify(reply)}`, async () => {
      const fake = started()
      assert.ok(fake.output.all.includes(QUERY))
      assert.doesNotMatch(fake.output.all, /48;5;(234|255)/, "without an answer it is the terminal's own colours")
      const sent = await sentAfter(fake, reply)
      assert.match(sent, expected)
      assert.match(sent, /Example/)
      assert.deepEqual(
        fake.messages.filter(({ type }) => type === "key"),
        [],
        "the answer is no key",
      )
      fake.terminal.close()
    })
  }

  it("follows an answer that a busy machine reads after 300 ms", async () => {
    const fake = started()
    await sleep(300)
    assert.match(await sentAfter(fake, "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"), LIGHT)
    fake.terminal.close()
  })

  it("ignores an answer that comes late, and one that is no colour", async () => {
    const fake = started()
    assert.equal(await sentAfter(fake, "\x1b]11;rgb:zz/00/00\x1b\\"), "")
    assert.equal(await sentAfter(fake, "\x1b]11;#ffffff\x1b\\"), "")
    await sleep(510)
    assert.equal(await sentAfter(fake, "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"), "")
    assert.deepEqual(
      fake.messages.filter(({ type }) => type === "key"),
      [],
    )
    fake.terminal.close()
  })

  it("asks only where the theme needs it, and never a console, which would print the question", () => {
    for (const options of [{}, { settings: AUTO, env: { TERM: "linux" } }, { settings: AUTO, env: { TERM: "vt220" } }]) {
      const fake = started(options)
      assert.ok(!fake.output.all.includes(QUERY), JSON.stringify(options))
      fake.terminal.close()
    }
    const inTmux = started({ settings: AUTO, env: { TERM: "tmux-256color", TMUX: "/tmp/tmux" } })
    assert.ok(inTmux.output.all.includes(QUERY))
    inTmux.terminal.close()
  })

  it("is asked for and drawn at once when it is chosen", async () => {
    const fake = started({})
    const before = fake.output.all.length
    fake.terminal.configure(AUTO)
    assert.equal(fake.output.all.slice(before), `${QUERY}\x1b\\`)
    assert.match(await sentAfter(fake, "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"), LIGHT)
    fake.terminal.configure({ ...AUTO, theme: "dark" })
    assert.match(fake.output.writes.at(-1) ?? "", DARK)
    fake.terminal.close()
  })
})

describe("the luminance of a colour", () => {
  it("is relative to white, whatever the number of digits", () => {
    for (const white of ["]11;rgb:f/f/f", "]11;rgb:ff/ff/ff", "]11;rgb:fff/fff/fff", "]11;rgb:ffff/ffff/ffff"]) {
      assert.ok(Math.abs((luminanceOf(white) ?? 0) - 1) < 1e-9, white)
    }
    assert.equal(luminanceOf("]11;rgb:0000/0000/0000"), 0)
    assert.ok(Math.abs((luminanceOf("]11;rgb:8080/8080/8080") ?? 0) - 0.2159) < 0.001)
    assert.equal(luminanceOf("]10;rgb:ffff/ffff/ffff"), null)
  })
})
