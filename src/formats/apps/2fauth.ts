import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../accounts/uri.ts"
import { texts } from "../../base/language.ts"
import { percentDecode, percentEncode } from "../../base/percent.ts"
import { arrayOf, jsonOf, objectOf } from "../containers/json.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { base32Field, draftOf, firstText, iconField, kindField, text } from "../records/fields.ts"
import { BARE_KEEPS, nameFromIssuer } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"
import { checkVersion } from "../records/version.ts"

/** 2FAuth, the web app that people host themselves: JSON of schema 1, and the earlier list of URIs. */
const TEXTS = texts({
  guide: {
    en: "In 2FAuth: Manage, select the accounts, Export › 2FAuth JSON; its otpauth list is read too",
    ja: "2FAuth の管理画面でアカウントを選び、エクスポート › 2FAuth JSON。otpauth の一覧にも対応します",
  },
  importGuide: {
    en: "In 2FAuth: New › Import › 2FAuth file, then choose this file.",
    ja: "2FAuth の新規 › インポートで 2FAuth のファイルとしてこのファイルを選びます。",
  },
})

const SCHEMA = 1
/** The name of an account that has neither name nor issuer, since 2FAuth refuses blank names. */
const NAMELESS = "account"

function open(inputs: readonly SniffedInput[], context: OpenContext): OpenedAccounts {
  const root = objectOf(jsonOf(singleInput(inputs)))
  checkVersion(root["schema"], SCHEMA)
  const reader = new RecordReader(context)
  return reader.readAll(arrayOf(root["data"]), (entry) => readEntry(objectOf(entry))).opened()
}

function readEntry(entry: Readonly<Record<string, unknown>>): Draft {
  if (entry["secret"] === undefined && typeof entry["uri"] === "string") return parseOtpUri(encodeParts(entry["uri"]))
  const type = text(entry["otp_type"])
  return draftOf({
    kind: kindField(type === "steamtotp" ? "steam" : type),
    issuer: text(entry["service"]),
    name: text(entry["account"]),
    secret: base32Field(entry["secret"]),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
    icon: iconField(text(entry["icon_mime"]), entry["icon_file"]),
  })
}

const NAMES = "(?:algorithm|counter|digits|image|issuer|period|secret)"
const URI = new RegExp(`^(otpauth://[a-z]+/)([^]{0,2000}?)\\?(?=${NAMES}=)([^]*)$`, "i")
const PARAMETER_START = new RegExp(`&(?=${NAMES}=)`, "i")

/** Escapes label and values anew, since these URIs were decoded as a whole: `&`, `#` and `?` in a name would end it. */
function encodeParts(uri: string): string {
  const [, start = "", label = "", query = ""] = URI.exec(uri.trim()) ?? []
  if (start === "") return uri
  const encoded = (value: string): string => percentEncode(percentDecode(value))
  const parameters = query.split(PARAMETER_START).map((pair) => {
    const equals = pair.indexOf("=")
    return `${pair.slice(0, equals)}=${encoded(pair.slice(equals + 1))}`
  })
  return `${start.replace("steamtotp", "steam")}${label.split(":").map(encoded).join(":")}?${parameters.join("&")}`
}

function write(drafts: readonly Draft[], { nowMs }: WriteContext): Uint8Array {
  const datetime = new Date(nowMs).toISOString().replace("Z", "000Z")
  return encodeUtf8(JSON.stringify({ app: "2fauth_v5.6.0", schema: SCHEMA, datetime, data: drafts.map(toEntry) }))
}

function toEntry(draft: Draft): object {
  const { kind, issuer, name, secret, digits, algorithm, period, counter } = draft
  const account = firstText(name, issuer, NAMELESS)
  return {
    otp_type: kind === "steam" ? "steamtotp" : kind,
    account,
    service: issuer === "" ? null : issuer,
    icon: null,
    icon_mime: null,
    icon_file: null,
    secret: secret.toBase32(),
    digits,
    algorithm: algorithm.toLowerCase(),
    period,
    counter,
    legacy_uri: formatOtpUri({ ...draft, name: account }).replace(/^otpauth:\/\/steam\//, "otpauth://steamtotp/"),
  }
}

export const twoFauth: Handler = {
  id: "2fauth",
  title: "2FAuth",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) => (sniffed.kind === "json-object" && /^2fauth_v/i.test(sniffed.strings["app"] ?? "") ? "yes" : "no"),
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    importGuide: TEXTS.importGuide,
    protects: "never",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "hotp", "steam"], algorithms: RFC_ALGORITHMS, digits: [5, 6, 7, 8, 9, 10], periods: "any" },
    extension: () => "json",
    losses: nameFromIssuer,
    run: (drafts, context) => Promise.resolve(write(drafts, context)),
  },
}
