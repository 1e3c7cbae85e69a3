import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../accounts/errors.ts"
import { Secret } from "../../accounts/secret.ts"
import { JSON_TEXTS, arrayOf } from "./json.ts"
import type { JsonObject } from "./json.ts"
import { draftOf, firstText, kindField, text } from "./fields.ts"

/** Java's bytes, -128 to 127. @throws AppError `format-damaged` */
export function signedBytes(value: unknown): Uint8Array {
  const numbers = arrayOf(value)
  if (!numbers.every((n) => typeof n === "number" && Number.isInteger(n) && n >= -128 && n <= 255)) {
    throw new AppError("format-damaged", JSON_TEXTS.shape)
  }
  return Uint8Array.from(numbers as number[])
}

/**
 * A token of FreeOTP, FreeOTP+ or FreeOTP 2. What the user typed in the app (`issuerAlt`, `labelAlt`) goes before what the QR code said.
 *
 * @throws AppError `format-damaged`, `format-unsupported`
 */
export function readFreeOtpToken(token: JsonObject, secret: Secret): Draft {
  const issuer = firstText(token["issuerAlt"], token["issuerExt"], token["issuerInt"])
  const type = text(token["type"])
  const kind = type === "" ? "totp" : kindField(type)
  const digits = token["digits"]
  const isSteam = kind === "totp" && issuer.trim() === "Steam" && [undefined, null, 5].includes(digits as number | null | undefined)
  return draftOf({
    kind: isSteam ? "steam" : kind,
    secret,
    issuer,
    name: firstText(token["labelAlt"], token["label"]),
    algorithm: token["algo"],
    digits,
    period: token["period"],
    counter: token["counter"],
  })
}
