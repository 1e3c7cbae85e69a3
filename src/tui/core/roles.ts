/**
 * What a piece of text is. Screens name a role and never a colour; the theme decides how each looks.
 *
 * - `strong`, `title`: the code, the issuer, a heading. `muted`: what may be overlooked. `accent`: key names, gauges, scrollbars.
 * - `field`: the text of an input line. `match`: letters that a search has found.
 * - `ok`, `warn`, `bad`: a state as a filled word (a chip); its text begins and ends with a blank. `danger`: the text of an error.
 * - `selection`: a chosen tab, step or button. A chosen row is marked with {@link Span.selected} instead.
 * - `monogram…`: the letters of an issuer; the number has no meaning.
 */
export const ROLES = [
  ...(["text", "muted", "strong", "title", "accent", "match", "field", "danger", "selection", "ok", "warn", "bad", "border"] as const),
  ...(["monogram0", "monogram1", "monogram2", "monogram3", "monogram4", "monogram5"] as const),
] as const
export type Role = (typeof ROLES)[number]

/** The roles of states. Without colours their words are in brackets. */
export const CHIPS: readonly Role[] = ["ok", "warn", "bad"]
