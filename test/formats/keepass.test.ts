import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Draft } from "../../src/accounts/account.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { readAll } from "./reading.ts"
import { plain } from "./samples.ts"

const keepass = handlerById(HANDLERS, "keepass")!
const SECRET = "JBSWY3DPEHPK3PXP"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const xml = (strings: string, more = ""): Uint8Array =>
  bytes(`<KeePassFile><Meta/><Root><Group><Name>Root</Name><Entry>${strings}${more}</Entry></Group></Root></KeePassFile>`)
const string = (key: string, value: string, attributes = ""): string =>
  `<String><Key>${key}</Key><Value${attributes}>${value}</Value></String>`
const entry = (fields: Readonly<Record<string, string>>): Uint8Array =>
  xml(
    Object.entries({ Title: "T", UserName: "u", ...fields })
      .map(([key, value]) => string(key, value))
      .join(""),
  )

async function drafts(input: Uint8Array): Promise<readonly Draft[]> {
  const outcome = await readAll([{ name: "x", bytes: input }], { password: "" }, keepass)
  if (outcome.state === "failed") throw outcome.error
  assert.deepEqual(outcome.read.issues, [])
  return outcome.read.drafts
}

async function outcomeCode(input: Uint8Array): Promise<string> {
  const outcome = await readAll([{ name: "x", bytes: input }], { password: "" }, keepass)
  return outcome.state === "failed" ? outcome.error.code : outcome.read.issues.map(({ code }) => code).join()
}

describe("a code in an entry of KeePass", () => {
  const expected = { issuer: "T", name: "u", algorithm: "SHA1", digits: 6, period: 30 }
  const cases: [name: string, fields: Readonly<Record<string, string>>, want: object][] = [
    ["as a URI names its own issuer", { otp: `otpauth://totp/x?secret=${SECRET}&amp;issuer=Own` }, { issuer: "Own", name: "x" }],
    ["as a URI without names takes the entry's", { otp: `otpauth://totp/?secret=${SECRET}` }, expected],
    ["as steam:// is Steam's", { otp: `steam://${SECRET}` }, { kind: "steam", issuer: "T" }],
    [
      "of KeeOtp in capitals",
      { OTP: `KEY=${SECRET}&amp;Size=8&amp;Step=60&amp;OtpHashMode=SHA256` },
      { digits: 8, period: 60, algorithm: "SHA256" },
    ],
    ["of KeeOtp with another field first", { otp: `size=8&amp;key=${SECRET}` }, { digits: 8 }],
    ["of KeeOtp in base64", { otp: "key=%2B%2B8%3D&amp;encoding=Base64" }, { secret: "7PXQ" }],
    ["of KeeOtp for Steam", { otp: `key=${SECRET}&amp;type=Steam` }, { kind: "steam" }],
    ["as a seed whose settings are empty", { "TOTP Seed": SECRET, "TOTP Settings": "" }, expected],
    ["as a seed whose settings hold only the period", { "TOTP Seed": SECRET, "TOTP Settings": "60" }, { period: 60, digits: 6 }],
    ["with spaces in base32", { "TimeOtp-Secret-Base32": "jbsw y3dp ehpk 3pxp" }, { secret: SECRET }],
    ["as text, even next to base32", { "TimeOtp-Secret-Base32": SECRET, "TimeOtp-Secret": "a" }, { secret: "ME" }],
    [
      "with a counter of its own length",
      { "HmacOtp-Secret-Base32": SECRET, "HmacOtp-Length": "8" },
      { kind: "hotp", digits: 8, counter: 0 },
    ],
  ]
  for (const [name, fields, want] of cases) {
    it(name, async () => {
      const [draft, ...more] = await drafts(entry(fields))
      assert.equal(more.length, 0)
      const got = plain(draft!)
      assert.deepEqual(Object.fromEntries(Object.keys(want).map((key) => [key, got[key as keyof typeof got]])), want)
    })
  }
  it("may be one of several, in otp, otp_1 and so on; fields with other names hold none", async () => {
    const other = "MFRGGZDFMZTWQ2LK"
    const got = await drafts(entry({ otp: SECRET, otp_1: other, otp_x: other, totp: other, myotp_2: other }))
    assert.deepEqual(
      got.map(({ secret }) => secret.toBase32()),
      [SECRET, other],
    )
  })
  it("does not keep the entry's other codes from being read when it is broken", async () => {
    const outcome = await readAll([{ name: "x", bytes: entry({ otp: "1!", otp_1: SECRET }) }])
    assert.ok(outcome.state === "read")
    assert.deepEqual(
      outcome.read.issues.map(({ at, code }) => ({ at, code })),
      [{ at: 1, code: "record-malformed" }],
    )
    assert.equal(outcome.read.drafts.length, 1)
  })
})

describe("an XML export of KeePass", () => {
  it("whose values are still encrypted cannot be read", async () => {
    assert.equal(await outcomeCode(xml(string("otp", "AAAA", ' Protected="True"'))), "format-unsupported")
  })
  it("that is damaged or of another app is refused", async () => {
    assert.equal(await outcomeCode(bytes("<KeePassFile><Root>")), "format-damaged")
    assert.equal(await outcomeCode(bytes("<KeePassFile></KeePassFile>")), "format-damaged")
    assert.equal(await outcomeCode(bytes("<Other/>")), "format-damaged")
  })
  it("cannot be nested without end, nor grow by entities of its own", async () => {
    const deep = `<KeePassFile><Root>${"<Group>".repeat(2000)}${"</Group>".repeat(2000)}</Root></KeePassFile>`
    assert.equal(await outcomeCode(bytes(deep)), "limit-exceeded")
    const lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    const text = Buffer.from(xml(string("otp", SECRET) + string("Notes", "&b;"))).toString()
    const [draft] = await drafts(bytes(lol + text))
    assert.equal(draft?.note, "&b;")
  })
})
