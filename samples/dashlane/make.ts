// Dashlane's CSV in two versions and its zip, put together here from the description; zipped by the stock `zip` program.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"
import { zipped } from "../kit/zip.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`dashlane ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Work"] })
const BOB = draft("Contoso", "bob")
const NAMED = draft("Fabrikam", "carol", { algorithm: "SHA256", digits: 8 })
const IN_NOTE = draft("Adatum", "peggy")

const base32 = ({ secret }: Draft): string => secret.toBase32()
/** As the app writes it: without a label, in lower case, with a parameter of its own. */
const unlabelled = (d: Draft): string => `otpauth://totp/?secret=${base32(d).toLowerCase()}&lock=false`
const labelled = (d: Draft): string =>
  `otpauth://totp/${d.issuer}:${d.name}?secret=${base32(d)}&issuer=${d.issuer}&algorithm=${d.algorithm}&digits=${d.digits}&period=30`

const HEADER = ["username", "username2", "username3", "title", "password", "note", "url", "category"]
const old = table([
  [...HEADER, "otpSecret"],
  ["alice@example.com", "", "", "Northwind", "x", "two\nlines", "https://northwind.example", "Work", base32(ALICE)],
  ["", "", "bob", "Contoso", "x", "", "https://contoso.example", "", base32(BOB).toLowerCase()],
  ["dave", "", "", "No second factor", "x", "", "https://nothing.example", "", ""],
])
const current = table([
  [...HEADER, "otpUrl"],
  ["alice@example.com", "second", "", "Northwind", "x", "two\nlines", "https://northwind.example", "Work", unlabelled(ALICE)],
  ["", "bob", "", "Contoso", "x", "", "https://contoso.example", "", unlabelled(BOB)],
  ["ignored", "", "", "Ignored", "x", "", "https://fabrikam.example", "", labelled(NAMED)],
  ["dave", "", "", "No second factor", "x", "", "https://nothing.example", "", ""],
  ["grace", "", "", "Broken", "x", "", "https://broken.example", "", "1nvalid!"],
])
const notes = table([
  ["title", "note"],
  ["Shopping", "eggs"],
  ["Adatum", labelled(IN_NOTE)],
])
const members = {
  "securenotes.csv": notes,
  "credentials.csv": current,
  "payments.csv": table([["type", "account_name", "account_holder", "cc_number"]]),
  "ids.csv": table([["type", "number", "name", "issue_date"]]),
  "personalInfo.csv": table([["type", "title", "first_name", "login"]]),
}
const inNote = { ...IN_NOTE, note: labelled(IN_NOTE) }

export const make: Maker = async () => [
  { files: { "old.csv": old }, accounts: [ALICE, BOB], withoutSecret: 1 },
  {
    files: { "credentials.csv": current },
    accounts: [ALICE, BOB, NAMED],
    withoutSecret: 1,
    issues: [{ at: 7, code: "record-malformed" }],
  },
  {
    files: { "export.zip": await reuseOrMake("dashlane", "export.zip", () => zipped(members)) },
    accounts: [inNote, ALICE, BOB, NAMED],
    withoutSecret: 2,
    issues: [{ at: 7, code: "record-malformed" }],
  },
  { files: { "securenotes.csv": notes }, detect: "maybe", accounts: [inNote], withoutSecret: 1 },
  {
    files: { "old.json": JSON.stringify({ AUTHENTIFIANT: [{ domain: "northwind.example", email: "", login: "alice", note: "", title: "Northwind", password: "x" }] }) }, // prettier-ignore
    accounts: [],
    withoutSecret: 1,
  },
]
