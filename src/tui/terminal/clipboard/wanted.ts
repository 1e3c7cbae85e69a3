import { joinBytes, pastedText } from "../input/pasted-text.ts"

/** What is taken from a clipboard. */
export type Taken =
  { readonly type: "bytes"; readonly name: string; readonly bytes: Uint8Array } | { readonly type: "text"; readonly text: string }

/** The endings of pictures and files by their types, the best first. */
const FILES: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/bmp": "bmp",
  "image/tiff": "tiff",
  "application/octet-stream": "bin",
}
const TEXTS: readonly string[] = ["text/plain", "text/plain;charset=utf-8", "UTF8_STRING"]
const FILE_NAMES = "text/uri-list"
/** A text with a line like these is meant even where there is a picture too, as of the cells of a spreadsheet. */
const LINK = /^\s*(?:(?:otpauth|otpauth-migration|steam|motp):\/\/|keyferry:\d)/im

/** Of the types that a clipboard has, those to ask for: the best one of pictures and files, a text, and the names of files. */
export function wantedTypes(available: readonly string[]): readonly string[] {
  const file = Object.keys(FILES).find((type) => available.includes(type))
  const text = TEXTS.find((type) => available.includes(type))
  return [file, text, available.includes(FILE_NAMES) ? FILE_NAMES : undefined].filter((type) => type !== undefined)
}

/**
 * The picture or file, else the text.
 *
 * @param parts - What came, by its type. The caller wipes it.
 * @returns `file-name`: it has nothing but names of files; null: it has nothing.
 */
export function takenFrom(parts: ReadonlyMap<string, readonly Uint8Array[]>): Taken | "file-name" | null {
  const has = (type: string): boolean => (parts.get(type) ?? []).length > 0
  const file = Object.keys(FILES).find(has)
  const textType = [...TEXTS, FILE_NAMES].find(has)
  const text = textType === undefined ? "" : pastedText(parts.get(textType) ?? [])
  if (file !== undefined && !LINK.test(text)) {
    return { type: "bytes", name: `clipboard.${FILES[file] ?? ""}`, bytes: joinBytes(parts.get(file) ?? []) }
  }
  if (has(FILE_NAMES) && /^file:/i.test(pastedText(parts.get(FILE_NAMES) ?? []))) return "file-name"
  return text.trim() === "" ? null : { type: "text", text }
}
