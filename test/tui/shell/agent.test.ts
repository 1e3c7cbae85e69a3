import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../src/base/passphrase.ts"
import type { Route } from "../../../src/tui/core/routes.ts"
import { SCREENS } from "../../../src/tui/shell/app.ts"
import { key, keys, NOW, play, testContext, typed } from "../play.ts"
import { begin, failed, OPENED, tick, VAULT } from "./app-run.ts"

const BY_AGENT = { ...OPENED, vault: { ...VAULT, inAgent: true } }
const opening = (lang: "en" | "ja" = "en") => begin({ inAgent: true, lang })
const opened = (lang: "en" | "ja" = "en") => opening(lang).then(BY_AGENT)
const toastOf = ({ lines }: { readonly lines: readonly string[] }): string => lines.slice(-5).join("\n")

describe("a vault that the agent has unlocked", () => {
  it("opens at the start without a question, and takes the keys that are pressed meanwhile", () => {
    const start = opening()
    assert.deepEqual(start.effects, [{ type: "open-vault", passphrase: null, accept: [] }])
    assert.match(start.lines.join("\n"), /opening…/)
    const after = start.then(typed("/oth"), BY_AGENT)
    assert.equal(after.to, "accounts")
    assert.deepEqual(after.effects, [{ type: "press-keys", keys: ["/", "o", "t", "h"] }])
  })

  it("says once that the agent has opened it", () => {
    assert.match(toastOf(opened()), /Opened through the agent\. L locks it there, too\./)
    assert.match(toastOf(opened("ja")), /エージェントで開きました。L を押すと、エージェントもロックします。/)
    assert.doesNotMatch(toastOf(opened().then(key("down"))), /agent/)
    assert.doesNotMatch(toastOf(begin().then(OPENED)), /agent/)
  })

  it("is not asked of the agent without one", () => {
    assert.deepEqual(begin().effects, [])
    assert.deepEqual(begin({ inAgent: true, vaultExists: false }).effects, [])
  })

  it("opens with the passphrase where the agent has locked it meanwhile", () => {
    const asked = opening().then(failed("open-vault"))
    assert.match(asked.lines.join("\n"), /The disk is full/)
    const { effects } = asked.then(typed("my words"), key("enter"))
    assert.deepEqual(effects, [{ type: "open-vault", passphrase: Passphrase.of("my words"), accept: [] }])
  })

  it("asks about a suspect vault, and opens it through the agent then", () => {
    const { effects } = opening().then({ type: "vault-suspect", warnings: ["older"] }, key("y"))
    assert.deepEqual(effects, [{ type: "open-vault", passphrase: null, accept: ["older"] }])
  })

  it("is locked in the agent by L, and by the command of that name", () => {
    assert.deepEqual(opened().then(key("L")).effects, [{ type: "lock-vault", inAgent: true }])
    const commanded = opened().then(key(":"), typed("lock the vault"), key("enter"))
    assert.deepEqual([commanded.to, commanded.effects], ["unlock", [{ type: "lock-vault", inAgent: true }]])
  })

  it("asks for the passphrase after the screen has locked itself; the agent keeps it unlocked", () => {
    for (const msg of [tick(300_000), key("C-z")]) {
      const locked = opened().then(msg)
      assert.equal(locked.to, "unlock")
      assert.deepEqual(locked.effects[0], { type: "lock-vault" })
      assert.match(locked.lines.join("\n"), /The vault is locked/)
    }
  })

  it("locks the screen with a reason where the agent has locked it", () => {
    const gone = (unfinished: "put-accounts" | "list-versions", lang: "en" | "ja" = "en") =>
      toastOf(opened(lang).then({ type: "vault-locked", unfinished }))
    assert.match(gone("put-accounts"), /Not saved: the agent has locked the vault\. Unlock it, and do it again\./)
    assert.match(gone("put-accounts", "ja"), /保存できませんでした。エージェントが保管庫をロックしています。/)
    assert.match(gone("list-versions"), /The agent has locked the vault\./)
  })
})

describe("a secret that leaves a vault which the agent has opened", () => {
  const context = testContext({ vault: BY_AGENT.vault, passphraseAtMs: -Infinity })
  const ids = ["id-github"]
  const routes: readonly Route[] = [
    { to: "qr-pages", target: "phone", ids },
    { to: "qr-pages", target: "google", ids },
    { to: "qr-pages", target: "keyferry", ids },
    { to: "qr-pages", target: "phone", ids, paper: true },
    { to: "export-protect", format: "aegis", ids },
    { to: "export-protect", format: "otpauth-uri", ids },
    { to: "export-store", format: "pass", ids },
    { to: "backup" },
  ]
  for (const route of routes) {
    it(`needs the passphrase first: ${JSON.stringify(route)}`, () => {
      for (const lang of ["en", "ja"] as const) {
        const asked = play(SCREENS[route.to] as never, route, { ...context, lang })
        const wanted = lang === "en" ? /type the vault's passphrase again/ : /パスフレーズをもう一度入力してください/
        assert.match(asked.lines.join("\n").replaceAll(/\n */g, lang === "en" ? " " : ""), wanted)
        const { effects } = asked.then(typed("my q"), key("enter"))
        assert.deepEqual(effects, [{ type: "check-passphrase", passphrase: Passphrase.of("my q") }])
        assert.deepEqual(asked.then(key("escape")).gos, [{ type: "back" }])
      }
    })
  }

  it("is asked for once, and the vault is no longer the agent's then", () => {
    const asked = opened().then(key("v"), typed("my words"), key("enter"))
    const { state, effects } = asked.then({ type: "passphrase-checked", right: true, atMs: NOW, vault: VAULT })
    assert.deepEqual([state.vault?.inAgent, state.passphraseAtMs], [false, NOW])
    assert.deepEqual(
      effects.map(({ type }) => type),
      ["plan-qr"],
    )
  })

  it("is asked for again after a wrong passphrase", () => {
    const wrong = opened().then(keys("v", "x", "enter"), { type: "passphrase-checked", right: false, atMs: NOW })
    assert.match(wrong.lines.join("\n"), /not the passphrase/)
    assert.equal(wrong.state.vault?.inAgent, true)
  })
})
