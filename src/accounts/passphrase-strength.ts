import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"

export const STRENGTH_TEXTS = texts({
  tooShort: { en: "too short: at least 8 characters", ja: "短すぎます。8 文字以上にしてください" },
  veryWeak: { en: "very weak: easy to guess", ja: "非常に弱い: すぐに推測されます" },
  weak: { en: "weak: a few more words would help", ja: "弱い: 単語をいくつか足すと強くなります" },
  fair: { en: "fair", ja: "普通" },
  good: { en: "good", ja: "強い" },
  strong: { en: "strong", ja: "非常に強い" },
})

/** In Unicode code points of the normalized passphrase. */
export const MIN_PASSPHRASE_LENGTH = 8

/** The least {@link Strength.score} of a passphrase that is used without a question or a warning. */
export const FAIR = 2

export interface Strength {
  /** False below {@link MIN_PASSPHRASE_LENGTH}: such a passphrase must be refused. */
  readonly longEnough: boolean
  /** 0 very weak … 4 strong. */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** The score in words. */
  readonly sentence: Sentence
}

/**
 * The form of a passphrase that keys are derived from: NFC, because terminals and input methods send `é` and `が` composed or decomposed.
 * White space is kept. Lone surrogates, which have no UTF-8 form, become U+FFFD.
 */
export function normalizePassphrase(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC")
}

/** The least bits for the scores 1 to 4. With the vault's scrypt one guess takes about half a second. */
const SCORE_BITS = [24, 36, 48, 60] as const

/**
 * A rough lower estimate, shown to the user: the guesses needed by someone who tries repetitions, sequences, rows of the keyboard, dates
 * and common words first. It does not prove that a passphrase is safe.
 */
export function estimateStrength(passphrase: string): Strength {
  const text = normalizePassphrase(passphrase)
  const chars = Array.from(text).slice(0, 256)
  if (chars.length < MIN_PASSPHRASE_LENGTH) return { longEnough: false, score: 0, sentence: STRENGTH_TEXTS.tooShort }
  const bits = estimateBits(chars)
  const score = SCORE_BITS.filter((least) => bits >= least).length as Strength["score"]
  const { veryWeak, weak, fair, good, strong } = STRENGTH_TEXTS
  return { longEnough: true, score, sentence: [veryWeak, weak, fair, good, strong][score] ?? weak }
}

function estimateBits(chars: readonly string[]): number {
  const text = chars.map((char) => (char.length === 1 ? char : "?")).join("")
  const bitsAt = bitsPerCharacter(chars)
  const lower = chars.map((char) => char.toLowerCase())
  const withoutLookAlikes = lower.map((char) => LOOK_ALIKES[char] ?? char).join("")
  let bits = 0
  for (let at = 0; at < chars.length;) {
    const common = commonPieceLength(withoutLookAlikes, at)
    if (common > 0) {
      // A word of a short list; covers capitals and look-alike characters too.
      bits += 11
      at += common
      continue
    }
    const date = DATE.exec(text.slice(at, at + 10))?.[0]
    if (date !== undefined) {
      bits += date.length > 4 ? 15 : 7
      at += date.length
      continue
    }
    const repeat = repeatedLength(lower, at)
    if (repeat > 0) {
      bits += repeat === 1 ? 0.5 : 2
      at += repeat
      continue
    }
    bits += isSequential(lower[at - 1], lower[at]) ? 1 : bitsAt(at)
    at++
  }
  return bits
}

/** A year from 1900 to 2099, or a date that starts with one. */
const DATE = /^(?:19|20)\d\d(?:[-./]?[01]\d[-./]?[0-3]\d)?/

/** A function that gives the bits of the character at an index, where it belongs to no word, date, repetition or sequence. */
function bitsPerCharacter(chars: readonly string[]): (at: number) => number {
  const text = chars.join("")
  // A text of letters only consists of words; a letter of a word has fewer bits than a random one.
  if (/^[\p{L}\p{M} '-]+$/u.test(text)) return (at) => bitsOfLetter(chars[at] ?? "")
  const classes: [of: RegExp, size: number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[\u3040-\u30ff]/, 80],
    [/\p{Script=Han}/u, 1000],
    [/[^\x20-\x7e\u3040-\u30ff\p{Script=Han}]/u, 100],
  ]
  const bits = Math.log2(classes.reduce((pool, [of, size]) => pool + (of.test(text) ? size : 0), 0))
  // The same holds for letters and look-alikes that form a word among other characters.
  const words = new Set<number>()
  const spelled = chars.map((char) => (char.length === 1 ? (LOOK_ALIKES[char] ?? char) : "?")).join("")
  for (const { index, 0: word } of spelled.matchAll(/[A-Za-z][a-z]{3,}/g)) for (let i = 0; i < word.length; i++) words.add(index + i)
  return (at) => (words.has(at) ? 3 : bits)
}

function bitsOfLetter(char: string): number {
  if (char < "\x7f") return 2.2
  return /\p{Script=Han}/u.test(char) ? 6 : 3.5
}

/** The length of the piece at `at` that occurs earlier: 1 where it repeats the character before, else 3 or more; 0 where none does. */
function repeatedLength(chars: readonly string[], at: number): number {
  if (at > 0 && chars[at] === chars[at - 1]) return 1
  let longest = 0
  for (let from = 0; from < at; from++) {
    let length = 0
    while (from + length < at && at + length < chars.length && chars[from + length] === chars[at + length]) length++
    longest = Math.max(longest, length)
  }
  return longest >= 3 ? longest : 0
}

const KEYBOARD_ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qazwsxedcrfvtgbyhnujmikolp"]

/** Whether two characters are neighbours in the alphabet, the digits or a row of the keyboard. */
function isSequential(before: string | undefined, char: string | undefined): boolean {
  if (before === undefined || char === undefined) return false
  if (Math.abs(before.charCodeAt(0) - char.charCodeAt(0)) === 1) return true
  return KEYBOARD_ROWS.some((row) => row.includes(before + char) || row.includes(char + before))
}

/** Characters that stand for letters in words. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
}

/** Words that are frequent in leaked passwords, with look-alike characters already replaced; see {@link LOOK_ALIKES}. */
const COMMON_PIECES: readonly string[] =
  `password passwort passwd iloveyou football baseball superman princess sunshine starwars computer internet whatever trustnoi welcome
  monkey dragon master shadow michael jordan jennifer charlie qwerty azerty letmein admin login secret keyferry vault authenticator
  summer winter spring autumn monday january hello freedom cheese killer hunter pepper ginger cookie
  flower purple orange banana soccer hockey batman pokemon naruto sakura tokyo london google apple samsung changeme default
  access test love doraemon himitsu angou nihon arigatou`
    .split(/\s+/)
    .concat("correct horse battery staple")
    .sort((a, b) => b.length - a.length)

/** The length of the longest common word that starts at `at`; 0 where there is none. */
function commonPieceLength(text: string, at: number): number {
  return COMMON_PIECES.find((word) => text.startsWith(word, at))?.length ?? 0
}
