// The CSV of Netwrix Password Secure, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`netwrix ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind; Inc", "alice@example.com", { note: "two\nlines", groups: ["Verkauf"] })
const BOB = draft("contoso.example", "bob")

const csv = table(
  [
    ["Organisationseinheit", "DataTags", "Beschreibung", "Benutzername", "Passwort", "Internetseite", "Informationen", "One-Time Passwort"],
    ["Verkauf", "", "Northwind; Inc", "alice@example.com", "x", "https://northwind.example", "two\nlines", ALICE.secret.toBase32()],
    ["", "", "", "bob", "x", "https://www.contoso.example/", "", BOB.secret.toBase32()],
    ["", "", "No second factor", "dave", "x", "", "", ""],
    ["", "", "Broken", "grace", "x", "", "", "1nvalid!"],
  ],
  { delimiter: ";", quote: "always" },
)

export const make: Maker = () => [
  { files: { "export.csv": csv }, accounts: [ALICE, BOB], withoutSecret: 1, issues: [{ at: 6, code: "record-malformed" }] },
]
