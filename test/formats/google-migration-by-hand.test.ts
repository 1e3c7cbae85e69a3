// Google's transfer codes as we write them, read by a decoder that is written only from the descriptions of protobuf and of the message.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Draft } from "../../src/accounts/account.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { VECTORS } from "./vectors.ts"

type Value = bigint | Buffer

/** All fields of a message in their order. Only varints and bytes occur. @see protobuf.dev/programming-guides/encoding */
function fieldsOf(message: Buffer): [field: number, value: Value][] {
  const fields: [number, Value][] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++)
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = Number(varint())
    if ((tag & 7) === 0) fields.push([tag >> 3, varint()])
    else {
      assert.equal(tag & 7, 2, "neither a varint nor bytes")
      const length = Number(varint())
      assert.ok(at + length <= message.length)
      fields.push([tag >> 3, message.subarray(at, (at += length))])
    }
  }
  return fields
}

const numberOf = (value: Value | undefined): number => Number(BigInt.asIntN(64, typeof value === "bigint" ? value : 0n))
const textOf = (value: Value | undefined): string => (Buffer.isBuffer(value) ? value.toString("utf8") : "")

interface Payload {
  readonly accounts: readonly object[]
  readonly version: number
  readonly size: number
  readonly index: number
  readonly id: number
}

function payloadOf(uri: string): Payload {
  const { protocol, host, searchParams } = new URL(uri)
  assert.deepEqual([protocol, host, [...searchParams.keys()]], ["otpauth-migration:", "offline", ["data"]])
  const fields = fieldsOf(Buffer.from(searchParams.get("data")!, "base64"))
  const one = new Map(fields.filter(([field]) => field !== 1))
  const accounts = fields.flatMap(([field, value]) => (field === 1 && Buffer.isBuffer(value) ? [new Map(fieldsOf(value))] : []))
  return {
    accounts: accounts.map((account) => ({
      secret: (account.get(1) as Buffer).toString("hex"),
      name: textOf(account.get(2)),
      issuer: textOf(account.get(3)),
      algorithm: ["", "SHA1", "SHA256", "SHA512", "MD5"][numberOf(account.get(4))],
      digits: [0, 6, 8][numberOf(account.get(5))],
      kind: ["", "hotp", "totp"][numberOf(account.get(6))],
      counter: numberOf(account.get(7)),
    })),
    version: numberOf(one.get(2)),
    size: numberOf(one.get(3)),
    index: numberOf(one.get(4)),
    id: numberOf(one.get(5)),
  }
}

const toRecord = ({ secret, name, issuer, algorithm, digits, kind, counter }: Draft): object => ({
  ...{ secret: Buffer.from(secret.reveal()).toString("hex"), name, issuer, algorithm, digits, kind },
  counter: counter ?? 0,
})

describe("Google's transfer codes", () => {
  it("hold every account to the last field, ten per code, numbered, under one id", async () => {
    const writer = handlerById(HANDLERS, "google-migration")!.writer!
    const { keeps } = writer
    const fits = (draft: Draft): boolean =>
      keeps.kinds.includes(draft.kind) &&
      keeps.algorithms.includes(draft.algorithm) &&
      keeps.digits.includes(draft.digits) &&
      (draft.period === null || draft.period === 30)
    const drafts = VECTORS.filter(fits)
    assert.ok(drafts.length > 20 && drafts.some(({ counter }) => (counter ?? 0) > 2 ** 32))
    const bytes = await writer.run(drafts, { background, random: seededRandom("by hand"), nowMs: NOW_MS, password: null })
    const uris = Buffer.from(bytes).toString("utf8").trimEnd().split("\n")
    const payloads = uris.map(payloadOf)
    assert.deepEqual(
      payloads.flatMap(({ accounts }) => accounts),
      drafts.map(toRecord),
    )
    const size = Math.ceil(drafts.length / 10)
    assert.deepEqual(
      payloads.map(({ version, size, index }) => [version, size, index]),
      Array.from({ length: size }, (_, index) => [1, size, index]),
    )
    const [{ id } = { id: 0 }] = payloads
    assert.ok(id !== 0 && payloads.every((payload) => payload.id === id && (id | 0) === id))
  })
})
