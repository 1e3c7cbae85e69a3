import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { base32Field, draftOf, flag, kindField, text } from "../records/fields.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { ALL_DIGITS, BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8 } from "../records/text.ts"
import { readZip } from "../containers/zip.ts"

/** Raivo OTP: a JSON list of texts, as the app packs it in a zip with a password. */
const TEXTS = texts({
  guide: {
    en: "In Raivo OTP: Settings › Export OTPs to ZIP archive; its password is the master password",
    ja: "Raivo OTP の設定 › OTP を ZIP 書庫へエクスポート。パスワードはマスターパスワードです",
  },
  empty: { en: "the archive has no list of accounts in it", ja: "書庫の中にアカウントの一覧がありません" },
  hint: { en: "Raivo's master password", ja: "Raivo のマスターパスワード" },
  plus: { en: "a + in issuer or name is read as a space", ja: "発行元や名前の + は空白として読まれます" },
})

const MEMBER = /(?:^|\/)raivo-otp-export\.json$/i

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind !== "zip") return readList(jsonOf(input), context)
  const unlock = async (password: string | null, at: OpenContext): Promise<OpenedAccounts> => {
    const [member] = await readZip(input.bytes, (name) => MEMBER.test(name), password, at)
    if (member === undefined) throw new AppError("format-damaged", TEXTS.empty)
    return readList(parseJson(member.bytes), at)
  }
  if (!input.sniffed.encrypted) return await unlock(null, context)
  return {
    kind: "locked",
    needs: "password",
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: ({ password }, at) => unlock(password, at),
  }
}

function readList(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (record) => readEntry(objectOf(record))).opened()
}

function readEntry(entry: JsonObject): Draft {
  const spaced = (value: unknown): string => text(value).replaceAll("+", " ")
  return draftOf({
    kind: text(entry["kind"]) === "" ? "totp" : kindField(entry["kind"]),
    secret: base32Field(entry["secret"]),
    issuer: spaced(entry["issuer"]),
    name: spaced(entry["account"]),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["timer"],
    counter: entry["counter"],
    favorite: flag(entry["pinned"]),
  })
}

/** Every value is text. */
function entryOf(draft: Draft): object {
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
    if (sniffed.kind === "zip") return sniffed.names.some((name) => MEMBER.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-array" && sniffed.keys.includes("kind") && sniffed.keys.includes("timer") ? "yes" : "no"
  },
  open,
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "hotp"], algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", favorite: true },
    extension: () => "json",
    losses: ({ issuer, name }) =>
      `${issuer}${name}`.includes("+") ? [{ grade: "changed", what: { sentence: TEXTS.plus, detail: {} } }] : [],
    run: (drafts) => Promise.resolve(encodeUtf8(JSON.stringify(drafts.map(entryOf)))),
  },
}
