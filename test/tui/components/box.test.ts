import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { boxRows, centredBox, withBox } from "../../../src/tui/components/box.ts"
import { chosenRow, rowWidth, sliceRow, span, spanAt, textRow } from "../../../src/tui/components/rows.ts"
import { plain } from "../play.ts"

describe("a box", () => {
  it("has a border, its title in it, and rows of equal width", () => {
    const rows = boxRows("Sure?", [textRow(" yes")], 12)
    assert.deepEqual(plain(rows), ["┌ Sure? ───┐", "│ yes      │", "└──────────┘"])
    assert.ok(rows.flat().every(({ overlay }) => overlay === true))
  })

  it("cuts a title that is too long", () => {
    assert.deepEqual(plain(boxRows("Delete them?", [], 10)), ["┌ Dele… ─┐", "└────────┘"])
  })

  it("stands in the middle of the screen", () => {
    const box = centredBox("", [textRow("a")], 4, { columns: 10, rows: 7 })
    assert.deepEqual([box.x, box.y, box.rows.length], [3, 2, 3])
  })

  it("covers the screen below it, whose wide characters are not split", () => {
    const under = ["0123456789", "二二二二二", "0123456789", "ab"].map((text) => textRow(text))
    const size = { columns: 10, rows: 4 }
    const drawn = withBox(under, { x: 3, y: 1, width: 4, rows: boxRows("", [], 4) }, size)
    assert.deepEqual(plain(drawn), ["0123456789", "二 ┌──┐ 二", "012└──┘789", "ab"])
    assert.equal(rowWidth(drawn[1] ?? []), 10)
  })

  it("takes the focus and the clicks from the screen below it", () => {
    const under = [chosenRow([{ text: "a", click: "q", item: 1 }], 6)]
    const drawn = withBox(under, { x: 4, y: 0, width: 2, rows: [textRow("xx")] }, { columns: 6, rows: 1 })
    assert.deepEqual(plain(drawn), ["a   xx"])
    for (const part of drawn.flat()) assert.deepEqual([part.selected, part.click, part.item], [undefined, undefined, undefined])
  })
})

describe("cells of a row", () => {
  it("are found by their place", () => {
    const row = [span("ab"), span("二", "strong"), span("c", "accent")]
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((x) => spanAt(row, x)?.role ?? "-"),
      ["-", "-", "strong", "strong", "accent", "-"],
    )
    assert.deepEqual(plain([sliceRow(row, 1, 4), sliceRow(row, 3, 9), sliceRow(row, 5, 9)]), ["b二", " c", ""])
  })
})
