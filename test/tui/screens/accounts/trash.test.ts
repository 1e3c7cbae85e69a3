import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../../src/base/display.ts"
import { trashScreen } from "../../../../src/tui/screens/accounts/trash.ts"
import { keys, NOW, play, reasonOf, testAccount, testContext, testVault } from "../../play.ts"

const DAY = 86_400_000
const ONE = testAccount("one", { issuer: "One", trashedAt: NOW - 3 * DAY })
const TWO = testAccount("two", { issuer: "Two", trashedAt: NOW - 29.5 * DAY })
const IN_USE = testAccount("used", { issuer: "Used" })
const start = (accounts = [TWO, ONE, IN_USE]) => play(trashScreen, { to: "trash" }, testContext({ vault: testVault(accounts) }))

describe("the trash", () => {
  it("shows the deleted accounts, the last deleted first, with the days left", () => {
    const lines = start().lines.filter((line) => /One|Two|Used/.test(line))
    assert.equal(lines.length, 2)
    assert.match(lines[0] ?? "", /^▌ \[ \] One .*27 days left$/)
    assert.match(lines[1] ?? "", /Two .*1 day left$/)
    assert.match(start().lines.join("\n"), /stay here for 30 days/)
  })

  it("has a scrollbar where the list is cut, in every size and language, also with hostile names", () => {
    const names = ["\u001b[31mred", "a\u202eb", "\u5168\u89d2".repeat(90), "\u{1f469}\u200d\u{1f467} x", "x".repeat(300)]
    const many = Array.from({ length: 60 }, (_, at) => testAccount(`t${at}`, { issuer: names[at % names.length]!, trashedAt: NOW - at }))
    for (const [columns, rows] of [
      [40, 10],
      [80, 22],
      [120, 38],
    ] as const)
      for (const lang of ["en", "ja"] as const) {
        const { lines } = play(trashScreen, { to: "trash" }, testContext({ vault: testVault(many), lang, body: { columns, rows } }))
        assert.ok(
          lines.every((line) => cellWidth(line) <= columns),
          `${columns} ${lang}`,
        )
        const bar = lines.filter((line) => /[█│]$/.test(line))
        assert.ok(bar.length > 3 && bar.every((line) => cellWidth(line) === columns))
        assert.doesNotMatch(lines.join(""), /[\u001b\u202e]/)
      }
    assert.doesNotMatch(start().lines.join("\n"), /█/)
  })

  it("restores an account on Enter", () => {
    const { effects } = start().then(keys("enter"))
    assert.ok(effects[0]?.type === "put-accounts")
    assert.deepEqual(
      effects[0].accounts.map(({ id, trashedAt, updatedAt }) => [id, trashedAt, updatedAt]),
      [["one", null, NOW]],
    )
  })

  it("removes an account permanently only after consent", () => {
    const question = start().then(keys("d"))
    assert.match(question.lines.join("\n"), /Remove it permanently\? .*\n.* One: this cannot be undone/)
    assert.deepEqual(question.then(keys("enter")).effects, [])
    assert.deepEqual(question.then(keys("y")).effects, [{ type: "remove-accounts", ids: ["one"] }])
  })

  it("removes all marked accounts", () => {
    assert.deepEqual(start().then(keys("space", "space", "d", "y")).effects, [{ type: "remove-accounts", ids: ["one", "two"] }])
  })

  it("reports that it is empty, also as the reason of disabled keys", () => {
    const empty = start([IN_USE])
    assert.match(empty.lines.join("\n"), /The trash is empty/)
    assert.match(reasonOf(trashScreen.keys(empty.state, empty.context), "d"), /empty/)
  })

  it("names the records that this version cannot read", () => {
    const vault = testVault([ONE], { unreadable: [{ kind: "quantum", issuer: "Future", name: "zoe" }] })
    const { lines } = play(trashScreen, { to: "trash" }, testContext({ vault }))
    assert.match(lines.join(" "), /1 record that this version cannot read .* Future: zoe \(quantum\)/)
  })

  it("goes back on Esc", () => {
    assert.deepEqual(start().then(keys("escape")).gos, [{ type: "back" }])
  })
  it("takes a click on an account, and does nothing on one above its question", () => {
    const clicked = start().click("Two")
    assert.match(clicked.lines.find((line) => line.startsWith("▌")) ?? "", /Two/)
    assert.deepEqual(clicked.then(keys("d", "tab")).click("Two").effects, [])
    assert.deepEqual(
      clicked.click("Two").effects.map(({ type }) => type),
      ["put-accounts"],
    )
  })
})
