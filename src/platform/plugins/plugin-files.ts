import { constants } from "node:fs"
import type { Stats } from "node:fs"
import { lstat, open, readdir, realpath, unlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { GuardedFile, PluginFiles } from "../../plugins/ports.ts"
import { expandPath, writeNew } from "../files/files.ts"
import { IO_TEXTS, errnoOf, wrapIo } from "../files/io-error.ts"
import { userFiles } from "../files/user-files.ts"

export const GUARD_TEXTS = texts({
  writable: {
    en: 'others can write to {file}; run "chmod go-w" on it',
    ja: "{file} にほかの利用者が書き込めます。chmod go-w で取り消してください",
  },
  owner: { en: "{file} belongs to another user", ja: "{file} の所有者が別の利用者です" },
})

/** In a directory with this bit, only the owner of a file can rename or delete it. */
const STICKY = 0o1000

/**
 * Check that only this user and root can write to a file or directory.
 *
 * @param isAncestor - A directory further up, where the sticky bit (as on `/tmp`) is enough.
 * @throws AppError `io`
 */
function checkGuarded({ mode, uid }: Stats, file: string, isAncestor: boolean): void {
  const me = process.getuid?.()
  if (me === undefined) return
  if (uid !== me && uid !== 0) throw new AppError("io", GUARD_TEXTS.owner, { detail: { file } })
  if ((mode & 0o022) !== 0 && !(isAncestor && (mode & STICKY) !== 0)) throw new AppError("io", GUARD_TEXTS.writable, { detail: { file } })
}

/** Read a file that only this user can have written. Owner, mode and content are those of one open file, so renaming has no effect. */
async function readGuarded(named: string, maxBytes: number): Promise<GuardedFile> {
  return await wrapIo(named, async () => {
    const path = await realpath(expandPath(named))
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const status = await file.stat()
      if (!status.isFile()) throw new AppError("io", IO_TEXTS.notRegular, { detail: { file: named } })
      checkGuarded(status, path, false)
      for (let directory = dirname(path), first = true; ; directory = dirname(directory), first = false) {
        checkGuarded(await lstat(directory), directory, !first)
        if (directory === dirname(directory)) break
      }
      if (status.size > maxBytes) throw new AppError("limit-exceeded", IO_TEXTS.tooLarge, { detail: { file: named, max: maxBytes } })
      const bytes = new Uint8Array(maxBytes + 1)
      let length = 0
      for (;;) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, null)
        length += bytesRead
        if (bytesRead === 0 || length > maxBytes) break
      }
      if (length > maxBytes) throw new AppError("limit-exceeded", IO_TEXTS.tooLarge, { detail: { file: named, max: maxBytes } })
      return { path, bytes: bytes.slice(0, length) }
    } finally {
      await file.close()
    }
  })
}

/** The directory of plugins on the disk: mode 0700, its files 0600. */
export function pluginFiles(directory: string): PluginFiles {
  const pathOf = (name: string): string => join(directory, name)
  return {
    pathOf,
    nameOf: (path) => (dirname(expandPath(path)) === expandPath(directory) ? basename(path) : null),
    readGuarded,
    async list() {
      return await wrapIo(directory, async () => {
        try {
          return await readdir(directory)
        } catch (error) {
          if (errnoOf(error) === "ENOENT") return []
          throw error
        }
      })
    },
    async write(name, bytes) {
      await userFiles.makeDirectory(directory)
      // A symbolic link is replaced; the file behind it stays unchanged.
      const existing = await lstat(pathOf(name)).catch(() => null)
      if (existing?.isSymbolicLink() === true) await wrapIo(pathOf(name), () => unlink(pathOf(name)))
      await writeNew(pathOf(name), bytes, { overwrite: true })
    },
    // A symbolic link is removed, not the file behind it.
    remove: (name) => wrapIo(pathOf(name), () => unlink(pathOf(name))),
  }
}
