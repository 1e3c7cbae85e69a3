import { constants } from "node:fs"
import { lstat, mkdir, open, stat } from "node:fs/promises"
import { deleteFile, expandPath, listDirectory, readFirstLine, readInput, writeNew } from "./files.ts"
import { errnoOf, wrapIo } from "./io-error.ts"
import { walkTree, writeTree } from "./trees.ts"

/** The user's files, for the command line and the screens. Every method throws AppError `io` where the operating system fails. */
export const userFiles = {
  absolute: expandPath,
  list: listDirectory,
  read: readInput,
  firstLine: readFirstLine,
  write: writeNew,
  remove: deleteFile,
  walk: walkTree,
  writeTree,

  /** The first bytes of a regular file, at most `bytes`; empty for anything else. */
  async readHead(path: string, bytes: number): Promise<Uint8Array> {
    return await wrapIo(path, async () => {
      // Without O_NONBLOCK, opening a pipe would wait for its writer.
      const file = await open(expandPath(path), constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        if (!(await file.stat()).isFile()) return new Uint8Array()
        const head = new Uint8Array(bytes)
        let length = 0
        for (;;) {
          const { bytesRead } = await file.read(head, length, bytes - length, null)
          length += bytesRead
          if (bytesRead === 0 || length === bytes) return head.slice(0, length)
        }
      } finally {
        await file.close()
      }
    })
  },

  /**
   * Who else can read a file: `others-read`: users other than its owner, members of its group included; `other-owner`: it belongs to another
   * user than this one or root. Null for a pipe, for what is named below `/dev` or `/proc`, such as process substitution, and where the path
   * cannot be looked at.
   */
  async exposureOf(path: string): Promise<"others-read" | "other-owner" | null> {
    const full = expandPath(path)
    if (/^\/(?:dev|proc)\//.test(full)) return null
    const status = await stat(full).catch(() => null)
    if (status?.isFile() !== true) return null
    if ((status.mode & 0o077) !== 0) return "others-read"
    return status.uid === process.getuid?.() || status.uid === 0 ? null : "other-owner"
  },

  /** Whether it is a directory, or a link to one. */
  async isDirectory(path: string): Promise<boolean> {
    return (await stat(expandPath(path)).catch(() => null))?.isDirectory() === true
  },

  /** Whether the path exists; a broken symbolic link exists too. */
  async exists(path: string): Promise<boolean> {
    return await wrapIo(path, async () => {
      try {
        await lstat(expandPath(path))
        return true
      } catch (error) {
        if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return false
        throw error
      }
    })
  },

  /** Make a directory and its missing parents with mode 0700. */
  async makeDirectory(path: string): Promise<void> {
    await wrapIo(path, async () => {
      await mkdir(expandPath(path), { recursive: true, mode: 0o700 })
    })
  },
}
