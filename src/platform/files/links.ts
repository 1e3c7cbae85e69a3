import { link, lstat, rename } from "node:fs/promises"
import { AppError } from "../../base/errors.ts"
import { IO_TEXTS, errnoOf } from "./io-error.ts"

/** File systems without hard links, such as FAT and some network mounts, answer `link()` with one of these. */
const NO_HARD_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"])

/**
 * Give a file that has one name a second one, which must not exist.
 *
 * @param from - A file that no other process links to.
 * @returns `exists`: another file has that name; `unsupported`: the file system has no hard links
 */
export async function linkNew(from: string, to: string): Promise<"linked" | "exists" | "unsupported"> {
  let failure: unknown = null
  try {
    await link(from, to)
  } catch (e) {
    failure = e
  }
  // NFS may report a failure though the server has made the link, when only its answer was lost; the number of names is certain.
  const names = await lstat(from).then(
    ({ nlink }) => nlink,
    () => 0,
  )
  if (names === 2) return "linked"
  const errno = errnoOf(failure)
  if (errno === "EEXIST") return "exists"
  if (errno !== null && NO_HARD_LINKS.has(errno)) return "unsupported"
  if (failure instanceof Error) throw failure
  // The file system counts no names, as over SFTP.
  return "linked"
}

/**
 * Move a file to a name that must not exist; it appears there as a whole. Where the file system has no hard links, another program that
 * makes the same name at the same moment is overwritten.
 *
 * @param from - A file in the same directory; on success it may still have this name too.
 * @param named - For messages.
 * @throws AppError `file-exists`
 */
export async function putInPlace(from: string, to: string, named: string): Promise<void> {
  const outcome = await linkNew(from, to)
  if (outcome === "linked") return
  const exists = outcome === "exists" || (await lstat(to).catch(() => null)) !== null
  if (exists) throw new AppError("file-exists", IO_TEXTS.exists, { detail: { file: named } })
  await rename(from, to)
}
