// Passwordstate's CSV with two lists, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`passwordstate ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Customers/West/Servers"] })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, groups: ["Websites"] })
/** A secret whose characters are no whole number of bytes. */
const ODD_TEXT = "JBSWY3DPEHP"
const ODD = draft("Fabrikam", "carol", { secret: Secret.fromBase32(ODD_TEXT), groups: ["Websites"] })

const columns = (generic: string): string[] => ["PasswordListID", "Password List", "TreePath", "PasswordID", "Title", "DomainOrHost", "UserName", "Description", generic, "Notes", "URL", "Password", "ExpiryDate", "OTPUri", "AllowExport"] // prettier-ignore
const row = (cells: Readonly<Record<string, string>>): string[] => columns("GenericField1").map((name) => cells[name] ?? "")
const uri = (d: Draft, secret = d.secret.toBase32()): string =>
  `otpauth://totp/${d.issuer}:${encodeURIComponent(d.name)}?secret=${secret}&issuer=${d.issuer}&algorithm=${d.algorithm}&digits=${d.digits}&period=30`
const west = { PasswordListID: "1", "Password List": "Servers", TreePath: "\\Customers\\West" }
const sites = { PasswordListID: "2", "Password List": "Websites", TreePath: "" }

const csv = table([
  columns("GenericField1"),
  row({
    ...west,
    PasswordID: "1",
    Title: "Northwind",
    UserName: "alice@example.com",
    Notes: "two\nlines",
    Password: "x",
    OTPUri: uri(ALICE),
  }),
  row({ ...west, PasswordID: "2", Title: "No second factor", UserName: "dave", Password: "x" }),
  row({}),
  row({ TreePath: "\\Customers\\East" }),
  row({}),
  columns("Renamed"),
  row({ ...sites, PasswordID: "3", Title: "Contoso", UserName: "bob", OTPUri: uri(BOB) }),
  row({ ...sites, PasswordID: "4", Title: "Fabrikam", UserName: "carol", OTPUri: uri(ODD, ODD_TEXT) }),
  row({ ...sites, PasswordID: "5", Title: "Broken", UserName: "grace", OTPUri: "otpauth://totp/x?secret=1nvalid!" }),
])

export const make: Maker = () => [
  { files: { "lists.csv": csv }, accounts: [ALICE, BOB, ODD], withoutSecret: 1, issues: [{ at: 11, code: "record-malformed" }] },
]
