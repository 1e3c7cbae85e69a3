// NordPass's CSV, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`nordpass ${issuer} ${name}`), ...more })

const uri = (d: Draft): string => `otpauth://totp/${d.issuer}:${d.name}?secret=${d.secret.toBase32()}&issuer=${d.issuer}&digits=${d.digits}`
const ALICE = draft("Northwind", "alice", { digits: 8, groups: ["Work"] })
const SECOND = draft("Contoso (spare)", "bob")
const FIRST = draft("Contoso", "bob")
const IN_NOTE = draft("Adatum", "peggy")

const HEADER = ["name", "url", "additional_urls", "username", "password", "note", "cardholdername", "cardnumber", "cvc", "pin", "expirydate", "zipcode", "folder", "full_name", "phone_number", "email", "address1", "address2", "city", "country", "state", "type", "custom_fields"] // prettier-ignore
const row = (cells: Readonly<Record<string, string>>): string[] => HEADER.map((name) => cells[name] ?? "")
const fields = (...values: readonly (readonly [label: string, value: string])[]): string =>
  JSON.stringify(values.map(([label, value]) => ({ type: "hidden", label, value })))
const unlabelled = (d: Draft): string => `otpauth://totp/?secret=${d.secret.toBase32()}`
const plainRows = [
  row({ name: "Work", type: "folder" }),
  row({
    name: "No second factor",
    username: "dave",
    password: "x",
    folder: "Work",
    type: "password",
    custom_fields: fields(["colour", "blue"]),
  }),
]

export const make: Maker = () => [
  {
    files: {
      "custom-fields.csv": table([
        HEADER,
        ...plainRows,
        row({ name: "Ignored", folder: "Work", type: "password", custom_fields: fields(["code", uri(ALICE)]) }),
        row({ name: "Contoso", username: "bob", type: "password", custom_fields: fields(["code", unlabelled(FIRST)], ["spare", unlabelled(SECOND)]) }), // prettier-ignore
        row({ name: "A note", note: uri(IN_NOTE), type: "note" }),
        row({ name: "Broken", type: "password", custom_fields: fields(["code", "otpauth://totp/x?secret=1nvalid!"]) }),
      ]),
    },
    accounts: [ALICE, FIRST, SECOND, { ...IN_NOTE, note: uri(IN_NOTE) }],
    withoutSecret: 1,
    issues: [{ at: 7, code: "record-malformed" }],
  },
  { files: { "without-codes.csv": table([HEADER, ...plainRows]) }, accounts: [], withoutSecret: 1, notices: 1 },
  {
    files: {
      "old.csv": table([
        HEADER.slice(0, 13),
        row({ name: "Work" }).slice(0, 13),
        row({ name: "No second factor", username: "dave", note: "words" }).slice(0, 13),
      ]),
    },
    accounts: [],
    withoutSecret: 1,
    notices: 1,
  },
]
