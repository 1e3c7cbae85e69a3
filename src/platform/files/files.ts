import { constants } from "node:fs"
import { access, lstat, open, readdir, realpath, rename, stat, unlink } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { AppError } from "../../base/errors.ts"
import type { DirectoryEntry } from "../../base/ports.ts"
import { IO_TEXTS, asIoError, errnoOf, wrapIo } from "./io-error.ts"
import { putInPlace } from "./links.ts"
import { removeAbandoned, temporaryName } from "./temporary-files.ts"

/** Entries of a directory whose status is read at the same time; more would only wait for each other. */
const CONCURRENT_STATS = 64
const CHUNK_BYTES = 64 * 1024
/** The time to wait for the first byte of a pipe. */
const PIPE_WAIT_MS = 30_000
const PIPE_POLL_MS = 20

/** Make a path absolute; `~` and `~/…` mean the home directory. */
export function expandPath(path: string): string {
  if (path === "~") return homedir()
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(path)
}

/**
 * Read a whole regular file. Directories, devices and pipes are rejected without waiting.
 *
 * @throws AppError `io`, `limit-exceeded`
 */
export async function readInput(path: string, maxBytes: number): Promise<Uint8Array> {
  return await wrapIo(path, async () => {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    const file = await open(expandPath(path), constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const status = await file.stat()
      if (status.isDirectory()) throw new AppError("io", IO_TEXTS.EISDIR, { detail: { file: path } })
      if (!status.isFile()) throw new AppError("io", IO_TEXTS.notRegular, { detail: { file: path } })
      if (status.size > maxBytes) throw tooLarge(path, maxBytes)
      return await readBounded(file, path, status.size, maxBytes)
    } finally {
      await file.close()
    }
  })
}

/**
 * Read the first line of a file or pipe (a passphrase or password), without its line end and byte order mark.
 *
 * @returns The empty string for a pipe into which nothing is written for 30 s.
 * @throws AppError `io`; `limit-exceeded` where the line does not end within 64 KiB
 */
export async function readFirstLine(path: string): Promise<string> {
  return await wrapIo(path, async () => {
    // A blocking open or read could not be interrupted.
    const file = await open(expandPath(path), constants.O_RDONLY | constants.O_NONBLOCK)
    const bytes = Buffer.alloc(CHUNK_BYTES)
    try {
      const isPipe = (await file.stat()).isFIFO()
      const deadline = performance.now() + PIPE_WAIT_MS
      let length = 0
      while (bytes.subarray(0, length).indexOf(0x0a) < 0) {
        if (length === bytes.length) throw tooLarge(path, bytes.length)
        const bytesRead = await readAvailable(file, bytes.subarray(length))
        if (bytesRead === null || (bytesRead === 0 && isPipe && length === 0)) {
          // The writer has not opened the pipe or not written yet.
          if (performance.now() > deadline) break
          await sleep(PIPE_POLL_MS)
          continue
        }
        if (bytesRead === 0) break
        length += bytesRead
      }
      const [line = ""] = bytes.subarray(0, length).toString("utf8").split("\n", 1)
      return line.replace(/\r$/, "").replace(/^\uFEFF/, "")
    } finally {
      bytes.fill(0)
      await file.close()
    }
  })
}

/** @returns The number of bytes that were read, 0 at the end; null where none is available yet. */
async function readAvailable(file: FileHandle, into: Uint8Array): Promise<number | null> {
  try {
    return (await file.read(into, 0, into.length, null)).bytesRead
  } catch (e) {
    if (errnoOf(e) === "EAGAIN") return null
    throw e
  }
}

/**
 * The size is checked while reading: a file may grow, and files of /proc report no size.
 *
 * @param expected - The size that the file reports, in bytes: so much is read at once, as many small reads of a large file take longer
 */
async function readBounded(file: FileHandle, path: string, expected: number, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const chunk = new Uint8Array(Math.max(expected - length, CHUNK_BYTES))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, null)
    if (bytesRead === 0) break
    length += bytesRead
    if (length > maxBytes) throw tooLarge(path, maxBytes)
    chunks.push(chunk.subarray(0, bytesRead))
  }
  return joined(chunks, length)
}

/** The bytes in memory of their own. @param length - Of all chunks together */
function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks
  if (first?.buffer.byteLength === length) return first
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function tooLarge(file: string, max: number): AppError {
  return new AppError("limit-exceeded", IO_TEXTS.tooLarge, { detail: { file, max } })
}

/**
 * Write a file with mode 0600, whatever the umask. It is written beside its name, synchronized to the disk and then put in place, so that a
 * power failure or a kill leaves the old file or none, never a part of the new one. The next write into the directory removes what a kill left.
 *
 * @param overwrite - Replace an existing regular file; a symbolic link to one is kept.
 * @throws AppError `file-exists` where the path exists and `overwrite` is false, `io`
 */
export async function writeNew(path: string, bytes: Uint8Array, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
  await wrapIo(path, async () => {
    const target = await targetOf(path, overwrite)
    const directory = dirname(target)
    await removeAbandoned(directory)
    const temporary = join(directory, await temporaryName())
    try {
      await writeExclusively(temporary, bytes)
      if (overwrite) await rename(temporary, target)
      else await putInPlace(temporary, target, path)
    } finally {
      await unlink(temporary).catch(() => undefined)
    }
    await syncDirectory(directory)
  })
}

/** The path to write to: the file behind a symbolic link where it is replaced. */
async function targetOf(path: string, overwrite: boolean): Promise<string> {
  const full = expandPath(path)
  const existing = overwrite ? await stat(full).catch(() => null) : null
  if (existing === null) return full
  if (existing.isDirectory()) throw new AppError("io", IO_TEXTS.EISDIR, { detail: { file: path } })
  if (!existing.isFile()) throw new AppError("io", IO_TEXTS.notRegular, { detail: { file: path } })
  return await realpath(full)
}

/** Write a file with mode 0600 that must not exist, and synchronize it. */
export async function writeExclusively(full: string, bytes: Uint8Array): Promise<void> {
  const file = await open(full, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What file systems answer that cannot synchronize a directory. */
const CANNOT_SYNC = new Set(["EINVAL", "EPERM", "EISDIR", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])

/**
 * Make new and renamed entries of a directory survive a power failure. Never fails: the entries are there already.
 *
 * @returns False where the disk failed. True, too, on file systems that cannot synchronize a directory.
 */
export async function syncDirectory(path: string): Promise<boolean> {
  try {
    const directory = await open(path, constants.O_RDONLY)
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
    return true
  } catch (e) {
    return CANNOT_SYNC.has(errnoOf(e) ?? "")
  }
}

/** Delete a regular file. A symbolic link is rejected, since the file behind it would remain. @throws AppError `io` */
export async function deleteFile(path: string): Promise<void> {
  await wrapIo(path, async () => {
    const full = expandPath(path)
    const status = await lstat(full)
    if (status.isSymbolicLink()) throw new AppError("io", IO_TEXTS.ELOOP, { detail: { file: path } })
    if (!status.isFile()) throw new AppError("io", IO_TEXTS.notRegular, { detail: { file: path } })
    await unlink(full)
  })
}

/** List a directory, unsorted. @returns The entries, and the absolute path of the directory. @throws AppError `io` */
export async function listDirectory(path: string): Promise<{ readonly path: string; readonly entries: readonly DirectoryEntry[] }> {
  const full = expandPath(path)
  return await wrapIo(path, async () => {
    const names = await readdir(full)
    const entries: DirectoryEntry[] = []
    for (let at = 0; at < names.length; at += CONCURRENT_STATS) {
      entries.push(...(await Promise.all(names.slice(at, at + CONCURRENT_STATS).map((name) => describeEntry(full, name)))))
    }
    return { path: full, entries }
  })
}

async function describeEntry(directory: string, name: string): Promise<DirectoryEntry> {
  const full = join(directory, name)
  try {
    const status = await stat(full).catch(() => lstat(full))
    const kind = status.isDirectory() ? "directory" : status.isFile() ? "file" : "other"
    const needed = kind === "directory" ? constants.R_OK | constants.X_OK : constants.R_OK
    const readable = await access(full, needed).then(
      () => true,
      () => false,
    )
    return { name, kind, size: status.size, modifiedMs: Math.trunc(status.mtimeMs), readable }
  } catch (e) {
    // The entry was deleted after the directory was read, or its name is not UTF-8.
    if (!(asIoError(e, name) instanceof AppError)) throw e
    return { name, kind: "other", size: 0, modifiedMs: 0, readable: false }
  }
}
