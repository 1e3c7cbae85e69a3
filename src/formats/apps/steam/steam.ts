import type { Draft } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { hasPath, isObject, jsonOf, objectOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import type { Handler } from "../../handler.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { draftOf, firstText, text } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"

/** Steam Guard: the app's own JSON (one account, or several under `accounts`), and the maFile of Steam Desktop Authenticator. */
const TEXTS = texts({
  guide: {
    en: "Steam has no export. From a rooted phone: files/Steamguard-…; from Steam Desktop Authenticator: a maFile that is not encrypted",
    ja: "Steam にエクスポート機能はありません。root 化した端末の files/Steamguard-…、または Steam Desktop Authenticator の暗号化されていない maFile から読み込めます",
  },
  manifest: {
    en: "this is only the list of accounts of Steam Desktop Authenticator: open the .maFile files; decrypt encrypted ones there first",
    ja: "Steam Desktop Authenticator の一覧ファイルです。.maFile を開いてください（暗号化されている場合は先に解除が必要です）",
  },
  noSecret: { en: "the account has no shared_secret", ja: "アカウントに shared_secret がありません" },
})

function readGuard(guard: JsonObject, fallbackName: string): Draft {
  const shared = text(guard["shared_secret"])
  const uri = text(guard["uri"])
  if (shared.trim() === "" && uri === "") throw new AppError("format-damaged", TEXTS.noSecret)
  const secret = shared.trim() === "" ? parseOtpUri(uri).secret : new Secret(decodeBase64(shared))
  return draftOf({ kind: "steam", secret, issuer: "Steam", name: firstText(guard["account_name"], fallbackName) })
}

/** The manifest of Steam Desktop Authenticator lists its maFiles and the parameters of their encryption; the keys are only in the maFiles. */
function isManifest(root: JsonObject): boolean {
  return hasPath(root, "entries[].encryption_iv") && hasPath(root, "entries[].filename")
}

export const steam: Handler = {
  id: "steam",
  title: "Steam Guard",
  extensions: ["json", "mafile"],
  guide: TEXTS.guide,
  detect: (sniffed) =>
    sniffed.kind === "json-object" &&
    (sniffed.keys.includes("shared_secret") || hasPath(sniffed.json, "accounts.*.shared_secret") || isManifest(sniffed.json))
      ? "yes"
      : "no",
  open: (inputs, context) =>
    Promise.resolve().then(() => {
      const root = objectOf(jsonOf(singleInput(inputs)))
      if (isManifest(root)) throw new AppError("format-unsupported", TEXTS.manifest)
      const isList = isObject(root["accounts"]) && root["shared_secret"] === undefined
      const guards: (readonly [string, unknown])[] = isList ? Object.entries(objectOf(root["accounts"])) : [["", root]]
      return new RecordReader(context).readAll(guards, ([id, guard]) => readGuard(objectOf(guard), id)).opened()
    }),
}
