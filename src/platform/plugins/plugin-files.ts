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
    en: 'others can write to {file}; "chmod go-w" takes that away',
    ja: "{file} にほかの利用者が書き込めます。chmod go-w で取り消してください",
  },
  owner: { en: "{file} belongs to somebody else", ja: "{file} の所有者が別の利用者です" },
})

const STICKY = 0o1000

/**
 * Nobody but this user (and root, who can do anything anyway) can have written it.
 *
 * @param above - A directory that only leads there: where files of others cannot be renamed or deleted (`/tmp`), it is good enough.
 */
function checkGuarded({ mode, uid }: Stats, file: string, above: boolean): void {
  const me = process.getuid?.()
  if (me === undefined) return
  if (uid !== me && uid !== 0) throw new AppError("io", GUARD_TEXTS.owner, { detail: { file } })
  if ((mode & 0o022) !== 0 && !(above && (mode & STICKY) !== 0)) throw new AppError("io", GUARD_TEXTS.writable, { detail: { file } })
}

/** Its owner, mode and bytes come from the one open file: a name that leads elsewhere a moment later changes nothing. */
async function readGuarded(named: string, maxBytes: number): Promise<GuardedFile> {
  return await wrapIo(named, async () => {
    const path = await realpath(expandPath(named))
    // Opening a pipe would wait for its writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const status = await file.stat()
      if (!status.isFile()) throw new AppError("io", IO_TEXTS.notPlain, { detail: { file: named } })
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

/** The plugins' directory on the disk: 0700, its files 0600. */
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
      // A link is replaced, never written through: what it leads to is somebody's own.
      const there = await lstat(pathOf(name)).catch(() => null)
      if (there?.isSymbolicLink() === true) await wrapIo(pathOf(name), () => unlink(pathOf(name)))
      await writeNew(pathOf(name), bytes, { overwrite: true })
    },
    // A link goes, what it leads to stays.
    remove: (name) => wrapIo(pathOf(name), () => unlink(pathOf(name))),
  }
}
