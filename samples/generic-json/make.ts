// JSON of undocumented formats, written by hand.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const totp = (issuer: string, name: string, n: number, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`generic json ${n}`), ...more })

const ALICE = totp("Northwind", "alice@example.com", 1)
const BOB = totp("Contoso & Co", "bob", 2, { algorithm: "SHA256", digits: 8, period: 60 })
const TRENT = makeDraft({ kind: "hotp", issuer: "Proseware", name: "trent", secret: madeUpSecret("generic json 3"), counter: 7 })
const key = (draft: Draft): string => draft.secret.toBase32()
const uri = (draft: Draft): string => `otpauth://totp/${draft.issuer}:${draft.name}?secret=${key(draft)}`

/** An app's list of accounts, next to a secret of the device that belongs to no account. */
const LIST = {
  app: "Some Authenticator",
  exportedAt: "2025-06-01T12:00:00Z",
  device: { id: "7b0c", deviceKey: key(totp("", "", 9)) },
  accounts: [
    {
      id: 1,
      service: { name: "Northwind", url: "https://example.com" },
      login: "alice@example.com",
      otp: { secret: key(ALICE), algorithm: "sha1", digits: 6, period: 30 },
    },
    {
      id: 2,
      service: { name: "Contoso & Co" },
      login: "bob",
      otp: { secret: key(BOB), algorithm: "SHA-256", digits: 8, period: 60 },
      tags: ["Work", "Play"],
      favorite: true,
    },
    { id: 3, service: { name: "No second factor" }, login: "eve" },
    { id: 4, service: { name: "Broken" }, login: "eve", otp: { secret: "not base32!", digits: 6 } },
  ],
}
const ONEAUTH_LIKE = {
  tpa: [
    {
      app_name: "Northwind",
      label: "alice@example.com",
      secret: key(ALICE),
      algorithm: "SHA1",
      digits: 6,
      period: 30,
      created_time: 1_717_243_200_000,
    },
    {
      app_name: "Contoso & Co",
      label: "bob",
      secret: key(BOB),
      algorithm: "SHA256",
      digits: 8,
      period: 60,
      created_time: 1_717_243_200_000,
    },
  ],
}
const GROUPED = [
  { folder: "Work", entries: [{ position: 0, link: uri(ALICE) }] },
  {
    folder: "Home",
    entries: [
      { position: 0, link: uri(totp("Contoso", "bob", 2)) },
      { position: 1, link: "" },
    ],
  },
]
const BY_ID = {
  "a3c4f6d0-0000-4000-8000-000000000001": { issuer: "Northwind", account: "alice@example.com", seed: key(ALICE), type: "totp", counter: 0 },
  "a3c4f6d0-0000-4000-8000-000000000002": { issuer: "Proseware", account: "trent", seed: key(TRENT), type: "hotp", counter: 7 },
}

export const make: Maker = () => [
  {
    files: { "list.json": JSON.stringify(LIST, null, 2) },
    detect: "guess",
    accounts: [ALICE, { ...BOB, groups: ["Work", "Play"], favorite: true }],
    withoutSecret: 1,
    issues: [{ at: 4, code: "record-malformed" }],
  },
  { files: { "oneauth-like.json": JSON.stringify(ONEAUTH_LIKE) }, detect: "guess", accounts: [ALICE, BOB] },
  {
    files: { "grouped.json": JSON.stringify(GROUPED) },
    detect: "guess",
    accounts: [{ ...ALICE, groups: ["Work"] }, totp("Contoso", "bob", 2, { groups: ["Home"] })],
    withoutSecret: 1,
  },
  { files: { "by-id.json": JSON.stringify(BY_ID) }, detect: "guess", accounts: [ALICE, TRENT] },
  {
    files: { "name-to-secret.json": JSON.stringify({ Northwind: key(ALICE), "bob@example.com": key(BOB) }) },
    detect: "guess",
    accounts: [totp("Northwind", "", 1), totp("bob@example.com", "", 2)],
  },
  {
    files: { "addresses.json": JSON.stringify({ backup: { codes: [uri(ALICE), uri(totp("Contoso", "bob", 2)), "no address"] } }) },
    detect: "guess",
    accounts: [ALICE, totp("Contoso", "bob", 2)],
  },
  {
    files: {
      "lines.jsonl":
        [ALICE, totp("Contoso", "bob", 2)].map((d) => JSON.stringify({ issuer: d.issuer, account: d.name, secret: key(d) })).join("\n") +
        "\n",
    },
    detect: "guess",
    accounts: [ALICE, totp("Contoso", "bob", 2)],
  },
  {
    files: { "encrypted.json": JSON.stringify({ accounts: [{ name: "Northwind", secret: "U2FsdGVkX18yNzQ5MDEyMw==" }] }) },
    detect: "no",
    error: "format-unsupported",
  },
  {
    files: { "settings.json": JSON.stringify({ theme: "dark", key: "value", list: [{ name: "a", token: "b" }] }) },
    detect: "no",
    error: "nothing-found",
  },
  { files: { "cut-off.json": JSON.stringify(LIST).slice(0, 200) }, detect: "no", error: "format-damaged" },
]
