// Ente Auth's exports, put together here from the description, without the handler.
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { sealByHand } from "../../test/formats/secretstream-by-hand.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, base64 } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const USED_MS = Date.UTC(2024, 1, 3, 4, 5, 6, 789)

const HELD: Draft[] = VECTORS.filter(
  (d) => ["totp", "hotp", "steam"].includes(d.kind) && ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) && d.createdAt === null,
).map((d, n) => bare(d, { note: d.note, groups: d.groups, favorite: d.favorite, trashed: d.trashed, usedAt: n === 0 ? USED_MS : null }))

const display = (d: Draft, position: number): object => ({
  pinned: d.favorite,
  trashed: d.trashed,
  lastUsedAt: (d.usedAt ?? 0) * 1000,
  tapCount: 2,
  tags: d.groups,
  note: d.note,
  position,
  iconSrc: "",
  iconID: "",
})

/** The path as the app writes it: only characters that a path cannot hold are escaped. */
const raw = (text: string): string => encodeURI(text).replaceAll("#", "%23").replaceAll("?", "%3F")
const query = (text: string): string => encodeURIComponent(text).replaceAll("%20", "+")
const bareUri = (d: Draft): string => {
  const numbers = `algorithm=${d.algorithm}&digits=${d.digits}&issuer=${query(d.issuer)}&period=${d.period ?? 30}&secret=${d.secret.toBase32()}`
  return `otpauth://${d.kind}/${raw(`${d.issuer}:${d.name}`)}?${numbers}${d.kind === "hotp" ? `&counter=${d.counter}` : ""}`
}
const uriOf = (d: Draft, n: number): string =>
  `${bareUri(d)}&codeDisplay=${encodeURIComponent(JSON.stringify(display(d, n)))}`.replaceAll(",", "%2C")
const LINES = HELD.map(uriOf).join("\n")

const secret = madeUpSecret("ente odd", 10)
const b32 = secret.toBase32()
const shown = `&codeDisplay=${encodeURIComponent('{"pinned":false,"trashed":false,"lastUsedAt":0,"tapCount":0,"tags":[]}')}`
const tagged = (more: object): string => `&codeDisplay=${encodeURIComponent(JSON.stringify(more))}`
const ODD_LINES = [
  `otpauth://totp/Odd:ones?secret=${b32.toLowerCase()}&algorithm=sha1${shown}`,
  `otpauth://totp/Odd%3Aones?algorithm=Algorithm.sha256&digits=6&issuer=Odd&period=30&secret=${b32}`,
  `otpauth://totp/:ones?secret=${b32}&issuer&algorithm=null&digits=null&period=null${shown}`,
  `otpauth://hotp/Odd:ones?secret=${b32}&period=30&issuer=Odd${shown}`,
  `otpauth://totp/Odd: ones #1!?secret=${b32}&issuer=Odd${shown}`,
  `otpauth://totp/Odd:ones?issuer=Oddperiod=30&digits=6&secret=${b32}${shown}`,
  `otpauth://totp/Odd:ones?secret=${b32}&issuer=Odd${tagged({ trashed: true, pinned: true, tags: ["a", " ", "a"], note: "kept" })}`,
  `otpauth://totp/Odd:ones?secret=${b32}&issuer=Odd&codeDisplay=not%20json`,
  `otpauth://totp/Odd:ones?secret=${b32}&issuer=Odd${tagged([])},otpauth://totp/Odd:ones?secret=${b32}&issuer=Odd`,
  "",
  `otpauth://totp/Odd:ones?secret=1nvalid${shown}`,
  `otpauth://totp/Odd:ones?issuer=Odd${shown}`,
  `otpauth://totp/Odd:ones?secret=${b32}&algorithm=sha3${shown}`,
  "nothing of ours",
]
const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret })
const ODD_READ: Draft[] = [
  ODD,
  { ...ODD, algorithm: "SHA256" },
  { ...ODD, issuer: "" },
  makeDraft({ kind: "hotp", issuer: "Odd", name: "ones", secret, counter: 0 }),
  { ...ODD, name: "ones #1!" },
  ODD,
  { ...ODD, trashed: true, favorite: true, groups: ["a"], note: "kept" },
  ODD,
  ODD,
  ODD,
]

/** The page as the app writes it: values are not escaped, and there is neither a period nor a counter. */
const page = (entries: readonly string[]): string =>
  `\n  <!DOCTYPE html>\n  <html>\n  <meta content="text/html; charset=utf-8" />\n  <style>\n  table { width: 100%; }\n  .otp-entry { width: 100%; }\n</style>\n  </head>\n  <body>\n    <h1>Ente Auth</h1>\n    <p>2 January, 2025</p>\n    <main><p>${entries.join("")}</p></main>\n  </body>\n  </html>\n`
const entryOf = ({ kind, issuer, name, secret, algorithm, digits, note }: Draft): string => {
  const fields = { Type: kind, Algorithm: algorithm.toLowerCase(), Digits: digits, Secret: secret.toBase32(), ...(note === "" ? {} : { Note: note }) } // prettier-ignore
  const lines = Object.entries(fields).map(([label, value]) => `<p class="group">${label}: <b>${value}</b></p>`)
  return `\n<table class="otp-entry">\n<tr>\n<td>\n<p><b>${issuer}</b></p>\n<p><b>${name}</b></p>\n${lines.join("\n")}\n</td>\n<td class="otp-qr">\n<img src="data:image/png;base64,AA==" alt="QR Code">\n</td>\n</tr>\n</table>\n<br/>\n<hr class="red-separator" />`
}
const shortPage = (rows: string): string => `<html><body><table class="otp-entry">${rows}</table></body></html>`
const PRINTED: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind & <Sons", name: "alice@example.com", secret: madeUpSecret("ente page") }),
  makeDraft({
    kind: "totp",
    issuer: "",
    name: "山田",
    secret: madeUpSecret("ente page 2"),
    algorithm: "SHA256",
    digits: 8,
    note: "two\nlines",
  }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "", secret: madeUpSecret("ente page 3"), counter: 0 }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: madeUpSecret("ente page 4") }),
]
const PERIOD = makeDraft({ kind: "totp", issuer: "Fabrikam", name: "eve", secret: madeUpSecret("ente page 5"), period: 60 })

const items = HELD.map((d, n) => ({ rawData: bareUri(d), display: display(d, n) }))

export const make: Maker = async ({ random }) => {
  const locked = async (plain: string, tag: number, kdf: { memLimit: number; opsLimit: number }, more: object = {}): Promise<string> => {
    const [salt, header] = [random.bytes(16), random.bytes(24)]
    const costs = {
      memorySize: Math.floor(kdf.memLimit / 1024),
      iterations: kdf.opsLimit,
      parallelism: 1,
      hashLength: 32,
      outputType: "binary",
    } as const
    const sealed = sealByHand(await argon2id({ password: PASSWORD, salt, ...costs }), header, Buffer.from(plain), tag)
    const file = { version: 1, kdfParams: { ...kdf, salt: base64(salt) }, encryptedData: base64(sealed), encryptionNonce: base64(header) }
    return JSON.stringify({ ...file, ...more })
  }
  const small = { memLimit: 10_240, opsLimit: 1 }
  const one = HELD.slice(0, 1)
  return [
    { files: { "plain.txt": LINES }, accounts: HELD },
    {
      files: { "odd-lines.txt": ODD_LINES.join("\r\n") },
      accounts: ODD_READ,
      issues: [
        { at: 11, code: "record-malformed" },
        { at: 12, code: "record-malformed" },
        { at: 13, code: "record-unsupported" },
        { at: 14, code: "record-malformed" },
      ],
    },
    { files: { "items.json": JSON.stringify({ items }) }, accounts: HELD },
    {
      files: { "items-odd.json": JSON.stringify({ items: [{ rawData: uriOf(one[0]!, 0) }, { rawData: 7, display: {} }, null] }) },
      accounts: one,
      issues: [
        { at: 2, code: "record-malformed" },
        { at: 3, code: "record-malformed" },
      ],
    },
    {
      files: { "page.html": page([...PRINTED.map(entryOf), entryOf(PERIOD).replace(PERIOD.secret.toBase32(), "1nvalid!")]) }, // prettier-ignore
      accounts: PRINTED,
      issues: [{ at: 5, code: "record-malformed" }],
      notices: 1,
    },
    { files: { "page-empty.html": page([]) }, accounts: [] },
    {
      files: { "page-with-period.html": shortPage(`<tr><td><p>Fabrikam</p><p>eve</p><p>Type: TOTP</p><p>Algorithm: SHA1</p><p>Digits: 6</p><p>Secret: ${PERIOD.secret.toBase32()}</p><p>Period: 60</p></td></tr>`) }, // prettier-ignore
      accounts: [PERIOD],
    },
    { files: { "encrypted.json": await locked(LINES, 3, { memLimit: 33_554_432, opsLimit: 4 }) }, password: PASSWORD, accounts: HELD },
    { files: { "encrypted-small-memory.json": await locked(LINES, 0, small) }, password: PASSWORD, accounts: HELD },
    { files: { "encrypted-items.json": await locked(JSON.stringify({ items }), 3, small) }, password: PASSWORD, accounts: HELD },
    {
      files: { "encrypted-two-gibibytes.json": (await locked("", 3, small)).replace('"memLimit":10240', '"memLimit":2147483648') },
      password: PASSWORD,
      error: "limit-exceeded",
    },
    {
      files: { "encrypted-short-nonce.json": await locked("", 3, small, { encryptionNonce: "AAAA" }) },
      password: PASSWORD,
      error: "format-damaged",
    },
    { files: { "encrypted-no-salt.json": await locked("", 3, small, { kdfParams: small }) }, password: PASSWORD, error: "format-damaged" },
    { files: { "newer.json": await locked("", 3, small, { version: 2 }) }, error: "format-version" },
    { files: { "cut-off.json": (await locked(LINES, 3, small)).slice(0, 300) }, detect: "no", error: "format-damaged" },
  ]
}
