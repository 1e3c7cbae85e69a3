import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { importPasteScreen } from "../../../../src/tui/screens/import/import-paste.ts"
import { key, keys, pasted, play, typed } from "../../play.ts"
import { assertFits, context, japanese, text } from "../migrate-support.ts"

const ROUTE = { to: "import-paste" } as const
const URI = "otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP"
const MIXED = [
  URI,
  "otpauth-migration://offline?data=AAAA",
  "steam://ABCDEFGH",
  "KEYFERRY:1/ABCDEFGH/2-3/MFRGG",
  "# a comment",
  "",
  "something else",
].join("\n")
const goOn = (...msgs: Parameters<typeof play>[3][]) => {
  const [go] = play(importPasteScreen, ROUTE, context(), ...msgs).gos
  return go?.type === "push" && go.route.to === "import-run" ? go.route.text : null
}

describe("pasting accounts", () => {
  it("counts the recognised links, and shows no content", () => {
    for (const where of [context(), japanese()]) {
      const played = play(importPasteScreen, ROUTE, where, pasted(MIXED))
      assertFits(importPasteScreen, played)
      assert.doesNotMatch(text(played), /JBSWY|Example|MFRGG|ABCDEFGH|something/)
    }
    const shown = text(play(importPasteScreen, ROUTE, context(), pasted(MIXED)))
    for (const expected of [/1 account link/, /1 migration link/, /1 link of Steam/, /1 of 3 parts, missing 1, 3/, /1 other line/])
      assert.match(shown, expected)
  })
  it("shows the line that is being typed on Ctrl-T, and hides it again", () => {
    const shown = play(importPasteScreen, ROUTE, context(), typed("otpauth://x"), key("C-t"))
    assert.match(text(shown), /Line: otpauth:\/\/x/)
    assert.match(text(shown.then(key("C-t"))), /Line: \*{11}/)
  })
  it("shows whether a transfer is complete, in any order, and keeps transfers apart", () => {
    const part = (set: string, at: number) => `KEYFERRY:1/${set}/${at}-2/MFRGG\n`
    const shown = text(
      play(importPasteScreen, ROUTE, context(), pasted(part("AAAAAAAA", 2) + part("BBBBBBBB", 1)), pasted(part("aaaaaaaa", 1))),
    )
    assert.match(shown, /transfer: 2 of 2 parts\n/)
    assert.match(shown, /transfer: 1 of 2 parts, missing 2/)
  })
  it("goes on with Enter on an empty line, or with Ctrl-D", () => {
    assert.equal(goOn(pasted(`${URI}\n`), key("enter")), URI)
    assert.equal(goOn(pasted(URI), key("C-d")), URI)
    assert.equal(goOn(typed("a"), keys("enter"), typed("b"), keys("enter", "enter")), "a\nb")
  })
  it("does not go on at the line breaks of a paste, and joins its pieces", () => {
    assert.equal(goOn(pasted(`${URI}\n\n\n`)), null)
    assert.equal(
      goOn(pasted("otpauth://totp/a?sec"), pasted("ret=JBSWY3DP\r\nsecond"), key("C-d")),
      "otpauth://totp/a?secret=JBSWY3DP\nsecond",
    )
  })
  it("goes back at once while nothing is pasted, and asks before it discards a paste", () => {
    assert.deepEqual(play(importPasteScreen, ROUTE, context(), key("escape")).gos, [{ type: "back" }])
    const asked = play(importPasteScreen, ROUTE, context(), pasted(URI), key("escape"))
    assertFits(importPasteScreen, asked)
    assert.match(text(asked), /Leave without importing\? .*\n.*What was pasted is discarded\./)
    assert.deepEqual(asked.gos, [])
    assert.match(text(asked.then(key("enter"))), /1 account link/)
    assert.deepEqual(asked.then(key("y")).gos, [{ type: "back" }])
  })
  it("shows that nothing was pasted", () => {
    const played = play(importPasteScreen, ROUTE, context(), key("enter"))
    assert.deepEqual(played.gos, [])
    assert.match(played.toasts[0] ?? "", /Nothing has been pasted/)
  })
  it("removes the last line, or all lines", () => {
    assert.equal(goOn(pasted("one\ntwo\n"), keys("backspace", "enter")), "one")
    assert.equal(goOn(pasted("one\ntwo\n"), keys("C-k", "enter")), null)
  })
  it("keeps a line longer than the editor's limit, such as a picture", () => {
    const long = `data:image/png;base64,${"A".repeat(50_000)}`
    assert.equal(goOn(pasted(long), key("enter")), long)
    assert.equal(goOn(pasted(`${long}\nx`), key("C-d")), `${long}\nx`)
  })
  it("refuses a paste over the size limit", () => {
    const played = play(importPasteScreen, ROUTE, context(), pasted("A".repeat(8_000_001)))
    assert.match(played.toasts[0] ?? "", /more than can be pasted/)
    assert.equal(played.state.lines.length, 0)
  })
  it("keeps the text when the user comes back, and Esc goes one step back", () => {
    const played = play(importPasteScreen, ROUTE, context(), pasted(URI), key("C-d"))
    assert.deepEqual(played.state.lines, [URI])
    assert.deepEqual(played.then(key("escape"), key("y")).gos, [{ type: "back" }])
  })
})
