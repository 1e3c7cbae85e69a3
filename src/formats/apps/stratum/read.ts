import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft, Icon, Kind } from "../../../accounts/account.ts"
import { MAX_GROUPS } from "../../../accounts/ranges.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { arrayOrEmpty, isObject, objectOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import type { Cell } from "../../containers/sqlite.ts"
import type { OpenContext, OpenedAccounts } from "../../handler.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, text } from "../../records/fields.ts"
import { iconOf } from "../../records/icons.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { encodeUtf8, unescapeHtml } from "../../records/text.ts"

/** By the number that the app stores. */
export const KINDS: readonly (Kind | undefined)[] = [undefined, "hotp", "totp", "motp", "steam", "yandex"]

/** The tables of the app's database in the shape of a backup. */
export function toBackup(read: (table: string) => readonly Readonly<Record<string, Cell>>[]): JsonObject {
  const rename = (names: Readonly<Record<string, string>>, table: string): JsonObject[] =>
    read(table).map((row) => Object.fromEntries(Object.entries(names).map(([column, name]) => [name, row[column] ?? null])))
  const account = { type: "Type", icon: "Icon", issuer: "Issuer", username: "Username", secret: "Secret", pin: "Pin" }
  const numbers = { algorithm: "Algorithm", digits: "Digits", period: "Period", counter: "Counter", ranking: "Ranking" }
  return {
    Authenticators: rename({ ...account, ...numbers }, "authenticator"),
    Categories: rename({ id: "Id", name: "Name", ranking: "Ranking" }, "category"),
    AuthenticatorCategories: rename({ categoryid: "CategoryId", authenticatorsecret: "AuthenticatorSecret" }, "authenticatorcategory"),
    CustomIcons: rename({ id: "Id", data: "Data" }, "customicon"),
  }
}

export function readBackup(root: JsonObject, context: OpenContext): OpenedAccounts {
  const names = new Map(objectsIn(root["Categories"]).map((category) => [text(category["Id"]), text(category["Name"]).trim()]))
  const groups = new Map<string, string[]>()
  for (const binding of objectsIn(root["AuthenticatorCategories"])) {
    const name = names.get(text(binding["CategoryId"])) ?? ""
    const secret = text(binding["AuthenticatorSecret"])
    if (name === "") continue
    const known = groups.get(secret)
    if (known === undefined) groups.set(secret, [name])
    // One group more than the limit is kept, so that the account is refused.
    else if (known.length <= MAX_GROUPS && !known.includes(name)) known.push(name)
  }
  const icons = new Map(objectsIn(root["CustomIcons"]).map((icon) => [text(icon["Id"]), icon["Data"]]))
  return new RecordReader(context)
    .readAll(arrayOrEmpty(root["Authenticators"]), (record) => {
      const account = objectOf(record)
      return readAccount(account, groups.get(text(account["Secret"])) ?? [], icons)
    })
    .opened()
}

const objectsIn = (value: unknown): JsonObject[] => arrayOrEmpty(value).filter(isObject)

function readAccount(account: JsonObject, groups: readonly string[], icons: ReadonlyMap<string, unknown>): Draft {
  const kind = KINDS[Number(account["Type"])]
  if (kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const pin = text(account["Pin"])
  return draftOf({
    kind,
    secret: readSecret(kind, account["Secret"]),
    issuer: text(account["Issuer"]),
    name: text(account["Username"]),
    algorithm: readAlgorithm(account["Algorithm"]),
    digits: account["Digits"],
    period: account["Period"],
    counter: account["Counter"],
    pin: pin === "" ? null : pin,
    groups,
    icon: readCustomIcon(text(account["Icon"]), icons),
  })
}

/** The key of mOTP is plain text, which is not always hexadecimal. */
function readSecret(kind: Kind, value: unknown): Secret {
  return kind === "motp" && typeof value === "string" ? new Secret(encodeUtf8(value.trim())) : base32Field(value)
}

function readAlgorithm(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return RFC_ALGORITHMS[Number(value)] ?? text(value)
}

/** A name that begins with `@` is the id of the user's own picture; other names are from the app's collection. */
function readCustomIcon(name: string, icons: ReadonlyMap<string, unknown>): Icon | null {
  const data = name.startsWith("@") ? icons.get(name.slice(1)) : undefined
  if (data instanceof Uint8Array) return iconOf(data)
  if (typeof data !== "string") return null
  try {
    return iconOf(decodeBase64(data))
  } catch {
    return null
  }
}

/** The URIs are in `<code>` elements. The app does not escape them as HTML, but some programs that save the page do. */
export function readHtml(html: string, context: OpenContext): OpenedAccounts {
  return new RecordReader(context)
    .readAll(findCodeElements(html), (uri) => parseOtpUri(uri.includes("&amp;") ? unescapeHtml(uri) : uri))
    .opened()
}

/**
 * The content of the `<code>` elements, which may contain an unescaped `<`. A lazy regular expression would take quadratic time on a hostile
 * page.
 */
function findCodeElements(html: string): string[] {
  const codes: string[] = []
  for (let at = html.indexOf("<code>"); at >= 0; at = html.indexOf("<code>", at)) {
    const end = html.indexOf("</code>", at)
    if (end < 0) break
    codes.push(html.slice(at + "<code>".length, end))
    at = end
  }
  return codes
}
