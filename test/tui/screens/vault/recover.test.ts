import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { lineText } from "../../../../src/tui/components/forms/line-editor.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { recoverScreen } from "../../../../src/tui/screens/vault/recover.ts"
import { unlockScreen } from "../../../../src/tui/screens/vault/unlock.ts"
import { assertFits } from "../migrate-support.ts"
import { key, keys, pasted, play, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const LOCKED = testContext({ vault: null })
const on = (fields: Partial<Context>, ...msgs: Script) => play(recoverScreen, { to: "recover" }, { ...LOCKED, ...fields }, ...msgs)
const start = (...msgs: Script) => on({}, ...msgs)
const KEY = "AGE-SECRET-KEY-1QQPQQ"
const wrong = {
  type: "failed",
  effect: "recover-vault",
  code: "password-wrong",
  message: { sentence: { en: "the recovery key has a typing error", ja: "回復キーに入力の誤りがあります" }, detail: {} },
} as const

describe("unlocking with the recovery key", () => {
  it("is offered by the unlock screen, but not for the demo vault", () => {
    const unlock = (demo: boolean) => play(unlockScreen, { to: "unlock" }, testContext({ vault: null, demo }), key("f2")).gos
    assert.deepEqual(unlock(false), [{ type: "replace", route: { to: "recover" } }])
    assert.deepEqual(unlock(true), [])
  })

  it("sends what was typed, hidden, and shows that it is working", () => {
    const { effects, lines } = start(typed(KEY), key("enter"))
    assert.deepEqual(effects, [{ type: "recover-vault", key: Passphrase.of(KEY), accept: [] }])
    assert.match(lines.join("\n"), /opening…/)
    assert.doesNotMatch(lines.join("\n"), /QQPQQ/)
  })

  it("shows and hides what was typed on Ctrl-T", () => {
    const shown = start(typed(KEY), key("C-t"))
    assert.match(shown.lines.join("\n"), new RegExp(KEY))
    const hidden = shown.then(key("C-t"))
    assert.doesNotMatch(hidden.lines.join("\n"), /QQPQQ/)
    assert.deepEqual(hidden.then(key("enter")).effects, [{ type: "recover-vault", key: Passphrase.of(KEY), accept: [] }])
  })

  it("takes a pasted key file without its comments", () => {
    const { state } = start(pasted(`# recovery key of the vault\n# created: 2026-11-27\n${KEY}\n`))
    assert.equal(lineText(state.editor), KEY)
  })

  it("ignores an empty line", () => {
    assert.deepEqual(start(key("enter")).effects, [])
  })

  it("goes on to a new passphrase, and forgets the key", () => {
    const opened = { type: "vault-opened", vault: testVault([], { recovered: true }), notices: [] } as const
    const after = start(typed(KEY), key("enter"), opened)
    assert.deepEqual(after.gos, [{ type: "replace", route: { to: "passphrase-change" } }])
    assert.equal(lineText(after.state.editor), "")
  })

  it("tells why it did not open, and keeps the typed key to be mended", () => {
    const after = start(typed(KEY), key("enter"), wrong)
    assert.match(after.lines.join("\n"), /The recovery key has a typing error\./)
    assert.deepEqual(after.toasts, [""])
    assert.equal(lineText(after.state.editor), KEY)
    assert.doesNotMatch(after.then(typed("a")).lines.join("\n"), /typing error/)
  })

  it("asks about a suspect vault, and opens it after consent", () => {
    const asked = start(typed(KEY), key("enter"), { type: "vault-suspect", warnings: ["older"] })
    assert.match(asked.lines.join("\n"), /older than the one last opened/)
    assert.deepEqual(asked.then(key("y")).effects, [{ type: "recover-vault", key: Passphrase.of(KEY), accept: ["older"] }])
    assert.deepEqual(asked.then(key("n")).gos, [{ type: "replace", route: { to: "unlock" } }])
  })

  it("is cancelled by L while it opens, and left with Esc before", () => {
    assert.deepEqual(start(typed(KEY), keys("enter", "L")).effects.at(-1), { type: "cancel-work" })
    assert.deepEqual(start(typed(KEY), key("escape")).gos, [{ type: "replace", route: { to: "unlock" } }])
  })

  it("fits into 80x24 and the smallest window, in both languages", () => {
    assert.match(start().lines.join("\n"), /or the path of the\s+file that holds it/)
    const small = { window: { columns: 40, rows: 10 }, body: { columns: 40, rows: 8 } }
    for (const lang of ["en", "ja"] as const)
      for (const size of [{}, small]) assertFits(recoverScreen, on({ lang, ...size }, typed(KEY), key("enter"), wrong))
  })
})
