import { texts } from "../../../base/language.ts"
import { jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import { withSqlite } from "../../containers/sqlite.ts"
import { tryPassword } from "../../crypto/crypto.ts"
import { SQLCIPHER_4, detectSqlcipher, openSqlcipher } from "../../crypto/sqlcipher.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { singleInput } from "../../records/single-input.ts"
import { textOf } from "../../records/text.ts"
import { ARGON2_MAGIC, PBKDF2_MAGIC, decryptBackup } from "./encryption.ts"
import { readBackup, readHtml, toBackup } from "./read.ts"
import { KEEPS, losses, write } from "./write.ts"

/** Stratum, formerly Authenticator Pro: JSON backups (plain, or encrypted with Argon2id or PBKDF2), HTML exports, and its database (plain or SQLCipher 4). */
const TEXTS = texts({
  guide: {
    en: "In Stratum (Authenticator Pro): Settings › Backup › Backup to file; without a password it is plain JSON",
    ja: "Stratum（Authenticator Pro）の設定 › バックアップ › ファイルへバックアップ。パスワードなしの場合は平文の JSON です",
  },
})

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  switch (input.sniffed.kind) {
    case "magic": {
      const encrypted = input.bytes.subarray(ARGON2_MAGIC.length)
      const usesArgon2 = input.sniffed.word === ARGON2_MAGIC
      return {
        kind: "locked",
        needs: "password",
        unlock: async (key, context) => readBackup(objectOf(parseJson(await decryptBackup(encrypted, usesArgon2, key, context))), context),
      }
    }
    case "sqlite":
      return await withSqlite(input.bytes, null, (read) => readBackup(toBackup(read), context))
    case "html":
      return readHtml(textOf(input.bytes), context)
    case "binary":
      return { kind: "locked", needs: "password", unlock: (key, context) => unlockDatabase(input.bytes, key, context) }
    default:
      return readBackup(objectOf(jsonOf(input)), context)
  }
}

/** The app encrypts its database where the user has set a password for the app. */
async function unlockDatabase(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  const database = await tryPassword(password, (spelling) => openSqlcipher(bytes, spelling, SQLCIPHER_4, context))
  return await withSqlite(database, null, (read) => readBackup(toBackup(read), context))
}

export const stratum: Handler = {
  id: "stratum",
  title: "Stratum (Authenticator Pro)",
  extensions: ["stratum", "authpro", "json", "html", "db3"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    switch (sniffed.kind) {
      case "magic":
        return sniffed.word === ARGON2_MAGIC || sniffed.word === PBKDF2_MAGIC ? "yes" : "no"
      case "json-object":
        return sniffed.keys.includes("Authenticators") ? "yes" : "no"
      case "sqlite":
        return sniffed.tables.some((table) => table.toLowerCase() === "authenticator") ? "yes" : "no"
      case "html":
        return /Stratum|Authenticator Pro/i.test(sniffed.title) ? "yes" : "no"
      default:
        return detectSqlcipher(sniffed, SQLCIPHER_4)
    }
  },
  open,
  writer: {
    protects: "optional",
    keeps: KEEPS,
    extension: (isProtected) => (isProtected ? "stratum" : "json"),
    losses,
    run: write,
  },
}
