import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../../../src/tui/components/confirm.ts"
import { chosenOption, formState, isChecked, lineValue } from "../../../../src/tui/components/forms/form-state.ts"
import { formView } from "../../../../src/tui/components/forms/form-view.ts"
import { formKeys, updateForm } from "../../../../src/tui/components/forms/form.ts"
import type { FormItem, FormState } from "../../../../src/tui/components/forms/form-state.ts"
import type { FormEvent } from "../../../../src/tui/components/forms/form.ts"
import { rowWidth } from "../../../../src/tui/components/rows.ts"
import type { KeyMsg, Msg } from "../../../../src/tui/core/messages.ts"
import { key, keys, pasted, plain, pressed, typed } from "../../play.ts"

const ITEMS: FormItem[] = [
  { kind: "line", id: "name", label: "Name" },
  { kind: "note", rows: [] },
  { kind: "check", id: "sure", label: "Sure" },
  { kind: "choice", id: "size", label: "Size", options: ["S", "M", "L"] },
  {
    kind: "buttons",
    buttons: [
      { id: "ok", label: "OK" },
      { id: "no", label: "No" },
    ],
  },
]
const START = formState({ focus: "name", lines: { name: "" } })

function after(start: FormState, ...msgs: readonly (Msg | readonly Msg[])[]): { state: FormState; events: FormEvent[] } {
  const events: FormEvent[] = []
  let state = start
  for (const msg of msgs.flat()) {
    const step = updateForm(ITEMS, state, msg.type === "key" ? pressed(formKeys(ITEMS, state), msg)! : msg)
    state = step.state
    if (step.event !== null) events.push(step.event)
  }
  return { state, events }
}

const moves: [name: string, msgs: Msg[], focus: string][] = [
  ["moves to the next item on Tab", keys("tab"), "sure"],
  ["moves from the first to the last on Shift-Tab", keys("backtab"), "no"],
  ["moves to each button on Tab", keys("tab", "tab", "tab", "tab"), "no"],
  ["moves from the last to the first on Tab", keys("backtab", "tab"), "name"],
  ["skips a note on Down", keys("down", "down"), "size"],
  ["moves to the row of buttons on Down", keys("down", "down", "down", "down"), "ok"],
  ["leaves the row of buttons on Up", keys("backtab", "up"), "size"],
  ["moves between buttons on Left and Right", keys("backtab", "left"), "ok"],
  ["stays on the first item on Up", keys("up"), "name"],
  ["moves down on j where no text is typed", keys("tab", "j"), "size"],
]
describe("the focus of a form", () => {
  for (const [name, msgs, focus] of moves) {
    it(name, () => {
      assert.equal(after(START, msgs).state.focus, focus)
    })
  }
})

describe("a form", () => {
  it("types every letter into the focused line, j and k included", () => {
    assert.equal(lineValue(after(START, typed("jk q"), pasted("?")).state, "name"), "jk q?")
  })

  it("ticks a box on Space, and changes a choice on Left and Right, from the last option to the first", () => {
    const { state } = after(START, keys("tab", "space", "tab", "left"))
    assert.equal(isChecked(state, "sure"), true)
    assert.equal(chosenOption(state, "size"), 2)
    assert.equal(chosenOption(after(state, keys("right")).state, "size"), 0)
  })

  it("reports Enter on a line and a pressed button as different events", () => {
    assert.deepEqual(after(START, keys("enter", "backtab", "enter")).events, [
      { type: "entered", id: "name" },
      { type: "pressed", id: "no" },
    ])
  })

  it("leaves Esc to the screen", () => {
    assert.equal(updateForm(ITEMS, START, pressed(formKeys(ITEMS, START), key("escape"))!).handled, false)
  })

  it("puts labels beside the lines, or above them in a narrow window", () => {
    assert.equal(plain(formView(ITEMS, START, 80, 20).rows)[0], "▌ Name")
    assert.deepEqual(plain(formView(ITEMS, after(START, typed("x")).state, 80, 20).rows)[0], "▌ Name  x")
    assert.deepEqual(plain(formView(ITEMS, after(START, typed("x")).state, 40, 20).rows).slice(0, 2), ["▌ Name", "  x"])
  })

  it("shows a problem below its line", () => {
    const rows = formView([{ kind: "line", id: "name", label: "Name", problem: "too short" }], START, 80, 20).rows
    assert.equal(plain(rows)[1], "        ! too short")
  })

  for (const [width, height] of [
    [40, 3],
    [40, 8],
    [80, 4],
  ] as const) {
    it(`keeps the focus visible at ${width}x${height}`, () => {
      let state = START
      for (let step = 0; step < 6; step++) {
        const view = formView(ITEMS, state, width, height)
        assert.ok(view.rows.length <= height)
        assert.ok(view.rows.every((row) => rowWidth(row) <= width))
        assert.ok(
          plain(view.rows).some((line) => line.includes("▌ ")),
          state.focus,
        )
        if (view.cursor !== null) assert.ok(view.cursor.y >= 0 && view.cursor.y < height)
        state = after(state, keys("tab")).state
      }
    })
  }
})

describe("a question", () => {
  const answers: [name: string, keys: KeyMsg[], answer: boolean][] = [
    ["starts on No", keys("enter"), false],
    ["goes to Yes on Tab", keys("tab", "enter"), true],
    ["goes to Yes and back to No on Right and Left", keys("right", "left", "enter"), false],
    ["takes y as yes", keys("y"), true],
    ["takes n as no", keys("tab", "n"), false],
    ["takes Esc as no on Yes too", keys("tab", "escape"), false],
  ]
  for (const [name, keyMsgs, answer] of answers) {
    it(name, () => {
      let state = confirm("Sure?", { yes: "Yes", no: "No" })
      for (const msg of keyMsgs.slice(0, -1)) {
        const step = answerConfirm(state, pressed(CONFIRM_KEYS, msg)!)
        assert.ok(step !== null && "state" in step)
        state = step.state
      }
      assert.deepEqual(answerConfirm(state, pressed(CONFIRM_KEYS, keyMsgs.at(-1)!)!), { answer })
    })
  }
  it("gives the focus to the field that is clicked, ticks a box, presses a button, and takes a choice's next option on a second click", () => {
    const click = (state: FormState, text: string) => {
      const { rows } = formView(ITEMS, state, 80, 20)
      const item = rows.flat().find((part) => part.text.includes(text))?.item
      return after(state, { type: "clicked", x: 0, y: 0, ...(item === undefined ? {} : { item }) })
    }
    const ticked = click(START, "Sure")
    assert.deepEqual([ticked.state.focus, isChecked(ticked.state, "sure")], ["sure", true])
    const chosen = click(ticked.state, "Size")
    assert.deepEqual([chosen.state.focus, chosenOption(chosen.state, "size"), chosen.events], ["size", 0, []])
    assert.equal(chosenOption(click(chosen.state, "Size").state, "size"), 1)
    assert.deepEqual(click(START, "[ No ]").events, [{ type: "pressed", id: "no" }])
    assert.equal(click(chosen.state, "Name").state.focus, "name")
  })
})
