// 2FAuth's JSON, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`2fauth ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com")
const BOB = draft("", "bob", { algorithm: "SHA512", digits: 8, period: 60 })
const COUNTED = draft("Proseware", "trent", { kind: "hotp", period: null, counter: 12 })
const GAMER = makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: madeUpSecret("2fauth gamer") })
const ODD = draft("Tom & Jerry #1?", "eve 100%")

const entry = (d: Draft, more: object = {}): object => ({
  otp_type: d.kind,
  account: d.name,
  service: d.issuer === "" ? null : d.issuer,
  icon: null,
  icon_mime: null,
  icon_file: null,
  secret: d.secret.toBase32(),
  digits: d.digits,
  algorithm: d.algorithm.toLowerCase(),
  period: d.period,
  counter: d.counter,
  legacy_uri: "otpauth://totp/ignored?secret=AAAAAAAA",
  ...more,
})
const data = [
  entry(ALICE),
  entry(BOB),
  entry(COUNTED),
  entry(GAMER, { otp_type: "steamtotp", algorithm: "sha256", period: 40, digits: 5 }),
  entry(ALICE, { otp_type: "unheard" }),
  entry(ALICE, { secret: "1nvalid!" }),
]
const uris = [
  `otpauth://totp/Tom & Jerry #1?:eve 100%?issuer=Tom & Jerry #1?&secret=${ODD.secret.toBase32()}`,
  `otpauth://hotp/Proseware:trent?counter=12&issuer=Proseware&secret=${COUNTED.secret.toBase32()}`,
  `otpauth://totp/bob?algorithm=sha512&digits=8&period=60&secret=${BOB.secret.toBase32()}`,
]
const head = { app: "2fauth_v5.4.3", datetime: "2025-06-01T12:00:00.000000Z" }

export const make: Maker = () => [
  {
    files: { "export.json": JSON.stringify({ ...head, schema: 1, data }) },
    accounts: [ALICE, BOB, COUNTED, GAMER],
    issues: [
      { at: 5, code: "record-unsupported" },
      { at: 6, code: "record-malformed" },
    ],
  },
  { files: { "uris.json": JSON.stringify({ ...head, data: uris.map((uri) => ({ uri })) }) }, accounts: [ODD, COUNTED, BOB] },
  { files: { "schema-2.json": JSON.stringify({ ...head, schema: 2, data: [] }) }, error: "format-version" },
]
