import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { answerConfirm, confirm } from "../../../src/tui/components/confirm.ts"
import { key } from "../play.ts"

describe("a question", () => {
  for (const name of ["left", "right", "tab", "backtab"]) {
    it(`moves to the other answer by ${name}`, () => {
      const step = answerConfirm(confirm("Sure?"), key(name))
      assert.ok(step !== null && "state" in step && step.state.onYes)
    })
  }
  for (const name of ["h", "l", "j", "k", "q", "space"]) {
    it(`does nothing by ${name}`, () => {
      assert.equal(answerConfirm(confirm("Sure?"), key(name)), null)
    })
  }
  it("is answered by y, n and Esc; Enter means no at first", () => {
    assert.deepEqual(
      ["y", "n", "escape", "enter"].map((name) => answerConfirm(confirm("Sure?"), key(name))),
      [{ answer: true }, { answer: false }, { answer: false }, { answer: false }],
    )
  })
})
