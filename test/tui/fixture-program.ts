/** A small program on a real terminal, for the tests in `runtime-pty.test.ts`. */
import { HANDLERS } from "../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import type { Effect } from "../../src/tui/core/effects.ts"
import type { Program } from "../../src/tui/core/program.ts"
import { runTui } from "../../src/tui/runtime/loop.ts"
import { Terminal } from "../../src/tui/terminal/terminal.ts"

interface State {
  readonly keys: string
  readonly locked: boolean
  readonly seconds: number
}

const program: Program<State> = {
  init: () => ({ state: { keys: "", locked: false, seconds: 0 }, effects: [] }),
  update(state, msg) {
    const effects: Effect[] = []
    if (msg.type === "ticked") return { state: { ...state, seconds: state.seconds + 1 }, effects }
    if (msg.type === "vault-locked") return { state: { ...state, locked: true }, effects }
    if (msg.type === "pasted") return { state: { ...state, keys: `${state.keys} pasted<${msg.text.replaceAll("\n", "+")}>` }, effects }
    if (msg.type !== "key") return { state, effects }
    if (msg.key === "q" || msg.key === "C-c") effects.push({ type: "quit" })
    if (msg.key === "C-z") effects.push({ type: "lock-vault" }, { type: "suspend" })
    if (msg.key === "T") throw new RangeError("this text is secret")
    if (msg.key === "R") void Promise.reject(new RangeError("this text is secret"))
    if (msg.key === "U") {
      setTimeout(() => {
        throw new RangeError("this text is secret")
      }, 1)
    }
    return { state: { ...state, keys: `${state.keys} ${msg.key}` }, effects }
  },
  view: (state) => ({
    rows: [
      [{ text: `READY pid=${process.pid} ${state.locked ? "LOCKED" : "OPEN"}` }],
      [{ text: `keys:${state.keys}` }],
      [{ text: "▀▄█ │漢字│🔑│" }],
    ],
    cursor: null,
  }),
  needsTick: () => true,
}

const terminal = new Terminal({ input: process.stdin, output: process.stdout, env: process.env, settings: DEFAULT_SETTINGS })
const status = await runTui({
  terminal,
  program,
  start: {
    lang: "en",
    settings: DEFAULT_SETTINGS,
    formats: HANDLERS,
    vaultExists: false,
    vaultDirectory: "",
    demo: false,
    homeDirectory: "",
    startDirectory: "",
    host: "",
  },
  effects: (answer) => ({
    run: (effect) => {
      if (effect.type === "lock-vault") answer({ type: "vault-locked" })
      return Promise.resolve()
    },
    wipe: () => Promise.resolve(),
  }),
  clock: { nowMs: () => Date.now() },
  process,
  stop: () => process.kill(0, "SIGSTOP"),
  report: (line) => process.stderr.write(`keyferry: ${line}\n`),
  debug: false,
})
process.exitCode = status
