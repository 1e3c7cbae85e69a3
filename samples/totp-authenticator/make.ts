// TOTP Authenticator's backup and preferences, put together here from the description, without the handler.
import { createHash } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, cbc } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { prefs } from "../kit/prefs.ts"

const PASSWORD = "Correct horse 1"
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`totp authenticator ${name}`), ...more })
const HELD = [
  draft("Northwind", "alice"),
  draft("Contoso", "bob", { digits: 8, period: 60 }),
  draft("", "unknown issuer"),
  draft("さくら銀行", "山田"),
]
const BASES = [32, 16, 64, 32]

const keyText = (d: Draft, base: number): string =>
  base === 16 ? Buffer.from(d.secret.reveal()).toString("hex") : base === 64 ? base64(d.secret.reveal()) : d.secret.toBase32()
const entry = (d: Draft, n: number): object => ({
  issuer: d.issuer === "" ? "Unknown" : d.issuer,
  name: d.name,
  key: keyText(d, BASES[n] ?? 32),
  base: BASES[n] ?? 32,
  digits: d.digits === 6 ? "" : String(d.digits),
  period: d.period === 30 ? "" : String(d.period),
})
const BAD = [{ ...entry(HELD[0]!, 0), key: "1nvalid!" }, { ...entry(HELD[0]!, 0), base: 58 }, "{}"]

const backup = (list: unknown, password: string): string =>
  base64(cbc(createHash("sha256").update(password).digest(), Buffer.alloc(16), JSON.stringify({ [JSON.stringify(list)]: "1700000000000" })))

export const make: Maker = () => [
  { files: { "backup.encrypt": backup(HELD.map(entry), PASSWORD) }, password: PASSWORD, detect: "unsigned", accounts: HELD },
  {
    files: {
      "built-in-password.encrypt": backup(
        HELD.map((d, n) => JSON.stringify(entry(d, n))),
        "TotpAuthenticator",
      ),
    },
    detect: "unsigned",
    accounts: HELD,
  },
  { files: { "preferences.xml": prefs({ STATIC_TOTP_CODES_LIST: HELD.map(entry) }) }, accounts: HELD },
  {
    files: { "odd-records.json": JSON.stringify([...HELD.map(entry), ...BAD]) },
    accounts: HELD,
    issues: [
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-unsupported" },
      { at: 7, code: "record-malformed" },
    ],
  },
]
