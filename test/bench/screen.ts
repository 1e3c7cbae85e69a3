import { HANDLERS } from "../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import { app } from "../../src/tui/shell/app.ts"
import { NOW_MS } from "../formats/ports.ts"
import { accountsOf } from "./accounts.ts"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const SIZE = { columns: 120, rows: 40 }
const FRAMES = 20

/** Measures the account list: the cost of one second and of one key. */
export async function* measureScreen(): AsyncGenerator<Measured> {
  const opened = (count: number): ReturnType<typeof app.init>["state"] => {
    const { state } = app.init({
      nowMs: NOW_MS,
      size: SIZE,
      lang: "en",
      settings: DEFAULT_SETTINGS,
      formats: HANDLERS,
      vaultExists: true,
      vaultDirectory: "/vault",
      demo: false,
      homeDirectory: "/home",
      startDirectory: "/home",
      host: "user@host",
    })
    const vault = {
      accounts: accountsOf(count),
      unreadable: [],
      directory: "/vault",
      syncFailed: false,
      readOnly: null,
      demo: false,
      recovered: false,
      inAgent: false,
      recovery: null,
    }
    return app.update(state, { type: "vault-opened", vault, notices: [] }).state
  }
  const [small, large] = [opened(50), opened(1000)]
  const frames = (from: typeof small) => (): void => {
    for (let n = 0, state = from; n < FRAMES; n++) {
      state = app.update(state, { type: "ticked", nowMs: NOW_MS + n * 1000 }).state
      app.view(state, SIZE)
    }
  }
  const keys = (from: typeof small) => (): void => {
    for (let n = 0, state = from; n < FRAMES; n++) {
      state = app.update(state, { type: "key", key: "down", text: null }).state
      app.view(state, SIZE)
    }
  }
  const times = await timeInTurns(25, { small: frames(small), large: frames(large), smallKeys: keys(small), largeKeys: keys(large) })
  const row = (what: string, ms: number, besideMs: number): Measured => ({
    what,
    ms: ms / FRAMES,
    beside: "the same with 50 accounts",
    besideMs: besideMs / FRAMES,
    note: `${((ms / FRAMES / 16.7) * 100).toFixed(0)} % of a sixtieth of a second`,
  })
  yield row("a second of 1,000 accounts (update, view)", times.large, times.small)
  yield row("a key in 1,000 accounts (update, view)", times.largeKeys, times.smallKeys)
}
