import { fold } from "../../../../accounts/search.ts"
import { cellWidth, graphemes, sanitize } from "../../../../base/display.ts"
import { span } from "../../../components/rows.ts"
import type { Span } from "../../../core/frame.ts"
import type { Role } from "../../../core/roles.ts"

/** The cells of a badge. */
export const BADGE_WIDTH = 4

const MONOGRAMS = ["monogram0", "monogram1", "monogram2", "monogram3", "monogram4", "monogram5"] as const satisfies readonly Role[]

/** Two letters of the issuer (of the name where there is none), or one wide letter, on a colour that depends on the issuer alone. */
export function badge(account: { readonly issuer: string; readonly name: string }): Span {
  const text = sanitize(account.issuer).trim() || sanitize(account.name).trim()
  const letters = monogram(text)
  return span(` ${letters}${" ".repeat(BADGE_WIDTH - 1 - cellWidth(letters))}`, MONOGRAMS[hashOf(fold(text)) % MONOGRAMS.length])
}

/** The initials of two words, or of a word with a capital inside (`GitHub`), else the first two letters: at most 2 cells. */
export function monogram(text: string): string {
  const words = text
    .replace(/@.*$/u, "")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "")
  const [first = "", second] = words
  const letters = graphemes(first)
  const inner = letters.slice(1).find((letter, at) => /\p{Lu}/u.test(letter) && /\p{Ll}/u.test(letters[at] ?? ""))
  const one = capital(letters[0] ?? graphemes(text)[0] ?? "")
  const two = one + capital(inner ?? (second === undefined ? letters[1] : graphemes(second)[0]) ?? "")
  return cellWidth(two) <= 2 ? two : cellWidth(one) <= 2 ? one : ""
}

/** In upper case where that is still one letter. */
function capital(letter: string): string {
  const upper = letter.toUpperCase()
  return graphemes(upper).length === 1 ? upper : letter
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
