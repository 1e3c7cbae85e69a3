// Google Authenticator's database, made here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { database } from "../kit/databases.ts"
import type { Maker } from "../kit/kit.ts"

const TABLE =
  "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT NULL, original_name TEXT DEFAULT NULL, isencrypted INTEGER DEFAULT 0)"
const INSERT = "INSERT INTO accounts (email, secret, counter, type, issuer, isencrypted) VALUES (?, ?, ?, ?, ?, ?)"
const secret = (name: string) => madeUpSecret(`google database ${name}`)

export const make: Maker = async () => [
  {
    files: {
      "databases.sqlite": await database([
        [TABLE],
        [INSERT, ["Northwind:alice@example.com", secret("a").toBase32(), 0, 0, "Northwind", 0]],
        [INSERT, ["Contoso:bob", secret("b").toBase32().toLowerCase(), 7, 1, null, 0]],
        [INSERT, ["carol", secret("c").toBase32(), 0, 0, null, 0]],
        [INSERT, ["dave", secret("d").toBase32(), 0, 0, "さくら銀行", 0]],
        [INSERT, ["sealed", "AAAA", 0, 0, "Sealed", 1]],
        [INSERT, ["broken", "1nvalid!", 0, 0, "Broken", 0]],
      ]),
    },
    accounts: [
      makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret("a") }),
      makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: secret("b"), counter: 7 }),
      makeDraft({ kind: "totp", issuer: "", name: "carol", secret: secret("c") }),
      makeDraft({ kind: "totp", issuer: "さくら銀行", name: "dave", secret: secret("d") }),
    ],
    issues: [
      { at: 5, code: "record-unsupported" },
      { at: 6, code: "record-malformed" },
    ],
  },
]
