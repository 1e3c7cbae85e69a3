import type { Draft } from "../../../accounts/account.ts"
import { makeDraft } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { formatOtpUri, parseOtpUri } from "../../../accounts/uri.ts"
import type { TreeFile } from "../../handler.ts"
import { base32Field } from "../../records/fields.ts"
import { isLikelySecret } from "../../guess/likely-secret.ts"
import { encodeUtf8, linesOf } from "../../records/text.ts"

/** Entries of a password store, decrypted: what `pass`, `pass-otp` and `gopass` write. */
export const STORE_TEXTS = texts({
  counter: { en: "the counter of a counter-based code is missing", ja: "カウンター式コードのカウンターがありません" },
})

/** What an entry's place tells of its account, where the entry itself tells nothing. */
export interface EntryPlace {
  readonly issuer: string
  readonly name: string
  readonly groups: readonly string[]
}

/** Directories that hold a store, and nothing of it is above them. */
const ROOTS = [/(?:^|\/)\.?password-store\//, /(?:^|\/)gopass\/stores\/[^/]+\//]

/**
 * `Work/GitHub/alice.gpg` is alice's account at GitHub, in the group Work; one part alone is the issuer.
 *
 * @param name - Of the file, as the user named it: only its last part counts, unless a store's own directory is in it.
 * @param within - Its place under the directory that was named.
 */
export function placeOfEntry(name: string, within: string | undefined): EntryPlace {
  const inStore = ROOTS.flatMap((root) => {
    const found = root.exec(name)
    return found === null ? [] : [name.slice(found.index + found[0].length)]
  })[0]
  const path = inStore ?? within ?? name.slice(name.lastIndexOf("/") + 1)
  const parts = path
    .replace(/\.(?:gpg|asc|pgp|txt)$/i, "")
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "")
  const last = parts.pop() ?? ""
  const issuer = parts.pop()
  if (issuer === undefined) return { issuer: last, name: "", groups: [] }
  return { issuer, name: last, groups: parts.length === 0 ? [] : [parts.join("/")] }
}

/** The line's key in lower case, and its value without quotes; `otpauth://…` is a key with a value too. */
const KEY_LINE = /^["']?(totp|hotp|otpauth|otp)["']?\s*:\s*(.+)$/i

/** Whether a text, of which this is the beginning, looks like an entry whose code stands under one of gopass' keys. */
export function hasCodeLine(head: string): boolean {
  return [...linesOf(head)].some(({ text }) => {
    const [, key = "", value = ""] = KEY_LINE.exec(text) ?? []
    return key !== "" && (/^(?:otpauth:)?\/\/[th]otp\//i.test(unquoted(value)) || isLikelySecret(unquoted(value)))
  })
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, "$2").trim()

/**
 * The accounts of an entry, in the order of its lines. The first line, which is a password, and all other lines are passed over.
 *
 * @returns Null for an entry without a code.
 * @throws AppError `format-damaged`, `format-unsupported` where a code is there but cannot be read
 */
export function readEntry(text: string, place: EntryPlace): readonly Draft[] | null {
  const lines = [...linesOf(text)].map(({ text }) => text)
  const drafts = lines.flatMap((line) => readLine(line, lines, place) ?? [])
  return drafts.length === 0 ? null : drafts
}

function readLine(line: string, lines: readonly string[], place: EntryPlace): Draft | null {
  if (/^(?:otpauth|steam):\/\//i.test(line)) return placed(parseOtpUri(withOneCounter(line)), place)
  const [, key = "", raw = ""] = KEY_LINE.exec(line) ?? []
  const word = key.toLowerCase()
  const value = unquoted(raw)
  if (word === "") return null
  // gopass takes the colon of the URI's scheme for the end of a key.
  if (word === "otpauth" && value.startsWith("//")) return placed(parseOtpUri(`otpauth:${value}`), place)
  if (/^(?:otpauth|steam):\/\//i.test(value)) return placed(parseOtpUri(value), place)
  // People keep all sorts of things under "otp".
  if (word === "otpauth" || (word === "otp" && !isLikelySecret(value))) return null
  const secret = base32Field(value)
  if (word !== "hotp") return makeDraft({ kind: "totp", secret, ...place })
  const counter = lines.map((other) => /^counter\s*:\s*(\d{1,15})$/i.exec(other)?.[1]).find((found) => found !== undefined)
  if (counter === undefined) throw new AppError("format-damaged", STORE_TEXTS.counter)
  return makeDraft({ kind: "hotp", secret, counter: Number(counter), ...place })
}

/** Under bash 5.2 and newer, where `&` in a replacement means what was found, pass-otp counts on by `counter=7counter=8`. */
const withOneCounter = (uri: string): string => uri.replace(/([?&]counter=)(?:\d{1,16}counter=)+(?=\d)/, "$1")

function placed(draft: Draft, { issuer, name, groups }: EntryPlace): Draft {
  const named = draft.issuer !== "" || draft.name !== ""
  return { ...draft, ...(named ? {} : { issuer, name }), groups }
}

/** In bytes, the ending included: what file systems take. */
const MAX_PART_BYTES = 200
const ENDING = ".gpg"

/**
 * One file an account, at `issuer/name.gpg` as `pass otp insert` puts them, with the first group before that; of two with the same path, in upper or lower case, the
 * later gets a number.
 */
export function writeEntries(drafts: readonly Draft[]): TreeFile[] {
  const taken = new Set<string>()
  return drafts.map((draft) => {
    const path = freePath(pathOf(draft), taken)
    taken.add(fold(path))
    return { path: path + ENDING, bytes: encodeUtf8(`${formatOtpUri(draft)}\n`) }
  })
}

/** What names the account in a store where it has no name at all. */
export const NAMELESS = "account"

function pathOf({ issuer, name, groups }: Draft): string {
  const group = groupPath(groups[0] ?? "")
  const parts = [issuer, name].map(safePart).filter((part) => part !== "")
  // What stands before the last two parts is the group: below one there are always two.
  while (parts.length < (group.length > 0 ? 2 : 1)) parts.push(NAMELESS)
  return [...group, ...parts].join("/")
}

const groupPath = (group: string): string[] =>
  group
    .split("/")
    .map(safePart)
    .filter((part) => part !== "")

/** Whether a group's name survives as a directory's. */
export function keepsGroup(group: string): boolean {
  return groupPath(group).join("/") === group
}

/** A part of a path that no file system and no shell stumbles over: no slash, no control or invisible character, no dot in front. */
function safePart(text: string): string {
  const clean = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[\s.-]+|[\s.]+$/g, "")
  return cutBytes(clean, MAX_PART_BYTES).trimEnd()
}

function cutBytes(text: string, most: number): string {
  let out = ""
  let size = 0
  for (const char of text) {
    size += Buffer.byteLength(char)
    if (size > most) break
    out += char
  }
  return out
}

function freePath(path: string, taken: ReadonlySet<string>): string {
  if (!taken.has(fold(path))) return path
  for (let n = 2; ; n++) if (!taken.has(fold(`${path} ${n}`))) return `${path} ${n}`
}

/** File systems that know no case, or no composition, take these for one. */
const fold = (path: string): string => path.normalize("NFKC").toLowerCase()
