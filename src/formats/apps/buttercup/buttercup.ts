import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { readCsv } from "../../containers/csv.ts"
import { parseJson } from "../../containers/json.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { hasColumns } from "../../records/csv-items.ts"
import { groupNames } from "../../records/fields.ts"
import { itemCodes } from "../../records/item-codes.ts"
import type { VaultItem } from "../../records/item-codes.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { textOf } from "../../records/text.ts"
import { decryptVault, parseLocked } from "./encryption.ts"
import { Vault, itemOf } from "./vault.ts"

/** Buttercup, a password manager that has ended: encrypted vaults and CSV. */
const TEXTS = texts({
  guide: {
    en: "The .bcup vault file that Buttercup itself works with; or in Buttercup: Vault › Export Vault, as CSV",
    ja: "Buttercup が使う .bcup の Vault ファイル。または Buttercup の Vault › Export Vault（CSV）",
  },
  version: {
    en: "Buttercup vault of an unknown version: {version}",
    ja: "未知のバージョンの Buttercup の Vault です: {version}",
  },
})

const MAGIC = "b~>buttercup/"

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  const source = textOf(input.bytes).trim()
  if (input.sniffed.kind === "csv") return await readRows(source, context)
  const version = source.charAt(MAGIC.length)
  if (version !== "a" && version !== "b") throw new AppError("format-version", TEXTS.version, { detail: { version } })
  const locked = parseLocked(source.slice(MAGIC.length + 1))
  return {
    kind: "locked",
    needs: "password",
    unlock: async ({ password }, context) => {
      const plain = await decryptVault(locked, password, context)
      const vault = version === "a" ? Vault.fromCommands(textOf(plain)) : Vault.fromJson(parseJson(plain))
      return new RecordReader(context).readItems(vault.items(), itemCodes).opened()
    },
  }
}

/** Rows of groups and of entries; a group may follow its entries. */
async function readRows(source: string, context: OpenContext): Promise<OpenedAccounts> {
  const rows = await readCsv(source)
  const vault = new Vault()
  const isGroup = (cells: Readonly<Record<string, string>>): boolean => cells["!type"]?.trim().toLowerCase() === "group"
  for (const { cells } of rows) {
    if (isGroup(cells)) vault.addGroup(cells["!group_id"] ?? "", cells["!group_parent"] ?? "", cells["!group_name"] ?? "")
  }
  const reader = new RecordReader(context)
  for (const { at, cells } of rows) if (!isGroup(cells)) reader.readItem(at, () => itemCodes(rowItem(cells, vault)))
  return reader.opened()
}

function rowItem(cells: Readonly<Record<string, string>>, vault: Vault): VaultItem {
  const fields = new Map(Object.entries(cells).filter(([name]) => !name.startsWith("!")))
  const { groups, trashed } = vault.placeOf(cells["!group_id"] ?? "")
  const named = groups.length > 0 ? groups : groupNames([cells["!group_name"]?.trim() ?? ""])
  const isCode = (name: string): boolean => /^\s*otpauth:\/\//i.test(fields.get(name) ?? "")
  return itemOf(fields, isCode, { groups: named, trashed })
}

export const buttercup: Handler = {
  id: "buttercup",
  title: "Buttercup",
  extensions: ["bcup", "csv"],
  guide: TEXTS.guide,
  keepFile: "in-use",
  detect: (sniffed) => {
    if (sniffed.kind === "text") return sniffed.head.startsWith(MAGIC) ? "yes" : "no"
    return hasColumns(sniffed, "!group_id", "!type") || hasColumns(sniffed, "!group_id", "!group_name") ? "yes" : "no"
  },
  open,
}
