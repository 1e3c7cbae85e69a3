import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { keyName, keyNames } from "../../../src/tui/core/key-names.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import { rowWidth } from "../../../src/tui/components/rows.ts"
import { GLOBAL_KEYS } from "../../../src/tui/shell/global-keys.ts"
import { HELP_START, helpView, updateHelp } from "../../../src/tui/shell/help.ts"
import type { HelpState } from "../../../src/tui/shell/help.ts"
import { key, keys, plain, typed } from "../play.ts"

const SIZE = { columns: 60, rows: 14 }
const WIDE = { columns: 80, rows: 24 }
const TABLES = {
  title: "Accounts",
  here: [
    { keys: ["enter", "c"], action: "copy", help: { en: "copy the code", ja: "認証コードをコピー" } },
    { keys: ["1", "2", "3", "4"], action: "nth", help: { en: "copy the nth", ja: "番号でコピー" } },
    { keys: ["v"], action: "qr", help: { en: "show as a QR code", ja: "QR コードを表示" } },
  ],
  everywhere: GLOBAL_KEYS,
}
function after(...msgs: readonly (Msg | readonly Msg[])[]): HelpState | null {
  return msgs
    .flat()
    .reduce<HelpState | null>((state, msg) => (state === null ? null : updateHelp(state, msg, TABLES, SIZE, "en")), HELP_START)
}
function lines(state: HelpState | null, lang: "en" | "ja" = "en"): string {
  assert.ok(state !== null)
  return plain(helpView(state, TABLES, SIZE, lang).box.rows)
    .map((row) => row.slice(1, -1).trimEnd())
    .join("\n")
}

describe("the help overlay", () => {
  it("shows the keys of the screen first, then the global ones", () => {
    assert.match(lines(HELP_START), /Accounts\n +Enter c +copy the code\n +1-4 +copy the nth[^]*Keys everywhere\n +\? F1 +this help/)
  })

  it("has Japanese texts", () => {
    assert.match(lines(HELP_START, "ja"), /Accounts\n +Enter c +認証コードをコピー/)
  })

  it("searches for typed text, in which q is a letter", () => {
    assert.doesNotMatch(lines(after(typed("show qr"))), /copy/)
    assert.match(lines(after(typed("show qr"))), /v +show as a QR code/)
    assert.match(lines(after(key("/"), typed("q"))), /quit/)
  })

  it("reports that no key matches", () => {
    assert.match(lines(after(typed("zzz"))), /No key matches/)
  })

  for (const name of ["?", "escape", "q", "f1"]) {
    it(`is closed by ${name}`, () => {
      assert.equal(after(key(name)), null)
    })
  }

  it("clears the typed text on Esc, and closes on a second one", () => {
    assert.equal(after(typed("show"), key("escape"))?.filter.value, "")
    assert.equal(after(typed("show"), keys("escape", "escape")), null)
  })

  it("shows how many rows are below until the end is reached", () => {
    assert.match(lines(HELP_START).split("\n").at(-2) ?? "", /^ … \d+ more +Esc or \? closes$/)
    assert.match(lines(HELP_START, "ja").split("\n").at(-2) ?? "", /… あと \d+ 行 +Esc か \? で閉じる/)
    assert.match(
      lines(after(key("G")))
        .split("\n")
        .at(-2) ?? "",
      /^ … \d+ above +Esc or/,
    )
  })

  it("has two columns in a wide window, in reading order", () => {
    const { box } = helpView(HELP_START, TABLES, { ...WIDE, columns: 120 }, "en")
    assert.match(plain(box.rows).join("\n"), /Enter c +copy the code +1-4 +copy the nth +│\n│ v +show as a QR code +│/)
    for (const row of box.rows) assert.equal(rowWidth(row), box.width)
  })

  it("has one column of whole sentences at 80 columns", () => {
    const { box } = helpView(HELP_START, TABLES, WIDE, "en")
    assert.match(plain(box.rows).join("\n"), /Enter c +copy the code +│\n│ 1-4 +copy the nth +│/)
    assert.deepEqual([box.x, box.y, box.width], [2, 2, 76])
    assert.ok(box.y + box.rows.length <= 22)
    for (const row of box.rows) assert.equal(rowWidth(row), 76)
  })

  it("scrolls to its last row and no further", () => {
    assert.match(lines(after(keys(...Array.from({ length: 80 }, () => "pagedown")))), /scrollback/)
    assert.deepEqual(after(keys("G", "down", "down")), after(keys("G")))
    assert.deepEqual(after(keys("G", "g")), HELP_START)
  })
})

describe("the names of keys", () => {
  const names: [key: string, en: string, ja: string][] = [
    ["enter", "Enter", "Enter"],
    ["C-l", "Ctrl-L", "Ctrl-L"],
    ["pagedown", "PgDn", "PgDn"],
    ["up", "Up", "Up"],
    ["f1", "F1", "F1"],
    ["J", "J", "J"],
    ["?", "?", "?"],
  ]
  for (const [name, en, ja] of names) {
    it(`show ${name} as ${en}`, () => {
      assert.deepEqual([keyName(name, "en"), keyName(name, "ja")], [en, ja])
    })
  }

  it("join three or more digits in a row", () => {
    const binding = (...of: string[]) => ({ keys: of, action: "x", help: { en: "", ja: "" } })
    assert.equal(keyNames(binding("1", "2", "3"), "en"), "1-3")
    assert.equal(keyNames(binding("1", "2", "j"), "en"), "1 2 j")
  })
})
