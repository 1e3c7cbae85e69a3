import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fitList, LIST_KEYS, LIST_START, listWindow, moveList, moveListBy } from "../../../src/tui/components/list.ts"
import type { ListState } from "../../../src/tui/components/list.ts"
import { actionOf } from "../../../src/tui/core/keys.ts"

const moves: [name: string, start: ListState, key: string, count: number, height: number, after: ListState][] = [
  ["down moves the cursor", { cursor: 0, offset: 0 }, "down", 9, 5, { cursor: 1, offset: 0 }],
  ["j at the lower edge scrolls by one", { cursor: 4, offset: 0 }, "j", 9, 5, { cursor: 5, offset: 1 }],
  ["down stops at the last item", { cursor: 8, offset: 4 }, "down", 9, 5, { cursor: 8, offset: 4 }],
  ["k at the upper edge scrolls back", { cursor: 3, offset: 3 }, "k", 9, 5, { cursor: 2, offset: 2 }],
  ["up stops at the first item", { cursor: 0, offset: 0 }, "up", 9, 5, { cursor: 0, offset: 0 }],
  ["page down keeps one line visible", { cursor: 0, offset: 0 }, "pagedown", 100, 10, { cursor: 9, offset: 0 }],
  ["page up stops at the first item", { cursor: 5, offset: 2 }, "pageup", 100, 10, { cursor: 0, offset: 0 }],
  ["G goes to the end", { cursor: 0, offset: 0 }, "G", 100, 10, { cursor: 99, offset: 90 }],
  ["g goes to the start", { cursor: 99, offset: 90 }, "g", 100, 10, { cursor: 0, offset: 0 }],
  ["G does nothing in an empty list", { cursor: 0, offset: 0 }, "G", 0, 10, { cursor: 0, offset: 0 }],
]
describe("a list", () => {
  for (const [name, start, key, count, height, after] of moves) {
    it(name, () => {
      assert.deepEqual(moveListBy(start, actionOf(LIST_KEYS, key)!, count, height), after)
    })
  }

  it("keeps the cursor visible when the list gets shorter or the window smaller", () => {
    assert.deepEqual(fitList({ cursor: 90, offset: 85 }, 10, 5), { cursor: 9, offset: 5 })
    assert.deepEqual(fitList({ cursor: 9, offset: 0 }, 10, 3), { cursor: 9, offset: 7 })
  })

  it("shows no empty rows below the last item when the window grows", () => {
    assert.deepEqual(listWindow({ cursor: 9, offset: 7 }, 10, 8), { from: 2, to: 10 })
  })

  it("accepts a window without height", () => {
    assert.deepEqual(moveList(LIST_START, 3, 10, 0), { cursor: 3, offset: 3 })
  })
})
