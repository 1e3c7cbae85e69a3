import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { menuRows, updateMenu } from "../../../src/tui/components/menu.ts"
import { plain } from "../play.ts"

const ITEMS = ["One", "Two", "Three", "Four"].map((title) => ({ title, text: `${title} in other words.` }))
const rows = (cursor: number, height: number, lang: "en" | "ja" = "en") => plain(menuRows(ITEMS, cursor, 40, height, lang))
const explained = (lines: readonly string[]) =>
  lines.filter((line) => line.includes("in other words")).map((line) => line.trim().split(" ")[0])

describe("a menu", () => {
  it("has a sentence for each item and blank rows where these fit", () => {
    assert.equal(rows(0, 12).length, 12)
    assert.deepEqual(explained(rows(0, 12)), ["One", "Two", "Three", "Four"])
  })
  it("loses the blank rows first, then one sentence at a time from the last item, the chosen item's last", () => {
    assert.deepEqual(explained(rows(3, 8)), ["One", "Two", "Three", "Four"])
    assert.deepEqual(explained(rows(3, 7)), ["One", "Two", "Four"])
    assert.deepEqual(explained(rows(0, 6)), ["One", "Two"])
    assert.deepEqual(explained(rows(3, 5)), ["Four"])
  })
  it("says how many items are cut above and below, and keeps the chosen one in view", () => {
    assert.deepEqual(rows(0, 3), ["▌ 1  One", "     One in other words.", "  … 3 more"])
    assert.deepEqual(rows(3, 3), ["  … 3 above", "▌ 4  Four", "     Four in other words."])
    for (let cursor = 0; cursor < 4; cursor++)
      for (let height = 1; height < 14; height++) {
        const lines = rows(cursor, height)
        assert.ok(lines.length <= height)
        if (height >= 3)
          assert.ok(
            lines.some((line) => line.startsWith("▌")),
            `${cursor} in ${height}`,
          )
      }
  })
  it("says so in Japanese", () => {
    assert.equal(rows(0, 3, "ja").at(-1), "  … 他 3 件")
  })
  it("is moved by a click, and a click where the cursor is chooses", () => {
    const second = menuRows(ITEMS, 0, 40, 12, "en").find((row) => row.some(({ text }) => text.includes("Two")))?.[0]?.item
    assert.deepEqual(updateMenu(0, { type: "clicked", x: 3, y: 3, item: second ?? -1 }, 4), { cursor: 1, chosen: null })
    assert.deepEqual(updateMenu(1, { type: "clicked", x: 3, y: 3, item: 1 }, 4), { cursor: 1, chosen: 1 })
    assert.equal(updateMenu(1, { type: "clicked", x: 3, y: 3 }, 4), null)
  })
})
