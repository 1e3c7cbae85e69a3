import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Random } from "../base/ports.ts"

export const CODE_TEXTS = texts({
  length: {
    en: "a verification code has 12 letters and digits; this one has {count}",
    ja: "引き継ぎコードは英数字 12 文字です。入力されたのは {count} 文字です",
  },
  letter: {
    en: "the verification code is mistyped: character {at} cannot occur in one",
    ja: "引き継ぎコードの入力に誤りがあります: {at} 文字目は使われない文字です",
  },
  check: {
    en: "the verification code is mistyped: its last character does not match the others",
    ja: "引き継ぎコードの入力に誤りがあります: 末尾の文字が他の文字と合いません",
  },
})

/** Crockford's base32: no I, L, O or U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const LENGTH = 12

/**
 * The weighted sum of the characters, 0 for a valid code. Horner's rule with the factor 2 in GF(32), x^5 + x^2 + 1: every position has its
 * own weight other than 0, so any single wrong character and any two exchanged ones are detected.
 */
function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total = times2(total) ^ value
  return total
}

function times2(value: number): number {
  const doubled = value << 1
  return doubled & 32 ? doubled ^ 0b100101 : doubled
}

/** A new verification code in its canonical form: 55 random bits and a check character. It is the passphrase of the transfer. */
export function newCode(random: Random): string {
  const values = [...random.bytes(LENGTH - 1)].map((byte) => byte & 31)
  return [...values, times2(sum(values))].map((value) => ALPHABET.charAt(value)).join("")
}

/** For display: three groups of four. @param code - In canonical form. */
export function formatCode(code: string): string {
  return (code.match(/.{4}/g) ?? []).join("-")
}

/**
 * Bring a typed code into canonical form. Accepts any case, any dashes and spaces, I and L for 1, O for 0, and full-width forms.
 *
 * @throws {@link AppError} `code-mistyped` on a wrong length, a letter that is not in the alphabet, or a check that fails.
 */
export function parseCode(typed: string): string {
  const code = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}\u2212\u30fc_.]/gu, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0")
  const values = Array.from(code, (letter) => ALPHABET.indexOf(letter))
  if (values.length !== LENGTH) throw new AppError("code-mistyped", CODE_TEXTS.length, { detail: { count: values.length } })
  const bad = values.indexOf(-1)
  if (bad >= 0) throw new AppError("code-mistyped", CODE_TEXTS.letter, { detail: { at: bad + 1 } })
  if (sum(values) !== 0) throw new AppError("code-mistyped", CODE_TEXTS.check)
  return code
}
