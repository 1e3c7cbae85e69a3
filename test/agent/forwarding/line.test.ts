import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { formatAnswer, parseAnswer, parseRequest } from "../../../src/agent/forwarding/line.ts"

const parsed = (text: string | Buffer): string | null => parseRequest(Buffer.from(text))

describe("a line through a forwarded socket", () => {
  it("asks for the code of an account", () => {
    assert.equal(parsed("code github"), "github")
    assert.equal(parsed("code  GitHub: 花子 "), "GitHub: 花子")
    assert.equal(parsed(`code ${"x".repeat(512)}`)?.length, 512)
  })

  const bad: [name: string, line: string | Buffer][] = [
    ["another word", "codes github"],
    ["no query", "code  "],
    ["a query that is too long", `code ${"x".repeat(513)}`],
    ["a control character", "code a\tb"],
    ["a direction mark", "code a\u202eb"],
    ["bytes that are no text", Buffer.from("636f646520ff", "hex")],
  ]
  for (const [name, line] of bad)
    it(`asks for nothing with ${name}`, () => {
      assert.equal(parsed(line), null)
    })

  it("says a code or why there is none", () => {
    for (const answer of [
      { type: "ok", code: "123456", seconds: 12, label: "GitHub: alice" },
      { type: "error", word: "denied", text: "denied: nothing was given" },
    ] as const)
      assert.deepEqual(parseAnswer(formatAnswer(answer).trimEnd()), answer)
  })

  it("is one line without control characters, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "é", "\n", "\r", "\0", "\u001b", "\u009b", "\u202e", "\u2028") }), (text) => {
        assert.match(formatAnswer({ type: "error", word: "denied", text }), /^[^\p{Cc}]*\n$/u)
        assert.doesNotMatch(JSON.stringify(parseAnswer(`ok 123456 12 ${text}`)), /[\p{Cc}]/u)
      }),
    )
  })
})
