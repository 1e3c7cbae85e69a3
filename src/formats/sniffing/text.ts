import { firstKeys, isObject, jsonSize, jsonType } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { decodeBase64, isBase64Char } from "../records/encoding.ts"
import { encodeUtf8, linesOf, unescapeHtml } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"
import type { Sniffed, SniffedCsv, SniffedJsonArray, SniffedJsonObject } from "../sniffed.ts"
import { ageRecipients, isForPassword, pictureType } from "./binary.ts"

/** The part of a markup text that is searched for names and titles. */
const MAX_MARKUP_CHARS = 4 << 20
const HEAD_CHARS = 2000

/** Classify a text. @param bytes - The file that it was decoded from. */
export function sniffText(text: string, bytes: Uint8Array): Sniffed {
  const size = bytes.length
  const begin = findFirstNonBlank(text)
  if (begin === text.length) return { kind: "empty", size }
  const start = text.slice(begin, begin + 64)
  if (start.startsWith("-----BEGIN AGE ENCRYPTED FILE-----")) {
    return { kind: "age", size, armored: true, recipients: armoredRecipients(text.slice(begin, begin + 8192)) }
  }
  if (start.startsWith("-----BEGIN PGP MESSAGE-----")) {
    return { kind: "pgp", size, armored: true, symmetric: isForPassword(firstArmoredOctet(text.slice(begin, begin + 8192))) }
  }
  if (start.startsWith("{") || start.startsWith("[")) return sniffJson(text, bytes)
  if (start.startsWith("<")) return sniffMarkup(text.slice(begin, begin + MAX_MARKUP_CHARS), size)
  return (
    sniffCsv(text, begin, size) ??
    sniffUris(text, size) ??
    sniffBase64(text, size) ?? { kind: "text", size, head: text.slice(begin, begin + HEAD_CHARS) }
  )
}

function findFirstNonBlank(text: string): number {
  let at = 0
  while (at < text.length && (text.charCodeAt(at) === 0xfeff || text.charAt(at).trim() === "")) at++
  return at
}

function armoredRecipients(text: string): string[] {
  const body = text.slice(text.indexOf("\n") + 1).split("-----", 1)[0] ?? ""
  const whole = body.replace(/\s/g, "")
  try {
    return ageRecipients(Buffer.from(decodeBase64(whole.slice(0, whole.length - (whole.length % 4)))).toString("latin1"))
  } catch {
    return []
  }
}

/** The body follows the first blank line; undefined where it has no such line. */
function firstArmoredOctet(text: string): number | undefined {
  const body = /\r?\n[ \t]*\r?\n\s*([A-Za-z0-9+/]{4})/.exec(text)?.[1]
  return body === undefined ? undefined : Buffer.from(body, "base64")[0]
}

// JSON

/** The line after each item of a 1Password Interchange Format file. */
const PIF_DIVIDER = /^\*\*\*5642bee8-a5ff-11dc-8314-0800200c9a66\*\*\*/m

function sniffJson(text: string, bytes: Uint8Array): Sniffed {
  const size = bytes.length
  const broken = (problem: "syntax" | "too-deep" | "too-many"): Sniffed => ({
    kind: "json-broken",
    size,
    head: text.slice(0, 1000),
    problem,
  })
  const within = jsonSize(isUtf16(bytes) ? encodeUtf8(text) : bytes)
  if (within !== "whole") return broken(within)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return PIF_DIVIDER.test(text) ? { kind: "1pif", size } : broken("syntax")
  }
  return Array.isArray(json) ? sniffArray(json, size) : sniffObject(json as JsonObject, size)
}

/** Whether the file is UTF-16. Holds for a text that begins with ASCII or a byte-order mark; the other encodings keep ASCII bytes. */
function isUtf16(bytes: Uint8Array): boolean {
  return bytes[0] === 0 || bytes[1] === 0 || (bytes[0] ?? 0) >= 0xfe
}

const MAX_KEYS = 1000
const MAX_RECORDS = 20

/** The united keys of the first records, in order of appearance. */
function recordKeys(records: readonly unknown[]): string[] {
  const keys = new Set<string>()
  for (const record of records.slice(0, MAX_RECORDS)) if (isObject(record)) for (const key of firstKeys(record, 200)) keys.add(key)
  return [...keys]
}

function sniffArray(json: readonly unknown[], size: number): SniffedJsonArray {
  return makeNonEnumerable({ kind: "json-array", size, length: json.length, keys: recordKeys(json), json }, "json")
}

function sniffObject(json: JsonObject, size: number): SniffedJsonObject {
  const keys = firstKeys(json, MAX_KEYS)
  const types: [string, string][] = []
  const strings: [string, string][] = []
  const inside: [string, readonly string[]][] = []
  for (const key of keys) {
    const value = json[key]
    types.push([key, jsonType(value)])
    if (typeof value === "string" && value.length <= 100) strings.push([key, value])
    if (Array.isArray(value)) inside.push([key, recordKeys(value)])
    else if (isObject(value)) inside.push([key, firstKeys(value, 200)])
  }
  const summary = { types: Object.fromEntries(types), strings: Object.fromEntries(strings), inside: Object.fromEntries(inside) }
  return makeNonEnumerable({ kind: "json-object", size, keys, ...summary, json }, "json")
}

/** Keep a value out of logs and comparisons. */
function makeNonEnumerable<T extends object>(object: T, key: keyof T): T {
  return Object.defineProperty(object, key, { enumerable: false })
}

// XML and HTML

function sniffMarkup(text: string, size: number): Sniffed {
  const head = text.slice(0, HEAD_CHARS)
  if (/^<(?:!doctype\s+html|html)\b/i.test(skipComments(text).slice(0, 100))) {
    return { kind: "html", size, title: unescapeHtml(between(text, "<title", "</title") ?? "").trim(), headers: tableHeaders(text), head }
  }
  const root = rootElement(text)
  if (root === null) return { kind: "text", size, head }
  return { kind: "xml", size, root, names: root === "map" ? entryNames(text) : [], head }
}

/** The text from the first element that is neither a declaration nor a comment. */
function skipComments(text: string): string {
  let at = 0
  for (let n = 0; n < 20; n++) {
    while (at < text.length && text.charAt(at).trim() === "") at++
    const end = text.startsWith("<!--", at) ? text.indexOf("-->", at) : text.startsWith("<?", at) ? text.indexOf("?>", at) : -1
    if (end < 0) return text.slice(at, at + MAX_MARKUP_CHARS)
    at = end + (text.startsWith("<?", at) ? 2 : 3)
  }
  return ""
}

function rootElement(text: string): string | null {
  let rest = skipComments(text)
  if (/^<!doctype/i.test(rest.slice(0, 9))) rest = skipComments(rest.slice(rest.indexOf(">") + 1))
  return /^<([A-Za-z_][\w:.-]{0,99})[\s/>]/.exec(rest.slice(0, 120))?.[1] ?? null
}

function entryNames(text: string): string[] {
  const names: string[] = []
  for (const match of text.matchAll(/\sname=(?:"([^"]{0,300})"|'([^']{0,300})')/g)) {
    if (names.length >= 1000) break
    names.push(unescapeHtml(match[1] ?? match[2] ?? ""))
  }
  return names
}

/** The content of the first element that begins with `open` (without its `>`). */
function between(text: string, open: string, close: string): string | null {
  const lower = text.slice(0, 65_536).toLowerCase()
  const at = lower.indexOf(open)
  const start = at < 0 ? -1 : lower.indexOf(">", at) + 1
  const end = start <= 0 ? -1 : lower.indexOf(close, start)
  return end < 0 ? null : text.slice(start, end)
}

function tableHeaders(text: string): string[] {
  const row = between(text, "<tr", "</tr") ?? text.slice(0, 65_536)
  const cells = row.split(/<t[hd]\b/i).slice(1, 61)
  return cells.map((cell) => unescapeHtml(stripTags(cell.slice(cell.indexOf(">") + 1).slice(0, 1000))).trim())
}

function stripTags(text: string): string {
  return text.replace(/<[^<>]*>/g, "").replace(/<[^<>]*$/, "")
}

// Lines

const DELIMITERS = [",", ";", "\t"] as const

/**
 * A table where the first two lines both contain a delimiter. A first record with a URI is not a header: Ente's URI lists have commas too.
 */
function sniffCsv(text: string, begin: number, size: number): Sniffed | null {
  const delimiter = DELIMITERS.find((delimiter) =>
    text
      .slice(begin, begin + 4096)
      .split(/[\r\n]/, 1)[0]
      ?.includes(delimiter),
  )
  if (delimiter === undefined) return null
  const { cells, next } = firstRecord(text, begin, delimiter)
  if (cells.length < 2 || cells.some((cell) => cell.length > 100 || cell.includes("://"))) return null
  if (cells.filter((cell) => cell !== "").length < 2) return null
  const second = text.slice(next, next + 4096).trimStart()
  if (second === "" ? cells.length < 3 : !(second.split(/[\r\n]/, 1)[0] ?? "").includes(delimiter)) return null
  const sniffed: SniffedCsv = { kind: "csv", size, header: cells, delimiter, head: text.slice(begin, begin + HEAD_CHARS) }
  return makeNonEnumerable(sniffed, "head")
}

/** Split the record that begins at `start`; quoted cells may hold delimiters and line ends. At most 64 KiB are looked at. */
export function firstRecord(text: string, start: number, delimiter: string): { cells: string[]; next: number } {
  const cells: string[] = []
  const end = Math.min(text.length, start + 65_536)
  let cell = ""
  let quoted = false
  let at = start
  for (; at < end; at++) {
    const char = text.charAt(at)
    if (quoted) {
      if (char !== '"') cell += char
      else if (text.charAt(at + 1) === '"') cell += text.charAt(++at)
      else quoted = false
    } else if (char === '"' && cell.trim() === "") {
      cell = ""
      quoted = true
    } else if (char === delimiter) {
      cells.push(cell.trim())
      cell = ""
    } else if (char === "\n" || char === "\r") {
      break
    } else cell += char
  }
  cells.push(cell.trim())
  return { cells, next: at + 1 }
}

function sniffUris(text: string, size: number): Sniffed | null {
  const schemes = new Set<string>()
  const marks = new Set<"ente" | "winauth">()
  let lines = 0
  let otherLines = 0
  let startsWithUri = false
  for (const { scheme, text: uri } of uriLines(text)) {
    if (scheme === null) {
      otherLines++
      continue
    }
    if (lines++ === 0) startsWithUri = otherLines === 0
    schemes.add(scheme)
    if (scheme === "otpauth") {
      if (/[?&]codeDisplay=/.test(uri)) marks.add("ente")
      if (/[?&]icon=WinAuth(?:&|$)/i.test(uri)) marks.add("winauth")
    }
  }
  if (lines === 0) return null
  return { kind: "uris", size, schemes: [...schemes], marks: [...marks], lines, otherLines, startsWithUri, head: text.slice(0, HEAD_CHARS) }
}

/** Base64 characters that cover the bytes by which a picture is recognised. */
const HEAD_LETTERS = 64

function sniffBase64(text: string, size: number): Sniffed | null {
  let chars = 0
  let padding = 0
  let head = ""
  for (const { text: line } of linesOf(text)) {
    if (head.length < HEAD_LETTERS) head += line.slice(0, HEAD_LETTERS)
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at)
      if (code === 0x3d) padding++
      else if (padding > 0 || !isBase64Char(code)) return null
      else chars++
    }
  }
  if (padding > 2 || chars % 4 === 1 || (padding > 0 && (chars + padding) % 4 !== 0)) return null
  const picture = pictureType(Uint8Array.from(Buffer.from(head.slice(0, HEAD_LETTERS), "base64")))
  return { kind: "base64", size, bytes: Math.floor((chars * 3) / 4), picture }
}
