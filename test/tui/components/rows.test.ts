import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../src/base/display.ts"
import { chosenRow, columnsRow, fitRow, gauge, rowWidth, span, textRow, withBand, wrap } from "../../../src/tui/components/rows.ts"
import { plain } from "../play.ts"

const wrapped: [name: string, text: string, width: number, lines: string[]][] = [
  ["words stay whole", "the quick brown fox", 10, ["the quick", "brown fox"]],
  ["a word that is too long is cut", "abcdefghij", 4, ["abcd", "efgh", "ij"]],
  ["Japanese breaks between characters", "保管庫はロック", 6, ["保管庫", "はロッ", "ク"]],
  ["a full stop does not begin a line", "保管庫です。次", 10, ["保管庫で", "す。次"]],
  ["an opening bracket does not end a line", "保管（庫）です", 6, ["保管", "（庫）", "です"]],
  ["Latin inside Japanese stays whole", "これは keyferry です", 10, ["これは", "keyferry", "です"]],
  ["line breaks are kept", "a\n\nb", 10, ["a", "", "b"]],
  ["an empty text is one empty line", "", 10, [""]],
]
describe("wrapping", () => {
  for (const [name, text, width, lines] of wrapped) {
    it(name, () => {
      assert.deepEqual(wrap(text, width), lines)
    })
  }

  it("never makes a line wider than the limit, and loses only blanks", () => {
    const text = "keyferry は端末の認証アプリ（authenticator）です。 https://example.com/a/very/long/path 🔑🔑🔑 終わり。"
    for (let width = 2; width < 60; width++) {
      const lines = wrap(text, width)
      assert.ok(
        lines.every((line) => cellWidth(line) <= width),
        String(width),
      )
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""))
    }
  })
})

describe("rows", () => {
  for (const width of [1, 2, 5, 9, 10, 11, 30]) {
    it(`are exactly ${width} cells after fitting`, () => {
      for (const row of [textRow("日本語日本語"), [span("ab"), span("日本"), span("cd")], [span("1234567890"), span("")], []]) {
        assert.equal(rowWidth(fitRow(row, width)), width)
        assert.equal(rowWidth(chosenRow(row, width)), width)
      }
    })
  }

  it("say with … that something was left out, even at the border of two spans", () => {
    assert.deepEqual(plain([fitRow([span("abc"), span("def")], 3)]), ["ab…"])
    assert.deepEqual(plain([fitRow([span("abc"), span("def")], 6)]), ["abcdef"])
  })

  it("put columns beside each other by cells, and leave out those without width", () => {
    const row = columnsRow([
      { text: "日本語", width: 5 },
      { text: "gone", width: 0 },
      { text: "7 s", width: 5, align: "right" },
    ])
    assert.deepEqual(plain([row]), ["日本…   7 s"])
  })

  it("draw a bar that is read without colour", () => {
    assert.deepEqual([gauge(1, 4), gauge(0.5, 4), gauge(0, 4), gauge(7, 4)], ["####", "##--", "----", "####"])
  })

  it("lay a band over the lower end of a body", () => {
    const body = ["1", "2", "3", "4"].map((text) => textRow(text))
    assert.deepEqual(plain(withBand(body, [textRow("sure?")], 4, 5)), ["1", "2", "-----", "sure?"])
    assert.deepEqual(plain(withBand(body, [textRow("a"), textRow("b")], 2, 5)), ["a", "b"])
  })
})
