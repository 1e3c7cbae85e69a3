// OpenPGP messages for a password, put together here with node:crypto; the samples of Proton Pass are by gpg.
import assert from "node:assert/strict"
import { createCipheriv, createHash } from "node:crypto"
import { describe, it } from "node:test"
import { deflateRawSync } from "node:zlib"
import { isAppError } from "../../src/base/errors.ts"
import { openWithPassword } from "../../src/formats/crypto/openpgp.ts"
import { processorMs } from "../processor-time.ts"

const PASSWORD = "correct horse"
const SALT = Buffer.from("saltsalt")
/** With a length of five octets. */
function sized(tag: number, body: Uint8Array): Buffer {
  const head = Buffer.from([0xc0 | tag, 0xff, 0, 0, 0, 0])
  head.writeUInt32BE(body.length, 2)
  return Buffer.concat([head, body])
}
const cfb = (key: Uint8Array, data: Uint8Array): Buffer => createCipheriv("aes-256-cfb", key, Buffer.alloc(16)).update(data)
const literal = (text: string): Buffer => sized(11, Buffer.concat([Buffer.from([0x62, 0, 0, 0, 0, 0]), Buffer.from(text)]))

/** Coded count 96: 65,536 bytes are hashed. */
function derivedKey(): Buffer {
  const unit = Buffer.concat([SALT, Buffer.from(PASSWORD)])
  return createHash("sha256").update(Buffer.alloc(65_536, unit)).digest()
}
function sealed(key: Uint8Array, content: Uint8Array): Buffer {
  const prefix = Buffer.from("0123456789abcdefef", "latin1")
  const hashed = Buffer.concat([prefix, content, Buffer.from([0xd3, 0x14])])
  const plain = Buffer.concat([hashed, createHash("sha1").update(hashed).digest()])
  return sized(18, Buffer.concat([Buffer.from([1]), cfb(key, plain)]))
}
const slot = (rest: Uint8Array = Buffer.alloc(0)): Buffer =>
  sized(3, Buffer.concat([Buffer.from([4, 9, 3, 8]), SALT, Buffer.from([96]), rest]))
const message = (content: Uint8Array): Buffer => Buffer.concat([slot(), sealed(derivedKey(), content)])
const codeOf = (run: () => unknown): string => {
  try {
    run()
    return "opened"
  } catch (e) {
    return isAppError(e) ? e.code : "other"
  }
}

describe("an OpenPGP message for a password", () => {
  it("opens with the key that the password gives", () => {
    assert.equal(Buffer.from(openWithPassword(message(literal("hello")), PASSWORD)).toString(), "hello")
  })
  it("opens with a session key that the password's key decrypts", () => {
    const key = Buffer.alloc(32, 7)
    const bytes = Buffer.concat([slot(cfb(derivedKey(), Buffer.concat([Buffer.from([9]), key]))), sealed(key, literal("hello"))])
    assert.equal(Buffer.from(openWithPassword(bytes, PASSWORD)).toString(), "hello")
  })
  it("unpacks compressed content", () => {
    const content = sized(8, Buffer.concat([Buffer.from([1]), deflateRawSync(literal("hello ".repeat(100)))]))
    assert.equal(openWithPassword(message(content), PASSWORD).length, 600)
  })
  it("refuses content that unpacks to more than is allowed", () => {
    const content = sized(8, Buffer.concat([Buffer.from([1]), deflateRawSync(Buffer.alloc(8 << 20))]))
    assert.equal(
      codeOf(() => openWithPassword(message(content), PASSWORD)),
      "limit-exceeded",
    )
  })
  it("tells a wrong password from altered and cut content", () => {
    const bytes = message(literal("hello"))
    const altered = Uint8Array.from(bytes)
    altered[altered.length - 25]! ^= 1
    assert.equal(
      codeOf(() => openWithPassword(bytes, "wrong")),
      "password-wrong",
    )
    assert.equal(
      codeOf(() => openWithPassword(altered, PASSWORD)),
      "format-damaged",
    )
    assert.equal(
      codeOf(() => openWithPassword(bytes.subarray(0, -9), PASSWORD)),
      "format-damaged",
    )
  })
  it("measures every layer of compression against the whole message", () => {
    let content: Buffer = literal(" ".repeat(40 << 20))
    for (let layer = 0; layer < 2; layer++) content = sized(8, Buffer.concat([Buffer.from([1]), deflateRawSync(content)]))
    assert.equal(
      codeOf(() => openWithPassword(message(content), PASSWORD)),
      "limit-exceeded",
    )
  })
  it("names bzip2, with what to do instead", () => {
    const content = sized(8, Buffer.concat([Buffer.from([3]), Buffer.from("BZh9")]))
    assert.throws(
      () => openWithPassword(message(content), PASSWORD),
      (error) => isAppError(error, "format-unsupported") && /bzip2.*gpg --decrypt/.test(error.sentence.en),
    )
  })
  it("names other kinds of encryption as unsupported", () => {
    const aead = Buffer.concat([slot(), sized(20, Buffer.alloc(60))])
    assert.equal(
      codeOf(() => openWithPassword(aead, PASSWORD)),
      "format-unsupported",
    )
  })
  it("opens by a slot behind one that is not supported", () => {
    const foreign = sized(3, Buffer.from([5, 9, 3, 8, 1, 2, 3]))
    const bytes = Buffer.concat([foreign, message(literal("hello"))])
    assert.equal(Buffer.from(openWithPassword(bytes, PASSWORD)).toString(), "hello")
    assert.equal(
      codeOf(() => openWithPassword(bytes, "wrong")),
      "password-wrong",
    )
    assert.equal(
      codeOf(() => openWithPassword(Buffer.concat([foreign, sealed(derivedKey(), literal("x"))]), PASSWORD)),
      "format-unsupported",
    )
  })
  const MIB = 1 << 20
  const pairs = (high: number, low: number) => Buffer.alloc(30 * MIB, Buffer.from([high, low]))
  const bombs: readonly (readonly [name: string, bytes: () => Buffer, code: string])[] = [
    [
      "a body in millions of parts",
      () => Buffer.concat([slot(), Buffer.from([0xd2]), pairs(0xe0, 0x41), Buffer.from([0])]),
      "limit-exceeded",
    ],
    ["millions of packets", () => Buffer.concat([slot(), pairs(0xca, 0)]), "limit-exceeded"],
    [
      "more slots than any message has",
      () => Buffer.concat([...Array.from({ length: 33 }, () => slot()), message(literal("x"))]),
      "limit-exceeded",
    ],
    [
      "slots that each hash 65 MB",
      () =>
        Buffer.concat([
          ...Array.from({ length: 32 }, () => sized(3, Buffer.from([4, 9, 3, 8, ...Buffer.from("saltsalt"), 255]))),
          message(literal("x")),
        ]),
      "limit-exceeded",
    ],
    [
      "armour of nothing but lines",
      () => Buffer.from(`-----BEGIN PGP MESSAGE-----\n\njA0ECQMC\n${"\n".repeat(30 * MIB)}-----END PGP MESSAGE-----\n`),
      "format-damaged",
    ],
  ]
  for (const [name, bytes, code] of bombs) {
    it(`refuses ${name} at once`, () => {
      const message = bytes()
      const begun = processorMs()
      assert.equal(
        codeOf(() => openWithPassword(message, PASSWORD)),
        code,
      )
      assert.ok(processorMs() - begun < 5000)
    })
  }
})
