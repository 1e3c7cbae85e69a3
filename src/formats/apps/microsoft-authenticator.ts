import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { withSqlite } from "../containers/sqlite.ts"
import type { SqliteRow } from "../containers/sqlite.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { base32Field, draftOf, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import type { Sniffed } from "../sniffed.ts"

/** Microsoft Authenticator's own database on Android (`PhoneFactor`), with the write-ahead log, which may hold the newest rows. */
const TEXTS = texts({
  guide: {
    en: "Microsoft Authenticator has no export: enrol each account again. From a rooted phone: databases/PhoneFactor, together with PhoneFactor-wal",
    ja: "Microsoft Authenticator にエクスポート機能はなく、再登録が必要です。root 化したスマートフォンでは databases/PhoneFactor を PhoneFactor-wal と一緒に読み込めます",
  },
  walAlone: {
    en: "this is only the log of a database: open it together with the database itself",
    ja: "データベースのログだけでは読み取れません。データベース本体と一緒に開いてください",
  },
  wal: {
    en: "if accounts are missing, the newest may be in the file whose name ends in -wal: open it together with this one",
    ja: "足りないアカウントがある場合は、末尾が -wal のファイルも一緒に開いてください（新しいデータはそちらにあることがあります）",
  },
})

const TOTP_TYPE = 0
const MICROSOFT_TYPE = 1

/** Null for rows of other types: push approvals, which are bound to the phone. */
function readRow(row: SqliteRow): Draft | null {
  const type = Number(row["account_type"] ?? TOTP_TYPE)
  const key = text(row["oath_secret_key"])
  if ((type !== TOTP_TYPE && type !== MICROSOFT_TYPE) || key === "") return null
  const isMicrosoft = type === MICROSOFT_TYPE
  return draftOf({
    kind: "totp",
    secret: isMicrosoft ? new Secret(decodeBase64(key)) : base32Field(key),
    issuer: text(row["name"]),
    name: text(row["username"]),
    digits: isMicrosoft ? 8 : 6,
  })
}

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const database = inputs.find(({ sniffed }) => sniffed.kind === "sqlite")
  const wal = inputs.find(({ sniffed }) => sniffed.kind === "sqlite-wal")
  if (database === undefined) throw new AppError("format-unsupported", TEXTS.walAlone)
  // Byte 18 of the header, the "file format write version", is 2 in WAL mode.
  const inWalMode = database.bytes[18] === 2
  return await withSqlite(database.bytes, wal?.bytes ?? null, (read) =>
    new RecordReader(context).readAll(read("accounts"), readRow).opened(inWalMode && wal === undefined ? [messageOf(TEXTS.wal)] : []),
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
  groupKey: ({ name }) => name.replace(/-(?:wal|shm)$/, ""),
  open,
}
