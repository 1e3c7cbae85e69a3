// RoboForm's CSV of two versions, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`roboform ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Work/Mail"] })
const BOB = draft("Contoso, Inc", "bob", { algorithm: "SHA256", digits: 8, period: 60 })
const QUOTED = draft("Quoted", "@handle")
const IN_FIELD = draft("Adatum", "peggy")
const base32 = ({ secret }: Draft): string => secret.toBase32()
const uri = (d: Draft): string => `otpauth://totp/${d.issuer}:${d.name}?secret=${base32(d)}&issuer=${encodeURIComponent(d.issuer)}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}` // prettier-ignore

const current = table(
  [
    ["Name", "Url", "MatchUrl", "Login", "Pwd", "Note", "Folder", "RfFieldsV2"],
    ["Northwind", "https://northwind.example", "https://northwind.example", "alice@example.com", "x", "two\nlines", "/Work/Mail", "User ID$,,,txt,alice@example.com", "Password$,,,pwd,x,y", `TOTP KEY$,,,txt,${base32(ALICE).toLowerCase()}`], // prettier-ignore
    ["Ignored", "https://contoso.example", "", "ignored", "x", "", "/", `TOTP KEY$,,,txt,${uri(BOB)}`],
    ["No second factor", "https://nothing.example", "", "dave", "x", "", ""],
    ["Ignored", "", "", "", "", "", "", "Memo$,,,txt,words", `Extra$,,,txt,${uri(IN_FIELD)}`],
    ["Broken", "", "", "grace", "x", "", "", "TOTP KEY$,,,txt,1nvalid!"],
  ],
  { quote: "always" },
)
const old = table([
  ["Name", "Url", "Login", "Pwd", "Note", "Folder", "Rf_fields"],
  ["Northwind", "https://northwind.example", "alice@example.com", "x", "two\nlines", "/Work/Mail", "User ID$:txt:alice", `TOTP KEY$:txt:${base32(ALICE)}`], // prettier-ignore
  ["Ignored", "", "", "", "", "", `TOTP KEY$:${uri(BOB)}`],
  ["Quoted", "", "'@handle", "x", "", "", `TOTP KEY$:txt:${base32(QUOTED)}`],
])

export const make: Maker = () => [
  {
    files: { "current.csv": current },
    accounts: [ALICE, BOB, IN_FIELD],
    withoutSecret: 1,
    issues: [{ at: 7, code: "record-malformed" }],
  },
  { files: { "old.csv": old }, accounts: [ALICE, BOB, QUOTED] },
]
