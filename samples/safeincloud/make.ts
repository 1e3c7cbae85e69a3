// SafeInCloud's XML and CSV, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { bare } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const UPDATED = 1_700_000_000_000
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`safeincloud ${issuer} ${name}`), updatedAt: UPDATED, ...more })

const ALICE = draft("Northwind & Sons", "alice@example.com", { note: "two\nlines", groups: ["Business", "仕事"], favorite: true })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 60 })
const SPARE = draft("Contoso (Spare)", "bob")
const BINNED = draft("Fabrikam", "eve", { trashed: true })
const IN_TEXT = draft("Adatum", "peggy")

const base32 = ({ secret }: Draft): string => secret.toBase32()
const uri = (d: Draft): string =>
  `otpauth://totp/${d.issuer}:${d.name}?secret=${base32(d)}&issuer=${d.issuer}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}`
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const stamp = `time_stamp="${UPDATED}"`
const old = base32(draft("old", "value"))

const xml = `
<?xml version="1.0" encoding="utf-8"?>
<database>
  <label name="Business" id="1" type="business"/>
  <label name="仕事" id="2"/>
  <card title="Web Account" id="100" symbol="web_site" color="gray" template="true"><field name="One-time password" type="one_time_password">${old}</field></card>
  <card title="Northwind &amp; Sons" id="1" symbol="n" color="blue" star="true" ${stamp} prev_stamp="1600000000000">
    <field name="Login" type="login">alice@example.com</field>
    <field name="Password" type="password" score="4" hash="x" history="${old}">x</field>
    <field name="Website" type="website">https://northwind.example</field>
    <field name="Einmalpasswort" type="one_time_password" history="${old} 1600000000000">${base32(ALICE).toLowerCase()}</field>
    <label_id>1</label_id>
    <label_id>2</label_id>
    <label_id>99</label_id>
    <notes>two
lines</notes>
  </card>
  <card title="Contoso" id="2" ${stamp}>
    <field name="Login" type="login">bob</field>
    <field name="One-time password" type="one_time_password">${escaped(uri(BOB))}</field>
    <field name="Spare" type="one_time_password">${base32(SPARE)}</field>
  </card>
  <card title="Fabrikam" id="3" deleted="true" ${stamp}>
    <field name="Login" type="login">eve</field>
    <field name="One-time password" type="one_time_password">${base32(BINNED)}</field>
  </card>
  <card title="No second factor" id="4" ${stamp}>
    <field name="Login" type="login">dave</field>
    <field name="One-time password" type="one_time_password" history="${old}"></field>
  </card>
  <card title="Ignored" id="5" ${stamp}><field name="Code" type="text">${escaped(uri(IN_TEXT))}</field></card>
  <card title="Broken" id="6" ${stamp}><field name="OTP" type="one_time_password">1nvalid!</field></card>
  <ghost id="7" ${stamp}/>
</database>
`
const csv = table([
  ["Title", "Login", "Password", "URL", "Notes", "OTP"],
  ["Northwind & Sons", "alice@example.com", "x", "https://northwind.example", "two\nlines", base32(ALICE)],
  ["Contoso", "bob", "x", "", "", uri(BOB)],
  ["No second factor", "dave", "x", "", "", ""],
])

export const make: Maker = () => [
  {
    files: { "database.xml": xml },
    accounts: [ALICE, BOB, SPARE, BINNED, IN_TEXT],
    withoutSecret: 1,
    issues: [{ at: 6, code: "record-malformed" }],
  },
  { files: { "export.csv": csv }, accounts: [bare(ALICE, { note: ALICE.note }), bare(BOB)], withoutSecret: 1 },
  {
    files: {
      "early.csv": table(
        [
          ["Title", "Login", "Password", "URL", "Notes"],
          ["Northwind", "alice", "x", "", ""],
        ],
        { quote: "always" },
      ),
    },
    detect: "maybe",
    accounts: [],
    withoutSecret: 1,
  },
]
