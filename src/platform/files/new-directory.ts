import { randomBytes } from "node:crypto"
import { chmod, lstat, mkdir, readdir, realpath, rename, rm, unlink } from "node:fs/promises"
import { basename, dirname, join, sep } from "node:path"
import { isAppError } from "../../base/errors.ts"
import { syncDirectory } from "./files.ts"
import { errnoOf } from "./io-error.ts"
import { readLockFile } from "./lock-file.ts"
import { acquireLock, isAbandoned } from "./vault-lock.ts"

/** The parent may not be written to, the target is a mount point or no longer empty, or the file system cannot rename directories. */
const NOT_BESIDE = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "EBUSY",
  "EXDEV",
  "ENOTEMPTY",
  "EEXIST",
  "ENOTDIR",
  "ENOENT",
  "EINVAL",
  "ENOTSUP",
  "ENAMETOOLONG",
])

/**
 * Make a directory as a whole: it is filled under another name beside it, and renamed.
 *
 * @param target - The absolute path of a directory that is missing or empty.
 * @param lockName - The file in it that locks it while it is filled.
 * @param fill - Locks the new directory, fills it and synchronizes it. Returns a function that ends the lock after the rename.
 * @returns False where the target cannot be replaced in this way; nothing was then done.
 */
export async function makeAsWhole(
  target: string,
  lockName: string,
  fill: (path: string) => Promise<() => Promise<void>>,
): Promise<boolean> {
  if (!(await isReplaceable(target))) return false
  const parent = dirname(target)
  await makeDirectory(parent)
  await removeLeftovers(target, lockName)
  const path = join(parent, `.${basename(target)}.new-${randomBytes(8).toString("hex")}`)
  let unlock: (() => Promise<void>) | null = null
  try {
    await mkdir(path, { mode: 0o700 })
    await chmod(path, 0o700)
    unlock = await fill(path)
    await rename(path, target)
  } catch (e) {
    await unlock?.()
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
    if (NOT_BESIDE.has(errnoOf(isAppError(e) ? e.cause : e) ?? "")) return false
    throw e
  }
  await syncDirectory(parent)
  await unlink(join(target, lockName)).catch(() => undefined)
  await unlock()
  return true
}

/** Whether nothing is lost when a new directory takes the place of this one. */
async function isReplaceable(target: string): Promise<boolean> {
  const status = await lstat(target).catch(nullWhereMissing)
  if (status === null) return true
  if (!status.isDirectory() || (await readdir(target)).length > 0) return false
  // The shell that started the program would stay in the directory that was replaced.
  return !`${await workingDirectory()}${sep}`.startsWith(`${await realpath(target)}${sep}`)
}

/** The empty string where it was deleted. */
async function workingDirectory(): Promise<string> {
  try {
    return await realpath(process.cwd())
  } catch {
    return ""
  }
}

/** Remove what killed programs have left beside the target. One whose program runs, perhaps on another host, is not touched. */
async function removeLeftovers(target: string, lockName: string): Promise<void> {
  const parent = dirname(target)
  const prefix = `.${basename(target)}.new-`
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{16}$/.test(name.slice(prefix.length))) continue
    const path = join(parent, name)
    const lockPath = join(path, lockName)
    try {
      if ((await readLockFile(lockPath)) !== null && !(await isAbandoned(lockPath))) continue
      // A program that has made the directory just now, and not locked it yet, notices that it is gone.
      const lock = await acquireLock(lockPath, { wait: 0, silent: 0 })
      await rm(path, { recursive: true, force: true })
      await lock.release()
    } catch {
      // It is in use or cannot be removed, and does no harm.
    }
  }
}

/** Make a directory and its missing parents with mode 0700, whatever the umask. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 }).catch(async (e: unknown) => {
    // Node reports that it is missing for nearly every reason; without `recursive` it reports the reason.
    if (errnoOf(e) !== "ENOENT") throw e
    await mkdir(path, { mode: 0o700 })
    return path
  })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await chmod(made, 0o700)
    if (made === first) break
  }
  await syncDirectory(dirname(first))
}

/** Return null for a missing file; throw any other error again. */
export function nullWhereMissing(e: unknown): null {
  if (errnoOf(e) === "ENOENT") return null
  throw e
}
