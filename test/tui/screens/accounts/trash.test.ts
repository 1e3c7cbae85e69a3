import assert from "node:assert/strict"
import { describe, it } from "node:test"
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
    assert.match(question.lines.join("\n"), /Remove One permanently\? This cannot be undone/)
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
})
