import { copyFile, link, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat, unlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { AppError, checkAborted } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { WalkedFile } from "../../base/ports.ts"
import type { TreeFile } from "../../formats/handler.ts"
import { expandPath, syncDirectory, writeExclusively } from "./files.ts"
import { IO_TEXTS, errnoOf, wrapIo } from "./io-error.ts"
import { putInPlace } from "./links.ts"
import { removeAbandoned, temporaryName } from "./temporary-files.ts"

export const TREE_TEXTS = texts({
  tooMany: { en: "{file}: more than {max} files in the directory", ja: "{file}: ディレクトリ内のファイルが {max} 個を超えています" },
  tooDeep: { en: "{file}: directories are nested more than {max} deep", ja: "{file}: ディレクトリの階層が {max} 段を超えています" },
})

const MAX_FILES = 10_000
const MAX_DEPTH = 32

/**
 * Find the regular files below a directory, sorted by path. Hidden entries (`.git`, `.gpg-id`), broken links and links that lead out of
 * the directory are skipped; a directory that is reached a second time is not entered again.
 *
 * @returns Null where the path is no directory. @throws AppError `io`, `limit-exceeded`, `interrupted`
 */
export async function walkTree(path: string, signal?: AbortSignal): Promise<readonly WalkedFile[] | null> {
  return await wrapIo(path, async () => {
    const full = expandPath(path)
    if (!(await stat(full)).isDirectory()) return null
    const root = await realpath(full)
    const found: WalkedFile[] = []
    const seen = new Set<string>()
    const enter = async (directory: string, within: string, depth: number): Promise<void> => {
      checkAborted(signal)
      if (depth > MAX_DEPTH) throw new AppError("limit-exceeded", TREE_TEXTS.tooDeep, { detail: { file: path, max: MAX_DEPTH } })
      const real = await realpath(directory)
      if (seen.has(real) || !isUnder(real, root)) return
      seen.add(real)
      const names = (await readdir(directory)).filter((name) => !name.startsWith(".")).sort()
      for (const name of names) {
        const file = join(directory, name)
        const inner = within === "" ? name : `${within}/${name}`
        const status = await stat(file).catch(() => null)
        if (status?.isDirectory() === true) await enter(file, inner, depth + 1)
        else if (status?.isFile() === true && isUnder(await realpath(file), root)) {
          found.push({ path: path.endsWith("/") ? path + inner : `${path}/${inner}`, within: inner, size: status.size })
          if (found.length > MAX_FILES) throw new AppError("limit-exceeded", TREE_TEXTS.tooMany, { detail: { file: path, max: MAX_FILES } })
        }
      }
    }
    await enter(full, "", 0)
    return found
  })
}

const isUnder = (path: string, root: string): boolean => path === root || path.startsWith(root === "/" ? root : `${root}/`)

/**
 * Write all files or none. They are written to a temporary directory first; if one of them cannot be moved to its place, the replaced
 * files are restored.
 *
 * @param options - `onlyIfNew`: files that are written too where the directory is new or empty.
 * @throws AppError `file-exists`, `io`
 */
export async function writeTree(
  path: string,
  files: readonly TreeFile[],
  { overwrite, onlyIfNew }: { readonly overwrite: boolean; readonly onlyIfNew: readonly TreeFile[] },
): Promise<void> {
  await wrapIo(path, async () => {
    const full = expandPath(path)
    await removeAbandoned(full)
    const names = await readdir(full).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return null
      throw error
    })
    const all = names === null || names.length === 0 ? [...files, ...onlyIfNew] : files
    const parent = names === null ? dirname(full) : full
    await mkdir(parent, { recursive: true, mode: 0o700 })
    await removeAbandoned(parent)
    const stage = join(parent, await temporaryName())
    await mkdir(stage, { mode: 0o700 })
    try {
      if (names === null) {
        const made = join(stage, basename(full))
        for (const file of all) await writeInto(made, file)
        await rename(made, full)
        await syncDirectory(parent)
      } else {
        for (const [index, { bytes }] of all.entries()) await writeExclusively(join(stage, `${index}.new`), bytes)
        await moveIntoPlace(full, stage, all, overwrite, path)
      }
    } finally {
      await rm(stage, { recursive: true, force: true }).catch(() => undefined)
    }
  })
}

async function writeInto(directory: string, { path, bytes }: TreeFile): Promise<void> {
  const target = join(directory, path)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  await writeExclusively(target, bytes)
}

/** Move the files from the temporary directory to their places; undo everything where one fails. */
async function moveIntoPlace(root: string, stage: string, files: readonly TreeFile[], overwrite: boolean, named: string): Promise<void> {
  const undo: (() => Promise<void>)[] = []
  try {
    for (const [index, { path }] of files.entries()) {
      const target = join(root, path)
      await makeParents(root, path, undo)
      const old = join(stage, `${index}.old`)
      const written = join(stage, `${index}.new`)
      if (overwrite && (await keepOld(target, old, named))) {
        undo.push(() => rename(old, target))
        await rename(written, target)
      } else {
        await putInPlace(written, target, `${named}/${path}`)
        undo.push(() => unlink(target))
      }
    }
    for (const directory of new Set(files.map(({ path }) => dirname(join(root, path))))) await syncDirectory(directory)
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined)
    throw error
  }
}

/** Make the missing directories above a file. A symbolic link among them is rejected, since it could lead anywhere. */
async function makeParents(root: string, path: string, undo: (() => Promise<void>)[]): Promise<void> {
  let directory = root
  for (const part of path.split("/").slice(0, -1)) {
    directory = join(directory, part)
    const made = directory
    try {
      await mkdir(made, { mode: 0o700 })
      undo.push(() => rmdir(made))
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error
      const status = await lstat(made)
      if (status.isSymbolicLink()) throw new AppError("io", IO_TEXTS.ELOOP, { detail: { file: made } })
      if (!status.isDirectory()) throw new AppError("io", IO_TEXTS.ENOTDIR, { detail: { file: made } })
    }
  }
}

/** Give the existing file a second name, so that it can be restored; it stays in place until it is replaced. @returns Whether there was one. */
async function keepOld(target: string, old: string, named: string): Promise<boolean> {
  const status = await lstat(target).catch(() => null)
  if (status === null) return false
  if (!status.isFile()) throw new AppError("io", IO_TEXTS.notRegular, { detail: { file: named } })
  await link(target, old).catch(() => copyFile(target, old))
  return true
}
