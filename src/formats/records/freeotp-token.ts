import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { Secret } from "../../accounts/secret.ts"
import { JSON_TEXTS, arrayOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { draftOf, firstText, kindField, text } from "./fields.ts"

/** Every time-based token of this issuer is Steam's. */
export const STEAM_ISSUER = "Steam"

/** Java's bytes, -128 to 127. @throws AppError `format-damaged` */
export function signedBytes(value: unknown): Uint8Array {
  const numbers = arrayOf(value)
  if (!numbers.every((n) => typeof n === "number" && Number.isInteger(n) && n >= -128 && n <= 255)) {
    throw new AppError("format-damaged", JSON_TEXTS.shape)
  }
  return new Uint8Array(numbers as number[])
}

/**
 * A token of FreeOTP, FreeOTP+ or FreeOTP 2. What the user typed in the app (`issuerAlt`, `labelAlt`) goes before what the QR code said.
 *
 * The issuer of the QR code makes a token Steam's: all three apps show letters for it, however many digits are stored.
 *
 * @throws AppError `format-damaged`, `format-unsupported`
 */
export function readFreeOtpToken(token: JsonObject, secret: Secret): Draft {
  const issuer = firstText(token["issuerAlt"], token["issuerExt"], token["issuerInt"])
  const type = text(token["type"])
  const kind = type === "" ? "totp" : kindField(type)
  const isSteam = kind === "totp" && firstText(token["issuerExt"], token["issuerInt"], issuer).trim() === STEAM_ISSUER
  return draftOf({
    kind: isSteam ? "steam" : kind,
    secret,
    issuer,
    name: firstText(token["labelAlt"], token["label"]),
    algorithm: token["algo"],
    digits: token["digits"],
    period: token["period"],
    // One less than the QR code's, which may have been 0.
    counter: token["counter"] === -1 ? 0 : token["counter"],
  })
}
