// Damaged and hostile files of WinAuth, Authenticator Plus and OTP Auth.
import assert from "node:assert/strict"
import { createCipheriv, createHash } from "node:crypto"
import { describe, it } from "node:test"
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js"
import { isAppError } from "../../src/base/errors.ts"
import { readBinaryPlist } from "../../src/formats/apps/otpauth-ios/binary-plist.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { readAll } from "./reading.ts"
import { samplesOf } from "./samples.ts"

const sampleOf = (id: string, file: string) => {
  const sample = samplesOf(id).find(({ files }) => files[0] === file)!
  return { bytes: sample.inputs[0]!.bytes, password: sample.password ?? "" }
}

async function outcomeCode(id: string, bytes: Uint8Array, password = ""): Promise<string> {
  const outcome = await readAll([{ name: "x", bytes }], { password }, handlerById(HANDLERS, id))
  return outcome.state === "failed" ? outcome.error.code : "read"
}

const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, n) => (n === at ? byte ^ 0x55 : byte))

async function zipOf(name: string, content: Uint8Array): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 9 })
  await writer.add(name, new Uint8ArrayReader(content))
  return await writer.close()
}

describe("a zip of URIs", () => {
  for (const [id, member] of [
    ["winauth", "list.txt"],
    ["authenticator-plus", "Accounts.txt"],
  ] as const) {
    it(`that unpacks to more than a thousand times its size is refused: ${id}`, async () => {
      assert.equal(await outcomeCode(id, await zipOf(member, new Uint8Array(16 << 20))), "limit-exceeded")
    })
    it(`that is cut off is damaged: ${id}`, async () => {
      const whole = await zipOf(member, new TextEncoder().encode("otpauth://totp/x?secret=MZXW6\n".repeat(50)))
      assert.equal(await outcomeCode(id, whole), "read")
      assert.equal(await outcomeCode(id, whole.subarray(0, -30)), "format-damaged")
    })
    it(`without a list in it is damaged: ${id}`, async () => {
      assert.equal(await outcomeCode(id, await zipOf("other.bin", new Uint8Array(9))), "format-damaged")
    })
  }
})

describe("the database of Authenticator Plus", () => {
  const { bytes, password } = sampleOf("authenticator-plus", "authplus.db")
  it("is damaged where the HMAC of a later page does not match", async () => {
    assert.equal(await outcomeCode("authenticator-plus", changed(bytes, 1500), password), "format-damaged")
  })
  it("gives a wrong password where its first page is damaged", async () => {
    assert.equal(await outcomeCode("authenticator-plus", changed(bytes, 100), password), "password-wrong")
    assert.equal(await outcomeCode("authenticator-plus", bytes.subarray(0, 700), password), "password-wrong")
  })
})

describe("a file of OTP Auth", () => {
  const old = sampleOf("otpauth-ios", "backup-1.0.otpauthdb")
  const current = sampleOf("otpauth-ios", "backup-1.1.otpauthdb")
  it("is damaged where its outer layer does not open", async () => {
    for (const { bytes, password } of [old, current]) {
      assert.equal(await outcomeCode("otpauth-ios", bytes.subarray(0, -16), password), "format-damaged")
      assert.equal(await outcomeCode("otpauth-ios", bytes.subarray(0, 32), password), "format-damaged")
      assert.equal(await outcomeCode("otpauth-ios", new Uint8Array(64), password), "format-damaged")
    }
  })
  it("ends with a wrong password for any other password", async () => {
    for (const guess of ["", "a", "b", "c", "d", "e"]) assert.equal(await outcomeCode("otpauth-ios", old.bytes, guess), "password-wrong")
  })
  it("that holds another property list is damaged", async () => {
    const key = createHash("sha256").update("Authenticator").digest()
    const cipher = createCipheriv("aes-256-cbc", key, new Uint8Array(16))
    const plist = plistOf(Buffer.from([0x09]), [0])
    assert.equal(await outcomeCode("otpauth-ios", Buffer.concat([cipher.update(plist), cipher.final()])), "format-damaged")
  })
})

/** A property list of one-byte offsets and references. */
function plistOf(objects: Buffer, offsets: readonly number[]): Buffer {
  const head = Buffer.from("bplist00")
  const trailer = Buffer.alloc(32)
  trailer[6] = 1
  trailer[7] = 1
  trailer.writeBigUInt64BE(BigInt(offsets.length), 8)
  trailer.writeBigUInt64BE(BigInt(head.length + objects.length), 24)
  return Buffer.concat([head, objects, Buffer.from(offsets.map((at) => at + head.length)), trailer])
}

describe("a binary property list", () => {
  it("gives each kind of value", () => {
    const objects: Buffer[] = [
      Buffer.from([0xa9, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      Buffer.from([0x08]),
      Buffer.from([0x09]),
      Buffer.from([0x10, 0xff]),
      Buffer.from([0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]),
      Buffer.concat([
        Buffer.from([0x23]),
        (() => {
          const b = Buffer.alloc(8)
          b.writeDoubleBE(1.5)
          return b
        })(),
      ]),
      Buffer.from([0x42, 0x01, 0x02]),
      Buffer.concat([Buffer.from([0x53]), Buffer.from("abc")]),
      Buffer.from([0x62, 0x5c, 0x71, 0x75, 0x30]),
      Buffer.from([0xd1, 7, 3]),
    ]
    const offsets = objects.map((_, n) => objects.slice(0, n).reduce((sum, { length }) => sum + length, 0))
    const map = new Map([["abc", 255]])
    assert.deepEqual(readBinaryPlist(plistOf(Buffer.concat(objects), offsets)), [
      false,
      true,
      255,
      -2,
      1.5,
      Uint8Array.of(1, 2),
      "abc",
      "\u5c71\u7530",
      map,
    ])
  })
  const hostile: [name: string, objects: number[], offsets: number[], code: string][] = [
    ["that holds itself", [0xa1, 0], [0], "limit-exceeded"],
    [
      "that doubles at each of thirty levels",
      Array.from({ length: 30 }, (_, n) => [0xa2, n + 1, n + 1])
        .flat()
        .concat(0x08),
      Array.from({ length: 31 }, (_, n) => n * 3),
      "limit-exceeded",
    ],
    ["that refers to a missing object", [0xa1, 9], [0], "format-damaged"],
    ["whose string goes beyond its end", [0x5f, 0x12, 0x7f, 0xff, 0xff, 0xff], [0], "format-damaged"],
    ["whose list is longer than the file", [0xaf, 0x11, 0xff, 0xff], [0], "format-damaged"],
    ["of an unknown type", [0x70], [0], "format-damaged"],
  ]
  for (const [name, objects, offsets, code] of hostile) {
    it(`${name} is refused`, () => {
      assert.throws(
        () => readBinaryPlist(plistOf(Buffer.from(objects), offsets)),
        (e) => isAppError(e) && e.code === code,
      )
    })
  }
})
