import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../src/base/display.ts"
import { wrap } from "../../../src/base/wrap.ts"
import { chosenRow, columnsRow, fitRow, gauge, rowWidth, span, textRow, withBand } from "../../../src/tui/components/rows.ts"
import { plain } from "../play.ts"

const wrapped: [name: string, text: string, width: number, lines: string[]][] = [
  ["keeps words whole", "the quick brown fox", 10, ["the quick", "brown fox"]],
  ["cuts a word that is wider than the line", "abcdefghij", 4, ["abcd", "efgh", "ij"]],
  ["breaks Japanese between characters", "保管庫はロック", 6, ["保管庫", "はロッ", "ク"]],
  ["does not begin a line with a full stop", "保管庫です。次", 10, ["保管庫で", "す。次"]],
  ["does not end a line with an opening bracket", "保管（庫）です", 6, ["保管", "（庫）", "です"]],
  ["keeps Latin words in Japanese whole", "これは keyferry です", 10, ["これは", "keyferry", "です"]],
  ["keeps line breaks", "a\n\nb", 10, ["a", "", "b"]],
  ["makes one empty line of an empty text", "", 10, [""]],
]
describe("wrap", () => {
  for (const [name, text, width, lines] of wrapped) {
    it(name, () => {
      assert.deepEqual(wrap(text, width), lines)
    })
  }

  it("never makes a line wider than the limit, and drops only blanks", () => {
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

  it("show … where text was cut off, even at the border of two spans", () => {
    assert.deepEqual(plain([fitRow([span("abc"), span("def")], 3)]), ["ab…"])
    assert.deepEqual(plain([fitRow([span("abc"), span("def")], 6)]), ["abcdef"])
  })

  it("place columns by their width in cells, and leave out those without width", () => {
    const row = columnsRow([
      { text: "日本語", width: 5 },
      { text: "hidden", width: 0 },
      { text: "7 s", width: 5, align: "right" },
    ])
    assert.deepEqual(plain([row]), ["日本…   7 s"])
  })

  it("have a gauge that is readable without colour", () => {
    assert.deepEqual([gauge(1, 4), gauge(0.5, 4), gauge(0, 4), gauge(7, 4)], ["━━━━", "━━──", "────", "━━━━"])
  })

  it("cover the lower end of a body with a band", () => {
    const body = ["1", "2", "3", "4"].map((text) => textRow(text))
    assert.deepEqual(plain(withBand(body, [textRow("sure?")], 4, 5)), ["1", "2", "─────", "sure?"])
    assert.deepEqual(plain(withBand(body, [textRow("a"), textRow("b")], 2, 5)), ["a", "b"])
  })
})
