import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Secret } from "../../../../src/accounts/secret.ts"
import { cellWidth } from "../../../../src/base/display.ts"
import { planTableView } from "../../../../src/tui/screens/import/plan-table-view.ts"
import { markOf, planKeys, planLines, planTable, updatePlanTable } from "../../../../src/tui/screens/import/plan-table.ts"
import type { PlanTable } from "../../../../src/tui/screens/import/plan-table.ts"
import { keys, plain, pressed, testAccount } from "../../play.ts"
import { draft, planRow } from "../migrate-support.ts"

const ROWS = [
  planRow("present", "Here"),
  planRow("new", "Zeta"),
  planRow("renamed", "Other", { match: testAccount("old", { issuer: "Old name" }) }),
  planRow("new", "Alpha", { ticked: false, draft: draft("Alpha", { trashed: true }) }),
  planRow("other-secret", "Twin"),
  planRow("repeated", "Zeta"),
  planRow("counter-ahead", "Count", {
    draft: draft("Count", { kind: "hotp", period: null, counter: 120 }),
    match: testAccount("c", { counter: 5 }),
  }),
]
const UNREAD = [
  { file: "/x/y.json", at: 3, reason: "the secret is not base32" },
  { file: "z.bin", at: null, reason: "the file is cut off" },
]
const TABLE = planTable(ROWS, UNREAD)
const HEIGHT = 15

function press(table: PlanTable, ...names: string[]) {
  let step = { table, event: null } as ReturnType<typeof updatePlanTable>
  const toasts: string[] = []
  for (const pressedKey of keys(...names)) {
    step = updatePlanTable(step.table, pressed(planKeys(table.verb), pressedKey) ?? pressedKey, "en", HEIGHT)
    if (step.toast !== undefined) toasts.push(step.toast)
  }
  return { ...step, toasts }
}
const ticks = (table: PlanTable) => table.rows.map(({ ticked }) => ticked)

describe("the table of a plan", () => {
  it("inverts the new records with i, and no others", () => {
    assert.deepEqual(ticks(TABLE), [false, true, false, false, true, false, false])
    assert.deepEqual(ticks(press(TABLE, "i").table), [false, false, false, true, false, false, false])
    assert.deepEqual(ticks(press(TABLE, "i", "i").table), ticks(TABLE))
  })
  it("has the records by status, each in the file's order, then what could not be read", () => {
    const lines = planLines(TABLE).map((line) => (line.kind === "row" ? `${markOf(line.row)} ${line.row.draft.issuer}` : line.unread.file))
    assert.deepEqual(lines, [
      "new Zeta",
      "other-secret Twin",
      "counter-ahead Count",
      "renamed Other",
      "trashed Alpha",
      "present Here",
      "repeated Zeta",
      "/x/y.json",
      "z.bin",
    ])
  })
  it("toggles one row and moves on", () => {
    assert.deepEqual(ticks(press(TABLE, "space", "space").table), [false, false, false, false, false, false, false])
    assert.deepEqual(ticks(press(TABLE, "j", "j", "space").table), [false, true, false, false, true, false, true])
  })
  it("ticks with a the new records and those that share only a name; unticks all with x", () => {
    assert.deepEqual(ticks(press(TABLE, "x").table).includes(true), false)
    assert.deepEqual(ticks(press(TABLE, "x", "a").table), [false, true, false, true, true, false, false])
  })
  it("does not tick a record that is already there or could not be read, and shows why", () => {
    const there = press(TABLE, ...Array.from({ length: 5 }, () => "j"), "space")
    assert.deepEqual(ticks(there.table), ticks(TABLE))
    assert.match(there.toasts[0] ?? "", /already/)
    assert.match(press(TABLE, "G", "space").toasts[0] ?? "", /could not be read/)
  })
  it("ends with Enter and Esc", () => {
    assert.equal(press(TABLE, "enter").event, "go-on")
    assert.equal(press(TABLE, "escape").event, "left")
  })
})

describe("the view of a plan", () => {
  const view = (table: PlanTable, lang: "en" | "ja", columns = 80) => plain(planTableView(table, lang, { columns, rows: 21 }))
  it("warns of a short secret: counted in the head, with its bits below the list", () => {
    const short = planTable([planRow("new", "Short", { draft: draft("Short", { secret: Secret.fromBase32("JBSWY3DP") }) })], [])
    assert.match(view(short, "en")[0] ?? "", /1 of 1 come in {3}short secret 1 {3}new 1/)
    assert.match(view(short, "en").join("\n"), /Its secret has only 40 bits; 80 or more are usual\./)
    assert.match(view(short, "ja").join("\n"), /シークレットが 40 ビットしかありません。/)
    assert.doesNotMatch(view(TABLE, "en").join("\n"), /short|bits/)
  })
  it("has the counts in two rows where one is too narrow, none of them cut", () => {
    const rows = plain(planTableView(TABLE, "en", { columns: 40, rows: 10 }))
    assert.match(`${rows[0]} ${rows[1]}`, /2 of 8 come in[^]*1 file could not be read[^]*new 1/)
  })
  it("counts what comes in, and each status", () => {
    assert.match(view(TABLE, "en")[0] ?? "", /^ {2}2 of 8 come in {3}1 file could not be read {3}new 1 {2}differs 1 {2}counter 1/)
    assert.match(view(TABLE, "en", 120)[0] ?? "", /renamed 1 {2}trashed 1 {2}have 1 {2}repeated 1/)
    assert.match(view({ ...TABLE, verb: "restore" }, "ja")[0] ?? "", /8 件中 2 件を復元/)
  })
  it("marks each record with a word, in the colour of its state", () => {
    const rows = planTableView(TABLE, "en", { columns: 80, rows: 21 }).slice(2)
    assert.match(plain(rows)[0] ?? "", /^▌\[x\] {2}new {7}Zeta +alice +TOTP/)
    assert.match(plain(rows)[7] ?? "", /^ {6}unread {4}record 3 +the secret is not base32/)
    assert.match(plain(planTableView(TABLE, "ja", { columns: 80, rows: 21 }))[9] ?? "", /^ {6}読込不可 {2}3 番目/)
    const roles = rows.slice(0, 8).map((row) => row.find(({ role }) => role === "ok" || role === "warn" || role === "bad")?.role)
    assert.deepEqual(roles, ["ok", "warn", "warn", "warn", undefined, undefined, undefined, "bad"])
  })
  it("shows a long reason in full, and the number of lines below", () => {
    const parts = Array.from({ length: 60 }, (_, at) => at + 1).join(", ")
    const long = planTable([], [{ file: "/a/transfer.png", at: null, reason: `parts ${parts} of 61 are missing` }])
    assert.match(view(long, "en").join("").replace(/\s+/g, " "), /58, 59, 60 of 61 are missing/)
    assert.match(view(long, "en")[0] ?? "", /^ {2}1 file could not be read$/)
    const many = planTable(
      Array.from({ length: 40 }, (_, at) => planRow("new", `n${at}`)),
      [],
    )
    assert.match(view(many, "en").join("\n"), /… \d+ more/)
    assert.doesNotMatch(view(press(many, "G").table, "en").join("\n"), /… \d+ more/)
  })
  const details: [name: string, downs: number, expected: RegExp][] = [
    ["that an account is new", 0, /A new account\. Nothing here has its name or its secret/],
    ["that both accounts of one name are kept", 1, /added beside it/],
    ["both counters", 2, /Counter here 5, in the file 120/],
    ["the other name", 3, /here already as Old name/],
    ["that a record is in the other app's trash", 4, /other app's trash/],
    ["the place and reason of what could not be read", 7, /y\.json, record 3: the secret is not base32/],
  ]
  for (const [name, downs, expected] of details) {
    it(`shows ${name} below the list`, () => {
      const moved = press(TABLE, ...Array.from({ length: downs }, () => "j")).table
      assert.match(view(moved, "en").slice(-3).join(" "), expected)
    })
  }
  for (const columns of [40, 80, 120]) {
    for (const lang of ["en", "ja"] as const) {
      it(`stays in line beside wide labels at ${columns} columns (${lang})`, () => {
        const wide = planTable(
          [planRow("new", "ゲーム認証センター".repeat(8)), planRow("new", "a"), planRow("new", "🔑‍🔑 \u001b[31m")],
          UNREAD,
        )
        const shown = view(wide, lang, columns)
        assert.ok(shown.length <= 21)
        for (const line of shown) assert.ok(cellWidth(line) <= columns, line)
        const totp = shown.filter((line) => line.includes("TOTP")).map((line) => cellWidth(line.slice(0, line.indexOf("TOTP"))))
        assert.equal(totp.length, 3)
        assert.equal(new Set(totp).size, 1)
        assert.ok(!shown.join("").includes("\u001b"))
      })
    }
  }
  it("is moved by a click, and a second one ticks the record without moving on", () => {
    const click = (table: PlanTable, item: number) => updatePlanTable(table, { type: "clicked", x: 3, y: 3, item }, "en", HEIGHT)
    const moved = click(TABLE, 1).table
    assert.deepEqual([moved.list.cursor, ticks(moved)], [1, ticks(TABLE)])
    const ticked = click(moved, 1)
    assert.deepEqual([ticked.event, ticked.table.list.cursor, ticks(ticked.table)[4]], [null, 1, false])
    assert.match(click(click(TABLE, 5).table, 5).toast ?? "", /./)
  })
})
