import type { IncomingHttpHeaders } from "node:http"
import type { Received } from "./port.ts"
import { NAME_HEADER } from "./protocol.ts"

/** More than any QR code holds; a pasted text may be longer than a code, but its whole body is limited too. */
const MAX_TEXTS = 256
const MAX_PAGES = 1_000_000
/** Characters of a file's name that are kept. */
const MAX_NAME = 255

/** Null where the JSON is not what it must be. */
export function textsOf(bytes: Uint8Array): Received | null {
  const texts = memberOf(bytes, "texts")
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MAX_TEXTS) return null
  return texts.every((text): text is string => typeof text === "string") ? { type: "texts", texts } : null
}

/** Null where the JSON is not what it must be. */
export function pageOf(bytes: Uint8Array): number | null {
  const page = memberOf(bytes, "page")
  return typeof page === "number" && Number.isInteger(page) && page >= 0 && page < MAX_PAGES ? page : null
}

/** Null where the file is empty or its name is not percent-encoded. */
export function fileOf(bytes: Uint8Array, headers: IncomingHttpHeaders): Received | null {
  const name = headers[NAME_HEADER]
  if (bytes.length === 0 || typeof name !== "string") return null
  try {
    return { type: "file", name: lastPartOf(decodeURIComponent(name)), bytes }
  } catch {
    return null
  }
}

/** Browsers give a name alone; a path is cut to its last part. */
const lastPartOf = (name: string): string => (name.split(/[/\\]/).at(-1) ?? "").slice(0, MAX_NAME)

/** The error of a parser quotes what it was given, so that it goes no further. */
function memberOf(bytes: Uint8Array, name: string): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
  } catch {
    return undefined
  }
}
