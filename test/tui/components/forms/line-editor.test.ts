import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../../src/base/display.ts"
import {
  editLine,
  lineEditor,
  linePassphrase,
  lineText,
  lineView,
  MAX_LINE_LENGTH,
} from "../../../../src/tui/components/forms/line-editor.ts"
import type { LineEditor } from "../../../../src/tui/components/forms/line-editor.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, keys, pasted, typed } from "../../play.ts"

function after(start: LineEditor, ...msgs: readonly (Msg | readonly Msg[])[]): LineEditor {
  return msgs.flat().reduce((editor, msg) => editLine(editor, msg) ?? editor, start)
}
/** The value with `|` where the cursor is. */
function shown(editor: LineEditor): string {
  const { cursor } = editor
  const parts = [...new Intl.Segmenter("en").segment(lineText(editor))].map(({ segment }) => segment)
  return [...parts.slice(0, cursor), "|", ...parts.slice(cursor)].join("")
}

const edits: [name: string, start: string, msgs: (Msg | readonly Msg[])[], after: string][] = [
  ["typing inserts at the cursor", "", [typed("ac"), key("left"), typed("b")], "ab|c"],
  ["home and Ctrl-A go to the start", "abc", [key("home"), typed("x"), key("C-e"), typed("y"), key("C-a")], "|xabcy"],
  ["left stops at the start, right at the end", "a", [keys("left", "left", "right", "right"), typed("b")], "ab|"],
  ["backspace removes a whole emoji family", "a👩‍💻", [key("backspace")], "a|"],
  ["delete removes the character after the cursor", "日本語", [key("home"), key("delete")], "|本語"],
  ["delete at the end removes nothing", "ab", [key("delete")], "ab|"],
  ["Ctrl-U removes all before the cursor", "abc def", [keys("left", "left", "C-u")], "|ef"],
  ["Ctrl-K removes all after the cursor", "abc def", [keys("left", "left", "C-k")], "abc d|"],
  ["Ctrl-W removes a word and the blanks after it", "one two  ", [key("C-w")], "one |"],
  ["a paste is inserted at once, with blanks for line breaks", "[]", [key("left"), pasted("a\r\nb\n")], "[a b|]"],
  ["control characters are dropped", "", [pasted("a\x1b[31m\x07b")], "a[31mb|"],
  ["a combining mark joins the letter before it", "", [typed("e\u0301")], "e\u0301|"],
  ["a full-width letter is inserted unchanged", "", [{ type: "key", key: "m", text: "ｍ" }], "ｍ|"],
]
describe("editLine", () => {
  for (const [name, start, msgs, expected] of edits) {
    it(name, () => {
      assert.equal(shown(after(lineEditor(start), ...msgs)), expected)
    })

    it(`${name}, in a masked line, whose text is nowhere whole`, () => {
      const editor = after(lineEditor(start, { masked: true }), ...msgs)
      assert.equal(shown(editor), expected)
      assert.equal(editor.value, "")
      assert.ok(editor.hidden?.every((part) => [...new Intl.Segmenter("en").segment(part)].length === 1))
    })
  }

  it("gives a passphrase in NFC", () => {
    assert.equal(linePassphrase(after(lineEditor("", { masked: true }), typed("cafe\u0301"))).reveal(), "caf\u00e9")
  })

  for (const name of ["enter", "escape", "tab", "up", "down", "pageup", "f1"]) {
    it(`leaves ${name} to the screen`, () => {
      assert.equal(editLine(lineEditor("a"), key(name)), null)
    })
  }

  it("inserts nothing above MAX_LINE_LENGTH", () => {
    const full = lineEditor("a".repeat(MAX_LINE_LENGTH))
    assert.equal(after(full, typed("b")).value.length, MAX_LINE_LENGTH)
  })
})

describe("lineView", () => {
  it("shows a masked value as one star per grapheme", () => {
    const { spans, cursorX } = lineView(lineEditor("pä👩‍💻", { masked: true }), 8)
    assert.equal(spans[0]?.text, "***     ")
    assert.equal(cursorX, 3)
  })

  for (const width of [1, 2, 5, 9]) {
    it(`is exactly ${width} cells wide and contains the cursor at every position`, () => {
      let editor = lineEditor("日本語 and ascii 🔑 text")
      for (let steps = 0; steps < 30; steps++) {
        const { spans, cursorX } = lineView(editor, width)
        assert.equal(cellWidth(spans.map(({ text }) => text).join("")), width)
        assert.ok(cursorX >= 0 && cursorX < width, `${cursorX} of ${width}`)
        editor = after(editor, key("left"))
      }
    })
  }

  it("shows no control characters", () => {
    const { spans } = lineView(lineEditor("a\u202eb\u009bc"), 10)
    assert.doesNotMatch(spans[0]?.text ?? "", /[\u202e\u009b]/)
  })
})
