import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Algorithm, Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { formatOtpUri, parseOtpUri } from "../../src/accounts/uri.ts"
import type { UriStyle } from "../../src/accounts/uri.ts"
import { isAppError } from "../../src/base/errors.ts"

const SEED = 20_260_201

/** Letters of every kind, and all characters with a meaning in URIs. Trimmed, since labels are; without lone surrogates, which no URI can contain. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 3 }),
      fc.constantFrom(..."::%+#?&=/ ;@".split(""), "%3A", "%20", "銀行", "ﾊﾝｶｸ", "👩‍💻", "\n", "null", "Steam"),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) =>
    parts
      .join("")
      .replace(/\p{Surrogate}/gu, "\ufffd")
      .trim(),
  )

const secretOf = (min: number) => fc.uint8Array({ minLength: min, maxLength: 80 }).map((bytes) => new Secret(bytes))
const issuer = text.filter((t) => !["null", "undefined"].includes(t.toLowerCase()))
const algorithm = fc.constantFrom<Algorithm>("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5")
const digits = fc.integer({ min: 1, max: 10 })
const names = { issuer, name: text }
const pin = fc.option(fc.oneof(fc.stringMatching(/^[0-9]{4,16}$/), fc.stringMatching(/^[a-z]{4,8}[0189]$/)), { nil: null })

const drafts: fc.Arbitrary<Draft> = fc.oneof(
  fc
    .record({
      kind: fc.constant("totp" as const),
      ...names,
      secret: secretOf(1),
      algorithm,
      digits,
      period: fc.integer({ min: 1, max: 2_147_483 }),
    })
    // An issuer called Steam with five digits is read as kind steam.
    .filter((d) => d.issuer.toLowerCase() !== "steam" || d.digits !== 5)
    .map(makeDraft),
  fc
    .record({ kind: fc.constant("hotp" as const), ...names, secret: secretOf(1), algorithm, digits, counter: fc.maxSafeNat() })
    .map(makeDraft),
  fc.record({ kind: fc.constant("steam" as const), ...names, secret: secretOf(1) }).map(makeDraft),
  fc
    .record({ kind: fc.constant("motp" as const), ...names, secret: secretOf(1) })
    .filter((d) => d.secret.reveal()[0] !== 0x20 && d.secret.reveal().at(-1) !== 0x20)
    .map(makeDraft),
  fc
    .record({ kind: fc.constant("yandex" as const), ...names, secret: secretOf(16), pin })
    .filter((d) => d.issuer !== "")
    .map(makeDraft),
)
const styles = fc.record<UriStyle>({ defaults: fc.constantFrom("written", "omitted"), issuer: fc.constantFrom("both", "parameter") })
const plain = (draft: Draft) => ({ ...draft, secret: draft.secret.toBase32() })

describe("a URI", () => {
  it("written from any account reads back as the same account", () => {
    fc.assert(
      fc.property(drafts, styles, (draft, style) => {
        const uri = formatOtpUri(draft, style)
        assert.match(uri, /^(?:otpauth|motp):\/\/[A-Za-z0-9._~%:/?&=-]*$/)
        assert.deepEqual(plain(parseOtpUri(uri)), plain(draft))
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })

  it("that was read and written again reads back as the same account", () => {
    const pieces = fc.constantFrom(
      ...[
        "otpauth://",
        "totp/",
        "hotp/",
        "steam/",
        "motp:/",
        "yaotp/",
        "steam://",
        "?secret=",
        "JBSWY3DPEHPK3PXP",
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK",
      ],
      ...[
        "&issuer=",
        "Steam",
        "Acme",
        ":",
        "%3A",
        "%",
        "+",
        "#",
        "&",
        "=",
        "&digits=",
        "5",
        "8",
        "&period=",
        "&counter=",
        "&pin=",
        "null",
        " ",
      ],
    )
    let readCount = 0
    fc.assert(
      fc.property(
        fc.constantFrom("otpauth://totp/", "otpauth://steam/", "otpauth://motp/", "motp://"),
        fc.array(pieces, { maxLength: 14 }),
        (start, parts) => {
          let draft: Draft
          try {
            draft = parseOtpUri(start + parts.join(""))
          } catch (e) {
            assert.ok(isAppError(e))
            return
          }
          readCount++
          // A URI of mOTP does not contain the PIN.
          const expected = draft.kind === "motp" ? { ...plain(draft), pin: null } : plain(draft)
          assert.deepEqual(plain(parseOtpUri(formatOtpUri(draft))), expected)
        },
      ),
      { seed: SEED, numRuns: 5000 },
    )
    assert.ok(readCount > 50, `only ${readCount} were read`)
  })

  it("of any text gives an account or an AppError", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "otpauth://", "otpauth://totp/x?secret=", "steam://", "motp://a:b?secret="),
        fc.string({ unit: "binary" }),
        (start, rest) => {
          try {
            parseOtpUri(start + rest)
          } catch (e) {
            assert.ok(isAppError(e))
          }
        },
      ),
      { seed: SEED, numRuns: 3000 },
    )
  })
})
