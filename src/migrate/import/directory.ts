import { AppError, checkAborted } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Task, WalkedFile } from "../../base/ports.ts"
import type { Input } from "../../formats/handler.ts"
import { LIMITS, sniffedLimitError } from "../../formats/limits.ts"
import { detect } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import { companionsNamedBy, groupCompanions } from "./companions.ts"
import type { NamedCompanions } from "./companions.ts"

export const DIRECTORY_TEXTS = texts({
  nothing: {
    en: "there is no file in this directory that could be read",
    ja: "このディレクトリに読み込めるファイルがありません",
  },
  leftOut: {
    en: "{count} other {count|file|files} in the directory {count|was|were} left out",
    ja: "ディレクトリ内のほかのファイル {count} 個は対象外としました",
  },
  large: {
    en: "the files in the directory are larger than {max} MiB together",
    ja: "ディレクトリ内のファイルが合計 {max} MiB を超えています",
  },
})

/** Read at most this many MiB from one directory, since all of it is in memory at once. */
const MAX_MIB = 256

/** Reads the user's files. */
export interface WalkingFiles {
  /**
   * The regular files of a directory and its subdirectories, sorted by path, without hidden ones. Null where the path is no directory.
   *
   * @throws AppError `io`, `limit-exceeded`, `interrupted`
   */
  walk(path: string, signal?: AbortSignal): Promise<readonly WalkedFile[] | null>
  read(path: string, maxBytes: number): Promise<Uint8Array>
}

export interface NamedFiles {
  readonly inputs: readonly Input[]
  /** The number of files of the directory that no format recognises. */
  readonly leftOut: number
}

/**
 * Read a file, or the files of a directory that any format recognises.
 *
 * @param from - A format's id: of a directory, read the files that this format recognises; if there are none, all files.
 * @throws AppError `io`, `limit-exceeded`, `interrupted`; `nothing-found` for a directory without such a file
 */
export async function readNamedFiles(
  path: string,
  files: WalkingFiles,
  { from, signal, progress, handlers }: Task & { readonly from?: string; readonly handlers: Registry },
): Promise<NamedFiles> {
  const walked = await files.walk(path, signal)
  if (walked === null) return { inputs: [{ name: path, bytes: await files.read(path, LIMITS.fileBytes) }], leftOut: 0 }
  if (walked.reduce((sum, { size }) => sum + size, 0) > MAX_MIB << 20) throw tooLarge()
  const named = from === undefined ? undefined : handlers.find(({ id }) => id === from)
  const naming = named === undefined ? handlers : [named]
  const read: (Input & { readonly known: boolean; readonly named: NamedCompanions | null })[] = []
  let total = 0
  for (const [index, file] of walked.entries()) {
    checkAborted(signal)
    const bytes = await files.read(file.path, LIMITS.fileBytes)
    total += bytes.length
    // Files may have grown since the directory was listed.
    if (total > MAX_MIB << 20) throw tooLarge()
    const sniffed = sniff(bytes)
    const known =
      named === undefined ? detect(handlers, sniffed).length > 0 || sniffedLimitError(sniffed) !== null : named.detect(sniffed) !== "no"
    const input = { name: file.path, bytes, within: file.within }
    read.push({ ...input, known, named: companionsNamedBy({ ...input, sniffed }, naming) })
    progress?.(index + 1, walked.length)
  }
  const companions = groupCompanions(read, (file) => file.named)
  const toInput = ({ name, bytes, within = "" }: Input): Input => ({ name, bytes, within })
  const inputs = read.filter((file) => file.known || companions.has(file)).map(toInput)
  const unknown = read.filter((file) => !file.known && !companions.has(file)).map(toInput)
  if (inputs.length > 0) return { inputs, leftOut: unknown.length }
  if (named === undefined || unknown.length === 0) throw new AppError("nothing-found", DIRECTORY_TEXTS.nothing)
  return { inputs: unknown, leftOut: 0 }
}

const tooLarge = (): AppError => new AppError("limit-exceeded", DIRECTORY_TEXTS.large, { detail: { max: MAX_MIB } })

/**
 * The names of files that were opened together, in one line. More than `most` are shown as their common directory and their number, or without one
 * as the first name and the number of the others, such as `a.txt (+3)`.
 */
export function shortNames(files: readonly string[], most = 3): string {
  if (files.length <= most) return files.join(", ")
  const [first = ""] = files
  const parts = first.split("/").slice(0, -1)
  while (parts.length > 0 && !files.every((file) => file.startsWith(`${parts.join("/")}/`))) parts.pop()
  const directory = parts.join("/")
  return directory === "" ? `${first} (+${files.length - 1})` : `${directory}/ (${files.length})`
}
