import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { open, unlink } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { LockHolder } from "../../vault/ports.ts"
import { errnoOf } from "./io-error.ts"
import { linkNew } from "./links.ts"
import { isSame, parseHolder, readLockFile } from "./lock-file.ts"
import type { FoundLock, Holder } from "./lock-file.ts"
import { currentProcess, livenessOf } from "./process-name.ts"

export const LOCK_TEXTS = texts({
  busy: { en: "another program is writing to the vault", ja: "別のプログラムが保管庫に書き込んでいます" },
  lost: {
    en: "another program has taken over the vault's lock, so this one stopped writing; try again",
    ja: "別のプログラムが保管庫のロックを引き継いだため、書き込みを中止しました。もう一度試してください",
  },
})

/** Durations in milliseconds. Tests shorten them. */
const TIMES = {
  /** How long to wait for a holder that is alive: a save takes milliseconds, a passphrase change a second or two. */
  wait: 10_000,
  /** How often the holder of a lock touches it, to show processes that cannot see it that it is alive. */
  heartbeat: 5_000,
  /** The holder has died where this process cannot see it and its lock has not been touched for this long. */
  silent: 60_000,
  /** After this time `onWait` is called. */
  patience: 2_000,
  /** A file without a holder's name was left by a program that died between making and filling it. */
  unfilled: 1_500,
}
export type LockTimes = typeof TIMES

/** The nonces of the locks that this process holds. A lock of this process that is not among them could not be removed when it was released. */
const heldHere = new Set<string>()

export interface HeldLock {
  /** @throws AppError `vault-busy` where another program has taken the lock over */
  verify(): Promise<void>
  /** Never fails: what was done under the lock stays done. A lock that cannot be removed is taken over once this process has ended. */
  release(): Promise<void>
}

/**
 * Take the lock; wait while another process holds it. A lock whose process has died is taken over: at once where this host can see that,
 * else after its heartbeat has been missing for a minute, measured with this process's own clock.
 *
 * @param onWait - Called once where the wait is long, if the lock names its holder.
 * @throws AppError `vault-busy`
 */
export async function acquireLock(
  path: string,
  times: Partial<LockTimes> = {},
  onWait: (holder: LockHolder) => void = () => undefined,
): Promise<HeldLock> {
  return await new Acquisition({ ...TIMES, ...times }).run(path, onWait)
}

/** Whether a lock file was left by a process of this host that has died. */
export async function isAbandoned(path: string): Promise<boolean> {
  const found = await readLockFile(path).catch(() => null)
  const holder = found === null ? null : parseHolder(found.text)
  return holder !== null && !heldHere.has(holder.nonce) && (await livenessOf(holder)) === "gone"
}

type Verdict = "alive" | "dead" | "uncertain"

/** One attempt to take a lock, with what it has seen of lock files so far. */
class Acquisition {
  readonly #times: LockTimes
  readonly #seen = new Map<string, { readonly found: FoundLock; readonly sinceMs: number; readonly touched: boolean }>()

  constructor(times: LockTimes) {
    this.#times = times
  }

  async run(path: string, onWait: (holder: LockHolder) => void): Promise<HeldLock> {
    const { wait, silent, patience } = this.#times
    const start = performance.now()
    let reported = false
    for (;;) {
      const result = await this.#try(path)
      if (typeof result === "object") return result
      const waited = performance.now() - start
      if (waited > (result === "alive" ? wait : wait + 2 * silent)) throw new AppError("vault-busy", LOCK_TEXTS.busy)
      const holder = waited < patience || reported ? null : parseHolder(this.#seen.get(path)?.found.text ?? "")
      if (holder !== null) {
        reported = true
        onWait({ host: holder.host, pid: holder.pid })
      }
      // Reading the lock file 40 times a second for a minute would be a burden for a network mount.
      await sleep(waited < 2_000 ? 25 + Math.random() * 25 : 200 + Math.random() * 100)
    }
  }

  /** @returns The lock, or what is known of its present holder. */
  async #try(path: string): Promise<HeldLock | Verdict> {
    const found = await readLockFile(path)
    if (found !== null) {
      const verdict = await this.#evaluate(path, found)
      if (verdict !== "dead") return verdict
      // Two processes that find the same dead lock must not remove each other's new lock: only one at a time removes it. The guard is a lock
      // as well, since its holder may die too.
      const guard = await this.#try(`${path}.guard`)
      if (typeof guard !== "object") return "uncertain"
      try {
        const again = await readLockFile(path)
        if (again !== null && isSame(again, found)) await unlink(path)
      } finally {
        await guard.release()
      }
    }
    return (await this.#place(path)) ?? "uncertain"
  }

  async #evaluate(path: string, found: FoundLock): Promise<Verdict> {
    const nowMs = performance.now()
    const before = this.#seen.get(path)
    const isUnchanged = before !== undefined && isSame(before.found, found)
    const touched = before?.found.text === found.text && (before.touched || !isUnchanged)
    const sinceMs = isUnchanged ? before.sinceMs : nowMs
    this.#seen.set(path, { found, sinceMs, touched })

    const holder = parseHolder(found.text)
    if (holder === null) return nowMs - sinceMs > this.#times.unfilled ? "dead" : "uncertain"
    if (heldHere.has(holder.nonce)) return "alive"
    const liveness = await livenessOf(holder)
    if (liveness === "running") return "alive"
    if (liveness === "gone" || liveness === "self") return "dead"
    if (nowMs - sinceMs > this.#times.silent) return "dead"
    return touched ? "alive" : "uncertain"
  }

  /** @returns Null where a lock file exists. */
  async #place(path: string): Promise<HeldLock | null> {
    const nonce = randomBytes(8).toString("hex")
    const text = JSON.stringify({ ...(await currentProcess()), nonce } satisfies Holder)
    // Before the file can be seen, so that this process never takes its own new lock for an abandoned one.
    heldHere.add(nonce)
    let file: FileHandle | null = null
    try {
      file = await makeLockFile(path, nonce, text)
    } finally {
      if (file === null) heldHere.delete(nonce)
    }
    return file === null ? null : holdLock(path, { nonce, text, file, heartbeatMs: this.#times.heartbeat })
  }
}

/**
 * Make the lock file: filled beside and linked, so that it is never seen empty. Without hard links it is made in place.
 *
 * @returns Null where the file exists.
 */
async function makeLockFile(path: string, nonce: string, text: string): Promise<FileHandle | null> {
  const temporary = join(dirname(path), `.${basename(path)}.${nonce}.tmp`)
  const file = await createFilled(temporary, text)
  try {
    const outcome = await linkNew(temporary, path)
    if (outcome === "linked") return file
    await file.close()
    return outcome === "exists" ? null : await createFilled(path, text).catch(nullWhere("EEXIST"))
  } catch (e) {
    await file.close().catch(() => undefined)
    // The process that holds the lock has tidied up the temporary file.
    return nullWhere("ENOENT")(e)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}

/** Make a file that must not exist. An error of the operating system leaves none. */
async function createFilled(path: string, text: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(text)
    return file
  } catch (e) {
    await file.close().catch(() => undefined)
    await unlink(path).catch(() => undefined)
    throw e
  }
}

/** @param lock - `file`: open, so that its heartbeat never touches the lock of another process. */
function holdLock(
  path: string,
  lock: { readonly nonce: string; readonly text: string; readonly file: FileHandle; readonly heartbeatMs: number },
): HeldLock {
  const { nonce, text, file } = lock
  const touch = async (): Promise<void> => {
    const now = new Date()
    await file.utimes(now, now)
  }
  const timer = setInterval(() => void touch().catch(() => undefined), lock.heartbeatMs).unref()
  return {
    verify: async () => {
      if ((await readLockFile(path))?.text !== text) throw new AppError("vault-busy", LOCK_TEXTS.lost)
    },
    release: async () => {
      clearInterval(timer)
      try {
        await file.close()
      } catch {
        // Only the heartbeat wrote to it.
      }
      try {
        if ((await readLockFile(path))?.text === text) await unlink(path)
      } catch {
        // The disk fails, or the directory is gone: nothing to undo.
      } finally {
        heldHere.delete(nonce)
      }
    },
  }
}

/** For `catch`: return null for this error of the operating system; throw any other again. */
function nullWhere(errno: string): (e: unknown) => null {
  return (e) => {
    if (errnoOf(e) === errno) return null
    throw e
  }
}
