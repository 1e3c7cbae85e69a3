import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOf, hasPath, isObject, jsonOf, objectOf, valuesAt } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler, Loss, OpenContext, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { flag, text } from "../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS, LOSS_TEXTS, changed, issuerFromName, lost, steamWithoutName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, linesOf, textOf, unescapeHtml } from "../records/text.ts"
import { readTotpValue, writeTotpValue } from "../records/totp-value.ts"
import type { Sniffed } from "../sniffed.ts"

/** Bitwarden Authenticator, the separate app: JSON, and a CSV whose rows have more columns than its header. */
const TEXTS = texts({
  guide: {
    en: "In Bitwarden Authenticator: Settings › Export; JSON keeps more than CSV",
    ja: "Bitwarden Authenticator の設定 › エクスポート。CSV より JSON のほうが多くを保持します",
  },
  row: { en: "this row has no URI of an account", ja: "アカウントの URI がない行です" },
  steamName: { en: "a Steam secret has no place for the account's name", ja: "Steam のシークレットには名前を付けられません" },
})

const HEADER = "folder,favorite,type,name,login_uri,login_totp"

function open(inputs: readonly SniffedInput[], context: OpenContext): OpenedAccounts {
  const input = singleInput(inputs)
  const reader = new RecordReader(context)
  if (input.sniffed.kind !== "csv")
    return reader.readAll(arrayOf(objectOf(jsonOf(input))["items"]), (item) => readItem(objectOf(item))).opened()
  for (const { at, text: line } of linesOf(textOf(input.bytes))) {
    if (line.replace(/^\ufeff/, "").toLowerCase() !== HEADER) reader.read(at, () => readRow(line))
  }
  return reader.opened()
}

function readItem(item: JsonObject): Draft | null {
  const login = item["login"]
  if (!isObject(login)) return null
  const draft = readTotpValue(text(login["totp"]), { title: dropNull(text(item["name"])), username: "" })
  return draft === null
    ? null
    : { ...(draft.kind === "steam" ? draft : cleanLabels(draft)), favorite: flag(item["favorite"]), note: text(item["notes"]) }
}

/**
 * The row is `,,1,issuer,,URI,issuer,period,digits` without quotes: an issuer that contains a comma is recognised because it occurs twice.
 * Period and digits repeat the URI's.
 */
function readRow(line: string): Draft {
  const match = /^(?:[^,]*,){3}(.*?),[^,]*,((?:otpauth|steam):\/\/.*)$/is.exec(line)
  if (match === null) throw new AppError("format-damaged", TEXTS.row)
  const [, issuer = "", rest = ""] = match
  const uri = rest.replace(/,\d*,\d*$/, "")
  const draft = readTotpValue(uri.endsWith(`,${issuer}`) ? uri.slice(0, -issuer.length - 1) : uri, {
    title: dropNull(issuer),
    username: "",
  })
  if (draft === null) throw new AppError("format-damaged", TEXTS.row)
  return { ...cleanLabels(draft), favorite: line.split(",", 2)[1] === "1" }
}

/** The app escapes labels as HTML, and old versions wrote `null` for a missing name. */
function cleanLabels(draft: Draft): Draft {
  return { ...draft, issuer: dropNull(unescapeHtml(draft.issuer)), name: dropNull(unescapeHtml(draft.name)) }
}

function dropNull(name: string): string {
  return ["null", ":null"].includes(name.trim()) ? "" : name.replace(/:null$/, "")
}

/** The app escapes every label as HTML; here only those are escaped that the reader would otherwise unescape. */
function escapeAmbiguous(label: string): string {
  return unescapeHtml(label) === label ? label : label.replaceAll("&", "&amp;")
}

function write(drafts: readonly Draft[], { random }: WriteContext): Uint8Array {
  const items = drafts.map((draft) => ({
    id: random.uuid(),
    name: draft.issuer === "" ? draft.name : draft.issuer,
    folderId: null,
    organizationId: null,
    collectionIds: null,
    notes: null,
    type: 1,
    login: { totp: writeTotpValue({ ...draft, issuer: escapeAmbiguous(draft.issuer), name: escapeAmbiguous(draft.name) }) },
    favorite: draft.favorite,
  }))
  return encodeUtf8(JSON.stringify({ encrypted: false, items }))
}

function losses(draft: Draft): Loss[] {
  if (draft.kind === "steam" && draft.name !== "" && draft.issuer !== "") return [lost(TEXTS.steamName)]
  const readsAsNull = [draft.issuer, draft.name].some((label) => dropNull(label) !== label)
  return [...issuerFromName(draft), ...steamWithoutName(draft), ...(readsAsNull ? [changed(LOSS_TEXTS.nullWord)] : [])]
}

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "csv") {
    return columnNames(sniffed.header).join(",") === HEADER ? "yes" : "no"
  }
  if (sniffed.kind !== "json-object" || !sniffed.keys.includes("items") || sniffed.json["encrypted"] === true) return "no"
  const { keys, json } = sniffed
  if (!keys.includes("encrypted") && !hasPath(json, "items[].login")) return "no"
  const isPasswordManager =
    keys.includes("folders") ||
    keys.includes("collections") ||
    hasPath(json, "items[].login.username") ||
    hasPath(json, "items[].login.uris") ||
    valuesAt(json, "items[].type").some((type) => type !== 1)
  return isPasswordManager ? "no" : "yes"
}

export const bitwardenAuthenticator: Handler = {
  id: "bitwarden-authenticator",
  title: "Bitwarden Authenticator",
  extensions: ["json", "csv"],
  guide: TEXTS.guide,
  detect,
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "steam"], algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", favorite: true },
    extension: () => "json",
    losses,
    run: (drafts, context) => Promise.resolve().then(() => write(drafts, context)),
  },
}
