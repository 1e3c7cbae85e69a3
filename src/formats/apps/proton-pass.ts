import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { firstText, flag, text, timeMs } from "../support/fields.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../support/json.ts"
import type { JsonObject } from "../support/json.ts"
import { RecordReader } from "../support/records.ts"
import { readTotpValue } from "../support/totp-value.ts"
import { readZip } from "../support/zip.ts"

/** Proton Pass, the password manager: a zip with `Proton Pass/data.json`, or that JSON. */
const TEXTS = texts({
  guide: {
    en: "In Proton Pass: Settings › Export, without PGP encryption",
    ja: "Proton Pass の設定 › エクスポート (PGP 暗号化なし)",
  },
  empty: { en: "the archive has no Proton Pass data in it", ja: "書庫の中に Proton Pass のデータがありません" },
})

const MEMBER = /(?:^|\/)data\.json$/i
const TRASHED = 2

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind !== "zip") return readData(objectOf(jsonOf(input)), context)
  const [member] = await readZip(input.bytes, (name) => MEMBER.test(name), null, context)
  if (member === undefined) throw new AppError("format-damaged", TEXTS.empty)
  return readData(objectOf(parseJson(member.bytes)), context)
}

function readData(root: JsonObject, context: OpenContext): OpenedAccounts {
  const items = Object.values(objectOf(root["vaults"])).flatMap((value) => {
    const vault = objectOf(value)
    return arrayOrEmpty(vault["items"]).map((item) => ({ item, vault: text(vault["name"]).trim() }))
  })
  return new RecordReader(context).readAll(items, ({ item, vault }) => readItem(objectOf(item), vault)).opened()
}

function readItem(item: JsonObject, vault: string): readonly Draft[] | null {
  const data = objectOf(item["data"])
  const content = isObject(data["content"]) ? data["content"] : {}
  const extras = [...arrayOrEmpty(data["extraFields"]), ...arrayOrEmpty(content["extraFields"])].filter(isObject)
  const values = [
    content["totpUri"],
    ...extras.filter((field) => field["type"] === "totp").map((field) => (isObject(field["data"]) ? field["data"]["totpUri"] : "")),
  ]
  const metadata = isObject(data["metadata"]) ? data["metadata"] : {}
  const title = text(metadata["name"]).trim()
  const username = firstText(content["itemUsername"], content["username"], content["itemEmail"]).trim()
  const drafts = values.flatMap((value) => {
    const draft = readTotpValue(text(value), { title, username })
    return draft === null ? [] : [{ ...tidy(draft, title, username), ...detailsOf(item, vault, text(metadata["note"])) }]
  })
  return drafts.length === 0 ? null : drafts
}

/** The app labels a code of its own making `item:Proton Pass`, which names neither issuer nor account. */
function tidy(draft: Draft, title: string, username: string): Draft {
  return draft.name === "Proton Pass" ? { ...draft, issuer: title === "" ? draft.issuer : title, name: username } : draft
}

function detailsOf(item: JsonObject, vault: string, note: string): Partial<Draft> {
  return {
    note,
    groups: vault === "" ? [] : [vault],
    favorite: flag(item["pinned"]),
    trashed: item["state"] === TRASHED,
    createdAt: timeMs(item["createTime"]),
    updatedAt: timeMs(item["modifyTime"]),
  }
}

export const protonPass: Handler = {
  id: "proton-pass",
  title: "Proton Pass",
  extensions: ["zip", "json"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "zip") return sniffed.names.some((name) => /(?:^|\/)Proton Pass\/data\.json$/i.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-object" && (hasPath(sniffed.json, "vaults.*.items[].data") || hasPath(sniffed.json, "vaults.*.items"))
      ? "yes"
      : "no"
  },
  open,
}
