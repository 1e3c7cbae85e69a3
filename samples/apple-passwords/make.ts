// Apple Passwords' CSV, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`apple ${name}`), ...more })
const ALICE = draft("Northwind", "alice@example.com")
const NOTED = draft("さくら銀行", "山田", { note: 'a "note",\nof two lines', algorithm: "SHA256", digits: 8, period: 60 })
const FROM_TITLE = draft("example.com", "bob")

const uri = (d: Draft, more = ""): string =>
  `otpauth://totp/${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}?secret=${d.secret.toBase32()}&issuer=${encodeURIComponent(d.issuer)}${more}`
const csv = [
  "Title,URL,Username,Password,Notes,OTPAuth",
  `Northwind (alice@example.com),https://northwind.example/,alice@example.com,x,,${uri(ALICE)}`,
  `さくら銀行 (山田),https://sakura.example/,山田,x,"a ""note"",\nof two lines",${uri(NOTED, "&algorithm=SHA256&digits=8&period=60")}`,
  `example.com (bob),https://example.com/,bob,x,,otpauth://totp/?secret=${FROM_TITLE.secret.toBase32()}`,
  "No second factor (carol),https://example.org/,carol,x,,",
  `Broken (grace),https://example.net/,grace,x,,otpauth://totp/a?secret=1nvalid!`,
  "",
].join("\n")

const read = { accounts: [ALICE, NOTED, FROM_TITLE], withoutSecret: 1, issues: [{ at: 7, code: "record-malformed" as const }] }

/** As an iPhone exports it, and with what the Finder adds when it is packed again. */
const IPHONE = {
  "Hasła.csv": csv,
  "PaymentCards.json": JSON.stringify({ metadata: { data_type: "PAYMENT_CARDS" }, payment_cards: [] }),
  "__MACOSX/._Hasła.csv": "a resource fork",
  ".DS_Store": "Bud1",
}

export const make: Maker = async () => [
  { files: { "Passwords.csv": csv }, ...read },
  { files: { "Safari.zip": await reuseOrMake("apple-passwords", "Safari.zip", () => zipped(IPHONE)) }, ...read },
  { files: { "only-the-table.zip": await reuseOrMake("apple-passwords", "only-the-table.zip", () => zipped({ "exported/Passwords.csv": csv })) }, detect: "maybe", ...read }, // prettier-ignore
]
