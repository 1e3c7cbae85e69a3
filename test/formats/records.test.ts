import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { AppError, isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { cellText, tableRows } from "../../src/formats/containers/html-table.ts"
import { hasPath, parseJson, valuesAt } from "../../src/formats/containers/json.ts"
import { decodeBase64, decodeHex } from "../../src/formats/records/encoding.ts"
import { draftOf, firstText, iconField, kindField, text, timeMs, uuidField } from "../../src/formats/records/fields.ts"
import { RecordReader } from "../../src/formats/records/record-reader.ts"
import { decodeText, linesOf, unescapeHtml } from "../../src/formats/records/text.ts"
import { uriLines } from "../../src/formats/records/uri-lines.ts"
import { madeUpSecret } from "./vectors.ts"

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value)
const wide = (value: string): Buffer => Buffer.from(value, "utf16le")
const fails =
  (code: ErrorCode) =>
  (e: unknown): boolean =>
    isAppError(e, code)

describe("text", () => {
  const rows: [name: string, bytes: Uint8Array, want: string | null][] = [
    ["UTF-8", utf8("さくら"), "さくら"],
    ["UTF-8 with a byte-order mark", utf8("\ufeffさくら"), "さくら"],
    ["UTF-16 with a mark", wide("\ufeffさくら"), "さくら"],
    ["UTF-16 the other way round", wide("\ufeffさくら").swap16(), "さくら"],
    ["UTF-16 without a mark", wide("otpauth://totp/a"), "otpauth://totp/a"],
    ["UTF-16 the other way round without a mark", wide("otpauth://totp/a").swap16(), "otpauth://totp/a"],
    ["Windows-1252", Buffer.from("Caf\u00e9 au lait", "latin1"), "Café au lait"],
    ["a lone control character in a long text", utf8("x".repeat(60) + "\u001b"), "x".repeat(60) + "\u001b"],
    ["bytes with zeros among them", Uint8Array.of(1, 0, 2, 3, 0, 9), null],
    ["noise", Uint8Array.from({ length: 64 }, (_, n) => 128 + n), null],
  ]
  for (const [name, bytes, want] of rows) {
    it(`is decoded from ${name}`, () => {
      assert.equal(decodeText(bytes), want)
    })
  }

  it("has its lines counted with any line ending", () => {
    assert.deepEqual(
      [...linesOf("a\r\n\r\n b \rc\n\nd")].map(({ at, text: line }) => `${at}${line}`),
      ["1a", "3b", "4c", "6d"],
    )
  })
  it("has its HTML escapes decoded once", () => {
    assert.equal(unescapeHtml("&amp;lt; &#39;&#x1F510;&quot; &unheard; &#0; &"), "&lt; '🔐\" &unheard; &#0; &")
  })
})

describe("base64 and hexadecimal", () => {
  const good: [string, string][] = [
    ["AAEC", "000102"],
    ["AA EC\n", "000102"],
    ["-_8", "fbff"],
    ["+/8=", "fbff"],
    ["", ""],
  ]
  for (const [value, want] of good) {
    it(`reads base64 ${JSON.stringify(value)}`, () => {
      assert.equal(Buffer.from(decodeBase64(value)).toString("hex"), want)
    })
  }
  for (const value of ["A", "AAAA=A", "AA!A", "さく"]) {
    it(`refuses ${JSON.stringify(value)}, without quoting it`, () => {
      assert.throws(
        () => decodeBase64(value),
        (e) => isAppError(e, "format-damaged") && !e.message.includes(value),
      )
    })
  }
  it("reads hexadecimal of either case, and nothing else", () => {
    assert.deepEqual([...decodeHex("00fF 10")], [0, 255, 16])
    for (const value of ["0", "0g"]) assert.throws(() => decodeHex(value), fails("format-damaged"))
  })
})

describe("JSON", () => {
  it("is refused where it is malformed or too deep, without quoting it", () => {
    assert.throws(
      () => parseJson('{"secret":'),
      (e) => isAppError(e, "format-damaged") && !e.message.includes("secret"),
    )
    assert.throws(() => parseJson("[".repeat(100_000)), fails("limit-exceeded"))
    assert.deepEqual(parseJson(utf8('\ufeff{"a":1}')), { a: 1 })
  })
  const json = { entries: [{}, { content: { type: "Totp" } }], map: { x: { secret: null }, y: 1 }, list: [[{ deep: 1 }]] }
  const paths: [path: string, found: boolean][] = [
    ["entries[].content.type", true],
    ["entries[].content.other", false],
    ["map.*.secret", true],
    ["map.*.none", false],
    ["list[][].deep", true],
    ["entries.content", false],
    ["toString", false],
  ]
  for (const [path, found] of paths) {
    it(`${found ? "finds" : "does not find"} ${path}`, () => {
      assert.equal(hasPath(json, path), found)
    })
  }
  it("looks at the first records only", () => {
    const records = Array.from({ length: 1000 }, (_, n) => (n === 999 ? { late: 1 } : { early: 1 }))
    assert.equal(hasPath(records, "[].late"), false)
    assert.equal(valuesAt(records, "[].early").length, 50)
  })
})

describe("a record's values", () => {
  const secret = madeUpSecret("field")
  it("that are absent become the defaults", () => {
    const draft = draftOf({ kind: "totp", secret, algorithm: "null", digits: "", period: null, counter: 7, issuer: " a " })
    assert.deepEqual(draft, makeDraft({ kind: "totp", secret, issuer: "a" }))
  })
  it("do not override what the kind fixes", () => {
    const draft = draftOf({ kind: "steam", secret, algorithm: "nonsense", digits: "8", period: 60 })
    assert.deepEqual(draft, makeDraft({ kind: "steam", secret }))
  })
  it("may be numbers as text", () => {
    assert.deepEqual(
      draftOf({ kind: "hotp", secret, digits: "8", counter: "12" }),
      makeDraft({ kind: "hotp", secret, digits: 8, counter: 12 }),
    )
  })
  it("that are out of range or unknown are errors", () => {
    assert.throws(() => draftOf({ kind: "totp", secret, digits: 11 }), fails("format-damaged"))
    assert.throws(() => draftOf({ kind: "totp", secret, period: {} }), fails("format-damaged"))
    assert.throws(() => draftOf({ kind: "totp", secret, algorithm: "SHA3" }), fails("format-unsupported"))
    assert.throws(() => kindField("constructor"), fails("format-unsupported"))
  })
  it("of texts, times, ids and pictures are read leniently", () => {
    assert.deepEqual([text("null"), text(7), text({}), firstText("", null, " x")], ["null", "7", "", " x"])
    assert.deepEqual(
      [timeMs(1_700_000_000), timeMs("1700000000000"), timeMs(0), timeMs("soon")],
      [1_700_000_000_000, 1_700_000_000_000, null, null],
    )
    assert.equal(uuidField("AAAAAAAA-0000-4000-8000-000000000001"), "aaaaaaaa-0000-4000-8000-000000000001")
    assert.equal(uuidField("1"), null)
    assert.deepEqual(iconField("image/png", "AAA"), { mime: "image/png", data: "AAA=" })
    assert.equal(iconField("image/png", "no base64!"), null)
  })
})

describe("reading records", () => {
  const draft = makeDraft({ kind: "totp", secret: madeUpSecret("record") })
  const error = (code: ErrorCode): AppError => new AppError(code, { en: "e", ja: "e" })

  it("turns each into an account, several, none, or an issue", () => {
    const opened = new RecordReader({})
      .readAll(
        [
          () => draft,
          () => [draft, draft],
          () => null,
          () => [] as never,
          () => {
            throw error("format-damaged")
          },
          () => {
            throw error("password-wrong")
          },
          () => {
            throw error("format-unsupported")
          },
        ],
        (run) => run(),
      )
      .opened()
    assert.equal(opened.drafts.length, 3)
    assert.equal(opened.withoutSecret, 1)
    assert.deepEqual(
      opened.issues.map(({ at, code }) => [at, code]),
      [
        [5, "record-malformed"],
        [6, "record-locked"],
        [7, "record-unsupported"],
      ],
    )
  })
  it("makes an issue of a record that the vault would refuse", () => {
    const { issues, drafts } = new RecordReader({}).readAll([{ ...draft, name: "x".repeat(5000) }, draft], (one) => one).opened()
    assert.deepEqual([issues.length, drafts.length], [1, 1])
  })
  it("rethrows bugs and interruptions", () => {
    assert.throws(
      () =>
        new RecordReader({}).readAll([1], () => {
          throw new TypeError("bug")
        }),
      TypeError,
    )
    assert.throws(
      () =>
        new RecordReader({}).readAll([1], () => {
          throw error("interrupted")
        }),
      fails("interrupted"),
    )
  })
  it("stops at too many", () => {
    assert.throws(() => new RecordReader({}).readAll(Array.from({ length: 250_001 }), () => null), fails("limit-exceeded"))
  })
  it("stops when the user cancels", () => {
    const reader = new RecordReader({ signal: AbortSignal.abort() })
    assert.throws(() => reader.readAll(Array.from({ length: 2000 }), () => null), fails("interrupted"))
  })
})

describe("a list of URIs", () => {
  const rows: [name: string, list: string, want: string[]][] = [
    ["skips comments and blank lines", "# x\n\notpauth://totp/a", ["3 otpauth otpauth://totp/a"]],
    ["sees through a scanner's prefix", "QR-Code: otpauth://totp/a", ["1 otpauth otpauth://totp/a"]],
    ["sees through quotes", '"otpauth://totp/a",', ["1 otpauth otpauth://totp/a"]],
    ["divides at commas before a scheme only", "otpauth://totp/a,b, STEAM://c,", ["1 otpauth otpauth://totp/a,b", "1 steam STEAM://c"]],
    ["passes other lines on", "hello://x\nmotp:/y", ["1 null hello://x", "2 motp motp:/y"]],
    ["knows a part of a transfer", "KEYFERRY:1/A/1-2/B", ["1 keyferry KEYFERRY:1/A/1-2/B"]],
  ]
  for (const [name, list, want] of rows) {
    it(name, () => {
      assert.deepEqual(
        [...uriLines(list)].map(({ at, scheme, text: line }) => `${at} ${scheme ?? "null"} ${line}`),
        want,
      )
    })
  }
})

describe("an HTML table", () => {
  it("gives its rows, closed or not", () => {
    const html = "<table><TR><th>A<th>B</tr><tr class=x><td>1</td><td id=y>2 <b>3</b> &lt;</td></tr><tr></tr></table><p>no cell</p>"
    assert.deepEqual(
      tableRows(html).map((row) => row.map(cellText)),
      [
        ["A", "B"],
        ["1", "2 3 <"],
      ],
    )
  })
})
