import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toAccount, makeDraft } from "../../../src/accounts/account.ts"
import type { Account, Draft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { format } from "../../../src/base/language.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { qrPreflight } from "../../../src/migrate/qr/qr-losses.ts"
import type { QrTarget } from "../../../src/migrate/qr/qr-losses.ts"
import { NOW_MS, seededRandom } from "../../formats/ports.ts"

const random = seededRandom("qr losses")
const account = (fields: Partial<Draft>): Account =>
  toAccount(makeDraft({ kind: "totp", secret: new Secret(Buffer.alloc(20, 1)), issuer: "I", name: "n", ...fields }), {
    nowMs: NOW_MS,
    order: 0,
    random,
    taken: () => false,
  })

describe("what the scanning app cannot hold", () => {
  const cases: [name: string, target: QrTarget, fields: Partial<Draft>, writable: boolean, expected: RegExp | null][] = [
    ["an ordinary account goes to a phone without losses", "phone", {}, true, null],
    [
      "a Steam account is read by some apps only",
      "phone",
      makeDraft({ kind: "steam", secret: new Secret(Buffer.alloc(20)) }),
      true,
      /do not read Steam codes.*Aegis/,
    ],
    ["an mOTP account is read by some apps only", "phone", { kind: "motp", algorithm: "MD5", period: 10 }, true, /do not read mOTP codes/],
    ["SHA224 is supported by few apps", "phone", { algorithm: "SHA224" }, true, /SHA224/],
    ["unusual settings may be ignored", "phone", { algorithm: "SHA256", digits: 8, period: 60 }, true, /SHA256, 8 digits, 60 s/],
    [
      "unusual settings of a counter account may be ignored",
      "phone",
      { kind: "hotp", digits: 8, period: null, counter: 1 },
      true,
      /SHA1, 8 digits: compare/,
    ],
    ["Google's batches hold no other period", "google", { period: 60 }, false, /every 60 s/],
    ["an ordinary account goes into a batch without losses", "google", {}, true, null],
    ["a transfer does not keep icons", "keyferry", { icon: { mime: "image/png", data: "AAAA" } }, true, /icon/],
    ["a transfer keeps everything else", "keyferry", { note: "a note", groups: ["g"], favorite: true, period: 47 }, true, null],
  ]
  for (const [name, target, fields, writable, expected] of cases) {
    it(name, () => {
      const row = qrPreflight(target, [account(fields)], HANDLERS)[0]!
      assert.equal(row.writable, writable)
      const text = row.losses.map(({ what }) => format(what, "en")).join("\n")
      if (expected === null) assert.equal(text, "")
      else assert.match(text, expected)
      for (const { what } of row.losses) assert.doesNotThrow(() => format(what, "ja"))
    })
  }
})
