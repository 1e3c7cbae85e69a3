// The output of extract_otp_secrets, written by hand.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const READ: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: madeUpSecret("extract 1") }),
  makeDraft({ kind: "totp", issuer: "", name: "encoding: ¿äÄ, 山田", secret: madeUpSecret("extract 2") }),
  makeDraft({ kind: "hotp", issuer: "Contoso & Co", name: "bob", secret: madeUpSecret("extract 3"), counter: 4 }),
]

const recordOf = ({ kind, issuer, name, secret, counter }: Draft) => {
  const params = [
    `secret=${secret.toBase32()}`,
    ...(counter === null ? [] : [`counter=${counter}`]),
    ...(issuer === "" ? [] : [`issuer=${encodeURIComponent(issuer)}`]),
  ]
  return {
    name,
    secret: secret.toBase32(),
    issuer,
    type: kind,
    counter,
    url: `otpauth://${kind}/${encodeURIComponent(name)}?${params.join("&")}`,
  }
}

type Cell = string | number | null

const cell = (value: Cell): string => {
  const text = value === null ? "" : String(value)
  return text.includes(",") ? `"${text}"` : text
}

const csvOf = (records: readonly Readonly<Record<string, Cell>>[]): string =>
  [Object.keys(records[0]!), ...records.map((record) => Object.values(record))].map((row) => `${row.map(cell).join(",")}\r\n`).join("")

const RECORDS = READ.map(recordOf)
const WITH_DIGITS = makeDraft({ ...READ[0]!, digits: 8, algorithm: "SHA256" })
const ODD = [
  { ...RECORDS[0], url: `${RECORDS[0]!.url}&digits=8&algorithm=SHA256` },
  { ...RECORDS[0], secret: "not base32!" },
  { ...RECORDS[0], type: "quantum" },
  "no record",
  { ...RECORDS[1], url: "" },
]

export const make: Maker = () => [
  { files: { "output.json": JSON.stringify(RECORDS, null, 4) }, accounts: READ },
  { files: { "output.csv": csvOf(RECORDS) }, accounts: READ },
  {
    files: { "odd-records.json": JSON.stringify(ODD, null, 4) },
    accounts: [WITH_DIGITS, READ[1]!],
    issues: [
      { at: 2, code: "record-malformed" },
      { at: 3, code: "record-unsupported" },
      { at: 4, code: "record-malformed" },
    ],
  },
]
