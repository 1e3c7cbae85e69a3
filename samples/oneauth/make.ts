// Zoho OneAuth's JSON with a password, put together here from the description with node:crypto alone, not by the handler.
import { pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, gcm } from "../kit/kit.ts"
import type { Kit, Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`oneauth ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { groups: ["仕事"] })
const LONG = draft("Contoso", "bob", { groups: ["仕事"], algorithm: "SHA512", digits: 8, period: 60 })
const LATER = draft("Fabrikam", "eve")
const COUNTED = draft("Proseware", "trent", { kind: "hotp", period: null, counter: 7 })
const entry = (d: Draft, more: object = {}): object => ({
  secret: d.secret.toBase32(),
  issuer: d.issuer,
  label: d.name,
  period: d.period,
  digits: d.digits,
  algorithm: d.algorithm,
  type: "totp",
  icon: "",
  ...more,
})

function sealed({ random, nowMs }: Kit, plain: object, { saltBytes = 12, format = "oneauth_04" } = {}): string {
  const salt = random.bytes(saltBytes)
  const iv = random.bytes(12)
  const key = pbkdf2Sync(PASSWORD, salt, 100_000, 32, "sha256")
  const data = base64(Buffer.concat([iv, gcm(key, iv, JSON.stringify(plain))]))
  return JSON.stringify({ data, enc_salt: base64(salt), nonce: nowMs, format, app_version: "4.1.0", platform: "ios" })
}

const groups = [
  { group_name: "仕事", tpa_secrets: [entry(ALICE), entry(LONG, { digits: "8", period: "60", algorithm: "HmacSHA512" })] },
  { group_name: "", tpa_secrets: [entry(LATER, { period: null, digits: undefined, algorithm: "SHA-1", type: undefined })] },
]
const odd = [
  entry(COUNTED, { type: "HOTP", counter: 7, period: undefined }),
  entry(LATER, { type: "push" }),
  entry(LATER, { secret: "1nvalid!" }),
  "not an entry",
]

export const make: Maker = (kit) => [
  { files: { "export.json": sealed(kit, { groups }) }, password: PASSWORD, accounts: [ALICE, LONG, LATER] },
  {
    files: { "odd.json": sealed(kit, { tpa_secrets: odd }, { saltBytes: 16 }) },
    password: PASSWORD,
    accounts: [COUNTED],
    issues: [
      { at: 2, code: "record-unsupported" },
      { at: 3, code: "record-malformed" },
      { at: 4, code: "record-malformed" },
    ],
  },
  { files: { "empty.json": sealed(kit, { groups: [] }) }, password: PASSWORD, accounts: [] },
  { files: { "version-05.json": sealed(kit, { groups }, { format: "oneauth_05" }) }, error: "format-version" },
]
