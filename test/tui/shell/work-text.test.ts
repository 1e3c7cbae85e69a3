import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { workRow } from "../../../src/tui/shell/work-text.ts"
import { plain } from "../play.ts"

type Busy = Parameters<typeof workRow>[0]
const shown = (busy: Busy, width = 80, lang: "en" | "ja" = "en"): string => plain([workRow(busy, lang, width)])[0] ?? ""

describe("the text of running work", () => {
  const running: [effect: Busy["effect"], done: number, total: number, text: RegExp][] = [
    ["plan-qr", 0, 0, /^ preparing the pages… /],
    ["plan-qr", 200, 2000, /^ working 200 of 2000 /],
    ["check-passphrase", 0, 0, /^ checking the passphrase… {2}Esc cancels$/],
    ["write-backup", 0, 0, /^ encrypting…/],
    ["open-import", 3, 12, /^ reading 3 of 12 ━━━─{9} {2}Esc cancels$/],
    ["apply-import", 2, 5, /^ working 2 of 5 /],
  ]
  for (const [effect, done, total, text] of running) {
    it(`describes ${effect}, ${done} of ${total}`, () => {
      assert.match(shown({ effect, done, total }), text)
    })
  }

  it("has no gauge in a narrow window", () => {
    assert.equal(shown({ effect: "open-import", done: 3, total: 12 }, 40), " reading 3 of 12  Esc cancels")
  })

  it("is in Japanese too", () => {
    assert.match(shown({ effect: "open-import", done: 3, total: 12 }, 80, "ja"), /読み込んでいます 3 \/ 12 .*Esc 中断/)
  })

  it("cancels on a click on its key", () => {
    const row = workRow({ effect: "open-import", done: 0, total: 0 }, "en", 80)
    assert.equal(row.find(({ text }) => text === "Esc")?.click, "escape")
  })
})
