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
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new AppError("limit-exceeded", CANONICAL_TEXTS.tooDeep)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, depth + 1)}`)
    return `{${members.join(",")}}`
  }
  return JSON.stringify(value)
}
