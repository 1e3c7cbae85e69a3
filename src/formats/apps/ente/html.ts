import type { Draft } from "../../../accounts/account.ts"
import { messageOf, texts } from "../../../base/language.ts"
import { cellText, tableRows } from "../../containers/html-table.ts"
import type { OpenContext, OpenedAccounts } from "../../handler.ts"
import { base32Field, draftOf, firstText, kindField } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { unescapeHtml } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"

const TEXTS = texts({
  assumed: {
    en: "{n} {n|code|codes} without period or counter in this page: 30 seconds, or counter 0, are assumed. The other exports of Ente Auth have them",
    ja: "{n} 件のコードは周期またはカウンターがページに記載されていないため、30 秒またはカウンター 0 としました。Ente Auth の他のエクスポートには含まれます",
  },
})

/** An empty page has the class in its styles. */
export function isPage({ head, headers }: Extract<Sniffed, { kind: "html" }>): boolean {
  const [first = ""] = headers
  return head.includes("otp-entry") || ["Type:", "Digits:", "Secret:"].every((label) => first.includes(label))
}

/** Read the page for printing: a table for each code, whose first cell has a paragraph for each value. Tags are left out. */
export function readPage(html: string, context: OpenContext): OpenedAccounts {
  let assumed = 0
  const reader = new RecordReader(context).readAll(tableRows(html), ([cell = ""]) => {
    const { names, fields } = readCell(cell)
    const draft = toDraft(names, fields)
    const wanted = { totp: "period", hotp: "counter" }[draft.kind as string]
    if (wanted !== undefined && fields.get(wanted) === undefined) assumed++
    return draft
  })
  return reader.opened(assumed === 0 ? [] : [messageOf(TEXTS.assumed, { n: assumed })])
}

interface Cell {
  /** The values without a label: issuer and account. */
  readonly names: readonly string[]
  /** By label, in lower case. */
  readonly fields: ReadonlyMap<string, string>
}

function readCell(cell: string): Cell {
  const names: string[] = []
  const fields = new Map<string, string>()
  for (const paragraph of cell.split(/<\/p>/i).slice(0, -1)) {
    const { label, value } = readParagraph(paragraph)
    if (label === "") names.push(value)
    else fields.set(label, value)
  }
  return { names, fields }
}

/** `Label: <b>value</b>`, or only the value. The app does not escape it, so that it may have a `<`. */
function readParagraph(paragraph: string): { label: string; value: string } {
  const [start, end] = [paragraph.indexOf("<b>"), paragraph.lastIndexOf("</b>")]
  if (start >= 0 && end > start) {
    return {
      label: cellText(paragraph.slice(0, start)).replace(/:$/, "").toLowerCase(),
      value: unescapeHtml(paragraph.slice(start + 3, end)).trim(),
    }
  }
  const whole = cellText(paragraph)
  const label = /^(?:Type|Algorithm|Digits|Secret|Period|Counter|Note):/i.exec(whole)?.[0] ?? ""
  return { label: label.slice(0, -1).toLowerCase(), value: whole.slice(label.length).trim() }
}

function toDraft([issuer = "", name = ""]: readonly string[], fields: Cell["fields"]): Draft {
  return draftOf({
    kind: kindField(firstText(fields.get("type"), "totp")),
    issuer,
    name,
    secret: base32Field(fields.get("secret")),
    algorithm: fields.get("algorithm"),
    digits: fields.get("digits"),
    period: fields.get("period"),
    counter: fields.get("counter"),
    note: fields.get("note") ?? "",
  })
}
