import { createHash, createHmac } from "node:crypto"
import { HOTP, Secret as OtpSecret } from "otpauth"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { AccountFields, Algorithm } from "./account.ts"
import type { Secret } from "./secret.ts"

export const CODE_TEXTS = texts({
  noPin: { en: "no code without the PIN", ja: "PIN がないため認証コードを作れません" },
  shortSecret: { en: "a Yandex secret needs at least 16 bytes", ja: "Yandex のシークレットは 16 バイト以上必要です" },
})

/** The code that the user types into a login form. */
export interface Code {
  readonly code: string
  /** Milliseconds until the next code, more than 0; null for hotp, whose code does not depend on the time. */
  readonly validForMs: number | null
}

const MOTP_PERIOD_S = 10
const STEAM_PERIOD_S = 30
const YANDEX_PERIOD_S = 30

/**
 * Compute an account's code at a time; for hotp the code of its present counter. The counter is not moved.
 *
 * @param nowMs - Milliseconds since 1970, 0 or more.
 * @throws {@link AppError} `format-unsupported` where the PIN of mOTP or Yandex is missing, or a Yandex secret has less than 16 bytes.
 * @see RFC 4226 section 5.3, RFC 6238 section 4.2
 */
export function codeAt(account: AccountFields, nowMs: number): Code {
  switch (account.kind) {
    case "hotp":
      return { code: counterCode(account, account.counter ?? 0), validForMs: null }
    case "totp": {
      const period = account.period ?? 30
      return { code: counterCode(account, stepAt(nowMs, period)), validForMs: validForMsAt(nowMs, period) }
    }
    case "steam":
      return { code: steamCode(account.secret, stepAt(nowMs, STEAM_PERIOD_S)), validForMs: validForMsAt(nowMs, STEAM_PERIOD_S) }
    case "motp":
      return {
        code: motpCode(account.secret, pinOf(account), stepAt(nowMs, MOTP_PERIOD_S)),
        validForMs: validForMsAt(nowMs, MOTP_PERIOD_S),
      }
    case "yandex":
      return {
        code: yandexCode(account.secret, pinOf(account), stepAt(nowMs, YANDEX_PERIOD_S)),
        validForMs: validForMsAt(nowMs, YANDEX_PERIOD_S),
      }
  }
}

function stepAt(nowMs: number, periodS: number): number {
  return Math.floor(nowMs / (periodS * 1000))
}

function validForMsAt(nowMs: number, periodS: number): number {
  return periodS * 1000 - (nowMs % (periodS * 1000))
}

function pinOf({ pin }: AccountFields): string {
  if (pin === null) throw new AppError("format-unsupported", CODE_TEXTS.noPin)
  return pin
}

function counterCode({ secret, algorithm, digits }: AccountFields, counter: number): string {
  // The package refuses a MAC of fewer than 19 bytes.
  if (algorithm === "MD5") return (truncateMac(hmac("MD5", secret.reveal(), counter)) % 10 ** digits).toString().padStart(digits, "0")
  const key = new OtpSecret({ buffer: secret.reveal().buffer as ArrayBuffer })
  // The package's own HMAC leaves a copy of the key in memory.
  return HOTP.generate({ secret: key, algorithm, digits, counter, hmac: () => hmac(algorithm, key.bytes, counter) })
}

const STEAM_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"

/** Five characters of {@link STEAM_ALPHABET}, the least significant first. */
function steamCode(secret: Secret, counter: number): string {
  let rest = truncateMac(hmac("SHA1", secret.reveal(), counter))
  let code = ""
  for (let i = 0; i < 5; i++) {
    code += STEAM_ALPHABET.charAt(rest % 26)
    rest = Math.floor(rest / 26)
  }
  return code
}

/** The first six hex digits of MD5 over the decimal count of ten-second steps, the key text and the PIN. */
function motpCode(secret: Secret, pin: string, counter: number): string {
  return createHash("md5").update(String(counter)).update(secret.reveal()).update(pin, "utf8").digest("hex").slice(0, 6)
}

/** Eight letters, the most significant first, of 63 bits of HMAC-SHA256; the key is a hash of PIN and secret. */
function yandexCode(secret: Secret, pin: string, counter: number): string {
  const bytes = secret.reveal()
  if (bytes.length < 16) throw new AppError("format-unsupported", CODE_TEXTS.shortSecret)
  const hashed = createHash("sha256").update(pin, "utf8").update(bytes.subarray(0, 16)).digest()
  const mac = hmac("SHA256", hashed[0] === 0 ? hashed.subarray(1) : hashed, counter)
  const offset = (mac.at(-1) ?? 0) & 15
  let rest = (mac.readBigUInt64BE(offset) & 0x7fff_ffff_ffff_ffffn) % 26n ** 8n
  let code = ""
  for (let i = 0; i < 8; i++) {
    code = String.fromCharCode(97 + Number(rest % 26n)) + code
    rest /= 26n
  }
  return code
}

/** HMAC over the counter as eight bytes, big-endian. @param key - Overwritten with zeros. */
function hmac(algorithm: Algorithm, key: Uint8Array, counter: number): Buffer {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(algorithm, key).update(message).digest()
  key.fill(0)
  return mac
}

/**
 * Dynamic truncation of a MAC to 31 bits. The RFC assumes 20 bytes. MD5 has 16, so that the last three offsets read beyond its end; the
 * missing bytes count as 0.
 *
 * @see RFC 4226 section 5.3
 */
function truncateMac(mac: Buffer): number {
  const offset = (mac.at(-1) ?? 0) & 15
  return (((mac[offset] ?? 0) & 0x7f) << 24) | ((mac[offset + 1] ?? 0) << 16) | ((mac[offset + 2] ?? 0) << 8) | (mac[offset + 3] ?? 0)
}
