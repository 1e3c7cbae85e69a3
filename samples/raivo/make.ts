// Raivo's list, put together here from the description; its zips by the stock `zip` program and by zip.js.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped, zippedWithAes } from "../kit/zip.ts"

const PASSWORD = "master password"
const draft = (kind: "totp" | "hotp", issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind, issuer, name, secret: madeUpSecret(`raivo ${name}`), ...more })
const HELD = [
  draft("totp", "Northwind", "alice@example.com", { favorite: true }),
  draft("totp", "さくら 銀行", "山田 太郎", { algorithm: "SHA512", digits: 8, period: 60 }),
  draft("hotp", "Contoso", "bob", { counter: 7, algorithm: "SHA256" }),
]
const record = (d: Draft): Record<string, string> => ({
  timer: d.kind === "hotp" ? "0" : String(d.period),
  digits: String(d.digits),
  iconValue: "",
  secret: d.secret.toBase32(),
  issuer: d.issuer,
  counter: String(d.counter ?? 0),
  account: d.name,
  iconType: "",
  algorithm: d.algorithm,
  kind: d.kind.toUpperCase(),
  pinned: String(d.favorite),
})
const list = JSON.stringify(HELD.map(record))
const members = { "raivo-otp-export.json": list, "raivo-otp-export.html": "<!DOCTYPE html><html><body></body></html>" }
/** A record from before icons and pins; `+` stands for a space. */
const old = { timer: "30", digits: "6", secret: HELD[0]!.secret.toBase32(), issuer: "North+wind", counter: "0", account: "a+b", algorithm: "SHA1", kind: "TOTP" } // prettier-ignore

export const make: Maker = async () => [
  { files: { "raivo-otp-export.json": list }, accounts: HELD },
  {
    files: { "odd-records.json": JSON.stringify([old, { ...record(HELD[0]!), secret: "" }, { ...record(HELD[0]!), kind: "PUSH" }, 5]) },
    accounts: [draft("totp", "North wind", "a b", { secret: HELD[0]!.secret })],
    issues: [
      { at: 2, code: "record-malformed" },
      { at: 3, code: "record-unsupported" },
      { at: 4, code: "record-malformed" },
    ],
  },
  {
    files: { "zip-crypto.zip": await reuseOrMake("raivo", "zip-crypto.zip", () => zipped(members, PASSWORD)) },
    password: PASSWORD,
    accounts: HELD,
  },
  {
    files: { "aes.zip": await reuseOrMake("raivo", "aes.zip", () => zippedWithAes(members, PASSWORD)) },
    password: PASSWORD,
    accounts: HELD,
  },
]
