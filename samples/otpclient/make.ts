// OTPClient's databases of all versions, put together here from what its sources document, without the handler; two were then saved by the
// real program, `otpclient-cli` 3.1.4.
import { execFileSync } from "node:child_process"
import { pbkdf2Sync } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, gcm, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
/** 13 characters in 19 bytes. */
const WIDE_PASSWORD = "pässwörd 7 パス"
const LONG_PASSWORD =
  "more than the 128 bytes of a block of SHA-512, so that the zero at its end counts for something: 0123456789 0123456789 0123456789 0123456789"

const HELD: Draft[] = VECTORS.filter(
  (d) => ["totp", "hotp", "steam"].includes(d.kind) && ["SHA1", "SHA256", "SHA512"].includes(d.algorithm),
).map((d) => bare(d, { groups: d.groups.slice(0, 1), ...(d.kind === "steam" ? { issuer: "Steam" } : {}) }))

const token = (d: Draft): Record<string, unknown> => ({
  type: d.kind === "hotp" ? "HOTP" : "TOTP",
  label: d.name,
  issuer: d.issuer,
  digits: d.digits,
  algo: d.algorithm,
  secret: d.secret.toBase32(),
  ...(d.kind === "hotp" ? { counter: d.counter } : { period: d.period }),
  ...(d.groups[0] === undefined ? {} : { group: d.groups[0] }),
})

const ASCII = HELD.filter((d) => /^[ -~]*$/.test(JSON.stringify(token(d)))).slice(0, 8)
const ASCII_HOTP = [
  ...ASCII,
  makeDraft({ kind: "hotp", issuer: "Moved On", name: "counted", secret: madeUpSecret("otpclient hotp"), counter: 41 }),
]
const MOVED_ON = ASCII_HOTP.map((d) => (d.name === "counted" ? { ...d, counter: 42 } : d))
/**
 * Contains four characters of three bytes each. The program writes as many bytes as the text has characters, so the last eight bytes, the
 * final zero among them, are cut off.
 */
const CUT = [
  ...MOVED_ON,
  makeDraft({ kind: "totp", issuer: "さくら", name: "銀", secret: madeUpSecret("otpclient cut 1") }),
  makeDraft({ kind: "totp", issuer: "Cut", name: "off", secret: madeUpSecret("otpclient cut 2") }),
]

const listOf = (drafts: readonly Draft[]): string => JSON.stringify(drafts.map(token))

interface Content {
  readonly json: string
  readonly password?: string | Uint8Array
}

/** The zero byte after the JSON is encrypted too. */
function firstVersion(random: Random, { json, password = PASSWORD }: Content): Buffer {
  const head = Buffer.from(random.bytes(48))
  const key = pbkdf2Sync(password, head.subarray(16), 100_000, 32, "sha512")
  return Buffer.concat([head, gcm(key, head.subarray(0, 16), `${json}\0`, head)])
}

const number = (value: number, end: "big" | "little"): Buffer => {
  const out = Buffer.alloc(4)
  if (end === "big") out.writeUInt32BE(value)
  else out.writeUInt32LE(value)
  return out
}

interface Layout extends Content {
  readonly version: number
  readonly end: "big" | "little"
  readonly cost?: readonly [passes: number, kib: number, lanes: number]
}

/** Low costs that the program allows, since the tests try a wrong password on each of these files. */
const CHEAP = [1, 8192, 1] as const

async function laterVersion(random: Random, { version, end, json, password = PASSWORD, cost = CHEAP }: Layout): Promise<Buffer> {
  const [iv, salt] = [random.bytes(16), random.bytes(32)]
  const [iterations, memorySize, parallelism] = cost
  const start = [Buffer.from("OTPClient"), Buffer.alloc(version === 2 ? 3 : 0), number(version, end)]
  const head = Buffer.concat([...start, iv, salt, ...cost.map((value) => number(value, end))])
  const key = await argon2id({ password, salt, iterations, memorySize, parallelism, hashLength: 32, outputType: "binary" })
  return Buffer.concat([head, gcm(key, iv, version === 2 ? `${json}\0` : json, head)])
}

/**
 * Lets the program save a database, which it does whenever it shows a counter-based code. The script waits before it types, since the program
 * drops input that arrives before it turns off echo.
 */
function savedByProgram(database: Uint8Array): Uint8Array {
  const home = mkdtempSync(join(tmpdir(), "otpclient-"))
  try {
    const path = join(home, "made.enc")
    mkdirSync(join(home, ".config"))
    writeFileSync(path, database)
    writeFileSync(join(home, ".config", "otpclient.cfg"), `[config]\ndb_path=${path}\nuse_secret_service=false\n`)
    const script = `spawn otpclient-cli show -a counted\nexpect "password:" { sleep 1; send "${PASSWORD}\\r" }\nexpect eof\nexit [lindex [wait] 3]`
    execFileSync("expect", ["-c", script], { env: { PATH: process.env["PATH"], HOME: home, LC_ALL: "C.UTF-8" }, timeout: 30_000 })
    return readFileSync(path)
  } finally {
    rmSync(home, { recursive: true })
  }
}

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("otpclient odd", 10) })
const odd = (more: object): object => ({ ...token(ODD), ...more })
const ODD_TOKENS = [
  odd({
    type: "totp",
    algo: "sha1",
    secret: ODD.secret
      .toBase32()
      .toLowerCase()
      .replace(/(.{4})/g, "$1 "),
    unheard: { of: true },
    group: "",
  }),
  odd({ issuer: "STEAM", digits: 6 }),
  odd({ type: "HOTP", issuer: "Steam", period: undefined, counter: 3 }),
  odd({ period: undefined, digits: undefined }),
  odd({ type: "QUANTUM" }),
  odd({ algo: "MD4" }),
  odd({ secret: "1nvalid!" }),
  odd({ secret: "" }),
  odd({ digits: 12 }),
  odd({ period: -30 }),
  "no token",
]

export const make: Maker = async ({ random }) => {
  const json = listOf(HELD)
  const third = await laterVersion(random, { version: 3, end: "big", json })
  const wide = Buffer.from(WIDE_PASSWORD)
  const bytes = (count: number): Uint8Array => wide.subarray(0, count)
  const saved = (name: string, drafts: readonly Draft[]): Promise<Uint8Array> =>
    reuseOrMake("otpclient", name, () => savedByProgram(firstVersion(random, { json: listOf(drafts) })))
  const beforeCut = CUT.map((d) => (d.name === "counted" ? { ...d, counter: 41 } : d))
  return [
    { files: { "decrypted.json": json }, accounts: HELD },
    { files: { "version-1.enc": firstVersion(random, { json }) }, password: PASSWORD, detect: "unsigned", accounts: HELD },
    {
      files: { "version-1-long-password.enc": firstVersion(random, { json: listOf(ASCII), password: `${LONG_PASSWORD}\0` }) },
      password: LONG_PASSWORD,
      detect: "unsigned",
      accounts: ASCII,
    },
    {
      files: { "version-1-cut-password.enc": firstVersion(random, { json: listOf(ASCII), password: bytes(13) }) },
      password: WIDE_PASSWORD,
      detect: "unsigned",
      accounts: ASCII,
    },
    {
      files: { "version-1-cut-password-and-one.enc": firstVersion(random, { json: listOf(ASCII), password: bytes(14) }) },
      password: WIDE_PASSWORD,
      detect: "unsigned",
      accounts: ASCII,
    },
    {
      files: { "saved-by-3.1.4.enc": await saved("saved-by-3.1.4.enc", ASCII_HOTP) },
      password: PASSWORD,
      detect: "unsigned",
      accounts: MOVED_ON,
    },
    {
      files: { "cut-off-by-3.1.4.enc": await saved("cut-off-by-3.1.4.enc", beforeCut) },
      password: PASSWORD,
      detect: "unsigned",
      accounts: CUT.slice(0, -1),
      issues: [{ at: CUT.length, code: "record-malformed" }],
    },
    {
      files: { "version-2.enc": await laterVersion(random, { version: 2, end: "little", json, cost: [4, 131_072, 4] }) },
      password: PASSWORD,
      accounts: HELD,
    },
    {
      files: { "version-2-wide-password.enc": await laterVersion(random, { version: 2, end: "little", json, password: WIDE_PASSWORD }) },
      password: WIDE_PASSWORD,
      accounts: HELD,
    },
    {
      files: { "version-2-cut-password.enc": await laterVersion(random, { version: 2, end: "little", json, password: bytes(13) }) },
      password: WIDE_PASSWORD,
      accounts: HELD,
    },
    {
      files: { "version-2-big-endian.enc": await laterVersion(random, { version: 2, end: "big", json }) },
      password: PASSWORD,
      accounts: HELD,
    },
    { files: { "version-3.enc": third }, password: PASSWORD, accounts: HELD },
    {
      files: { "odd-tokens.enc": await laterVersion(random, { version: 3, end: "big", json: JSON.stringify(ODD_TOKENS) }) },
      password: PASSWORD,
      accounts: [
        ODD,
        makeDraft({ kind: "steam", issuer: "STEAM", name: "ones", secret: ODD.secret }),
        makeDraft({ kind: "hotp", issuer: "Steam", name: "ones", secret: ODD.secret, counter: 3 }),
        ODD,
      ],
      issues: [
        { at: 5, code: "record-unsupported" },
        { at: 6, code: "record-unsupported" },
        ...[7, 8, 9, 10, 11].map((at) => ({ at, code: "record-malformed" as const })),
      ],
    },
    {
      files: { "not-a-list.enc": await laterVersion(random, { version: 3, end: "big", json: "not the list" }) },
      password: PASSWORD,
      error: "format-damaged",
    },
    { files: { "newer.enc": await laterVersion(random, { version: 4, end: "big", json }) }, error: "format-version" },
    { files: { "altered.enc": altered(third) }, password: PASSWORD, error: "password-wrong" },
    { files: { "cut-short.enc": third.subarray(0, 60) }, error: "format-damaged" },
    { files: { "costly.enc": costly(third) }, password: PASSWORD, error: "limit-exceeded" },
  ]
}

function altered(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes)
  out[100] = (out[100] ?? 0) ^ 1
  return out
}

/** Sets a memory cost beyond every limit. */
function costly(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes)
  out.writeUInt32BE(0x7fffffff, 65)
  return out
}
