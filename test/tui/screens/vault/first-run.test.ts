import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { firstRunScreen } from "../../../../src/tui/screens/vault/first-run.ts"
import { key, keys, play, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const LOCKED = testContext({ vault: null, vaultExists: false })
const start = (...msgs: Script) => play(firstRunScreen, { to: "first-run" }, LOCKED, ...msgs)
const GOOD = "correct battery 8 staples"

describe("the first run", () => {
  it("says where the vault will be", () => {
    assert.match(start().lines.join("\n"), /stored in ~\/\.local\/share\/keyferry/)
  })

  it("makes a vault once both passphrases agree and the tick is set", () => {
    const { effects } = start(typed(GOOD), key("enter"), typed(GOOD), keys("enter", "space", "enter", "enter"))
    assert.deepEqual(effects, [{ type: "create-vault", passphrase: GOOD }])
  })

  const refused: [name: string, msgs: ReturnType<typeof keys>, says: RegExp, focus: string][] = [
    ["a short passphrase", [...typed("short"), ...keys("tab", "tab", "tab", "enter")], /at least 8 characters/, "new"],
    [
      "two that differ",
      [...typed(GOOD), key("tab"), ...typed("another one"), ...keys("tab", "space", "tab", "enter")],
      /not the same/,
      "again",
    ],
    ["a missing tick", [...typed(GOOD), key("tab"), ...typed(GOOD), ...keys("tab", "tab", "enter")], /tick this first/, "understood"],
  ]
  for (const [name, msgs, says, focus] of refused) {
    it(`refuses ${name}, says why, and goes there`, () => {
      const { effects, lines, state } = start(msgs)
      assert.deepEqual(effects, [])
      assert.match(lines.join("\n"), says)
      assert.equal(state.entry.form.focus, focus)
    })
  }

  it("shows the strength while the passphrase is typed, and never the passphrase", () => {
    assert.match(start(typed("abc")).lines.join("\n"), /too short/)
    const { lines } = start(typed("gravel Moth 77 tundra, quilt"))
    assert.match(lines.join("\n"), /strong/)
    assert.doesNotMatch(lines.join("\n"), /gravel/)
  })

  it("composes the passphrase, whatever form the terminal sent", () => {
    const { effects } = start(
      { type: "pasted", text: "cafe\u0301 cafe\u0301" },
      key("tab"),
      typed("café café"),
      keys("tab", "space", "tab", "enter", "y"),
    )
    assert.deepEqual(effects, [{ type: "create-vault", passphrase: "caf\u00e9 caf\u00e9" }])
  })

  it("asks before it takes a weak passphrase, and goes back to it by Enter", () => {
    const asked = start(typed("password1"), key("tab"), typed("password1"), keys("tab", "space", "tab", "enter"))
    assert.match(asked.lines.join("\n"), /This passphrase is soon guessed\. Use it anyway\?/)
    assert.deepEqual(asked.effects, [])
    assert.equal(asked.then(key("enter")).state.entry.form.focus, "new")
    assert.equal(asked.then(key("y")).effects[0]?.type, "create-vault")
  })

  const opened = { type: "vault-opened", vault: testVault([]), notices: [] } as const
  it("goes to the accounts when the vault is there", () => {
    const made = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter"), opened)
    assert.deepEqual(made.gos, [{ type: "home" }])
  })

  it("goes on to restore a backup by the second button", () => {
    const made = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "tab", "enter"), opened)
    assert.deepEqual(made.gos, [{ type: "replace", route: { to: "restore" } }])
  })

  it("makes only one vault, however often Enter is pressed", () => {
    const { effects } = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter", "enter", "enter"))
    assert.equal(effects.length, 1)
  })

  it("lets one try again after a failure", () => {
    const failed = {
      type: "failed",
      effect: "create-vault",
      code: "io",
      message: { sentence: { en: "no room", ja: "空きなし" }, detail: {} },
    } as const
    const { effects } = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter"), failed, key("enter"))
    assert.equal(effects.length, 2)
  })

  it("types letters that mean something elsewhere", () => {
    assert.equal(firstRunScreen.typing?.(start().state), true)
  })
})
