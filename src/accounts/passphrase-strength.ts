import type { TranslationKeys } from "@zxcvbn-ts/core"
import { format, texts } from "../base/language.ts"
import type { Lang, Sentence } from "../base/language.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { StrengthEstimate } from "../base/ports.ts"

export const STRENGTH_TEXTS = texts({
  tooShort: { en: "too short: at least 8 characters", ja: "短すぎます。8 文字以上にしてください" },
  veryWeak: { en: "very weak", ja: "非常に弱い" },
  weak: { en: "weak", ja: "弱い" },
  good: { en: "good", ja: "強い" },
  strong: { en: "strong", ja: "非常に強い" },
})

/** What makes a passphrase weak: a text for each of zxcvbn's warnings. */
export const WARNING_TEXTS = texts({
  straightRow: { en: "a row of the keyboard", ja: "キーボードの並び" },
  keyPattern: { en: "a pattern on the keyboard", ja: "キーボード上の規則的な並び" },
  simpleRepeat: { en: "a repeated character", ja: "同じ文字の繰り返し" },
  extendedRepeat: { en: "a repeated pattern", ja: "同じ並びの繰り返し" },
  sequences: { en: "a sequence such as abc", ja: "abc のような連続" },
  recentYears: { en: "a recent year", ja: "最近の年" },
  dates: { en: "a date", ja: "日付" },
  topTen: { en: "one of the ten most common passwords", ja: "最も多い 10 個のパスワードの一つ" },
  topHundred: { en: "a very common password", ja: "非常によくあるパスワード" },
  common: { en: "a common password", ja: "よくあるパスワード" },
  similarToCommon: { en: "similar to a common password", ja: "よくあるパスワードに類似" },
  wordByItself: { en: "a single word", ja: "単語一つだけ" },
  namesByThemselves: { en: "a single name", ja: "名前一つだけ" },
  commonNames: { en: "common names", ja: "よくある名前" },
  userInputs: { en: "a word that is guessed first", ja: "真っ先に試される単語" },
  pwned: { en: "known from leaked passwords", ja: "流出したパスワードに含まれる" },
} satisfies Record<keyof TranslationKeys["warnings"], Sentence>)

/** What makes it stronger: a text for each of zxcvbn's suggestions. */
export const SUGGESTION_TEXTS = texts({
  anotherWord: { en: "add uncommon words", ja: "珍しい単語を足してください" },
  useWords: { en: "use several uncommon words", ja: "珍しい単語をいくつか並べてください" },
  noNeed: { en: "symbols and digits are not needed", ja: "記号や数字は必要ありません" },
  l33t: { en: "@ for a helps little", ja: "a を @ に変えても効果はわずかです" },
  reverseWords: { en: "reversed words help little", ja: "逆さの単語は効果がわずかです" },
  allUppercase: { en: "capitals alone help little", ja: "すべて大文字にしても効果はわずかです" },
  capitalization: { en: "a capital at the start helps little", ja: "先頭の大文字は効果がわずかです" },
  dates: { en: "avoid dates of yours", ja: "自分に関係する日付は避けてください" },
  recentYears: { en: "avoid recent years", ja: "最近の年は避けてください" },
  associatedYears: { en: "avoid years of yours", ja: "自分に関係する年は避けてください" },
  sequences: { en: "avoid sequences", ja: "連続した文字は避けてください" },
  repeated: { en: "avoid repetitions", ja: "繰り返しは避けてください" },
  longerKeyboardPattern: { en: "change direction more often on the keyboard", ja: "キーボード上の方向をもっと変えてください" },
  pwned: { en: "choose another, also where else it is used", ja: "他で使っている所も含め、変更してください" },
} satisfies Record<keyof TranslationKeys["suggestions"], Sentence>)

/** In Unicode code points of the normalized passphrase. */
export const MIN_PASSPHRASE_LENGTH = 8

/** The least score of a passphrase that is used without a question or a warning. */
const LEAST_SCORE = 3

/** False below {@link MIN_PASSPHRASE_LENGTH}. @param passphrase - Normalized. */
export function isLongEnough({ bytes }: Passphrase): boolean {
  // Every byte but those that continue a character of UTF-8.
  return bytes.reduce((count, byte) => count + ((byte & 0xc0) === 0x80 ? 0 : 1), 0) >= MIN_PASSPHRASE_LENGTH
}

export function isWeak({ score }: StrengthEstimate): boolean {
  return score < LEAST_SCORE
}

/** The strength in words, with what makes it weak: `weak: a common password; add uncommon words`. */
export function strengthText(estimate: StrengthEstimate, lang: Lang): string {
  const { veryWeak, weak, good, strong } = STRENGTH_TEXTS
  const word = format([veryWeak, veryWeak, weak, good, strong][estimate.score] ?? weak, lang)
  if (!isWeak(estimate)) return word
  const advice = estimate.suggestions.slice(0, 2).map((key) => SUGGESTION_TEXTS[key])
  const reasons = [...(estimate.warning === null ? [] : [WARNING_TEXTS[estimate.warning]]), ...advice]
  return [word, reasons.map((reason) => format(reason, lang)).join(lang === "ja" ? "。" : "; ")].filter((part) => part !== "").join(": ")
}

const FIRST_GUESSES = "password password1 passphrase 12345678 123456789 1234567890 qwertyuiop qwerty123 iloveyou keyferry".split(" ")

/**
 * Whether a passphrase is too short or one of a few that are tried first. Costs nothing, so it runs at every opening of a vault; the
 * whole estimate is made where a passphrase is chosen.
 */
export function isObviouslyWeak(passphrase: Passphrase): boolean {
  return !isLongEnough(passphrase) || FIRST_GUESSES.some((guess) => Passphrase.of(guess).equals(passphrase))
}
