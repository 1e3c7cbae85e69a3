import { createHash } from "node:crypto"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import { parseJson } from "../formats/containers/json.ts"
import { serializeManifest, parseManifest } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import type { PluginFiles } from "./ports.ts"

export const DIRECTORY_TEXTS = texts({
  changed: {
    en: 'the plugin {plugin} is not used: its file has changed since it was allowed; look at it, and allow it again with "keyferry plugins allow {file}"',
    ja: "プラグイン {plugin} のファイルが許可したときから変わっているため使いません。内容を確認し、keyferry plugins allow {file} で改めて許可してください",
  },
  missing: { en: "the file of the plugin {plugin} is gone", ja: "プラグイン {plugin} のファイルがありません" },
  unsafe: { en: "the plugin {plugin} is not used: {reason}", ja: "プラグイン {plugin} は使いません: {reason}" },
  taken: {
    en: "the plugin {plugin} is not used: keyferry now has a format of that name",
    ja: "プラグイン {plugin} は使いません: 同じ名前の形式が keyferry にあります",
  },
  ownName: { en: "{id} is the name of a built-in format", ja: "{id} は keyferry の形式の名前です" },
  occupied: {
    en: "{file} already exists and is not an earlier version of this plugin; move it away first",
    ja: "{file} が既にあり、このプラグインの以前のものではありません。先に移動してください",
  },
  broken: {
    en: "the list of allowed plugins is damaged: no plugin is used",
    ja: "許可したプラグインの一覧が壊れているため、どれも使いません",
  },
  unknown: {
    en: 'there is no such plugin; "keyferry plugins list" lists them',
    ja: "そのようなプラグインはありません。一覧は keyferry plugins list で表示します",
  },
})

/** A plugin is one hand-written file: a megabyte is generous. */
export const MAX_PLUGIN_BYTES = 1 << 20
const ALLOW_LIST = "allowed.json"
const MAX_ALLOW_LIST_BYTES = 1 << 20
const MAX_PLUGINS = 50

/**
 * `allowed`: in use. `changed`: its bytes differ from those that were allowed. `new`: in the directory, never allowed. `unsafe`: other users
 * could have written it, or it cannot be read. `missing`: allowed, but its file is gone. `taken`: a built-in format has its id.
 */
export type PluginStatus = "allowed" | "changed" | "new" | "unsafe" | "missing" | "taken"

/** One plugin file, or an allowed plugin whose file is gone. */
export interface DirectoryEntry {
  /** The name of its file in the plugins' directory. */
  readonly file: string
  readonly status: PluginStatus
  /** The manifest at the time the plugin was allowed; null where it never was. */
  readonly manifest: Manifest | null
  /** Of the current bytes, lower-case hex; null where they cannot be read. */
  readonly sha256: string | null
  /** Bytes. */
  readonly size: number | null
  /** Why it is not used; null where it is used or was never allowed. */
  readonly reason: Message | null
  /** The bytes whose hash was compared. Only these may be run. Null unless `status` is `allowed`. */
  readonly source: Uint8Array | null
}

interface AllowedPlugin {
  readonly file: string
  readonly sha256: string
  readonly allowedAt: string
  readonly manifest: Manifest
}

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** The plugins' directory, and its allow list: which files may be run, by their SHA-256. */
export class PluginDirectory {
  readonly #files: PluginFiles
  readonly #isBuiltIn: (id: string) => boolean

  /** @param isBuiltIn - Whether a built-in format has the id. */
  constructor(files: PluginFiles, isBuiltIn: (id: string) => boolean) {
    this.#files = files
    this.#isBuiltIn = isBuiltIn
  }

  /**
   * Everything in the directory and on the allow list, sorted by file name. Reads each file once.
   *
   * @throws AppError `io` where the directory cannot be read, `format-damaged` where the allow list is damaged
   */
  async entries(): Promise<readonly DirectoryEntry[]> {
    const names = await this.#files.list()
    const allowed = names.includes(ALLOW_LIST) ? await this.#readAllowed() : []
    const sources = names.filter((name) => /^[^.].*\.m?js$/.test(name)).slice(0, MAX_PLUGINS)
    const all = [...new Set([...sources, ...allowed.map(({ file }) => file)])].sort()
    return await Promise.all(
      all.map((file) =>
        this.#readEntry(
          file,
          allowed.find((one) => one.file === file),
        ),
      ),
    )
  }

  async #readEntry(file: string, allowed: AllowedPlugin | undefined): Promise<DirectoryEntry> {
    const manifest = allowed?.manifest ?? null
    const plugin = manifest?.id ?? file
    const unread = { file, manifest, sha256: null, size: null, source: null }
    let bytes: Uint8Array
    try {
      bytes = (await this.#files.readGuarded(this.#files.pathOf(file), MAX_PLUGIN_BYTES)).bytes
    } catch (error) {
      if (!isAppError(error)) throw error
      const gone = error.detail["errno"] === "ENOENT"
      return {
        ...unread,
        status: gone ? "missing" : "unsafe",
        reason: gone
          ? { sentence: DIRECTORY_TEXTS.missing, detail: { plugin } }
          : { sentence: wrapReason(error), detail: { ...error.detail, plugin } },
      }
    }
    const sha256 = sha256Of(bytes)
    const read = { ...unread, sha256, size: bytes.length }
    if (allowed === undefined || manifest === null) return { ...read, status: "new", reason: null }
    if (sha256 !== allowed.sha256)
      return {
        ...read,
        status: "changed",
        reason: { sentence: DIRECTORY_TEXTS.changed, detail: { plugin, file: this.#files.pathOf(file) } },
      }
    if (this.#isBuiltIn(manifest.id)) return { ...read, status: "taken", reason: { sentence: DIRECTORY_TEXTS.taken, detail: { plugin } } }
    return { ...read, status: "allowed", reason: null, source: bytes }
  }

  /** @throws AppError `usage` where a built-in format has the id */
  checkId({ id }: Manifest): void {
    if (this.#isBuiltIn(id)) throw new AppError("usage", DIRECTORY_TEXTS.ownName, { detail: { id } })
  }

  /**
   * Add these bytes to the allow list. A plugin from elsewhere is copied into the directory as `<id>.mjs`, replacing an allowed plugin of
   * that id. A file already in the directory stays where it is.
   *
   * @param source - The bytes whose hash the user was shown.
   * @param from - The path they were read from.
   * @returns The path of the plugin in the directory.
   * @throws AppError `usage`, `io`
   */
  async allow(source: Uint8Array, manifest: Manifest, { from, nowMs }: { readonly from: string; readonly nowMs: number }): Promise<string> {
    this.checkId(manifest)
    const here = this.#files.nameOf(from)
    const file = here ?? `${manifest.id}.mjs`
    const allowed = await this.#readAllowedOrNone()
    if (
      here === null &&
      (await this.#files.list()).includes(file) &&
      !allowed.some((one) => one.file === file && one.manifest.id === manifest.id)
    )
      throw new AppError("usage", DIRECTORY_TEXTS.occupied, { detail: { file: this.#files.pathOf(file) } })
    const others = allowed.filter((one) => one.file !== file && one.manifest.id !== manifest.id)
    if (here === null) await this.#files.write(file, source)
    await this.#save([...others, { file, sha256: sha256Of(source), allowedAt: new Date(nowMs).toISOString(), manifest }])
    return this.#files.pathOf(file)
  }

  /** Take a plugin off the allow list and delete its file. @param name - Its id or its file name. @throws AppError `usage`, `io` */
  async remove(name: string): Promise<void> {
    const found = (await this.entries()).find(({ file, manifest }) => manifest?.id === name || file === name)
    if (found === undefined) throw new AppError("usage", DIRECTORY_TEXTS.unknown)
    const allowed = await this.#readAllowedOrNone()
    // Off the list first: if deleting fails, the plugin is still not run.
    if (allowed.some(({ file }) => file === found.file)) await this.#save(allowed.filter(({ file }) => file !== found.file))
    if (found.status !== "missing") await this.#files.remove(found.file)
  }

  /** @throws AppError `format-damaged`; `io` where other users could have written the list */
  async #readAllowed(): Promise<AllowedPlugin[]> {
    const { bytes } = await this.#files.readGuarded(this.#files.pathOf(ALLOW_LIST), MAX_ALLOW_LIST_BYTES)
    try {
      const list = parseJson(bytes) as { readonly version: unknown; readonly plugins: readonly Record<string, unknown>[] }
      if (list.version !== 1) throw new TypeError("another version")
      return list.plugins.map(({ file, sha256, allowedAt, manifest }) => {
        if (typeof file !== "string" || typeof sha256 !== "string" || typeof allowedAt !== "string") throw new TypeError("not a plugin")
        if (file.includes("/") || !/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("not a plugin")
        return { file, sha256, allowedAt, manifest: parseManifest(manifest) }
      })
    } catch (cause) {
      throw new AppError("format-damaged", DIRECTORY_TEXTS.broken, { cause })
    }
  }

  /** The allow list; empty where it is damaged, since no plugin on a damaged list is run. */
  async #readAllowedOrNone(): Promise<AllowedPlugin[]> {
    try {
      return (await this.#files.list()).includes(ALLOW_LIST) ? await this.#readAllowed() : []
    } catch (error) {
      if (isAppError(error, "format-damaged")) return []
      throw error
    }
  }

  async #save(allowed: readonly AllowedPlugin[]): Promise<void> {
    const plugins = allowed.map(({ manifest, ...rest }) => ({ ...rest, manifest: serializeManifest(manifest) }))
    await this.#files.write(ALLOW_LIST, Buffer.from(`${JSON.stringify({ version: 1, plugins }, null, 2)}\n`, "utf8"))
  }
}

/** Puts the error's sentence, with its own placeholders, into ours. */
function wrapReason({ sentence }: AppError): { readonly en: string; readonly ja: string } {
  return { en: DIRECTORY_TEXTS.unsafe.en.replace("{reason}", sentence.en), ja: DIRECTORY_TEXTS.unsafe.ja.replace("{reason}", sentence.ja) }
}
