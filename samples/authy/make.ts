// Authy's preferences, the JSON of its interface and the GDPR table, put together here from the description, without the handler.
import { pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, cbc } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { prefs } from "../kit/prefs.ts"

const PASSWORD = "backups password"
const KEY = "com.authy.storage.tokens.authenticator.key"
const NATIVE_KEY = "com.authy.storage.tokens.authy.key"
const draft = (issuer: string, name: string, digits = 6, secret = madeUpSecret(`authy ${issuer}`)): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret, digits })

const HELD = [draft("Northwind", "alice@example.com"), draft("さくら銀行", "山田", 7), draft("Fabrikam", "eve: ops", 8)]
const DASHED = draft("Adatum", "peggy")
const TYPED = draft("Github", "without an issuer")
const BARE = draft("", "just a name")
const NATIVE = makeDraft({ kind: "totp", issuer: "Some Site", name: "", secret: madeUpSecret("authy native", 16), digits: 7, period: 10 })

const seal = (secret: string, salt: string, rounds: number): string =>
  base64(cbc(pbkdf2Sync(PASSWORD, salt, rounds, 32, "sha1"), Buffer.alloc(16), secret))

const token = (d: Draft, n: number, more: object): object => ({
  accountType: "authenticator",
  digits: d.digits,
  logo: d.issuer,
  originalIssuer: d.issuer,
  originalName: `${d.issuer}:${d.name}`,
  timestamp: 1_600_000_000,
  upload_state: "uploaded",
  hidden: false,
  id: String(n),
  isNew: false,
  name: `${d.issuer}: ${d.name}`,
  ...more,
})
const plain = (d: Draft, n: number, more: object = {}): object => token(d, n, { decryptedSecret: d.secret.toBase32(), ...more })
const sealed = (d: Draft, n: number, more: object = {}): object =>
  token(d, n, { encryptedSecret: seal(d.secret.toBase32(), `salt ${n}`, 1000), salt: `salt ${n}`, ...more })

const nativeToken = {
  accountType: "authy",
  digits: 7,
  name: "Some Site",
  secretSeed: Buffer.from(NATIVE.secret.reveal()).toString("hex"),
  id: "9",
}

const api = (d: Draft, n: number, more: object = {}): object => ({
  account_type: "authenticator",
  digits: d.digits,
  encrypted_seed: seal(d.secret.toBase32(), `Salt${n}`, 1000),
  issuer: d.issuer,
  logo: "authenticator",
  name: `${d.issuer}: ${d.name}`,
  original_name: `${d.issuer}:${d.name}`,
  password_timestamp: 1_600_000_000,
  salt: `Salt${n}`,
  unique_id: String(n),
  unique_iv: null,
  ...more,
})
const iv = "000102030405060708090a0b0c0d0e0f"
const withIv = base64(cbc(pbkdf2Sync(PASSWORD, "Salt7", 100_000, 32, "sha1"), Buffer.from(iv, "hex"), BARE.secret.toBase32()))
const rows = [HELD[0]!, HELD[1]!].map((d) => `SUCCESS | ${d.issuer}: ${d.name} | ${d.secret.toBase32()}`)

export const make: Maker = () => [
  { files: { "plain.xml": prefs({ [KEY]: HELD.map((d, n) => plain(d, n)) }, { key_version: 121 }) }, accounts: HELD },
  {
    files: { "encrypted.xml": prefs({ [KEY]: HELD.map((d, n) => sealed(d, n)) }, { key_version: 121 }) },
    password: PASSWORD,
    accounts: HELD,
  },
  { files: { "native.xml": prefs({ [NATIVE_KEY]: [nativeToken] }) }, accounts: [NATIVE] },
  {
    files: {
      "odd-labels.xml": prefs({
        [KEY]: [
          plain(DASHED, 1, { originalIssuer: undefined, originalName: undefined, name: "Adatum - peggy" }),
          plain(TYPED, 2, { originalIssuer: null, originalName: "", accountType: "github", name: "without an issuer" }),
          plain(BARE, 3, { originalIssuer: "", originalName: "just a name", name: "just a name" }),
          plain(BARE, 4, { decryptedSecret: "1nvalid!" }),
          plain(BARE, 5, { decryptedSecret: undefined }),
          "not a token",
        ],
      }),
    },
    accounts: [DASHED, TYPED, BARE],
    issues: [
      { at: 4, code: "record-malformed" },
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-malformed" },
    ],
  },
  {
    files: {
      "authenticator_tokens.json": JSON.stringify({
        message: "success",
        authenticator_tokens: [
          api(HELD[0]!, 1, { key_derivation_iterations: 1000 }),
          api(HELD[1]!, 2, { encrypted_seed: seal(HELD[1]!.secret.toBase32(), "Salt2", 100_000), key_derivation_iterations: 100_000 }),
          api(HELD[2]!, 3, { encrypted_seed: seal(HELD[2]!.secret.toBase32(), "Salt3", 100_000) }),
          api(BARE, 7, {
            encrypted_seed: withIv,
            unique_iv: iv,
            key_derivation_iterations: 100_000,
            issuer: null,
            original_name: null,
            name: "just a name",
          }),
          api(BARE, 8, { encrypted_seed: base64(Buffer.alloc(32, 7)) }),
        ],
        success: true,
      }),
    },
    password: PASSWORD,
    accounts: [...HELD, BARE],
    issues: [{ at: 5, code: "record-locked" }],
  },
  {
    files: { "gdpr.txt": `STATUS | ACCOUNT | TOTP SECRET\n-------|---------|------------\n${rows.join("\n")}\n` },
    accounts: [HELD[0]!, HELD[1]!].map((d) => ({ ...d, digits: 6, secret: Secret.fromBase32(d.secret.toBase32()) })),
  },
]
