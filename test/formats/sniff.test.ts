import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { sniff } from "../../src/formats/sniff.ts"
import type { Sniffed } from "../../src/formats/sniffed.ts"
import { samplesOf } from "./samples.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const bytes = (...values: (number | string)[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => (typeof value === "string" ? [...Buffer.from(value, "latin1")] : [value])))
const zeros = (n: number): string => "\0".repeat(n)

/** The expected fields; others are not compared. */
type Want = { kind: Sniffed["kind"] } & Record<string, unknown>

function assertSniffed(input: Uint8Array, want: Want): void {
  const got: Record<string, unknown> = { ...sniff(input) }
  assert.deepEqual(Object.fromEntries(Object.keys(want).map((key) => [key, got[key]])), want)
}

const rows: [name: string, input: Uint8Array, want: Want][] = [
  ["nothing at all", bytes(), { kind: "empty", size: 0 }],
  ["white space and a byte-order mark", utf8("\ufeff \r\n\t"), { kind: "empty", size: 7 }],
  ["a PNG", bytes(0x89, "PNG\r\n", 0x1a, "\n"), { kind: "picture", type: "png" }],
  ["a JPEG", bytes(0xff, 0xd8, 0xff, 0xe0), { kind: "picture", type: "jpeg" }],
  ["a GIF", bytes("GIF89a"), { kind: "picture", type: "gif" }],
  ["a WebP", bytes("RIFF", 1, 2, 3, 4, "WEBPVP8 "), { kind: "picture", type: "webp" }],
  ["a BMP", bytes("BM", zeros(28)), { kind: "picture", type: "bmp" }],
  ["a text that begins with BM", utf8("BMW\nand other cars, all of them fast\n"), { kind: "text" }],
  ["a big-endian TIFF", bytes("MM", 0, 0x2a), { kind: "picture", type: "tiff" }],
  ["an iPhone's picture", bytes(0, 0, 0, 24, "ftypheic", zeros(12)), { kind: "picture", type: "heic" }],
  ["an AVIF", bytes(0, 0, 0, 24, "ftypavif", zeros(12)), { kind: "picture", type: "avif" }],
  ["a KDBX 4 database", bytes(3, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 1, 0, 4, 0), { kind: "kdbx", major: 4, minor: 1 }],
  ["a KeePass 1 database", bytes(3, 0xd9, 0xa2, 0x9a, 0x65, 0xfb, 0x4b, 0xb5), { kind: "kdbx", major: 1 }],
  [
    "a serialised Java map",
    bytes(0xac, 0xed, 0, 5, 0x73, 0x72, 0, 17, "java.util.HashMap", 5, 7),
    { kind: "java-stream", className: "java.util.HashMap" },
  ],
  ["a binary property list", bytes("bplist00", 0xd1), { kind: "binary-plist" }],
  ["a write-ahead log", bytes(0x37, 0x7f, 0x06, 0x83), { kind: "sqlite-wal" }],
  ["Stratum's file", bytes("AUTHENTICATORPRO", 1, 2, 3), { kind: "magic", word: "AUTHENTICATORPRO" }],
  ["Stratum's older file", bytes("AuthenticatorPro", 1, 2, 3), { kind: "magic", word: "AuthenticatorPro" }],
  [
    "an age file",
    utf8("age-encryption.org/v1\n-> scrypt c2FsdA 18\nYm9keQ\n--- bWFj\n"),
    { kind: "age", armored: false, recipients: ["scrypt"] },
  ],
  ["an OpenPGP message", bytes(0x8c, 0x0d, 4, 9, 3, 8, zeros(20)), { kind: "pgp", armored: false, symmetric: true }],
  ["an armoured OpenPGP message", utf8("-----BEGIN PGP MESSAGE-----\n\nabc\n"), { kind: "pgp", armored: true, symmetric: false }],
  ["an empty zip", bytes("PK", 5, 6, zeros(18)), { kind: "zip", names: [], encrypted: false }],
  [
    "a JSON object",
    utf8('{"a":[{"x":1},{"y":{"z":0}}],"b":{"c":1},"d":"short","e":null}'),
    {
      kind: "json-object",
      keys: ["a", "b", "d", "e"],
      types: { a: "array", b: "object", d: "string", e: "null" },
      strings: { d: "short" },
      inside: { a: ["x", "y"], b: ["c"] },
    },
  ],
  ["a JSON list", utf8(' [{"a":1},{"b":2},3]'), { kind: "json-array", length: 3, keys: ["a", "b"] }],
  ["JSON in UTF-16 with a byte-order mark", Uint8Array.from(Buffer.from('\ufeff{"a":1}', "utf16le")), { kind: "json-object", keys: ["a"] }],
  [
    "JSON with keys that every object inherits",
    utf8('{"__proto__":{"a":1},"toString":2}'),
    { kind: "json-object", keys: ["__proto__", "toString"] },
  ],
  ["JSON cut off", utf8('{"a":['), { kind: "json-broken", problem: "syntax" }],
  ["JSON too deep", utf8("[".repeat(101) + "]".repeat(101)), { kind: "json-broken", problem: "too-deep" }],
  ["JSON at the limit of depth", utf8("[".repeat(100) + "]".repeat(100)), { kind: "json-array" }],
  ["JSON with many brackets inside a string", utf8(`["${"[".repeat(500)}\\"${"{".repeat(500)}"]`), { kind: "json-array" }],
  [
    "Android preferences",
    utf8(
      `<?xml version='1.0' standalone='yes' ?>\n<!-- hello -->\n<map>\n<string name="a&amp;b">x</string><int name='c' value="1"/></map>`,
    ),
    { kind: "xml", root: "map", names: ["a&b", "c"] },
  ],
  ["KeePass XML", utf8('<?xml version="1.0"?><KeePassFile><Root/></KeePassFile>'), { kind: "xml", root: "KeePassFile", names: [] }],
  [
    "HTML with a table",
    utf8("<!DOCTYPE html><html><head><title>A &amp; B</title></head><table><tr><th>One</th><th class=x><b>Two</b></th></tr></table>"),
    { kind: "html", title: "A & B", headers: ["One", "Two"] },
  ],
  [
    "URIs among comments and other lines",
    utf8("\n# c\notpauth://totp/a?secret=AA\nSTEAM://AA\r\nfoo\nmotp:/x\nKEYFERRY:1/AA"),
    { kind: "uris", schemes: ["otpauth", "steam", "motp", "keyferry"], lines: 4, otherLines: 1, startsWithUri: true, marks: [] },
  ],
  [
    "a scanner's output",
    utf8("QR-Code:otpauth-migration://offline?data=AA"),
    { kind: "uris", schemes: ["otpauth-migration"], lines: 1, startsWithUri: true },
  ],
  ["Ente's dialect", utf8("otpauth://totp/a?secret=AA&codeDisplay=%7B%7D"), { kind: "uris", marks: ["ente"] }],
  ["WinAuth's dialect", utf8("otpauth://totp/a?secret=AA&icon=WinAuth"), { kind: "uris", marks: ["winauth"] }],
  ["URIs divided by commas", utf8("otpauth://totp/a,b?secret=AA,otpauth://totp/c?secret=AA"), { kind: "uris", lines: 2 }],
  ["a file of pass", utf8("hunter2\notpauth://totp/a?secret=AA\n"), { kind: "uris", startsWithUri: false, otherLines: 1, lines: 1 }],
  ["a table", utf8('name,"log,in",totp\na,b,c\n'), { kind: "csv", header: ["name", "log,in", "totp"], delimiter: "," }],
  ["a table with nothing but its head", utf8("Title;User;TOTP"), { kind: "csv", header: ["Title", "User", "TOTP"], delimiter: ";" }],
  [
    "a table with a URI in its first row",
    utf8("name,login_totp\nx,otpauth://totp/a?secret=AA"),
    { kind: "csv", header: ["name", "login_totp"] },
  ],
  ["one block of base64, in lines", utf8("AAEC\r\nAwQF\nBg==\n"), { kind: "base64", bytes: 7, picture: null }],
  [
    "a picture in base64, in lines",
    utf8(
      Buffer.from("\x89PNG\r\n\x1a\n and so on, and on and on", "latin1")
        .toString("base64")
        .replace(/(.{7})/g, "$1\n"),
    ),
    { kind: "base64", picture: "png" },
  ],
  ["text with a comma", utf8("Hello, world\nthis is nothing\n"), { kind: "text" }],
  ["text of no known format", utf8("http://example.com/\n"), { kind: "text" }],
  ["Latin-1 text", bytes("caf", 0xe9, " au lait, s'il vous pla", 0xee, "t"), { kind: "text" }],
  ["noise", Uint8Array.from({ length: 300 }, (_, n) => (n * 167 + 13 * (n >> 3)) & 255), { kind: "binary", size: 300 }],
]

describe("sniff", () => {
  for (const [name, input, want] of rows) {
    it(`recognises ${name}`, () => {
      assertSniffed(input, want)
    })
  }

  it("keeps the parsed JSON as a non-enumerable property", () => {
    const sniffed = sniff(utf8('{"secret":"JBSWY3DP"}'))
    assert.ok(sniffed.kind === "json-object" && sniffed.json["secret"] === "JBSWY3DP")
    assert.ok(!Object.keys(sniffed).includes("json"))
  })

  it("reads the member names of a zip that has bytes before it", async () => {
    const { zipSync } = await import("fflate")
    const zip = zipSync({ "a/b.json": utf8("{}"), "日本.txt": utf8("x") })
    assertSniffed(zip, { kind: "zip", names: ["a/b.json", "日本.txt"], encrypted: false })
    const moved = Uint8Array.from([...zip.subarray(0, 4), ...zip])
    assertSniffed(moved, { kind: "zip", names: ["a/b.json", "日本.txt"], encrypted: false })
  })

  it("reads the tables of an SQLite database, however many pages their statements fill", async () => {
    const { default: init } = await import("sql.js")
    const { Database } = await init()
    const database = new Database()
    database.run('CREATE TABLE accounts (_id INTEGER PRIMARY KEY, "email" TEXT, [odd name] DECIMAL(10,2), UNIQUE (email))')
    const many = Array.from({ length: 400 }, (_, n) => `column_number_${n} TEXT`).join(", ")
    for (let n = 0; n < 30; n++) database.run(`CREATE TABLE wide_${n} (${many})`)
    const sniffed = sniff(database.export())
    database.close()
    assert.ok(sniffed.kind === "sqlite")
    assert.deepEqual(sniffed.tables, ["accounts", ...Array.from({ length: 30 }, (_, n) => `wide_${n}`)])
    assert.deepEqual(sniffed.columns["accounts"], ["_id", "email", "odd name"])
    assert.equal(sniffed.columns["wide_29"]?.length, 400)
    assert.ok(sniffed.schema.includes("CREATE TABLE wide_0"))
  })

  it("lists the recipients of an armoured age file", () => {
    const armored = samplesOf("keyferry-backup").find(({ files }) => files[0] === "backup-armored.age")
    assert.deepEqual(armored?.inputs[0]?.sniffed, { ...armored?.inputs[0]?.sniffed, kind: "age", armored: true, recipients: ["scrypt"] })
  })
})
