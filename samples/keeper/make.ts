// Keeper's CSV, and its JSON of two generations, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { bare } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`keeper ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Work/M\\ail", "Shared/Team"] })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 60 })
const SECOND = draft("Contoso", "second")
const IN_NOTE = draft("Adatum", "peggy")

/** As the app writes it: the issuer stands only in the label. */
const uri = (d: Draft): string =>
  `otpauth://totp/${d.issuer}:${encodeURIComponent(d.name)}?secret=${d.secret.toBase32()}&issuer=&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}`
const unlabelled = (d: Draft): string => `otpauth://totp/?secret=${d.secret.toBase32()}&issuer=`

const note = uri(IN_NOTE)
const rows = [
  ["Work\\M\\\\ail", "Northwind", "alice@example.com", "x", "https://northwind.example", "two\nlines", "Shared/Team", "TFC:Keeper", unlabelled(ALICE)], // prettier-ignore
  ["", "Contoso", "bob", "x", "https://contoso.example", "", "", "Colour", "blue", "TFC:Keeper", uri(BOB), "$oneTimeCode::2", uri(SECOND)],
  ["", "No second factor", "dave", "x", "https://nothing.example", "", ""],
  ["", "A note", "", "", "", note, ""],
  ["", "Broken", "grace", "x", "", "", "", "TFC:Keeper", "otpauth://totp/?secret=1nvalid!"],
]
const plainRow = (n: number): string[] => ["Work", `Login ${n}`, `user${n}`, "x", `https://site${n}.example`, "", ""]
const late = [...Array.from({ length: 60 }, (_, n) => plainRow(n)), ...rows.slice(0, 1)]

const modified = 1_700_000_000
const times = { updatedAt: modified * 1000 }
const oldJson = {
  shared_folders: [{ path: "Shared", manage_users: true, permissions: [] }],
  records: [
    {
      title: "Northwind",
      login: "alice@example.com",
      password: "x",
      login_url: "https://northwind.example",
      notes: "two\nlines",
      custom_fields: { "Security Group": "Private", "TFC:Keeper": unlabelled(ALICE) },
      folders: [{ folder: "Work\\M\\\\ail" }, { shared_folder: "Shared\\Team", can_edit: true }],
    },
    { title: "No second factor", login: "dave", password: "x", custom_fields: {}, folders: [] },
    { title: "Broken", login: "grace", custom_fields: { "TFC:Keeper": "otpauth://totp/?secret=1nvalid!" } },
  ],
}
const LABELLED = draft("Contoso (spare)", "bob")
const LAST = draft("Litware", "trent")
const newJson = {
  shared_folders: [],
  records: [
    {
      uid: "a",
      title: "Contoso",
      $type: "login",
      login: "bob",
      last_modified: modified,
      schema: ["$oneTimeCode:spare:1"],
      custom_fields: {
        $oneTimeCode: [uri(BOB), uri(SECOND)],
        "$oneTimeCode:spare:1": `otpauth://totp/?secret=${LABELLED.secret.toBase32()}`,
      },
    },
    { uid: "b", title: "Litware", $type: "serverCredentials", login: "trent", last_modified: modified * 1000, custom_fields: { $host: { hostName: "x" }, "$oneTimeCode::1": unlabelled(LAST) } }, // prettier-ignore
    { uid: "c", title: "A note", $type: "encryptedNotes", notes: note, custom_fields: { $date: 1_700_000_000_000 } },
  ],
}

export const make: Maker = () => [
  {
    files: { "export.csv": table(rows, { quote: "always", end: "\n" }) },
    accounts: [ALICE, BOB, SECOND, { ...IN_NOTE, note }],
    withoutSecret: 1,
    issues: [{ at: 6, code: "record-malformed" }],
  },
  { files: { "code-at-the-end.csv": table(late, { quote: "always" }) }, detect: "maybe", accounts: [ALICE], withoutSecret: 60 },
  { files: { "old.json": JSON.stringify(oldJson) }, accounts: [ALICE], withoutSecret: 1, issues: [{ at: 3, code: "record-malformed" }] },
  {
    files: { "new.json": JSON.stringify(newJson) },
    accounts: [bare(BOB, times), bare(SECOND, times), bare(LABELLED, times), bare(LAST, times), { ...IN_NOTE, note }],
  },
]
