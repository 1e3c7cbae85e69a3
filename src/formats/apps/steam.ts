import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import { Secret } from "../../accounts/secret.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import type { Handler } from "../handler.ts"
import { decodeBase64 } from "../support/encoding.ts"
import { draftOf, firstText, text } from "../support/fields.ts"
import { hasPath, isObject, jsonOf, objectOf } from "../support/json.ts"
import type { JsonObject } from "../support/json.ts"
import { RecordReader } from "../support/records.ts"

/** Steam Guard: the app's own JSON (one account, or several under `accounts`), and the maFile of Steam Desktop Authenticator. */
const TEXTS = texts({
  guide: {
    en: "Steam has no export. From a rooted phone: files/Steamguard-…; from Steam Desktop Authenticator: a maFile that is not encrypted",
    ja: "Steam にエクスポート機能はありません。root 化した端末の files/Steamguard-…、または Steam Desktop Authenticator の暗号化されていない maFile から読み込めます",
  },
  noSecret: { en: "the account has no shared_secret", ja: "アカウントに shared_secret がありません" },
})

function readGuard(guard: JsonObject, fallback: string): Draft {
  const shared = text(guard["shared_secret"])
  const uri = text(guard["uri"])
  if (shared.trim() === "" && uri === "") throw new AppError("format-damaged", TEXTS.noSecret)
  const secret = shared.trim() === "" ? parseOtpUri(uri).secret : new Secret(decodeBase64(shared))
  return draftOf({ kind: "steam", secret, issuer: "Steam", name: firstText(guard["account_name"], fallback) })
}

export const steam: Handler = {
  id: "steam",
  title: "Steam Guard",
  extensions: ["json", "mafile"],
  guide: TEXTS.guide,
  detect: (sniffed) =>
    sniffed.kind === "json-object" && (sniffed.keys.includes("shared_secret") || hasPath(sniffed.json, "accounts.*.shared_secret"))
      ? "yes"
      : "no",
  open: ([input], context) =>
    Promise.resolve().then(() => {
      const root = objectOf(input === undefined ? undefined : jsonOf(input))
      const several = isObject(root["accounts"]) && root["shared_secret"] === undefined
      const guards: (readonly [string, unknown])[] = several ? Object.entries(objectOf(root["accounts"])) : [["", root]]
      return new RecordReader(context).readAll(guards, ([id, guard]) => readGuard(objectOf(guard), id)).opened()
    }),
}
