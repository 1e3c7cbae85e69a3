import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AppError } from "../../../src/base/errors.ts"
import { newRecoveryKey, parseRecoveryKey, RECOVERY_KEY_TEXTS } from "../../../src/vault/recovery/recovery-key.ts"

const KEY = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33"
const parse = (text: string) => new TextDecoder().decode(parseRecoveryKey(new TextEncoder().encode(text)))

describe("reading a recovery key", () => {
  it("finds the key in a file with comments and blank lines", () => {
    assert.equal(parse(`# created: 2026\r\n\r\n  # AGE-SECRET-KEY-1Q\r\n${KEY}\r\n# end`), KEY)
  })

  it("finds the key as it was typed from paper", () => {
    const grouped = "AGE-SECRET-KEY-1\nGQ9778 VQXMMJ VE8SK7 J6VT8U J4HDQA\n JUVSFC WCM02D 8GEWQ7 2PVQ2Y 5J33"
    assert.equal(parse(grouped), KEY)
    assert.equal(parse(grouped.toLowerCase()), KEY)
    const fullWidth = Array.from(KEY.toLowerCase(), (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)).join("\u3000")
    assert.equal(parse(`\ufeff${fullWidth}`), KEY)
    assert.equal(parse(Array.from(KEY, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)).join("\u00a0")), KEY)
  })

  it("names a typing error", () => {
    const mistakes = [KEY.slice(0, -1), `${KEY}Q`, KEY.replace("GQ97", "GQ79"), KEY.replace("VQX", "VBX"), `${KEY}\n${KEY}`]
    for (const text of mistakes) assert.throws(() => parse(text), new AppError("password-wrong", RECOVERY_KEY_TEXTS.mistyped), text)
  })

  it("refuses what is no key", () => {
    for (const text of ["", "# nothing", "correct horse battery staple", "age1qqqqq", "\xff\xef\xbc"])
      assert.throws(() => parse(text), new AppError("password-wrong", RECOVERY_KEY_TEXTS.none), text)
  })

  it("makes keys that it can read", () => {
    const { key, recipient } = newRecoveryKey()
    assert.equal(parse(key), key)
    assert.match(recipient, /^age1/)
  })
})
