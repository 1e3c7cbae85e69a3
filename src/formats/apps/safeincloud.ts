import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { childText, childrenNamed, parseXml } from "../containers/xml.ts"
import type { XmlElement } from "../containers/xml.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { flag, groupNames, timeMs } from "../records/fields.ts"
import { itemCodes } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"

/** SafeInCloud: XML, and CSV, which has fewer fields. */
const TEXTS = texts({
  guide: {
    en: "In SafeInCloud on a computer: File › Export › As XML; CSV has no labels",
    ja: "パソコン版 SafeInCloud のファイル › エクスポート › XML として（CSV にはラベルが含まれません）",
  },
})

/** Early versions had no `otp`. */
const COLUMNS = ["title", "login", "password", "url", "notes", "otp"]
const CODE_TYPE = "one_time_password"

/** A blank line may precede the XML declaration, which parsers refuse. */
async function readXml({ bytes }: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  const root = await parseXml(encodeUtf8(textOf(bytes).trimStart()))
  const labels = new Map(childrenNamed(root, "label").map(({ attributes }) => [attributes["id"] ?? "", (attributes["name"] ?? "").trim()]))
  const cards = childrenNamed(root, "card").filter(({ attributes }) => !flag(attributes["template"]))
  return new RecordReader(context).readItems(cards, (card) => readCard(card, labels)).opened()
}

/** The attribute `history` of a field has its old values, which are not read. */
function readCard(card: XmlElement, labels: ReadonlyMap<string, string>): (() => Draft)[] {
  const { attributes } = card
  const fields = childrenNamed(card, "field")
  const firstOf = (type: string): string =>
    fields.find((field) => field.attributes["type"] === type && field.text.trim() !== "")?.text.trim() ?? ""
  const isCode = (field: XmlElement): boolean => field.attributes["type"] === CODE_TYPE
  const note = childText(card, "notes")
  return itemCodes({
    title: attributes["title"] ?? "",
    username: firstOf("login") || firstOf("email"),
    url: firstOf("website"),
    codes: fields.filter(isCode).map((field) => ({ value: field.text, label: field.attributes["name"] ?? "" })),
    texts: [...fields.filter((field) => !isCode(field)).map((field) => field.text), note],
    details: {
      note,
      groups: groupNames(childrenNamed(card, "label_id").map(({ text: id }) => labels.get(id.trim()) ?? "")),
      favorite: flag(attributes["star"]),
      trashed: flag(attributes["deleted"]),
      updatedAt: timeMs(attributes["time_stamp"]),
    },
  })
}

export const safeincloud: Handler = {
  id: "safeincloud",
  title: "SafeInCloud",
  extensions: ["xml", "csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "xml") return sniffed.root === "database" && /<(?:card|label|ghost)[\s>]/.test(sniffed.head) ? "yes" : "no"
    if (hasColumns(sniffed, ...COLUMNS)) return "yes"
    const isEarly = sniffed.kind === "csv" && columnNames(sniffed.header).join() === COLUMNS.slice(0, -1).join()
    return isEarly ? "maybe" : "no"
  },
  open: async (inputs, context) => {
    const input = singleInput(inputs)
    if (input.sniffed.kind === "xml") return await readXml(input, context)
    return await readCsvItems(input, context, (cell) => ({
      title: cell("title"),
      username: cell("login"),
      url: cell("url"),
      codes: [{ value: cell("otp") }],
      texts: [cell("notes")],
      details: { note: cell("notes") },
    }))
  },
}
