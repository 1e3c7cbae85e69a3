import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { QrTarget } from "../../../../src/migrate/qr/qr-losses.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, play } from "../../play.ts"
import { context, planned, text } from "../migrate-support.ts"
import { IDS, isFull, phone, route, transfer } from "./qr-pages-support.ts"

describe("comparing the codes after a phone export", () => {
  const checkList = (target: QrTarget, ids: readonly string[] = IDS) => ({ to: "check-list", ids, where: target })

  it("opens with c, and the pages stay below it", () => {
    assert.deepEqual(phone().then(key("c")).gos, [{ type: "push", route: checkList("phone") }])
  })
  it("opens with Enter on the last page, where there is no page to go on to", () => {
    assert.deepEqual(phone().then(keys("enter", "enter", "enter")).gos, [{ type: "push", route: checkList("phone") }])
    assert.match(text(phone()), / Enter next /)
    assert.match(text(phone().then(key("G"))), / Enter compare codes/)
    assert.doesNotMatch(text(phone().then(key("G"))), /Enter next/)
    assert.deepEqual(phone().then(keys("n", "n", "n")).gos, [], "the other keys that turn stay on the last page")
  })
  it("has the accounts on the pages, without the refused ones", () => {
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google" }), key("c"))
    assert.deepEqual(played.gos, [{ type: "push", route: checkList("google", ["a1", "a3"]) }])
  })
  it("has all accounts of a transfer, whose pages name none", () => {
    assert.deepEqual(transfer().then(key("c")).gos, [{ type: "push", route: checkList("keyferry") }])
  })
  it("is offered when the user leaves after seeing all pages", () => {
    const asked = phone().then(keys("n", "n", "p", "escape"))
    assert.deepEqual(asked.gos, [])
    assert.match(text(asked), /Compare the codes now\?/)
    assert.ok(!isFull(asked), "no code is shown beside the question")
    assert.deepEqual(asked.then(key("y")).gos, [{ type: "replace", route: checkList("phone") }])
    assert.deepEqual(asked.then(key("escape")).gos, [{ type: "back" }])
    assert.deepEqual(asked.then(key("enter")).gos, [{ type: "back" }])
  })
  it("is not offered before the last page was seen, or after a comparison", () => {
    assert.deepEqual(phone().then(keys("n", "escape")).gos, [{ type: "back" }])
    assert.deepEqual(
      phone()
        .then(keys("n", "n", "c", "escape"))
        .gos.at(-1),
      { type: "back" },
    )
  })
})
