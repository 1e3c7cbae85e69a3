import { messageOf, texts } from "../../../base/language.ts"
import type { OpenContext, OpenedAccounts } from "../../handler.ts"
import { decodeHex } from "../../records/encoding.ts"
import { base32Field, draftOf, flag, kindField, uuidField } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { cellText, tableRows } from "../../containers/html-table.ts"
import { motpSecret } from "./read.ts"

const TEXTS = texts({
  noPeriods: {
    en: "an HTML export does not contain the periods; 30 seconds are used for all",
    ja: "HTML のエクスポートには周期が含まれないため、すべて 30 秒として読み込みました",
  },
})

export const HTML_COLUMNS = ["Issuer", "Name", "Type", "UUID", "Algo", "Digits", "Secret"]

/** The HTML export is a table for printing, without periods and groups, and with "-" for a missing counter or PIN. */
export function readHtml(html: string, context: OpenContext): OpenedAccounts {
  const rows = tableRows(html)
  const headerAt = rows.findIndex((row) => HTML_COLUMNS.every((column) => row.some((cell) => cellText(cell) === column)))
  const header = (rows[headerAt] ?? []).map(cellText)
  const entries = rows.slice(headerAt + 1).filter((row) => row.length === header.length)
  const reader = new RecordReader(context).readAll(entries, (row) => {
    const field = (name: string): string => cellText(row[header.indexOf(name)] ?? "")
    const optional = (name: string): string | null => (["", "-"].includes(field(name)) ? null : field(name))
    const kind = kindField(field("Type"))
    return draftOf({
      kind,
      issuer: field("Issuer"),
      name: field("Name"),
      secret: kind === "motp" ? motpSecret(decodeHex(field("Secret"))) : base32Field(field("Secret")),
      algorithm: optional("Algo"),
      digits: optional("Digits"),
      counter: optional("Counter"),
      pin: kind === "motp" || kind === "yandex" ? optional("PIN") : null,
      note: field("Note"),
      favorite: flag(field("Favorite")),
      id: uuidField(field("UUID")),
    })
  })
  const opened = reader.opened()
  return opened.drafts.some(({ kind }) => kind === "totp") ? { ...opened, notices: [messageOf(TEXTS.noPeriods)] } : opened
}
