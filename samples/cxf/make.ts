// Files in FIDO's Credential Exchange Format, put together here from the description; zipped by the stock `zip` program.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const CREATED = 1_700_000_000
const times = { createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000 }
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`cxf ${issuer} ${name}`), ...times, ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "a note", favorite: true, groups: ["Work/仕事"] })
const BOB = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 60, groups: ["tag"] })
const SECOND = draft("Contoso", "second", { groups: ["tag"] })
const FIELD = draft("Adatum", "peggy", { groups: ["tag"] })
const GAMER = draft("Steam", "gamer", { kind: "steam", digits: 5 })
const HOST = draft("fabrikam.example", "eve", { createdAt: null, updatedAt: null })

const totp = (d: Draft, more: object = {}): object => ({
  type: "totp",
  secret: d.secret.toBase32(),
  period: d.period,
  digits: d.digits,
  algorithm: d.algorithm.toLowerCase(),
  issuer: d.issuer,
  username: d.name,
  ...more,
})
const item = (id: string, title: string, credentials: readonly object[], more: object = {}): object => ({
  id,
  title,
  creationAt: CREATED,
  modifiedAt: CREATED + 60,
  credentials,
  ...more,
})
const login = (username: unknown): object => ({ type: "basic-auth", username, password: { fieldType: "concealed-string", value: "x" } })
const uri = `otpauth://totp/Adatum:peggy?secret=${FIELD.secret.toBase32()}&issuer=Adatum`
const items = [
  item("aQ", "Northwind", [login({ fieldType: "email", value: "alice@example.com" }), totp(ALICE, { issuer: undefined, username: undefined }), { type: "note", content: { fieldType: "string", value: "a note" } }], { favorite: true, tags: ["unused"] }), // prettier-ignore
  item("bQ", "A title", [totp(BOB), totp(SECOND), { type: "custom-fields", fields: [{ fieldType: "string", value: uri, label: "x" }] }, { type: "unheard-of" }], { tags: ["tag"] }), // prettier-ignore
  item("cQ", "", [totp(GAMER, { algorithm: "steam" })]),
  item("dQ", "", [login("eve"), totp(HOST, { issuer: "", username: undefined, secret: `${HOST.secret.toBase32()}======` })], { scope: { urls: ["https://www.fabrikam.example/login"], androidApps: [] }, creationAt: -11_644_473_600, modifiedAt: 2_735_237_468 }), // prettier-ignore
  item("eQ", "No second factor", [login("frank")]),
  item("fQ", "Broken", [totp(BOB, { secret: "1nvalid!" }), totp(BOB, { algorithm: "whirlpool" })]),
]
const account = {
  id: "YWNjb3VudA",
  username: "",
  email: "me@example.com",
  collections: [{ id: "b3V0ZXI", title: "Work", items: [{ item: "Z29uZQ" }], subCollections: [{ id: "aW5uZXI", title: "仕事", items: [{ item: "aQ" }] }] }], // prettier-ignore
  items,
}
const header = { version: { major: 1, minor: 0 }, exporterRpId: "example.com", exporterDisplayName: "An App", timestamp: CREATED }
const file = JSON.stringify({ ...header, accounts: [account] })
const read = {
  accounts: [ALICE, BOB, SECOND, FIELD, GAMER, HOST],
  withoutSecret: 1,
  issues: [
    { at: 6, code: "record-malformed" as const },
    { at: 6, code: "record-unsupported" as const },
  ],
}
const gaps = JSON.stringify({ items: [item("aQ", "Fabrikam", [{ type: "totp", secret: HOST.secret.toBase32() }])] })

export const make: Maker = async () => [
  { files: { "export.json": file }, ...read },
  { files: { "account.json": JSON.stringify(account) }, ...read },
  { files: { "gaps.json": gaps }, accounts: [draft("Fabrikam", "", { secret: HOST.secret })], notices: 1 },
  {
    files: { "export.zip": await reuseOrMake("cxf", "export.zip", () => zipped({ "CXF.json": file, "__MACOSX/._CXF.json": "x" })) },
    ...read,
  },
  { files: { "one-json.zip": await reuseOrMake("cxf", "one-json.zip", () => zipped({ "export.json": file })) }, detect: "maybe", ...read },
  {
    files: { "sealed.zip": await reuseOrMake("cxf", "sealed.zip", () => zipped({ "CXP-Export/index.jwe": "x" })) },
    error: "format-unsupported",
  },
  { files: { "version-2.json": JSON.stringify({ ...header, version: { major: 2, minor: 0 }, accounts: [] }) }, error: "format-version" },
]
