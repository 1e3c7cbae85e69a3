// Microsoft Authenticator's database, made here from the description; the one with a write-ahead log by Python's sqlite3.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { database } from "../kit/databases.ts"
import { base64, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const ID = "microsoft-authenticator"
const TABLE =
  "CREATE TABLE accounts (_id INTEGER PRIMARY KEY AUTOINCREMENT, group_key TEXT, username TEXT, name TEXT, account_type INTEGER, oath_secret_key TEXT, oath_enabled INTEGER)"
const INSERT = "INSERT INTO accounts (username, name, account_type, oath_secret_key) VALUES (?, ?, ?, ?)"
const secret = (name: string) => madeUpSecret(`microsoft ${name}`)

const ALICE = makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret("a") })
const OWN = makeDraft({ kind: "totp", issuer: "Microsoft", name: "bob@example.com", secret: secret("b"), digits: 8 })
const LATE = makeDraft({ kind: "totp", issuer: "さくら銀行", name: "late in the log", secret: secret("c") })

/** In write-ahead mode, with one row in the database itself and one that is only in the log. */
function withLog(): { main: Uint8Array; wal: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), "keyferry-sample-"))
  const path = join(folder, "PhoneFactor")
  const script = `
import sqlite3, shutil, sys
path, table, insert, a, c = sys.argv[1:]
db = sqlite3.connect(path)
db.execute("PRAGMA journal_mode=WAL"); db.execute("PRAGMA wal_autocheckpoint=0")
db.execute(table); db.execute(insert, ("alice@example.com", "Northwind", 0, a)); db.commit()
db.execute("PRAGMA wal_checkpoint(FULL)")
db.execute(insert, ("late in the log", "\\u3055\\u304f\\u3089\\u9280\\u884c", 0, c)); db.commit()
shutil.copy(path, path + ".copy"); shutil.copy(path + "-wal", path + ".copy-wal")
`
  try {
    execFileSync("python3", ["-c", script, path, TABLE, INSERT, ALICE.secret.toBase32(), LATE.secret.toBase32()])
    return { main: readFileSync(`${path}.copy`), wal: readFileSync(`${path}.copy-wal`) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const make: Maker = async () => {
  let made: ReturnType<typeof withLog> | undefined
  const main = await reuseOrMake(ID, "PhoneFactor", () => (made ??= withLog()).main)
  const wal = await reuseOrMake(ID, "PhoneFactor-wal", () => (made ??= withLog()).wal)
  return [
    {
      files: {
        "plain.sqlite": await database([
          [TABLE],
          [INSERT, ["alice@example.com", "Northwind", 0, ALICE.secret.toBase32()]],
          [INSERT, ["bob@example.com", "Microsoft", 1, base64(OWN.secret.reveal())]],
          [INSERT, ["push@example.com", "Work", 2, null]],
          [INSERT, ["broken", "Broken", 0, "1nvalid!"]],
        ]),
      },
      accounts: [ALICE, OWN],
      withoutSecret: 1,
      issues: [{ at: 4, code: "record-malformed" }],
    },
    { files: { PhoneFactor: main, "PhoneFactor-wal": wal }, accounts: [ALICE, LATE] },
    { files: { "log-missing.sqlite": main }, accounts: [ALICE], notices: 1 },
  ]
}
