// Enpass' JSON and CSV, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const CREATED = 1_700_000_000
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`enpass ${issuer} ${name}`), ...more })
const times = { createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000 }

const ALICE = draft("Northwind", "alice@example.com", { note: "a note", groups: ["Work/仕事"], favorite: true, ...times })
const SECOND = draft("Northwind (backup)", "alice@example.com", { note: "a note", groups: ["Work/仕事"], favorite: true, ...times })
const BINNED = draft("Fabrikam", "eve", { trashed: true, algorithm: "SHA256", digits: 8, ...times })
const field = (type: string, label: string, value: string, more: object = {}): object => ({ uid: 102, type, label, value, sensitive: 1, deleted: 0, ...more }) // prettier-ignore
const item = (title: string, fields: readonly object[], more: object = {}): object => ({
  uuid: `uuid of ${title}`,
  title,
  note: "",
  category: "login",
  template_type: "login.default",
  favorite: 0,
  archived: 0,
  trashed: 0,
  createdAt: CREATED,
  updated_at: CREATED + 60,
  fields,
  ...more,
})
const old = draft("old", "old").secret.toBase32()
const uri = `otpauth://totp/Fabrikam:eve?secret=${BINNED.secret.toBase32()}&issuer=Fabrikam&algorithm=SHA256&digits=8`
const alice = [
  field("username", "Username", ""),
  field("email", "E-mail", "alice@example.com"),
  field("totp", "One-time code", ALICE.secret.toBase32().toLowerCase(), { history: [{ value: old }] }),
  field("totp", "backup", SECOND.secret.toBase32()),
  field("totp", "TOTP", old, { deleted: 1 }),
]
const root = {
  folders: [
    { uuid: "inner", title: "仕事", parent_uuid: "outer", icon: "1", updated_at: CREATED },
    { uuid: "outer", title: "Work", parent_uuid: "", icon: "1", updated_at: CREATED },
  ],
  items: [
    item("Northwind", alice, { folders: ["inner"], favorite: 1, note: "a note" }),
    item("Fabrikam", [field("username", "Username", "eve"), field("totp", "TOTP", ""), field("text", "x", uri)], { trashed: 1 }),
    item("No second factor", [field("username", "Username", "bob"), field("totp", "TOTP", "")]),
    item("Broken", [field("totp", "TOTP", "1nvalid!")]),
  ],
}
const csv = [
  `"Title","Field","Value","Field","Value",.........,"Note"`,
  `"Northwind","Username","alice@example.com","TOTP","${ALICE.secret.toBase32()}","a note"`,
  `"Fabrikam","E-mail","eve","Einmalcode","${uri}",""`,
  `"No second factor","Username","bob",""`,
  "",
].join("\n")
const plain = { favorite: false, groups: [], createdAt: null, updatedAt: null, trashed: false }

export const make: Maker = () => [
  {
    files: { "export.json": JSON.stringify(root) },
    accounts: [ALICE, SECOND, BINNED],
    withoutSecret: 1,
    issues: [{ at: 4, code: "record-malformed" }],
  },
  {
    files: { "export.csv": csv },
    accounts: [
      { ...ALICE, ...plain },
      { ...BINNED, ...plain },
    ],
    withoutSecret: 1,
  },
]
