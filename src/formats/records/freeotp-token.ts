import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { JSON_TEXTS, arrayOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { draftOf, firstText, kindField, text } from "./fields.ts"

/** All three apps treat a time-based token of this issuer as Steam's. */
export const STEAM_ISSUER = "Steam"

/** Bytes as Java writes them, -128 to 127; up to 255 is accepted too. @throws AppError `format-damaged` */
export function signedBytes(value: unknown): Uint8Array {
  const numbers = arrayOf(value)
  if (!numbers.every((n) => typeof n === "number" && Number.isInteger(n) && n >= -128 && n <= 255)) {
    throw new AppError("format-damaged", JSON_TEXTS.shape)
  }
  return new Uint8Array(numbers as number[])
}

/**
 * A token of FreeOTP, FreeOTP+ or FreeOTP 2. Names that the user typed in the app (`issuerAlt`, `labelAlt`) beat those of the QR code.
 *
 * The QR code's issuer decides whether a token is Steam's. The apps then show letters, whatever number of digits is stored.
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
    // The app stores the QR code's counter less 1, so -1 for 0.
    counter: token["counter"] === -1 ? 0 : token["counter"],
  })
}
