import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, hasPath, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler } from "../handler.ts"
import { base32Field, draftOf, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/** Duo Mobile's own `accounts.json`. Accounts for push approval only have no key in it, so they count as records without a secret. */
const TEXTS = texts({
  guide: {
    en: "Duo Mobile has no export. From a rooted phone: files/duokit/accounts.json; push accounts are bound to the phone and must be enrolled again",
    ja: "Duo Mobile にエクスポート機能はありません。root 化したスマートフォンの files/duokit/accounts.json から読み込めます。プッシュ認証のアカウントはスマートフォンに紐づくため、再登録が必要です",
  },
})

function readAccount(account: JsonObject): Draft | null {
  const generator = account["otpGenerator"]
  if (!isObject(generator)) return null
  const counter = generator["counter"]
  return draftOf({
    kind: counter === undefined || counter === null ? "totp" : "hotp",
    secret: base32Field(generator["otpSecret"]),
    name: text(account["name"]),
    counter,
  })
}

export const duo: Handler = {
  id: "duo",
  title: "Duo Mobile",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) =>
    sniffed.kind === "json-array" &&
    (sniffed.keys.includes("otpGenerator") || (sniffed.keys.includes("accountType") && hasPath(sniffed.json, "[].pkey")))
      ? "yes"
      : "no",
  open: (inputs, context) =>
    Promise.resolve().then(() =>
      new RecordReader(context).readAll(arrayOf(jsonOf(singleInput(inputs))), (account) => readAccount(objectOf(account))).opened(),
    ),
}
