import type { Draft } from "../../accounts/account.ts"
import { parseUriParts } from "../../accounts/uri.ts"
import type { UriParts } from "../../accounts/uri.ts"
import { isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { percentEncode } from "../../base/percent.ts"
import { columnNames, csvLine, readCsv } from "../containers/csv.ts"
import { arrayOf, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { base32Field, draftOf, kindField, text } from "../records/fields.ts"
import { BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** JSON and CSV that extract_otp_secrets makes of Google Authenticator's QR codes. The handler `keepass` reads its CSVs for KeePass. */
const TEXTS = texts({
  guide: {
    en: "extract_otp_secrets --json FILE or --csv FILE",
    ja: "extract_otp_secrets --json FILE または --csv FILE",
  },
})

const COLUMNS = ["name", "secret", "issuer", "type", "counter", "url"] as const

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  const reader = new RecordReader(context)
  if (input.sniffed.kind !== "csv") return reader.readAll(arrayOf(jsonOf(input)), (record) => readRecord(objectOf(record))).opened()
  for (const { at, cells } of await readCsv(textOf(input.bytes), input.sniffed.delimiter)) reader.read(at, () => readRecord(cells))
  return reader.opened()
}

/** Algorithm, digits and period are only in the URL, if anywhere; everything else has its own column. */
function readRecord(record: JsonObject): Draft {
  const params = parseParams(text(record["url"]))
  return draftOf({
    kind: text(record["type"]) === "" ? "totp" : kindField(record["type"]),
    secret: base32Field(record["secret"]),
    issuer: text(record["issuer"]),
    name: text(record["name"]),
    algorithm: params?.get("algorithm"),
    digits: params?.get("digits"),
    period: params?.get("period"),
    counter: text(record["counter"]),
  })
}

/** Null where the text is no URI. */
function parseParams(url: string): UriParts["params"] | null {
  try {
    return parseUriParts(url).params
  } catch (e) {
    if (!isAppError(e)) throw e
    return null
  }
}

/** The URL is escaped as Python does: `quote` keeps a slash, and `urlencode` writes a space as a plus. */
function toRow({ kind, issuer, name, secret, counter }: Draft): string[] {
  const params = [`secret=${secret.toBase32()}`]
  if (kind === "hotp") params.push(`counter=${counter ?? 0}`)
  if (issuer !== "") params.push(`issuer=${percentEncode(issuer).replaceAll("%20", "+")}`)
  const url = `otpauth://${kind}/${percentEncode(name).replaceAll("%2F", "/")}?${params.join("&")}`
  return [name, secret.toBase32(), issuer, kind, kind === "hotp" ? String(counter ?? 0) : "", url]
}

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "json-array") return COLUMNS.every((name) => sniffed.keys.includes(name)) ? "yes" : "no"
  if (sniffed.kind !== "csv") return "no"
  const columns = columnNames(sniffed.header)
  return COLUMNS.every((name) => columns.includes(name)) ? "yes" : "no"
}

export const extractOtpSecrets: Handler = {
  id: "extract-otp-secrets",
  title: "extract_otp_secrets",
  extensions: ["json", "csv"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "hotp"] },
    extension: () => "csv",
    run: (drafts) => Promise.resolve(encodeUtf8([[...COLUMNS], ...drafts.map(toRow)].map((row) => `${csvLine(row)}\r\n`).join(""))),
  },
}
