import type { Draft } from "../../accounts/account.ts"
import { MAX_LENGTHS } from "../../accounts/ranges.ts"
import { isAppError } from "../../base/errors.ts"
import type { AppError } from "../../base/errors.ts"
import { checkRecords } from "../limits.ts"
import { linesOf } from "./text.ts"
import { readFilledTotpValue } from "./totp-value.ts"

/** A field of an item for one-time passwords. */
export interface CodeField {
  /** An `otpauth://` URI, `steam://SECRET` or a bare base32 secret; blank where the item has no code. */
  readonly value: string
  /** The field's name, which tells several codes of one item apart. Default: none. */
  readonly label?: string
}

/** A code whose secret, digits and so on are values of their own. */
export interface CodeParts {
  /** @throws AppError where the code cannot be read */
  readonly read: (names: ItemNames) => Draft
  readonly label?: string
}

/** An item's title, or the host of its URL, and its user name. */
export interface ItemNames {
  readonly title: string
  readonly username: string
}

/** A password manager's item, which may hold several codes. */
export interface VaultItem {
  readonly title: string
  readonly username: string
  /** Its host is the issuer where the title is blank. */
  readonly url?: string
  readonly codes: readonly (CodeField | CodeParts)[]
  /** Notes and other texts of the item. Their lines that begin with `otpauth://` are codes too, unless a field has the same secret. */
  readonly texts?: readonly string[]
  /** The same for every code of the item. */
  readonly details?: Partial<Draft>
}

/**
 * The codes of an item, for {@link RecordReader.readItems}: one function per code, which throws where that code cannot be read.
 *
 * The second and later codes that would have the issuer and name of an earlier one get the field's label: `Issuer (label)`.
 */
export function itemCodes(item: VaultItem): (() => Draft)[] {
  const title = item.title.trim() === "" ? hostOf(item.url ?? "") : item.title
  const names = { title: cut(title, MAX_LENGTHS.issuer), username: cut(item.username, MAX_LENGTHS.name) }
  const filled = item.codes.filter((field) => "read" in field || field.value.trim() !== "").map((field) => attempt(field, names))
  const secrets = new Set(filled.flatMap((code) => secretOf(code) ?? []))
  const found = uriLinesIn(item.texts ?? []).map((value) => attempt({ value }, names))
  const further = found.filter((code) => {
    const secret = secretOf(code)
    if (secret === null) return true
    const isNew = !secrets.has(secret)
    secrets.add(secret)
    return isNew
  })
  const labels = new Set<string>()
  return [...filled, ...further].map(({ field, read }) => {
    if (isAppError(read)) {
      return () => {
        throw read
      }
    }
    const draft = { ...labelRepeated(read, field.label ?? "", labels), ...item.details }
    return () => draft
  })
}

/** A text that is too long is cut, but stays too long: each code of the item is compared by it. */
const cut = (text: string, most: number): string => text.trim().slice(0, most + 1)

interface Attempt {
  readonly field: CodeField | CodeParts
  readonly read: Draft | AppError
}

function attempt(field: CodeField | CodeParts, names: ItemNames): Attempt {
  try {
    return { field, read: "read" in field ? field.read(names) : readFilledTotpValue(field.value, names) }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { field, read: error }
  }
}

function secretOf({ read }: Attempt): string | null {
  return isAppError(read) ? null : read.secret.toBase32()
}

/**
 * Add a field's label to the issuer where the item has a code with the same issuer and name.
 *
 * @param labels - Issuers and names of the item's codes so far; gets this one.
 */
export function labelRepeated(draft: Draft, label: string, labels: Set<string>): Draft {
  const key = ({ issuer, name }: Draft): string => `${issuer}\n${name}`
  const isRepeated = labels.has(key(draft)) && label.trim() !== ""
  const labelled = isRepeated ? { ...draft, issuer: draft.issuer === "" ? label.trim() : `${draft.issuer} (${label.trim()})` } : draft
  labels.add(key(labelled))
  return labelled
}

/**
 * The lines of texts that begin with `otpauth://` and have a secret, trimmed. Without a secret it is a text about such URIs.
 *
 * @throws AppError `limit-exceeded`
 */
export function uriLinesIn(texts: readonly string[]): string[] {
  const found: string[] = []
  for (const text of texts) {
    if (!/otpauth:\/\//i.test(text)) continue
    // A note may have millions of lines: none is kept but those with a URI.
    for (const { text: line } of linesOf(text)) {
      if (!/^otpauth:\/\//i.test(line) || !/[?&;]secret=/i.test(line)) continue
      checkRecords(found.push(line))
    }
  }
  return found
}

/** The host of a URL without `www.`; `""` where the text is none. */
export function hostOf(url: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(url.trim())?.[1] ?? ""
  return host.replace(/^www\./i, "")
}
