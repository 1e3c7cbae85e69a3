import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { ReceiverView } from "../../../../src/tui/core/receiver.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW, play } from "../../play.ts"
import { PLACE, receiver } from "../../receiver-views.ts"
import { assertFits, context, failed, japanese, page, planned, sized, text } from "../migrate-support.ts"
import { IDS, isFull, phone, resized, route, three, transfer } from "./qr-pages-support.ts"

const undrawn = (label: string, id: string) => page({ ids: [id], labels: [label], drawn: false, drawing: null })
/** The pages as they are planned for the browser. */
const PAGES = [undrawn("GitHub: alice", "a1"), undrawn("AWS: root", "a2"), undrawn("ゲーム", "a3")]
const forBrowser = (at = 0): Msg => planned({ pages: PAGES }, at)
const shows = (type: "receiver-started" | "receiver-changed", fields: Partial<ReceiverView> = {}): Msg => ({
  type,
  receiver: receiver({ found: null, ...fields }),
})
const OPEN = shows("receiver-changed", { connected: true })
/** The first page is in the browser. */
const inBrowser = (start = context()) => phone(start).then(key("o"), forBrowser(), shows("receiver-started"), OPEN)

describe("QR codes in a browser", () => {
  it("are planned without a window, then shown from the page of the terminal", () => {
    const asked = phone(context()).then(key("n"), key("o"))
    assert.deepEqual(asked.effects, [
      { type: "plan-qr", target: "phone", ids: IDS, size: null, choice: { style: null, accountsPerPage: null }, page: 1 },
    ])
    assert.deepEqual(asked.then(forBrowser(1)).effects, [{ type: "start-receiver", lang: "en", page: 1 }])
  })
  for (const where of [context(), japanese()]) {
    it(`tell how to open the page (${where.lang})`, () => {
      const played = phone(where).then(key("o"), forBrowser(), shows("receiver-started"))
      assertFits(qrPagesScreen, played)
      assert.ok(played.lines.includes(`    ${PLACE.forwarding.toPort}`), text(played))
      assert.ok(played.lines.includes(`    ${PLACE.address}`), text(played))
      assert.equal(isFull(played), false)
    })
  }
  it("name the account and the page once the page is open", () => {
    assert.match(text(inBrowser()), /✓ The page is open\. Scan the code there[^]*GitHub[^]*Page 1 of 3/)
    assert.doesNotMatch(text(inBrowser()), /ssh -N/)
  })
  it("are turned from the terminal", () => {
    const turned = inBrowser().then(key("n"))
    assert.deepEqual(turned.effects, [{ type: "turn-receiver", page: 1 }])
    assert.match(text(turned), /AWS[^]*Page 2 of 3/)
  })
  it("turn the terminal's page when they are turned in the browser", () => {
    const turned = inBrowser().then(shows("receiver-changed", { connected: true, page: 2 }))
    assert.match(text(turned), /Page 3 of 3/)
    assert.deepEqual(turned.effects, [])
  })
  it("do not follow the window", () => {
    assert.deepEqual(inBrowser().then(resized(40, 12)).effects, [])
  })
  it("end with Esc, and the window is planned for again", () => {
    const left = inBrowser().then(key("escape"))
    assert.deepEqual(
      left.effects.map((effect) => (effect.type === "plan-qr" ? effect.size : effect)),
      [
        { type: "stop-receiver", reason: "stopped" },
        { columns: 80, rows: 24 },
      ],
    )
    assert.equal(isFull(left.then(planned(three))), true)
  })
  it("count as shown, so that the move is recorded and can be compared", () => {
    const all = inBrowser()
      .then(shows("receiver-changed", { connected: true, page: 1 }))
      .then(shows("receiver-changed", { connected: true, page: 2 }))
    const left = all.then(key("escape"), planned(three), key("escape"))
    assert.deepEqual(
      left.effects.map(({ type }) => type),
      ["stop-receiver", "plan-qr", "record-receipt"],
    )
    assert.match(text(left), /Compare the codes now\?/)
  })
  it("do not count before the page is open", () => {
    const closed = phone(context()).then(key("o"), forBrowser(), shows("receiver-started"), ...keys("n", "n"))
    const left = closed.then(key("escape"), planned(three), key("escape"))
    assert.deepEqual(
      left.effects.map(({ type }) => type),
      ["stop-receiver", "plan-qr"],
    )
  })
  it("show the verification code on the terminal alone", () => {
    const parts = planned({
      target: "keyferry",
      verificationCode: "ABCD-EFGH-JKLM",
      pages: [1, 2].map(() => page({ ids: [], labels: [], drawn: false, drawing: null })),
    })
    const played = transfer().then(key("o"), parts, shows("receiver-started"), OPEN, key("v"))
    assert.match(text(played), /ABCD-EFGH-JKLM/)
    assert.deepEqual(
      played.effects.map(({ type }) => type),
      ["plan-qr", "start-receiver"],
    )
    assert.match(text(played.then(key("p"))), /Page 2 of 2/)
  })
  it("ask for the passphrase where it was typed too long ago", () => {
    const old = phone(context()).then({ type: "ticked", nowMs: NOW + 600_000 }, key("o"))
    assert.deepEqual(old.effects, [])
    assert.match(text(old), /The browser will show the secrets as QR codes\./)
  })
  it("say why the page could not be started, and try again", () => {
    const broken = phone(context()).then(key("o"), forBrowser(), failed("start-receiver", "io", "no port is free"))
    assert.match(text(broken), /No port is free\./)
    assert.deepEqual(broken.then(key("r")).effects, [{ type: "start-receiver", lang: "en", page: 0 }])
  })
})

describe("where the codes do not fit the window", () => {
  const impossible = { sentence: { en: "a window of 40x12 is too small", ja: "" }, detail: {} }
  it("a browser is offered, first of all", () => {
    const small = play(qrPagesScreen, route("phone"), sized(40, 12), planned({ impossible }))
    assertFits(qrPagesScreen, small)
    assert.match(text(small), /is too small\.\n\n - o shows the codes/)
    assert.equal(small.then(key("o")).effects.at(-1)?.type, "plan-qr")
  })
  it("a browser is offered for a page that is too large", () => {
    const notes = [{ sentence: { en: "this code does not fit", ja: "" }, detail: {} }]
    const large = phone(context(), { pages: [page({ drawing: null, notes }), page()] })
    assert.match(text(large), /o shows the codes in your computer's browser/)
  })
})
