import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { chosenOption, formState, formView, isChecked, lineValue, updateForm } from "../../../../src/tui/components/forms/form.ts"
import type { FormEvent, FormItem, FormState } from "../../../../src/tui/components/forms/form.ts"
import { answerConfirm, confirm } from "../../../../src/tui/components/confirm.ts"
import { rowWidth } from "../../../../src/tui/components/rows.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, keys, pasted, plain, typed } from "../../play.ts"

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
    const step = updateForm(ITEMS, state, msg)
    state = step.state
    if (step.event !== null) events.push(step.event)
  }
  return { state, events }
}

const focus: [name: string, msgs: Msg[], id: string][] = [
  ["Tab goes to the next", keys("tab"), "sure"],
  ["Shift-Tab from the first goes to the last", keys("backtab"), "no"],
  ["Tab goes through the buttons one by one", keys("tab", "tab", "tab", "tab"), "no"],
  ["Tab from the last goes to the first", keys("backtab", "tab"), "name"],
  ["down passes over what cannot have the focus", keys("down", "down"), "size"],
  ["down takes the buttons as one row", keys("down", "down", "down", "down"), "ok"],
  ["up from the second button leaves the row", keys("backtab", "up"), "size"],
  ["left and right go between buttons", keys("backtab", "left"), "ok"],
  ["up stops at the first", keys("up"), "name"],
  ["j moves where nothing is typed", keys("tab", "j"), "size"],
]
describe("the focus of a form", () => {
  for (const [name, msgs, id] of focus) {
    it(name, () => {
      assert.equal(after(START, msgs).state.focus, id)
    })
  }
})

describe("a form", () => {
  it("types into the line that has the focus, letters that move elsewhere too", () => {
    assert.equal(lineValue(after(START, typed("jk q"), pasted("?")).state, "name"), "jk q?")
  })

  it("ticks with Space and changes a choice with left and right, round and round", () => {
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
    assert.equal(updateForm(ITEMS, START, key("escape")).handled, false)
  })

  it("puts labels beside the lines where there is room, above them where there is not", () => {
    assert.equal(plain(formView(ITEMS, START, 80, 20).rows)[0], "> Name")
    assert.deepEqual(plain(formView(ITEMS, after(START, typed("x")).state, 80, 20).rows)[0], "> Name  x")
    assert.deepEqual(plain(formView(ITEMS, after(START, typed("x")).state, 40, 20).rows).slice(0, 2), ["> Name", "  x"])
  })

  it("says a problem in words below its line", () => {
    const rows = formView([{ kind: "line", id: "name", label: "Name", problem: "too short" }], START, 80, 20).rows
    assert.equal(plain(rows)[1], "        ! too short")
  })

  for (const [width, height] of [
    [40, 3],
    [40, 8],
    [80, 4],
  ] as const) {
    it(`keeps the focus in sight at ${width}x${height}`, () => {
      let state = START
      for (let step = 0; step < 6; step++) {
        const view = formView(ITEMS, state, width, height)
        assert.ok(view.rows.length <= height)
        assert.ok(view.rows.every((row) => rowWidth(row) <= width))
        assert.ok(
          plain(view.rows).some((line) => line.includes("> ")),
          state.focus,
        )
        if (view.cursor !== null) assert.ok(view.cursor.y >= 0 && view.cursor.y < height)
        state = after(state, keys("tab")).state
      }
    })
  }
})

describe("a question", () => {
  const answers: [name: string, msgs: Msg[], answer: boolean][] = [
    ["starts on No", keys("enter"), false],
    ["goes to Yes by Tab", keys("tab", "enter"), true],
    ["goes there and back", keys("right", "left", "enter"), false],
    ["is answered by y", keys("y"), true],
    ["is answered by n", keys("tab", "n"), false],
    ["is No for Esc, wherever the focus is", keys("tab", "escape"), false],
  ]
  for (const [name, msgs, answer] of answers) {
    it(name, () => {
      let state = confirm("Sure?")
      for (const msg of msgs.slice(0, -1)) {
        const step = answerConfirm(state, msg)
        assert.ok(step !== null && "state" in step)
        state = step.state
      }
      assert.deepEqual(answerConfirm(state, msgs.at(-1)!), { answer })
    })
  }

  it("is not answered by other keys", () => {
    assert.equal(answerConfirm(confirm("Sure?"), key("x")), null)
  })
})
