import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Effect } from "../../../src/tui/core/effects.ts"
import type { Answer, Msg } from "../../../src/tui/core/messages.ts"
import type { Program } from "../../../src/tui/core/program.ts"
import { runTui } from "../../../src/tui/runtime/loop.ts"
import type { LoopTerminal } from "../../../src/tui/runtime/loop.ts"
import type { TerminalListener } from "../../../src/tui/terminal/terminal.ts"
import { fakeTerminal } from "../terminal/fake-terminal.ts"

interface LoopOptions {
  /** The effects that the program requests for a message. */
  readonly react?: (msg: Msg, request: (...effects: Effect[]) => void) => void
  readonly needsTick?: boolean
  readonly run?: (effect: Effect, answer: (answer: Answer) => void) => Promise<void>
  readonly debug?: boolean
  readonly terminal?: LoopTerminal
  readonly now?: () => number
}

/** Runs a program and a terminal that log what they receive. */
function runLoop(options: LoopOptions = {}) {
  const log: string[] = []
  const reported: string[] = []
  const process = new EventEmitter()
  let listener: TerminalListener | null = null
  const size = { columns: 80, rows: 24 }
  const terminal: LoopTerminal = options.terminal ?? {
    size,
    start: (given) => {
      listener = given
    },
    draw: (frame) => void log.push(`draw ${frame.rows[0]?.[0]?.text ?? ""}`),
    redraw: () => void log.push("redraw"),
    configure: (settings) => void log.push(`configure ${String(settings.mouse)}`),
    readClipboard: () => void log.push("read-clipboard"),
    suspend: () => void log.push("suspend"),
    resume: () => void log.push("resume"),
    close: () => void log.push("close"),
  }
  const received: Msg[] = []
  const program: Program<number> = {
    init: () => ({ state: 0, effects: [] }),
    update: (state, msg) => {
      received.push(msg)
      const effects: Effect[] = []
      options.react?.(msg, (...more) => effects.push(...more))
      return { state: state + 1, effects }
    },
    view: (state) => ({ rows: [[{ text: String(state) }]], cursor: null }),
    needsTick: () => options.needsTick ?? false,
  }
  const ended = runTui({
    terminal,
    program,
    start: {
      lang: "en",
      settings: DEFAULT_SETTINGS,
      formats: HANDLERS,
      vaultExists: false,
      vaultDirectory: "/v",
      demo: false,
      homeDirectory: "/",
      startDirectory: "/",
      host: "h",
    },
    effects: (answer) => ({
      run: async (effect) => {
        log.push(`run ${effect.type}`)
        await options.run?.(effect, answer)
      },
      wipe: () => {
        log.push("wipe")
        return Promise.resolve()
      },
    }),
    clock: { nowMs: options.now ?? (() => 1_000_000) },
    process,
    stop: () => void log.push("stop"),
    report: (line) => void reported.push(line),
    debug: options.debug ?? false,
  })
  const send = (msg: Msg) => listener?.message(msg)
  const key = (name: string) => send({ type: "key", key: name, text: null })
  return { log, reported, process, received, ended, key, hangup: () => listener?.hangup() }
}

/** Wait until the loop has handled messages, their effects and the answers to these. It works in immediates. */
async function settle(): Promise<void> {
  for (let n = 0; n < 8; n++) await setImmediate()
}
const quitOn =
  (name: string): NonNullable<LoopOptions["react"]> =>
  (msg, effects) => {
    if (msg.type === "key" && msg.key === name) effects({ type: "quit" })
  }

describe("the loop", () => {
  it("draws at once, draws once for messages that arrive together, and on quit closes the terminal before the vault", async () => {
    const { log, key, ended } = runLoop({ react: quitOn("q") })
    key("a")
    key("b")
    key("c")
    await settle()
    key("q")
    assert.equal(await ended, 0)
    assert.deepEqual(log, ["draw 0", "draw 3", "draw 4", "close", "wipe"])
  })

  it("runs effects in order after the frame, and passes their answers to the program", async () => {
    const { log, received, key, ended } = runLoop({
      react: (msg, effects) => {
        if (msg.type === "key" && msg.key === "x") effects({ type: "lock-vault" }, { type: "list-directory", path: "/" })
        quitOn("q")(msg, effects)
      },
      run: (effect, answer) => {
        if (effect.type === "lock-vault") answer({ type: "vault-locked" })
        return Promise.resolve()
      },
    })
    key("x")
    await settle()
    key("q")
    await ended
    assert.deepEqual(log.slice(0, 5), ["draw 0", "draw 1", "run lock-vault", "run list-directory", "draw 2"])
    assert.deepEqual(
      received.map(({ type }) => type),
      ["key", "vault-locked", "key"],
    )
  })

  it("presses keys again that the program kept", async () => {
    const { received, key, ended } = runLoop({
      react: (msg, effects) => {
        if (msg.type === "key" && msg.key === "x") effects({ type: "press-keys", keys: ["q"] })
        quitOn("q")(msg, effects)
      },
    })
    key("x")
    assert.equal(await ended, 0)
    assert.deepEqual(
      received.map((msg) => (msg.type === "key" ? msg.key : "")),
      ["x", "q"],
    )
  })

  it("ticks at every full second while the program needs it", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_250 })
    const { received, key, ended } = runLoop({ now: () => Date.now(), needsTick: true, react: quitOn("q") })
    for (let n = 0; n < 22; n++) {
      mock.timers.tick(100)
      await settle()
    }
    key("q")
    await ended
    const ticks = received.flatMap((msg) => (msg.type === "ticked" ? [msg.nowMs] : []))
    assert.deepEqual(
      ticks.map((nowMs) => Math.floor(nowMs / 1000)),
      [1001, 1002],
    )
    for (const nowMs of ticks) assert.ok(nowMs % 1000 < 200, `${nowMs % 1000} ms after the second`)
  })

  it("does not tick while the program does not need it, but sends the time before the first message after a pause", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] })
    let now = 1_000_000
    const { received, key, ended } = runLoop({ now: () => now, react: quitOn("q") })
    mock.timers.tick(1200)
    await settle()
    assert.deepEqual(received, [])
    now += 600_000
    key("a")
    await settle()
    key("q")
    await ended
    assert.deepEqual(
      received.map(({ type }) => type),
      ["ticked", "key", "key"],
    )
    assert.deepEqual(received[0], { type: "ticked", nowMs: 1_600_000 })
  })

  it("suspends only after the effects requested with it are done and drawn", async () => {
    const { log, key, process, received, ended } = runLoop({
      react: (msg, effects) => {
        if (msg.type === "key" && msg.key === "C-z") effects({ type: "lock-vault" }, { type: "suspend" })
        quitOn("q")(msg, effects)
      },
      run: async (_effect, answer) => {
        await setImmediate()
        answer({ type: "vault-locked" })
      },
    })
    key("C-z")
    await settle()
    assert.deepEqual(log, ["draw 0", "draw 1", "run lock-vault", "draw 2", "suspend", "stop"])
    process.emit("SIGCONT")
    await settle()
    assert.equal(log.at(-2), "resume")
    assert.equal(received.at(-1)?.type, "resumed")
    key("q")
    await ended
  })

  it("handles SIGTSTP as Ctrl-Z", async () => {
    const { process, received, key, ended } = runLoop({ react: quitOn("q") })
    process.emit("SIGTSTP")
    await settle()
    assert.deepEqual(received, [{ type: "key", key: "C-z", text: null }])
    key("q")
    await ended
  })

  it("redraws on request, and passes changed settings to the terminal", async () => {
    const { log, key, ended } = runLoop({
      react: (msg, effects) => {
        if (msg.type === "key" && msg.key === "C-l") effects({ type: "redraw" }, { type: "save-settings", patch: { mouse: true } })
        quitOn("q")(msg, effects)
      },
      run: (_effect, answer) => {
        answer({ type: "settings-saved", settings: { ...DEFAULT_SETTINGS, mouse: true } })
        return Promise.resolve()
      },
    })
    key("C-l")
    await settle()
    assert.ok(log.includes("redraw") && log.includes("configure true"))
    key("q")
    await ended
  })

  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGQUIT", 131],
  ] as const) {
    it(`ends with ${status} on ${signal}, reports it after the terminal is restored, and wipes`, async () => {
      const { log, reported, process, ended } = runLoop()
      process.emit(signal)
      assert.equal(log.at(-1), "close")
      assert.equal(await ended, status)
      assert.equal(log.at(-1), "wipe")
      assert.equal(reported.length, 1)
      assert.match(reported[0] ?? "", new RegExp(signal))
      assert.deepEqual(process.eventNames(), [], "no listener is left")
    })
  }

  it("ends with 129 on SIGHUP or a closed terminal, reports nothing, and wipes", async () => {
    for (const how of ["signal", "input"] as const) {
      const { log, reported, process, hangup, ended } = runLoop()
      if (how === "signal") process.emit("SIGHUP")
      else hangup()
      assert.equal(await ended, 129)
      assert.deepEqual([log.slice(-2), reported], [["close", "wipe"], []])
    }
  })

  it("ends with 1 and one sentence after a bug anywhere, without message and stack unless in debug mode", async () => {
    const bug = new RangeError("JBSWY3DPEHPK3PXP is out of range")
    const places: Record<string, LoopOptions> = {
      update: { react: () => { throw bug } }, // prettier-ignore
      effect: { react: (msg, effects) => { if (msg.type === "key") effects({ type: "lock-vault" }) }, run: () => Promise.reject(bug) }, // prettier-ignore
      uncaught: {},
    }
    for (const [place, options] of Object.entries(places)) {
      const { log, reported, key, process, ended } = runLoop(options)
      if (place === "uncaught") process.emit("uncaughtException", bug)
      else key("a")
      assert.equal(await ended, 1, place)
      assert.deepEqual(log.slice(-2), ["close", "wipe"])
      assert.equal(reported.length, 1)
      assert.match(reported[0] ?? "", /RangeError/)
      assert.doesNotMatch(reported[0] ?? "", /JBSWY|\n/)
    }
    const { reported, process, ended } = runLoop({ debug: true })
    process.emit("unhandledRejection", bug)
    await ended
    assert.match(reported[0] ?? "", /runtime\/loop/)
  })

  it("ignores messages and signals after it has ended", async () => {
    const { log, key, process, ended } = runLoop({ react: quitOn("q") })
    key("q")
    await ended
    const before = log.length
    key("a")
    process.emit("SIGTERM")
    await settle()
    assert.equal(log.length, before)
  })

  it("ends when writing to the terminal fails", async () => {
    const fake = fakeTerminal()
    const { ended, reported } = runLoop({ terminal: fake.terminal, react: () => undefined, needsTick: false })
    fake.input.write("x")
    await settle()
    fake.output.write = () => {
      throw new Error("EIO")
    }
    fake.input.write("y")
    assert.equal(await ended, 129)
    assert.deepEqual(reported, [])
    assert.equal(fake.input.raw.at(-1), false)
  })
})
