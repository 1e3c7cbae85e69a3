import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, Stanza } from "age-encryption"
import fc from "fast-check"
import { decodeBech32, encodeBech32 } from "../../src/age/bech32.ts"
import { X25519Identity } from "../../src/age/x25519.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe("bech32", () => {
  it("gives any bytes back, in lower and in upper case", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constantFrom("age", "AGE-SECRET-KEY-"), (bytes, prefix) => {
        assert.deepEqual(decodeBech32(prefix, encodeBech32(prefix, bytes), bytes.length), bytes)
      }),
    )
  })

  it("is refused with any character changed, in another case, cut off or longer", () => {
    const right = text(encodeBech32("age", new Uint8Array(32).fill(7)))
    for (let at = 0; at < right.length; at++) {
      const other = right[at] === "q" ? "p" : "q"
      for (const wrong of [other, "b", "-", "é", right[at]!.toUpperCase()].filter((one) => one !== right[at]))
        assert.equal(decodeBech32("age", utf8(right.slice(0, at) + wrong + right.slice(at + 1)), 32), null, `${wrong} at ${at}`)
    }
    for (const wrong of ["", right.slice(0, -1), right + "q", right.toUpperCase()]) assert.equal(decodeBech32("age", utf8(wrong), 32), null)
    assert.equal(decodeBech32("age", utf8(right), 31), null)
  })

  it("is refused where its last bits are set", () => {
    assert.notEqual(decodeBech32("age", encodeBech32("age", new Uint8Array(32)), 32), null)
    assert.equal(decodeBech32("age", utf8("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpfwgqrs"), 32), null)
  })
})

describe("an X25519 identity", () => {
  it("has the text and the recipient that the age package gives it", async () => {
    for (let i = 0; i < 20; i++) {
      const key = await generateX25519Identity()
      const identity = X25519Identity.parse(utf8(key))
      assert.equal(text(identity!.toText()), key)
      assert.equal(identity!.recipient, await identityToRecipient(key))
    }
  })

  it("is another one each time it is generated", () => {
    assert.notEqual(X25519Identity.generate().recipient, X25519Identity.generate().recipient)
  })

  it("opens what the age package seals for it among others, and the package what is sealed for its recipient", async () => {
    const [identity, other] = [X25519Identity.generate(), X25519Identity.generate()]
    const encrypter = new Encrypter()
    for (const { recipient } of [other, identity]) encrypter.addRecipient(recipient)
    const file = await encrypter.encrypt("hello")
    for (const key of [identity, text(identity.toText())]) {
      const decrypter = new Decrypter()
      decrypter.addIdentity(key)
      assert.equal(await decrypter.decrypt(file, "text"), "hello")
    }
    const stranger = new Decrypter()
    stranger.addIdentity(X25519Identity.generate())
    await assert.rejects(stranger.decrypt(file))
  })

  it("refuses malformed stanzas, and a share that makes the shared secret zero", () => {
    const identity = X25519Identity.generate()
    const share = Buffer.alloc(32, 9).toString("base64").replace("=", "")
    const body = new Uint8Array(32)
    assert.equal(identity.unwrapFileKey([new Stanza(["X25519", share], body)]), null)
    assert.equal(identity.unwrapFileKey([new Stanza(["other"], body)]), null)
    for (const args of [["X25519"], ["X25519", share, "x"], ["X25519", `${share}=`], ["X25519", share.slice(2)]])
      assert.throws(() => identity.unwrapFileKey([new Stanza(args, body)]), args.join(" "))
    assert.throws(() => identity.unwrapFileKey([new Stanza(["X25519", share], new Uint8Array(31))]))
    assert.throws(() => identity.unwrapFileKey([new Stanza(["X25519", "A".repeat(43)], body)]))
  })

  it("is overwritten when it is wiped", () => {
    const identity = X25519Identity.generate()
    const before = text(identity.toText())
    identity.wipe()
    assert.equal(text(identity.toText()), text(encodeBech32("AGE-SECRET-KEY-", new Uint8Array(32))))
    assert.notEqual(text(identity.toText()), before)
  })

  it("is not read from what is no identity", () => {
    const key = text(X25519Identity.generate().toText())
    for (const wrong of ["", "AGE-SECRET-KEY-1NONSENSE", key.toLowerCase(), key.slice(0, -1), key.replace("SECRET", "SECRER")])
      assert.equal(X25519Identity.parse(utf8(wrong)), null, wrong)
  })
})
