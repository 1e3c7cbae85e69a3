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

interface Play {
  /** What the program makes of a message beside noting it. */
  readonly react?: (msg: Msg, effects: (...effects: Effect[]) => void) => void
  readonly needsTick?: boolean
  readonly run?: (effect: Effect, answer: (answer: Answer) => void) => Promise<void>
  readonly debug?: boolean
  readonly terminal?: LoopTerminal
  readonly now?: () => number
}

/** A program that only notes what it hears, on a terminal that only notes what it is told. */
function play(options: Play = {}) {
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
    suspend: () => void log.push("suspend"),
    resume: () => void log.push("resume"),
    close: () => void log.push("close"),
  }
  const heard: Msg[] = []
  const program: Program<number> = {
    init: () => ({ state: 0, effects: [] }),
    update: (state, msg) => {
      heard.push(msg)
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
  const say = (msg: Msg) => listener?.message(msg)
  const key = (name: string) => say({ type: "key", key: name, text: null })
  return { log, reported, process, heard, ended, say, key, hangup: () => listener?.hangup() }
}

/** Long enough for messages, their effects and the answers to these: the loop works in immediates. */
async function turn(): Promise<void> {
  for (let n = 0; n < 8; n++) await setImmediate()
}
const quitOn =
  (name: string): NonNullable<Play["react"]> =>
  (msg, effects) => {
    if (msg.type === "key" && msg.key === name) effects({ type: "quit" })
  }

describe("the loop", () => {
  it("draws at once, draws once for messages that come together, and quits with 0: terminal first, then the vault", async () => {
    const { log, key, ended } = play({ react: quitOn("q") })
    key("a")
    key("b")
    key("c")
    await turn()
    key("q")
    assert.equal(await ended, 0)
    assert.deepEqual(log, ["draw 0", "draw 3", "draw 4", "close", "wipe"])
  })

  it("starts effects in their order after the frame, and hands their answers back", async () => {
    const { log, heard, key, ended } = play({
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
    await turn()
    key("q")
    await ended
    assert.deepEqual(log.slice(0, 5), ["draw 0", "draw 1", "run lock-vault", "run list-directory", "draw 2"])
    assert.deepEqual(
      heard.map(({ type }) => type),
      ["key", "vault-locked", "key"],
    )
  })

  it("ticks once a second on the wall clock while something needs it", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_250 })
    const { heard, key, ended } = play({ now: () => Date.now(), needsTick: true, react: quitOn("q") })
    for (let n = 0; n < 22; n++) {
      mock.timers.tick(100)
      await turn()
    }
    key("q")
    await ended
    const ticks = heard.flatMap((msg) => (msg.type === "ticked" ? [msg.nowMs] : []))
    assert.deepEqual(
      ticks.map((nowMs) => Math.floor(nowMs / 1000)),
      [1001, 1002],
    )
    for (const nowMs of ticks) assert.ok(nowMs % 1000 < 200, `${nowMs % 1000} ms after the second`)
  })

  it("does not tick when nothing needs it, but tells the time before what comes after a pause", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] })
    let now = 1_000_000
    const { heard, key, ended } = play({ now: () => now, react: quitOn("q") })
    mock.timers.tick(1200)
    await turn()
    assert.deepEqual(heard, [])
    now += 600_000
    key("a")
    await turn()
    key("q")
    await ended
    assert.deepEqual(
      heard.map(({ type }) => type),
      ["ticked", "key", "key"],
    )
    assert.deepEqual(heard[0], { type: "ticked", nowMs: 1_600_000 })
  })

  it("suspends only after what was asked for with it is done and drawn", async () => {
    const { log, key, process, heard, ended } = play({
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
    await turn()
    assert.deepEqual(log, ["draw 0", "draw 1", "run lock-vault", "draw 2", "suspend", "stop"])
    process.emit("SIGCONT")
    await turn()
    assert.equal(log.at(-2), "resume")
    assert.equal(heard.at(-1)?.type, "resumed")
    key("q")
    await ended
  })

  it("takes kill -TSTP for Ctrl-Z", async () => {
    const { process, heard, key, ended } = play({ react: quitOn("q") })
    process.emit("SIGTSTP")
    await turn()
    assert.deepEqual(heard, [{ type: "key", key: "C-z", text: null }])
    key("q")
    await ended
  })

  it("redraws on demand, and gives changed settings to the terminal", async () => {
    const { log, key, ended } = play({
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
    await turn()
    assert.ok(log.includes("redraw") && log.includes("configure true"))
    key("q")
    await ended
  })

  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGQUIT", 131],
  ] as const) {
    it(`ends with ${status} on ${signal}, says so after the terminal is restored, and wipes`, async () => {
      const { log, reported, process, ended } = play()
      process.emit(signal)
      assert.equal(log.at(-1), "close")
      assert.equal(await ended, status)
      assert.equal(log.at(-1), "wipe")
      assert.equal(reported.length, 1)
      assert.match(reported[0] ?? "", new RegExp(signal))
      assert.deepEqual(process.eventNames(), [], "no listener is left")
    })
  }

  it("ends with 129 on SIGHUP or when the terminal is gone, without a word, and wipes", async () => {
    for (const how of ["signal", "input"] as const) {
      const { log, reported, process, hangup, ended } = play()
      if (how === "signal") process.emit("SIGHUP")
      else hangup()
      assert.equal(await ended, 129)
      assert.deepEqual([log.slice(-2), reported], [["close", "wipe"], []])
    }
  })

  it("ends with 1 and one sentence after a bug, wherever it is; neither message nor stack unless asked for", async () => {
    const bug = new RangeError("JBSWY3DPEHPK3PXP is out of range")
    const places: Record<string, Play> = {
      update: { react: () => { throw bug } }, // prettier-ignore
      effect: { react: (msg, effects) => { if (msg.type === "key") effects({ type: "lock-vault" }) }, run: () => Promise.reject(bug) }, // prettier-ignore
      uncaught: {},
    }
    for (const [place, options] of Object.entries(places)) {
      const { log, reported, key, process, ended } = play(options)
      if (place === "uncaught") process.emit("uncaughtException", bug)
      else key("a")
      assert.equal(await ended, 1, place)
      assert.deepEqual(log.slice(-2), ["close", "wipe"])
      assert.equal(reported.length, 1)
      assert.match(reported[0] ?? "", /RangeError/)
      assert.doesNotMatch(reported[0] ?? "", /JBSWY|\n/)
    }
    const { reported, process, ended } = play({ debug: true })
    process.emit("unhandledRejection", bug)
    await ended
    assert.match(reported[0] ?? "", /runtime\/loop/)
  })

  it("hears nothing more once it has ended", async () => {
    const { log, key, process, ended } = play({ react: quitOn("q") })
    key("q")
    await ended
    const before = log.length
    key("a")
    process.emit("SIGTERM")
    await turn()
    assert.equal(log.length, before)
  })

  it("ends when the terminal takes no more writes", async () => {
    const fake = fakeTerminal()
    const { ended, reported } = play({ terminal: fake.terminal, react: () => undefined, needsTick: false })
    fake.input.write("x")
    await turn()
    fake.output.write = () => {
      throw new Error("EIO")
    }
    fake.input.write("y")
    assert.equal(await ended, 129)
    assert.deepEqual(reported, [])
    assert.equal(fake.input.raw.at(-1), false)
  })
})
