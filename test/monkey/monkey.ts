import { EventEmitter } from "node:events"
import { setImmediate, setTimeout as sleep } from "node:timers/promises"
import type { Account } from "../../src/accounts/account.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { app } from "../../src/tui/shell/app.ts"
import type { AppState } from "../../src/tui/shell/app-state.ts"
import { topOf } from "../../src/tui/shell/app-state.ts"
import { EffectRunner } from "../../src/tui/runtime/effects.ts"
import { runTui } from "../../src/tui/runtime/loop.ts"
import { Terminal } from "../../src/tui/terminal/terminal.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { FakeInput, FakeOutput } from "../tui/terminal/fake-terminal.ts"
import { MemoryFiles } from "../vault/memory-files.ts"
import { account } from "../vault/support.ts"
import { memoryMachine, VAULT_DIRECTORY } from "./machine.ts"

const PASSPHRASE = "seven violet lanterns drift north"
const SESSION_STEPS = 500
/** How long one step may take before it counts as stuck. */
const STUCK_MS = 30_000

const ESC = "\x1b"
const SPECIAL = ["[A", "[B", "[C", "[D", "[5~", "[6~", "[H", "[F", "[3~", "[Z", "OP"].map((end) => ESC + end)
const CONTROLS = [
  "\r",
  "\r",
  "\r",
  "\t",
  "\t",
  " ",
  "\x7f",
  "\x01",
  "\x05",
  "\x0b",
  "\x0c",
  "\x10",
  "\x12",
  "\x14",
  "\x15",
  "\x17",
  "\x1a",
  ESC,
  ESC,
  ESC,
]
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/?:,.;!-+*=[]<>#@ 漢かｱ")
const WORDS = [
  PASSPHRASE,
  "otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQ&issuer=Example",
  "MZXW6YTBOI======",
  "password",
  "/home/monkey/export.json",
  "楽天銀行",
  "\u202eevil\u200b\u0007",
  "x".repeat(300),
  "line one\nline two",
  '{"format":"keyferry","version":1}',
]
const SIZES = [
  [80, 24],
  [120, 40],
  [40, 12],
  [200, 50],
  [39, 9],
  [1, 1],
  [0, 0],
] as const

export interface MonkeyResult {
  readonly steps: number
  readonly sessions: number
  /** How often each screen was seen. */
  readonly screens: ReadonlyMap<string, number>
  /** Accounts in the vault at the end. */
  readonly accounts: number
  /** Passphrases that the monkey changed to something else; a new vault was made. */
  readonly newVaults: number
}

/** Numbers from 0 to 1, determined by the seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Presses random keys, pastes, clicks and resizes on the whole program over a machine in memory.
 *
 * @throws Error naming seed and step: where the program reports a bug, does not end on Ctrl-C, does not come back to its first screens by
 * Esc, leaves listeners behind, or leaves a vault that does not open
 */
export async function runMonkey(seed: number, steps: number): Promise<MonkeyResult> {
  return await new Monkey(seed).run(steps)
}

class Monkey {
  readonly #seed: number
  readonly #random: () => number
  readonly #screens = new Map<string, number>()
  readonly #files = new Map<string, Uint8Array>()
  #disk = new MemoryFiles()
  #step = 0
  #sessions = 0
  #newVaults = 0
  #rows: readonly string[] = []
  /** The last keys, for the report. */
  #last: string[] = []

  constructor(seed: number) {
    this.#seed = seed
    this.#random = randomOf(seed)
  }

  async run(steps: number): Promise<MonkeyResult> {
    await this.#makeVault()
    let accounts: readonly Account[] = []
    while (this.#step < steps) {
      await this.#session(Math.min(SESSION_STEPS, steps - this.#step))
      accounts = await this.#openVault()
    }
    return { steps: this.#step, sessions: this.#sessions, screens: this.#screens, accounts: accounts.length, newVaults: this.#newVaults }
  }

  #fail(what: string): Error {
    return new Error(
      `seed ${this.#seed}, step ${this.#step}: ${what}\nlast: ${this.#last.map((one) => JSON.stringify(one)).join(" ")}\n${this.#rows.join("\n")}`,
    )
  }

  #pick<T>(list: readonly T[]): T {
    const at = list[Math.floor(this.#random() * list.length)]
    if (at === undefined) throw new TypeError("an empty list")
    return at
  }

  async #makeVault(): Promise<void> {
    this.#disk = new MemoryFiles()
    const { ports } = memoryMachine(this.#disk, `vault ${this.#seed} ${this.#newVaults}`, this.#files)
    const vault = await createVault(ports.vault, VAULT_DIRECTORY, Passphrase.of(PASSPHRASE))
    const accounts = Array.from({ length: 12 }, (_, n) =>
      account(`00000000-0000-4000-8000-00000000000${n.toString(16)}`, {
        issuer: ["Example", "楽天銀行", "\u202e{red}evil\u001b[31m", "🔑 VPN"][n % 4] ?? "",
        groups: n % 3 === 0 ? ["Work"] : [],
        ...(n % 5 === 4 ? { kind: "hotp", period: null, counter: n } : {}),
      }),
    )
    await vault.save(accounts)
    await vault.close()
  }

  async #openVault(): Promise<readonly Account[]> {
    const { ports } = memoryMachine(this.#disk.copy(), "check", this.#files)
    try {
      const vault = await openVault(ports.vault, VAULT_DIRECTORY, Passphrase.of(PASSPHRASE))
      const { accounts } = vault
      await vault.close()
      return accounts
    } catch (error) {
      if ((error as { readonly code?: string }).code !== "password-wrong") throw this.#fail(`the vault does not open: ${String(error)}`)
      this.#newVaults++
      await this.#makeVault()
      return []
    }
  }

  async #session(steps: number): Promise<void> {
    this.#sessions++
    const { ports, time, settings } = memoryMachine(this.#disk, `session ${this.#seed} ${this.#step}`, this.#files)
    const [input, output] = [new FakeInput(), new FakeOutput(80, 24)]
    const process = new EventEmitter()
    const reports: string[] = []
    let pending = 0
    const shown: { now: AppState | null } = { now: null }
    const end: { status: number | null } = { status: null }
    const terminal = new Terminal({ input, output, env: { TERM: "xterm-256color" }, settings: settings.now })
    const running = runTui<AppState>({
      terminal,
      program: {
        ...app,
        view: (state, size) => {
          shown.now = state
          const frame = app.view(state, size)
          this.#rows = frame.rows.map((row) => row.map(({ text }) => text).join(""))
          return frame
        },
      },
      start: {
        lang: this.#pick(["en", "ja"]),
        settings: settings.now,
        formats: ports.formats,
        vaultExists: true,
        vaultDirectory: VAULT_DIRECTORY,
        demo: false,
        homeDirectory: "/home/monkey",
        startDirectory: "/home/monkey",
        host: "monkey@host",
      },
      effects: (answer) => {
        const runner = new EffectRunner(ports, answer)
        return {
          run: async (effect) => {
            pending++
            try {
              await runner.run(effect)
            } finally {
              pending--
            }
          },
          wipe: () => runner.wipe(),
        }
      },
      clock: ports.clock,
      process,
      stop: () => {
        process.emit("SIGCONT")
      },
      report: (line) => reports.push(line),
      debug: true,
    }).then((status) => (end.status = status))

    const settle = async (): Promise<void> => {
      const limit = performance.now() + STUCK_MS
      do {
        await setImmediate()
        await setImmediate()
        if (performance.now() > limit) throw this.#fail("the work does not end")
        if (pending > 0) await sleep(1)
      } while (pending > 0 && end.status === null)
    }
    const send = async (bytes: string, waits: boolean): Promise<void> => {
      this.#last = [...this.#last.slice(-40), bytes]
      input.write(bytes)
      // The sequence of a key may also be a lone ESC, which is a key after a wait.
      if (bytes === ESC) await sleep(settings.now.escapeMs + 2)
      if (waits) await settle()
      else await setImmediate()
      output.writes = []
    }
    const screen = (): string => (shown.now === null ? "none" : topOf(shown.now).to)
    const isEnded = (): boolean => end.status !== null

    try {
      await settle()
      for (let n = 0; n < steps && !isEnded(); n++) {
        this.#step++
        this.#screens.set(screen(), (this.#screens.get(screen()) ?? 0) + 1)
        const kind = this.#random()
        const waits = this.#random() < 0.8
        if (kind < 0.02) {
          const [columns, rows] = this.#pick(SIZES)
          this.#last = [...this.#last.slice(-40), `resize ${columns}x${rows}`]
          output.resize(columns, rows)
          await settle()
        } else if (kind < 0.05) {
          time.nowMs += this.#pick([1000, 1000, 30_000, 61_000, 400_000, -5000])
          await send("j", true)
        } else if (screen() === "unlock" && kind < 0.5) {
          await send(`\x15${PASSPHRASE}\r`, true)
        } else await send(this.#keys(kind), waits)
      }
      if (!isEnded()) await this.#comeBack(send, () => screen())
      if (!isEnded()) {
        input.write("\x03")
        await Promise.race([running, sleep(STUCK_MS, undefined, { ref: false })])
        if (!isEnded()) throw this.#fail(`Ctrl-C does not end it on ${screen()}`)
      }
      await running
    } finally {
      if (!isEnded()) process.emit("SIGTERM")
    }
    if (end.status !== 0) throw this.#fail(`ended with ${String(end.status)}: ${reports.join("\n")}`)
    const left = [process, output].flatMap((emitter) => emitter.eventNames().filter((name) => name !== "error"))
    if (left.length > 0) throw this.#fail(`listeners are left: ${left.join(", ")}`)
    if (input.listenerCount("data") > 0 || input.raw.at(-1) !== false) throw this.#fail("the terminal is not restored")
  }

  /** Esc leads back to one of the first screens; a form asks whether its changes are to be dropped, and Esc alone keeps them. */
  async #comeBack(send: (bytes: string, waits: boolean) => Promise<void>, screen: () => string): Promise<void> {
    const first = new Set(["accounts", "unlock", "first-run", "recovery-key"])
    for (let presses = 0; presses < 40 && !first.has(screen()); presses++) await send(presses % 4 === 3 ? "y" : ESC, true)
    if (!first.has(screen()) && screen() !== "none") throw this.#fail(`Esc does not lead back from ${screen()}`)
  }

  #keys(kind: number): string {
    if (kind < 0.4) return this.#pick(LETTERS)
    if (kind < 0.6) return this.#pick(SPECIAL)
    if (kind < 0.8) return this.#pick(CONTROLS)
    if (kind < 0.85) return `\x1b[200~${this.#pick(WORDS)}\x1b[201~`
    if (kind < 0.9) return this.#pick(WORDS)
    if (kind < 0.95) {
      const place = `${1 + Math.floor(this.#random() * 120)};${1 + Math.floor(this.#random() * 40)}`
      return `\x1b[<${this.#pick([0, 0, 0, 64, 65])};${place}M`
    }
    return this.#pick(["m", "a", "e", ",", "?", "/", ":", "L", "q", "d", "u", "m2", "m3", "m7", ":export\r", "\x1b[1;5C", "\x1bx"])
  }
}
