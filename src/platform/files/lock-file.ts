import { constants } from "node:fs"
import { open } from "node:fs/promises"
import { errnoOf } from "./io-error.ts"
import type { ProcessName } from "./process-name.ts"

/** Who holds a lock. */
export interface Holder extends ProcessName {
  /** Of this one lock: 16 hexadecimal digits. */
  readonly nonce: string
}

/** A lock file as it was found. */
export interface FoundLock {
  readonly text: string
  /** Moves while its holder is alive. Only compared with itself, since another host may have set it by another clock. */
  readonly modifiedMs: number
}

const MAX_BYTES = 4096

/** Read a lock file; null where none exists. A symbolic link is not followed. */
export async function readLockFile(path: string): Promise<FoundLock | null> {
  try {
    // Opened anew each time, because network file systems then ask the server.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const { mtimeMs } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, null)
      return { text: buffer.subarray(0, bytesRead).toString("utf8"), modifiedMs: mtimeMs }
    } finally {
      await file.close()
    }
  } catch (e) {
    if (errnoOf(e) === "ENOENT") return null
    throw e
  }
}

export function isSame(a: FoundLock, b: FoundLock): boolean {
  return a.text === b.text && a.modifiedMs === b.modifiedMs
}

/** The holder that a lock file names; null where it is empty or malformed. */
export function parseHolder(text: string): Holder | null {
  let value: Readonly<Record<string, unknown>> | null
  try {
    value = JSON.parse(text) as Readonly<Record<string, unknown>> | null
  } catch {
    return null
  }
  const pid = value?.["pid"]
  if (value === null || typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return null
  const field = (name: string): string => (typeof value[name] === "string" ? value[name] : "")
  const nonce = field("nonce")
  if ("boot" in value) {
    const [host, machine, boot] = [field("host"), field("machine"), field("boot")]
    return { host, machine, boot, pidNamespace: field("pidNamespace"), pid, started: field("started"), nonce }
  }
  // An earlier version of keyferry wrote locks that name the host as "name pid:[…]", and the start time as "boot id:ticks".
  const [, host = "", pidNamespace = ""] = /^(.*?)(?: (pid:\[\d+\]))?$/s.exec(field("host")) ?? []
  const [, boot = "", started = ""] = /^([^:]*):(.*)$/s.exec(field("started")) ?? []
  return { host, machine: "", boot, pidNamespace, pid, started, nonce }
}
