// Buttercup's vaults and CSV, put together here from the description with node:crypto and node:zlib alone, not by the handler.
import { createHmac, pbkdf2Sync } from "node:crypto"
import { gzipSync } from "node:zlib"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { formatOtpUri } from "../../src/accounts/uri.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, cbc } from "../kit/kit.ts"
import type { Kit, Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`buttercup ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Main/仕事"] })
const SECOND = draft("Contoso", "bob", { groups: ["Main"], algorithm: "SHA256", digits: 8, period: 60 })
const BARE = draft("Fabrikam", "eve", { groups: ["Main"] })
const TRASHED = draft("Litware", "mallory", { trashed: true })
const DRAFTS = [ALICE, SECOND, BARE, TRASHED]

const word = (value: string): string => (/^[\w-]+$/.test(value) ? value : `utf8+base64:${base64(Buffer.from(value))}`)
const command = (...words: readonly string[]): string => words.map((value, at) => (at === 0 ? value : word(value))).join(" ")
const entry = (id: string, group: string, properties: object, attributes: object = {}): string[] => [
  command("cen", group, id),
  ...Object.entries(properties).map(([key, value]) => command("sep", id, key, String(value))),
  ...Object.entries(attributes).map(([key, value]) => command("sea", id, key, String(value))),
]
const isOtp = (name: string): object => ({ [`BC_ENTRY_FIELD_TYPE:${name}`]: "otp" })
const commands = [
  command("aid", "11111111-2222"),
  command("fmt", "buttercup/a"),
  ...[["0", "main", "Main"], ["main", "work", "old name"], ["0", "bin", "Trash"], ["0", "gone", "Gone"]].flatMap(([parent, id, title]) => [command("cgr", parent!, id!), command("tgr", id!, title!)]), // prettier-ignore
  command("sga", "bin", "bc_group_role", "trash"),
  command("tgr", "work", "仕事"),
  ...entry("e1", "work", { title: "Northwind", username: "alice@example.com", password: "pass word", notes: "two\nlines", Code: formatOtpUri(ALICE) }, isOtp("Code")), // prettier-ignore
  ...entry("e2", "work", { title: "Contoso", username: "bob", "a field": formatOtpUri(SECOND) }),
  command("men", "e2", "main"),
  ...entry("e3", "main", { title: "Fabrikam", username: "eve", OTP: BARE.secret.toBase32() }, isOtp("OTP")),
  ...entry("e4", "bin", { title: "Litware", username: "mallory", OTP: formatOtpUri(TRASHED) }, isOtp("OTP")),
  ...entry("e5", "main", { title: "No second factor", username: "nobody" }),
  ...entry("e6", "main", { title: "Deleted", OTP: formatOtpUri(ALICE) }, isOtp("OTP")),
  command("den", "e6"),
  ...entry("e7", "gone", { title: "In a deleted group", OTP: formatOtpUri(ALICE) }, isOtp("OTP")),
  command("dgr", "gone"),
  ...entry("e8", "main", { title: "Broken", OTP: "1nvalid!" }, isOtp("OTP")),
  command("pad", "99999999"),
]

const values = (object: object): object =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, { value: String(value), created: 1, updated: 1, history: [] }]))
const state = {
  id: "v",
  a: {},
  g: [
    { id: "main", g: "0", t: "Main", a: {} },
    { id: "work", g: "main", t: "仕事", a: {} },
    { id: "bin", g: "0", t: "Trash", a: values({ bc_group_role: "trash" }) },
  ],
  e: [
    { id: "e1", g: "work", p: values({ title: "Northwind", username: "alice@example.com", notes: "two\nlines", Code: formatOtpUri(ALICE) }), a: values(isOtp("Code")) }, // prettier-ignore
    { id: "e2", g: "main", p: values({ title: "Contoso", username: "bob", field: formatOtpUri(SECOND) }), a: {} },
    { id: "e3", g: "main", p: values({ title: "Fabrikam", username: "eve", OTP: BARE.secret.toBase32() }), a: values(isOtp("OTP")) },
    { id: "e4", g: "bin", p: values({ title: "Litware", username: "mallory", OTP: formatOtpUri(TRASHED) }), a: values(isOtp("OTP")) },
  ],
}

function vault({ random }: Kit, version: string, content: string, { rounds = 1000, cipher = "cbc" } = {}): string {
  const iv = Buffer.from(random.bytes(16))
  const salt = base64(random.bytes(9))
  const keys = pbkdf2Sync(PASSWORD, salt, rounds, 64, "sha256")
  const letters = gzipSync(Buffer.from(content)).toString("latin1")
  const ciphertext = base64(cbc(keys.subarray(0, 32), iv, Buffer.from(letters, "utf8")))
  const signed = ciphertext + iv.toString("hex") + salt
  const mac = createHmac("sha256", keys.subarray(32)).update(signed).digest("hex")
  return `b~>buttercup/${version}${[ciphertext, iv.toString("hex"), salt, mac, rounds, cipher].join("$")}`
}

const csv = `!type,!group_id,!group_name,!group_parent,title,username,password,notes,otp
group,main,Main,0,,,,,
group,work,仕事,main,,,,,
entry,work,,,Northwind,alice@example.com,pw,"two
lines",${formatOtpUri(ALICE)}
entry,main,,,Contoso,bob,pw,,${formatOtpUri(SECOND)}
entry,main,,,No second factor,nobody,pw,,
`

export const make: Maker = (kit) => [
  {
    files: { "vault-a.bcup": vault(kit, "a", commands.join("\n"), { rounds: 250_000 }) },
    password: PASSWORD,
    accounts: DRAFTS,
    withoutSecret: 1,
    issues: [{ at: 6, code: "record-malformed" }],
  },
  { files: { "vault-b.bcup": vault(kit, "b", JSON.stringify(state)) }, password: PASSWORD, accounts: DRAFTS },
  { files: { "vault-gcm.bcup": vault(kit, "a", "", { cipher: "gcm" }) }, error: "format-unsupported" },
  { files: { "vault-c.bcup": vault(kit, "c", "") }, error: "format-version" },
  { files: { "export.csv": csv }, accounts: [ALICE, SECOND], withoutSecret: 1 },
]
