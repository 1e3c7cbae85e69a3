import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { CopyView, MergeView } from "../../../../src/tui/core/copies.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { mergeCopiesScreen } from "../../../../src/tui/screens/history/merge-copies.ts"
import { keys, play, reasonOf, testContext, testVault, typed } from "../../play.ts"
import { assertFits, failed, japanese, sized, text } from "../migrate-support.ts"

const SYNC = "vault.sync-conflict-20261127-101112-ABCDEFG.age"
const copy = (name: string, state: CopyView["state"], fields: Partial<CopyView> = {}): CopyView => ({
  ...{ name, state, origin: "", accounts: 12, savedAt: new Date(2026, 10, 27, 10, 11).getTime(), problem: null },
  ...fields,
})
const COPIES = [
  copy(SYNC, "ready", { origin: "2026-11-27 10:11, ABCDEFG" }),
  copy("vault (1).age", "locked", { accounts: null, savedAt: null }),
  copy("vault (2).age", "broken", {
    ...{ accounts: null, savedAt: null },
    problem: {
      sentence: { en: "it is damaged; " + "a reason may be long; ".repeat(7) + "take another copy", ja: "壊れています" },
      detail: {},
    },
  }),
  copy("vault (3).age", "ready"),
]
const PLAN: MergeView = {
  names: [SYNC],
  rows: [
    { status: "new", issuer: "Northwind", name: "alice", fields: [] },
    { status: "changed", issuer: "Contoso", name: "bob", fields: ["note", "groups"] },
    { status: "conflict", issuer: "Adatum", name: "peggy", fields: ["issuer"] },
  ],
  ...{ new: 1, changed: 1, removed: 0, conflicts: 1, present: 9 },
  ...{ isDone: false, otherIdentity: false, unsigned: false, otherRecovery: false },
}
const listed = (copies: readonly CopyView[] = COPIES): Msg => ({ type: "copies-listed", copies })
const planned = (fields: Partial<MergeView> = {}): Msg => ({ type: "merge-planned", plan: { ...PLAN, ...fields } })
const merged = (fields: Partial<MergeView> = {}, deletable = [SYNC]): Msg => ({
  ...{ type: "copies-merged", result: { ...PLAN, ...fields }, vault: testVault([]), deletable },
})
const start = (context: Context = testContext(), copies = COPIES) =>
  play(mergeCopiesScreen, { to: "merge-copies" }, context, listed(copies))

describe("the copies of the vault", () => {
  it("are listed with their accounts, time and state, and what the name says", () => {
    const shown = start()
    assert.deepEqual(play(mergeCopiesScreen, { to: "merge-copies" }, testContext()).effects, [{ type: "list-copies" }])
    assert.match(text(shown), /▌ vault\.sync-conflict-20261127-?\d*… +12 2026-11-27 10:11 {2}can be merged/)
    assert.match(text(shown), /By its name: 2026-11-27 10:11, ABCDEFG\./)
    assert.match(text(shown.then(keys("down"))), /another identity: from before a change of the passphrase/)
    const broken = shown.then(keys("down", "down"))
    assert.match(text(broken), /cannot be opened: it is damaged/)
    assert.match(text(broken), /another\s+copy\./)
    assert.match(reasonOf(mergeCopiesScreen.keys(broken.state, broken.context), "enter"), /damaged/)
  })

  it("stay where the user goes back, and the way to them is named", () => {
    const left = start().then(keys("escape"))
    assert.deepEqual(left.gos, [{ type: "back" }])
    assert.match(left.toasts.join(), /copies stay/)
  })

  it("are planned one at a time on Enter, or all together that need no passphrase", () => {
    assert.deepEqual(start().then(keys("enter")).effects, [{ type: "plan-merge", names: [SYNC], passphrase: null }])
    assert.deepEqual(start().then(keys("a")).effects, [{ type: "plan-merge", names: [SYNC, "vault (3).age"], passphrase: null }])
  })

  it("are merged only after the plan was shown and confirmed; Enter alone merges nothing", () => {
    const plan = start().then(keys("enter"), planned())
    assert.match(text(plan), /1 new {2}1 changed {2}0 removed {2}1 in conflict {2}9 unchanged/)
    assert.match(text(plan), /new +Northwind: alice\n {2}changed +Contoso: bob +note, groups\n {2}conflict +Adatum: peggy +issuer/)
    assert.match(text(plan), /the other goes to the trash/)
    assert.match(text(plan), /▌ \[ Not now \]/)
    assert.deepEqual(plan.then(keys("enter")).effects, [])
    assert.deepEqual(plan.then(keys("escape")).title, "Copies of the vault")
    assert.deepEqual(plan.then(keys("y")).effects, [{ type: "merge-copies" }])
  })

  it("are offered for deletion once merged, and stay unless the user says so", () => {
    const done = start().then(keys("enter"), planned(), keys("y"), merged())
    assert.match(text(done), /Merged\. The vault was saved and read back\./)
    assert.match(text(done), /Delete vault\.sync-conflict-20261127-101112-ABCDEFG\.age\?/)
    assert.deepEqual(done.then(keys("enter")).effects, [{ type: "list-copies" }])
    const deleting = done.then(keys("right", "enter"))
    assert.deepEqual(deleting.effects, [{ type: "delete-copies", names: [SYNC] }])
    const after = deleting.then({ type: "copies-deleted", deleted: [SYNC], kept: [] }, listed([]))
    assert.match(after.toasts.join(), /Deleted: vault\.sync-conflict/)
    assert.match(text(after), /There are no copies/)
    assert.match(deleting.then({ type: "copies-deleted", deleted: [], kept: [SYNC] }).toasts.join(), /Not deleted: vault\.sync/)
  })

  it("are not offered for deletion where that is the vault's own work", () => {
    const done = start().then(keys("enter"), planned(), keys("y"), merged({}, []))
    assert.doesNotMatch(text(done), /Delete/)
    assert.deepEqual(done.then(keys("enter")).effects, [{ type: "list-copies" }])
  })

  it("need no question where the vault holds everything already", () => {
    const known = start().then(keys("enter"))
    assert.deepEqual(known.then(planned({ isDone: true, rows: [] })).effects, [{ type: "merge-copies" }])
    const done = known.then(planned({ isDone: true, rows: [] }), merged({ isDone: true, rows: [], conflicts: 0 }))
    assert.match(text(done), /holds everything in it already; nothing was changed/)
    assert.match(text(done), /Delete vault/)
  })

  it("of another identity ask for their passphrase, and say so again before they are merged", () => {
    const asking = start().then(keys("down", "enter"))
    assert.match(text(asking), /Passphrase that vault \(1\)\.age was saved with/)
    assert.match(text(asking.then(typed("old q"), keys("C-t"))), /old q/)
    const opening = asking.then(typed("old q"), keys("C-t", "enter"))
    assert.doesNotMatch(text(opening), /old q/)
    const [effect] = opening.effects
    assert.ok(effect?.type === "plan-merge" && effect.passphrase !== null)
    assert.deepEqual([effect.names, effect.passphrase.reveal()], [["vault (1).age"], "old q"])
    const wrong = opening.then(failed("plan-merge", "password-wrong"))
    assert.match(text(wrong), /That is not its passphrase/)
    assert.doesNotMatch(text(wrong), /\*/)
    assert.match(text(opening.then(planned({ otherIdentity: true }))), /belongs to another identity/)
    assert.equal(asking.then(keys("escape")).title, "Copies of the vault")
  })

  it("are named as unsigned, or with another recovery key, before they are merged", () => {
    const plan = start().then(keys("enter"), planned({ unsigned: true, otherRecovery: true }))
    assert.match(text(plan), /anyone could have written it/)
    assert.match(text(plan), /has another recovery key/)
  })

  it("can be tried again where the merge failed", () => {
    const broken = start().then(keys("enter"), planned(), keys("y"), failed("merge-copies", "io"))
    assert.deepEqual(broken.then(keys("y")).effects, [{ type: "merge-copies" }])
    assert.equal(start().then(keys("enter"), failed("plan-merge", "io")).title, "Copies of the vault")
  })

  it("fit into every window in both languages", () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({ ...PLAN.rows[2]!, name: `とても長い名前 ${n}`, fields: PLAN.rows[1]!.fields }))
    const all = { rows, otherIdentity: true, unsigned: true, otherRecovery: true }
    for (const context of [testContext(), japanese(), sized(40, 12), sized(40, 12, { lang: "ja" }), sized(120, 40)]) {
      const list = start(context)
      const plan = list.then(keys("enter"), planned(all))
      for (const played of [list, list.then(keys("down", "enter")), plan, plan.then(keys("end")), plan.then(keys("y"), merged(all))])
        assertFits(mergeCopiesScreen, played)
      assert.match(text(plan), /\[ (Merge|マージする) \]/)
    }
  })
  it("take a click, and a second one merges the copy", () => {
    const clicked = start().click("vault (3)")
    assert.deepEqual(clicked.effects, [])
    assert.deepEqual(clicked.click("vault (3)").effects, [{ type: "plan-merge", names: ["vault (3).age"], passphrase: null }])
  })
})
