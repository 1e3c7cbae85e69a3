import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { unpackGzip } from "../../containers/gzip.ts"
import { badParameters, hmac, openCbc, pbkdf2, sameBytes, tryPassword } from "../../crypto/crypto.ts"
import type { OpenContext } from "../../handler.ts"
import { decodeBase64, decodeHex } from "../../records/encoding.ts"
import { decodeLossy, encodeUtf8 } from "../../records/text.ts"

const TEXTS = texts({
  cipher: {
    en: "Buttercup vault with the unsupported encryption {name}",
    ja: "対応していない暗号（{name}）の Buttercup の Vault です",
  },
  damaged: { en: "the content of the vault is damaged", ja: "Vault の内容が壊れています" },
})

/** The encrypted part of a vault: what stands between the dollar signs. */
export interface Locked {
  readonly ciphertext: Uint8Array
  readonly iv: Uint8Array
  /** Used as text, not decoded. */
  readonly salt: string
  readonly mac: Uint8Array
  /** What the MAC covers. */
  readonly signed: string
  readonly rounds: number
}

/**
 * @param text - `ciphertext$iv$salt$mac$rounds$cipher`: base64, hexadecimal, text, hexadecimal, a number, `cbc`.
 * @throws AppError `format-unsupported`, `format-damaged`
 */
export function parseLocked(text: string): Locked {
  const [ciphertext = "", iv = "", salt = "", mac = "", rounds = "", cipher = "cbc"] = text.split("$", 7)
  if (cipher !== "cbc") throw new AppError("format-unsupported", TEXTS.cipher, { detail: { name: cipher.slice(0, 20) } })
  if (salt === "" || !/^\d{1,9}$/.test(rounds)) throw badParameters()
  const parts = { ciphertext: decodeBase64(ciphertext), iv: decodeHex(iv), mac: decodeHex(mac) }
  if (parts.iv.length !== 16 || parts.mac.length !== 32) throw badParameters()
  return { ...parts, salt, signed: ciphertext + iv + salt, rounds: Number(rounds) }
}

/** @throws AppError `password-wrong`, `format-damaged`, `limit-exceeded` */
export async function decryptVault(locked: Locked, password: string, context: OpenContext): Promise<Uint8Array> {
  const { rounds, salt, signed, mac, iv, ciphertext } = locked
  const key = await tryPassword(password, async (spelling) => {
    const keys = await pbkdf2(spelling, encodeUtf8(salt), { rounds, length: 64, hash: "sha256" }, context)
    return sameBytes(hmac("sha256", keys.subarray(32), encodeUtf8(signed)), mac) ? keys.subarray(0, 32) : null
  })
  const plain = openCbc(key, iv, ciphertext)
  if (plain === null) throw damaged()
  // The app encrypts its packed bytes as a text with one character per byte.
  const packed = Uint8Array.from(Buffer.from(decodeLossy(plain), "latin1"))
  return await unpackGzip(packed, damaged)
}

function damaged(cause?: unknown): AppError {
  return new AppError("format-damaged", TEXTS.damaged, { cause })
}
