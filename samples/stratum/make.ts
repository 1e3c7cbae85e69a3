// Stratum's backups, web page and database, put together here from the description, without the handler.
import { execFileSync } from "node:child_process"
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { argon2id } from "hash-wasm"
import initSqlJs from "sql.js"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import type { Random } from "../../src/base/ports.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, base64, cbc, gcm, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const TYPES = ["", "hotp", "totp", "motp", "steam", "yandex"]
const ALGORITHMS = ["SHA1", "SHA256", "SHA512"]

/** Each secret once, since it is the app's primary key. */
const HELD: Draft[] = VECTORS.filter(
  (d, n) =>
    (["motp", "yandex", "steam"].includes(d.kind) || ALGORITHMS.includes(d.algorithm)) &&
    d.issuer !== "" &&
    d.createdAt === null &&
    VECTORS.findIndex((other) => other.secret.equals(d.secret)) === n,
).map((d) => bare(d, { pin: d.pin, groups: d.groups, icon: d.icon }))

const secretText = (d: Draft): string => (d.kind === "motp" ? Buffer.from(d.secret.reveal()).toString() : d.secret.toBase32())
const shortId = (content: Uint8Array | string): string => createHash("sha1").update(content).digest("hex").slice(0, 8)
const iconBytes = (d: Draft): Buffer => Buffer.from(d.icon?.data ?? "", "base64")

const record = (d: Draft, n: number): Record<string, unknown> => ({
  Type: TYPES.indexOf(d.kind),
  Icon: d.icon === null ? (n === 0 ? "google" : null) : `@${shortId(iconBytes(d))}`,
  Issuer: d.issuer,
  Username: d.name === "" ? null : d.name,
  Secret: secretText(d),
  Pin: d.pin,
  Algorithm: Math.max(0, ALGORITHMS.indexOf(d.algorithm)),
  Digits: d.digits,
  // The app may write 30 for mOTP.
  Period: d.kind === "motp" ? 30 : (d.period ?? 30),
  Counter: d.counter ?? 0,
  CopyCount: 2,
  Ranking: n,
})

const names = [...new Set(HELD.flatMap((d) => d.groups))]
const categories = names.map((Name, Ranking) => ({ Id: shortId(Name), Name, Ranking }))
const bindings = HELD.flatMap((d) =>
  d.groups.map((name, Ranking) => ({ CategoryId: shortId(name), AuthenticatorSecret: secretText(d), Ranking })),
)
const icons = HELD.filter((d) => d.icon !== null).map((d) => ({ Id: shortId(iconBytes(d)), Data: base64(iconBytes(d)) }))
const whole = { Authenticators: HELD.map(record), Categories: categories, AuthenticatorCategories: bindings, CustomIcons: icons }

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("stratum odd", 10) })
const odd = (more: object): object => ({ ...record(ODD, 9), ...more })
const ODD_RECORDS = [
  { Type: 2, Issuer: "Odd", Username: "ones", Secret: ODD.secret.toBase32(), Algorithm: null, Digits: null, Period: null },
  odd({ Icon: "@nowhere1", Unheard: true }),
  odd({ Icon: "@badbadba", Type: 3, Secret: "Not hex", Pin: "" }),
  odd({ Type: 5, Secret: madeUpSecret("stratum yandex", 26).toBase32().toLowerCase(), Pin: "123456", Digits: 8 }),
  odd({ Type: 1, Counter: 3_000_000_000 }),
  odd({ Type: 6 }),
  odd({ Algorithm: 7 }),
  odd({ Secret: "1nvalid!" }),
  odd({ Secret: null }),
  odd({ Digits: 77 }),
  "not an account",
]

const uriOf = (d: Draft): string => {
  if (d.kind === "motp") return `motp://${d.issuer}:${d.name}?secret=${secretText(d)}`
  const label = `${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}`
  const params = [`secret=${d.secret.toBase32()}`, `issuer=${encodeURIComponent(d.issuer)}`]
  if (d.kind === "steam" && d.issuer !== "Steam") params.push("steam")
  if (d.kind === "totp" || d.kind === "hotp") {
    if (d.algorithm !== "SHA1") params.push(`algorithm=${d.algorithm}`)
    if (d.digits !== 6) params.push(`digits=${d.digits}`)
    if (d.kind === "totp" && d.period !== 30) params.push(`period=${d.period}`)
    if (d.kind === "hotp") params.push(`counter=${d.counter}`)
  }
  if (d.kind === "yandex") params.push(`pin_length=${d.pin?.length}`)
  return `otpauth://${d.kind === "hotp" ? "hotp" : d.kind === "yandex" ? "yaotp" : "totp"}/${label}?${params.join("&")}`
}
const IN_HTML = [
  ...HELD,
  makeDraft({ kind: "motp", issuer: "Less < more", name: "clerk", secret: new Secret(Buffer.from("0123abcd")) }),
].map((d) => bare(d))
const page = (title: string, escaped: boolean): string => {
  const inner = (text: string): string => (escaped ? text.replaceAll("&", "&amp;") : text)
  const rows = IN_HTML.map(
    (d) =>
      `<tr><td>${inner(d.issuer)}</td><td>${inner(d.name)}</td><td><code>${inner(uriOf(d))}</code></td><td><img src="data:image/png;base64,AAAA"></td></tr>`,
  )
  return `<!doctype html>\n<html><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><table><thead><tr><th>Issuer</th><th>Username</th><th>URI</th><th>QR Code</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></body></html>`
}

/** As the app creates it: the names of the columns are in camel case. */
async function database(copyCount: boolean): Promise<Uint8Array> {
  const engine = await initSqlJs()
  const db = new engine.Database()
  const extra = copyCount ? ["copyCount integer"] : []
  const columns = [
    "type integer",
    "icon varchar",
    "issuer varchar(32)",
    "username varchar(40)",
    "secret varchar primary key not null",
    "pin varchar",
    "algorithm integer",
    "digits integer",
    "period integer",
    "counter integer",
    "ranking integer",
    ...extra,
  ]
  db.run(`CREATE TABLE "authenticator" (${columns.join(", ")})`)
  db.run(`CREATE TABLE "category" (id varchar(8) primary key not null, name varchar(32), ranking integer)`)
  db.run(`CREATE TABLE "authenticatorcategory" (categoryId varchar, authenticatorSecret varchar, ranking integer)`)
  db.run(`CREATE TABLE "customicon" (id varchar primary key not null, data blob)`)
  const put = (table: string, values: readonly unknown[]): void => {
    db.run(`INSERT INTO "${table}" VALUES (${values.map(() => "?").join(",")})`, values as never)
  }
  for (const [n, d] of HELD.entries()) {
    const r = record(d, n)
    const own = [
      r["Type"],
      r["Icon"],
      r["Issuer"],
      r["Username"],
      r["Secret"],
      r["Pin"],
      r["Algorithm"],
      r["Digits"],
      r["Period"],
      r["Counter"],
      n,
    ]
    put("authenticator", copyCount ? [...own, 4] : own)
  }
  for (const { Id, Name, Ranking } of categories) put("category", [Id, Name, Ranking])
  for (const { CategoryId, AuthenticatorSecret, Ranking } of bindings)
    put("authenticatorcategory", [CategoryId, AuthenticatorSecret, Ranking])
  for (const { Id, Data } of icons) put("customicon", [Id, Buffer.from(Data, "base64")])
  const bytes = db.export()
  db.close()
  return bytes
}

/** Copies a database with `sqlite3` into one whose pages have room for IV and HMAC. */
function withRoom(plain: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "stratum-"))
  try {
    const [from, to] = [join(folder, "from.db"), join(folder, "to.db")]
    writeFileSync(from, plain)
    const dump = execFileSync("sqlite3", [from, ".dump"], { encoding: "utf8" })
    execFileSync("sqlite3", [to], {
      input: `PRAGMA page_size = 4096;\n.filectrl reserve_bytes 80\n${dump}`,
      stdio: ["pipe", "ignore", "inherit"],
    })
    return readFileSync(to)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Encrypts page by page, as SQLCipher 4 does. */
function sqlcipher(plain: Uint8Array, random: Random): Uint8Array {
  if (plain[20] !== 80) throw new Error("sqlite3 has left no room in the pages")
  const salt = random.bytes(16)
  const key = pbkdf2Sync(PASSWORD, salt, 256_000, 32, "sha512")
  const hmacKey = pbkdf2Sync(
    key,
    salt.map((byte) => byte ^ 0x3a),
    2,
    32,
    "sha512",
  )
  const pages = Array.from({ length: plain.length / 4096 }, (_, n) => {
    const content = plain.subarray(n * 4096 + (n === 0 ? 16 : 0), (n + 1) * 4096 - 80)
    const iv = random.bytes(16)
    const body = Buffer.concat([createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(content), iv])
    const number = Buffer.from([(n + 1) & 0xff, (n + 1) >> 8, 0, 0])
    return Buffer.concat([n === 0 ? salt : Buffer.alloc(0), body, createHmac("sha512", hmacKey).update(body).update(number).digest()])
  })
  return Buffer.concat(pages)
}

export const make: Maker = async ({ random }) => {
  const plain = JSON.stringify(whole)
  const strong = async (text: string): Promise<Buffer> => {
    const [salt, iv] = [random.bytes(16), random.bytes(12)]
    const costs = { iterations: 3, memorySize: 65_536, parallelism: 4, hashLength: 32, outputType: "binary" } as const
    return Buffer.concat([Buffer.from("AUTHENTICATORPRO"), salt, iv, gcm(await argon2id({ password: PASSWORD, salt, ...costs }), iv, text)])
  }
  const [salt, iv] = [random.bytes(20), random.bytes(16)]
  const legacyKey = pbkdf2Sync(PASSWORD, salt, 64_000, 32, "sha1")
  const legacy = Buffer.concat([Buffer.from("AuthenticatorPro"), salt, iv, cbc(legacyKey, iv, plain)])
  return [
    { files: { "plain.stratum": plain }, accounts: HELD },
    { files: { "backup.stratum": await strong(plain) }, password: PASSWORD, accounts: HELD },
    { files: { "backup-legacy.authpro": legacy }, password: PASSWORD, accounts: HELD },
    { files: { "broken-inside.stratum": await strong('{"Authenticators":[') }, password: PASSWORD, error: "format-damaged" },
    { files: { "cut-off.stratum": (await strong("{}")).subarray(0, 40) }, password: PASSWORD, error: "format-damaged" },
    {
      files: {
        "without-lists.json": JSON.stringify({ Authenticators: [record(ODD, 0)], Categories: null, AuthenticatorCategories: null }),
      },
      accounts: [ODD],
    },
    { files: { "empty.json": JSON.stringify({ Authenticators: null, Categories: [] }) }, accounts: [] },
    {
      files: {
        "odd-records.json": JSON.stringify({ Authenticators: ODD_RECORDS, CustomIcons: [{ Id: "badbadba", Data: "no picture!" }] }),
      },
      accounts: [
        ODD,
        ODD,
        makeDraft({ kind: "motp", issuer: "Odd", name: "ones", secret: new Secret(Buffer.from("Not hex")) }),
        makeDraft({ kind: "yandex", issuer: "Odd", name: "ones", secret: madeUpSecret("stratum yandex", 26), pin: "123456" }),
        makeDraft({ kind: "hotp", issuer: "Odd", name: "ones", secret: ODD.secret, counter: 3_000_000_000 }),
      ],
      issues: [
        { at: 6, code: "record-unsupported" },
        { at: 7, code: "record-unsupported" },
        { at: 8, code: "record-malformed" },
        { at: 9, code: "record-malformed" },
        { at: 10, code: "record-malformed" },
        { at: 11, code: "record-malformed" },
      ],
    },
    { files: { "export.html": page("Stratum Backup", false) }, accounts: IN_HTML },
    { files: { "export-older.html": page("Authenticator Pro Backup", true) }, accounts: IN_HTML },
    { files: { "authenticator.db3": await database(true) }, accounts: HELD },
    { files: { "authenticator-older.db3": await database(false) }, accounts: HELD },
    {
      files: {
        "authenticator-locked.db3": await reuseOrMake("stratum", "authenticator-locked.db3", async () =>
          sqlcipher(withRoom(await database(true)), random),
        ),
      },
      detect: "unsigned",
      password: PASSWORD,
      accounts: HELD,
    },
    { files: { "cut-off.db3": (await database(false)).subarray(0, 9000) }, error: "format-damaged" },
    { files: { "list-no-list.json": JSON.stringify({ Authenticators: {} }) }, error: "format-damaged" },
  ]
}
