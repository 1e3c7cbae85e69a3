import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../src/base/display.ts"
import type { Lang } from "../../../src/base/language.ts"
import { answerConfirm, confirm, confirmBox, CONFIRM_KEYS } from "../../../src/tui/components/confirm.ts"
import { clickKey } from "../../../src/tui/components/rows.ts"
import type { Confirm } from "../../../src/tui/core/confirm.ts"
import { key, plain, pressed } from "../play.ts"

const QUESTION = confirm("Delete 3 accounts?", { text: "They stay in the trash for 30 days.", yes: "Delete", no: "Keep" })

/** The result of one key on a new question. */
const press = (name: string) => answerConfirm(QUESTION, pressed(CONFIRM_KEYS, key(name))!)

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

describe("the box of a question", () => {
  const boxAt = (columns: number, rows: number, question: Confirm = QUESTION, lang: Lang = "en") =>
    confirmBox(question, CONFIRM_KEYS, { columns, rows }, lang)

  it("has the question as its title, the answers with the harmless one chosen, and the keys", () => {
    const box = boxAt(80, 24)
    assert.deepEqual(plain(box.rows), [
      `┌ Delete 3 accounts? ${"─".repeat(34)}┐`,
      `│  They stay in the trash for 30 days.${" ".repeat(17)}│`,
      `│${" ".repeat(54)}│`,
      `│▌ [ Keep ]    [ Delete ]${" ".repeat(30)}│`,
      `│  Enter choose  y delete  n keep  Esc keep${" ".repeat(12)}│`,
      `└${"─".repeat(54)}┘`,
    ])
    assert.deepEqual([box.x, box.y], [12, 9])
  })

  it("has buttons and keys that can be clicked", () => {
    const clicks = boxAt(80, 24)
      .rows.flat()
      .flatMap((part) => (clickKey(part) === undefined ? [] : [`${part.text.trim()} ${clickKey(part)}`]))
    for (const click of ["[ Keep ] escape", "[ Delete ] y", "n n", "keep escape"]) assert.ok(clicks.includes(click), click)
  })

  it("leaves out the keys that do not work", () => {
    const withoutN = CONFIRM_KEYS.map((binding) => (binding.action === "no" ? { ...binding, keys: ["escape"] } : binding))
    const [line] = plain(confirmBox(QUESTION, withoutN, { columns: 80, rows: 24 }, "en").rows).slice(-2)
    assert.match(line ?? "", /^│ {2}Enter choose {2}y delete {2}Esc keep +│$/)
  })

  it("has no row for a text where there is none", () => {
    assert.equal(boxAt(80, 24, { ...QUESTION, text: "" }).rows.length, 5)
  })

  it("cuts a long text in a small window, never the answers", () => {
    const text = "この操作は取り消せません。本当によいか、もう一度考えてください。".repeat(20)
    const box = boxAt(40, 10, { ...QUESTION, text }, "ja")
    const lines = plain(box.rows)
    assert.equal(lines.length, 10)
    assert.ok(lines.every((line) => cellWidth(line) === 40))
    assert.match(lines[6] ?? "", /… *│$/)
    assert.match(lines[7] ?? "", /\[ Keep \] +\[ Delete \]/)
    assert.match(lines[8] ?? "", /Enter 選ぶ/)
  })

  it("has answers that are too wide for one row in two", () => {
    const lines = plain(boxAt(40, 12, { ...QUESTION, yes: "Replace them all by the new ones", no: "Keep them as they are" }).rows)
    assert.deepEqual(
      lines.slice(3, 5).map((line) => line.replace(/ *│$/, "")),
      ["│▌ [ Keep them as they are ]", "│  [ Replace them all by the new ones ]"],
    )
  })
})
