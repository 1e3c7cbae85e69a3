// The CSV of Synology C2 Password, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`synology ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", favorite: true })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8 })
const uri = `otpauth://totp/Contoso:bob?secret=${BOB.secret.toBase32()}&issuer=Contoso&algorithm=SHA256&digits=8&period=30`

const csv = table([
  ["Display_Name", "Login_Username", "Login_Password", "Login_URLs", "Login_TOTP", "Notes", "Favorite"],
  ["Northwind", "alice@example.com", "x", "https://northwind.example", ALICE.secret.toBase32(), "two\nlines", "true"],
  ["Ignored", "ignored", "x", "", uri, "", "false"],
  ["No second factor", "dave", "x", "", "", "", ""],
  ["Broken", "grace", "x", "", "1nvalid!", "", ""],
])

export const make: Maker = () => [
  { files: { "export.csv": `\ufeff${csv}` }, accounts: [ALICE, BOB], withoutSecret: 1, issues: [{ at: 6, code: "record-malformed" }] },
]
