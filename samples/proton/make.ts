// Proton Authenticator's exports, put together here from the description, without the handler.
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, base64, gcm } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`

const HELD: Draft[] = VECTORS.filter(
  (d) =>
    (d.kind === "totp" || d.kind === "steam") &&
    d.digits < 10 &&
    ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) &&
    d.createdAt === null,
).map((d) => bare(d, { note: d.note, issuer: d.kind === "steam" ? "Steam" : d.issuer }))

const uriOf = (d: Draft): string => {
  if (d.kind === "steam") return `steam://${d.secret.toBase32()}`
  const label = encodeURIComponent(d.issuer === "" || d.name.includes(":") ? `:${d.name}` : d.name)
  const issuer = d.issuer === "" ? "" : `&issuer=${encodeURIComponent(d.issuer)}`
  return `otpauth://totp/${label}?secret=${d.secret.toBase32()}${issuer}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period}`
}

const entry = (d: Draft, n: number): object => ({
  id: uuid(n + 1),
  content: { uri: uriOf(d), entry_type: d.kind === "steam" ? "Steam" : "Totp", name: d.name },
  note: d.note === "" ? null : d.note,
})

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("proton odd", 10) })
// Written in base64 without padding, which is not valid base32.
const steamKey = new Secret(Buffer.from("bQhFv3Yl0zfPfTL9cqTjb+G5aRk=", "base64"))
const b32 = ODD.secret.toBase32()
const odd = (content: unknown, more: object = {}): object => ({ id: uuid(99), content, note: null, ...more })
const ODD_ENTRIES = [
  odd({ uri: `otpauth://totp/Odd:another?secret=${b32}`, entry_type: "Totp", name: "ones" }, { unheard: [1] }),
  odd({
    uri: `otpauth://totp/Odd%3Aones?secret=${b32.toLowerCase()}&algorithm=null&digits=null&period=null`,
    entry_type: "Totp",
    name: "",
  }),
  odd({ uri: `steam://${b32.toLowerCase()}`, entry_type: "Steam", name: "lower case" }),
  odd({ uri: `steam://${base64(steamKey.reveal()).replace("=", "")}`, entry_type: "Steam", name: "base64" }),
  odd({ uri: `otpauth://hotp/Odd:ones?secret=${b32}&counter=4`, entry_type: "Totp" }),
  odd({ uri: "otpauth://totp/ones?secret=1nvalid", entry_type: "Totp", name: "ones" }),
  odd({ uri: "otpauth://totp/ones", entry_type: "Totp", name: "ones" }),
  odd({ uri: `otpauth://quantum/ones?secret=${b32}`, entry_type: "Totp", name: "ones" }),
  odd({ uri: null, entry_type: "Totp", name: "ones" }),
  odd(null),
  "not an entry",
]

export const make: Maker = async ({ random }) => {
  const plain = JSON.stringify({ version: 1, entries: HELD.map(entry) }, null, 2)
  const locked = async (text: string): Promise<string> => {
    const [salt, iv] = [random.bytes(16), random.bytes(12)]
    const costs = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32, outputType: "binary" } as const
    const key = await argon2id({ password: PASSWORD, salt, ...costs })
    return JSON.stringify({
      version: 1,
      salt: base64(salt),
      content: base64(Buffer.concat([iv, gcm(key, iv, text, "proton.authenticator.export.v1")])),
    })
  }
  return [
    { files: { "plain.json": plain }, accounts: HELD },
    { files: { "empty.json": JSON.stringify({ version: 1, entries: [] }) }, accounts: [] },
    {
      files: { "odd-entries.json": JSON.stringify({ version: 1, entries: ODD_ENTRIES }) },
      accounts: [
        ODD,
        ODD,
        makeDraft({ kind: "steam", issuer: "Steam", name: "lower case", secret: ODD.secret }),
        makeDraft({ kind: "steam", issuer: "Steam", name: "base64", secret: steamKey }),
        makeDraft({ ...bare(ODD), kind: "hotp", period: null, counter: 4 }),
      ],
      issues: [
        { at: 6, code: "record-malformed" },
        { at: 7, code: "record-malformed" },
        { at: 8, code: "record-unsupported" },
        { at: 9, code: "record-malformed" },
        { at: 10, code: "record-malformed" },
        { at: 11, code: "record-malformed" },
      ],
    },
    { files: { "protected.json": await locked(plain) }, password: PASSWORD, accounts: HELD },
    {
      files: { "protected-newer-inside.json": await locked(JSON.stringify({ version: 2, entries: [] })) },
      password: PASSWORD,
      error: "format-version",
    },
    { files: { "newer.json": JSON.stringify({ version: 2, entries: HELD.slice(0, 1).map(entry) }) }, error: "format-version" },
    {
      files: { "both.json": JSON.stringify({ version: 1, entries: HELD.slice(0, 1).map(entry), salt: "AAAA", content: "AAAA" }) },
      error: "format-damaged",
    },
    { files: { "salt-no-base64.json": JSON.stringify({ version: 1, salt: "!", content: "AAAA" }) }, error: "format-damaged" },
    { files: { "cut-off.json": plain.slice(0, 400) }, detect: "no", error: "format-damaged" },
  ]
}
