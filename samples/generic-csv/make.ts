// Tables of undocumented formats, written by hand.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const secret = (n: number, length = 20) => madeUpSecret(`generic csv ${n}`, length)
const totp = (issuer: string, name: string, n: number, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: secret(n), ...more })

const ALICE = totp("Northwind", "alice@example.com", 1)
const BOB = totp("Contoso & Co", "bob", 2, { algorithm: "SHA256", digits: 8, period: 60 })
const TRENT = makeDraft({ kind: "hotp", issuer: "Proseware", name: "trent", secret: secret(3), counter: 7 })
const key = (draft: Draft): string => draft.secret.toBase32()
const spaced = (text: string): string => text.toLowerCase().replace(/(.{4})(?=.)/g, "$1 ")

const ENGLISH = [
  "Id,Service,User name,Secret key,Type,Hash,Digits,Interval,Counter,Tags,Remarks,Starred,Password",
  `1,${ALICE.issuer},${ALICE.name},${spaced(key(ALICE))},TOTP,SHA1,6,30,,Work;Play,"two lines,\nand ""quotes""",true,JBSWY3DPEHPK3PXP2345`,
  `2,${BOB.issuer},${BOB.name},${key(BOB)},time-based,HMAC-SHA-256,8,60 s,,,,false,JBSWY3DPEHPK3PXP2346`,
  `3,${TRENT.issuer},${TRENT.name},${key(TRENT)},HOTP,sha1,6,,7,,,,JBSWY3DPEHPK3PXP2347`,
  "4,Adatum,nobody,,,,,,,,,,JBSWY3DPEHPK3PXP2347",
  "5,Adatum,bad,not base32!,TOTP,SHA1,6,30,,,,,",
  `6,Adatum,strange,${key(ALICE)},quantum,SHA1,6,30,,,,,`,
  "",
].join("\r\n")

const GERMAN = ["Dienst;Benutzer;Schlüssel", `${ALICE.issuer};${ALICE.name};${key(ALICE)}`, `Contoso & Co;bob;${key(BOB)}`, ""].join("\n")
const JAPANESE = [
  ["サービス名", "ユーザー名", "シークレットキー", "グループ", "メモ"],
  ["さくら銀行", "山田 太郎", key(ALICE), "仕事", ""],
  ["東西電力", "鈴木", key(BOB), "", "家の契約"],
]
  .map((row) => row.join("\t"))
  .join("\r\n")
const BARE = [
  ["Northwind", "alice@example.com", key(ALICE), "6", "30", "SHA1"],
  ["Contoso & Co", "bob@example.com", key(BOB), "8", "60", "SHA256"],
  ["Fabrikam", "eve@example.com", key(TRENT), "6", "30", "SHA512"],
]
  .map((row) => row.join("|"))
  .join("\n")
const URIS = [
  "Title,Website,OTP URL,Secret",
  `Ignored,https://example.com,otpauth://totp/Northwind:alice%40example.com?secret=${key(ALICE)}&issuer=Northwind,${key(ALICE)}`,
  `Fabrikam,https://example.org,otpauth://totp/?secret=${key(BOB)},`,
  `Only a secret,https://example.net,,${key(TRENT)}`,
  "No second factor,https://example.net,,",
].join("\n")
const LABELS = [
  "label,totp",
  `Northwind: alice,${key(ALICE)}`,
  `bob@example.com,${key(BOB)}`,
  `Fabrikam,otpauth://totp/eve?secret=${key(TRENT)}`,
].join("\n")

export const make: Maker = () => [
  {
    files: { "english.csv": ENGLISH },
    detect: "guess",
    accounts: [{ ...ALICE, groups: ["Work", "Play"], note: 'two lines,\nand "quotes"', favorite: true }, BOB, TRENT],
    withoutSecret: 1,
    issues: [
      { at: 7, code: "record-malformed" },
      { at: 8, code: "record-unsupported" },
    ],
  },
  { files: { "german.csv": GERMAN }, detect: "guess", accounts: [ALICE, totp("Contoso & Co", "bob", 2)] },
  {
    files: { "japanese.tsv": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(JAPANESE, "utf16le")]) },
    detect: "guess",
    accounts: [totp("さくら銀行", "山田 太郎", 1, { groups: ["仕事"] }), totp("東西電力", "鈴木", 2, { note: "家の契約" })],
  },
  {
    files: { "without-names.txt": BARE },
    detect: "guess",
    accounts: [ALICE, { ...BOB, name: "bob@example.com" }, totp("Fabrikam", "eve@example.com", 3, { algorithm: "SHA512" })],
  },
  {
    files: { "addresses.csv": URIS },
    detect: "guess",
    accounts: [ALICE, totp("https://example.org", "Fabrikam", 2), totp("https://example.net", "Only a secret", 3)],
    withoutSecret: 1,
  },
  {
    files: { "labels.csv": LABELS },
    detect: "guess",
    accounts: [totp("Northwind", "alice", 1), totp("", "bob@example.com", 2), totp("Fabrikam", "eve", 3)],
  },
  {
    files: { "encrypted.csv": "name,secret\nNorthwind,U2FsdGVkX18yNzQ5MDEyMw==\nContoso,U2FsdGVkX19hYmNkZWZnaA==\n" },
    detect: "no",
    error: "format-unsupported",
  },
  {
    files: { "passwords.csv": "title,website,user,pass\nNorthwind,https://example.com,alice,hunter2\n" },
    detect: "no",
    error: "nothing-found",
  },
]
