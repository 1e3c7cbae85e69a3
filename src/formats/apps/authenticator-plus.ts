import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { Secret } from "../../accounts/secret.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import type { Detection, Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import type { Sniffed } from "../sniffed.ts"
import { spellings, wrongPassword } from "../crypto/crypto.ts"
import { decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, firstText, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { SQLCIPHER_3, detectSqlcipher, openSqlcipher } from "../crypto/sqlcipher.ts"
import { withSqlite } from "../containers/sqlite.ts"
import type { SqliteRow } from "../containers/sqlite.ts"
import { decodeLossy } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"
import { readZip } from "../containers/zip.ts"

/** Authenticator Plus: its zip with a list of URIs, and its database, which SQLCipher encrypts. */
const TEXTS = texts({
  guide: {
    en: "In Authenticator Plus: Settings › Backup & Restore › Export as text & HTML; or authplus.db of its backups",
    ja: "Authenticator Plus の設定 › Backup & Restore › Export as Text and HTML。バックアップの authplus.db も読み込めます",
  },
  notUri: { en: "this line is not the address of an account", ja: "アカウントの URI ではない行です" },
  empty: { en: "the archive has no list of accounts in it", ja: "書庫の中にアカウントの一覧がありません" },
  hint: { en: "the master password of Authenticator Plus", ja: "Authenticator Plus のマスターパスワード" },
})

const MEMBER = /(?:^|\/)accounts\.txt$/i
const HINT = { sentence: TEXTS.hint, detail: {} }

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  const { bytes, sniffed } = input
  if (sniffed.kind !== "zip") {
    return { kind: "locked", needs: "password", hint: HINT, unlock: (key, at) => unlockDatabase(bytes, key, at) }
  }
  const unlock = async (password: string | null, at: OpenContext): Promise<OpenedAccounts> => {
    const [member] = await readZip(bytes, (name) => MEMBER.test(name), password, at)
    if (member === undefined) throw new AppError("format-damaged", TEXTS.empty)
    return readList(decodeLossy(member.bytes), at)
  }
  if (!sniffed.encrypted) return await unlock(null, context)
  return { kind: "locked", needs: "password", hint: HINT, unlock: ({ password }, at) => unlock(password, at) }
}

function readList(list: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, scheme, text: uri } of uriLines(list)) {
    reader.read(at, () => {
      if (scheme === null || scheme === "keyferry" || scheme === "otpauth-migration") throw new AppError("format-damaged", TEXTS.notUri)
      return parseOtpUri(uri)
    })
  }
  return reader.opened()
}

async function unlockDatabase(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  for (const spelling of spellings(password)) {
    const database = await openSqlcipher(bytes, spelling, SQLCIPHER_3, context)
    if (database === null) continue
    return await withSqlite(database, null, (read) => new RecordReader(context).readAll(read("accounts"), readRow).opened())
  }
  throw wrongPassword()
}

const [TOTP, HOTP, BLIZZARD] = [0, 1, 2]

/** The user may have renamed it: `email` is what the list shows, `original_name` what was scanned. */
function readRow(row: SqliteRow): Draft {
  const type = Number(row["type"] ?? TOTP)
  const category = text(row["category"])
  const common = { ...labelOf(row), groups: category === "" || category === "All Accounts" ? [] : [category] }
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

function labelOf(row: SqliteRow): { issuer: string; name: string } {
  const original = text(row["original_name"])
  const colon = original.indexOf(":")
  const told = text(row["issuer"]).trim()
  const issuer = told === "" && colon > 0 ? original.slice(0, colon).trim() : told
  const shown = text(row["email"]).trim()
  const name = shown === "" ? original : shown
  return { issuer, name: issuer !== "" && name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name }
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "zip") return sniffed.names.some((name) => MEMBER.test(name)) ? "yes" : "no"
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
