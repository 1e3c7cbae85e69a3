import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"
import { PtySession } from "./pty.ts"

const ROUNDS = 15
const PASSPHRASE = "bench on a terminal"
const PROGRAM = "dist/main.js"
/** The directory of another build to compare with, such as that of an earlier commit. */
const BEFORE = process.env["KEYFERRY_BENCH_BEFORE"]
const FEW = 20
const MANY = 10_000
const IDLE_MS = 60_000
/** The time that the program waits for the rest of a sequence adds to that of Esc. */
const ESCAPE = "\x1b"
const LIMITS = { firstFrame: 2, idleBytes: 150, keyMs: 16, escapeMs: 60, residentMb: 120 } as const

const quote = (text: string): string => `'${text}'`

function open(program: string, home: string, vault: string): PtySession {
  return new PtySession([process.execPath, program, "--vault", join(home, vault), "--lang", "en"].map(quote).join(" "), {
    HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
  })
}

/** A vault with this number of accounts, made by the program itself. */
function makeVault(home: string, vault: string, count: number): void {
  const at = (name: string): string => join(home, name)
  const uris = Array.from({ length: count }, (_, n) => {
    const name = `Issuer%20${n}:someone-${n}@example.com`
    return `otpauth://totp/${name}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ${n % 2 === 0 ? "" : "&period=60"}&issuer=Issuer%20${n}\n`
  })
  writeFileSync(at("passphrase"), `${PASSPHRASE}\n`)
  writeFileSync(at("uris"), uris.join(""))
  for (const command of [["init"], ["import", at("uris")]]) {
    const args = [PROGRAM, ...command, "--vault", at(vault), "--passphrase-file", at("passphrase")]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, HOME: home } })
    if (status !== 0) throw new Error(stderr)
  }
}

/** From the start of the program until the first text of its unlock screen. */
async function firstFrameMs(program: string, home: string, vault: string): Promise<number> {
  const session = open(program, home, vault)
  const { atMs } = await session.shown(/keyferry {2}/)
  session.kill()
  await session.ended()
  return atMs - session.startedAtMs
}

/** From the start of node, which does nothing, until its end. */
async function bareMs(): Promise<number> {
  const session = new PtySession(`${process.execPath} -e 0`, {})
  const endedAtMs = await session.ended()
  return endedAtMs - session.startedAtMs
}

async function* measureFirstFrame(home: string): AsyncGenerator<Measured> {
  const programs = [
    ["the first frame", PROGRAM] as const,
    ...(BEFORE === undefined ? [] : [["the first frame before", join(BEFORE, PROGRAM)] as const]),
  ]
  const times = await timeInTurns(ROUNDS, {
    bare: bareMs,
    ...Object.fromEntries(programs.map(([what, program]) => [what, () => firstFrameMs(program, home, "few")])),
  })
  for (const [what] of programs)
    yield { what, ms: times[what as keyof typeof times], beside: "node -e 0", besideMs: times.bare, maxRatio: LIMITS.firstFrame }
}

async function unlocked(home: string, vault: string): Promise<PtySession> {
  const session = open(PROGRAM, home, vault)
  await session.shown(/keyferry {2}/)
  // The keyboard is read once the rest of the program is loaded.
  session.type(`${PASSPHRASE}\r`)
  await session.shown(/Issuer/)
  await sleep(3000)
  return session
}

const percentile95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN

interface KeyTimes {
  /** The 95th percentile without Esc. */
  readonly ms: number
  /** That of Esc alone; NaN where it was not pressed. */
  readonly escapeMs: number
  /** Per key, Esc included. */
  readonly processorMs: number
}

/** Presses each key when the frame of the last one has come. */
async function pressAll(session: PtySession, keys: readonly string[]): Promise<KeyTimes> {
  const times: number[] = []
  const escapeTimes: number[] = []
  const before = session.processorMs
  for (const key of keys) {
    const pressedAtMs = performance.now()
    session.type(key)
    const shown = await session.shown(/./s)
    ;(key === ESCAPE ? escapeTimes : times).push(shown.atMs - pressedAtMs)
    await sleep(15)
  }
  const processorMs = (session.processorMs - before) / keys.length
  return { ms: percentile95(times), escapeMs: percentile95(escapeTimes), processorMs }
}

const FILTERS = ["issuer 12", "someone-99", "example", "iss 4"]

async function* measureKeys(home: string): AsyncGenerator<Measured> {
  const session = await unlocked(home, "many")
  const moves = await pressAll(session, [
    ...Array<string>(100).fill("j"),
    ...Array<string>(20).fill("\x1b[6~"),
    ...Array<string>(80).fill("k"),
  ])
  yield keyRow(`a move among ${MANY} accounts, p95`, moves)
  const letters: string[] = []
  for (const filter of FILTERS) letters.push("/", ...Array.from(filter), ...Array<string>(filter.length).fill("\x7f"), ESCAPE)
  const filtering = await pressAll(session, letters)
  yield keyRow(`a letter of a search among ${MANY}, p95`, filtering)
  yield { what: "Esc alone there, p95", ms: filtering.escapeMs, beside: "the limit", besideMs: LIMITS.escapeMs, maxRatio: 1 }
  yield {
    what: "resident memory with as many",
    ms: session.residentMb,
    unit: "MB",
    beside: "the limit",
    besideMs: LIMITS.residentMb,
    maxRatio: 1,
  }
  session.kill()
  await session.ended()
}

function keyRow(what: string, { ms, processorMs }: KeyTimes): Measured {
  return {
    what,
    ms,
    beside: "the limit",
    besideMs: LIMITS.keyMs,
    maxRatio: 1,
    note: `${processorMs.toFixed(1)} ms of processor time a key`,
  }
}

async function* measureIdle(home: string): AsyncGenerator<Measured> {
  const session = await unlocked(home, "few")
  const before = session.bytes
  await sleep(IDLE_MS)
  const rate = (session.bytes - before) / (IDLE_MS / 1000)
  const row = { beside: "the limit", maxRatio: 1 }
  yield { ...row, what: `${FEW} accounts, no key for ${IDLE_MS / 1000} s`, ms: rate, unit: "B/s", besideMs: LIMITS.idleBytes }
  yield { ...row, what: `resident memory with ${FEW} accounts`, ms: session.residentMb, unit: "MB", besideMs: LIMITS.residentMb }
  session.kill()
  await session.ended()
}

/** Measures the program on a real terminal, from outside. */
export async function* measureTerminal(): AsyncGenerator<Measured> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  try {
    makeVault(home, "few", FEW)
    yield* measureFirstFrame(home)
    yield* measureIdle(home)
    makeVault(home, "many", MANY)
    yield* measureKeys(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
