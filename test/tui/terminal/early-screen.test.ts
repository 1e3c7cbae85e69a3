import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { openBlessed, Sink } from "../../../src/tui/terminal/blessed.ts"
import { EarlyScreen } from "../../../src/tui/terminal/early-screen.ts"
import { ENTER, LEAVE } from "../../../src/tui/terminal/sequences.ts"
import { canDrawEarly } from "../../../src/tui/terminal/streams.ts"
import { eye, FakeInput, FakeOutput, fakeTerminal, frameOf, SETTINGS, start } from "./fake-terminal.ts"

const FRAME = frameOf([" keyferry - Unlock", "", "Passphrase"], { x: 2, y: 3 })

function early(env: Record<string, string> = { TERM: "xterm-256color" }) {
  const input = new FakeInput()
  const output = new FakeOutput(40, 8)
  const process = new EventEmitter()
  const exits: number[] = []
  const raised: string[] = []
  const screen = new EarlyScreen({
    input,
    output,
    env,
    settings: SETTINGS,
    process,
    exit: (status) => {
      exits.push(status)
      process.emit("exit")
    },
    raise: (signal) => raised.push(signal),
  })
  return { screen, input, output, process, exits, raised, env }
}

const takeOver = ({ input, output, env, screen }: ReturnType<typeof early>) => start(fakeTerminal({ input, output, env, early: screen }))

describe("terminals on which the first frame is drawn early", () => {
  it("are those that are entered and left as xterm is: a console would keep modes that blessed does not reset", () => {
    const [input, output] = [new FakeInput(), new FakeOutput(80, 24)]
    for (const [TERM, expected] of [
      ["xterm-256color", true],
      ["tmux-256color", true],
      ["alacritty", true],
      ["linux", false],
      ["vt220", false],
      ["rxvt-unicode", false],
      ["dumb", false],
    ] as const) {
      assert.equal(canDrawEarly(input, output, { TERM }), expected, TERM)
    }
  })
})

describe("the first frame, before the rest of the program is loaded", () => {
  it("enters and leaves as blessed does", () => {
    const sink = new Sink({ columns: 40, rows: 8 })
    const screen = openBlessed(sink, "xterm-256color")
    screen.program.flush()
    assert.equal(sink.take(), ENTER(8))
    screen.destroy()
    screen.program.flush()
    assert.equal(sink.take(), LEAVE)
  })

  it("takes the keyboard before it draws, so that nothing typed is echoed", () => {
    const { screen, input, output } = early()
    output.write = function (text) {
      assert.deepEqual(input.raw, [true])
      this.writes.push(text)
      return true
    }
    screen.show(FRAME)
    assert.equal(output.writes.length, 1)
  })

  it("hands the screen over without clearing, leaving or drawing it again", async () => {
    const first = early()
    first.screen.show(FRAME)
    const before = first.output.all.length
    const { terminal } = takeOver(first)
    terminal.draw(FRAME)
    const after = first.output.all.slice(before)
    assert.doesNotMatch(after, /\x1b\[\?1049|\x1b\[2?J|\x1b\[K|Passphrase|Unlock/)
    assert.equal(first.output.writes.length, 2, "the probe and what it covers come in one write")
    const seen = eye()
    await seen.show(first.output.all)
    assert.deepEqual([seen.row(0), seen.row(2)], [" keyferry - Unlock", "Passphrase"])
    assert.deepEqual([seen.xterm.buffer.active.cursorX, seen.xterm.buffer.active.cursorY], [2, 3])
    assert.deepEqual(first.input.raw, [true])
    terminal.close()
    assert.equal(first.input.raw.at(-1), false)
    await seen.show(first.output.all.slice(before + after.length))
    assert.equal(seen.xterm.buffer.active.type, "normal")
  })

  it("keeps what is typed for the terminal that takes over", async () => {
    const first = early()
    first.screen.show(FRAME)
    first.input.write("pass")
    await setImmediate()
    const { messages, terminal } = takeOver(first)
    first.input.write("w\r")
    await setImmediate()
    assert.deepEqual(
      messages.map((msg) => (msg.type === "key" ? msg.key : msg.type)),
      ["p", "a", "s", "s", "w", "enter"],
    )
    terminal.close()
  })

  it("ends on Ctrl-C and on the signals that end a process, and restores the terminal", async () => {
    for (const [end, status] of [
      ["\x03", 0],
      ["SIGTERM", 143],
      ["SIGINT", 130],
      ["SIGQUIT", 131],
      ["SIGHUP", 129],
    ] as const) {
      const { screen, input, output, process, exits } = early()
      screen.show(FRAME)
      if (end === "\x03") input.write(end)
      else process.emit(end)
      await setImmediate()
      assert.deepEqual(exits, [status], end)
      assert.equal(input.raw.at(-1), false)
      const seen = eye()
      await seen.show(output.all)
      assert.equal(seen.xterm.buffer.active.type, "normal")
      assert.deepEqual(process.eventNames(), [])
    }
  })

  it("restores the terminal when loading fails, and once it is handed over leaves that to the terminal", () => {
    const failed = early()
    failed.screen.show(FRAME)
    failed.screen.leave()
    assert.match(failed.output.all, /\x1b\[\?1049l$/)
    const handed = early()
    handed.screen.show(FRAME)
    const { terminal } = takeOver(handed)
    const before = handed.output.all
    handed.screen.leave()
    assert.equal(handed.output.all, before)
    terminal.close()
  })

  it("is drawn anew where the window has changed, the process was stopped, or the terminal is not like xterm", async () => {
    const resized = early()
    resized.screen.show(FRAME)
    resized.output.resize(30, 6)
    const stopped = early()
    stopped.screen.show(FRAME)
    stopped.process.emit("SIGCONT")
    const console = early({ TERM: "linux" })
    console.screen.show(FRAME)
    for (const first of [resized, stopped, console]) {
      const before = first.output.all.length
      const { terminal } = takeOver(first)
      terminal.draw(FRAME)
      const seen = eye(first.output.columns, first.output.rows)
      await seen.show(first.output.all.slice(before))
      assert.equal(seen.row(2), "Passphrase")
      terminal.close()
    }
  })

  it("stops on SIGTSTP once the terminal can be given back and taken again", () => {
    const first = early()
    first.screen.show(FRAME)
    first.process.emit("SIGTSTP")
    assert.deepEqual(first.raised, [])
    const { terminal } = takeOver(first)
    assert.deepEqual(first.raised, ["SIGTSTP"])
    terminal.close()
  })
})
