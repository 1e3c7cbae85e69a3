import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Binding } from "../../../src/tui/core/keys.ts"
import { accountPickerKeys, ACCOUNT_PICKER_START } from "../../../src/tui/screens/export/account-picker.ts"
import { busyText, footerRow } from "../../../src/tui/shell/chrome.ts"
import { globalKeys, spareKeys } from "../../../src/tui/shell/global-keys.ts"
import { plain } from "../play.ts"

const footer = (keys: readonly Binding[], width = 80, lang: "en" | "ja" = "en", isOpen = true): string =>
  plain([footerRow(keys, globalKeys(false, isOpen), width, lang, spareKeys(false, isOpen))])[0] ?? ""

describe("the footer", () => {
  for (const lang of ["en", "ja"] as const) {
    it(`always shows Esc at 80 columns (${lang})`, () => {
      const shown = footer(accountPickerKeys(ACCOUNT_PICKER_START), 80, lang)
      assert.match(shown, lang === "en" ? /Esc back +\? help$/ : /Esc 戻る +\? ヘルプ$/)
    })
  }
  it("shows lock and quit where there is room, but no lock without an open vault", () => {
    assert.match(footer([]), /L lock +q quit +\? help/)
    assert.doesNotMatch(footer([], 80, "en", false), /lock/)
    assert.match(footer([], 80, "ja"), /L ロック +q 終了/)
  })
  it("shows a pair of arrow keys as one", () => {
    const change = { keys: ["left", "right", "space"], action: "x", help: { en: "change", ja: "変更" }, hint: { en: "change", ja: "変更" } }
    assert.match(footer([change]), /Left\/Right change/)
    assert.match(footer([change], 80, "ja"), /Left\/Right 変更/)
    assert.match(footer([{ ...change, keys: ["pageup", "pagedown"] }], 80, "ja"), /PgUp\/PgDn 変更/)
  })
})

describe("the global keys", () => {
  it("have no letters while text is typed", () => {
    const names = globalKeys(true, true).flatMap(({ keys }) => keys)
    assert.ok(names.includes("f1") && names.includes("C-c"))
    for (const letter of ["?", "q", "L"]) assert.ok(!names.includes(letter), letter)
  })
})

describe("the text of running work", () => {
  const running: [effect: Parameters<typeof busyText>[0]["effect"], done: number, total: number, text: RegExp][] = [
    ["plan-qr", 0, 0, /^preparing the pages/],
    ["plan-qr", 200, 2000, /^working… 200 of 2000/],
    ["check-passphrase", 0, 0, /^checking the passphrase…/],
    ["write-backup", 0, 0, /^encrypting…/],
    ["open-import", 2, 5, /^working… 2 of 5/],
  ]
  for (const [effect, done, total, text] of running) {
    it(`describes ${effect}, ${done} of ${total}`, () => {
      assert.match(busyText({ effect, done, total }, "en"), text)
    })
  }
})
