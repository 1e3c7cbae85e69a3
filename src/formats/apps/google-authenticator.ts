import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { withSqlite } from "../containers/sqlite.ts"
import type { SqliteRow } from "../containers/sqlite.ts"
import type { Handler } from "../handler.ts"
import { base32Field, draftOf, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/** Google Authenticator's own database on Android, up to version 5.10; its transfer codes are `google-migration`. */
const TEXTS = texts({
  guide: {
    en: "From a rooted phone: databases/databases of Google Authenticator up to 5.10. Without root use its transfer codes instead",
    ja: "root 化したスマートフォンの Google Authenticator 5.10 以前の databases/databases。root 化していない場合は移行用 QR コードを使ってください",
  },
  sealed: {
    en: "this secret is encrypted with a key of the phone",
    ja: "スマートフォンによって暗号化されたシークレットのため読み取れません",
  },
})

function readRow(row: SqliteRow): Draft {
  if (Number(row["isencrypted"] ?? 0) > 0) throw new AppError("format-unsupported", TEXTS.sealed)
  const label = text(row["email"])
  const ownIssuer = text(row["issuer"]).trim()
  const colon = label.indexOf(":")
  const issuer = ownIssuer === "" && colon > 0 ? label.slice(0, colon) : ownIssuer
  const isHotp = Number(row["type"] ?? 0) === 1
  return draftOf({
    kind: isHotp ? "hotp" : "totp",
    secret: base32Field(row["secret"]),
    issuer,
    name: issuer !== "" && label.startsWith(`${issuer}:`) ? label.slice(issuer.length + 1) : label,
    counter: isHotp ? row["counter"] : null,
  })
}

export const googleAuthenticator: Handler = {
  id: "google-authenticator",
  title: "Google Authenticator (database)",
  titleJa: "Google Authenticator（データベース）",
  extensions: ["sqlite", "db"],
  guide: TEXTS.guide,
  device: "google",
  detect: (sniffed) => {
    const columns = sniffed.kind === "sqlite" ? (sniffed.columns["accounts"] ?? []).map((name) => name.toLowerCase()) : []
    return columns.includes("email") && columns.includes("secret") ? "yes" : "no"
  },
  open: async (inputs, context) =>
    withSqlite(singleInput(inputs).bytes, null, (read) => new RecordReader(context).readAll(read("accounts"), readRow).opened()),
}
