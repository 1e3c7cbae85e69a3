// Duo Mobile's accounts.json, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const secret = madeUpSecret("duo")
const b32 = secret.toBase32()
const account = (name: unknown, otpGenerator: unknown, more: object = {}): object => ({
  version: 1.0,
  accountType: "OtpAccount",
  name,
  otpGenerator,
  logoUri: "file:///data/user/0/com.duosecurity.duomobile/files/duokit/logos/1.png",
  pkey: "aaaaaaaa-0000-4000-8000-000000000001",
  ...more,
})
const push = {
  version: 1.0,
  accountType: "DuoPush",
  name: "Company",
  pkey: "DAAAAAAAAAAAAAAAAAAA",
  akey: "AAAA",
  host: "api-1.example.com",
}

const list = [
  account("alice", { otpSecret: b32 }),
  push,
  account("bob", { otpSecret: b32, counter: 3 }),
  account("さくら", { otpSecret: `${b32.toLowerCase()}====`, counter: 0 }),
  account("carol", { otpSecret: b32, counter: null, unheard: 1 }),
  account(null, { otpSecret: b32 }),
  account("dave", { otpSecret: "1nvalid!" }),
  account("erin", { otpSecret: "" }),
  account("frank", {}),
  account("grace", { otpSecret: b32, counter: -1 }),
  account("heidi", null),
  7,
]
const totp = (name: string) => makeDraft({ kind: "totp", name, secret })
const hotp = (name: string, counter: number) => makeDraft({ kind: "hotp", name, secret, counter })

export const make: Maker = () => [
  {
    files: { "accounts.json": JSON.stringify(list, null, 2) },
    accounts: [totp("alice"), hotp("bob", 3), hotp("さくら", 0), totp("carol"), totp("")],
    issues: [
      { at: 7, code: "record-malformed" },
      { at: 8, code: "record-malformed" },
      { at: 9, code: "record-malformed" },
      { at: 10, code: "record-malformed" },
      { at: 12, code: "record-malformed" },
    ],
    withoutSecret: 2,
  },
  { files: { "push-only.json": JSON.stringify([push, push]) }, accounts: [], withoutSecret: 2 },
  { files: { "cut-off.json": JSON.stringify(list).slice(0, 200) }, detect: "no", error: "format-damaged" },
]
