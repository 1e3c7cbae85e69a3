import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { open, readFile, readlink, stat, unlink } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { errnoOf } from "./io-error.ts"

export const LOCK_TEXTS = texts({
  busy: { en: "another program is writing to the vault", ja: "別のプログラムが保管庫に書き込んでいます" },
})

/** A save takes some milliseconds, a change of the passphrase a second or two. */
const WAIT_MS = 10_000
const POLL_MS = 25
/** Where nobody can tell whether the holder lives (it is on another host, or the file holds nothing), its age decides. */
const STALE_MS = 120_000
/** Breaking a lock takes some milliseconds; a guard that lies there longer was left behind. */
const GUARD_STALE_MS = 10_000

interface Holder {
  readonly pid: number
  /** The host's name and, where the kernel tells it, the container in which the process id means something. */
  readonly host: string
  /** When the process was started, as the kernel tells it; `""` where it does not. A process id is used again and again. */
  readonly started: string
  readonly nonce: string
}

/**
 * Make the lock file, waiting while another holds it.
 *
 * @returns a function that gives it back
 * @throws AppError `vault-busy`
 */
export async function acquireLock(path: string, waitMs = WAIT_MS): Promise<() => Promise<void>> {
  const started = await startOf("self")
  const mine = JSON.stringify({ pid: process.pid, host: await here(), started, nonce: randomBytes(8).toString("hex") } satisfies Holder)
  const until = performance.now() + waitMs
  while (!(await make(path, mine))) {
    if (await breakStale(path)) continue
    if (performance.now() > until) throw new AppError("vault-busy", LOCK_TEXTS.busy)
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
  return async () => {
    if ((await readLock(path)) === mine) await unlink(path)
  }
}

async function make(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(text)
    } catch (e) {
      // A full disk: an empty lock would keep everybody out.
      await unlink(path).catch(() => undefined)
      throw e
    } finally {
      await file.close()
    }
    return true
  } catch (e) {
    if (errnoOf(e) === "EEXIST") return false
    throw e
  }
}

/**
 * Remove the lock of a program that is gone. Two that find it stale at once must not remove each other's new lock: a guard file
 * lets one of them look again and remove it.
 */
async function breakStale(path: string): Promise<boolean> {
  if (!(await isStale(path))) return false
  const guard = `${path}.guard`
  if (!(await make(guard, ""))) {
    if ((await ageMs(guard)) > GUARD_STALE_MS) await unlink(guard).catch(() => undefined)
    return false
  }
  try {
    if (!(await isStale(path))) return false
    await unlink(path)
    return true
  } finally {
    await unlink(guard).catch(() => undefined)
  }
}

async function isStale(path: string): Promise<boolean> {
  const text = await readLock(path)
  if (text === null) return false
  const holder = parse(text)
  if (holder?.host !== (await here())) return (await ageMs(path)) > STALE_MS
  try {
    process.kill(holder.pid, 0)
  } catch (e) {
    return errnoOf(e) === "ESRCH"
  }
  const started = await startOf(holder.pid)
  return holder.started !== "" && started !== "" && holder.started !== started
}

async function readLock(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8")
  } catch (e) {
    if (errnoOf(e) === "ENOENT") return null
    throw e
  }
}

function parse(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null
    if (typeof value?.pid !== "number" || !Number.isSafeInteger(value.pid) || value.pid <= 0) return null
    return { pid: value.pid, host: String(value.host), started: String(value.started), nonce: String(value.nonce) }
  } catch {
    return null
  }
}

/** Of a file from the future (the clock was set back) too: nobody waits until then. */
async function ageMs(path: string): Promise<number> {
  try {
    return Math.abs(Date.now() - (await stat(path)).mtimeMs)
  } catch {
    return 0
  }
}

async function here(): Promise<string> {
  const container = await readlink("/proc/self/ns/pid").catch(() => "")
  return `${hostname()} ${container}`.trim()
}

/** The 22nd field of `/proc/<pid>/stat`, in ticks since the start of the system, with that start's own id. */
async function startOf(pid: number | "self"): Promise<string> {
  try {
    const [status, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readFile("/proc/sys/kernel/random/boot_id", "utf8")])
    // The second field is the program's name in parentheses, and may hold anything.
    const ticks = status.slice(status.lastIndexOf(")") + 2).split(" ")[19]
    return ticks === undefined ? "" : `${boot.trim()}:${ticks}`
  } catch {
    return ""
  }
}
