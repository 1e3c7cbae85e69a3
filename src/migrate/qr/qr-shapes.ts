import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import { graphemes } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"

export const SHAPE_TEXTS = texts({
  defaults: { en: "default settings are left out of the code to keep it small", ja: "コードを小さくするため、標準の設定は省略しています" },
  issuer: { en: "the issuer is named once in the code to keep it small", ja: "コードを小さくするため、発行者は 1 回だけ入れています" },
  shortened: {
    en: "the name is shortened so that the code fits; the phone will show it with “..” at the end",
    ja: "コードを収めるため名前を短縮しています。スマートフォンでは末尾に「..」が付いて表示されます",
  },
})

/** An account's URI in one of its forms. */
export interface UriShape {
  /** The URI, which contains the secret. */
  readonly text: string
  /** What is left out or shortened. */
  readonly notes: readonly Message[]
}

const CUT_MARK = ".."
const MIN_KEPT_CHARACTERS = 2

/**
 * The forms of an account's URI, each smaller than the one before: complete; without default settings; with the issuer only once; then
 * with a shorter and shorter name, and finally a shorter and shorter issuer.
 */
export function* uriShapes(draft: Draft): Generator<UriShape, undefined> {
  const note = (sentence: Message["sentence"]): Message => ({ sentence, detail: {} })
  yield { text: formatOtpUri(draft), notes: [] }
  let shortest = formatOtpUri(draft).length
  const smaller = function* (text: string, notes: readonly Message[]): Generator<UriShape> {
    if (text.length >= shortest) return
    shortest = text.length
    yield { text, notes }
  }
  yield* smaller(formatOtpUri(draft, { defaults: "omitted" }), [note(SHAPE_TEXTS.defaults)])
  const style = { defaults: "omitted", issuer: "parameter" } as const
  yield* smaller(formatOtpUri(draft, style), [note(SHAPE_TEXTS.defaults), note(SHAPE_TEXTS.issuer)])
  const notes = [note(SHAPE_TEXTS.defaults), note(SHAPE_TEXTS.issuer), note(SHAPE_TEXTS.shortened)]
  for (const name of shortenedTexts(draft.name)) yield* smaller(formatOtpUri({ ...draft, name }, style), notes)
  const name = [...shortenedTexts(draft.name)].at(-1) ?? draft.name
  for (const issuer of shortenedTexts(draft.issuer)) yield* smaller(formatOtpUri({ ...draft, name, issuer }, style), notes)
}

/** The text shortened by a fifth of its length each time, never inside a grapheme cluster. */
function* shortenedTexts(text: string): Generator<string> {
  const letters = graphemes(text)
  const step = Math.max(1, Math.floor(letters.length / 5))
  for (let kept = letters.length - step; kept >= MIN_KEPT_CHARACTERS; kept -= step)
    yield letters.slice(0, kept).join("").trimEnd() + CUT_MARK
}
