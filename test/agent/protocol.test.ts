import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { encodeMessage, MAX_MESSAGE_BYTES, MessageReader } from "../../src/agent/protocol.ts"

describe("a message between agent and client", () => {
  it("arrives whole, however it is split", () => {
    const messages = fc.array(fc.tuple(fc.jsonValue(), fc.uint8Array({ maxLength: 50 })), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(messages, fc.array(fc.nat(200), { maxLength: 8 }), (sent, cuts) => {
        const all = Buffer.concat(sent.map(([head, bytes]) => encodeMessage(head, bytes)))
        const ends = [...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
        const reader = new MessageReader<unknown>()
        const arrived = ends.flatMap((end, index) => reader.push(Uint8Array.from(all.subarray(ends[index - 1] ?? 0, end))))
        assert.deepEqual(
          arrived.map(({ head, bytes }) => [JSON.stringify(head), Buffer.from(bytes).toString("hex")]),
          sent.map(([head, bytes]) => [JSON.stringify(head), Buffer.from(bytes).toString("hex")]),
        )
      }),
    )
  })

  it("is overwritten once it is read", () => {
    const chunk = encodeMessage({ type: "unlock" }, Buffer.from("AGE-SECRET-KEY-1"))
    new MessageReader().push(chunk)
    assert.ok(chunk.every((byte) => byte === 0))
  })

  it("is overwritten where it stays unfinished", () => {
    const chunk = encodeMessage({ type: "unlock" }, Buffer.from("AGE-SECRET-KEY-1")).slice(0, -1)
    const reader = new MessageReader()
    reader.push(chunk)
    reader.wipe()
    assert.ok(chunk.every((byte) => byte === 0))
  })

  const lengths = (...numbers: number[]): Buffer => {
    const bytes = Buffer.alloc(4 * numbers.length)
    for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index)
    return bytes
  }
  const bad: [name: string, bytes: Buffer][] = [
    ["too long", lengths(MAX_MESSAGE_BYTES + 1)],
    ["of the greatest length", lengths(0xffffffff)],
    ["too short to have a head", lengths(3)],
    ["with a head longer than itself", Buffer.concat([lengths(6, 3), Buffer.from("{}")])],
    ["whose head is not JSON", Buffer.concat([lengths(6, 2), Buffer.from("{{")])],
    ["whose head is empty", lengths(4, 0)],
  ]
  for (const [name, bytes] of bad)
    it(`is refused when it is ${name}`, () => {
      assert.throws(
        () => new MessageReader().push(bytes),
        (e) => e instanceof RangeError || e instanceof SyntaxError,
      )
    })
})
