import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { isAppError } from "../../../src/base/errors.ts"
import { watchProcess } from "../../../src/tui/terminal/signals.ts"
import { eye, fakeTerminal, frameOf, start, SETTINGS } from "./fake-terminal.ts"

/** The private modes that are set after these bytes. */
function modes(bytes: string): Set<string> {
  const on = new Set<string>()
  for (const [, numbers = "", letter] of bytes.matchAll(/\x1b\[\?([\d;]+)([hl])/g)) {
    for (const mode of numbers.split(";")) {
      if (letter === "h") on.add(mode)
      else on.delete(mode)
    }
  }
  return on
}

const typed = async (fake: ReturnType<typeof fakeTerminal>, text: string) => {
  fake.input.write(text)
  await setImmediate()
}

describe("a session on a terminal", () => {
  it("writes nothing before it starts", () => {
    const { output, input } = fakeTerminal()
    assert.deepEqual([output.writes, input.raw], [[], []])
  })

  it("sets the alternate screen, raw input and bracketed paste, and resets all at the end", async () => {
    const fake = start(fakeTerminal())
    assert.equal(fake.input.raw.at(-1), true)
    fake.terminal.draw(frameOf(["secret stuff"], { x: 0, y: 0 }))
    assert.deepEqual([...modes(fake.output.all)].sort(), ["1", "1049", "2004", "25"])
    const seen = eye()
    await seen.show("shell prompt $ ")
    await seen.show(fake.output.all)
    assert.equal(seen.xterm.buffer.active.type, "alternate")
    const before = fake.output.all.length
    fake.terminal.close()
    assert.equal(fake.input.raw.at(-1), false)
    assert.deepEqual([...modes(fake.output.all)], ["25"])
    await seen.show(fake.output.all.slice(before))
    assert.equal(seen.xterm.buffer.active.type, "normal")
    assert.equal(seen.row(0), "shell prompt $")
    assert.equal(seen.xterm.buffer.normal.length, 8)
  })

  it("can be closed twice, before it starts, and after the terminal has closed", () => {
    fakeTerminal().terminal.close()
    const fake = start(fakeTerminal())
    fake.output.write = () => {
      throw new Error("EIO")
    }
    fake.input.setRawMode = () => {
      throw new Error("EIO")
    }
    fake.terminal.close()
    fake.terminal.close()
    fake.terminal.draw(frameOf(["late"]))
    fake.terminal.send("late")
  })

  it("sets only the modes 1000 and 1006 for the mouse, and none while it is off", () => {
    const off = start(fakeTerminal())
    assert.doesNotMatch(off.output.all, /\x1b\[\?100[0-9]h/)
    off.terminal.configure({ ...SETTINGS, mouse: true })
    assert.deepEqual(
      [...off.output.all.matchAll(/\x1b\[\?(10\d\d)h/g)].map((m) => m[1]).filter((mode) => mode !== "1049"),
      ["1000", "1006"],
    )
    off.terminal.configure(SETTINGS)
    assert.ok(!modes(off.output.all).has("1000"))
    off.terminal.close()
    const on = start(fakeTerminal({ settings: { mouse: true } }))
    assert.ok(modes(on.output.all).has("1000") && modes(on.output.all).has("1006"))
    for (const mode of ["1002", "1003", "1005"]) assert.ok(!modes(on.output.all).has(mode))
    on.terminal.close()
    assert.deepEqual([...modes(on.output.all)], ["25"])
  })

  it("reports keys, pastes, and a lone ESC after a wait", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] })
    const fake = start(fakeTerminal())
    await typed(fake, "j\r")
    await typed(fake, "\x1b")
    assert.equal(fake.messages.length, 2)
    mock.timers.tick(30)
    await typed(fake, "\x1b[200~a\rb\x1b[201~")
    assert.deepEqual(fake.messages, [
      { type: "key", key: "j", text: "j" },
      { type: "key", key: "enter", text: null },
      { type: "key", key: "escape", text: null },
      { type: "pasted", text: "a\nb" },
    ])
    fake.terminal.close()
  })

  it("restores the terminal on suspend, and draws everything again on resume", async () => {
    const fake = start(fakeTerminal({ settings: { mouse: true } }))
    fake.terminal.draw(frameOf(["hello"], { x: 1, y: 0 }))
    fake.terminal.suspend()
    assert.deepEqual([...modes(fake.output.all)], ["25"])
    assert.equal(fake.input.raw.at(-1), false)
    const before = fake.output.all.length
    fake.terminal.draw(frameOf(["locked"]))
    fake.terminal.send("\x1b]52;c;eA==\x07")
    assert.equal(fake.output.all.length, before, "nothing is sent while the shell has the terminal")
    fake.output.resize(20, 5)
    fake.terminal.resume()
    assert.equal(fake.input.raw.at(-1), true)
    assert.deepEqual([...modes(fake.output.all)].sort(), ["1", "1000", "1006", "1049", "2004"])
    const seen = eye(20, 5)
    await seen.show(fake.output.all.slice(before))
    assert.equal(seen.row(0), "locked")
    await typed(fake, "j")
    assert.equal(fake.messages.filter(({ type }) => type === "key").length, 1)
    fake.terminal.close()
  })

  it("sets up the terminal again after SIGSTOP", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["hello"]))
    const seen = eye()
    await seen.show(fake.output.all)
    // The shell has written its prompt and set its modes.
    await seen.show("\x1b[?1049l\x1b[?25h$ fg\r\n")
    const before = fake.output.all.length
    fake.terminal.resume()
    await seen.show(fake.output.all.slice(before))
    assert.equal(seen.xterm.buffer.active.type, "alternate")
    assert.equal(seen.row(0), "hello")
    assert.deepEqual(fake.input.raw.slice(-2), [false, true])
    await typed(fake, "j")
    assert.equal(fake.messages.length, 1, "each key is reported once")
    fake.terminal.close()
  })

  it("redraws over the text of another program", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["hello"]))
    const seen = eye()
    await seen.show(fake.output.all)
    await seen.show("\x1b[1;1HBroadcast message")
    const before = fake.output.all.length
    fake.terminal.redraw()
    await seen.show(fake.output.all.slice(before))
    assert.equal(seen.row(0), "hello")
    fake.terminal.close()
  })

  it("reports that the terminal is closed when input ends or output fails", async () => {
    const ended = start(fakeTerminal())
    ended.input.end()
    await setImmediate()
    assert.equal(ended.hangups.length, 1)
    ended.terminal.close()
    const failed = start(fakeTerminal())
    failed.output.emit("error", new Error("EIO"))
    assert.equal(failed.hangups.length, 1)
    failed.terminal.close()
    failed.output.emit("error", new Error("EIO"))
  })

  it("sends a sequence after the frames that were drawn before", () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["hello"]))
    fake.terminal.send("\x1b]52;c;eA==\x07")
    assert.equal(fake.output.writes.at(-1), "\x1b]52;c;eA==\x07")
    fake.terminal.close()
  })

  it("never changes the window's title and never empties the scrollback", () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["hello"]))
    fake.terminal.close()
    assert.doesNotMatch(fake.output.all, /\x1b\][012];|\x1b\[3J|\x1bc/)
  })

  for (const [term, isTTY, name] of [
    ["dumb", true, "a terminal that cannot place its cursor"],
    ["xterm", false, "no terminal at all"],
  ] as const) {
    it(`refuses ${name}, and writes nothing`, () => {
      const fake = fakeTerminal({ env: { TERM: term } })
      fake.output.isTTY = isTTY
      assert.throws(
        () => start(fake),
        (error) => isAppError(error, "usage"),
      )
      assert.equal(fake.output.all, "")
    })
  }
})

describe("blessed", () => {
  it("listens to no signals and errors of the process", () => {
    const events = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "uncaughtException", "unhandledRejection"]
    const count = () => events.map((event) => process.listenerCount(event))
    const before = count()
    const fake = start(fakeTerminal())
    assert.deepEqual(count(), before)
    fake.terminal.close()
    assert.deepEqual(count(), before)
  })
})

describe("the width of ▀", () => {
  for (const [name, reply, columns] of [
    ["one column", "\x1b[1;2R", 1],
    ["two columns, as with some CJK fonts", "\x1b[1;3R", 2],
    ["unknown after an impossible reply", "\x1b[5;40R", null],
  ] as const) {
    it(`is ${name}`, async () => {
      const fake = start(fakeTerminal())
      assert.equal(fake.terminal.halfBlockColumns, null)
      await typed(fake, `${reply}j`)
      assert.equal(fake.terminal.halfBlockColumns, columns)
      const known = columns === 2 ? [{ type: "glyphs-known", ascii: true }] : []
      assert.deepEqual(fake.messages, [...known, { type: "key", key: "j", text: "j" }], "the reply is not a key")
      fake.terminal.close()
    })
  }

  it("is measured by a question that a real terminal answers, whose ▀ is overwritten by the first frame", async () => {
    const fake = start(fakeTerminal())
    fake.terminal.draw(frameOf(["", "second row"]))
    const seen = eye()
    await seen.show(fake.output.all)
    assert.equal(seen.row(0), "")
    for (const reply of seen.replies) await typed(fake, reply)
    assert.equal(fake.terminal.halfBlockColumns, 1)
    assert.deepEqual(fake.messages, [])
    fake.terminal.close()
  })

  it("is known after a reply from another continent", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] })
    const fake = start(fakeTerminal())
    mock.timers.tick(700)
    await typed(fake, "\x1b[1;3R")
    assert.equal(fake.terminal.halfBlockColumns, 2)
    fake.terminal.close()
  })

  it("is ignored in a late reply, which is not a key either", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] })
    const fake = start(fakeTerminal())
    mock.timers.tick(2100)
    await typed(fake, "\x1b[1;2R")
    assert.equal(fake.terminal.halfBlockColumns, null)
    assert.deepEqual(fake.messages, [])
    fake.terminal.close()
  })

  it("of two columns makes every line and block positioned by itself", async () => {
    const fake = start(fakeTerminal({ settings: { glyphs: "unicode" } }))
    fake.terminal.draw(frameOf(["│──│"]))
    await typed(fake, "\x1b[1;3R")
    assert.match(fake.output.writes.at(-1) ?? "", /│\x1b\[1;2H─\x1b\[1;3H─\x1b\[1;4H│/)
    fake.terminal.close()
  })
})

describe("signals", () => {
  it("are passed to their listeners until these are removed", () => {
    const process = new EventEmitter()
    const received: string[] = []
    const log = (name: string) => () => void received.push(name)
    const stop = watchProcess(process, {
      hangup: log("hangup"),
      end: (signal) => void received.push(signal),
      stop: log("stop"),
      goOn: log("goOn"),
      bug: (error) => void received.push(String(error)),
      exit: log("exit"),
    })
    for (const signal of ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT", "SIGTSTP", "SIGCONT", "exit"]) process.emit(signal)
    process.emit("uncaughtException", new TypeError("x"))
    process.emit("unhandledRejection", new TypeError("y"))
    assert.deepEqual(received, ["hangup", "SIGINT", "SIGTERM", "SIGQUIT", "stop", "goOn", "exit", "TypeError: x", "TypeError: y"])
    stop()
    assert.deepEqual(process.eventNames(), [])
  })
})
