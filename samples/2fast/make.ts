// 2fast's data files, put together here from the description with node:crypto alone, not by the handler.
import { pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, cbc } from "../kit/kit.ts"
import type { Kit, Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const SALT = Buffer.from("0edf23c55df2ef08", "hex")
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`2fast ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["Work", "仕事"], favorite: true })
const LONG = draft("さくら銀行", "bob", { algorithm: "SHA512", digits: 8, period: 60 })
const GAMER = draft("Steam", "gamer", { kind: "steam" })

interface Options {
  readonly version: number
  readonly keyOf?: (key: string) => string
  readonly damage?: boolean
}

function dataFile({ random }: Kit, { version, keyOf = (key) => key, damage = false }: Options): string {
  const iv = random.bytes(16)
  const key = version >= 2 ? pbkdf2Sync(PASSWORD, SALT, 25_000, 32, "sha256") : pbkdf2Sync(PASSWORD, SALT, 1000, 32, "sha1")
  const sealed = (value: Uint8Array | string): string => base64(cbc(key, iv, value))
  const category = (name: string): object => rename({ Name: sealed(name), UnixTimestamp: 1_700_000_000, IsSelected: true })
  const rename = (value: object): object => Object.fromEntries(Object.entries(value).map(([name, inner]) => [keyOf(name), inner]))
  const entry = (d: Draft): object =>
    rename({
      Label: sealed(d.name),
      Issuer: sealed(d.issuer),
      IsFavourite: d.favorite,
      OTPType: d.kind === "totp" ? null : sealed(d.kind),
      Period: d.period ?? 30,
      HashMode: d.algorithm === "SHA512" ? 2 : 0,
      TotpSize: d.kind === "steam" ? 5 : d.digits,
      SecretByteArray: sealed(d.secret.reveal()),
      Notes: d.note === "" ? "" : sealed(d.note),
      AccountIconName: null,
      SelectedCategories: d.groups.length === 0 ? null : d.groups.map(category),
    })
  const entries = [ALICE, LONG, GAMER].map(entry)
  if (damage) entries.splice(1, 0, { ...entries[0], [keyOf("Notes")]: base64(random.bytes(17)) })
  return JSON.stringify(
    rename({ Version: version, IV: base64(iv), GlobalCategories: [category("Work"), category("仕事")], Collection: entries }),
  )
}

export const make: Maker = (kit) => [
  { files: { "version-2.2fa": dataFile(kit, { version: 2 }) }, password: PASSWORD, accounts: [ALICE, LONG, GAMER] },
  {
    files: { "version-1.2fa": dataFile(kit, { version: 1, keyOf: (key) => key.charAt(0).toLowerCase() + key.slice(1) }) },
    password: PASSWORD,
    accounts: [ALICE, LONG, GAMER],
  },
  {
    files: { "damaged-entry.2fa": dataFile(kit, { version: 2, damage: true }) },
    password: PASSWORD,
    accounts: [ALICE, LONG, GAMER],
    issues: [{ at: 2, code: "record-malformed" }],
  },
]
