import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { rowWidth, textRow } from "../../../src/tui/components/rows.ts"
import { thumb, withScrollbar } from "../../../src/tui/components/scrollbar.ts"
import { plain } from "../play.ts"

describe("a scrollbar", () => {
  it("is not drawn where the whole list is shown", () => {
    assert.deepEqual(plain(withScrollbar([textRow("one"), textRow("two")], 0, 2, 10)), ["one", "two"])
  })

  it("stands in the last column and keeps the rows' width, wide characters cut", () => {
    const rows = withScrollbar([textRow("さくら銀行さくら"), textRow("x")], 0, 9, 10)
    assert.deepEqual(rows.map(rowWidth), [10, 10])
    assert.deepEqual(
      rows.map((row) => row.at(-1)?.text),
      ["█", "│"],
    )
  })

  it("has a thumb in proportion, at an end only where the list is", () => {
    assert.deepEqual(thumb(0, 33, 21), { from: 0, to: 13 })
    assert.deepEqual(thumb(12, 33, 21), { from: 8, to: 21 })
    assert.deepEqual(thumb(1, 1000, 21), { from: 1, to: 2 })
    assert.deepEqual(thumb(978, 1000, 21), { from: 19, to: 20 })
    for (let offset = 0; offset <= 79; offset++) {
      const { from, to } = thumb(offset, 100, 21)
      assert.ok(from >= 0 && to <= 21 && to > from)
      assert.equal(from === 0, offset === 0)
      assert.equal(to === 21, offset === 79)
    }
  })
})
