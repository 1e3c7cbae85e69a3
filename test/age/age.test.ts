import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import fc from "fast-check"
import { armor, dearmor, openWithIdentity, openWithPassphrase, sealForRecipients, sealWithPassphrase } from "../../src/age/age.ts"
import { X25519Identity } from "../../src/age/x25519.ts"
import { AppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { processorMs } from "../processor-time.ts"
import { run, stockOpen, stockSeal, withDirectory, withoutStockAge } from "./stock-age.ts"

const weak = { logN: 2, weakForTests: true }
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (file: Uint8Array) => Buffer.from(file).toString("latin1")
const headOf = (file: Uint8Array) => text(file).slice(0, text(file).indexOf("\n---"))
const refuses = (work: () => Promise<unknown>, code: ErrorCode) =>
  assert.rejects(work, (e: unknown) => e instanceof AppError && e.code === code)
/** Change one byte, counted from the end where negative. */
const flip = (file: Uint8Array, at: number) =>
  Uint8Array.from(file, (byte, i) => (i === (at + file.length) % file.length ? byte ^ 1 : byte))
const replaced = (file: Uint8Array, from: RegExp, to: string) => Uint8Array.from(Buffer.from(text(file).replace(from, to), "latin1"))
/** Change the first character of the header's MAC, whatever it is. */
const withOtherHeaderMac = (file: Uint8Array) => replaced(file, /--- ./, text(file).includes("--- A") ? "--- B" : "--- A")

describe("an age file with a passphrase", () => {
  for (const size of [0, 1, 65535, 65536, 65537, 200_000]) {
    it(`gives ${size} bytes back`, async () => {
      const plain = Uint8Array.from({ length: size }, (_, i) => i % 251)
      assert.deepEqual(
        await openWithPassphrase(await sealWithPassphrase(plain, Passphrase.of("correct horse"), weak), Passphrase.of("correct horse")),
        plain,
      )
    })
  }

  it("opens armoured as well as binary", async () => {
    const sealed = await sealWithPassphrase(bytes("hello"), Passphrase.of("p"), weak)
    assert.deepEqual(await openWithPassphrase(bytes(armor(sealed)), Passphrase.of("p")), bytes("hello"))
  })

  it("is written with 2^18 and never with less than 2^17 or more than 2^20", async () => {
    assert.match(headOf(await sealWithPassphrase(bytes("x"), Passphrase.of("p"))), /-> scrypt [A-Za-z0-9+/]{22} 18\n/)
    await assert.rejects(sealWithPassphrase(bytes("x"), Passphrase.of("p"), { logN: 16 }), TypeError)
    await assert.rejects(sealWithPassphrase(bytes("x"), Passphrase.of("p"), { logN: 21 }), TypeError)
    await assert.rejects(sealWithPassphrase(bytes("x"), Passphrase.of("")), TypeError)
  })

  it("has a new salt each time", async () => {
    const [a, b] = [
      await sealWithPassphrase(bytes("x"), Passphrase.of("p"), weak),
      await sealWithPassphrase(bytes("x"), Passphrase.of("p"), weak),
    ]
    assert.notEqual(headOf(a), headOf(b))
  })

  it("distinguishes each kind of failure", async () => {
    const sealed = await sealWithPassphrase(bytes("hello, this is the payload"), Passphrase.of("right"), weak)
    const toKey = await sealForRecipients(bytes("hello"), X25519Identity.generate().recipient)
    const rows: [name: string, file: Uint8Array, passphrase: string, code: ErrorCode][] = [
      ["a wrong passphrase", sealed, "wrong", "password-wrong"],
      ["an empty passphrase", sealed, "", "password-wrong"],
      ["another passphrase by case", sealed, "Right", "password-wrong"],
      ["no bytes", new Uint8Array(), "right", "format-damaged"],
      ["something else", bytes('{"accounts":[]}'), "right", "format-damaged"],
      ["the payload altered in its last byte", flip(sealed, -1), "right", "format-damaged"],
      ["the payload cut", sealed.slice(0, -3), "right", "format-damaged"],
      ["the payload gone", sealed.slice(0, text(sealed).indexOf("--- ") + 48), "right", "format-damaged"],
      ["the MAC of the header altered", withOtherHeaderMac(sealed), "right", "format-damaged"],
      ["the header cut", sealed.slice(0, 40), "right", "format-damaged"],
      ["a salt that is no base64", replaced(sealed, /scrypt ..../, "scrypt ...."), "right", "format-damaged"],
      ["a work factor with a leading zero", replaced(sealed, / 2\n/, " 02\n"), "right", "format-damaged"],
      ["a work factor of 2^21", replaced(sealed, / 2\n/, " 21\n"), "right", "limit-exceeded"],
      ["a work factor beyond all numbers", replaced(sealed, / 2\n/, " 999999999\n"), "right", "limit-exceeded"],
      ["two scrypt stanzas", replaced(sealed, /(-> scrypt[^-]*)/, "$1$1"), "right", "format-damaged"],
      ["a newer version", replaced(sealed, /org\/v1/, "org/v2"), "right", "format-version"],
      ["a file for a key", toKey, "right", "format-unsupported"],
      ["armour that is cut", bytes(armor(sealed).slice(0, 120)), "right", "format-damaged"],
    ]
    for (const [name, file, passphrase, code] of rows) {
      await assert.rejects(
        openWithPassphrase(file, Passphrase.of(passphrase)),
        (e: unknown) => e instanceof AppError && e.code === code,
        name,
      )
    }
  })

  it("accepts a higher work factor only where it is allowed", async () => {
    const sealed = await sealWithPassphrase(bytes("hello"), Passphrase.of("p"), { logN: 5, weakForTests: true })
    await refuses(() => openWithPassphrase(sealed, Passphrase.of("p"), { maxLogN: 4 }), "limit-exceeded")
    assert.deepEqual(await openWithPassphrase(sealed, Passphrase.of("p"), { maxLogN: 5 }), bytes("hello"))
  })

  it("stops waiting when the user cancels", async () => {
    // More than a second of work; its result does not matter.
    const sealed = replaced(await sealWithPassphrase(bytes("hello"), Passphrase.of("p"), weak), / 2\n/, " 19\n")
    const controller = new AbortController()
    const opening = openWithPassphrase(sealed, Passphrase.of("p"), { signal: controller.signal })
    setTimeout(() => {
      controller.abort()
    }, 20)
    const started = processorMs()
    await refuses(() => opening, "interrupted")
    assert.ok(processorMs() - started < 1000, "it waited for scrypt")
    await refuses(() => openWithPassphrase(sealed, Passphrase.of("p"), { signal: AbortSignal.abort() }), "interrupted")
  })

  it("throws nothing but AppError on any bytes", async () => {
    const sealed = await sealWithPassphrase(bytes("hello"), Passphrase.of("p"), weak)
    const broken = fc
      .tuple(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, by]) => sealed.map((b, i) => (i === at ? b ^ by : b)))
    // A damaged work factor may still be valid; up to 2^10 the work is quick.
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), broken), async (file) => {
        await openWithPassphrase(file, Passphrase.of("p"), { maxLogN: 10 }).catch((e: unknown) => {
          assert.ok(e instanceof AppError, String(e))
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe("an age file for an identity", () => {
  it("opens with each identity it was made for, and with no other", async () => {
    const [a, b, c] = [X25519Identity.generate(), X25519Identity.generate(), X25519Identity.generate()]
    const sealed = await sealForRecipients(bytes("hello"), a.recipient, b.recipient)
    assert.deepEqual(await openWithIdentity(sealed, a), bytes("hello"))
    assert.deepEqual(await openWithIdentity(sealed, b), bytes("hello"))
    await refuses(() => openWithIdentity(sealed, c), "password-wrong")
  })

  it("distinguishes damage from another key", async () => {
    const identity = X25519Identity.generate()
    const sealed = await sealForRecipients(bytes("hello"), identity.recipient)
    await refuses(() => openWithIdentity(flip(sealed, -1), identity), "format-damaged")
    await refuses(() => openWithIdentity(withOtherHeaderMac(sealed), identity), "format-damaged")
    await refuses(() => openWithIdentity(bytes("hello"), identity), "format-damaged")
    await refuses(async () => openWithIdentity(await sealWithPassphrase(bytes("x"), Passphrase.of("p"), weak), identity), "password-wrong")
  })
})

describe("the armour", () => {
  it("encodes and decodes any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (file) => {
        assert.deepEqual(dearmor(armor(file)), file)
      }),
    )
  })

  const sample = armor(Uint8Array.from({ length: 100 }, (_, i) => i))
  it("accepts CRLF and white space around it", () => {
    assert.equal(dearmor(`\n  ${sample.replaceAll("\n", "\r\n")}\n\n`).length, 100)
  })
  const bad: [name: string, text: string][] = [
    ["nothing", ""],
    ["no begin", sample.replace("BEGIN", "BEGAN")],
    ["no end", sample.slice(0, -10)],
    ["nothing between the marks", "-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n"],
    ["a short line in the middle", sample.replace("\n", "\nAAAA\n")],
    ["another alphabet", sample.replace(/\nA/, "\n_")],
    ["a line that is no whole number of bytes", sample.replace(/=+\n/, "\n")],
  ]
  for (const [name, text] of bad) {
    it(`is refused with ${name}`, () => {
      assert.throws(
        () => dearmor(text),
        (e: unknown) => e instanceof AppError && e.code === "format-damaged",
      )
    })
  }
})

describe("compatibility with stock age", { skip: withoutStockAge }, () => {
  it("age opens what we seal with a passphrase, at full cost", async () => {
    assert.deepEqual(
      stockOpen(await sealWithPassphrase(bytes("こんにちは"), Passphrase.of("correct horse 電池")), "correct horse 電池"),
      bytes("こんにちは"),
    )
  })

  it("we open what age -p and age -p -a seal", async () => {
    assert.deepEqual(
      await openWithPassphrase(stockSeal(bytes("hello"), "correct horse 電池"), Passphrase.of("correct horse 電池")),
      bytes("hello"),
    )
    const armoured = stockSeal(bytes("hello"), "p", ["-a"])
    assert.ok(text(armoured).startsWith("-----BEGIN AGE"))
    assert.deepEqual(await openWithPassphrase(armoured, Passphrase.of("p")), bytes("hello"))
  })

  it("both sides accept the same identities, and age reads our armour", async () => {
    const identity = X25519Identity.generate()
    const fromStock = run("age", ["-r", identity.recipient], bytes("hello"))
    assert.deepEqual(await openWithIdentity(fromStock, identity), bytes("hello"))
    const sealed = await sealForRecipients(bytes("hello"), identity.recipient)
    withDirectory((directory) => {
      const key = join(directory, "key")
      writeFileSync(key, identity.toText())
      assert.deepEqual(run("age", ["-d", "-i", key], bytes(armor(sealed))), bytes("hello"))
    })
  })
})
