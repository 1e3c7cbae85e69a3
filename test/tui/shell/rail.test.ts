import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../src/base/display.ts"
import type { Answer, Msg } from "../../../src/tui/core/messages.ts"
import { keys, typed } from "../play.ts"
import { entry, listed, planRow } from "../screens/migrate-support.ts"
import { open, VAULT } from "./app-run.ts"
import type { Run } from "./app-run.ts"

const HOME = listed("/home/alice", entry("aegis.json"))
const FILE = { files: ["/home/alice/aegis.json"], format: "aegis", protected: true }
const READ = { state: "read", records: [], issues: [], withoutSecret: 0, notices: [] } as const
const LOCKED = { state: "locked", ask: { needs: "password", acceptsKeyFile: false }, skipped: false } as const
const ASKED: Answer = { type: "import-read", files: [{ ...FILE, outcome: LOCKED }], pending: 0, plan: null }
const PLANNED: Answer = {
  type: "import-read",
  files: [{ ...FILE, outcome: READ }],
  pending: null,
  plan: { rows: [planRow("new", "GitHub")] },
}
const IMPORTED: Answer = {
  type: "import-applied",
  result: { new: 1, present: 0, renamed: 0, skipped: 0 },
  vault: VAULT,
  deletable: [],
}

/** A click on a text in the row of the steps. */
function clickStep(run: Run, text: string): Run {
  const [, row = ""] = run.lines
  assert.ok(row.includes(text), row)
  const click: Msg = { type: "clicked", x: cellWidth(row.slice(0, row.indexOf(text))), y: 1 }
  return run.then(click)
}
const screen = (run: Run): string => run.lines.join("\n")

/** At the place where an export of one of two accounts to an Aegis file is saved. */
const saving = (): Run => open().then(keys("m", "2", "space", "enter"), typed("aegis"), keys("enter", "down", "enter"), HOME)
/** At the plan of a protected file. */
const planned = (): Run =>
  open().then(keys("m", "3", "3"), HOME, keys("space", "enter"), ASKED, typed("correct horse"), keys("enter"), PLANNED)

describe("a click on a step that is done", () => {
  it("goes back several steps, to the accounts that were ticked", () => {
    const back = clickStep(saving(), "✓ Choose")
    assert.equal(back.to, "export-select")
    assert.match(screen(back), /1 of 2 ticked/)
  })

  it("goes back to the formats with what was typed", () => {
    const back = clickStep(saving(), "✓ Target")
    assert.equal(back.to, "export-format")
    assert.match(screen(back), /Find: aegis/)
  })

  it("goes back to the files with their marks", () => {
    const back = clickStep(planned(), "✓ Files")
    assert.equal(back.to, "import-files")
    assert.match(screen(back), /\[x\] aegis\.json/)
    assert.equal(clickStep(planned(), "✓ Source").to, "import-source")
  })

  it("asks for the password again", () => {
    const again = clickStep(planned(), "✓ Unlock")
    assert.deepEqual(
      again.effects.map(({ type }) => type),
      ["open-import"],
    )
    assert.match(screen(again.then(ASKED)), /\[Unlock\]/)
  })

  it("leaves a finished import for more files, but does not reopen its plan", () => {
    const done = planned().then(keys("enter"), IMPORTED)
    assert.equal(clickStep(done, "✓ Files").to, "import-files")
    assert.match(screen(clickStep(done, "✓ Check")), /\[Done\]/)
  })

  it("stays where leaving would lose what was typed, and asks", () => {
    const pasted = open().then(keys("m", "3", "4"), typed("otpauth://totp/x"))
    const asked = clickStep(pasted, "✓ Source")
    assert.equal(asked.to, "import-paste")
    assert.match(screen(asked), /Leave without importing\?/)
  })

  it("goes nowhere on the current step and on those to come", () => {
    assert.equal(clickStep(saving(), "[Save]").to, "export-protect")
    assert.equal(clickStep(open().then(keys("m", "2")), "2 Target").to, "export-select")
  })
})
