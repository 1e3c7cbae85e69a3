import { readFile } from "node:fs/promises"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { PageLang } from "./protocol.ts"

const ASSET_TEXTS = texts({
  missing: {
    en: "the files of the page are missing: install the program again",
    ja: "ページのファイルがありません。再インストールしてください",
  },
})

/** Every file of the page by its path below the token, with its type. Nothing else is served. */
const ASSETS = {
  "": { file: "index.html", type: "text/html; charset=utf-8" },
  "page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
  "worker.js": { file: "worker.js", type: "text/javascript; charset=utf-8" },
  "page.css": { file: "page.css", type: "text/css; charset=utf-8" },
  "zxing_reader.wasm": { file: "zxing_reader.wasm", type: "application/wasm" },
} as const

export type AssetPath = keyof typeof ASSETS

export const isAssetPath = (path: string): path is AssetPath => Object.hasOwn(ASSETS, path)

export interface Asset {
  readonly type: string
  readonly bytes: Buffer
}

export type Assets = Readonly<Record<AssetPath, Asset>>

/** The directory of the built page: beside the program, or in `dist/` where the sources run. */
const BUILT = new URL(import.meta.url.endsWith(".ts") ? "../../dist/receive/" : "./receive/", import.meta.url)

/**
 * Read the files of the page. The language goes into the `lang` of the page's `<html lang="en">`.
 *
 * @throws AppError `io` where one is missing
 */
export async function loadAssets(lang: PageLang, directory = BUILT): Promise<Assets> {
  const entries = Object.entries(ASSETS).map(async ([path, { file, type }]) => {
    const bytes = await readFile(new URL(file, directory))
    const isPage = path === ""
    return [path, { type, bytes: isPage ? Buffer.from(bytes.toString("utf8").replace('lang="en"', `lang="${lang}"`)) : bytes }] as const
  })
  try {
    return Object.fromEntries(await Promise.all(entries)) as unknown as Assets
  } catch (cause) {
    throw new AppError("io", ASSET_TEXTS.missing, { cause })
  }
}
