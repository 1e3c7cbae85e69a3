import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, play } from "../../play.ts"
import { context, japanese, page, planned, text } from "../migrate-support.ts"
import { isFull, phone, route, three } from "./qr-pages-support.ts"

describe("the choices on a QR page", () => {
  it("are more or fewer accounts per page, 1 to 10, only for batches", () => {
    const google = play(qrPagesScreen, route("google"), context(), planned({ target: "google", pages: [page({ ids: ["a1", "a2"] })] }))
    const perPage = (...names: string[]) => {
      const [effect] = google.then(keys(...names)).effects
      return effect?.type === "plan-qr" ? effect.choice.accountsPerPage : null
    }
    assert.deepEqual([perPage("+"), perPage("="), perPage("-")], [3, 3, 1])
    assert.deepEqual(phone().then(key("+")).effects, [])
  })
  for (const [name, styles, expected] of [
    ["half blocks and full cells", ["half", "full"], ["full", null, "full"]],
    ["pixels, if the terminal draws pictures", ["half", "full", "pixels"], ["full", "pixels", null]],
    ["no half blocks, if they are two columns wide", ["full", "pixels"], ["full", "pixels", null]],
  ] as const) {
    it(`are the drawing styles and automatic in turn: ${name}`, () => {
      let played = phone(context(), { ...three, styles })
      for (const style of expected) {
        played = played.then(key("b"))
        const [effect] = played.effects
        assert.ok(effect?.type === "plan-qr" && effect.choice.style === style)
        assert.match(text(played), style === null ? /Drawing: automatic/ : new RegExp(`Drawing: ${style}`))
        played = played.then(planned({ ...three, styles }))
      }
    })
  }
})

describe("a drawing style that does not fit", () => {
  const google = (start: Context) => play(qrPagesScreen, route("google"), start, planned({ target: "google" }))
  const impossible = { sentence: { en: "a window of 80x24 is too small", ja: "小さすぎます" }, detail: {} }
  const tooSmall = planned({ target: "google", pages: [page({ drawing: null })], impossible })
  const styles = (effects: readonly { type: string }[]) =>
    effects.flatMap((effect) =>
      effect.type === "plan-qr" ? [(effect as unknown as { choice: { style: string | null } }).choice.style] : [],
    )

  it("is skipped with a notice, and the previous drawing stays until then", () => {
    const tried = google(context()).then(key("b"))
    assert.deepEqual(styles(tried.effects), ["full"])
    const next = tried.then(tooSmall)
    assert.deepEqual(styles(next.effects), [null])
    assert.match(text(next).replace(/\s+/g, " "), /Full cells do not fit this window\. Drawing: automatic/)
    assert.doesNotMatch(text(next), /too small/)
    assert.ok(isFull(next.then(planned({ target: "google" }))))
  })
  it("is skipped if it came from the settings, too", () => {
    const settings = { ...context().settings, qrStyle: "full" as const }
    const first = play(qrPagesScreen, route("google"), context({ settings }), tooSmall)
    assert.deepEqual(styles(first.effects), ["full", null])
    assert.match(text(first.then(tooSmall)), /A window of 80x24 is too small\./)
  })
  it("is explained in Japanese", () => {
    assert.match(
      text(google(japanese()).then(key("b"), tooSmall)).replace(/\s+/g, ""),
      /塗りつぶしではこのウィンドウに収まりません。描き方:自動/,
    )
  })
})
