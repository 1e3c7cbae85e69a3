// Zoho Vault's CSV of three versions, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`zoho vault ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Mail", "work", "仕事"], favorite: true })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 60 })
const IN_DATA = draft("Adatum", "peggy")
/** As the app writes it: without a label and a slash before the parameters. */
const uri = (d: Draft): string =>
  `otpauth://totp?secret=${d.secret.toBase32()}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}`
const named = (d: Draft): string => `otpauth://totp/${d.issuer}:${d.name}?secret=${d.secret.toBase32()}`

const login = (name: string): string => `User Name:${name}\nPassword:x:y\n`
const rows = [
  ["Northwind", "", "https://northwind.example", login("alice@example.com"), "two\nlines", "", "work,仕事", "E", "1", uri(ALICE), "Mail"],
  ["Contoso", "", "https://contoso.example", login("bob"), "", "", "", "E", "0", uri(BOB), ""],
  ["No second factor", "", "https://nothing.example", login("dave"), "", "Colour:blue", "", "E", "0", "", ""],
  ["Ignored", "", "", "User Name:\n", "", `Code: ${named(IN_DATA)}`, "", "E", "0", "", ""],
  ["With a zero", "", "", login("grace"), "", "", "", "E", "0", "otpauth://totp?secret=ABCD0EFGHIJKLMNO", ""],
]
const current = ["Password Name", "Description", "Password URL", "SecretData", "Notes", "CustomData", "Tags", "Classification", "Favorite", "TOTP", "Folder Name"] // prettier-ignore
const before = current.map((name) => (name === "TOTP" ? "login_totp" : name))
const legacy = ["Secret Name", "Description", "Secret URL", "SecretData", "Notes", "CustomData", "Tags", "Classification", "Favorite", "login_totp", "ChamberName"] // prettier-ignore
const oldest = ["Secret Name", "Description", "Secret URL", "SecretData", "Notes", "CustomData", "Tags", "Classification", "Favorite", "ChamberName"] // prettier-ignore
const read = {
  accounts: [ALICE, BOB, IN_DATA],
  withoutSecret: 1,
  issues: [{ at: 14, code: "record-malformed" as const }],
}

export const make: Maker = () => [
  { files: { "current.csv": `\ufeff${table([current, ...rows], { quote: "always", end: "\n" })}` }, ...read },
  { files: { "before.csv": table([before, ...rows]) }, ...read },
  { files: { "legacy.csv": table([legacy, ...rows]) }, ...read },
  {
    files: { "legacy-without-codes.csv": table([oldest, ["Northwind", "", "", login("alice"), "", "", "", "E", "0", "", "Mail"]]) },
    accounts: [],
    withoutSecret: 1,
  },
]
