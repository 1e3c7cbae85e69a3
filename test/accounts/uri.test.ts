import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { formatOtpUri, MAX_URI_LENGTH, parseOtpUri, parseUriParts } from "../../src/accounts/uri.ts"
import type { UriStyle } from "../../src/accounts/uri.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { processorMs } from "../processor-time.ts"

const S = "JBSWY3DPEHPK3PXP"
const short = ({ kind, issuer, name, secret, algorithm, digits, period, counter, pin }: Draft) => ({
  ...{ kind, issuer, name, secret: secret.toBase32(), algorithm, digits, period, counter, pin },
})
type Short = ReturnType<typeof short>
const totp: Short = { kind: "totp", issuer: "", name: "", secret: S, algorithm: "SHA1", digits: 6, period: 30, counter: null, pin: null }
const hotp: Short = { ...totp, kind: "hotp", period: null, counter: 0 }
const steam: Short = { ...totp, kind: "steam", digits: 5 }
const motp: Short = { ...totp, kind: "motp", algorithm: "MD5", period: 10 }
const yandex: Short = { ...totp, kind: "yandex", issuer: "Yandex", algorithm: "SHA256", digits: 8 }
const acme = { issuer: "Acme", name: "ann" }
const base32 = (text: string): string => new Secret(Buffer.from(text)).toBase32()

describe("the label of a URI", () => {
  const labels: [name: string, label: string, issuer: string, account: string][] = [
    ["holds issuer and name", "Acme:ann", "Acme", "ann"],
    ["may have blanks around both", "%20Acme%20:%20ann%20", "Acme", "ann"],
    ["may have an escaped colon between them", "Acme%3Aann", "Acme", "ann"],
    ["may have an escaped colon and a blank between them", "Acme%3A%20ann", "Acme", "ann"],
    ["is split at a literal colon before an escaped one", "Acme:ann%3Aadmin", "Acme", "ann:admin"],
    ["has an escaped colon before the literal one in the issuer", "Acme%3AEU:ann", "Acme:EU", "ann"],
    ["is split at the first of several literal colons", "Acme:ann:admin", "Acme", "ann:admin"],
    ["without a colon is a name", "ann", "", "ann"],
    ["with a leading colon has no issuer", ":ann", "", "ann"],
    ["with a leading escaped colon has no issuer", "%3Aann", "", "ann"],
    ["may hold only an issuer", "Acme:", "Acme", ""],
    ["may be empty", "", "", ""],
    ["has its issuer overridden by the issuer parameter", "Old:ann", "New", "ann"],
    ["that is only a name gets the issuer of the issuer parameter", "ann", "Acme", "ann"],
    ["with an empty issuer gets the issuer of the issuer parameter", ":ann", "Acme", "ann"],
    ["keeps a plus sign", "Acme:ann+otp@example.com", "Acme", "ann+otp@example.com"],
    ["keeps an unescaped number sign, which starts no fragment", "Acme:ann#1", "Acme", "ann#1"],
    ["keeps an unescaped question mark", "Acme:who?me", "Acme", "who?me"],
    ["keeps an unescaped ampersand", "Ben&Jerry:ann", "Ben&Jerry", "ann"],
    ["keeps a slash", "Acme:ann/admin", "Acme", "ann/admin"],
    ["keeps malformed percent escapes", "100%:a%zz%4", "100%", "a%zz%4"],
    ["may be escaped Japanese", "%E9%8A%80%E8%A1%8C:%E5%B1%B1%E7%94%B0", "銀行", "山田"],
    ["may be Japanese without escapes", "銀行:山田", "銀行", "山田"],
    ["is read as Latin-1 where its escapes are not UTF-8", "Caf%E9:ann", "Café", "ann"],
  ]
  for (const [name, label, issuer, account] of labels) {
    it(name, () => {
      const param = name.includes("the issuer parameter") ? `&issuer=${issuer}` : ""
      assert.deepEqual(short(parseOtpUri(`otpauth://totp/${label}?secret=${S}${param}`)), { ...totp, issuer, name: account })
    })
  }
})

describe("parseOtpUri", () => {
  const good: [name: string, uri: string, expected: Short][] = [
    [
      "every parameter",
      `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA512&digits=8&period=60`,
      { ...totp, ...acme, algorithm: "SHA512", digits: 8, period: 60 },
    ],
    ["only a secret", `otpauth://totp/?secret=${S}`, totp],
    ["a URI without the slash of the label", `otpauth://totp?secret=${S}`, totp],
    [
      "scheme, host and parameter names in any case",
      `OTPAuth://TOTP/Acme:ann?SECRET=${S.toLowerCase()}&Algorithm=sha256&DIGITS=7`,
      { ...totp, ...acme, algorithm: "SHA256", digits: 7 },
    ],
    ["a byte order mark and blanks around the URI", `\ufeff  otpauth://totp/ann?secret=${S} \r\n`, { ...totp, name: "ann" }],
    [
      "a plus sign in a value as a blank",
      `otpauth://totp/ann?secret=${S}&issuer=Air+Canada`,
      { ...totp, issuer: "Air Canada", name: "ann" },
    ],
    [
      "an escaped plus sign in a value as a plus sign",
      `otpauth://totp/ann?secret=${S}&issuer=Acme%2B`,
      { ...totp, issuer: "Acme+", name: "ann" },
    ],
    ["an issuer without a value", `otpauth://totp/:ann?issuer&secret=${S}`, { ...totp, name: "ann" }],
    [
      "the value null as absent",
      `otpauth://totp/ann?secret=${S}&algorithm=null&digits=null&period=null&issuer=null`,
      { ...totp, name: "ann" },
    ],
    ["empty values as absent", `otpauth://totp/ann?secret=${S}&algorithm=&digits=&period=&issuer=`, { ...totp, name: "ann" }],
    [
      "an algorithm as older versions of Ente spell it",
      `otpauth://totp/ann?secret=${S}&algorithm=Algorithm.sha256`,
      { ...totp, name: "ann", algorithm: "SHA256" },
    ],
    ["an algorithm as Java spells it", `otpauth://totp/ann?secret=${S}&algorithm=HmacSHA1`, { ...totp, name: "ann" }],
    ["dashes in the algorithm", `otpauth://totp/ann?secret=${S}&algorithm=HMAC-SHA-512`, { ...totp, name: "ann", algorithm: "SHA512" }],
    ["the algorithm MD5", `otpauth://totp/ann?secret=${S}&algorithm=MD5`, { ...totp, name: "ann", algorithm: "MD5" }],
    [
      "escaped padding of the secret",
      `otpauth://totp/ann?secret=JVMVGRKDKJCVI%3D%3D%3D`,
      { ...totp, name: "ann", secret: "JVMVGRKDKJCVI" },
    ],
    [
      "literal padding of the secret",
      `otpauth://totp/ann?secret=JVMVGRKDKJCVI===&digits=8`,
      { ...totp, name: "ann", secret: "JVMVGRKDKJCVI", digits: 8 },
    ],
    ["blanks and dashes in the secret", `otpauth://totp/ann?secret=jbsw%20y3dp+ehpk-3pxp`, { ...totp, name: "ann" }],
    ["a secret whose length is impossible in base32", `otpauth://totp/ann?secret=${S}A`, { ...totp, name: "ann" }],
    ["a secret followed by a fragment", `otpauth://totp/ann?digits=8&secret=${S}#top`, { ...totp, name: "ann", digits: 8 }],
    ["a number followed by a fragment", `otpauth://totp/ann?secret=${S}&period=60#top`, { ...totp, name: "ann", period: 60 }],
    ["a number sign in the issuer", `otpauth://totp/ann?secret=${S}&issuer=C#`, { ...totp, issuer: "C#", name: "ann" }],
    ["ampersands escaped as in HTML", `otpauth://totp/ann?secret=${S}&amp;issuer=Acme&amp;digits=8`, { ...totp, ...acme, digits: 8 }],
    [
      "the first value that is not empty of a repeated parameter",
      `otpauth://totp/ann?secret=${S}&issuer=&issuer=Acme&issuer=Other`,
      { ...totp, ...acme },
    ],
    [
      "a URI with parameters of other apps",
      `otpauth://totp/ann?secret=${S}&codeDisplay=%7B%7D&image=x&lock=false`,
      { ...totp, name: "ann" },
    ],
    [
      "the most digits and the longest period",
      `otpauth://totp/ann?secret=${S}&digits=10&period=2147483`,
      { ...totp, name: "ann", digits: 10, period: 2_147_483 },
    ],
    [
      "the fewest digits and the shortest period",
      `otpauth://totp/ann?secret=${S}&digits=1&period=1`,
      { ...totp, name: "ann", digits: 1, period: 1 },
    ],
    ["a time-based account without its counter parameter", `otpauth://totp/ann?secret=${S}&counter=7`, { ...totp, name: "ann" }],
    ["the scheme of Apple", `apple-otpauth://totp/Acme:ann?secret=${S}`, { ...totp, ...acme }],
    ["a counter-based account", `otpauth://hotp/Acme:ann?secret=${S}&counter=42`, { ...hotp, ...acme, counter: 42 }],
    ["a counter-based account without a counter", `otpauth://hotp/Acme:ann?secret=${S}`, { ...hotp, ...acme }],
    ["a counter-based account with a period", `otpauth://hotp/Acme:ann?secret=${S}&period=30&counter=1`, { ...hotp, ...acme, counter: 1 }],
    [
      "a counter-based account with a malformed period",
      `otpauth://hotp/Acme:ann?secret=${S}&period=x&counter=1`,
      { ...hotp, ...acme, counter: 1 },
    ],
    [
      "the largest counter",
      `otpauth://hotp/ann?secret=${S}&counter=9007199254740991`,
      { ...hotp, name: "ann", counter: Number.MAX_SAFE_INTEGER },
    ],
    [
      "a counter-based account of an issuer called Steam as counter-based",
      `otpauth://hotp/Steam:ann?secret=${S}&digits=5`,
      { ...hotp, issuer: "Steam", name: "ann", digits: 5 },
    ],
  ]
  for (const [name, uri, expected] of good) {
    it(`reads ${name}`, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("parseOtpUri, for Steam,", () => {
  const base64 = Buffer.from("c0ffee00c0ffee11c0ffee22c0ffee33c0ffee4f", "hex")
  const good: [name: string, uri: string, expected: Short][] = [
    ["the host steam", `otpauth://steam/Valve:ann?secret=${S}`, { ...steam, issuer: "Valve", name: "ann" }],
    [
      "the host steam with parameters that Steam does not use",
      `otpauth://steam/Valve:ann?secret=${S}&digits=6&period=60&algorithm=SHA256`,
      { ...steam, issuer: "Valve", name: "ann" },
    ],
    [
      "the encoder parameter of KeePassXC",
      `otpauth://totp/Valve:ann?secret=${S}&encoder=steam&digits=5`,
      { ...steam, issuer: "Valve", name: "ann" },
    ],
    ["the parameter without a value of Stratum", `otpauth://totp/Valve:ann?secret=${S}&steam`, { ...steam, issuer: "Valve", name: "ann" }],
    ["an issuer called Steam without digits", `otpauth://totp/Steam:ann?secret=${S}`, { ...steam, issuer: "Steam", name: "ann" }],
    [
      "an issuer called Steam with five digits",
      `otpauth://totp/ann?secret=${S}&issuer=Steam&digits=5`,
      { ...steam, issuer: "Steam", name: "ann" },
    ],
    ["an issuer called Steam in another case", `otpauth://totp/ann?secret=${S}&issuer=steam`, { ...steam, issuer: "steam", name: "ann" }],
    [
      "an issuer called Steam with six digits as TOTP",
      `otpauth://totp/Steam:ann?secret=${S}&digits=6`,
      { ...totp, issuer: "Steam", name: "ann" },
    ],
    [
      "an issuer called Steam with another algorithm as TOTP",
      `otpauth://totp/Steam:ann?secret=${S}&algorithm=SHA256`,
      { ...totp, issuer: "Steam", name: "ann", algorithm: "SHA256" },
    ],
    ["another issuer with five digits as TOTP", `otpauth://totp/Acme:ann?secret=${S}&digits=5`, { ...totp, ...acme, digits: 5 }],
    ["the scheme steam", `steam://${S}`, { ...steam, issuer: "Steam" }],
    ["the scheme steam in upper case with a slash at the end", `STEAM://${S.toLowerCase()}/`, { ...steam, issuer: "Steam" }],
    ["the scheme steam with blanks in the secret", `steam://JBSW Y3DP%20EHPK3PXP`, { ...steam, issuer: "Steam" }],
    [
      "a base64 secret of Proton",
      `steam://${base64.toString("base64")}`,
      { ...steam, issuer: "Steam", secret: new Secret(base64).toBase32() },
    ],
    [
      "a base64 secret of Proton without padding",
      `steam://${base64.toString("base64").replaceAll("=", "")}`,
      { ...steam, issuer: "Steam", secret: new Secret(base64).toBase32() },
    ],
  ]
  for (const [name, uri, expected] of good) {
    it(`reads ${name}`, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("parseOtpUri, for mOTP and Yandex,", () => {
  const hex = "e3152afee62599c8"
  const key = new Secret(Buffer.alloc(16, 7)).toBase32()
  const long = new Secret(Buffer.alloc(26, 7)).toBase32()
  const good: [name: string, uri: string, expected: Short][] = [
    ["the scheme motp of Stratum", `motp://Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    [
      "the scheme motp of Stratum without escapes",
      `motp://Acme & Co:ann+1?secret=Not Hex+1`,
      { ...motp, issuer: "Acme & Co", name: "ann+1", secret: base32("Not Hex+1") },
    ],
    ["the scheme motp of Aegis with one slash", `motp:/Acme%3Aann?secret=${hex}&issuer=Acme`, { ...motp, ...acme, secret: base32(hex) }],
    ["the scheme motp without slashes", `motp:Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    ["the scheme motp with a PIN", `motp://Acme:ann?secret=${hex}&pin=0042`, { ...motp, ...acme, secret: base32(hex), pin: "0042" }],
    [
      "the host motp of andOTP with the key text in base32",
      `otpauth://motp/Acme:ann?secret=${base32(hex)}`,
      { ...motp, ...acme, secret: base32(hex) },
    ],
    ["the host motp with the key text itself", `otpauth://motp/Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    [
      "the host motp with parameters that mOTP does not use",
      `otpauth://motp/Acme:ann?secret=${hex}&period=30&digits=8`,
      { ...motp, ...acme, secret: base32(hex) },
    ],
    [
      "the host yaotp of Aegis with a PIN",
      `otpauth://yaotp/Yandex:ann?secret=${key}&pin=${base32("5239")}&issuer=Yandex`,
      { ...yandex, name: "ann", secret: key, pin: "5239" },
    ],
    ["the host yaotp of Stratum without a PIN", `otpauth://yaotp/ann?secret=${key}&pin_length=6`, { ...yandex, name: "ann", secret: key }],
    ["a PIN that is not encoded", `otpauth://yaotp/ann?secret=${key}&pin=2345`, { ...yandex, name: "ann", secret: key, pin: "2345" }],
    ["a PIN that is not base32", `otpauth://yaotp/ann?secret=${key}&pin=a0b1`, { ...yandex, name: "ann", secret: key, pin: "a0b1" }],
    [
      "a PIN that is base32 but not of a text",
      `otpauth://yaotp/ann?secret=${key}&pin=abcd`,
      { ...yandex, name: "ann", secret: key, pin: "abcd" },
    ],
    ["a Yandex secret of 26 bytes with its checksum", `otpauth://yaotp/ann?secret=${long}`, { ...yandex, name: "ann", secret: long }],
  ]
  for (const [name, uri, expected] of good) {
    it(`reads ${name}`, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("parseOtpUri, with invalid input,", () => {
  const bad: [name: string, uri: string, code: ErrorCode][] = [
    ["an empty text", "", "format-damaged"],
    ["another scheme", `https://totp/ann?secret=${S}`, "format-damaged"],
    ["a migration link", "otpauth-migration://offline?data=AAAA", "format-damaged"],
    ["a URI without a secret", "otpauth://totp/ann?issuer=Acme", "format-damaged"],
    ["a URI without a query", "otpauth://totp/ann", "format-damaged"],
    ["an empty secret", "otpauth://totp/ann?secret=&issuer=Acme", "format-damaged"],
    ["a secret that is only padding", "otpauth://totp/ann?secret=====", "format-damaged"],
    ["a secret that is not base32", "otpauth://totp/ann?secret=JBSW0189", "format-damaged"],
    ["a masked secret", "otpauth://totp/ann?secret=[hidden]", "format-damaged"],
    ["an unknown type", `otpauth://xotp/ann?secret=${S}`, "format-unsupported"],
    ["an unknown algorithm", `otpauth://totp/ann?secret=${S}&algorithm=GOST3411`, "format-unsupported"],
    [
      "an algorithm that is named like a method of every object",
      `otpauth://totp/ann?secret=${S}&algorithm=constructor`,
      "format-unsupported",
    ],
    ["0 digits", `otpauth://totp/ann?secret=${S}&digits=0`, "format-damaged"],
    ["a period of 0", `otpauth://totp/ann?secret=${S}&period=0`, "format-damaged"],
    ["eleven digits", `otpauth://totp/ann?secret=${S}&digits=11`, "format-damaged"],
    ["digits that are not a number", `otpauth://totp/ann?secret=${S}&digits=six`, "format-damaged"],
    ["a negative period", `otpauth://totp/ann?secret=${S}&period=-30`, "format-damaged"],
    ["a period that is too long", `otpauth://totp/ann?secret=${S}&period=2147484`, "format-damaged"],
    ["a period with a fraction", `otpauth://totp/ann?secret=${S}&period=30.5`, "format-damaged"],
    ["a counter above 2^53 - 1", `otpauth://hotp/ann?secret=${S}&counter=9007199254740992`, "format-damaged"],
    ["a negative counter", `otpauth://hotp/ann?secret=${S}&counter=-1`, "format-damaged"],
    ["the scheme steam without a secret", "steam://", "format-damaged"],
    ["the scheme steam with a typing error in base32", "steam://JBSWY3DPEHPK3PX1", "format-damaged"],
    ["a Yandex secret that is too short", `otpauth://yaotp/ann?secret=${S}`, "format-damaged"],
    ["the scheme motp without a secret", "motp://Acme:ann", "format-damaged"],
    ["a secret above 1024 bytes", `otpauth://totp/ann?secret=${"A".repeat(1700)}`, "format-damaged"],
    ["a name above 1024 characters", `otpauth://totp/${"n".repeat(1025)}?secret=${S}`, "limit-exceeded"],
    ["a URI above MAX_URI_LENGTH", `otpauth://totp/ann?secret=${S}&note=${"n".repeat(MAX_URI_LENGTH)}`, "limit-exceeded"],
  ]
  for (const [name, uri, code] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => parseOtpUri(uri),
        (e) => isAppError(e, code),
      )
    })
  }

  it("throws errors that do not quote the URI", () => {
    for (const [, uri] of bad.filter(([, uri]) => uri.length < 100)) {
      assert.throws(
        () => parseOtpUri(uri),
        (e) => isAppError(e) && !/JBSW|ann|Acme|hidden/.test(JSON.stringify([e.message, e.sentence, e.detail])),
      )
    }
  })

  const slow: [name: string, text: string][] = [
    ["padding", `otpauth://totp/a?secret=${"=".repeat(200_000)}A`],
    ["question marks", `otpauth://totp/${"?".repeat(200_000)}`],
    ["ampersands", `otpauth://totp/a?${"&".repeat(200_000)}`],
    ["blanks in a number", `otpauth://totp/a?secret=${S}&digits=${"%20".repeat(60_000)}x`],
    ["blanks in an algorithm", `otpauth://totp/a?secret=${S}&algorithm=${"+".repeat(200_000)}x`],
    ["percent signs", `otpauth://totp/${"%25%".repeat(60_000)}?secret=${S}`],
    ["slashes", `steam://${"/".repeat(200_000)}x`],
    ["base64", `steam://${"aB1".repeat(60_000)}!`],
    ["leading blanks", " ".repeat(200_000) + "x"],
  ]
  for (const [name, text] of slow) {
    it(`refuses a URI with very many ${name} in less than half a second`, () => {
      const startMs = processorMs()
      assert.throws(
        () => parseOtpUri(text),
        (e) => isAppError(e),
      )
      assert.ok(processorMs() - startMs < 500)
    })
  }
})

describe("parseUriParts", () => {
  it("returns the parameters of every dialect", () => {
    const parts = parseUriParts(`otpauth://totp/Acme:ann?secret=J%42SW&tags=a+b&Tags=c%26d&codeDisplay=%7B%22pinned%22%3Atrue%7D`)
    assert.equal(parts.scheme, "otpauth")
    assert.equal(parts.type, "totp")
    assert.deepEqual(parts.label, { issuer: "Acme", name: "ann" })
    assert.equal(parts.params.get("codedisplay"), '{"pinned":true}')
    assert.deepEqual(
      parts.pairs.filter(([name]) => name === "tags").map(([, value]) => value),
      ["a b", "c&d"],
    )
    assert.equal(parts.rawSecret, "J%42SW")
  })

  it("accepts an unknown type", () => {
    assert.equal(parseUriParts("otpauth://Battle/x?secret=1").type, "battle")
  })
})

describe("formatOtpUri", () => {
  const secret = Secret.fromBase32(S)
  const acmeTotp = makeDraft({ kind: "totp", secret, ...acme })
  const written: [name: string, draft: Draft, style: UriStyle, uri: string][] = [
    [
      "writes all parameters in their order",
      acmeTotp,
      {},
      `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA1&digits=6&period=30`,
    ],
    ["omits default values", acmeTotp, { defaults: "omitted" }, `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme`],
    [
      "writes the issuer only as a parameter",
      acmeTotp,
      { defaults: "omitted", issuer: "parameter" },
      `otpauth://totp/ann?secret=${S}&issuer=Acme`,
    ],
    [
      "keeps values other than the defaults",
      makeDraft({ ...acmeTotp, digits: 8, period: 60, algorithm: "SHA256" }),
      { defaults: "omitted" },
      `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA256&digits=8&period=60`,
    ],
    [
      "always writes a counter",
      makeDraft({ kind: "hotp", secret, ...acme }),
      { defaults: "omitted" },
      `otpauth://hotp/Acme:ann?secret=${S}&issuer=Acme&counter=0`,
    ],
    [
      "writes blanks as %20, and escapes reserved characters",
      makeDraft({ kind: "totp", secret, issuer: "A & B/C", name: "a+b(c)'!*#?" }),
      { defaults: "omitted" },
      `otpauth://totp/A%20%26%20B%2FC:a%2Bb%28c%29%27%21%2A%23%3F?secret=${S}&issuer=A%20%26%20B%2FC`,
    ],
    [
      "starts the label with a colon where the name has a colon and there is no issuer",
      makeDraft({ kind: "totp", secret, name: "a:b" }),
      { defaults: "omitted" },
      `otpauth://totp/:a%3Ab?secret=${S}`,
    ],
    [
      "ends the label with a colon where there is no name",
      makeDraft({ kind: "totp", secret, issuer: "Acme" }),
      { defaults: "omitted" },
      `otpauth://totp/Acme:?secret=${S}&issuer=Acme`,
    ],
    [
      "keeps the issuer in the label where there is no name",
      makeDraft({ kind: "totp", secret, issuer: "Acme" }),
      { defaults: "omitted", issuer: "parameter" },
      `otpauth://totp/Acme:?secret=${S}`,
    ],
    [
      "always writes the six digits of an issuer called Steam",
      makeDraft({ kind: "totp", secret, issuer: "Steam", name: "ann" }),
      { defaults: "omitted" },
      `otpauth://totp/Steam:ann?secret=${S}&issuer=Steam&digits=6`,
    ],
    [
      "writes kind steam with the host steam",
      makeDraft({ kind: "steam", secret, issuer: "Steam", name: "ann" }),
      {},
      `otpauth://steam/Steam:ann?secret=${S}&issuer=Steam&algorithm=SHA1&digits=5&period=30`,
    ],
    [
      "writes kind motp as Stratum does",
      makeDraft({ kind: "motp", secret: new Secret(Buffer.from("c0ffee")), ...acme, pin: "1234" }),
      {},
      "motp://Acme:ann?secret=c0ffee",
    ],
    [
      "writes kind yandex with its PIN in base32",
      makeDraft({ kind: "yandex", secret: new Secret(Buffer.alloc(16)), issuer: "Yandex", name: "ann", pin: "1234" }),
      { defaults: "omitted" },
      "otpauth://yaotp/Yandex:ann?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Yandex&pin=GEZDGNA",
    ],
    [
      "replaces a lone surrogate",
      makeDraft({ kind: "totp", secret, name: "a\ud800" }),
      { defaults: "omitted" },
      `otpauth://totp/a%EF%BF%BD?secret=${S}`,
    ],
  ]
  for (const [name, draft, style, uri] of written) {
    it(name, () => {
      assert.equal(formatOtpUri(draft, style), uri)
    })
  }
})
