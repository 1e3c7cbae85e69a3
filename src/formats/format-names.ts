import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import { APP_GUIDES, formatNamed, letters } from "./guides.ts"
import type { Handler } from "./handler.ts"
import { handlerById, titleOf } from "./lookup.ts"
import type { Registry } from "./lookup.ts"

const FORMAT_NAME_TEXTS = texts({
  unknown: {
    en: 'unknown format; "keyferry formats" lists all formats',
    ja: "そのような形式はありません。一覧は keyferry formats で表示します",
  },
  suggestion: {
    en: 'unknown format; did you mean {ids}? "keyferry formats" lists all formats',
    ja: "そのような形式はありません。候補: {ids}。一覧は keyferry formats で表示します",
  },
})

/** Other names of apps, by format. */
const ALIASES: readonly { readonly id: string; readonly names: readonly string[] }[] = [
  { id: "apple-passwords", names: ["iCloud Keychain", "iCloud Passwords", "iOS Passwords", "Safari"] },
  { id: "google-migration", names: ["gauth", "otpauth-migration"] },
  { id: "microsoft-authenticator", names: ["MS Authenticator", "Azure Authenticator"] },
  { id: "otpauth-uri", names: ["otpauth", "URI"] },
  { id: "qr-image", names: ["picture", "image", "screenshot"] },
]

/** At most so many formats are suggested. */
const MAX_SUGGESTIONS = 5

/**
 * The formats that the user may mean: the one with this id or name; otherwise those whose id or name begins with it, has a word that
 * begins with it, or is the beginning of it. Case and punctuation do not count. Several formats of one app count as its main one.
 *
 * @param name - Such as `google`, `Ente`, `Aegis Authenticator`.
 * @returns several where the name is ambiguous; empty where no format has such a name
 */
export function formatsNamed(registry: Registry, name: string): readonly Handler[] {
  return onePerApp(registry, namedAlike(registry, name))
}

function namedAlike(registry: Registry, name: string): readonly Handler[] {
  const exact = formatNamed(registry, name)
  if (exact !== undefined) return [exact]
  const wanted = letters(name)
  if (wanted === "") return []
  const matches: ((text: string) => boolean)[] = [
    (text) => letters(text) === wanted,
    (text) => letters(text).startsWith(wanted),
    (text) => wordEnds(text).some((end) => end.startsWith(wanted)),
    (text) => letters(text).length >= 3 && wanted.startsWith(letters(text)),
  ]
  for (const isMatch of matches) {
    const found = registry.filter((handler) => namesOf(handler).some(isMatch))
    if (found.length > 0) return found
  }
  return []
}

/** The ids that the user may have meant by an unknown one, best first; at most {@link MAX_SUGGESTIONS}, empty where none is similar. */
function suggestedIds(registry: Registry, name: string): readonly string[] {
  const named = namedAlike(registry, name).map(({ id }) => id)
  if (named.length > 0) return named.slice(0, MAX_SUGGESTIONS)
  const wanted = letters(name)
  const editsOf = (handler: Handler): number =>
    Math.min(...namesOf(handler).flatMap((text) => [letters(text), ...wordsOf(text)].map((part) => editDistance(part, wanted))))
  return registry
    .map((handler) => ({ id: handler.id, edits: editsOf(handler) }))
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(wanted.length / 3)) && edits < wanted.length)
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ id }) => id)
}

/**
 * The error for an unknown format, which names similar ones.
 *
 * @param formats - Those that may be suggested.
 * @param name - As the user typed it; the message does not quote it.
 */
export function unknownFormat(formats: Registry, name: string): AppError {
  const ids = suggestedIds(formats, name).join(", ")
  if (ids === "") return new AppError("usage", FORMAT_NAME_TEXTS.unknown)
  return new AppError("usage", FORMAT_NAME_TEXTS.suggestion, { detail: { ids } })
}

/** Id, title, app and other names, in both languages. */
function namesOf(handler: Handler): readonly string[] {
  const both = ({ en, ja }: Sentence): readonly string[] => [en, ja]
  const apps = APP_GUIDES.filter(({ formats }) => formats.includes(handler.id)).flatMap(({ app }) => both(app))
  return [handler.id, ...both(titleOf(handler)), ...apps, ...(ALIASES.find(({ id }) => id === handler.id)?.names ?? [])]
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** The letters and digits from the beginning of each word to the end of the text. */
const wordEnds = (text: string): readonly string[] => wordsOf(text).map((_, at, words) => words.slice(at).join(""))

/** Replaces several formats of one app by its main format. */
function onePerApp(registry: Registry, found: readonly Handler[]): readonly Handler[] {
  const main = ({ id }: Handler): string => {
    const formats = APP_GUIDES.find((guide) => guide.formats.includes(id))?.formats ?? []
    return found.filter((handler) => formats.includes(handler.id)).length > 1 ? (formats[0] ?? id) : id
  }
  return [...new Set(found.map(main))].flatMap((id) => handlerById(registry, id) ?? [])
}

/** How many characters must be inserted, deleted, replaced or swapped with their neighbour to make `b` of `a`. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY))
    }
  }
  return at(a.length, b.length)
}
