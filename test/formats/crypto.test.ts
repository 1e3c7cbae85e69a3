import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import {
  argon2,
  argon2WaitS,
  hkdfExpandSha256,
  openCbc,
  openGcm,
  pbkdf2,
  scrypt,
  sealCbc,
  sealGcm,
  spellings,
} from "../../src/formats/crypto/crypto.ts"
import { checkFileBytes, checkInflated, checkZipMembers } from "../../src/formats/limits.ts"
import { processorMs } from "../processor-time.ts"
import { background } from "./ports.ts"

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value)
const unhex = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, "hex"))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const fails =
  (code: ErrorCode) =>
  (e: unknown): boolean =>
    isAppError(e, code)

describe("a key derivation", () => {
  it("PBKDF2 gives RFC 6070's second vector", async () => {
    const key = await pbkdf2("password", utf8("salt"), { rounds: 2, length: 20, hash: "sha1" })
    assert.equal(hex(key), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")
  })
  it("scrypt gives RFC 7914's second vector", async () => {
    const key = await scrypt("password", utf8("NaCl"), { n: 1024, r: 8, p: 16, length: 64 })
    assert.ok(hex(key).startsWith("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"))
  })
  it("HKDF-Expand is its definition's first block", () => {
    const expected = createHmac("sha256", "key").update("enc\u0001").digest("hex")
    assert.equal(hex(hkdfExpandSha256(utf8("key"), "enc")), expected)
  })

  const weak = { variant: "argon2id", password: "p", salt: utf8("12345678"), length: 32 } as const
  const rows: [name: string, run: () => Promise<unknown>, code: ErrorCode][] = [
    ["11 million rounds of PBKDF2", () => pbkdf2("p", utf8("s"), { rounds: 11e6, length: 32, hash: "sha256" }), "limit-exceeded"],
    ["no round at all", () => pbkdf2("p", utf8("s"), { rounds: 0, length: 32, hash: "sha256" }), "format-damaged"],
    ["half a round", () => pbkdf2("p", utf8("s"), { rounds: 1.5, length: 32, hash: "sha256" }), "format-damaged"],
    ["2 GiB of scrypt", () => scrypt("p", utf8("s"), { n: 2 ** 21, r: 8, p: 1, length: 32 }), "limit-exceeded"],
    ["scrypt a thousand times over", () => scrypt("p", utf8("s"), { n: 2 ** 15, r: 8, p: 1000, length: 32 }), "limit-exceeded"],
    ["scrypt of 1000", () => scrypt("p", utf8("s"), { n: 1000, r: 8, p: 1, length: 32 }), "format-damaged"],
    ["2 GiB of Argon2", () => argon2({ ...weak, memoryKiB: 2 << 20, iterations: 1, parallelism: 1 }, { background }), "limit-exceeded"],
    [
      "a million passes of Argon2",
      () => argon2({ ...weak, memoryKiB: 1024, iterations: 1e6, parallelism: 1 }, { background }),
      "limit-exceeded",
    ],
    [
      "Argon2 with too short a salt",
      () => argon2({ ...weak, salt: utf8("1"), memoryKiB: 64, iterations: 1, parallelism: 1 }, { background }),
      "format-damaged",
    ],
    [
      "Argon2 with less memory than lanes",
      () => argon2({ ...weak, memoryKiB: 8, iterations: 1, parallelism: 4 }, { background }),
      "format-damaged",
    ],
  ]
  for (const [name, run, code] of rows) {
    it(`${name} ends with ${code}, at once`, async () => {
      const started = processorMs()
      await assert.rejects(run(), fails(code))
      assert.ok(processorMs() - started < 1000)
    })
  }

  it("does not start after the user has cancelled", async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(pbkdf2("p", utf8("s"), { rounds: 1, length: 32, hash: "sha1" }, { signal }), fails("interrupted"))
    await assert.rejects(argon2({ ...weak, memoryKiB: 64, iterations: 1, parallelism: 1 }, { background, signal }), fails("interrupted"))
  })

  it("gives every Unicode spelling of a password once", () => {
    assert.deepEqual(spellings("plain"), ["plain"])
    assert.deepEqual(spellings("e\u0301"), ["e\u0301", "\u00e9"])
  })
})

describe("AES", () => {
  const key = unhex("feffe9928665731c6d6a8f9467308308")
  const nonce = unhex("cafebabefacedbaddecaf888")

  it("GCM gives the specification's fourth test case", () => {
    const plain = unhex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    )
    const aad = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    const sealed = sealGcm({ key, nonce, aad }, plain)
    assert.equal(hex(sealed.subarray(-16)), "5bc94fbc3221a5db94fae95ae7121a47")
    assert.equal(hex(openGcm({ key, nonce, aad }, sealed)!), hex(plain))
    assert.equal(openGcm({ key, nonce }, sealed), null)
  })
  it("GCM does not open less than a tag, nor without a nonce", () => {
    assert.throws(() => openGcm({ key, nonce }, unhex("00")), fails("format-damaged"))
    assert.throws(() => openGcm({ key, nonce: unhex("") }, new Uint8Array(32)), fails("format-damaged"))
  })
  it("CBC decrypts what it encrypted, and finds most wrong keys by the padding", () => {
    const iv = new Uint8Array(16)
    const sealed = sealCbc(key, iv, utf8("sixteen bytes or more"))
    assert.equal(Buffer.from(openCbc(key, iv, sealed)!).toString(), "sixteen bytes or more")
    assert.equal(openCbc(new Uint8Array(16), iv, sealed), null)
    assert.equal(openCbc(key, iv, sealed.subarray(1)), null)
    assert.equal(openCbc(key, iv, new Uint8Array()), null)
    assert.throws(() => openCbc(key, unhex("00"), sealed), fails("format-damaged"))
  })
})

describe("a limit", () => {
  it("applies to the size of a file, its unpacked size and its number of members", () => {
    checkFileBytes(64 << 20)
    assert.throws(() => {
      checkFileBytes((64 << 20) + 1)
    }, fails("limit-exceeded"))
    checkInflated(200 << 20, 10 << 20)
    assert.throws(() => {
      checkInflated(300 << 20, 64 << 20)
    }, fails("limit-exceeded"))
    assert.throws(() => {
      checkInflated(100 << 20, 1000)
    }, fails("limit-exceeded"))
    assert.throws(() => {
      checkZipMembers(10_001)
    }, fails("limit-exceeded"))
  })
})

describe("the wait for Argon2", () => {
  it("is told from two seconds on", () => {
    assert.equal(argon2WaitS({ memoryKiB: 64 * 1024, iterations: 3 }), undefined)
    assert.equal(argon2WaitS({ memoryKiB: 256 * 1024, iterations: 16 }), 5)
    assert.equal(argon2WaitS({ memoryKiB: NaN, iterations: 3 }), undefined)
  })
})
