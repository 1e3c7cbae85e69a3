import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { describe, it } from "node:test"
import { setImmediate, setTimeout as sleep } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Passphrase } from "../../src/base/passphrase.ts"
import { EffectRunner } from "../../src/tui/runtime/effects.ts"
import { runTui } from "../../src/tui/runtime/loop.ts"
import type { AppState } from "../../src/tui/shell/app-state.ts"
import { topOf } from "../../src/tui/shell/app-state.ts"
import { app } from "../../src/tui/shell/app.ts"
import { Terminal } from "../../src/tui/terminal/terminal.ts"
import { createVault } from "../../src/vault/vault.ts"
import { FakeInput, FakeOutput } from "../tui/terminal/fake-terminal.ts"
import { MemoryFiles } from "../vault/memory-files.ts"
import { account } from "../vault/support.ts"
import { memoryMachine, VAULT_DIRECTORY } from "./machine.ts"

const PASSPHRASE = "seven violet lanterns drift north"
const CHANGES = 1000
/** Opens and leaves of screens before the heap is first measured: caches are filled then. */
const WARM_UP = 200
/** What caches and compiled code may still add. A frame kept at each change would be seven times as much. */
const MOST_GROWTH_BYTES = 2 * 2 ** 20
/** Keys of the account list that open other screens. */
const SCREENS = ["m", "a", "e", ","]

setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void

async function heapBytes(): Promise<number> {
  for (let n = 0; n < 4; n++) {
    await setImmediate()
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

/** The program in memory, on its account list. */
async function openProgram() {
  const disk = new MemoryFiles()
  const { ports, settings } = memoryMachine(disk, "screen changes", new Map())
  const vault = await createVault(ports.vault, VAULT_DIRECTORY, Passphrase.of(PASSPHRASE))
  await vault.save(Array.from({ length: 12 }, (_, n) => account(`00000000-0000-4000-8000-00000000000${n.toString(16)}`)))
  await vault.close()
  const [input, output, events] = [new FakeInput(), new FakeOutput(80, 24), new EventEmitter()]
  const terminal = new Terminal({ input, output, env: { TERM: "xterm-256color" }, settings: settings.now })
  const shown: { screen: string } = { screen: "none" }
  const running = runTui<AppState>({
    terminal,
    program: {
      ...app,
      view: (state, size) => {
        shown.screen = topOf(state).to
        return app.view(state, size)
      },
    },
    start: {
      ...{ lang: "en", settings: settings.now, formats: ports.formats, vaultExists: true, vaultDirectory: VAULT_DIRECTORY, demo: false },
      ...{ homeDirectory: "/home/monkey", startDirectory: "/home/monkey", host: "monkey@host" },
    },
    effects: (answer) => new EffectRunner(ports, answer),
    clock: ports.clock,
    process: events,
    stop: () => undefined,
    report: () => undefined,
    debug: true,
  })
  const press = async (bytes: string, wanted: (screen: string) => boolean): Promise<void> => {
    input.write(bytes)
    const limit = performance.now() + 20_000
    do {
      await sleep(1)
      assert.ok(performance.now() < limit, `${JSON.stringify(bytes)} leads to ${shown.screen}`)
    } while (!wanted(shown.screen))
    output.writes = []
  }
  const listeners = (): number =>
    [input, output, events].flatMap((emitter) => emitter.eventNames().map((name) => emitter.listenerCount(name))).reduce((a, b) => a + b, 0)
  const end = async (): Promise<number> => {
    events.emit("SIGTERM")
    return await running
  }
  return { press, listeners, end }
}

describe("many screen changes", () => {
  it(`leave neither listeners nor memory behind after ${CHANGES} of them`, { timeout: 120_000 }, async () => {
    const { press, listeners, end } = await openProgram()
    try {
      await press("", (screen) => screen === "unlock")
      await press(`${PASSPHRASE}\r`, (screen) => screen === "accounts")
      const change = async (times: number): Promise<void> => {
        for (let n = 0; n < times / 2; n++) {
          await press(SCREENS[n % SCREENS.length] ?? "m", (screen) => screen !== "accounts")
          await press("\x1b", (screen) => screen === "accounts")
        }
      }
      await change(WARM_UP)
      const [heapBefore, listenersBefore] = [await heapBytes(), listeners()]
      await change(CHANGES)
      const growth = (await heapBytes()) - heapBefore
      assert.equal(listeners(), listenersBefore)
      assert.ok(growth < MOST_GROWTH_BYTES, `the heap has grown by ${(growth / 1024).toFixed(0)} KB`)
    } finally {
      await end()
    }
  })
})
