import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../../src/tui/components/confirm.ts"
import { key, pressed } from "../play.ts"

/** The result of one key on a new question. */
const press = (name: string) => answerConfirm(confirm("Sure?"), pressed(CONFIRM_KEYS, key(name))!)

describe("a question with two answers", () => {
  for (const name of ["left", "right", "tab", "backtab"]) {
    it(`chooses the other answer on ${name}`, () => {
      const step = press(name)
      assert.ok(step !== null && "state" in step && step.state.onYes)
    })
  }
  for (const name of ["h", "l", "j", "k", "q", "space"]) {
    it(`ignores ${name}`, () => {
      assert.equal(press(name), null)
    })
  }
  it("takes y as yes, n and Esc as no, and Enter as no at first", () => {
    assert.deepEqual(["y", "n", "escape", "enter"].map(press), [{ answer: true }, { answer: false }, { answer: false }, { answer: false }])
  })
})
