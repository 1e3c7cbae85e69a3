import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { Secret } from "../../accounts/secret.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import type { Sniffed } from "../sniffed.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { base32Field, draftOf, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { withSqlite } from "../containers/sqlite.ts"
import type { SqliteRow } from "../containers/sqlite.ts"

/** Microsoft Authenticator's own database on Android (`PhoneFactor`), with the write-ahead log that newer rows may sit in. */
const TEXTS = texts({
  guide: {
    en: "Microsoft Authenticator has no export: enrol each account anew. From a rooted phone: databases/PhoneFactor, together with PhoneFactor-wal",
    ja: "Microsoft Authenticator にエクスポート機能はなく、再登録が必要です。root 化した端末では databases/PhoneFactor を PhoneFactor-wal と一緒に読み込めます",
  },
  walAlone: {
    en: "this is only the log of a database: open it together with the database itself",
    ja: "データベースのログだけでは読み取れません。データベース本体と一緒に開いてください",
  },
  wal: {
    en: "if accounts are missing: the newest rows may sit in the file that ends in -wal; open it together with this one",
    ja: "足りないアカウントがある場合は、末尾が -wal のファイルも一緒に開いてください (新しいデータはそちらにあることがあります)",
  },
})

const TOTP = 0
const MICROSOFT_ACCOUNT = 1

/** Rows of other types are push approvals, bound to the phone: records without a second factor of ours. */
function readRow(row: SqliteRow): Draft | null {
  const type = Number(row["account_type"] ?? TOTP)
  const key = text(row["oath_secret_key"])
  if ((type !== TOTP && type !== MICROSOFT_ACCOUNT) || key === "") return null
  const isOwn = type === MICROSOFT_ACCOUNT
  return draftOf({
    kind: "totp",
    secret: isOwn ? new Secret(decodeBase64(key)) : base32Field(key),
    issuer: text(row["name"]),
    name: text(row["username"]),
    digits: isOwn ? 8 : 6,
  })
}

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const database = inputs.find(({ sniffed }) => sniffed.kind === "sqlite")
  const wal = inputs.find(({ sniffed }) => sniffed.kind === "sqlite-wal")
  if (database === undefined) throw new AppError("format-unsupported", TEXTS.walAlone)
  const inWalMode = database.bytes[18] === 2
  return await withSqlite(database.bytes, wal?.bytes ?? null, (read) =>
    new RecordReader(context)
      .readAll(read("accounts"), readRow)
      .opened(inWalMode && wal === undefined ? [{ sentence: TEXTS.wal, detail: {} }] : []),
  )
}

function detect(sniffed: Sniffed): "yes" | "maybe" | "no" {
  if (sniffed.kind === "sqlite-wal") return "yes"
  if (sniffed.kind !== "sqlite") return "no"
  return (sniffed.columns["accounts"] ?? []).some((name) => name.toLowerCase() === "oath_secret_key") ? "yes" : "no"
}

export const microsoftAuthenticator: Handler = {
  id: "microsoft-authenticator",
  title: "Microsoft Authenticator",
  extensions: ["sqlite", "db"],
  guide: TEXTS.guide,
  detect,
  together: ({ name }) => name.replace(/-(?:wal|shm)$/, ""),
  open,
}
