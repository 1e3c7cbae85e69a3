import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join } from "node:path"
import { COPY_FILES, MARKER_FILE, MARKER_TEXT, parseCopyName } from "../../vault/copies/names.ts"
import type { CopiedFiles, DirectoryLook } from "../../vault/copies/ports.ts"
import { problemError } from "../../vault/copies/problems.ts"

/*
 * What the process for backups does (`child.ts`). The calls are synchronous: they may never return where the directory is on a network mount
 * that does not answer. Errors of the operating system pass through unchanged.
 */

const LEFTOVER = /^\.(keyferry-[0-9a-f]{8}-\d{4}-\d{2}-\d{2})\.(\d+)\.tmp$/
/** A copy takes five seconds at most; a directory that was left by another host's process is older. */
const LEFTOVER_AGE_MS = 60_000

export function lookAt(directory: string, vaultDirectory: string): DirectoryLook {
  const status = statSync(directory, { throwIfNoEntry: false })
  const kind = status === undefined ? "missing" : status.isDirectory() ? "directory" : "other"
  const vault = realOr(vaultDirectory)
  const real = realOr(directory)
  return { kind, insideVault: real === vault || real.startsWith(`${vault}/`) }
}

/** An absolute path without symbolic links; what does not exist yet of it is kept as it is. */
function realOr(path: string): string {
  const parent = dirname(path)
  return existsSync(path) || parent === path ? realpathSync(path) : join(realOr(parent), basename(path))
}

/** See `CopyDirectories.mark`. A marker file that is there is left as it is. */
export function markDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!hasMarker(directory)) writeDurably(join(directory, MARKER_FILE), Buffer.from(MARKER_TEXT, "utf8"))
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  syncDirectory(directory)
}

/** The names of the entries. @throws AppError `io` with the problem `missing` or `no-marker` */
export function listMarked(directory: string): string[] {
  if (!existsSync(directory)) throw problemError("missing", directory)
  if (!hasMarker(directory)) throw problemError("no-marker", directory)
  return readdirSync(directory)
}

/** See `CopyDirectory.write`. @param pid - Of the calling process: it marks what is not in place yet. */
export function writeCopy(directory: string, name: string, files: CopiedFiles, pid: number): void {
  listMarked(directory)
  removeLeftovers(directory, name.slice(0, "keyferry-01234567".length))
  const target = join(directory, name)
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw new Error("the copy exists")
  const temporary = join(directory, `.${name}.${pid}.tmp`)
  mkdirSync(temporary, { mode: 0o700 })
  try {
    for (const [file, bytes] of files) writeDurably(join(temporary, file), bytes)
    syncDirectory(temporary)
    for (const [file, bytes] of files) {
      if (!readFileSync(join(temporary, file)).equals(bytes)) throw new Error("the copy differs")
    }
    renameSync(temporary, target)
  } catch (error) {
    removeDirectory(temporary)
    throw error
  }
  syncDirectory(directory)
}

/** See `CopyDirectory.remove`. It is renamed first, so that no copy without all of its files is left. */
export function removeCopy(directory: string, name: string, pid: number): void {
  const path = join(directory, name)
  if (parseCopyName(name) === null || lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return
  const ours: readonly string[] = COPY_FILES
  const isOurs = readdirSync(path, { withFileTypes: true }).every((entry) => entry.isFile() && ours.includes(entry.name))
  if (!isOurs) return
  const temporary = join(directory, `.${name}.${pid}.tmp`)
  renameSync(path, temporary)
  removeDirectory(temporary)
}

function hasMarker(directory: string): boolean {
  return lstatSync(join(directory, MARKER_FILE), { throwIfNoEntry: false })?.isFile() === true
}

/** Remove what an interrupted program has left of copies whose name starts with `start`: files before they were in place, and copies half removed. */
function removeLeftovers(directory: string, start: string): void {
  for (const entry of readdirSync(directory)) {
    const [, name, pid] = LEFTOVER.exec(entry) ?? []
    if (name?.startsWith(start) !== true) continue
    const path = join(directory, entry)
    const ageMs = Math.abs(Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0))
    if (!isRunning(Number(pid)) || ageMs > LEFTOVER_AGE_MS) removeDirectory(path)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** Remove the files of a copy and their directory; with other files in it, it stays. */
function removeDirectory(path: string): void {
  for (const file of COPY_FILES) removeIfThere(join(path, file))
  try {
    rmdirSync(path)
  } catch {
    // It holds other files, or it could not be read: it is tried again with the next copy.
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // As removeDirectory.
  }
}

/** Write a file that must not exist, with mode 0600 whatever the umask, and wait until it is on the disk. */
function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx", 0o600)
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, "r")
  try {
    fsyncSync(directory)
  } catch (error) {
    // Some file systems cannot synchronize a directory.
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error
  } finally {
    closeSync(directory)
  }
}
