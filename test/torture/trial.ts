/** One run of a command that is killed or hurt at one file call, and what is wrong afterwards. */
import { cpSync, existsSync, readFileSync, statSync } from "node:fs"
import { basename, join } from "node:path"
import type { Box, Ran, Workshop } from "./box.ts"
import { addCommand, observe, openIdentity } from "./operations.ts"
import type { Operation, State } from "./operations.ts"
import { messageComplaints } from "./messages.ts"
import { byProcess, readLog } from "./shim.ts"
import type { Call, Injury } from "./shim.ts"
import { openWithIdentity, secretOf, versionFiles } from "./stock.ts"

/** The longest that the lock of a killed process may keep the next one waiting, beyond the time of an undisturbed run. */
const MAX_WAIT_S = 2
/** A program that waits looks at the lock at least ten times a second. */
const WAITING_CALLS = 20
const NEXT_LOG = "next-log"
const AFTER = "After"

/** An operation with the box it starts from, and what it does when nothing disturbs it. */
export interface Prepared {
  readonly operation: Operation
  readonly start: Box
  readonly before: State
  readonly after: State
  /** Of the process that makes the most; a helper process is hurt at the same number. */
  readonly calls: readonly Call[]
  readonly seconds: number
  /** Of the next run. */
  readonly nextSeconds: number
  /** Every path that undisturbed runs leave, with `#` for each number. */
  readonly files: ReadonlySet<string>
}

export interface Trial {
  readonly name: string
  readonly prepared: Prepared
  readonly injury?: Injury | undefined
  readonly killAfterMs?: number | undefined
}

export interface Outcome {
  readonly trial: Trial
  readonly killed: boolean
  readonly complaints: readonly string[]
}

/** @throws Error where the operation fails although nothing disturbs it */
export async function prepare(shop: Workshop, base: Box, operation: Operation): Promise<Prepared> {
  const start = base.copy(shop.newPath(`${operation.name}-start`))
  await operation.prepare?.(shop, start)
  const before = await observe(start, operation)
  const box = start.copy(shop.newPath(`${operation.name}-whole`))
  const log = join(box.path, "log")
  const ran = await shop.run(box, operation.args, { input: operation.input, log })
  if (ran.status !== 0) throw new Error(`${operation.name} ended with ${String(ran.status)}: ${ran.err}`)
  const after = await observe(box, operation)
  const files = [...start.files(), ...box.files()]
  const again = operation.next === "again" ? (await runAgain(shop, box, operation, after)).seconds : 0
  const next = await runAdd(shop, box, after)
  const whole = {
    operation,
    start,
    before,
    after,
    calls: byProcess(readLog(log))[0] ?? [],
    seconds: ran.seconds,
    nextSeconds: again + next.seconds,
  }
  files.push(...box.files())
  box.remove()
  return { ...whole, files: new Set(files.map(withoutNumbers)) }
}

export async function runTrial(shop: Workshop, trial: Trial): Promise<Outcome> {
  const { prepared, injury, killAfterMs } = trial
  const { operation, start, before, after } = prepared
  const box = start.copy(shop.newPath(operation.name))
  const ran = await shop.run(box, operation.args, { input: operation.input, injury, killAfterMs })
  const state = await observe(box, operation)
  const isNew = isSame(state, after)
  const isOld = isSame(state, before)
  const killed = ran.status === null
  const complaints = [
    ...(isNew || isOld || operation.isBetween?.(state) === true
      ? []
      : [`holds neither the old nor the new state: ${difference(state, before, after)}`]),
    ...(operation.checkOutput?.(ran, isNew) ?? []),
    ...(killed ? [] : messageComplaints(ran, injury, { isOld, isNew })),
    ...modeComplaints(box),
    ...(await nextComplaints(shop, box, prepared, state)),
  ]
  box.remove()
  return { trial, killed, complaints }
}

/** Run what comes next, and look for what must not be there then. */
async function nextComplaints(shop: Workshop, box: Box, prepared: Prepared, state: State): Promise<readonly string[]> {
  const { operation, start, before, after, nextSeconds, files } = prepared
  const isBetween = operation.isBetween?.(state) === true
  const complaints = state["accounts"] === "missing" ? await readingComplaints(shop, box) : []
  let seconds = 0
  // What is unfinished is finished or undone.
  let wanted = isBetween ? [before, after] : [state]
  if (operation.next === "again") {
    const again = await runAgain(shop, box, operation, state)
    seconds += again.seconds
    wanted = [after]
    // A vault that was complete is not made a second time.
    const isRefused = operation.name === "init" && again.status === 7 && isSame(state, after)
    if (again.status !== 0 && !isRefused) complaints.push(`run again, it ended with ${String(again.status)}: ${again.err.trim()}`)
  }
  const next = await runAdd(shop, box, operation.next === "again" ? after : state)
  const then = await observe(box, operation)
  if (next.status !== 0) complaints.push(`the next writer ended with ${String(next.status)}: ${next.err.trim()}`)
  else if (!wanted.some((one) => isSame(withoutAfter(then), one)))
    complaints.push(`the next writer left: ${difference(withoutAfter(then), wanted[0] ?? state, wanted.at(-1) ?? state)}`)
  // On a busy machine a run takes long without waiting for a lock.
  if (seconds + next.seconds - nextSeconds > MAX_WAIT_S && callsBeforeLock(join(box.path, NEXT_LOG)) > WAITING_CALLS)
    complaints.push(`the next run waited for a lock for more than ${MAX_WAIT_S} s`)
  const left = box.files().filter((name) => !files.has(withoutNumbers(name)))
  for (const name of left) complaints.push(`left after the next run: ${withoutNumbers(name)}`)
  return [...complaints, ...(await versionComplaints(box, start, then))]
}

/** The most calls on lock files that one of a box's next runs made before it held the lock. */
function callsBeforeLock(log: string): number {
  const onLock = readLog(log).filter(({ path, other }) => /^\.?lock/.test(basename(other === "" ? path : other)))
  const counts = byProcess(onLock).map((calls) => {
    const taken = calls.findIndex(({ op, result }) => op === "link" && result >= 0)
    return taken < 0 ? calls.length : taken
  })
  return Math.max(0, ...counts)
}

/** Reading an incomplete vault reports it and changes nothing. */
async function readingComplaints(shop: Workshop, box: Box): Promise<string[]> {
  const copy = join(box.path, "before-reading")
  cpSync(box.root, copy, { recursive: true })
  const before = snapshot(box)
  const { status, err } = await shop.run(box, ["list"])
  return [
    ...(status === 7 ? [] : [`list of an incomplete vault ended with ${String(status)}: ${err.trim()}`]),
    ...(snapshot(box) === before ? [] : ["list changed an incomplete vault"]),
  ]
}

function snapshot(box: Box): string {
  return box
    .files()
    .map((name) => `${name} ${name.endsWith("/") ? "" : (box.read(name)?.toString("hex") ?? "")}`)
    .join("\n")
}

function passphraseOf(state: State): string {
  return state["passphrase"] === "new" ? "pass-new" : "pass-old"
}

async function runAdd(shop: Workshop, box: Box, state: State): Promise<Ran> {
  return await shop.run(box, addCommand(AFTER), { input: secretOf(AFTER), passphrase: passphraseOf(state), log: join(box.path, NEXT_LOG) })
}

async function runAgain(shop: Workshop, box: Box, operation: Operation, state: State): Promise<Ran> {
  // Where the first run has put its file in place, the second one replaces it.
  const isThere = operation.writes !== undefined && existsSync(join(box.out, operation.writes))
  const force = isThere && !operation.args.includes("--force") ? ["--force"] : []
  return await shop.run(box, [...(operation.again ?? operation.args), ...force], {
    input: operation.input,
    passphrase: passphraseOf(state),
    log: join(box.path, NEXT_LOG),
  })
}

/** Every version opens with the present identity, and with no earlier one. */
async function versionComplaints(box: Box, start: Box, state: State): Promise<readonly string[]> {
  if (state["passphrase"] === undefined) return []
  const { file } = await openIdentity(box)
  const complaints = []
  for (const version of versionFiles(box.vault))
    if ((await openWithIdentity(version, file)) === null) complaints.push("a kept version does not open")
  if (isReplaced(file, join(start.path, "identity")))
    for (const path of [join(box.vault, "vault.age"), ...versionFiles(box.vault)])
      if ((await openWithIdentity(path, join(start.path, "identity"))) !== null)
        complaints.push("the old identity still opens a file of the vault")
  return [...new Set(complaints)]
}

function isReplaced(identityFile: string, formerFile: string): boolean {
  return existsSync(formerFile) && readFileSync(identityFile, "utf8") !== readFileSync(formerFile, "utf8")
}

function modeComplaints(box: Box): readonly string[] {
  const loose = box.files().filter((name) => name.startsWith("v/") && (statSync(join(box.root, name)).mode & 0o077) !== 0)
  return loose.map((name) => `readable by others: ${withoutNumbers(name)}`)
}

function isSame(a: State, b: State): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
}

/** The state without the account that the next run adds. */
function withoutAfter(state: State): State {
  const lines = (state["accounts"] ?? "").split("\n")
  const others = lines.filter((line) => !line.startsWith(`["${AFTER}"`))
  return { ...state, accounts: others.length === lines.length - 1 ? others.join("\n") : "without the account of the next run" }
}

function difference(state: State, before: State, after: State): string {
  const parts = Object.keys({ ...state, ...before }).filter((part) => state[part] !== before[part] || state[part] !== after[part])
  return parts.map((part) => `${part} ${short(state[part])} (old ${short(before[part])}, new ${short(after[part])})`).join("; ")
}

function short(text = "absent"): string {
  const lines = text.split("\n")
  return lines.length > 1 ? `${lines.length} accounts` : text.slice(0, 80)
}

function withoutNumbers(name: string): string {
  return name.replaceAll(/[0-9a-f]{16}|\d+/g, "#")
}
