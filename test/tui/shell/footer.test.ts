import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { rowWidth } from "../../../src/tui/components/rows.ts"
import type { Row } from "../../../src/tui/core/frame.ts"
import type { Binding } from "../../../src/tui/core/keys.ts"
import { accountPicker, accountPickerKeys } from "../../../src/tui/screens/export/account-picker.ts"
import { footerRow } from "../../../src/tui/shell/footer.ts"
import type { FooterParts } from "../../../src/tui/shell/footer.ts"
import { footerKeys, globalKeys } from "../../../src/tui/shell/global-keys.ts"
import { plain } from "../play.ts"

const binding = (key: string, text: string, ja = text): Binding => ({
  keys: key.split(" "),
  action: text,
  help: { en: text, ja },
  hint: { en: text, ja },
})
const LIST = [
  binding("a", "add"),
  binding("enter c", "copy"),
  binding("m", "move in/out"),
  binding("/", "find"),
  binding("e", "edit"),
  binding("escape", "back"),
]
const COMMANDS = [binding(":", "all")]
const HELP = globalKeys(false, true).filter(({ action }) => action === "help")

function footer(fields: Partial<FooterParts>, width = 80, lang: "en" | "ja" = "en"): string {
  return plain([row(fields, width, lang)])[0] ?? ""
}
function row(fields: Partial<FooterParts>, width = 80, lang: "en" | "ja" = "en"): Row {
  return footerRow({ here: LIST, commands: COMMANDS, help: HELP, spare: [], typing: false, position: "", ...fields }, width, lang)
}

describe("the footer", () => {
  it("shows the primary key and Esc first, then the screen's own, the commands and the help, and the position at the end", () => {
    const shown = footer({ position: "2/9" })
    assert.equal(shown, " Enter copy  Esc back  a add  m move in/out  / find  e edit  : all  ? help".padEnd(76) + "2/9")
    assert.equal(rowWidth(row({ position: "2/9" })), 80)
  })

  it("shows the position rather than a spare key", () => {
    const spare = [binding("q", "quit")]
    assert.match(footer({ spare, position: "22/200" }, 88), /\? help +22\/200$/)
    assert.match(footer({ spare, position: "22/200" }, 100), /q quit +22\/200$/)
    assert.match(footer({ spare }, 88), /q quit/)
  })

  it("shows the help third while text is typed", () => {
    const help = [binding("f1", "help")]
    assert.match(footer({ help, commands: [binding("C-p", "commands")], typing: true }), /Esc back {2}F1 help .*Ctrl-P commands$/)
  })

  it("leaves out the screen's other keys first, then commands and find, and always keeps the primary key, Esc and help", () => {
    assert.equal(
      footer({ here: LIST.filter(({ action }) => action !== "move in/out") }, 60),
      " Enter copy  Esc back  a add  / find  e edit  : all  ? help",
    )
    assert.equal(footer({}, 51), " Enter copy  Esc back  a add  / find  : all  ? help")
    assert.equal(footer({}, 40), " Enter copy  Esc back  / find  ? help")
    assert.equal(footer({}, 31), " Enter copy  Esc back  ? help")
    assert.equal(footer({}, 20), " Enter copy  Esc  ?")
  })

  it("shortens the other hints to one word below 60 columns before it leaves them out", () => {
    const here = [binding("enter", "import"), binding("escape", "back"), binding("m", "move in/out")]
    assert.match(footer({ here }, 59), /m move {2}: all/)
    assert.match(footer({ here }, 60), /m move in\/out {2}: all/)
  })

  it("shows the position only where there is room", () => {
    assert.match(footer({ here: [binding("enter", "copy")], commands: [], position: "2/33" }, 26), /\? help {2}2\/33$/)
    assert.doesNotMatch(footer({ here: [binding("enter", "copy")], commands: [], position: "2/33" }, 25), /33/)
  })

  it("has the names of keys in the accent colour", () => {
    const names = row({}).filter(({ role }) => role === "accent")
    assert.deepEqual(
      names.map(({ text }) => text),
      ["Enter", "Esc", "a", "m", "/", "e", ":", "?"],
    )
    assert.deepEqual(names[1]?.click, "escape")
  })

  it("leaves out what is impossible now", () => {
    const disabled = { en: "not now", ja: "できません" }
    assert.doesNotMatch(footer({ here: LIST.map((each) => (each.action === "add" ? { ...each, disabled } : each)) }), /add/)
  })

  it("shows lock and quit where there is room, but no lock without an open vault", () => {
    const keysAt = (width: number, isOpen = true): Partial<FooterParts> =>
      footerKeys(globalKeys(false, isOpen), { typing: false, onList: true, width })
    assert.match(footer(keysAt(120), 120), /: all commands {2}\? help {2}q quit {2}L lock/)
    assert.doesNotMatch(footer(keysAt(120, false), 120), /lock/)
    assert.match(footer(keysAt(120), 120, "ja"), /: すべてのコマンド {2}\? ヘルプ {2}q 終了 {2}L ロック/)
    assert.doesNotMatch(footer({ here: [], ...keysAt(80) }), /lock|quit/)
  })

  it("shows a pair of arrow keys as one", () => {
    const change = binding("left right space", "change", "変更")
    assert.match(footer({ here: [change] }), /^ Left\/Right change/)
    assert.match(footer({ here: [change] }, 80, "ja"), /Left\/Right 変更/)
    assert.match(footer({ here: [{ ...change, keys: ["pageup", "pagedown"] }] }, 80, "ja"), /PgUp\/PgDn 変更/)
  })

  for (const lang of ["en", "ja"] as const) {
    it(`shows Esc and help on a screen with many keys, at 80 and 40 columns (${lang})`, () => {
      for (const width of [80, 40]) {
        const shown = footer({ here: accountPickerKeys(accountPicker([])) }, width, lang)
        assert.match(shown, lang === "en" ? /Esc back .*\?( help)?$/ : /Esc 戻る .*\?( ヘルプ)?$/)
      }
    })
  }
})

describe("the global keys", () => {
  it("have no letters while text is typed", () => {
    const names = globalKeys(true, true).flatMap(({ keys }) => keys)
    assert.ok(names.includes("f1") && names.includes("C-c"))
    for (const letter of ["?", "q", "L"]) assert.ok(!names.includes(letter), letter)
  })
})
