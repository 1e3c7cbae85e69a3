import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { messageOf, texts } from "../../base/language.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { ZIP_TEXTS, openDataMember } from "../containers/zip.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { base32Field, draftOf, flag, kindField, text } from "../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS, changed } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** Raivo OTP: a JSON list, also in the zip with a password that the app writes. */
const TEXTS = texts({
  guide: {
    en: "In Raivo OTP: Settings › Export OTPs to ZIP archive; its password is the master password",
    ja: "Raivo OTP の設定 › OTP を ZIP 書庫へエクスポート。パスワードはマスターパスワードです",
  },
  hint: { en: "Raivo's master password", ja: "Raivo のマスターパスワード" },
  plus: { en: "a + in issuer or name is read as a space", ja: "発行者や名前の + は空白として読まれます" },
})

const LIST_FILE = /(?:^|\/)raivo-otp-export\.json$/i

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind !== "zip") return readList(jsonOf(input), context)
  return await openDataMember(
    input,
    {
      matches: (name) => LIST_FILE.test(name),
      missing: ZIP_TEXTS.noAccounts,
      hint: messageOf(TEXTS.hint),
      read: (list, context) => readList(parseJson(list), context),
    },
    context,
  )
}

function readList(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (record) => readEntry(objectOf(record))).opened()
}

function readEntry(entry: JsonObject): Draft {
  const textWithSpaces = (value: unknown): string => text(value).replaceAll("+", " ")
  return draftOf({
    kind: text(entry["kind"]) === "" ? "totp" : kindField(entry["kind"]),
    secret: base32Field(entry["secret"]),
    issuer: textWithSpaces(entry["issuer"]),
    name: textWithSpaces(entry["account"]),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["timer"],
    counter: entry["counter"],
    favorite: flag(entry["pinned"]),
  })
}

/** The app writes every value as a string. */
function toEntry(draft: Draft): object {
  return {
    issuer: draft.issuer,
    account: draft.name,
    secret: draft.secret.toBase32(),
    algorithm: draft.algorithm,
    digits: String(draft.digits),
    kind: draft.kind.toUpperCase(),
    timer: String(draft.period ?? 0),
    counter: String(draft.counter ?? 0),
    iconType: "",
    iconValue: "",
    pinned: String(draft.favorite),
  }
}

export const raivo: Handler = {
  id: "raivo",
  title: "Raivo OTP",
  extensions: ["zip", "json"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "zip") return sniffed.names.some((name) => LIST_FILE.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-array" && sniffed.keys.includes("kind") && sniffed.keys.includes("timer") ? "yes" : "no"
  },
  open,
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "hotp"], algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", favorite: true },
    extension: () => "json",
    losses: ({ issuer, name }) => (`${issuer}${name}`.includes("+") ? [changed(TEXTS.plus)] : []),
    run: (drafts) => Promise.resolve(encodeUtf8(JSON.stringify(drafts.map(toEntry)))),
  },
}
