import { toDraft } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { forEachConcurrently } from "../../base/concurrency.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Gpg, GpgKey, Task } from "../../base/ports.ts"
import type { Handler, TreeFile } from "../../formats/handler.ts"
import { titleOf } from "../../formats/lookup.ts"
import { encodeUtf8 } from "../../formats/records/text.ts"
import { EXPORT_TEXTS } from "./export.ts"
import { preflight } from "./losses.ts"
import type { PreflightRow } from "./losses.ts"

export const STORE_EXPORT_TEXTS = texts({
  exists: {
    en: "{file} exists already in the directory ({count} such files)",
    ja: "{file} はディレクトリに既にあります（全部で {count} 個）",
  },
  noKeys: {
    en: "no OpenPGP key to encrypt to: the directory names none, so choose one",
    ja: "暗号化に使う OpenPGP の鍵を指定してください（ディレクトリに指定がありません）",
  },
})

/** Access to the user's files, as far as an export into a directory needs it. */
export interface StoreFiles {
  read(path: string, maxBytes: number): Promise<Uint8Array>
  exists(path: string): Promise<boolean>
  /**
   * Writes all of these files or none, with mode 0600. Missing directories are created with mode 0700.
   *
   * @param options - `onlyIfNew`: files that are also written where the directory is new or empty.
   * @throws AppError `file-exists` where one exists and `overwrite` is false, `io`
   */
  writeTree(
    directory: string,
    files: readonly TreeFile[],
    options: { readonly overwrite: boolean; readonly onlyIfNew: readonly TreeFile[] },
  ): Promise<void>
}

export interface StoreRequest {
  /** A handler with a `treeWriter`. */
  readonly handler: Handler
  readonly accounts: readonly Account[]
  readonly directory: string
  /** Keys as the user named them; empty: the keys that the directory names. */
  readonly keys: readonly string[]
  readonly overwrite: boolean
}

export interface StoreWritten {
  /** Number of accounts written. */
  readonly written: number
  readonly losses: readonly PreflightRow[]
  /** The keys that can decrypt at least one of the files. */
  readonly keys: readonly GpgKey[]
}

interface StoreContext extends Task {
  readonly gpg: Gpg
  readonly files: StoreFiles
}

/** How many gpg processes run at the same time. */
const MAX_GPG_PROCESSES = 2
const MAX_KEYS_FILE_BYTES = 65_536

/** The keys that a directory names for its files, unchanged; empty where it names none. Comments start with `#`. */
export async function keysOfDirectory(directory: string, keysFile: string, files: StoreFiles): Promise<readonly string[]> {
  const path = join(directory, keysFile)
  if (!(await files.exists(path))) return []
  const text = new TextDecoder().decode(await files.read(path, MAX_KEYS_FILE_BYTES))
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "")
}

/**
 * Writes accounts into a directory, one file per account, encrypted to OpenPGP keys. Writes nothing before everything is encrypted.
 *
 * @throws AppError `usage` where a key is missing or none is named, `file-exists`, `export-refused`, `io`, `interrupted`
 */
export async function writeStore(request: StoreRequest, context: StoreContext): Promise<StoreWritten> {
  const { handler, accounts, directory, overwrite } = request
  const { treeWriter } = handler
  const title = titleOf(handler)
  const { gpg, files, signal } = context
  if (treeWriter === undefined) throw new AppError("usage", EXPORT_TEXTS.notWritten, { detail: { title } })
  const rows = preflight(handler, accounts)
  const writable = rows.filter((row) => row.writable).map(({ account }) => toDraft(account))
  if (accounts.length === 0) throw new AppError("export-refused", EXPORT_TEXTS.nothing)
  if (writable.length === 0) throw new AppError("export-refused", EXPORT_TEXTS.noneFits, { detail: { title } })
  const plain = treeWriter.tree(writable)
  await refuseExisting(directory, plain, overwrite, files)
  const keys = new KeyResolver(request, treeWriter.keysFile, context)
  const sealed: TreeFile[] = []
  const seal = async ({ path, bytes }: TreeFile): Promise<boolean> => {
    const to = await keys.forFile(path)
    sealed.push({ path, bytes: await gpg.encrypt(bytes, to, signal) })
    return true
  }
  // The first file alone, so that a problem with a key is reported once.
  const [first, ...others] = plain
  if (first !== undefined) await seal(first)
  await forEachConcurrently(others, MAX_GPG_PROCESSES, seal, context)
  const keysFile = { path: treeWriter.keysFile, bytes: encodeUtf8(keys.all.map(({ fingerprint }) => `${fingerprint}\n`).join("")) }
  await files.writeTree(directory, sealed, { overwrite, onlyIfNew: [keysFile] })
  return { written: writable.length, losses: rows.filter((row) => row.losses.length > 0), keys: keys.all }
}

async function refuseExisting(directory: string, plain: readonly TreeFile[], overwrite: boolean, files: StoreFiles): Promise<void> {
  if (overwrite) return
  const existing: string[] = []
  for (const { path } of plain) if (await files.exists(join(directory, path))) existing.push(path)
  const [file] = existing
  if (file !== undefined) throw new AppError("file-exists", STORE_EXPORT_TEXTS.exists, { detail: { file, count: existing.length } })
}

/** Finds the keys that files are encrypted to: those of the request, or those in the keys file of the nearest directory, as in pass. */
class KeyResolver {
  readonly #request: StoreRequest
  readonly #keysFile: string
  readonly #context: StoreContext
  readonly #found = new Map<string, Promise<GpgKey>>()
  readonly #named = new Map<string, Promise<readonly string[]>>()
  readonly #all = new Map<string, GpgKey>()

  constructor(request: StoreRequest, keysFile: string, context: StoreContext) {
    this.#request = request
    this.#keysFile = keysFile
    this.#context = context
  }

  /** The keys of all files so far. */
  get all(): readonly GpgKey[] {
    return [...this.#all.values()]
  }

  /** @returns fingerprints @throws AppError `usage` */
  async forFile(path: string): Promise<readonly string[]> {
    const names = this.#request.keys.length > 0 ? this.#request.keys : await this.#nearest(path)
    if (names.length === 0) throw new AppError("usage", STORE_EXPORT_TEXTS.noKeys)
    const keys = await Promise.all(names.map((name) => this.#key(name)))
    for (const key of keys) this.#all.set(key.fingerprint, key)
    return [...new Set(keys.map(({ fingerprint }) => fingerprint))]
  }

  async #nearest(path: string): Promise<readonly string[]> {
    const parts = path.split("/").slice(0, -1)
    for (;;) {
      const names = await this.#in(parts.join("/"))
      if (names.length > 0 || parts.length === 0) return names
      parts.pop()
    }
  }

  #in(place: string): Promise<readonly string[]> {
    const { directory } = this.#request
    const names =
      this.#named.get(place) ?? keysOfDirectory(place === "" ? directory : join(directory, place), this.#keysFile, this.#context.files)
    this.#named.set(place, names)
    return names
  }

  #key(name: string): Promise<GpgKey> {
    const key = this.#found.get(name) ?? this.#context.gpg.findKey(name, this.#context.signal)
    this.#found.set(name, key)
    return key
  }
}

const join = (directory: string, name: string): string => (directory.endsWith("/") ? directory + name : `${directory}/${name}`)
