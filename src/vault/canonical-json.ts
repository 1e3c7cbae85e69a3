import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const CANONICAL_TEXTS = texts({
  tooDeep: { en: "the vault's content is nested too deeply", ja: "保管庫の内容の入れ子が深すぎます" },
})

/** Deeper than any real content, and shallow enough for the call stack. */
const MAX_DEPTH = 100

/**
 * The canonical text of a JSON value: no white space, members sorted by name (by UTF-16 code units), numbers and strings as ECMAScript
 * writes them. Equal values have the same text, whichever program wrote them.
 *
 * @param value - As `JSON.parse` returns it; members that are undefined are left out.
 * @throws {@link AppError} `limit-exceeded` beyond {@link MAX_DEPTH} levels
 * @see RFC 8785
 */
export function canonicalJson(value: unknown): string {
  const sorted = withSortedMembers(value, 0)
  return sorted === UNSORTABLE ? joinSorted(value, 0) : JSON.stringify(sorted)
}

const UNSORTABLE = Symbol("unsortable")
/** Names that keep no place in an object: integers come first, and `__proto__` is not a member. */
const PLACELESS_NAME = /^(?:\d|__proto__$)/

/** A copy whose members are sorted, so that the engine writes it as a whole, which takes a third of the time of {@link joinSorted}. */
function withSortedMembers(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new AppError("limit-exceeded", CANONICAL_TEXTS.tooDeep)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => withSortedMembers(item, depth + 1))
    return items.includes(UNSORTABLE) ? UNSORTABLE : items
  }
  const sorted: Record<string, unknown> = {}
  for (const name of Object.keys(value).sort()) {
    const member = withSortedMembers((value as Readonly<Record<string, unknown>>)[name], depth + 1)
    if (member === UNSORTABLE || PLACELESS_NAME.test(name)) return UNSORTABLE
    sorted[name] = member
  }
  return sorted
}

/** For any names. */
function joinSorted(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new AppError("limit-exceeded", CANONICAL_TEXTS.tooDeep)
  if (Array.isArray(value)) return `[${value.map((item) => joinSorted(item, depth + 1)).join(",")}]`
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${joinSorted(member, depth + 1)}`)
    return `{${members.join(",")}}`
  }
  return JSON.stringify(value)
}
