import { createHash, randomBytes } from "node:crypto"
import { lstat, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { currentProcess, livenessOf } from "./process-name.ts"

const NAME = /^\.keyferry-(?:([0-9a-f]{8})-([1-9][0-9]*)-([0-9]*)-)?[0-9a-f]{16}\.tmp$/
/** Age after which a temporary file is abandoned where its process cannot be checked. Nothing is written for that long. */
const ABANDONED_MS = 24 * 60 * 60 * 1000

/**
 * A new name for a temporary file or directory among the user's files: `.keyferry-<scope>-<pid>-<start>-<random>.tmp`. It names this
 * process, so that {@link removeAbandoned} can tell that it has died.
 */
export async function temporaryName(): Promise<string> {
  const { pid, started } = await currentProcess()
  return `.keyferry-${await currentScope()}-${pid}-${started}-${randomBytes(8).toString("hex")}.tmp`
}

/** Where process ids have the same meaning: a hash of the host, its boot and the PID namespace. */
async function currentScope(): Promise<string> {
  const { host, boot, pidNamespace } = await currentProcess()
  return createHash("sha256").update(`${host}\n${boot}\n${pidNamespace}`).digest("hex").slice(0, 8)
}

/**
 * Remove the temporary files and directories that killed programs have left in a directory. They must belong to this user, and their name
 * must be of {@link temporaryName}, with a process of this host that has ended; any other is removed a day after its last change. What they
 * hold is either at its place or was never announced as written. Never fails.
 */
export async function removeAbandoned(directory: string): Promise<void> {
  for (const name of (await readdir(directory).catch(() => null)) ?? []) {
    const parts = NAME.exec(name)
    if (parts === null) continue
    const path = join(directory, name)
    if (await isAbandoned(path, parts).catch(() => false)) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function isAbandoned(path: string, [, scope, pid, started = ""]: RegExpExecArray): Promise<boolean> {
  const status = await lstat(path)
  if (status.uid !== process.getuid?.() || !(status.isFile() || status.isDirectory())) return false
  const here = await currentProcess()
  // Without a boot id another host of the same name would have the same scope.
  if (here.boot !== "" && scope === (await currentScope())) return (await livenessOf({ ...here, pid: Number(pid), started })) === "gone"
  return Math.abs(Date.now() - status.mtimeMs) > ABANDONED_MS
}
