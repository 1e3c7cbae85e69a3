import { createHash } from "node:crypto"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import { parseJson } from "../formats/containers/json.ts"
import { manifestJson, manifestOf } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import type { PluginFiles } from "./ports.ts"

export const SHELF_TEXTS = texts({
  changed: {
    en: 'the plugin {plugin} is not the one that was allowed: its file has changed; look at it, and allow it again with "keyferry plugins allow {file}"',
    ja: "プラグイン {plugin} のファイルが許可したときから変わっているため使いません。内容を確認し、keyferry plugins allow {file} で改めて許可してください",
  },
  missing: { en: "the file of the plugin {plugin} is gone", ja: "プラグイン {plugin} のファイルがありません" },
  unsafe: { en: "the plugin {plugin} is not used: {reason}", ja: "プラグイン {plugin} は使いません: {reason}" },
  taken: {
    en: "the plugin {plugin} is not used: keyferry has a format of that name now",
    ja: "プラグイン {plugin} は使いません: 同じ名前の形式が keyferry にあります",
  },
  ownName: { en: "keyferry has a format called {id} itself", ja: "{id} は keyferry の形式の名前です" },
  occupied: {
    en: "{file} is there already and is no older one of this plugin; move it away first",
    ja: "{file} が既にあり、このプラグインの以前のものではありません。先に移動してください",
  },
  broken: { en: "the list of allowed plugins is damaged: none is used", ja: "許可したプラグインの一覧が壊れているため、どれも使いません" },
  unknown: {
    en: 'there is no such plugin; "keyferry plugins list" lists them',
    ja: "そのようなプラグインはありません。一覧は keyferry plugins list で表示します",
  },
})

/** A plugin is one file somebody wrote; a megabyte is a large one. */
export const MAX_PLUGIN_BYTES = 1 << 20
const LIST = "allowed.json"
const MAX_LIST_BYTES = 1 << 20
const MAX_PLUGINS = 50

/**
 * `allowed`: used. `changed`: its bytes are not those that were allowed. `new`: in the directory, never allowed. `unsafe`: others could
 * have written it, or it cannot be read. `missing`: allowed, and gone. `taken`: a format of ours has its id.
 */
export type Standing = "allowed" | "changed" | "new" | "unsafe" | "missing" | "taken"

export interface Shelved {
  /** The name of its file in the plugins' directory. */
  readonly file: string
  readonly standing: Standing
  /** As it was when it was allowed; null for one that never was. */
  readonly manifest: Manifest | null
  /** Of the bytes as they are now; null where they cannot be read. */
  readonly sha256: string | null
  /** Bytes. */
  readonly size: number | null
  /** Why it is not used; null for one that is, and for one that never was allowed. */
  readonly said: Message | null
  /** The very bytes whose hash was compared: what is run. Null for what is not allowed. */
  readonly source: Uint8Array | null
}

interface Allowed {
  readonly file: string
  readonly sha256: string
  readonly allowedAt: string
  readonly manifest: Manifest
}

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** The plugins' directory, and the list of what was allowed in it. */
export class Shelf {
  readonly #files: PluginFiles
  readonly #isOurs: (id: string) => boolean

  /** @param isOurs - Whether a built-in format has this id. */
  constructor(files: PluginFiles, isOurs: (id: string) => boolean) {
    this.#files = files
    this.#isOurs = isOurs
  }

  /**
   * Everything in the directory and on the list, in order of the files' names. Each file is read once.
   *
   * @throws AppError `io` where the directory cannot be read, `format-damaged` where the list cannot
   */
  async look(): Promise<readonly Shelved[]> {
    const names = await this.#files.list()
    const allowed = names.includes(LIST) ? await this.#allowed() : []
    const sources = names.filter((name) => /^[^.].*\.m?js$/.test(name)).slice(0, MAX_PLUGINS)
    const all = [...new Set([...sources, ...allowed.map(({ file }) => file)])].sort()
    return await Promise.all(
      all.map((file) =>
        this.#lookAt(
          file,
          allowed.find((one) => one.file === file),
        ),
      ),
    )
  }

  async #lookAt(file: string, allowed: Allowed | undefined): Promise<Shelved> {
    const manifest = allowed?.manifest ?? null
    const plugin = manifest?.id ?? file
    const shelved = { file, manifest, sha256: null, size: null, source: null }
    let bytes: Uint8Array
    try {
      bytes = (await this.#files.readGuarded(this.#files.pathOf(file), MAX_PLUGIN_BYTES)).bytes
    } catch (error) {
      if (!isAppError(error)) throw error
      const gone = error.detail["errno"] === "ENOENT"
      return {
        ...shelved,
        standing: gone ? "missing" : "unsafe",
        said: gone
          ? { sentence: SHELF_TEXTS.missing, detail: { plugin } }
          : { sentence: withReason(error), detail: { ...error.detail, plugin } },
      }
    }
    const sha256 = sha256Of(bytes)
    const read = { ...shelved, sha256, size: bytes.length }
    if (allowed === undefined || manifest === null) return { ...read, standing: "new", said: null }
    if (sha256 !== allowed.sha256)
      return { ...read, standing: "changed", said: { sentence: SHELF_TEXTS.changed, detail: { plugin, file: this.#files.pathOf(file) } } }
    if (this.#isOurs(manifest.id)) return { ...read, standing: "taken", said: { sentence: SHELF_TEXTS.taken, detail: { plugin } } }
    return { ...read, standing: "allowed", said: null, source: bytes }
  }

  /** @throws AppError `usage` where the id is one of ours */
  checkId({ id }: Manifest): void {
    if (this.#isOurs(id)) throw new AppError("usage", SHELF_TEXTS.ownName, { detail: { id } })
  }

  /**
   * Remember that these bytes may be run. What lies elsewhere is put into the directory as `<id>.mjs`, where one of that id may have been
   * before; what lies there already stays where it is.
   *
   * @param source - What the user was shown the hash of.
   * @param from - Where it was read.
   * @returns where they lie
   * @throws AppError `usage`, `io`
   */
  async allow(source: Uint8Array, manifest: Manifest, { from, nowMs }: { readonly from: string; readonly nowMs: number }): Promise<string> {
    this.checkId(manifest)
    const here = this.#files.nameOf(from)
    const file = here ?? `${manifest.id}.mjs`
    const allowed = await this.#allowedOrNone()
    if (
      here === null &&
      (await this.#files.list()).includes(file) &&
      !allowed.some((one) => one.file === file && one.manifest.id === manifest.id)
    )
      throw new AppError("usage", SHELF_TEXTS.occupied, { detail: { file: this.#files.pathOf(file) } })
    const others = allowed.filter((one) => one.file !== file && one.manifest.id !== manifest.id)
    if (here === null) await this.#files.write(file, source)
    await this.#save([...others, { file, sha256: sha256Of(source), allowedAt: new Date(nowMs).toISOString(), manifest }])
    return this.#files.pathOf(file)
  }

  /** Forget it, and delete its file. @param name - Its id, or its file's name. @throws AppError `usage`, `io` */
  async remove(name: string): Promise<void> {
    const found = (await this.look()).find(({ file, manifest }) => manifest?.id === name || file === name)
    if (found === undefined) throw new AppError("usage", SHELF_TEXTS.unknown)
    const allowed = await this.#allowedOrNone()
    // First forgotten: whatever happens then, it is not run.
    if (allowed.some(({ file }) => file === found.file)) await this.#save(allowed.filter(({ file }) => file !== found.file))
    if (found.standing !== "missing") await this.#files.remove(found.file)
  }

  /** @throws AppError `format-damaged`; `io` where others could have written it */
  async #allowed(): Promise<Allowed[]> {
    const { bytes } = await this.#files.readGuarded(this.#files.pathOf(LIST), MAX_LIST_BYTES)
    try {
      const list = parseJson(bytes) as { readonly version: unknown; readonly plugins: readonly Record<string, unknown>[] }
      if (list.version !== 1) throw new TypeError("another version")
      return list.plugins.map(({ file, sha256, allowedAt, manifest }) => {
        if (typeof file !== "string" || typeof sha256 !== "string" || typeof allowedAt !== "string") throw new TypeError("not a plugin")
        if (file.includes("/") || !/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("not a plugin")
        return { file, sha256, allowedAt, manifest: manifestOf(manifest) }
      })
    } catch (cause) {
      throw new AppError("format-damaged", SHELF_TEXTS.broken, { cause })
    }
  }

  /** What is on the list; a damaged one is started anew, since nothing on it would be run. */
  async #allowedOrNone(): Promise<Allowed[]> {
    try {
      return (await this.#files.list()).includes(LIST) ? await this.#allowed() : []
    } catch (error) {
      if (isAppError(error, "format-damaged")) return []
      throw error
    }
  }

  async #save(allowed: readonly Allowed[]): Promise<void> {
    const plugins = allowed.map(({ manifest, ...rest }) => ({ ...rest, manifest: manifestJson(manifest) }))
    await this.#files.write(LIST, Buffer.from(`${JSON.stringify({ version: 1, plugins }, null, 2)}\n`, "utf8"))
  }
}

/** The reason keeps its own places for facts. */
function withReason({ sentence }: AppError): { readonly en: string; readonly ja: string } {
  return { en: SHELF_TEXTS.unsafe.en.replace("{reason}", sentence.en), ja: SHELF_TEXTS.unsafe.ja.replace("{reason}", sentence.ja) }
}
