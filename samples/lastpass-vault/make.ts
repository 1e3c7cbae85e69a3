// LastPass's CSV in three versions, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`lastpass vault ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: 'two lines\nand a "quote"', groups: ["Work/Mail"], favorite: true })
const LINKED = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 60, groups: ["仕事"] })
const UNTITLED = draft("fabrikam.example", "carol")
const NOTE_URI = draft("Adatum", "peggy", { digits: 8 })
const SECURE = draft("Wi-Fi at home", "trent")
const ESCAPED = draft("Litware & Sons", "eve")

const base32 = ({ secret }: Draft): string => secret.toBase32()
const uri = (d: Draft, and = "&"): string => `otpauth://totp/${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}?secret=${base32(d)}${and}issuer=${encodeURIComponent(d.issuer)}${and}algorithm=${d.algorithm}${and}digits=${d.digits}${and}period=${d.period ?? 30}` // prettier-ignore

const inExtra = `see\n${uri(NOTE_URI)}`
const secureNote = `NoteType:Server\nLanguage:en-US\nHostname:example\nNotes:${uri(SECURE)}`
const vault = table([
  ["url", "username", "password", "totp", "extra", "name", "grouping", "fav"],
  ["https://northwind.example", "alice@example.com", "x", base32(ALICE).toLowerCase().replace(/(.{4})/g, "$1 "), ALICE.note, "Northwind", "Work\\Mail", "1"], // prettier-ignore
  ["https://contoso.example", "ignored", "x", uri(LINKED), "", "Ignored", "仕事\u0003", "0"],
  ["https://www.fabrikam.example/login", "carol", "x", base32(UNTITLED), "", "", "(none)", "0"],
  ["https://nothing.example", "dave", "x", "", "", "No second factor", "", "0"],
  ["https://adatum.example", "", "x", "", inExtra, "Adatum", "", "0"],
  ["http://sn", "", "", "", secureNote, "A note", "", "0"],
  ["http://sn", "", "", "", "only words", "Another note", "", "0"],
  ["https://broken.example", "grace", "x", "1nvalid!", "", "Broken", "", "0"],
  ["https://litware.example", "eve", "x", uri(ESCAPED, "&amp;"), "", "Litware", "", "0"],
])

const withTotpLast = table([
  ["url", "username", "password", "extra", "name", "grouping", "fav", "totp"],
  ["https://northwind.example", "alice@example.com", "x", ALICE.note, "Northwind", "Work\\Mail", "1", base32(ALICE)],
])
const withoutTotp = table([
  ["url", "username", "password", "extra", "name", "grouping", "fav"],
  ["https://northwind.example", "alice@example.com", "x", "a note", "Northwind", "", "0"],
])
const profiles = table([
  ["profilename", "language", "title", "firstname", "middlename", "lastname", "username"],
  ["Home", "en-US", "mr", "A", "", "Person", "someone"],
])

export const make: Maker = () => [
  {
    files: { "vault.csv": vault },
    accounts: [ALICE, LINKED, UNTITLED, { ...NOTE_URI, note: inExtra }, { ...SECURE, note: secureNote }, ESCAPED],
    withoutSecret: 2,
    issues: [{ at: 14, code: "record-malformed" }],
  },
  { files: { "totp-last.csv": withTotpLast }, accounts: [ALICE] },
  { files: { "without-totp.csv": withoutTotp }, accounts: [], withoutSecret: 1 },
  { files: { "form-fill.csv": profiles }, accounts: [], withoutSecret: 1 },
]
