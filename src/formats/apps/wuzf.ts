import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { columnNames, readCsv } from "../containers/csv.ts"
import { cellText, tableRows } from "../containers/html-table.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { base32Field, draftOf, firstText, kindField, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf, unescapeHtml } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** The self-hosted web app 2FA by wuzf: JSON, CSV and HTML. */
const TEXTS = texts({
  guide: {
    en: "In 2FA (wuzf): Export › JSON, CSV or HTML; the backups on its server are encrypted and cannot be read",
    ja: "2FA（wuzf）のエクスポート › JSON、CSV、HTML。サーバー上の暗号化されたバックアップは読み取れません",
  },
  server: {
    en: "this is an encrypted server backup of 2FA (wuzf), which only that server's key opens; export JSON, CSV or HTML in the app instead",
    ja: "2FA（wuzf）のサーバーの暗号化バックアップで、そのサーバーの鍵でしか開けません。アプリで JSON、CSV、HTML のいずれかをエクスポートしてください",
  },
})

/** The CSV's columns in both Chinese scripts: service, account, secret, type, digits, period, algorithm, counter. */
const COLUMNS = [
  ["服务名称", "服務名稱"],
  ["账户信息", "帳戶資訊"],
  ["密钥", "金鑰"],
  ["类型", "類型"],
  ["位数", "位數"],
  ["周期(秒)", "週期(秒)"],
  ["算法", "演算法"],
  ["计数器", "計數器"],
] as const
/** Lines before the CSV's header. */
const META = /^(?:#[^\n]*\n\s*)+/
const META_START = "# 2FA-BACKUP-"
/** `v1:`, 12 bytes of IV, the ciphertext. */
const SERVER_BACKUP = /^v1:[A-Za-z0-9+/_-]{16}:[A-Za-z0-9+/_-]{22}/
const EMBEDDED = /<script\b[^<>]{0,200}\bid=["']?__2fa_backup_data__\b[^<>]{0,200}>/i

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "json-object") return readSecrets(jsonOf(input), context)
  const source = textOf(input.bytes)
  if (input.sniffed.kind === "html") return readHtml(source, context)
  if (SERVER_BACKUP.test(source.trimStart())) throw new AppError("format-unsupported", TEXTS.server)
  return await readTable(source, context)
}

function readSecrets(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(objectOf(root)["secrets"]), (entry) => toDraft(objectOf(entry))).opened()
}

async function readTable(source: string, context: OpenContext): Promise<OpenedAccounts> {
  // The lines before the header become blank, so that the other lines keep their numbers.
  const table = source.replace(META, (lines) => lines.replace(/[^\r\n]/g, ""))
  const reader = new RecordReader(context)
  for (const { at, cells } of await readCsv(table)) {
    reader.read(at, () => fromCells(COLUMNS.map((names) => firstText(...names.map((name) => cells[name])))))
  }
  return reader.opened()
}

/** The rows of the table; newer pages hold the same as JSON, which is exact. */
function readHtml(html: string, context: OpenContext): OpenedAccounts {
  const start = EMBEDDED.exec(html)
  const from = start === null ? -1 : start.index + start[0].length
  const end = from < 0 ? -1 : html.indexOf("</script", from)
  if (end >= 0) {
    const json = html.slice(from, end).trim()
    return readSecrets(parseJson(json.startsWith('{"') ? json : unescapeHtml(json)), context)
  }
  const rows = tableRows(html)
    .filter((row) => row.length >= COLUMNS.length - 1)
    .map((row) => row.map(cellText))
  return new RecordReader(context).readAll(rows.slice(1), fromCells).opened()
}

/** @param cells - In the order of {@link COLUMNS}. */
function fromCells([name, account, secret, type, digits, period, algorithm, counter = ""]: readonly string[]): Draft {
  return toDraft({ name, account, secret, type, digits, period, algorithm, counter: /^\d+$/.test(counter.trim()) ? counter.trim() : null })
}

function toDraft(entry: Readonly<Record<string, unknown>>): Draft {
  return draftOf({
    kind: kindField(firstText(entry["type"], "totp")),
    issuer: text(entry["name"]),
    name: text(entry["account"]),
    secret: base32Field(entry["secret"]),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
  })
}

function detect(sniffed: Sniffed): "yes" | "no" {
  switch (sniffed.kind) {
    case "json-object": {
      const { keys, types, inside, json } = sniffed
      if (types["secrets"] !== "array" || !keys.includes("count") || !["exportDate", "timestamp"].some((key) => keys.includes(key)))
        return "no"
      const isEmpty = (json["secrets"] as readonly unknown[]).length === 0
      return isEmpty || ["name", "secret"].every((key) => inside["secrets"]?.includes(key)) ? "yes" : "no"
    }
    case "csv":
      return sniffed.head.startsWith(META_START) || hasOwnColumns(sniffed.header) ? "yes" : "no"
    case "html":
      return sniffed.head.includes('"2fa-backup-meta"') || hasOwnHeaders(sniffed.headers) ? "yes" : "no"
    case "text":
      return sniffed.head.startsWith(META_START) || SERVER_BACKUP.test(sniffed.head) ? "yes" : "no"
    default:
      return "no"
  }
}

function hasOwnColumns(header: readonly string[]): boolean {
  const columns = columnNames(header)
  return [0, 2].every((at) => COLUMNS[at]?.some((name) => columns.includes(name)))
}

/** The second column is named differently from the CSV's. */
function hasOwnHeaders([service = "", , secret = ""]: readonly string[]): boolean {
  return /^(?:服务|服務)/.test(service) && /^(?:密钥|金鑰)/.test(secret)
}

export const wuzf: Handler = {
  id: "wuzf",
  title: "2FA (wuzf)",
  extensions: ["json", "csv", "html"],
  guide: TEXTS.guide,
  detect,
  open,
}
