import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { VaultWarning } from "../../../../src/base/vault-warning.ts"
import { cellWidth } from "../../../../src/base/display.ts"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { lineText } from "../../../../src/tui/components/forms/line-editor.ts"
import { unlockScreen } from "../../../../src/tui/screens/vault/unlock.ts"
import { key, keys, play, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const LOCKED = testContext({ vault: null })
const start = (...msgs: Script) => play(unlockScreen, { to: "unlock" }, LOCKED, ...msgs)
const failed = (code: "password-wrong" | "io", en = "it failed") =>
  ({ type: "failed", effect: "open-vault", code, message: { sentence: { en, ja: "失敗しました" }, detail: {} } }) as const

describe("the unlock screen", () => {
  const at = (columns: number, rows: number, lang: "en" | "ja" = "en", ...msgs: Script) =>
    play(
      unlockScreen,
      { to: "unlock" },
      testContext({ vault: null, lang, body: { columns, rows }, vaultDirectory: "/home/alice/v\u202e\u001b[31m" }),
      ...msgs,
    )

  it("is a block in the middle: program, directory, field and message", () => {
    const { lines } = at(80, 22, "en", typed("abc"))
    assert.deepEqual(lines.slice(7), [
      "        keyferry",
      "        ~/v[31m",
      "",
      "        Passphrase  ***",
      "",
      "        The vault is locked.",
    ])
    assert.equal(
      at(120, 38)
        .lines.find((line) => line.includes("keyferry"))
        ?.indexOf("keyferry"),
      28,
    )
  })
  it("shows a problem in the role of danger", () => {
    const { state, context } = at(80, 22, "en", typed("a"), key("enter"), failed("password-wrong"))
    const row = unlockScreen.view(state, context).body.find((spans) => spans.some(({ text }) => text.includes("not the passphrase")))
    assert.equal(row?.[0]?.role, "danger")
  })
  for (const [columns, rows] of [
    [40, 10],
    [80, 22],
    [120, 38],
    [200, 48],
  ] as const)
    for (const lang of ["en", "ja"] as const)
      it(`fits ${columns}x${rows} in ${lang}, with the cursor in the field`, () => {
        const played = at(columns, rows, lang, typed("パスワード".repeat(20)))
        const view = unlockScreen.view(played.state, played.context)
        assert.ok(view.body.length <= rows && played.lines.every((line) => cellWidth(line) <= columns))
        assert.ok(view.cursor && view.cursor.x < columns && (played.lines[view.cursor.y] ?? "").includes("***"))
        assert.ok(!played.lines.join("").includes("\u001b") && !played.lines.join("").includes("\u202e"))
      })
})

describe("unlocking", () => {
  it("opens the vault with the typed passphrase, and shows that it is working", () => {
    const { effects, lines } = start(typed("my q?L"), key("enter"))
    assert.deepEqual(effects, [{ type: "open-vault", passphrase: Passphrase.of("my q?L"), accept: [] }])
    assert.match(lines.join("\n"), /opening…/)
  })

  describe("keeps the keys that are pressed meanwhile", () => {
    const opened = { type: "vault-opened", vault: testVault([]), notices: [] } as const
    const opening = () => start(typed("right"), key("enter"))
    const pressedOn = (...msgs: Script) => {
      const { effects } = opening().then(...msgs)
      return effects.flatMap((effect) => (effect.type === "press-keys" ? [...effect.keys] : []))
    }

    it("for the account list", () => {
      assert.deepEqual(pressedOn(typed("/Lit"), keys("down", "enter"), opened), ["/", "L", "i", "t", "down", "enter"])
    })
    it("but not an Enter that was pressed twice, and 64 at most", () => {
      assert.deepEqual(pressedOn(keys("enter", "enter", "j"), opened), ["j"])
      assert.equal(pressedOn(typed("j".repeat(100)), opened).length, 64)
    })
    it("unless the passphrase was wrong, the opening failed or was cancelled, or there is something to read or answer first", () => {
      for (const end of [failed("password-wrong"), failed("io"), { type: "vault-suspect", warnings: ["older"] } as const])
        assert.deepEqual(pressedOn(typed("d"), end, opened), [])
      assert.deepEqual(pressedOn(key("L"), opened), [])
      const notice = { sentence: { en: "look", ja: "注意" }, detail: {} }
      assert.deepEqual(pressedOn(typed("d"), { ...opened, notices: [notice] }), [])
      assert.deepEqual(pressedOn(typed("d"), { ...opened, copies: { count: 1, unmerged: 1 } }), [])
    })
    it("of a vault of samples, which opens by itself", () => {
      const busy = { effect: "open-vault", done: 0, total: 0 } as const
      const demo = play(unlockScreen, { to: "unlock" }, testContext({ vault: null, demo: true, busy }), typed("/x"))
      assert.match(demo.lines.join("\n"), /opening…/)
      assert.deepEqual(demo.then(opened).effects, [{ type: "press-keys", keys: ["/", "x"] }])
    })
    it("but none of the passphrase", () => {
      assert.deepEqual(pressedOn(opened), [])
    })
  })

  it("is cancelled by L, which clears the passphrase", () => {
    const after = start(typed("right"), key("enter"), key("L"))
    assert.deepEqual(after.effects.at(-1), { type: "cancel-work" })
    assert.equal(lineText(after.state.editor), "")
  })

  it("ignores an empty passphrase", () => {
    assert.deepEqual(start(key("enter")).effects, [])
  })

  it("opens the demo vault without a passphrase", () => {
    const { effects } = play(unlockScreen, { to: "unlock" }, testContext({ vault: null, demo: true }), key("enter"))
    assert.deepEqual(effects, [{ type: "open-vault", passphrase: Passphrase.of(""), accept: [] }])
  })

  it("clears and reports a wrong passphrase, without a toast", () => {
    const after = start(typed("wrong"), key("enter"), failed("password-wrong"))
    assert.equal(lineText(after.state.editor), "")
    assert.match(after.lines.join("\n"), /not the passphrase/)
    assert.deepEqual(after.toasts, [""])
    assert.doesNotMatch(after.then(typed("a")).lines.join("\n"), /not the passphrase/)
  })

  it("keeps the passphrase after another error", () => {
    const after = start(typed("right"), key("enter"), failed("io", "identity.age is missing; ".repeat(8) + "F2 helps"))
    assert.equal(lineText(after.state.editor), "right")
    assert.match(after.lines.join("\n"), /F2 helps\./)
    assert.deepEqual(after.toasts, [""])
    assert.equal(after.then(key("enter")).effects.length, 1)
  })

  it("opens the vault only once when Enter is pressed twice", () => {
    assert.equal(start(typed("a"), keys("enter", "enter")).effects.length, 1)
  })

  it("goes to the accounts, and forgets the passphrase", () => {
    const after = start(typed("a"), key("enter"), { type: "vault-opened", vault: testVault([]), notices: [] })
    assert.deepEqual(after.gos, [{ type: "home" }])
    assert.equal(lineText(after.state.editor), "")
  })

  it("offers to bring back the newest version of a damaged vault, and does so only on consent", () => {
    const reason = { sentence: { en: "the vault is damaged; version {n} opens", ja: "壊れています" }, detail: { n: 3 } }
    const offer = start(typed("a b"), key("enter"), { type: "vault-damaged", reason, n: 3 })
    assert.match(offer.lines.join("\n"), /The vault is damaged; version 3 opens\./)
    assert.match(offer.lines.join("\n"), /Bring back version 3 now\?/)
    assert.deepEqual(offer.then(key("enter")).effects, [])
    const [effect] = offer.then(key("y")).effects
    assert.ok(effect?.type === "restore-damaged")
    assert.deepEqual([effect.n, effect.passphrase.reveal()], [3, "a b"])
  })

  it("offers to merge copies of the vault that were changed elsewhere, and goes to the accounts where they are merged", () => {
    const opened = (unmerged: number) =>
      start(typed("a"), key("enter"), { type: "vault-opened", vault: testVault([]), notices: [], copies: { count: 2, unmerged } }).gos
    assert.deepEqual(opened(1), [{ type: "replace", route: { to: "merge-copies" } }])
    assert.deepEqual(opened(0), [{ type: "home" }])
  })

  it("never shows the passphrase", () => {
    assert.doesNotMatch(start(typed("hunter2")).lines.join("\n"), /hunter2/)
  })
})

describe("a suspect vault", () => {
  const suspect = (...warnings: VaultWarning[]) => ({ type: "vault-suspect", warnings }) as const

  it("is explained, and stays locked on Enter", () => {
    const question = start(typed("a"), key("enter"), suspect("unsigned", "older"))
    assert.match(question.lines.join("\n"), /Nothing proves that keyferry wrote this vault/)
    assert.match(question.lines.join("\n"), /older than the one last opened/)
    const after = question.then(key("enter"))
    assert.deepEqual(after.effects, [])
    assert.equal(lineText(after.state.editor), "")
  })

  it("is opened after consent", () => {
    const after = start(typed("a"), key("enter"), suspect("unsigned")).then(keys("tab", "enter"))
    assert.deepEqual(after.effects, [{ type: "open-vault", passphrase: Passphrase.of("a"), accept: ["unsigned"] }])
  })

  it("stays accepted when a second warning follows", () => {
    const after = start(typed("a"), key("enter"), suspect("unsigned"), key("y"), suspect("older")).then(key("y"))
    assert.deepEqual(after.effects, [{ type: "open-vault", passphrase: Passphrase.of("a"), accept: ["unsigned", "older"] }])
  })
})
