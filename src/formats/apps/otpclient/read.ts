import type { Draft } from "../../../accounts/account.ts"
import { AppError, isAppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { JSON_TEXTS, arrayOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import type { OpenContext, OpenedAccounts } from "../../handler.ts"
import { base32Field, draftOf, groupNames, kindField, text } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { decodeLossy } from "../../records/text.ts"

const TEXTS = texts({
  cutOff: {
    en: "the record is cut off: some versions of OTPClient truncated the database when a name was not ASCII",
    ja: "項目が途中で切れています。一部のバージョンの OTPClient は、ASCII 以外の名前を保存するとデータベースの末尾を失います",
  },
})

/** The text may end in the middle of a character. It is then decoded lossily, since only the record that is cut off contains that character. */
export function readText(plain: Uint8Array, context: OpenContext): OpenedAccounts {
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end--
  const json = decodeLossy(plain.subarray(0, end))
  try {
    return readTokens(parseJson(json), context)
  } catch (e) {
    const tokens = isAppError(e) && e.sentence === JSON_TEXTS.broken ? splitTokens(json) : []
    if (tokens.length === 0) throw e
    return new RecordReader(context).readAll(tokens, (token) => readToken(objectOf(parseToken(token)))).opened()
  }
}

/**
 * Versions 3.1.3 to 3.1.8 of the program wrote as many bytes as the text has characters, and so lost the end of a text that is not ASCII.
 *
 * @returns The text of each object in the list; the last may be incomplete.
 */
function splitTokens(json: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let at = 0; at < json.length; at++) {
    const char = json.charAt(at)
    if (isQuoted) {
      if (char === "\\") at++
      else if (char === '"') isQuoted = false
    } else if (char === '"') isQuoted = true
    else if (char === "{" && depth++ === 0) start = at
    else if (char === "}" && --depth === 0) found.push(json.slice(start, at + 1))
  }
  return depth > 0 ? [...found, json.slice(start)] : found
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(token) as unknown
  } catch (cause) {
    throw new AppError("format-damaged", TEXTS.cutOff, { cause })
  }
}

export function readTokens(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (token) => readToken(objectOf(token))).opened()
}

export const isSteam = (issuer: string): boolean => issuer.toLowerCase() === "steam"

function readToken(token: JsonObject): Draft {
  const issuer = text(token["issuer"]).trim()
  const type = text(token["type"]) === "" ? "totp" : kindField(token["type"])
  return draftOf({
    // The program recognises Steam accounts by the issuer alone.
    kind: type === "totp" && isSteam(issuer) ? "steam" : type,
    issuer,
    name: text(token["label"]),
    secret: base32Field(token["secret"]),
    algorithm: token["algo"],
    digits: token["digits"],
    period: token["period"],
    counter: token["counter"],
    groups: groupNames([text(token["group"])]),
  })
}
