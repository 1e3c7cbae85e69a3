// Authenticator Plus: its zip by the stock `zip` program and by `@zip.js/zip.js`; its database by `sqlite3`, encrypted here page by page as
// SQLCipher 3 does, without the handler.
import { execFileSync } from "node:child_process"
import { createCipheriv, createHmac, pbkdf2Sync } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { formatOtpUri } from "../../src/accounts/uri.ts"
import type { Random } from "../../src/base/ports.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const LISTED: Draft[] = VECTORS.filter(({ kind }) => ["totp", "hotp", "steam"].includes(kind))
  .slice(0, 20)
  .map((draft) => bare(draft))
const LIST = LISTED.map((draft) => `${formatOtpUri(draft)}\n`).join("")

function byZip(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "authplus-"))
  try {
    writeFileSync(join(folder, "Accounts.txt"), LIST)
    writeFileSync(join(folder, "Accounts.html"), "<html></html>")
    execFileSync("zip", ["-q", "-P", PASSWORD, "out.zip", "Accounts.txt", "Accounts.html"], { cwd: folder })
    return readFileSync(join(folder, "out.zip"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function byZipJs(): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { password: PASSWORD, encryptionStrength: 3, useWebWorkers: false })
  await writer.add("Accounts.txt", new Uint8ArrayReader(Buffer.from(LIST)))
  return await writer.close()
}

interface Row {
  readonly email: string
  readonly secret: string
  readonly counter?: number
  readonly type: number
  readonly issuer: string | null
  readonly originalName: string
  readonly category: string
}

const secret = (name: string) => madeUpSecret(`authenticator plus ${name}`)
const ROWS: Row[] = [
  {
    email: "alice@example.com",
    secret: secret("1").toBase32(),
    type: 0,
    issuer: "Northwind",
    originalName: "Northwind:alice@example.com",
    category: "Work",
  },
  {
    email: "bob",
    secret: secret("2").toBase32(),
    counter: 7,
    type: 1,
    issuer: "Contoso",
    originalName: "Contoso:bob",
    category: "All Accounts",
  },
  { email: "carol", secret: secret("3").toBase32(), type: 0, issuer: null, originalName: "Fabrikam:carol@example.com", category: "仕事" },
  {
    email: "EU-1234-5678-9012",
    secret: Buffer.from(secret("4").reveal()).toString("hex"),
    type: 2,
    issuer: "Blizzard",
    originalName: "",
    category: "All Accounts",
  },
  { email: "dave", secret: "not base32!", type: 0, issuer: "Broken", originalName: "", category: "All Accounts" },
  { email: "erin", secret: secret("6").toBase32(), type: 9, issuer: "Unknown", originalName: "", category: "All Accounts" },
]
const READ: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret("1"), groups: ["Work"] }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: secret("2"), counter: 7 }),
  makeDraft({ kind: "totp", issuer: "Fabrikam", name: "carol", secret: secret("3"), groups: ["仕事"] }),
  makeDraft({ kind: "totp", issuer: "Blizzard", name: "EU-1234-5678-9012", secret: secret("4"), digits: 8 }),
]

const quoted = (value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`

/** A database with room for IV and HMAC at the end of each page. */
function database(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "authplus-"))
  try {
    const file = join(folder, "authplus.db")
    const sql = [
      "PRAGMA page_size = 1024;",
      ".filectrl reserve_bytes 48",
      "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, counter INTEGER DEFAULT 0, type INTEGER, issuer TEXT DEFAULT NULL, original_name TEXT DEFAULT NULL, position INTEGER, category TEXT);",
      "CREATE TABLE category (_id INTEGER PRIMARY KEY, name TEXT);",
      ...ROWS.map((row, n) => {
        const { email, counter = 0, type, issuer, originalName, category } = row
        return `INSERT INTO accounts VALUES (${[n + 1, email, row.secret, counter, type, issuer, originalName, n, category].map(quoted).join(", ")});`
      }),
      ...["All Accounts", "Work", "仕事"].map((name, n) => `INSERT INTO category VALUES (${n + 1}, ${quoted(name)});`),
    ]
    execFileSync("sqlite3", [file], { input: sql.join("\n"), stdio: ["pipe", "ignore", "inherit"] })
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function encrypted(plain: Uint8Array, random: Random): Uint8Array {
  if (plain[20] !== 48) throw new Error("sqlite3 has left no room in the pages")
  const salt = random.bytes(16)
  const key = pbkdf2Sync(PASSWORD, salt, 64_000, 32, "sha1")
  const hmacKey = pbkdf2Sync(
    key,
    salt.map((byte) => byte ^ 0x3a),
    2,
    32,
    "sha1",
  )
  const pages = Array.from({ length: plain.length / 1024 }, (_, n) => {
    const content = plain.subarray(n * 1024 + (n === 0 ? 16 : 0), (n + 1) * 1024 - 48)
    const iv = random.bytes(16)
    const body = Buffer.concat([createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(content), iv])
    const number = Buffer.from([(n + 1) & 0xff, (n + 1) >> 8, 0, 0])
    return Buffer.concat([
      n === 0 ? salt : Buffer.alloc(0),
      body,
      createHmac("sha1", hmacKey).update(body).update(number).digest(),
      random.bytes(12),
    ])
  })
  return Buffer.concat(pages)
}

export const make: Maker = async ({ random }) => [
  { files: { "encrypted.zip": await reuseOrMake("authenticator-plus", "encrypted.zip", byZip) }, password: PASSWORD, accounts: LISTED },
  { files: { "aes.zip": await reuseOrMake("authenticator-plus", "aes.zip", byZipJs) }, password: PASSWORD, accounts: LISTED },
  {
    files: { "authplus.db": await reuseOrMake("authenticator-plus", "authplus.db", () => encrypted(database(), random)) },
    detect: "unsigned",
    password: PASSWORD,
    accounts: READ,
    issues: [
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-unsupported" },
    ],
  },
]
