import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { withSqlite } from "../containers/sqlite.ts"
import type { SqliteRow } from "../containers/sqlite.ts"
import { ZIP_TEXTS, openDataMember } from "../containers/zip.ts"
import { tryPassword } from "../crypto/crypto.ts"
import { SQLCIPHER_3, detectSqlcipher, openSqlcipher } from "../crypto/sqlcipher.ts"
import type { Detection, Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, firstText, groupNames, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { decodeLossy } from "../records/text.ts"
import { URI_LINE_TEXTS, uriLines } from "../records/uri-lines.ts"
import type { Sniffed } from "../sniffed.ts"

/** Authenticator Plus: its zip with a list of URIs, and its database, which is encrypted with SQLCipher 3. */
const TEXTS = texts({
  guide: {
    en: "In Authenticator Plus: Settings › Backup & Restore › Export as text & HTML; or authplus.db of its backups",
    ja: "Authenticator Plus の設定 › Backup & Restore › Export as Text and HTML。バックアップの authplus.db も読み込めます",
  },
  hint: { en: "the master password of Authenticator Plus", ja: "Authenticator Plus のマスターパスワード" },
})

const LIST_FILE = /(?:^|\/)accounts\.txt$/i
const HINT = messageOf(TEXTS.hint)

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind !== "zip") {
    return { kind: "locked", needs: "password", hint: HINT, unlock: (key, context) => unlockDatabase(input.bytes, key, context) }
  }
  return await openDataMember(
    input,
    {
      matches: (name) => LIST_FILE.test(name),
      missing: ZIP_TEXTS.noAccounts,
      hint: HINT,
      read: (list, context) => readList(decodeLossy(list), context),
    },
    context,
  )
}

function readList(list: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, scheme, text: uri } of uriLines(list)) {
    reader.read(at, () => {
      if (scheme === null || scheme === "keyferry" || scheme === "otpauth-migration")
        throw new AppError("format-damaged", URI_LINE_TEXTS.notUri)
      return parseOtpUri(uri)
    })
  }
  return reader.opened()
}

async function unlockDatabase(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  const database = await tryPassword(password, (spelling) => openSqlcipher(bytes, spelling, SQLCIPHER_3, context))
  return await withSqlite(database, null, (read) => new RecordReader(context).readAll(read("accounts"), readRow).opened())
}

const [TOTP, HOTP, BLIZZARD] = [0, 1, 2]

/** `email` is the name that the app shows, as the user may have changed it; `original_name` is the name in the QR code. */
function readRow(row: SqliteRow): Draft {
  const type = Number(row["type"] ?? TOTP)
  const category = text(row["category"])
  const common = { ...readLabel(row), groups: category === "All Accounts" ? [] : groupNames([category]) }
  const secret = text(row["secret"]).trim()
  if (type === BLIZZARD)
    return draftOf({
      ...common,
      issuer: firstText(common.issuer, "Blizzard"),
      kind: "totp",
      secret: new Secret(decodeHex(secret)),
      digits: 8,
    })
  if (type === HOTP) return draftOf({ ...common, kind: "hotp", secret: base32Field(secret), counter: row["counter"] })
  if (type !== TOTP) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  return draftOf({ ...common, kind: "totp", secret: base32Field(secret) })
}

function readLabel(row: SqliteRow): { issuer: string; name: string } {
  const original = text(row["original_name"])
  const colon = original.indexOf(":")
  const ownIssuer = text(row["issuer"]).trim()
  const issuer = ownIssuer === "" && colon > 0 ? original.slice(0, colon).trim() : ownIssuer
  const shown = text(row["email"]).trim()
  const name = shown === "" ? original : shown
  return { issuer, name: issuer !== "" && name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name }
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "zip") return sniffed.names.some((name) => LIST_FILE.test(name)) ? "yes" : "no"
  return detectSqlcipher(sniffed, SQLCIPHER_3)
}

export const authenticatorPlus: Handler = {
  id: "authenticator-plus",
  title: "Authenticator Plus",
  extensions: ["zip", "db"],
  guide: TEXTS.guide,
  detect,
  open,
}
