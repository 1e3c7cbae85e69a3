import { makeDraft } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { isLikelySecret } from "../../guess/likely-secret.ts"
import type { TreeFile } from "../../handler.ts"
import { base32Field } from "../../records/fields.ts"
import { encodeUtf8, linesOf } from "../../records/text.ts"

/** Entries of a password store, decrypted: what `pass`, `pass-otp` and `gopass` write. */
export const STORE_TEXTS = texts({
  counter: { en: "the counter of a counter-based code is missing", ja: "カウンター式コードのカウンターがありません" },
})

/** Issuer, name and groups of an account according to the path of its entry. */
export interface EntryPlace {
  readonly issuer: string
  readonly name: string
  readonly groups: readonly string[]
}

/** The root directories of stores. */
const STORE_ROOTS = [/(?:^|\/)\.?password-store\//, /(?:^|\/)gopass\/stores\/[^/]+\//]

/**
 * `Work/GitHub/alice.gpg` is alice's account at GitHub, in the group Work; a path of one part is the issuer.
 *
 * @param name - Of the file, as the user named it: only its last part counts, unless a store's own directory is in it.
 * @param within - Its place under the directory that was named.
 */
export function placeOfEntry(name: string, within: string | undefined): EntryPlace {
  const inStore = STORE_ROOTS.flatMap((root) => {
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

/** Whether a text looks like an entry that has a code under one of gopass' keys. @param head - The beginning of the text. */
export function hasCodeLine(head: string): boolean {
  return [...linesOf(head)].some(({ text }) => {
    const [, key = "", value = ""] = KEY_LINE.exec(text) ?? []
    return key !== "" && (/^(?:otpauth:)?\/\/[th]otp\//i.test(unquoted(value)) || isLikelySecret(unquoted(value)))
  })
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, "$2").trim()

/**
 * The accounts of an entry, in the order of its lines. All other lines, such as the password in the first line, are skipped.
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
  if (/^(?:otpauth|steam):\/\//i.test(line)) return withPlace(parseOtpUri(withOneCounter(line)), place)
  const [, key = "", raw = ""] = KEY_LINE.exec(line) ?? []
  const word = key.toLowerCase()
  const value = unquoted(raw)
  if (word === "") return null
  // gopass splits the URI at the colon of its scheme, which it reads as the end of a key.
  if (word === "otpauth" && value.startsWith("//")) return withPlace(parseOtpUri(`otpauth:${value}`), place)
  if (/^(?:otpauth|steam):\/\//i.test(value)) return withPlace(parseOtpUri(value), place)
  // The value of "otp" may be something else than a secret.
  if (word === "otpauth" || (word === "otp" && !isLikelySecret(value))) return null
  const secret = base32Field(value)
  if (word !== "hotp") return makeDraft({ kind: "totp", secret, ...place })
  const counter = lines.map((other) => /^counter\s*:\s*(\d{1,15})$/i.exec(other)?.[1]).find((found) => found !== undefined)
  if (counter === undefined) throw new AppError("format-damaged", STORE_TEXTS.counter)
  return makeDraft({ kind: "hotp", secret, counter: Number(counter), ...place })
}

/** Since bash 5.2, `&` in a replacement stands for the matched text, so pass-otp writes `counter=7counter=8` when it increments. */
const withOneCounter = (uri: string): string => uri.replace(/([?&]counter=)(?:\d{1,16}counter=)+(?=\d)/, "$1")

function withPlace(draft: Draft, { issuer, name, groups }: EntryPlace): Draft {
  const named = draft.issuer !== "" || draft.name !== ""
  return { ...draft, ...(named ? {} : { issuer, name }), groups }
}

/** In bytes. With the ending it stays below the 255 bytes that file systems allow. */
const MAX_PART_BYTES = 200
const ENDING = ".gpg"

/**
 * Write one file per account, at `issuer/name.gpg` like `pass otp insert`, below the first group. Where two paths are equal apart from case, the later
 * one gets a number.
 */
export function writeEntries(drafts: readonly Draft[]): TreeFile[] {
  const taken = new Set<string>()
  return drafts.map((draft) => {
    const path = freePath(toPath(draft), taken)
    taken.add(fold(path))
    return { path: path + ENDING, bytes: encodeUtf8(`${formatOtpUri(draft)}\n`) }
  })
}

/** The name in the store of an account without issuer and name. */
export const NAMELESS = "account"

function toPath({ issuer, name, groups }: Draft): string {
  const group = groupPath(groups[0] ?? "")
  const parts = [issuer, name].map(safePart).filter((part) => part !== "")
  // The parts before the last two are the group, so below a group there are always two.
  while (parts.length < (group.length > 0 ? 2 : 1)) parts.push(NAMELESS)
  return [...group, ...parts].join("/")
}

const groupPath = (group: string): string[] =>
  group
    .split("/")
    .map(safePart)
    .filter((part) => part !== "")

/** Whether the name of a group is kept exactly as a directory's name. */
export function keepsGroup(group: string): boolean {
  return groupPath(group).join("/") === group
}

/** A part of a path that is safe for file systems and shells: no slash, no control or invisible character, no leading dot. */
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

/** Equal for paths that are the same on a file system that ignores case or Unicode composition. */
const fold = (path: string): string => path.normalize("NFKC").toLowerCase()
