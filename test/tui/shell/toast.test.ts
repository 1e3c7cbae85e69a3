import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { chosenRow, rowWidth, textRow } from "../../../src/tui/components/rows.ts"
import type { Row } from "../../../src/tui/core/frame.ts"
import { drawToast, errorToast, placeToast, toastOf } from "../../../src/tui/shell/toast.ts"
import type { Toast } from "../../../src/tui/shell/toast.ts"
import { NOW, plain } from "../play.ts"
import { failed, open, tick } from "./app-run.ts"

const ROWS = Array.from({ length: 10 }, (_, y) => textRow(`row ${y}`))
const DONE: Toast = { text: "copied GitHub", untilMs: NOW, failed: false }
function shown(toast: Toast, width = 80, rows: readonly Row[] = ROWS, cursorY: number | null = null): string[] {
  const drawn = drawToast(rows, placeToast(rows, toast, width, "en", cursorY), width)
  for (const row of drawn) assert.ok(rowWidth(row) <= width)
  return plain(drawn)
}

describe("a message over the screen", () => {
  it("stands at the right end of the row above the footer", () => {
    const rows = shown(DONE)
    assert.equal(rows[8], "row 8".padEnd(64) + "│ copied GitHub")
    assert.equal(rows[9], "row 9")
  })

  it("takes the footer's place in a narrow window", () => {
    const rows = shown(DONE, 60)
    assert.equal(rows[9], "│ copied GitHub")
    assert.equal(rows[8], "row 8")
  })

  for (const width of [80, 60]) {
    it(`does not cover the chosen row, nor the text cursor (${width} columns)`, () => {
      const chosen = ROWS.map((row, y) => (y >= 8 ? chosenRow(row, width) : row))
      assert.match(shown(DONE, width, chosen)[7] ?? "", /copied GitHub$/)
      assert.match(shown(DONE, width, width === 80 ? ROWS : chosen, width === 80 ? 8 : 7)[width === 80 ? 7 : 6] ?? "", /copied GitHub$/)
    })
  }

  it("has at most three rows, the last one cut", () => {
    const rows = shown({ text: "many words ".repeat(40), untilMs: NOW, failed: false }).filter((row) => row.includes("│"))
    assert.equal(rows.length, 3)
    assert.match(rows[2] ?? "", /…$/)
  })

  it("goes after 4 seconds; a long one later", () => {
    assert.equal(toastOf("copied", NOW)?.untilMs, NOW + 4000)
    assert.equal(toastOf("a".repeat(100), NOW)?.untilMs, NOW + 4000 + 40 * 60)
    assert.equal(toastOf("", NOW), null)
  })

  it("of an error names it as one, and stays until a key is pressed", () => {
    assert.match(shown(errorToast("The disk is full."))[8] ?? "", /│ {2}failed {2}The disk is full\.$/)
    const run = open().then(failed("put-accounts"), tick(200_000))
    assert.match(run.lines.join("\n"), /The disk is full\./)
    assert.doesNotMatch(run.then({ type: "key", key: "down", text: null }).lines.join("\n"), /The disk is full/)
  })
})
