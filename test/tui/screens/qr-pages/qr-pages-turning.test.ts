import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW } from "../../play.ts"
import { context, page, planned, text } from "../migrate-support.ts"
import { phone, resized, three } from "./qr-pages-support.ts"

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
