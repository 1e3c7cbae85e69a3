import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { QrPlan } from "../../../../src/migrate/qr/qr-pages.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW } from "../../play.ts"
import { context, failed, page, planned, text } from "../migrate-support.ts"
import { phone, resized, three } from "./qr-pages-support.ts"

describe("a page that is not drawn yet", () => {
  const undrawn = (id: string) => page({ ids: [id], labels: [id], drawn: false, drawing: null })
  const many: Partial<QrPlan> = { pages: [page(), ...Array.from({ length: 11 }, (_, at) => undrawn(`x${at + 2}`))] }
  const drawn = (at: number): Msg => ({ type: "qr-page-drawn", page: at, drawn: page({ ids: [`x${at + 1}`], labels: [`x${at + 1}`] }) })

  it("is drawn when it is turned to; until then the page before stays, with a mark", () => {
    const turned = phone(context(), many).then(key("n"))
    assert.deepEqual(turned.effects, [{ type: "draw-qr-page", page: 1 }])
    assert.match(text(turned), /GitHub[^]*Page 1 of 12 · drawing…/)
    const shown = turned.then(drawn(1))
    assert.match(text(shown), /x2[^]*Page 2 of 12/)
    assert.doesNotMatch(text(shown), /drawing…/)
  })
  it("is skipped where the user has turned on meanwhile", () => {
    const turned = phone(context(), many).then(keys("n", "n", "n"))
    assert.deepEqual(turned.effects, [{ type: "draw-qr-page", page: 1 }])
    const skipped = turned.then(drawn(1))
    assert.deepEqual([skipped.state.page, skipped.effects], [0, [{ type: "draw-qr-page", page: 3 }]])
    const shown = skipped.then(drawn(3))
    assert.equal(shown.state.page, 3)
    assert.deepEqual(shown.state.plan?.pages.map((one) => one.drawn).slice(0, 5), [false, false, false, true, false])
  })
  it("is reached with Home and End", () => {
    const last = phone(context(), many).then(key("end"))
    assert.deepEqual(last.effects, [{ type: "draw-qr-page", page: 11 }])
    const shown = last.then(drawn(11))
    assert.match(text(shown), /✓ 1 {2}… {2}7 {2}8 {2}9 {2}10 {2}11 {2}\[12\]/)
    assert.deepEqual(shown.then(key("home")).effects, [{ type: "draw-qr-page", page: 0 }])
  })
  it("leaves the page before if it cannot be drawn, and can be tried again", () => {
    const kept = phone(context(), many).then(key("n"), failed("draw-qr-page", "internal"))
    assert.match(text(kept), /Page 1 of 12\s/)
    assert.deepEqual(kept.then(key("n")).effects, [{ type: "draw-qr-page", page: 1 }])
  })
  it("is drawn in time when pages turn by themselves", () => {
    const ticks = Array.from({ length: 3 }, (_, at): Msg => ({ type: "ticked", nowMs: NOW + (at + 1) * 1000 }))
    assert.deepEqual(phone(context(), many).then(keys("a", "a", "a", "a", "a"), ticks).effects, [{ type: "draw-qr-page", page: 1 }])
  })
})

describe("automatic turning of pages", () => {
  const second = (n: number): Msg => ({ type: "ticked", nowMs: NOW + n * 1000 })
  const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => second(from + at))

  it("is off at first", () => {
    assert.equal(phone().then(seconds(1, 60)).state.page, 0)
  })
  it("starts with five seconds per page, gets one second faster with each press, then goes off", () => {
    const speeds: (number | null)[] = []
    let played = phone()
    for (let press = 0; press < 6; press++) {
      played = played.then(key("a"))
      speeds.push(played.state.auto?.everyS ?? null)
    }
    assert.deepEqual(speeds, [5, 4, 3, 2, 1, null])
  })
  it("is shown beside the page number", () => {
    assert.match(text(phone().then(keys("a", "a"))).replace(/\s+/g, " "), /Page 1 of 3 · turns every 4 s/)
  })
  it("turns on time although ticks come some milliseconds early, and ends at the last page", () => {
    const early = (n: number): Msg => ({ type: "ticked", nowMs: NOW + n * 1000 - (n % 2) * 4 })
    const pages = Array.from(
      { length: 8 },
      (_, n) =>
        phone().then(
          keys("a", "a", "a", "a"),
          Array.from({ length: n }, (__, at) => early(at + 1)),
        ).state,
    )
    assert.deepEqual(
      pages.map(({ page: at }) => at),
      [0, 0, 0, 1, 1, 2, 2, 2],
    )
    assert.equal(pages[7]?.auto, null)
  })
  for (const name of ["n", "p", "b", "left", "y"]) {
    it(`is stopped by ${name}`, () => {
      assert.equal(phone().then(keys("a", name)).state.auto, null)
    })
  }
  it("continues after a resize", () => {
    const moved = phone().then(keys("a", "a", "a", "a", "a"), resized(120, 40), planned(three), seconds(1, 2))
    assert.equal(moved.state.page, 1)
  })
  it("is not offered if there is only one page", () => {
    const one = phone(context(), { pages: [page()] })
    assert.ok(!qrPagesScreen.keys(one.state, one.context).some(({ action }) => action === "auto"))
  })
})
