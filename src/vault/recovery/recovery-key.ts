import { X25519Identity } from "../../age/x25519.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const RECOVERY_KEY_TEXTS = texts({
  none: {
    en: "no recovery key was found: it is AGE-SECRET-KEY-1 and 58 more characters; lines that begin with # are ignored",
    ja: "回復キーが見つかりません。AGE-SECRET-KEY-1 に 58 文字が続きます（# で始まる行は無視されます）",
  },
  mistyped: {
    en: "the recovery key has a typing error: compare it with the copy on paper, character by character",
    ja: "回復キーに入力の誤りがあります。控えと 1 文字ずつ見比べてください",
  },
})

const PREFIX = new TextEncoder().encode("AGE-SECRET-KEY-1")
/** The prefix and 58 characters of bech32. */
const KEY_LENGTH = 74

/** A new recovery key, with the public half that the vault keeps. */
export function newRecoveryKey(): { readonly key: string; readonly recipient: string } {
  const identity = X25519Identity.generate()
  const text = identity.toText()
  const key = new TextDecoder().decode(text)
  text.fill(0)
  identity.wipe()
  return { key, recipient: identity.recipient }
}

/**
 * Find the recovery key in the bytes of an age identity file, or in what a user typed: groups, several lines, lower case and full-width
 * characters are accepted, comments are ignored.
 *
 * @returns `AGE-SECRET-KEY-1…` as a new array, which the caller overwrites after use
 * @throws AppError `password-wrong` where it is not exactly one key, or its checksum is wrong
 */
export function parseRecoveryKey(bytes: Uint8Array): Uint8Array {
  const key = new Uint8Array(KEY_LENGTH)
  try {
    const length = collectCharacters(bytes, key)
    if (!PREFIX.every((byte, at) => key[at] === byte)) throw new AppError("password-wrong", RECOVERY_KEY_TEXTS.none)
    if (length !== KEY_LENGTH) throw new AppError("password-wrong", RECOVERY_KEY_TEXTS.mistyped)
    const identity = X25519Identity.parse(key)
    if (identity === null) throw new AppError("password-wrong", RECOVERY_KEY_TEXTS.mistyped)
    identity.wipe()
    return key
  } catch (e) {
    key.fill(0)
    throw e
  }
}

/** Write the characters outside of comments to `into`, in upper case and half width. @returns their number, also where it exceeds `into` */
function collectCharacters(bytes: Uint8Array, into: Uint8Array): number {
  let length = 0
  let atLineStart = true
  let inComment = false
  for (let at = 0; at < bytes.length; at++) {
    const { byte, size } = halfWidth(bytes, at)
    at += size - 1
    if (byte === 0x0a || byte === 0x0d) {
      atLineStart = true
      inComment = false
      continue
    }
    if (byte === 0x20 || byte === 0x09) continue
    if (atLineStart && byte === 0x23) inComment = true
    atLineStart = false
    if (inComment) continue
    if (length < into.length) into[length] = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
    length++
  }
  return length
}

/** The character at a place as one byte: a full-width form as ASCII, an ideographic or no-break space or a byte order mark as a space. */
function halfWidth(bytes: Uint8Array, at: number): { readonly byte: number; readonly size: number } {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
  if (first === 0xef && second === 0xbc && third > 0x80) return { byte: third - 0x60, size: 3 } // U+FF01–FF3F
  if (first === 0xef && second === 0xbd && third < 0x9f) return { byte: third - 0x20, size: 3 } // U+FF40–FF5E
  if (first === 0xe3 && second === 0x80 && third === 0x80) return { byte: 0x20, size: 3 }
  if (first === 0xef && second === 0xbb && third === 0xbf) return { byte: 0x20, size: 3 }
  if (first === 0xc2 && second === 0xa0) return { byte: 0x20, size: 2 }
  return { byte: first, size: 1 }
}
