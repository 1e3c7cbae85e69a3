import type { Draft } from "../../accounts/account.ts"
import { messageOf, texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { isOwnMember, openMembers, readDataMember } from "../containers/zip.ts"
import { openWithPassword } from "../crypto/openpgp.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readCsvItems } from "../records/csv-items.ts"
import { firstText, flag, groupNames, text, timeMs } from "../records/fields.ts"
import { itemCodes } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/**
 * Proton Pass, the password manager: a zip that holds `Proton Pass/data.json`, that JSON, and CSV; with PGP encryption a zip that holds
 * `data.pgp`, and that message. Any other message that is encrypted to a password alone is opened here too, as a new input.
 */
const TEXTS = texts({
  guide: {
    en: "In Proton Pass: Settings › Export. With PGP encryption it asks for a password of its own, which is needed here",
    ja: "Proton Pass の設定 › エクスポート。PGP で暗号化した場合は、そのとき決めたパスワードが必要です",
  },
  hint: { en: "the password that was set for the export", ja: "エクスポートのときに決めたパスワード" },
  empty: { en: "the archive holds no Proton Pass data", ja: "書庫の中に Proton Pass のデータがありません" },
})

const DATA_FILE = /(?:^|\/)data\.json$/i
const TRASHED_STATE = 2

const isMessage = (name: string): boolean => isOwnMember(name) && /\.pgp$/i.test(name)

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "pgp") return openMessage(input)
  if (input.sniffed.kind === "zip" && input.sniffed.names.some(isMessage)) return await openMembers(input, isMessage, context)
  if (input.sniffed.kind === "csv") return await readRows(input, context)
  if (input.sniffed.kind !== "zip") return readVaults(objectOf(jsonOf(input)), context)
  const data = await readDataMember(input.bytes, { matches: (name) => DATA_FILE.test(name), missing: TEXTS.empty }, null, context)
  return readVaults(objectOf(parseJson(data)), context)
}

function openMessage({ name, bytes }: SniffedInput): Opened {
  return {
    kind: "locked",
    needs: "password",
    hint: messageOf(TEXTS.hint),
    unlock: ({ password }) =>
      Promise.resolve().then(() => ({ kind: "nested", inputs: [{ name, bytes: openWithPassword(bytes, password) }], issues: [] })),
  }
}

function readVaults(root: JsonObject, context: OpenContext): OpenedAccounts {
  const items = Object.values(objectOf(root["vaults"])).flatMap((value) => {
    const vault = objectOf(value)
    return arrayOrEmpty(vault["items"]).map((item) => ({ item, vault: text(vault["name"]).trim() }))
  })
  return new RecordReader(context).readItems(items, ({ item, vault }) => readItem(objectOf(item), vault)).opened()
}

/** Custom items, and items of some other types, have their fields in sections. */
const SECTIONS = ["sections", "extraSections"]

function extraFields(data: JsonObject, content: JsonObject): JsonObject[] {
  const sections = SECTIONS.flatMap((name) => arrayOrEmpty(content[name])).filter(isObject)
  const fields = [data["extraFields"], content["extraFields"], ...sections.map((section) => section["sectionFields"])]
  return fields.flatMap(arrayOrEmpty).filter(isObject)
}

const valueOf = (field: JsonObject, name: string): string => (isObject(field["data"]) ? text(field["data"][name]) : "")

/** A bare secret may have escaped padding. */
const unescaped = (value: string): string => (value.includes(":") ? value : value.replace(/%3D/gi, "="))

function readItem(item: JsonObject, vault: string): (() => Draft)[] {
  const data = objectOf(item["data"])
  const content = isObject(data["content"]) ? data["content"] : {}
  const metadata = isObject(data["metadata"]) ? data["metadata"] : {}
  const title = text(metadata["name"]).trim()
  const username = firstText(content["itemUsername"], content["username"], content["itemEmail"]).trim()
  const note = text(metadata["note"])
  const fields = extraFields(data, content)
  const codes = fields
    .filter(({ type }) => type === "totp")
    .map((field) => ({ value: unescaped(valueOf(field, "totpUri")), label: text(field["fieldName"]) }))
  return itemCodes({
    title,
    username,
    codes: [{ value: unescaped(text(content["totpUri"])) }, ...codes],
    texts: [...fields.map((field) => valueOf(field, "content")), note],
    details: readDetails(item, vault, note),
  }).map((code) => () => repairLabel(code(), title, username))
}

/** Where an item has no user name, the app labels the code `item:Proton Pass`. */
function repairLabel(draft: Draft, title: string, username: string): Draft {
  if (draft.name !== "Proton Pass") return draft
  return { ...draft, issuer: title === "" ? draft.issuer : title, name: username === "" ? draft.name : username }
}

function readDetails(item: JsonObject, vault: string, note: string): Partial<Draft> {
  return {
    note,
    groups: groupNames([vault]),
    favorite: flag(item["pinned"]),
    trashed: item["state"] === TRASHED_STATE,
    createdAt: timeMs(item["createTime"]),
    updatedAt: timeMs(item["modifyTime"]),
  }
}

async function readRows(input: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  return await readCsvItems(input, context, (cell) => ({
    title: cell("name"),
    username: firstText(cell("username"), cell("email")),
    codes: [{ value: unescaped(cell("totp")) }],
    texts: [cell("note")],
    details: {
      note: cell("note"),
      groups: groupNames([cell("vault").trim()]),
      createdAt: timeMs(cell("createtime")),
      updatedAt: timeMs(cell("modifytime")),
    },
  }))
}

/** The columns of every version. Later versions added `email`, then `type`, `createTime`, `modifyTime` and `vault`. */
const COLUMNS = ["name", "url", "username", "password", "note", "totp"]

export const protonPass: Handler = {
  id: "proton-pass",
  title: "Proton Pass",
  extensions: ["zip", "json", "csv", "pgp"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "csv") {
      const columns = columnNames(sniffed.header)
      return COLUMNS.every((name) => columns.includes(name)) ? "yes" : "no"
    }
    if (sniffed.kind === "pgp") return sniffed.symmetric ? "yes" : "no"
    if (sniffed.kind === "zip" && sniffed.names.some(isMessage)) return "yes"
    if (sniffed.kind === "zip") return sniffed.names.some((name) => /(?:^|\/)Proton Pass\/data\.json$/i.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-object" && (hasPath(sniffed.json, "vaults.*.items[].data") || hasPath(sniffed.json, "vaults.*.items"))
      ? "yes"
      : "no"
  },
  open,
}
