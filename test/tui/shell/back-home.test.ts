import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { RouteOf } from "../../../src/tui/core/routes.ts"
import type { Screen } from "../../../src/tui/core/screen.ts"
import { accountsScreen } from "../../../src/tui/screens/accounts/accounts.ts"
import { withVault } from "../../../src/tui/shell/app-state.ts"
import { screenStack } from "../../../src/tui/shell/stack.ts"
import { key, plain, testAccount, testContext, testVault } from "../play.ts"
import { open, VAULT } from "./app-run.ts"

/** A screen that goes to the account list on every message, as an import does at its end. */
const atItsEnd: Screen<null, never, RouteOf<"migrate">> = {
  init: () => ({ state: null }),
  update: () => ({ state: null, go: { type: "home" } }),
  view: () => ({ title: "", body: [] }),
  keys: () => [],
}

describe("going home from a screen that has added accounts", () => {
  it("stands on the first of them, and marks them as new", () => {
    const stack = screenStack({ accounts: accountsScreen, migrate: atItsEnd })
    const vault = testVault([
      ...VAULT.accounts,
      testAccount("x", { issuer: "Xylo", order: 8 }),
      testAccount("y", { issuer: "Yarn", order: 9 }),
    ])
    const there = stack.go(open().then(key("down")).state, { type: "push", route: { to: "migrate" } }).state
    const { state } = stack.deliver(withVault(there, vault, []), key("enter"))
    assert.deepEqual(
      state.stack.map(({ to }) => to),
      ["accounts"],
    )
    const lines = plain(stack.screen(state).view(state.stack[0]?.state, testContext({ vault })).body)
    assert.match(lines[3] ?? "", /^▌3 {2}XY {2}Xylo .* new /)
    assert.match(lines[4] ?? "", / new$/)
    assert.doesNotMatch(lines.slice(1, 3).join("\n"), /new/)
  })
})
