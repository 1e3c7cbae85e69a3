// cotp's files of all versions, put together here from what its sources document, without the handler and without libsodium.
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { sealByHand } from "../../test/formats/secretstream-by-hand.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { sealXByHand } from "../../test/formats/xchacha-by-hand.ts"
import { bare, base64 } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"

const HELD: Draft[] = VECTORS.filter((d) =>
  d.kind === "motp" ? d.issuer !== "Text Key" : d.kind === "yandex" || ["SHA1", "SHA256", "SHA512"].includes(d.algorithm),
).map((d) => bare(d, { pin: d.pin }))

const textOf = (secret: Secret): string => Buffer.from(secret.reveal()).toString()

const element = (d: Draft): Record<string, unknown> => ({
  secret: d.kind === "motp" ? textOf(d.secret) : d.secret.toBase32(),
  issuer: d.issuer,
  label: d.name,
  digits: d.digits,
  type: d.kind.toUpperCase(),
  algorithm: d.algorithm,
  period: d.period ?? 30,
  counter: d.counter,
  pin: d.pin,
})

const databaseOf = (elements: readonly unknown[], version = 2): string => JSON.stringify({ version, elements })

async function envelope(salt: Uint8Array, nonce: Uint8Array, content: string, version = 1): Promise<string> {
  const key = await argon2id({
    password: PASSWORD,
    salt,
    iterations: 4,
    memorySize: 32_768,
    parallelism: 4,
    hashLength: 32,
    outputType: "binary",
  })
  return JSON.stringify({
    version,
    nonce: base64(nonce),
    salt: base64(salt),
    cipher: base64(sealXByHand(key, nonce, Buffer.from(content))),
  })
}

async function oldFile(salt: Uint8Array, header: Uint8Array, content: string): Promise<string> {
  const key = await argon2id({
    password: PASSWORD,
    salt,
    iterations: 2,
    memorySize: 65_536,
    parallelism: 1,
    hashLength: 32,
    outputType: "binary",
  })
  const signature = Buffer.of(0xc1, 0x0a, 0x4b, 0xed)
  return [signature, salt, header, sealByHand(key, header, Buffer.from(content), 0)].map(base64).join("|")
}

// From the versions that had andOTP's fields.
const OLD: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Old Version", name: "tagged", secret: madeUpSecret("cotp old 1"), groups: ["Work", "Play"] }),
  makeDraft({
    kind: "hotp",
    issuer: "Old Version",
    name: "counted",
    secret: madeUpSecret("cotp old 2"),
    counter: 9,
    digits: 8,
    algorithm: "SHA256",
  }),
]
const { pin: _pin, ...oldest } = element(OLD[0]!)
const oldElement = (d: Draft): object => {
  const { pin: _, ...fields } = element(d)
  return { ...fields, thumbnail: "Default", last_used: 0, used_frequency: 0, counter: d.counter ?? 0, tags: d.groups }
}

// From the first versions, which had no encryption.
const FIRST: Draft[] = [
  makeDraft({ kind: "totp", issuer: "First", name: "of all", secret: madeUpSecret("cotp first 1") }),
  makeDraft({ kind: "totp", issuer: "First", name: "slower", secret: madeUpSecret("cotp first 2"), period: 60 }),
]
const firstElement = ({ secret, name, algorithm, issuer, period }: Draft): object => ({
  secret: secret.toBase32().padEnd(32, "="),
  label: name,
  algorithm,
  issuer,
  period,
})
const FIRST_BARE: Draft[] = FIRST.map((d) => makeDraft({ kind: "totp", name: d.name, secret: d.secret }))

const uriOf = (d: Draft): string => {
  const { secret, digits, algorithm, period } = element(d)
  const label = `${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}`
  const numbers = `algorithm=${String(algorithm)}&digits=${String(digits)}&period=${String(period)}&lock=false`
  const more = `${d.counter === null ? "" : `&counter=${d.counter}`}${d.pin === null ? "" : `&pin=${encodeURIComponent(d.pin)}`}`
  return `otpauth://${d.kind}/${label}?secret=${encodeURIComponent(String(secret))}&${numbers}${more}`
}

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("cotp odd", 10) })
const odd = (more: object): object => ({ ...element(ODD), ...more })
const ODD_ELEMENTS = [
  odd({ secret: ODD.secret.toBase32().toLowerCase(), type: "totp", unheard: { of: true } }),
  odd({ type: "STEAM", digits: 6 }),
  odd({ type: "HOTP", counter: null }),
  odd({ type: "MOTP", secret: "ABCDEF0123456789", digits: 6, period: 30, pin: null }),
  odd({ type: "QUANTUM" }),
  odd({ algorithm: "GOST" }),
  odd({ secret: "1nvalid!" }),
  odd({ secret: "" }),
  odd({ digits: 11 }),
  odd({ type: "YANDEX", pin: "1234" }),
  odd({ type: "MOTP", secret: 7 }),
  null,
]

export const make: Maker = async ({ random }) => {
  const [salt, nonce] = [random.bytes(16), random.bytes(24)]
  const locked = await envelope(salt, nonce, databaseOf(HELD.map(element)))
  const old = await oldFile(salt, nonce, JSON.stringify(OLD.map(oldElement)))
  return [
    { files: { "exported.cotp": databaseOf(HELD.map(element)) }, accounts: HELD },
    { files: { "list-with-pins.cotp": JSON.stringify(HELD.map(element)) }, accounts: HELD },
    { files: { "uris.cotp": JSON.stringify({ items: HELD.map(uriOf) }) }, accounts: HELD },
    { files: { "first.json": JSON.stringify(FIRST.map(firstElement)) }, accounts: FIRST },
    {
      files: {
        "first-without-issuers.json": JSON.stringify(
          FIRST_BARE.map(({ name, secret }) => ({ secret: secret.toBase32(), label: name, algorithm: "SHA1" })),
        ),
      },
      accounts: FIRST_BARE,
    },
    {
      files: { "odd-elements.cotp": databaseOf(ODD_ELEMENTS) },
      accounts: [
        ODD,
        makeDraft({ kind: "steam", issuer: "Odd", name: "ones", secret: ODD.secret }),
        makeDraft({ kind: "hotp", issuer: "Odd", name: "ones", secret: ODD.secret }),
        makeDraft({ kind: "motp", issuer: "Odd", name: "ones", secret: new Secret(Buffer.from("ABCDEF0123456789")) }),
      ],
      issues: [
        { at: 5, code: "record-unsupported" },
        { at: 6, code: "record-unsupported" },
        ...[7, 8, 9, 10, 11, 12].map((at) => ({ at, code: "record-malformed" as const })),
      ],
    },
    { files: { "empty.cotp": databaseOf([]) }, accounts: [] },
    { files: { "newer.cotp": databaseOf([oldest], 3) }, error: "format-version" },
    { files: { "db.cotp": locked }, password: PASSWORD, accounts: HELD },
    { files: { "db-version-1.cotp": await envelope(salt, nonce, JSON.stringify(HELD.map(element))) }, password: PASSWORD, accounts: HELD },
    { files: { "db-newer.cotp": await envelope(salt, nonce, databaseOf([]), 2) }, error: "format-version" },
    { files: { "db-altered.cotp": locked.replace(/"cipher":"../, '"cipher":"AA') }, password: PASSWORD, error: "password-wrong" },
    { files: { "db-bad-nonce.cotp": locked.replace(/"nonce":"..../, '"nonce":"') }, password: PASSWORD, error: "format-damaged" },
    { files: { "db-secretstream.cotp": old }, password: PASSWORD, accounts: OLD },
    { files: { "db-secretstream-cut-off.cotp": old.slice(0, old.lastIndexOf("|")) }, password: PASSWORD, error: "format-damaged" },
  ]
}
