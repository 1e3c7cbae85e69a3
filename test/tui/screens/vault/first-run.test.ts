import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { firstRunScreen } from "../../../../src/tui/screens/vault/first-run.ts"
import { key, keys, play, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const LOCKED = testContext({ vault: null, vaultExists: false })
const start = (...msgs: Script) => play(firstRunScreen, { to: "first-run" }, LOCKED, ...msgs)
const GOOD = "correct battery 8 staples"

describe("the first run", () => {
  it("shows where the vault will be", () => {
    assert.match(start().lines.join("\n"), /stored in ~\/\.local\/share\/keyferry/)
  })

  it("makes a vault once both passphrases are equal and the box is ticked", () => {
    const { effects } = start(typed(GOOD), key("enter"), typed(GOOD), keys("enter", "space", "enter", "enter"))
    assert.deepEqual(effects, [{ type: "create-vault", passphrase: Passphrase.of(GOOD) }])
  })

  const refused: [name: string, msgs: ReturnType<typeof keys>, reason: RegExp, focus: string][] = [
    ["a short passphrase", [...typed("short"), ...keys("tab", "tab", "tab", "enter")], /at least 8 characters/, "new"],
    [
      "two different passphrases",
      [...typed(GOOD), key("tab"), ...typed("another one"), ...keys("tab", "space", "tab", "enter")],
      /two are different/,
      "again",
    ],
    ["a missing tick", [...typed(GOOD), key("tab"), ...typed(GOOD), ...keys("tab", "tab", "enter")], /tick this first/, "understood"],
  ]
  for (const [name, msgs, reason, focus] of refused) {
    it(`refuses ${name}, shows why, and moves the focus there`, () => {
      const { effects, lines, state } = start(msgs)
      assert.deepEqual(effects, [])
      assert.match(lines.join("\n"), reason)
      assert.equal(state.entry.form.focus, focus)
    })
  }

  it("stays on the box that is not ticked, and says why", () => {
    const played = start().then(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "enter"))
    assert.match(played.lines.join("\n"), /tick this first/)
    assert.equal(played.state.entry.form.focus, "understood")
    assert.notEqual(played.then(keys("space", "enter")).state.entry.form.focus, "understood")
  })
  it("shows the strength while the passphrase is typed, and never the passphrase", () => {
    assert.match(start(typed("abc")).lines.join("\n"), /too short/)
    assert.match(start(typed("password1")).lines.join("\n"), /━━━━────── very weak: similar to a common password; add\s+uncommon words/)
    const { lines } = start(typed("gravel Moth 77 tundra, quilt"))
    assert.match(lines.join("\n"), /━━━━━━━━━━ strong/)
    assert.doesNotMatch(lines.join("\n"), /gravel/)
  })

  it("waits with a pressed button until the strength of the last text is known", () => {
    const pasted = { type: "pasted", text: GOOD } as const
    const form = (screen: typeof firstRunScreen) => ({
      ...screen,
      // Answers nothing by itself.
      update: (...[state, msg, context]: Parameters<typeof screen.update>) => {
        const outcome = screen.update(state, msg, context)
        return { ...outcome, effects: outcome.effects?.filter(({ type }) => type !== "estimate-passphrase") ?? [] }
      },
    })
    const filled = play(form(firstRunScreen), { to: "first-run" }, LOCKED, pasted, key("tab"), pasted, keys("tab", "space", "tab", "enter"))
    assert.match(filled.lines.join("\n"), /estimating/)
    assert.deepEqual(filled.effects, [])
    const estimate = { score: 4, warning: null, suggestions: [] } as const
    assert.deepEqual(filled.then({ type: "passphrase-estimated", revision: 0, estimate }).effects, [])
    assert.equal(filled.then({ type: "passphrase-estimated", revision: 1, estimate }).effects[0]?.type, "create-vault")
    assert.equal(filled.then({ type: "passphrase-estimated", revision: 1, estimate: null }).effects[0]?.type, "create-vault")
    const weak = filled.then({ type: "passphrase-estimated", revision: 1, estimate: { ...estimate, score: 2 } })
    assert.match(weak.lines.join("\n"), /easy to guess/)
  })

  it("shows the passphrase on Ctrl-T, and hides it again on the next, and when the line is left", () => {
    const hidden = start(typed("gravel Moth"))
    const shown = hidden.then(key("C-t"))
    assert.match(shown.lines.join("\n"), /gravel Moth/)
    for (const name of ["C-t", "tab", "enter"]) assert.doesNotMatch(shown.then(key(name)).lines.join("\n"), /gravel/)
  })

  it("normalizes the passphrase", () => {
    const { effects } = start(
      { type: "pasted", text: "cafe\u0301 cafe\u0301" },
      key("tab"),
      typed("café café"),
      keys("tab", "space", "tab", "enter", "y"),
    )
    assert.deepEqual(effects, [{ type: "create-vault", passphrase: Passphrase.of("caf\u00e9 caf\u00e9") }])
  })

  it("asks before it accepts a weak passphrase, and returns to it on Enter", () => {
    const question = start(typed("password1"), key("tab"), typed("password1"), keys("tab", "space", "tab", "enter"))
    assert.match(question.lines.join("\n"), /Use it anyway\? .*\n.*This passphrase is easy to guess\./)
    assert.deepEqual(question.effects, [])
    assert.equal(question.then(key("enter")).state.entry.form.focus, "new")
    assert.equal(question.then(key("y")).effects[0]?.type, "create-vault")
  })

  const opened = { type: "vault-opened", vault: testVault([]), notices: [] } as const
  it("offers a recovery key after the vault is made", () => {
    const made = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter"), opened)
    assert.deepEqual(made.gos, [{ type: "replace", route: { to: "recovery-key", offer: true } }])
  })

  it("goes to restoring a backup on the second button", () => {
    const made = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "tab", "enter"), opened)
    assert.deepEqual(made.gos, [{ type: "replace", route: { to: "restore" } }])
  })

  it("makes only one vault when Enter is pressed repeatedly", () => {
    const { effects } = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter", "enter", "enter"))
    assert.equal(effects.length, 1)
  })

  it("can be tried again after a failure", () => {
    const failed = {
      type: "failed",
      effect: "create-vault",
      code: "io",
      message: { sentence: { en: "no room", ja: "空きなし" }, detail: {} },
    } as const
    const { effects } = start(typed(GOOD), key("tab"), typed(GOOD), keys("tab", "space", "tab", "enter"), failed, key("enter"))
    assert.equal(effects.length, 2)
  })

  it("takes letters as text", () => {
    assert.equal(firstRunScreen.typing?.(start().state), true)
  })
})
