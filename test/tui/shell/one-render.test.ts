import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { AnyScreen } from "../../../src/tui/shell/app-state.ts"
import { SCREENS } from "../../../src/tui/shell/app.ts"
import { makeProgram } from "../../../src/tui/shell/shell.ts"
import { key, NOW, testAccount, testVault } from "../play.ts"

const SIZE = { columns: 80, rows: 24 }

describe("one key press followed by one frame", () => {
  for (const name of ["down", "q", "n"]) {
    it(`call keys and view of the screen once each (${name})`, () => {
      const calls = { keys: 0, view: 0 }
      const accounts: AnyScreen = SCREENS.accounts
      const counted: AnyScreen = {
        ...accounts,
        keys(state, context) {
          calls.keys++
          return accounts.keys(state, context)
        },
        view(state, context) {
          calls.view++
          return accounts.view(state, context)
        },
      }
      const program = makeProgram({ screens: { ...SCREENS, accounts: counted } })
      const started = program.init({
        nowMs: NOW,
        size: SIZE,
        formats: HANDLERS,
        lang: "en",
        settings: DEFAULT_SETTINGS,
        vaultExists: true,
        vaultDirectory: "/home/alice/vault",
        demo: false,
        homeDirectory: "/home/alice",
        startDirectory: "/home/alice",
        host: "alice@host",
      }).state
      const vault = testVault([testAccount("a"), testAccount("b", { order: 1 })])
      const { state } = program.update(started, { type: "vault-opened", vault, notices: [] })
      program.view(state, SIZE)
      calls.keys = 0
      calls.view = 0
      program.view(program.update(state, key(name)).state, SIZE)
      assert.deepEqual(calls, { keys: 1, view: 1 })
    })
  }
})
