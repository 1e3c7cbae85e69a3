import type { Draft } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { isObject, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { draftOf, firstText, text } from "../../records/fields.ts"

const TEXTS = texts({
  noSecret: { en: "the account has no shared_secret", ja: "アカウントに shared_secret がありません" },
})

/**
 * Read one account. Its `uri` counts only where there is no `shared_secret`.
 *
 * @param fallbackName - For an account without a name; before the Steam ID.
 */
export function readGuard(guard: JsonObject, fallbackName: string): Draft {
  const shared = text(guard["shared_secret"])
  const uri = text(guard["uri"])
  if (shared.trim() === "" && uri === "") throw new AppError("format-damaged", TEXTS.noSecret)
  const secret = shared.trim() === "" ? parseOtpUri(uri).secret : new Secret(decodeBase64(shared))
  return draftOf({ kind: "steam", secret, issuer: "Steam", name: firstText(guard["account_name"], fallbackName, steamId(guard)) })
}

function steamId(guard: JsonObject): string {
  const session = isObject(guard["Session"]) ? guard["Session"] : {}
  return firstText(guard["steamid"], guard["steam_id"], session["SteamID"])
}

/** Escapes within a string, a quote, or a whole number of at least 16 digits. Strings are not matched whole: a long one exhausts the stack. */
const ESCAPE_QUOTE_OR_LONG_NUMBER = /(?:\\.){1,1000}|"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gs

/** Parse JSON whose Steam IDs, 17 digits long, may be numbers: they become text, since JavaScript would round them. */
export function parseWithSteamIds(source: string): JsonObject {
  const parsed = objectOf(parseJson(source))
  if (!/\d{16}/.test(source)) return parsed
  let isInString = false
  const quoted = source.replace(ESCAPE_QUOTE_OR_LONG_NUMBER, (found) => {
    if (found === '"') isInString = !isInString
    return isInString || found === '"' ? found : `"${found}"`
  })
  return objectOf(parseJson(quoted))
}
