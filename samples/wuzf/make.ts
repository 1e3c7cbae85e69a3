// The exports of 2FA by wuzf, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`wuzf ${issuer} ${name}`), ...more })

const DRAFTS = [
  draft("Northwind & <Sons>", "alice@example.com"),
  draft("さくら銀行", "", { algorithm: "SHA256", digits: 8, period: 60 }),
  draft("Contoso", "bob", { kind: "hotp", counter: 12, period: null }),
]
const COLUMNS = "服务名称,账户信息,密钥,类型,位数,周期(秒),算法,计数器"
const entryOf = ({ issuer, name, secret, kind, digits, period, algorithm, counter }: Draft) => ({
  name: issuer,
  account: name,
  secret: secret.toBase32(),
  type: kind.toUpperCase(),
  digits,
  period: period ?? 30,
  algorithm,
  counter: counter ?? 0,
})
const entries = DRAFTS.map(entryOf)
const json = { version: "1.0", exportDate: "2025-01-02T03:04:05.000Z", count: entries.length, secrets: entries }
const broken = { ...entries[0], secret: "1nvalid!" }

const escape = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
const csv = [COLUMNS, ...entries.map((entry) => Object.values(entry).join(","))].join("\r\n")
const headers = ["服务名称", "账户名称", "密钥", "类型", "位数", "周期", "算法", "二维码"].map((name) => `<th>${name}</th>`).join("")
/** @param counted - Whether the rows have the counter, as newer pages do. */
const row = (entry: (typeof entries)[number], counted: boolean): string => {
  const { name, account, secret, type, digits, period, algorithm, counter } = entry
  const params = [type, digits, period, algorithm, ...(counted ? [counter] : [])].map((value) => `<td class="param">${value}</td>`)
  return `<tr>\n<td class="service">${escape(name)}</td><td class="account">${account}</td><td class="secret"><code>${secret}</code></td>${params.join("")}<td class="qr-cell"><img src="data:image/png;base64,AA=="></td></tr>`
}
const page = (head: string, rows: string, foot = ""): string =>
  `<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="UTF-8">${head}<title>2FA 密钥导出 - 2025-01-02</title></head>\n<body><table><thead><tr>${headers}</tr></thead>\n<tbody>${rows}</tbody></table>${foot}</body></html>\n`
const embedded = `<script id="__2fa_backup_data__" type="application/json">${escape(JSON.stringify({ format: "html", timestamp: json.exportDate, count: 3, secrets: entries }))}</script>`
const totps = DRAFTS.slice(0, 2)

export const make: Maker = () => [
  {
    files: { "export.json": JSON.stringify({ ...json, secrets: [...entries, broken] }, null, 2) },
    accounts: DRAFTS,
    issues: [{ at: 4, code: "record-malformed" }],
  },
  { files: { "empty.json": JSON.stringify({ ...json, count: 0, secrets: [] }) }, accounts: [] },
  { files: { "export.csv": `\ufeff${csv}` }, accounts: DRAFTS },
  {
    files: { "with-meta.csv": `\ufeff# 2FA-BACKUP-META skippedInvalidCount=1\r\n${csv}\r\nBroken,,1nvalid!,TOTP,6,30,SHA1,0\r\n` },
    accounts: DRAFTS,
    issues: [{ at: 6, code: "record-malformed" }],
  },
  {
    files: { "table.html": page("", entries.slice(0, 2).map((entry) => row(entry, false)).join("\n")) }, // prettier-ignore
    accounts: totps,
  },
  {
    files: { "with-data.html": page('<meta name="2fa-backup-meta" content="skippedInvalidCount=0">', entries.map((entry) => row(entry, true)).join("\n"), embedded) }, // prettier-ignore
    accounts: DRAFTS,
  },
  {
    files: { "counted.html": page('<meta name="2fa-backup-meta" content="skippedInvalidCount=0">', entries.map((entry) => row(entry, true)).join("\n")) }, // prettier-ignore
    accounts: DRAFTS,
  },
  { files: { "server-backup.txt": `v1:QUJDREVGR0hJSktM:${"c2VydmVyIGJhY2t1cA".repeat(4)}==` }, error: "format-unsupported" },
]
