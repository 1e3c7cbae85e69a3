import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { alphanumericCapacity } from "../../src/qr/draw/matrix.ts"
import { cutFile, looksLikePart, parsePart, PartCollector, setOf } from "../../src/transfer/parts.ts"
import { seededRandom } from "../formats/ports.ts"

const random = seededRandom("parts")
const FILE = random.bytes(777)
const OTHER = random.bytes(300)

function collect(texts: readonly string[]): PartCollector {
  const collector = new PartCollector()
  for (const text of texts) collector.add(parsePart(text))
  return collector
}
const shuffled = (texts: readonly string[]): string[] => [...texts].sort((a, b) => (a.slice(-20) < b.slice(-20) ? -1 : 1))
/** Another character in the middle of the chunk. */
const alter = (text: string): string => text.slice(0, 40) + (text[40] === "A" ? "B" : "A") + text.slice(41)

describe("cutting a transfer", () => {
  for (const version of [3, 5, 6, 8, 13, 18, 40]) {
    it(`gives parts that fit a QR code of version ${version} and join to the same file`, () => {
      const room = alphanumericCapacity(version)
      const parts = cutFile(FILE, room)
      for (const [index, part] of parts.entries()) {
        assert.ok(part.length <= room)
        assert.match(part, /^[0-9A-Z:/-]+$/)
        assert.match(part, new RegExp(`^KEYFERRY:1/${setOf(FILE)}/${index + 1}-${parts.length}/`))
      }
      assert.deepEqual(collect(shuffled(parts)).file(setOf(FILE)), FILE)
    })
  }

  it("makes parts of nearly equal size", () => {
    const lengths = cutFile(FILE, 154).map((part) => part.length)
    assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 16, lengths.join(" "))
  })

  it("is refused where a code has room for little more than the head", () => {
    assert.throws(
      () => cutFile(random.bytes(9000), 30),
      (e) => isAppError(e, "limit-exceeded"),
    )
  })
})

describe("reading a part", () => {
  it("accepts any case and white space around it", () => {
    const [part] = cutFile(FILE, 200)
    assert.deepEqual(parsePart(` ${part!.toLowerCase()}\r\n`), parsePart(part!))
  })

  it("distinguishes a part of any version from other lines", () => {
    assert.deepEqual(["KEYFERRY:1/A", " keyferry:9", "KEYFERRY", "otpauth://totp/KEYFERRY:1/"].map(looksLikePart), [
      true,
      true,
      false,
      false,
    ])
  })

  const bad: [name: string, text: string, code: ErrorCode][] = [
    ["cut off in the head", "KEYFERRY:1/ABCDEFGH/1-", "format-damaged"],
    ["without a chunk", "KEYFERRY:1/ABCDEFGH/1-2/", "format-damaged"],
    ["beyond the count", "KEYFERRY:1/ABCDEFGH/3-2/AAAA", "format-damaged"],
    ["with index 0", "KEYFERRY:1/ABCDEFGH/0-2/AAAA", "format-damaged"],
    ["with too many parts", "KEYFERRY:1/ABCDEFGH/1-1000/AAAA", "format-damaged"],
    ["with a digit that base32 lacks", "KEYFERRY:1/ABCDEFGH/1-2/AAA1", "format-damaged"],
    ["longer than any QR code", `KEYFERRY:1/ABCDEFGH/1-2/${"A".repeat(5000)}`, "format-damaged"],
    ["of a later version", "KEYFERRY:2/anything", "format-version"],
  ]
  for (const [name, text, code] of bad) {
    it(`refuses one ${name}`, () => {
      assert.throws(
        () => parsePart(text),
        (e) => isAppError(e, code),
      )
    })
  }
})

describe("collecting parts", () => {
  const parts = cutFile(FILE, 300)

  it("ignores repeated parts", () => {
    const collector = new PartCollector()
    assert.equal(collector.add(parsePart(parts[0]!)), true)
    assert.equal(collector.add(parsePart(parts[0]!)), false)
  })

  it("names the missing parts", () => {
    const collector = collect(parts.filter((_, i) => i !== 1 && i !== 3))
    assert.equal(collector.file(setOf(FILE)), null)
    const count = parts.length
    const missing = [2, 4]
    const have = parts.map((_, i) => i + 1).filter((index) => !missing.includes(index))
    assert.deepEqual(collector.states(), [{ set: setOf(FILE), count, have, missing, state: "incomplete" }])
  })

  it("keeps two transfers apart", () => {
    const collector = collect([parts[0]!, ...cutFile(OTHER, 300), ...parts.slice(1)])
    assert.deepEqual(
      collector.states().map(({ set, state }) => [set, state]),
      [
        [setOf(FILE), "whole"],
        [setOf(OTHER), "whole"],
      ],
    )
    assert.deepEqual(collector.file(setOf(OTHER)), OTHER)
  })

  it("notices an altered part when all are there", () => {
    const collector = collect(parts.map((part, i) => (i === 2 ? alter(part) : part)))
    assert.equal(collector.states()[0]?.state, "altered")
    assert.equal(collector.file(setOf(FILE)), null)
  })

  it("ignores an altered part when the right one was read too", () => {
    assert.deepEqual(collect([alter(parts[2]!), ...parts]).file(setOf(FILE)), FILE)
  })

  it("reports the fuller of two cuttings", () => {
    const finer = cutFile(FILE, 200)
    assert.equal(collect([...finer.slice(1), ...parts]).states()[0]?.state, "whole")
    assert.deepEqual(collect([finer[0]!, ...parts.slice(1)]).states()[0]?.missing, [1])
  })
})
