// The browser extension's files: JSON written by hand, encrypted by the stock `openssl` (whose format CryptoJS writes), keys by `hash-wasm`.
import { execFileSync } from "node:child_process"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { background } from "../../test/formats/ports.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "pässwörd 7"
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`
const secret = (n: number) => madeUpSecret(`authenticator extension ${n}`)

const READ: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret(1), favorite: true }),
  makeDraft({ kind: "totp", issuer: "✓ à la mode", name: "", secret: secret(2), algorithm: "SHA256", digits: 8, period: 60 }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: secret(3), counter: 7, algorithm: "SHA512" }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: secret(4) }),
  makeDraft({ kind: "totp", issuer: "Battle.net", name: "player", secret: secret(5), digits: 8 }),
].map((draft, n) => ({ ...draft, id: uuid(n + 1) }))

type Entry = Readonly<Record<string, unknown>>

const entryOf = (draft: Draft, index: number): Entry => ({
  encrypted: false,
  hash: draft.id,
  index,
  type: draft.issuer === "Battle.net" ? "battle" : draft.kind,
  secret: draft.secret.toBase32(),
  ...(draft.favorite ? { pinned: true } : {}),
  ...(draft.kind === "hotp" ? { counter: draft.counter } : {}),
  ...(draft.period === 60 ? { period: 60 } : {}),
  issuer: draft.issuer,
  ...(draft.name === "" ? {} : { account: draft.name }),
  ...(draft.digits === 8 && draft.issuer !== "Battle.net" ? { digits: 8 } : {}),
  ...(draft.algorithm === "SHA1" ? {} : { algorithm: draft.algorithm }),
  dataType: "OTPStorage",
})

const ENTRIES = READ.map(entryOf)
const mapOf = (entries: readonly Entry[], more: Entry = {}): string =>
  JSON.stringify({ ...Object.fromEntries(entries.map((entry, n) => [uuid(n + 1), entry])), ...more }, null, 2).replaceAll("\n", "\r\n")

/** `CryptoJS.AES.encrypt(text, passphrase)` */
const salted = (plain: string | Uint8Array, passphrase: string): string =>
  execFileSync("openssl", ["enc", "-aes-256-cbc", "-md", "md5", "-salt", "-a", "-A", "-pass", "env:PASSPHRASE"], {
    input: plain,
    env: { ...process.env, PASSPHRASE: passphrase },
    stdio: ["pipe", "pipe", "ignore"],
  })
    .toString()
    .trim()

const sealEach = (passphrase: string): Entry[] =>
  ENTRIES.map((entry) => ({ ...entry, encrypted: true, secret: salted(String(entry["secret"]), passphrase) }))

const version1 = (): string => mapOf(sealEach(PASSWORD))

function version2(wrapper: "key" | "root"): string {
  const key = Buffer.from(secret(90).reveal())
  const wrapped = { enc: salted(key, PASSWORD), hash: "$argon2id$v=19$m=16384,t=1,p=1$c29tZXNhbHQ$aGFzaA" }
  return mapOf(sealEach(key.toString("hex")), wrapper === "key" ? { key: wrapped } : wrapped)
}

async function version3(): Promise<string> {
  const id = uuid(99)
  const salt = "a1b2c3d4e5f60718293a4b5c6d7e8f9"
  const costs = { iterations: 2, memoryKiB: 19_456, parallelism: 1, length: 32 }
  const hash = await background.argon2({ variant: "argon2id", password: Buffer.from(PASSWORD), salt: Buffer.from(salt), ...costs })
  const passphrase = Buffer.from(hash).toString("base64").replace(/=+$/, "")
  const entries = ENTRIES.map((entry, index) => ({
    dataType: "EncOTPStorage",
    data: salted(JSON.stringify(entry), passphrase),
    keyId: id,
    index,
  }))
  return mapOf(entries, { [id]: { dataType: "Key", id, salt, hash: "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA", version: 3 } })
}

/** Old notations: prefixes, numbers instead of names, hexadecimal, a web address after the issuer. */
const HEX = new Secret(Buffer.from("abcd12340189ef", "hex"))
const OLD: Entry[] = [
  { secret: READ[0]!.secret.toBase32().toLowerCase() },
  {
    account: "a",
    encrypted: false,
    hash: "0".repeat(32),
    index: 1,
    issuer: "Site::https://example.com",
    secret: `stm-${READ[3]!.secret.toBase32()}`,
    type: "totp",
  },
  { account: "b", encrypted: false, hash: "0".repeat(32), index: 2, issuer: "", secret: `bliz-${READ[4]!.secret.toBase32()}`, type: 1 },
  { account: "c", encrypted: false, hash: "0".repeat(32), index: 3, issuer: "", secret: "abcd12340189ef", type: "totp" },
  {
    account: "d",
    encrypted: false,
    hash: "0".repeat(32),
    index: 4,
    issuer: "",
    secret: "abcd12340189ef",
    type: "hhex",
    counter: 3,
    algorithm: 2,
  },
  { account: "e", encrypted: false, hash: "0".repeat(32), index: 5, issuer: "", secret: "!", type: "totp" },
  {
    account: "f",
    encrypted: false,
    hash: "0".repeat(32),
    index: 6,
    issuer: "",
    secret: "MZXW6",
    type: "totp",
    algorithm: "GOST3411_2012_256",
  },
]
const OLD_READ: Draft[] = [
  makeDraft({ kind: "totp", secret: READ[0]!.secret }),
  makeDraft({ kind: "steam", issuer: "Site", name: "a", secret: READ[3]!.secret }),
  makeDraft({ kind: "totp", name: "b", secret: READ[4]!.secret, digits: 8 }),
  makeDraft({ kind: "totp", name: "c", secret: HEX }),
  makeDraft({ kind: "hotp", name: "d", secret: HEX, counter: 3, algorithm: "SHA256" }),
]
const oldMap = JSON.stringify(Object.fromEntries(OLD.map((entry, n) => [n.toString(16).repeat(32), entry])), null, 2)

export const make: Maker = async () => {
  const locked = async (name: string, text: () => string | Promise<string>) => ({
    files: { [name]: await reuseOrMake("authenticator-extension", name, async () => Buffer.from(await text())) },
    password: PASSWORD,
    accounts: READ,
  })
  return [
    { files: { "plain.json": mapOf(ENTRIES) }, accounts: READ },
    {
      files: { "old.json": oldMap },
      accounts: OLD_READ,
      issues: [
        { at: 6, code: "record-malformed" },
        { at: 7, code: "record-unsupported" },
      ],
    },
    await locked("version-1.json", version1),
    await locked("version-2.json", () => version2("key")),
    await locked("version-2-unwrapped.json", () => version2("root")),
    await locked("version-3.json", version3),
    {
      files: {
        "version-3-without-key.json": mapOf([
          { dataType: "EncOTPStorage", data: "U2FsdGVkX18AAAAAAAAAAA==", keyId: uuid(99), index: 0 },
          ENTRIES[1]!,
        ]),
      },
      accounts: [READ[1]!],
      issues: [{ at: 1, code: "record-unsupported" }],
    },
  ]
}
