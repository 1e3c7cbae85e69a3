import type { Sentence } from "../base/language.ts"
import { texts } from "../base/language.ts"

export const STRENGTH_TEXTS = texts({
  tooShort: { en: "too short: 8 characters at least", ja: "短すぎます。8 文字以上にしてください" },
  veryWeak: { en: "very weak: soon guessed", ja: "非常に弱い: すぐに推測されます" },
  weak: { en: "weak: a few more words would help", ja: "弱い: 単語をいくつか足すと強くなります" },
  fair: { en: "fair", ja: "普通" },
  good: { en: "good", ja: "強い" },
  strong: { en: "strong", ja: "非常に強い" },
})

/** In characters as the user counts them. */
export const MIN_PASSPHRASE_LENGTH = 8

export interface Strength {
  /** False below {@link MIN_PASSPHRASE_LENGTH}: not to be accepted. */
  readonly longEnough: boolean
  /** 0 very weak … 4 strong. */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly sentence: Sentence
}

/**
 * The one form of a passphrase that keys are made from: NFC, since terminals and input methods send either form of `é` and `が`.
 * Nothing is trimmed. Lone surrogates, which have no bytes, become U+FFFD.
 */
export function normalizePassphrase(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC")
}

/** Bits a guesser must at least try for scores 1 to 4; scrypt makes each guess cost about half a second. */
const SCORE_BITS = [24, 36, 48, 60] as const

/**
 * A rough estimate for the user's eye, from below: how many guesses someone would need who knows that people repeat, count up, walk
 * along the keyboard and take common words. It is not a measure of safety.
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
  const worth = bitsPerCharacter(chars)
  const lower = chars.map((char) => char.toLowerCase())
  const plain = lower.map((char) => LOOK_ALIKES[char] ?? char).join("")
  let bits = 0
  for (let at = 0; at < chars.length;) {
    const common = commonPieceLength(plain, at)
    if (common > 0) {
      // A word from a short list, capitals and look-alikes included.
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
    bits += isSequential(lower[at - 1], lower[at]) ? 1 : worth(at)
    at++
  }
  return bits
}

/** A year of these two centuries, or a day. */
const DATE = /^(?:19|20)\d\d(?:[-./]?[01]\d[-./]?[0-3]\d)?/

/** Bits that the character at a place is worth where nothing else about it can be foreseen. */
function bitsPerCharacter(chars: readonly string[]): (at: number) => number {
  const text = chars.join("")
  // Letters alone come in words, where each is worth less than its alphabet says.
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
  // So do letters and look-alikes that form a word among other characters.
  const words = new Set<number>()
  const spelled = chars.map((char) => (char.length === 1 ? (LOOK_ALIKES[char] ?? char) : "?")).join("")
  for (const { index, 0: word } of spelled.matchAll(/[A-Za-z][a-z]{3,}/g)) for (let i = 0; i < word.length; i++) words.add(index + i)
  return (at) => (words.has(at) ? 3 : bits)
}

function bitsOfLetter(char: string): number {
  if (char < "\x7f") return 2.2
  return /\p{Script=Han}/u.test(char) ? 6 : 3.5
}

/** The length of the piece at `at` that has come before: 1 for the character just before, else 3 or more; 0 where there is none. */
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

/** One step up or down the alphabet or the digits, or along a row of keys. */
function isSequential(before: string | undefined, char: string | undefined): boolean {
  if (before === undefined || char === undefined) return false
  if (Math.abs(before.charCodeAt(0) - char.charCodeAt(0)) === 1) return true
  return KEYBOARD_ROWS.some((row) => row.includes(before + char) || row.includes(char + before))
}

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

/** Pieces that nearly all leaked passwords are made of. Written as {@link LOOK_ALIKES} leaves them. */
const COMMON_PIECES: readonly string[] =
  `password passwort passwd iloveyou football baseball superman princess sunshine starwars computer internet whatever trustnoi welcome
  monkey dragon master shadow michael jordan jennifer charlie qwerty azerty letmein admin login secret keyferry vault authenticator
  summer winter spring autumn monday january hello freedom cheese killer hunter pepper ginger cookie
  flower purple orange banana soccer hockey batman pokemon naruto sakura tokyo london google apple samsung changeme default
  access test love doraemon himitsu angou nihon arigatou`
    .split(/\s+/)
    .concat("correct horse battery staple")
    .sort((a, b) => b.length - a.length)

function commonPieceLength(text: string, at: number): number {
  return COMMON_PIECES.find((word) => text.startsWith(word, at))?.length ?? 0
}
