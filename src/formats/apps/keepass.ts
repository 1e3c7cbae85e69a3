import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames, csvLine, readCsv } from "../containers/csv.ts"
import type { CsvRow } from "../containers/csv.ts"
import { parseXml } from "../containers/xml.ts"
import type { Handler, Loss, OpenContext, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { readEntry } from "../keepass/fields.ts"
import type { KeePassEntry } from "../keepass/fields.ts"
import { periodLoss } from "../keepass/losses.ts"
import { entryTitle, keepassUri } from "../keepass/write.ts"
import { readKeePassXml } from "../keepass/xml.ts"
import { ALL_DIGITS, BARE_KEEPS, issuerFromName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** KeePass' unencrypted exports: the XML of KeePass 2 and KeePassXC, KeePassXC's CSV, and CSVs made to be imported into KeePass. */
const TEXTS = texts({
  guide: {
    en: "In KeePassXC: Database › Export › CSV or XML file; in KeePass 2: File › Export › KeePass XML (2.x). The database itself (.kdbx) is the safer way",
    ja: "KeePassXC のデータベース › エクスポート › CSV または XML、KeePass 2 のファイル › エクスポート › KeePass XML（2.x）。データベース（.kdbx）を直接読み込む方が安全です",
  },
})

const COLUMNS = ["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"]

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  const text = textOf(input.bytes)
  if (/^\s*</.test(text)) return readKeePassXml(await parseXml(input.bytes), null, context)
  const rows = await readCsv(text, input.sniffed.kind === "csv" ? input.sniffed.delimiter : ",")
  const reader = new RecordReader(context)
  for (const row of rows) readEntry(reader, row.at, toKeePassEntry(row))
  return reader.opened()
}

/** Columns that do not have the name of their KeePass field. */
const FIELD_NAMES: Readonly<Record<string, string>> = { totp: "otp", "user name": "username", "login name": "username" }

function toKeePassEntry({ cells }: CsvRow): KeePassEntry {
  const fields = new Map(Object.entries(cells).map(([name, value]) => [FIELD_NAMES[name] ?? name, value]))
  const group = (cells["group"] ?? "").trim()
  // In KeePassXC's CSV the path begins with the root group.
  const path = "totp" in cells ? group.split("/").slice(1).join("/") : group
  const trashed = "totp" in cells && /^Recycle Bin(?:\/|$)/.test(path)
  return {
    fields,
    id: null,
    shared: {
      note: cells["notes"] ?? "",
      groups: path === "" || trashed ? [] : [path],
      trashed,
      createdAt: parseDate(cells["created"]),
      updatedAt: parseDate(cells["last modified"]),
    },
  }
}

function parseDate(text = ""): number | null {
  const ms = Date.parse(text)
  return Number.isFinite(ms) && ms > 0 ? ms : null
}

function toRow(draft: Draft, nowMs: number): string[] {
  const date = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
  const path = ["Root", ...draft.groups.slice(0, 1)].join("/")
  const times = [date(draft.updatedAt ?? draft.createdAt ?? nowMs), date(draft.createdAt ?? nowMs)]
  return [path, entryTitle(draft), draft.name, "", "", draft.note, keepassUri(draft), "0", ...times]
}

function write(drafts: readonly Draft[], { nowMs }: WriteContext): Uint8Array {
  const rows = [COLUMNS, ...drafts.map((draft) => toRow(draft, nowMs))]
  return encodeUtf8(rows.map((row) => `${csvLine(row, { quote: "always" })}\n`).join(""))
}

function losses(draft: Draft): Loss[] {
  return [...periodLoss(draft), ...issuerFromName(draft)]
}

/** Columns that no other app's CSV has. */
const OWN_COLUMN = /^(?:(?:time|hmac)otp-secret(?:-hex|-base32|-base64)?|totp seed)$/

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "xml") return sniffed.root === "KeePassFile" ? "yes" : "no"
  if (sniffed.kind !== "csv") return "no"
  const columns = columnNames(sniffed.header)
  const isKeePassXc = ["group", "title", "username", "totp"].every((name) => columns.includes(name))
  return isKeePassXc || columns.some((name) => OWN_COLUMN.test(name)) ? "yes" : "no"
}

export const keepass: Handler = {
  id: "keepass",
  title: "KeePass (XML, CSV)",
  titleJa: "KeePass（XML、CSV）",
  extensions: ["xml", "csv"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "never",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      note: true,
      groups: "one",
      times: true,
    },
    extension: () => "csv",
    losses,
    run: (drafts, context) => Promise.resolve(write(drafts, context)),
  },
}
