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

/** A save takes milliseconds, a passphrase change a second or two. */
const WAIT_MS = 10_000
const POLL_MS = 25
/** Age after which a lock is stale when its process cannot be checked: it is on another host, or the lock file is malformed. */
const STALE_MS = 120_000
/** Removing a stale lock takes milliseconds; an older guard was left by a process that has died. */
const GUARD_STALE_MS = 10_000

interface Holder {
  readonly pid: number
  /** The host's name and, where the kernel reports it, the PID namespace to which the process id belongs. */
  readonly host: string
  /** The start time of the process as the kernel reports it, since process ids are reused; `""` where it does not. */
  readonly started: string
  readonly nonce: string
}

/**
 * Create the lock file; wait while another process holds it.
 *
 * @returns A function that releases the lock.
 * @throws AppError `vault-busy`
 */
export async function acquireLock(path: string, waitMs = WAIT_MS): Promise<() => Promise<void>> {
  const started = await readStartTime("self")
  const mine = JSON.stringify({
    pid: process.pid,
    host: await currentHost(),
    started,
    nonce: randomBytes(8).toString("hex"),
  } satisfies Holder)
  const deadline = performance.now() + waitMs
  while (!(await createFile(path, mine))) {
    if (await removeStaleLock(path)) continue
    if (performance.now() > deadline) throw new AppError("vault-busy", LOCK_TEXTS.busy)
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
  return async () => {
    if ((await readLock(path)) === mine) await unlink(path)
  }
}

/** @returns False where the file exists. */
async function createFile(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(text)
    } catch (e) {
      // The disk is full. An empty lock file would block every process.
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
 * Remove the lock of a process that has died. Two processes that find the same stale lock must not remove each other's new lock: a guard
 * file lets only one of them check again and remove it.
 *
 * @returns Whether it was removed.
 */
async function removeStaleLock(path: string): Promise<boolean> {
  if (!(await isStale(path))) return false
  const guard = `${path}.guard`
  if (!(await createFile(guard, ""))) {
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
  const holder = parseHolder(text)
  if (holder?.host !== (await currentHost())) return (await ageMs(path)) > STALE_MS
  try {
    process.kill(holder.pid, 0)
  } catch (e) {
    return errnoOf(e) === "ESRCH"
  }
  const started = await readStartTime(holder.pid)
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

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null
    if (typeof value?.pid !== "number" || !Number.isSafeInteger(value.pid) || value.pid <= 0) return null
    return { pid: value.pid, host: String(value.host), started: String(value.started), nonce: String(value.nonce) }
  } catch {
    return null
  }
}

/** The absolute age: where the clock was set back, a file from the future becomes stale as well. 0 where the file is gone. */
async function ageMs(path: string): Promise<number> {
  try {
    return Math.abs(Date.now() - (await stat(path)).mtimeMs)
  } catch {
    return 0
  }
}

/** @see Holder.host */
async function currentHost(): Promise<string> {
  const container = await readlink("/proc/self/ns/pid").catch(() => "")
  return `${hostname()} ${container}`.trim()
}

/** The boot id, and field 22 of `/proc/<pid>/stat`: the start time in ticks since boot. @see proc(5) */
async function readStartTime(pid: number | "self"): Promise<string> {
  try {
    const [status, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readFile("/proc/sys/kernel/random/boot_id", "utf8")])
    // Field 2 is the name of the program in parentheses, and may contain any character.
    const ticks = status.slice(status.lastIndexOf(")") + 2).split(" ")[19]
    return ticks === undefined ? "" : `${boot.trim()}:${ticks}`
  } catch {
    return ""
  }
}
