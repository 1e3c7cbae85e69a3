import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import type { AccountDifference, VersionView } from "../../../../src/tui/core/versions.ts"
import { historyScreen } from "../../../../src/tui/screens/history/history.ts"
import { keys, play, reasonOf, testContext, testVault } from "../../play.ts"
import { assertFits, failed, japanese, sized, text } from "../migrate-support.ts"

const at = (day: number): number => new Date(2026, 10, day, 18, 40).getTime()
const difference = (change: AccountDifference["change"], id: string, fields: AccountDifference["fields"] = []): AccountDifference => ({
  change,
  id,
  issuer: id,
  name: "alice",
  fields,
})
const version = (n: number, fields: Partial<VersionView> = {}): VersionView => ({
  n,
  generation: 40 - n,
  savedAt: at(27 - n),
  current: n === 1,
  accounts: 12,
  problem: null,
  changes: [],
  since: [],
  ...fields,
})
const SINCE = [difference("removed", "GitHub"), difference("changed", "AWS", ["note", "groups"]), difference("added", "Fabrikam")]
const VERSIONS = [
  version(1, { changes: [difference("added", "Fabrikam")] }),
  version(2, { changes: [difference("changed", "AWS", ["note"]), difference("removed", "GitHub")], since: SINCE }),
  version(3, { accounts: null, savedAt: null, problem: { sentence: { en: "it is damaged", ja: "壊れています" }, detail: {} } }),
  version(4, { changes: null, since: SINCE.slice(0, 1) }),
]
const listed = (versions: readonly VersionView[] = VERSIONS): Msg => ({ type: "versions-listed", versions, vault: testVault([]) })
const planned: Msg = { type: "restore-planned", changes: [difference("added", "GitHub"), difference("changed", "AWS", ["note", "groups"])] }
const saved: Msg = { type: "vault-saved", vault: testVault([]), merged: false, added: [] }
const start = (context: Context = testContext()) => play(historyScreen, { to: "history" }, context, listed())
const ID = { generation: 38, savedAt: at(25) }

describe("the history", () => {
  it("asks for the versions at once", () => {
    const opened = play(historyScreen, { to: "history" }, testContext())
    assert.deepEqual(opened.effects, [{ type: "list-versions" }])
    assert.match(text(opened), /Reading the versions/)
  })

  it("lists each version with its time, accounts and generation, and names those that do not open", () => {
    const rows = start().lines.filter((line) => /^[▌ ] +\d/.test(line))
    assert.deepEqual(rows, [
      "▌    1 2026-11-26 18:40        12          39  now",
      "     2 2026-11-25 18:40        12          38",
      "     3 not known                -          37  does not open",
      "     4 2026-11-23 18:40        12          36",
    ])
  })

  it("shows for the chosen version what its save changed, or why it cannot be used", () => {
    assert.match(text(start()), /Changed by its save: added Fabrikam: alice/)
    assert.match(text(start().then(keys("down"))), /changed AWS: alice \(note\); deleted GitHub: alice/)
    assert.match(text(start().then(keys("down", "down"))), /cannot be used: it is damaged\./)
    assert.match(text(start().then(keys("end"))), /the oldest version/)
  })

  it("compares neither the present state nor a version that does not open", () => {
    const keysAt = (...names: string[]) => {
      const played = start().then(keys(...names))
      return reasonOf(historyScreen.keys(played.state, played.context), "enter")
    }
    assert.match(keysAt(), /present state/)
    assert.match(keysAt("down", "down"), /it is damaged/)
    assert.equal(keysAt("down"), "")
  })

  it("shows how a version differs from now, account by account, with the names of the fields", () => {
    const shown = start().then(keys("down", "enter"))
    assert.equal(shown.title, "History › Version 2")
    assert.match(text(shown), /Saved 2026-11-25 18:40\. 3 accounts differ from now\./)
    assert.match(
      text(shown),
      /▌ deleted since +GitHub: alice\n {2}changed since +AWS: alice +note, groups\n {2}added since +Fabrikam: alice/,
    )
  })

  it("plans to restore the chosen account, or the whole version", () => {
    const shown = start().then(keys("down", "enter"))
    assert.deepEqual(shown.then(keys("down", "enter")).effects, [{ type: "plan-restore", version: ID, ids: ["AWS"] }])
    assert.deepEqual(shown.then(keys("a")).effects, [{ type: "plan-restore", version: ID, ids: null }])
  })

  it("does not offer to restore an account that the version does not have, nor anything into a vault that cannot be changed", () => {
    const added = start().then(keys("down", "enter", "end"))
    assert.match(reasonOf(historyScreen.keys(added.state, added.context), "enter"), /not there yet/)
    const readOnly = { sentence: { en: "newer", ja: "新しい" }, detail: {} }
    const locked = { ...added.context, vault: testVault([], { readOnly }) }
    assert.equal(reasonOf(historyScreen.keys(added.state, locked), "a"), "newer")
  })

  it("restores only after the plan was shown and confirmed; Enter alone keeps everything", () => {
    const plan = start().then(keys("down", "enter", "a"), planned)
    assert.match(text(plan), /^ {2}comes back +GitHub: alice\n {2}changes +AWS: alice +note, groups/m)
    assert.match(text(plan), /▌ \[ Keep as it is now \]/)
    const kept = plan.then(keys("enter"))
    assert.deepEqual(kept.effects, [])
    assert.equal(kept.title, "History › Version 2")
    assert.deepEqual(plan.then(keys("y")).effects, [{ type: "restore-version", version: ID, ids: null }])
    assert.deepEqual(plan.then(keys("right", "enter")).effects, [{ type: "restore-version", version: ID, ids: null }])
  })

  it("lists the versions anew once the restored one is saved", () => {
    const done = start()
      .then(keys("down", "enter", "a"), planned, keys("y"))
      .then(saved)
    assert.deepEqual(done.effects, [{ type: "list-versions" }])
    assert.match(done.toasts.join(), /Version 2 is restored/)
    assert.equal(done.title, "History")
  })

  it("goes back to the version where nothing would change, or the work fails", () => {
    const same = start().then(keys("down", "enter", "a"), { type: "restore-planned", changes: [] })
    assert.match(same.toasts.join(), /Nothing would change/)
    assert.equal(same.title, "History › Version 2")
    const broken = start().then(keys("down", "enter", "a"), planned, keys("y"), failed("restore-version", "io"))
    assert.equal(broken.title, "History › Version 2")
  })

  it("goes back one step on each Esc, to the place that was left", () => {
    const plan = start().then(keys("down", "enter", "down", "enter"), planned)
    const shown = plan.then(keys("escape"))
    assert.match(text(shown), /▌ changed since +AWS/)
    const list = shown.then(keys("escape"))
    assert.match(text(list), /▌    2 2026/)
    assert.deepEqual(list.then(keys("escape")).gos, [{ type: "back" }])
  })

  it("leads to copies of the vault while there are any", () => {
    assert.deepEqual(start().then(keys("m")).gos, [])
    const gos = start(testContext({ vaultCopies: 2 })).then(keys("m")).gos
    assert.deepEqual(gos, [{ type: "push", route: { to: "merge-copies" } }])
  })

  it("fits into every window in both languages", () => {
    const many = Array.from({ length: 30 }, (_, n) => difference("changed", `とても長い名前 ${n}`, ["note", "groups", "favorite"]))
    const all: Msg = listed([...VERSIONS.slice(0, 1), version(2, { changes: many, since: many }), ...VERSIONS.slice(2)])
    for (const context of [testContext(), japanese(), sized(40, 10), sized(40, 10, { lang: "ja" }), sized(120, 40)]) {
      const list = play(historyScreen, { to: "history" }, context, all, keys("down"))
      for (const played of [
        list,
        list.then(keys("enter", "end")),
        list.then(keys("enter", "a"), { type: "restore-planned", changes: many }),
      ])
        assertFits(historyScreen, played)
    }
  })
})

describe("long lists of the history", () => {
  it("have a scrollbar where they are cut, and chips for their states", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ ...VERSIONS[0]!, n: at + 1, current: at === 0 }))
    const played = play(historyScreen, { to: "history" }, testContext(), listed(many))
    assert.ok(played.lines.some((line) => line.endsWith("█")) && played.lines.some((line) => line.endsWith("│")))
    const chips = historyScreen
      .view(played.state, played.context)
      .body.flat()
      .filter(({ role }) => role === "ok")
    assert.deepEqual(
      chips.map(({ text }) => text),
      [" now "],
    )
  })
  it("takes a click on a version, and a second one shows it", () => {
    const clicked = start().click("2026-11-25")
    assert.match(clicked.lines.find((line) => line.startsWith("▌")) ?? "", /2026-11-25/)
    assert.equal(clicked.title, "History")
    const shown = clicked.click("2026-11-25")
    assert.equal(shown.title, "History › Version 2")
    assert.match(shown.click("Fabrikam").lines.find((line) => line.startsWith("▌")) ?? "", /Fabrikam/)
  })
  it("does nothing on a click above its question, and takes one on an answer", () => {
    const asked = start().then(keys("down", "enter", "enter"), planned)
    assert.throws(() => asked.click("no such text"))
    assert.deepEqual(asked.click("GitHub").effects, [])
    assert.deepEqual(
      asked.click("[ Restore ]").effects.map(({ type }) => type),
      ["restore-version"],
    )
    assert.equal(asked.click("[ Keep").title, "History › Version 2")
  })
})
