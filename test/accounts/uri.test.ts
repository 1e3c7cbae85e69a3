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

describe("reading a label", () => {
  const labels: [name: string, labelAndIssuer: string, issuer: string, account: string][] = [
    ["issuer and name", "Acme:ann", "Acme", "ann"],
    ["blanks around both", "%20Acme%20:%20ann%20", "Acme", "ann"],
    ["an escaped colon", "Acme%3Aann", "Acme", "ann"],
    ["an escaped colon and blank", "Acme%3A%20ann", "Acme", "ann"],
    ["a literal colon before escaped ones", "Acme:ann%3Aadmin", "Acme", "ann:admin"],
    ["an escaped colon before the literal one belongs to the issuer", "Acme%3AEU:ann", "Acme:EU", "ann"],
    ["several literal colons: the first divides", "Acme:ann:admin", "Acme", "ann:admin"],
    ["no colon", "ann", "", "ann"],
    ["a leading colon is an empty issuer", ":ann", "", "ann"],
    ["a leading escaped colon likewise", "%3Aann", "", "ann"],
    ["an issuer alone", "Acme:", "Acme", ""],
    ["nothing", "", "", ""],
    ["the issuer parameter beats the prefix", "Old:ann", "New", "ann"],
    ["the issuer parameter joins a bare name", "ann", "Acme", "ann"],
    ["the issuer parameter fills an empty prefix", ":ann", "Acme", "ann"],
    ["plus stays plus", "Acme:ann+otp@example.com", "Acme", "ann+otp@example.com"],
    ["an unescaped number sign is no fragment", "Acme:ann#1", "Acme", "ann#1"],
    ["an unescaped question mark", "Acme:who?me", "Acme", "who?me"],
    ["an unescaped ampersand", "Ben&Jerry:ann", "Ben&Jerry", "ann"],
    ["a slash", "Acme:ann/admin", "Acme", "ann/admin"],
    ["broken percent escapes stay as they are", "100%:a%zz%4", "100%", "a%zz%4"],
    ["Japanese in escapes", "%E9%8A%80%E8%A1%8C:%E5%B1%B1%E7%94%B0", "銀行", "山田"],
    ["Japanese without", "銀行:山田", "銀行", "山田"],
    ["escapes that are no UTF-8 are an old program's", "Caf%E9:ann", "Café", "ann"],
  ]
  for (const [name, label, issuer, account] of labels) {
    it(name, () => {
      const param = name.startsWith("the issuer parameter") ? `&issuer=${issuer}` : ""
      assert.deepEqual(short(parseOtpUri(`otpauth://totp/${label}?secret=${S}${param}`)), { ...totp, issuer, name: account })
    })
  }
})

describe("reading URIs", () => {
  const good: [name: string, uri: string, expected: Short][] = [
    [
      "every parameter",
      `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA512&digits=8&period=60`,
      { ...totp, ...acme, algorithm: "SHA512", digits: 8, period: 60 },
    ],
    ["nothing but the secret", `otpauth://totp/?secret=${S}`, totp],
    ["no label's slash", `otpauth://totp?secret=${S}`, totp],
    [
      "scheme, host and names in any case",
      `OTPAuth://TOTP/Acme:ann?SECRET=${S.toLowerCase()}&Algorithm=sha256&DIGITS=7`,
      { ...totp, ...acme, algorithm: "SHA256", digits: 7 },
    ],
    ["a byte order mark and blanks around", `\ufeff  otpauth://totp/ann?secret=${S} \r\n`, { ...totp, name: "ann" }],
    ["a plus in a value is a blank", `otpauth://totp/ann?secret=${S}&issuer=Air+Canada`, { ...totp, issuer: "Air Canada", name: "ann" }],
    ["an escaped plus in a value", `otpauth://totp/ann?secret=${S}&issuer=Acme%2B`, { ...totp, issuer: "Acme+", name: "ann" }],
    ["an issuer without a value", `otpauth://totp/:ann?issuer&secret=${S}`, { ...totp, name: "ann" }],
    [
      "the text null for what is absent",
      `otpauth://totp/ann?secret=${S}&algorithm=null&digits=null&period=null&issuer=null`,
      { ...totp, name: "ann" },
    ],
    ["zeros for what is absent", `otpauth://totp/ann?secret=${S}&digits=0&period=0`, { ...totp, name: "ann" }],
    ["empty values", `otpauth://totp/ann?secret=${S}&algorithm=&digits=&period=&issuer=`, { ...totp, name: "ann" }],
    ["Ente's older algorithm", `otpauth://totp/ann?secret=${S}&algorithm=Algorithm.sha256`, { ...totp, name: "ann", algorithm: "SHA256" }],
    ["Java's algorithm", `otpauth://totp/ann?secret=${S}&algorithm=HmacSHA1`, { ...totp, name: "ann" }],
    ["dashes in the algorithm", `otpauth://totp/ann?secret=${S}&algorithm=HMAC-SHA-512`, { ...totp, name: "ann", algorithm: "SHA512" }],
    ["MD5, SHA224 and SHA384 are known", `otpauth://totp/ann?secret=${S}&algorithm=MD5`, { ...totp, name: "ann", algorithm: "MD5" }],
    ["escaped padding", `otpauth://totp/ann?secret=JVMVGRKDKJCVI%3D%3D%3D`, { ...totp, name: "ann", secret: "JVMVGRKDKJCVI" }],
    [
      "literal padding",
      `otpauth://totp/ann?secret=JVMVGRKDKJCVI===&digits=8`,
      { ...totp, name: "ann", secret: "JVMVGRKDKJCVI", digits: 8 },
    ],
    ["blanks and dashes in the secret", `otpauth://totp/ann?secret=jbsw%20y3dp+ehpk-3pxp`, { ...totp, name: "ann" }],
    ["a secret of a length that base32 does not have", `otpauth://totp/ann?secret=${S}A`, { ...totp, name: "ann" }],
    ["the secret first, a fragment behind", `otpauth://totp/ann?digits=8&secret=${S}#top`, { ...totp, name: "ann", digits: 8 }],
    ["a number with a fragment behind", `otpauth://totp/ann?secret=${S}&period=60#top`, { ...totp, name: "ann", period: 60 }],
    ["a number sign in the issuer", `otpauth://totp/ann?secret=${S}&issuer=C#`, { ...totp, issuer: "C#", name: "ann" }],
    ["ampersands escaped as in HTML", `otpauth://totp/ann?secret=${S}&amp;issuer=Acme&amp;digits=8`, { ...totp, ...acme, digits: 8 }],
    [
      "a parameter twice: the first that says something",
      `otpauth://totp/ann?secret=${S}&issuer=&issuer=Acme&issuer=Other`,
      { ...totp, ...acme },
    ],
    ["parameters of other apps", `otpauth://totp/ann?secret=${S}&codeDisplay=%7B%7D&image=x&lock=false`, { ...totp, name: "ann" }],
    [
      "the extremes of digits and period",
      `otpauth://totp/ann?secret=${S}&digits=10&period=2147483`,
      { ...totp, name: "ann", digits: 10, period: 2_147_483 },
    ],
    ["one digit, one second", `otpauth://totp/ann?secret=${S}&digits=1&period=1`, { ...totp, name: "ann", digits: 1, period: 1 }],
    ["a counter of a time-based account is passed over", `otpauth://totp/ann?secret=${S}&counter=7`, { ...totp, name: "ann" }],
    ["Apple's scheme", `apple-otpauth://totp/Acme:ann?secret=${S}`, { ...totp, ...acme }],
    ["counter-based", `otpauth://hotp/Acme:ann?secret=${S}&counter=42`, { ...hotp, ...acme, counter: 42 }],
    ["counter-based without its counter", `otpauth://hotp/Acme:ann?secret=${S}`, { ...hotp, ...acme }],
    ["counter-based with a period", `otpauth://hotp/Acme:ann?secret=${S}&period=30&counter=1`, { ...hotp, ...acme, counter: 1 }],
    ["counter-based with a senseless period", `otpauth://hotp/Acme:ann?secret=${S}&period=x&counter=1`, { ...hotp, ...acme, counter: 1 }],
    [
      "the largest counter",
      `otpauth://hotp/ann?secret=${S}&counter=9007199254740991`,
      { ...hotp, name: "ann", counter: Number.MAX_SAFE_INTEGER },
    ],
    [
      "counter-based from Steam stays what it is",
      `otpauth://hotp/Steam:ann?secret=${S}&digits=5`,
      { ...hotp, issuer: "Steam", name: "ann", digits: 5 },
    ],
  ]
  for (const [name, uri, expected] of good) {
    it(name, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("reading Steam's dialects", () => {
  const base64 = Buffer.from("c0ffee00c0ffee11c0ffee22c0ffee33c0ffee4f", "hex")
  const good: [name: string, uri: string, expected: Short][] = [
    ["its own host", `otpauth://steam/Valve:ann?secret=${S}`, { ...steam, issuer: "Valve", name: "ann" }],
    [
      "its own host with other numbers",
      `otpauth://steam/Valve:ann?secret=${S}&digits=6&period=60&algorithm=SHA256`,
      { ...steam, issuer: "Valve", name: "ann" },
    ],
    ["KeePassXC's encoder", `otpauth://totp/Valve:ann?secret=${S}&encoder=steam&digits=5`, { ...steam, issuer: "Valve", name: "ann" }],
    ["Stratum's parameter without a value", `otpauth://totp/Valve:ann?secret=${S}&steam`, { ...steam, issuer: "Valve", name: "ann" }],
    ["the issuer's name, digits absent", `otpauth://totp/Steam:ann?secret=${S}`, { ...steam, issuer: "Steam", name: "ann" }],
    ["the issuer's name, five digits", `otpauth://totp/ann?secret=${S}&issuer=Steam&digits=5`, { ...steam, issuer: "Steam", name: "ann" }],
    ["the issuer's name in another case", `otpauth://totp/ann?secret=${S}&issuer=steam`, { ...steam, issuer: "steam", name: "ann" }],
    ["the issuer's name, but six digits", `otpauth://totp/Steam:ann?secret=${S}&digits=6`, { ...totp, issuer: "Steam", name: "ann" }],
    [
      "the issuer's name, but another algorithm",
      `otpauth://totp/Steam:ann?secret=${S}&algorithm=SHA256`,
      { ...totp, issuer: "Steam", name: "ann", algorithm: "SHA256" },
    ],
    ["five digits of somebody else", `otpauth://totp/Acme:ann?secret=${S}&digits=5`, { ...totp, ...acme, digits: 5 }],
    ["steam://", `steam://${S}`, { ...steam, issuer: "Steam" }],
    ["steam:// in lower case with a slash behind", `STEAM://${S.toLowerCase()}/`, { ...steam, issuer: "Steam" }],
    ["steam:// with blanks", `steam://JBSW Y3DP%20EHPK3PXP`, { ...steam, issuer: "Steam" }],
    ["Proton's base64", `steam://${base64.toString("base64")}`, { ...steam, issuer: "Steam", secret: new Secret(base64).toBase32() }],
    [
      "Proton's base64 without padding",
      `steam://${base64.toString("base64").replaceAll("=", "")}`,
      { ...steam, issuer: "Steam", secret: new Secret(base64).toBase32() },
    ],
  ]
  for (const [name, uri, expected] of good) {
    it(name, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("reading mOTP's and Yandex' dialects", () => {
  const hex = "e3152afee62599c8"
  const key = new Secret(Buffer.alloc(16, 7)).toBase32()
  const long = new Secret(Buffer.alloc(26, 7)).toBase32()
  const good: [name: string, uri: string, expected: Short][] = [
    ["Stratum's motp", `motp://Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    [
      "Stratum's motp, nothing escaped",
      `motp://Acme & Co:ann+1?secret=Not Hex+1`,
      { ...motp, issuer: "Acme & Co", name: "ann+1", secret: base32("Not Hex+1") },
    ],
    ["Aegis' motp with one slash", `motp:/Acme%3Aann?secret=${hex}&issuer=Acme`, { ...motp, ...acme, secret: base32(hex) }],
    ["motp without any slash", `motp:Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    ["a PIN where there is one", `motp://Acme:ann?secret=${hex}&pin=0042`, { ...motp, ...acme, secret: base32(hex), pin: "0042" }],
    [
      "andOTP's host motp: base32 of the key text",
      `otpauth://motp/Acme:ann?secret=${base32(hex)}`,
      { ...motp, ...acme, secret: base32(hex) },
    ],
    ["host motp with the key text itself", `otpauth://motp/Acme:ann?secret=${hex}`, { ...motp, ...acme, secret: base32(hex) }],
    ["a period of 30 is not mOTP's", `otpauth://motp/Acme:ann?secret=${hex}&period=30&digits=8`, { ...motp, ...acme, secret: base32(hex) }],
    [
      "Aegis' yaotp with its PIN",
      `otpauth://yaotp/Yandex:ann?secret=${key}&pin=${base32("5239")}&issuer=Yandex`,
      { ...yandex, name: "ann", secret: key, pin: "5239" },
    ],
    ["Stratum's yaotp without it", `otpauth://yaotp/ann?secret=${key}&pin_length=6`, { ...yandex, name: "ann", secret: key }],
    ["a PIN in plain digits", `otpauth://yaotp/ann?secret=${key}&pin=2345`, { ...yandex, name: "ann", secret: key, pin: "2345" }],
    ["a PIN that is no base32", `otpauth://yaotp/ann?secret=${key}&pin=a0b1`, { ...yandex, name: "ann", secret: key, pin: "a0b1" }],
    [
      "a PIN whose base32 would be no text",
      `otpauth://yaotp/ann?secret=${key}&pin=abcd`,
      { ...yandex, name: "ann", secret: key, pin: "abcd" },
    ],
    ["26 bytes with their checksum", `otpauth://yaotp/ann?secret=${long}`, { ...yandex, name: "ann", secret: long }],
  ]
  for (const [name, uri, expected] of good) {
    it(name, () => {
      assert.deepEqual(short(parseOtpUri(uri)), expected)
    })
  }
})

describe("refusing URIs", () => {
  const bad: [name: string, uri: string, code: ErrorCode][] = [
    ["nothing", "", "format-damaged"],
    ["another scheme", `https://totp/ann?secret=${S}`, "format-damaged"],
    ["a migration link", "otpauth-migration://offline?data=AAAA", "format-damaged"],
    ["no secret", "otpauth://totp/ann?issuer=Acme", "format-damaged"],
    ["no query", "otpauth://totp/ann", "format-damaged"],
    ["an empty secret", "otpauth://totp/ann?secret=&issuer=Acme", "format-damaged"],
    ["a secret of padding alone", "otpauth://totp/ann?secret=====", "format-damaged"],
    ["a secret that is not base32", "otpauth://totp/ann?secret=JBSW0189", "format-damaged"],
    ["a masked secret", "otpauth://totp/ann?secret=[hidden]", "format-damaged"],
    ["an unknown type", `otpauth://xotp/ann?secret=${S}`, "format-unsupported"],
    ["an unknown algorithm", `otpauth://totp/ann?secret=${S}&algorithm=GOST3411`, "format-unsupported"],
    ["an algorithm called as a method of objects", `otpauth://totp/ann?secret=${S}&algorithm=constructor`, "format-unsupported"],
    ["eleven digits", `otpauth://totp/ann?secret=${S}&digits=11`, "format-damaged"],
    ["digits that are no number", `otpauth://totp/ann?secret=${S}&digits=six`, "format-damaged"],
    ["a negative period", `otpauth://totp/ann?secret=${S}&period=-30`, "format-damaged"],
    ["a period too long", `otpauth://totp/ann?secret=${S}&period=2147484`, "format-damaged"],
    ["a broken period", `otpauth://totp/ann?secret=${S}&period=30.5`, "format-damaged"],
    ["a counter beyond 2^53-1", `otpauth://hotp/ann?secret=${S}&counter=9007199254740992`, "format-damaged"],
    ["a negative counter", `otpauth://hotp/ann?secret=${S}&counter=-1`, "format-damaged"],
    ["steam:// without a secret", "steam://", "format-damaged"],
    ["steam:// with a typing slip, which is no base64", "steam://JBSWY3DPEHPK3PX1", "format-damaged"],
    ["a Yandex secret too short", `otpauth://yaotp/ann?secret=${S}`, "format-damaged"],
    ["motp without a secret", "motp://Acme:ann", "format-damaged"],
    ["a secret beyond 1024 bytes", `otpauth://totp/ann?secret=${"A".repeat(1700)}`, "format-damaged"],
    ["a name beyond 1024 characters", `otpauth://totp/${"n".repeat(1025)}?secret=${S}`, "limit-exceeded"],
    ["a URI beyond all measure", `otpauth://totp/ann?secret=${S}&note=${"n".repeat(MAX_URI_LENGTH)}`, "limit-exceeded"],
  ]
  for (const [name, uri, code] of bad) {
    it(name, () => {
      assert.throws(
        () => parseOtpUri(uri),
        (e) => isAppError(e, code),
      )
    })
  }

  it("the error does not quote the URI", () => {
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
    ["blanks before", " ".repeat(200_000) + "x"],
  ]
  for (const [name, text] of slow) {
    it(`is quick with very many ${name}`, () => {
      const startMs = processorMs()
      assert.throws(
        () => parseOtpUri(text),
        (e) => isAppError(e),
      )
      assert.ok(processorMs() - startMs < 500)
    })
  }
})

describe("taking a URI apart", () => {
  it("gives handlers the parameters of their own dialects", () => {
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

describe("writing URIs", () => {
  const secret = Secret.fromBase32(S)
  const acmeTotp = makeDraft({ kind: "totp", secret, ...acme })
  const written: [name: string, draft: Draft, style: UriStyle, uri: string][] = [
    ["everything, in its order", acmeTotp, {}, `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA1&digits=6&period=30`],
    ["without the defaults", acmeTotp, { defaults: "omitted" }, `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme`],
    ["the issuer once", acmeTotp, { defaults: "omitted", issuer: "parameter" }, `otpauth://totp/ann?secret=${S}&issuer=Acme`],
    [
      "what is no default stays",
      makeDraft({ ...acmeTotp, digits: 8, period: 60, algorithm: "SHA256" }),
      { defaults: "omitted" },
      `otpauth://totp/Acme:ann?secret=${S}&issuer=Acme&algorithm=SHA256&digits=8&period=60`,
    ],
    [
      "a counter always",
      makeDraft({ kind: "hotp", secret, ...acme }),
      { defaults: "omitted" },
      `otpauth://hotp/Acme:ann?secret=${S}&issuer=Acme&counter=0`,
    ],
    [
      "blanks as %20, reserved characters escaped",
      makeDraft({ kind: "totp", secret, issuer: "A & B/C", name: "a+b(c)'!*#?" }),
      { defaults: "omitted" },
      `otpauth://totp/A%20%26%20B%2FC:a%2Bb%28c%29%27%21%2A%23%3F?secret=${S}&issuer=A%20%26%20B%2FC`,
    ],
    [
      "a colon in the name without an issuer",
      makeDraft({ kind: "totp", secret, name: "a:b" }),
      { defaults: "omitted" },
      `otpauth://totp/:a%3Ab?secret=${S}`,
    ],
    [
      "an issuer without a name",
      makeDraft({ kind: "totp", secret, issuer: "Acme" }),
      { defaults: "omitted" },
      `otpauth://totp/Acme:?secret=${S}&issuer=Acme`,
    ],
    [
      "an issuer without a name, once",
      makeDraft({ kind: "totp", secret, issuer: "Acme" }),
      { defaults: "omitted", issuer: "parameter" },
      `otpauth://totp/Acme:?secret=${S}`,
    ],
    [
      "six digits of an issuer called Steam are always written",
      makeDraft({ kind: "totp", secret, issuer: "Steam", name: "ann" }),
      { defaults: "omitted" },
      `otpauth://totp/Steam:ann?secret=${S}&issuer=Steam&digits=6`,
    ],
    [
      "Steam under its own host",
      makeDraft({ kind: "steam", secret, issuer: "Steam", name: "ann" }),
      {},
      `otpauth://steam/Steam:ann?secret=${S}&issuer=Steam&algorithm=SHA1&digits=5&period=30`,
    ],
    [
      "mOTP as Stratum does",
      makeDraft({ kind: "motp", secret: new Secret(Buffer.from("c0ffee")), ...acme, pin: "1234" }),
      {},
      "motp://Acme:ann?secret=c0ffee",
    ],
    [
      "Yandex with its PIN in base32",
      makeDraft({ kind: "yandex", secret: new Secret(Buffer.alloc(16)), issuer: "Yandex", name: "ann", pin: "1234" }),
      { defaults: "omitted" },
      "otpauth://yaotp/Yandex:ann?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Yandex&pin=GEZDGNA",
    ],
    [
      "a lone surrogate",
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
