import { ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../accounts/uri.ts"
import { graphemes } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { badParameters, openGcm, pbkdf2, sealGcm, tryPassword } from "../crypto/crypto.ts"
import type { Handler, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { decodeBase64, encodeBase64 } from "../records/encoding.ts"
import { base32Field, draftOf, firstText, kindField, text, timeMs } from "../records/fields.ts"
import { BARE_KEEPS, changed, firstByKey, issuerFromName, refused } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** 2FAS backups, schema 1 to 4 (`.2fas`, JSON). */
const TEXTS = texts({
  guide: {
    en: "In 2FAS: Settings › 2FAS Backup › Export to file; it asks whether to set a password",
    ja: "2FAS の設定 › 2FAS バックアップ › ファイルへエクスポート。パスワードを付けるかどうかを選べます",
  },
  mayBeHotp: {
    en: "{n} {n|account|accounts} of this old file may be counter-based, which the file does not show; compare the codes",
    ja: "古いバージョンのファイルのため、{n} 件のアカウントがカウンター式かどうか判別できません。コードを見比べてください",
  },
  version: {
    en: "the file is of 2FAS schema {version}, newer than this program reads",
    ja: "新しいバージョン（スキーマ {version}）の 2FAS ファイルです",
  },
  counter: {
    en: "2FAS for Android refuses a file with a counter above 2,147,483,647",
    ja: "Android 版の 2FAS は 2,147,483,647 を超えるカウンターを含むファイルを受け付けません",
  },
  twin: {
    en: "2FAS on an iPhone keeps only one account per secret",
    ja: "iPhone 版の 2FAS では、同じシークレットのアカウントは 1 件しか保持されません",
  },
})

const NEWEST_SCHEMA = 4
const ROUNDS = 10_000
/** The plaintext of `reference`: a constant of the app, which compares it to detect a wrong password. */
const REFERENCE =
  "tRViSsLKzd86Hprh4ceC2OP7xazn4rrt4xhfEUbOjxLX8Rc3mkISXE0lWbmnWfggogbBJhtYgpK6fMl1D6mtsy92R3HkdGfwuXbzLebqVFJsR7IZ2w58t938iymwG4824igYy1wi6n2WDpO1Q1P69zwJGs2F5a1qP4MyIiDSD7NCV2OvidXQCBnDlGfmz0f1BQySRkkt4ryiJeCjD2o4QsveJ9uDBUn8ELyOrESv5R5DMDkD4iAF8TXU7KyoJujd"
/** The id of the collection that holds the app's letter icons. */
const DEFAULT_ICONS = "a5b3fb65-4ec5-43e6-8ec1-49e24ca9e7ad"

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const root = objectOf(jsonOf(singleInput(inputs)))
  const version = root["schemaVersion"]
  if (typeof version === "number" && version > NEWEST_SCHEMA) throw new AppError("format-version", TEXTS.version, { detail: { version } })
  const read = (services: readonly unknown[], context: OpenContext): OpenedAccounts => {
    const opened = readServices(services, readGroupNames(root["groups"]), context)
    const ambiguous = version === 2 ? services.filter(mayBeHotp).length : 0
    return ambiguous === 0 ? opened : { ...opened, notices: [messageOf(TEXTS.mayBeHotp, { n: ambiguous })] }
  }
  const encrypted = text(root["servicesEncrypted"]).trim()
  const reference = text(root["reference"]).trim()
  if (encrypted === "") {
    const services = arrayOf(root["services"])
    // A backup without accounts is protected where it has a reference.
    if (services.length > 0 || reference === "") return read(services, context)
  }
  const parts = splitEncrypted(encrypted === "" ? reference : encrypted)
  const parseServices = (plain: Uint8Array): readonly unknown[] => (encrypted === "" ? [] : arrayOf(parseJson(plain)))
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => read(parseServices(await decrypt(parts, key, context)), context),
  }
}

interface Encrypted {
  readonly data: Uint8Array
  readonly salt: Uint8Array
  readonly iv: Uint8Array
}

/** `ciphertext‖tag : salt : iv`, each base64. */
function splitEncrypted(value: string): Encrypted {
  const [data, salt, iv, more] = value.split(":")
  if (data === undefined || salt === undefined || iv === undefined || more !== undefined) throw badParameters()
  return { data: decodeBase64(data), salt: decodeBase64(salt), iv: decodeBase64(iv) }
}

async function decrypt({ data, salt, iv }: Encrypted, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  return await tryPassword(password, async (spelling) => {
    const key = await pbkdf2(spelling, salt, { rounds: ROUNDS, length: 32, hash: "sha256" }, context)
    return openGcm({ key, nonce: iv }, data)
  })
}

/** By the group's id. */
function readGroupNames(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    arrayOrEmpty(value)
      .filter(isObject)
      .map((group) => [text(group["id"]), text(group["name"])]),
  )
}

function readServices(services: readonly unknown[], groups: ReadonlyMap<string, string>, context: OpenContext): OpenedAccounts {
  const positionOf = (service: unknown): number => {
    const position = isObject(service) && isObject(service["order"]) ? service["order"]["position"] : undefined
    return typeof position === "number" ? position : Number.MAX_SAFE_INTEGER
  }
  const numbered = services.map((service, index) => ({ service, at: index + 1 }))
  numbered.sort((a, b) => positionOf(a.service) - positionOf(b.service))
  const reader = new RecordReader(context)
  for (const { service, at } of numbered) reader.read(at, () => readService(objectOf(service), groups))
  return reader.opened()
}

/** Schema 2 wrote neither the type nor the counter: only the missing period marks a counter-based account. */
function mayBeHotp(service: unknown): boolean {
  const otp = isObject(service) ? service["otp"] : undefined
  if (!isObject(otp)) return false
  const isMissing = (key: string): boolean => otp[key] === undefined || otp[key] === null
  return ["tokenType", "link", "period", "counter"].every(isMissing) && !isMissing("digits")
}

function readService(service: JsonObject, groups: ReadonlyMap<string, string>): Draft {
  const otp = isObject(service["otp"]) ? service["otp"] : {}
  const link = parseLink(otp["link"])
  const name = text(service["name"]).trim()
  const ownIssuer = firstText(otp["issuer"], link?.issuer).trim()
  const issuer = ownIssuer === "" ? name : ownIssuer
  const group = groups.get(text(service["groupId"])) ?? ""
  const tokenType = text(otp["tokenType"])
  return draftOf({
    kind: tokenType === "" ? (link?.kind ?? "totp") : kindField(tokenType),
    secret: base32Field(service["secret"]),
    issuer,
    name: readName(otp, link, issuer),
    algorithm: otp["algorithm"] ?? link?.algorithm,
    digits: otp["digits"] ?? link?.digits,
    period: otp["period"] ?? link?.period,
    counter: otp["counter"] ?? link?.counter,
    // The user's own name for the service, where it is not the issuer.
    note: name === issuer ? "" : name,
    groups: group === "" ? [] : [group],
    updatedAt: timeMs(service["updatedAt"]),
  })
}

function readName(otp: JsonObject, link: Draft | null, issuer: string): string {
  const account = text(otp["account"]).trim()
  if (account !== "") return account
  const label = text(otp["label"]).trim()
  const prefix = `${issuer}:`
  return (label.startsWith(prefix) ? label.slice(prefix.length).trim() : label) || (link?.name ?? "")
}

/** The link's account, without its secret, since iOS writes `[hidden]` there. Null where the value is no link. */
function parseLink(value: unknown): Draft | null {
  const uri = text(value)
  if (uri === "") return null
  try {
    return parseOtpUri(uri.replace(/([?&]secret=)[^&]*/i, "$1AAAAAAAA"))
  } catch {
    return null
  }
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const { nowMs, password, random } = context
  const groups = [...new Set(drafts.flatMap(({ groups: [first] }) => (first === undefined ? [] : [first])))].map((name) => ({
    id: random.uuid(),
    name,
    isExpanded: true,
    updatedAt: nowMs,
  }))
  const services = drafts.map((draft, position) =>
    toService(draft, position, { nowMs, groupId: groups.find(({ name }) => name === draft.groups[0])?.id }),
  )
  const envelope = {
    groups,
    updatedAt: nowMs,
    schemaVersion: NEWEST_SCHEMA,
    appVersionCode: 5_000_012,
    appVersionName: "5.4.8",
    appOrigin: "android",
  }
  if (password === null) return encodeUtf8(JSON.stringify({ services, ...envelope }))
  const salt = random.bytes(256)
  const key = await pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha256" }, context)
  const encrypt = (plain: string): string => {
    const nonce = random.bytes(12)
    return [sealGcm({ key, nonce }, encodeUtf8(plain)), salt, nonce].map(encodeBase64).join(":")
  }
  const encrypted = { servicesEncrypted: encrypt(JSON.stringify(services)), reference: encrypt(REFERENCE) }
  return encodeUtf8(JSON.stringify({ services: [], ...envelope, ...encrypted }))
}

function toService(draft: Draft, position: number, { nowMs, groupId }: { nowMs: number; groupId: string | undefined }): object {
  const { issuer, name, kind } = draft
  const title = issuer === "" ? name : issuer
  return {
    name: title,
    secret: draft.secret.toBase32(),
    updatedAt: draft.updatedAt ?? nowMs,
    otp: {
      link: formatOtpUri(draft),
      label: name,
      account: name,
      issuer: title,
      digits: draft.digits,
      ...(kind === "hotp" ? {} : { period: draft.period }),
      algorithm: draft.algorithm,
      ...(kind === "hotp" ? { counter: draft.counter } : {}),
      tokenType: kind.toUpperCase(),
      source: "Link",
    },
    order: { position },
    icon: {
      selected: "Label",
      label: { text: graphemes(title).slice(0, 2).join("").toUpperCase(), backgroundColor: "Default" },
      iconCollection: { id: DEFAULT_ICONS },
    },
    ...(groupId === undefined ? {} : { groupId }),
  }
}

/** The largest counter of the Android app, which stores a signed 32-bit number. */
const MAX_WRITTEN_COUNTER = 2_147_483_647

const firstBySecret = firstByKey(({ secret }) => secret.toBase32())

function losses(draft: Draft, all: readonly Draft[]): Loss[] {
  const own = issuerFromName(draft)
  if ((draft.counter ?? 0) > MAX_WRITTEN_COUNTER) return [refused(TEXTS.counter), ...own]
  return firstBySecret(all).get(draft.secret.toBase32()) === draft ? own : [changed(TEXTS.twin), ...own]
}

export const twoFas: Handler = {
  id: "2fas",
  title: "2FAS",
  extensions: ["2fas", "json"],
  guide: TEXTS.guide,
  detect: (sniffed) =>
    sniffed.kind === "json-object" &&
    sniffed.keys.includes("schemaVersion") &&
    (sniffed.keys.includes("services") || sniffed.keys.includes("servicesEncrypted"))
      ? "yes"
      : "no",
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: ALGORITHMS,
      digits: [5, 6, 7, 8],
      periods: [10, 30, 60, 90],
      groups: "one",
    },
    extension: () => "2fas",
    losses,
    run: write,
  },
}
