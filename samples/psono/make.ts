// Psono's JSON and CSV, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`psono ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "a note", groups: ["Work/仕事"] })
const LONG = draft("Contoso", "", { algorithm: "SHA512", digits: 8, period: 60 })
const login = { type: "website_password", name: "Northwind", website_password_title: "Northwind", website_password_username: "alice@example.com", website_password_notes: "a note", website_password_url: "https://example.com", website_password_totp_code: ALICE.secret.toBase32(), website_password_totp_digits: "6" } // prettier-ignore
const totp = { type: "totp", name: "Contoso", totp_title: "Contoso", totp_code: LONG.secret.toBase32(), totp_digits: 8, totp_period: 60, totp_algorithm: "SHA512", totp_notes: "" } // prettier-ignore
const root = {
  folders: [{ name: "Work", folders: [{ name: "仕事", items: [login] }] }],
  items: [
    totp,
    { type: "note", note_title: "A note" },
    { type: "website_password", website_password_title: "No second factor" },
    { ...totp, totp_code: "1nvalid!" },
  ],
}
const columns = ["path", "type", "website_password_title", "website_password_username", "website_password_notes", "website_password_totp_code", "totp_title", "totp_code", "totp_digits", "totp_period", "totp_algorithm"] // prettier-ignore
const rows = [
  ["Work/仕事", "website_password", "Northwind", "alice@example.com", "a note", ALICE.secret.toBase32(), "", "", "", "", ""],
  ["", "totp", "", "", "", "", "Contoso", LONG.secret.toBase32(), "8", "60", "SHA512"],
  ["", "website_password", "No second factor", "bob", "", "", "", "", "", "", ""],
]

export const make: Maker = () => [
  {
    files: { "export.json": JSON.stringify(root) },
    accounts: [LONG, ALICE],
    withoutSecret: 2,
    issues: [{ at: 4, code: "record-malformed" }],
  },
  { files: { "export.csv": `${[columns, ...rows].map((row) => row.join(",")).join("\n")}\n` }, accounts: [ALICE, LONG], withoutSecret: 1 },
]
