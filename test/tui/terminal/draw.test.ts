import assert from "node:assert/strict"
import { describe, it } from "node:test"
import headless from "@xterm/headless"
import { cellWidth, padToWidth } from "../../../src/base/display.ts"
import type { Frame, Row } from "../../../src/tui/core/frame.ts"
import { ROLES } from "../../../src/tui/core/roles.ts"
import { openBlessed, Sink, terminalName } from "../../../src/tui/terminal/blessed.ts"
import { DEFAULT_ATTRIBUTES } from "../../../src/tui/terminal/cells.ts"
import { eye, fakeTerminal, frameOf, SETTINGS, start } from "./fake-terminal.ts"

/** Draws frames and shows them on a terminal in memory. */
async function drawFrames(frames: readonly Frame[], options: Parameters<typeof fakeTerminal>[0] = {}) {
  const fake = start(fakeTerminal(options))
  for (const frame of frames) fake.terminal.draw(frame)
  const seen = eye(options.columns, options.rows)
  await seen.show(fake.output.all)
  fake.terminal.close()
  return { ...seen, fake }
}

const WIDE = [
  "漢字とかな",
  "🔑 key",
  "✅ done",
  "⏳ wait",
  "🔒 lock",
  "🫨 shake",
  "🇯🇵 flag",
  "가나다",
  "e\u0301a\u0308",
  "ｆｕｌｌ",
  "│box│",
  "▀▄█▌",
]

describe("drawing on a terminal", () => {
  it("keeps borders aligned after wide characters, emoji, flags and combining marks", async () => {
    const rows = WIDE.map((text) => `│${padToWidth(text, 20)}│`)
    const { line } = await drawFrames([frameOf(rows)], { rows: rows.length + 1 })
    for (const [y, text] of WIDE.entries()) {
      assert.equal(line(y)?.getCell(0)?.getChars(), "│", text)
      assert.equal(line(y)?.getCell(21)?.getChars(), "│", text)
    }
  })

  it("keeps borders aligned after emoji with joiners and selectors", async () => {
    const { line } = await drawFrames([frameOf([`|${padToWidth("👩‍💻❤️1️⃣👍🏽", 20)}|`])])
    const cells = Array.from({ length: 40 }, (_, x) => line(0)?.getCell(x)?.getChars() ?? "")
    assert.equal(cells.filter((cell) => cell === "|").length, 2)
  })

  it("sends only changed cells", () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["one two", "three"]))
    const before = fake.output.all.length
    fake.terminal.draw(frameOf(["one two", "three"]))
    assert.equal(fake.output.all.length, before)
    fake.terminal.draw(frameOf(["one twO", "three"]))
    const sent = fake.output.all.slice(before)
    assert.match(sent, /\x1b\[1;7HO/)
    assert.ok(sent.length < 60, `${sent.length} bytes`)
    fake.terminal.close()
  })

  it("shows the last frame after any earlier frames", async () => {
    const texts = ["", "a", "漢字漢字", "a漢字", "🔑🔑🔑🔑🔑", "abcdefghij", "あaいbうc", "x🔒y", "▀▀▀▀"]
    let seed = 11
    const pick = () => texts[(seed = (seed * 1103515245 + 12345) % 2147483648) % texts.length]!
    const fake = start(fakeTerminal({ columns: 12, rows: 4 }))
    const seen = eye(12, 4)
    let sent = 0
    for (let round = 0; round < 300; round++) {
      const rows = [pick() + pick(), pick(), pick(), pick()]
      fake.terminal.draw(frameOf(rows))
      await seen.show(fake.output.all.slice(sent))
      sent = fake.output.all.length
      for (const [y, text] of rows.entries()) {
        let expected = ""
        for (const char of text) {
          if (cellWidth(expected + char) > 12) break
          expected += char
        }
        assert.equal(seen.row(y).trimEnd(), expected, `round ${round}`)
      }
    }
    fake.terminal.close()
  })

  it("draws the cells of a QR code in exactly the colours 16 and 231", async () => {
    const { line, fake } = await drawFrames([
      frameOf([
        [
          { text: "▀ ▄", colors: { fg: 16, bg: 231 } },
          { text: "  ", colors: { fg: 231, bg: 16 } },
        ],
      ]),
    ])
    assert.match(fake.output.all, /38;5;16;48;5;231m/)
    for (const [x, fg, bg] of [
      [0, 16, 231],
      [1, 16, 231],
      [2, 16, 231],
      [3, 231, 16],
      [4, 231, 16],
    ] as const) {
      const cell = line(0)?.getCell(x)
      assert.ok(cell?.isFgPalette() === true && cell.isBgPalette())
      assert.deepEqual([cell.getFgColor(), cell.getBgColor()], [fg, bg])
    }
  })

  it("draws each role as the theme says", async () => {
    const roles = frameOf([[{ text: "a", role: "accent" }, { text: "b", role: "ok" }, { text: "c", role: "match" }, { text: "d" }]])
    const { line } = await drawFrames([roles])
    const cell = (x: number) => line(0)!.getCell(x)!
    assert.deepEqual([cell(0).getFgColor(), cell(1).getFgColor(), cell(1).getBgColor()], [5, 16, 2])
    assert.ok(cell(2).isBold() && cell(2).isUnderline())
    assert.ok(cell(3).isAttributeDefault())
    const dark = await drawFrames([roles], { settings: { theme: "dark" } })
    const below = dark.line(1)!.getCell(39)!
    assert.deepEqual([below.getFgColor(), below.getBgColor()], [252, 234])
  })

  it("draws a chosen row in the colours of the selection alone; bold and underline stay", async () => {
    const row = (["text", "accent", "bad", "match", "strong"] as const).map((role) => ({ text: "x", role, selected: true }))
    const { line } = await drawFrames([frameOf([row])])
    for (let x = 0; x < row.length; x++) {
      const cell = line(0)!.getCell(x)!
      assert.deepEqual([cell.getFgColor(), cell.getBgColor(), Boolean(cell.isInverse())], [16, 6, false])
      assert.deepEqual([Boolean(cell.isBold()), Boolean(cell.isUnderline())], [x >= 3, x === 3])
    }
  })

  it("never sends dim", async () => {
    for (const theme of ["terminal", "dark", "light"]) {
      const { fake } = await drawFrames([frameOf([ROLES.map((role) => ({ text: "x", role }))])], { settings: { theme } })
      assert.doesNotMatch(fake.output.all, /\x1b\[(?:\d+;)*2[;m](?!\d)/)
    }
  })

  it("writes states in brackets where there are no colours", async () => {
    const { row } = await drawFrames([frameOf([[{ text: " new    ", role: "ok" }, { text: "| new " }]])], {
      env: { TERM: "xterm", NO_COLOR: "1" },
    })
    assert.equal(row(0).trimEnd(), "[new]   | new")
  })

  it("draws lines and marks in ASCII where the terminal has no Unicode, but never a QR code", async () => {
    const marks = frameOf([[{ text: "▌━─█│✓›…┌┘" }, { text: "█▀", colors: { fg: 16, bg: 231 } }]])
    for (const options of [
      { env: { TERM: "vt220" } },
      { env: { TERM: "xterm", LC_ALL: "en_US.ISO-8859-1" } },
      { settings: { glyphs: "ascii" } },
    ] as const) {
      const { row } = await drawFrames([marks], options)
      assert.equal(row(0).trimEnd(), ">=-#:+>~++█▀")
    }
    const { row } = await drawFrames([marks], { env: { TERM: "xterm", LANG: "ja_JP.UTF-8" } })
    assert.equal(row(0).trimEnd(), "▌━─█│✓›…┌┘█▀")
  })

  it("drops all colours except those of QR codes with NO_COLOR", async () => {
    const { line } = await drawFrames(
      [
        frameOf([
          [
            { text: "a", role: "match" },
            { text: "▀", colors: { fg: 16, bg: 231 } },
          ],
        ]),
      ],
      { env: { TERM: "xterm", NO_COLOR: "1" } },
    )
    const [a, qr] = [line(0)!.getCell(0)!, line(0)!.getCell(1)!]
    assert.ok(a.isFgDefault() && a.isBgDefault() && a.isBold())
    assert.deepEqual([qr.getFgColor(), qr.getBgColor()], [16, 231])
  })

  it("draws blocks and lines in the locale C without a second character set", async () => {
    const saved = { LANG: process.env["LANG"], LC_ALL: process.env["LC_ALL"], LC_CTYPE: process.env["LC_CTYPE"] }
    Object.assign(process.env, { LANG: "C", LC_ALL: "C", LC_CTYPE: "C" })
    try {
      const { row, fake } = await drawFrames([frameOf(["▀▄█│─┌"])])
      assert.equal(row(0), "▀▄█│─┌")
      assert.doesNotMatch(fake.output.all, /\x1b\(0/)
    } finally {
      for (const [name, value] of Object.entries(saved)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name)
        else process.env[name] = value
      }
    }
  })

  it("makes blessed draw wide characters, blocks and lines in any locale without a second character set", () => {
    const saved = { LANG: process.env["LANG"], LC_ALL: process.env["LC_ALL"] }
    Object.assign(process.env, { LANG: "C", LC_ALL: "C" })
    const sink = new Sink({ columns: 12, rows: 2 })
    const screen = openBlessed(sink, "screen-256color")
    try {
      const [line] = screen.lines
      for (const [x, text] of ["▀", "│", "🔑", "", "🫨", "", "漢", "", "x"].entries())
        line![x] = [DEFAULT_ATTRIBUTES, text === "" ? " " : text]
      line!.dirty = true
      screen.render()
      screen.program.flush()
      assert.match(sink.take(), /▀│🔑🫨漢x/)
    } finally {
      screen.destroy()
      for (const [name, value] of Object.entries(saved)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name)
        else process.env[name] = value
      }
    }
  })

  it("leaves no environment variable to child processes", async () => {
    await drawFrames([])
    assert.equal(process.env["NCURSES_NO_UTF8_ACS"], undefined)
    assert.equal(process.env["BLESSED_FORCE_MODES"], undefined)
  })

  it("shows blessed's tags as text", async () => {
    const { row } = await drawFrames([frameOf(["{red-fg}{bold}x{/} {open}"])])
    assert.equal(row(0), "{red-fg}{bold}x{/} {open}")
  })

  it("sends no control characters of a text: C0, ESC, C1, OSC, bidi", () => {
    const smeared = `z${"\u0301".repeat(20)}\u2764\ufe0f\u{1f469}\u200d\u{1f4bb}`
    const evil = "a\x1b[8mb\x1b]52;c;ZXZpbA==\x07c\u009b31md\u202ee\x85f\u200bg\ud800h"
    const fake = start(fakeTerminal())
    const before = fake.output.all.length
    fake.terminal.draw(frameOf([evil, smeared]))
    const sent = fake.output.all.slice(before)
    fake.terminal.close()

    assert.doesNotMatch(sent.replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, ""), /[\x00-\x1f\x7f-\x9f\u202e\u200b\ud800]/)
    assert.doesNotMatch(sent, /\x1b\[8m|\x1b\]/)
    assert.doesNotMatch(sent, /[\u200d\ufe0f]|\u0301{5}/)
  })

  it("sends each frame in one write, a larger one as a synchronized update, unless that is disabled", () => {
    const fake = start(fakeTerminal())
    const before = fake.output.writes.length
    fake.terminal.draw(frameOf(["one", "two", "three", "four"]))
    fake.terminal.draw(frameOf(["1", "2", "3", "4"], { x: 1, y: 0 }))
    const frames = fake.output.writes.slice(before)
    assert.equal(frames.length, 2)
    for (const frame of frames) {
      assert.ok(frame.startsWith("\x1b[?2026h") && frame.endsWith("\x1b[?2026l"))
      assert.equal(frame.split("\x1b[?2026").length, 3)
    }
    fake.terminal.configure({ ...SETTINGS, synchronizedOutput: false })
    fake.terminal.draw(frameOf(["one", "two", "three", "four"]))
    assert.doesNotMatch(fake.output.writes.at(-1) ?? "", /2026/)
    fake.terminal.close()
  })

  it("sends only what a second changes: no wrapping, no hidden cursor hidden again, the shortest moves and colours", () => {
    const fake = start(fakeTerminal())
    const rowsAt = (left: number): Row[] => [
      [{ text: "Example        alice" }, { text: `  12${left}`, role: "strong" }],
      [{ text: "Other          bob  " }, { text: `  34${left}`, role: "strong" }],
    ]
    const sentAt = (left: number): string => {
      const before = fake.output.writes.length
      fake.terminal.draw(frameOf(rowsAt(left)))
      return fake.output.writes.slice(before).join("")
    }
    sentAt(9)
    assert.equal(sentAt(8), "\x1b[1;25H\x1b[1m8\x1b[B\x1b[D8\x1b[m")
    assert.equal(sentAt(8), "")
    fake.terminal.close()
  })

  it("erases the blank end of a row instead of writing it", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["a long text in the first row", "second"]))
    const before = fake.output.all.length
    fake.terminal.draw(frameOf(["short", "second"]))
    assert.equal(fake.output.all.slice(before), "\x1b[1;1Hshort\x1b[K")
    const seen = eye()
    await seen.show(fake.output.all)
    assert.deepEqual([seen.row(0), seen.row(1)], ["short", "second"])
    fake.terminal.close()
  })

  it("places and hides the cursor", async () => {
    const { xterm, fake } = await drawFrames([frameOf(["abc"], { x: 2, y: 3 })])
    assert.match(fake.output.all, /\x1b\[4;3H\x1b\[\?25h/)
    assert.ok(xterm.buffer.active.type === "alternate")
    const hidden = start(fakeTerminal())
    hidden.terminal.draw(frameOf(["abc"], { x: 0, y: 0 }))
    hidden.terminal.draw(frameOf(["abc"], { x: 99, y: 0 }))
    assert.ok((hidden.output.writes.at(-1) ?? "").includes("\x1b[?25l"))
    hidden.terminal.close()
  })

  it("draws the whole window after a resize to any size, without clearing it", async () => {
    const frame = frameOf(Array.from({ length: 80 }, (_, y) => `${y}漢字🔑`.repeat(30)))
    const fake = start(fakeTerminal({ columns: 40, rows: 10 }))
    fake.terminal.draw(frame)
    for (const [columns, rows] of [
      [1, 1],
      [0, 0],
      [2, 1],
      [200, 60],
      [3, 3],
      [80, 24],
    ] as const) {
      const before = fake.output.all.length
      fake.output.resize(columns, rows)
      assert.deepEqual(fake.messages.at(-1), { type: "resized", size: { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 } })
      fake.terminal.draw(frame)
      const sent = fake.output.all.slice(before)
      assert.doesNotMatch(sent, /\x1b\[[0-3]?J/)
      const seen = eye(Math.max(2, columns), Math.max(1, rows))
      await seen.show(sent)
      if (columns >= 3) assert.equal(seen.row(rows - 1).slice(0, 1), String(rows - 1).slice(0, 1))
    }
    fake.terminal.close()
  })

  it("positions the cursor after each character whose width differs between terminals", async () => {
    // An old terminal that counts every emoji as one cell.
    const old = new headless.Terminal({ cols: 40, rows: 4, allowProposedApi: true })
    const fake = start(fakeTerminal({ columns: 40, rows: 4 }))
    fake.terminal.draw(frameOf(["##########|", "  "]))
    fake.terminal.draw(frameOf([`${padToWidth("🫨🔑🧿", 10)}|`, "ok"]))
    await new Promise<void>((resolve) => {
      old.write(fake.output.all, resolve)
    })
    const line = old.buffer.active.getLine(0)
    assert.equal(line?.getCell(10)?.getChars(), "|")
    assert.equal(line.translateToString(true).includes("#"), false)
    fake.terminal.close()
  })

  it("uses the terminal description of blessed except for terminals that need another", () => {
    for (const term of ["tmux-256color", "alacritty", "screen-256color", "xterm-kitty", "foot", "xterm-ghostty", "xterm", undefined]) {
      assert.equal(terminalName(term), "xterm-256color")
    }
    for (const term of ["linux", "vt100", "vt220", "rxvt-unicode-256color"]) assert.equal(terminalName(term), term)
  })

  it("prints no messages of blessed for any TERM", async () => {
    const printed: unknown[] = []
    const saved = console.error
    console.error = (...args: unknown[]) => void printed.push(args)
    try {
      for (const term of [
        "alacritty",
        "screen-256color",
        "tmux-256color",
        "xterm-ghostty",
        "linux",
        "vt100",
        "rxvt-unicode-256color",
        "rxvt",
        "nonsense",
      ]) {
        const { row } = await drawFrames([frameOf(["▀ hello"])], { env: { TERM: term } })
        assert.equal(row(0), "▀ hello", term)
      }
    } finally {
      console.error = saved
    }
    assert.deepEqual(printed, [])
  })

  it("leaks no listeners in a thousand frames", () => {
    const fake = start(fakeTerminal())
    const count = () =>
      [process, fake.output, fake.input].reduce(
        (sum, emitter) => sum + emitter.eventNames().reduce((n, name) => n + emitter.listenerCount(name), 0),
        0,
      )
    fake.terminal.draw(frameOf(["0"]))
    const before = count()
    for (let i = 1; i <= 1000; i++) {
      fake.terminal.draw(frameOf([`frame ${i}`, "漢字".repeat(i % 10)]))
      if (i % 100 === 0) fake.output.resize(30 + (i % 7), 8)
    }
    assert.equal(count(), before)
    fake.terminal.close()
  })

  it("sends less than 400 bytes for a tick of twenty codes", () => {
    const fake = start(fakeTerminal({ columns: 80, rows: 24 }))
    const list = (left: number) => frameOf(Array.from({ length: 20 }, (_, y) => `Issuer ${y}`.padEnd(60) + `123 456 ${left}`))
    fake.terminal.draw(list(29))
    const before = fake.output.all.length
    fake.terminal.draw(list(28))
    assert.ok(fake.output.all.length - before < 400, `${fake.output.all.length - before} bytes`)
    fake.terminal.close()
  })
})
