import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { ReceiverView } from "../../../../src/tui/core/receiver.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { importReceiveScreen } from "../../../../src/tui/screens/import/import-receive.ts"
import { key, keys, play, reasonOf } from "../../play.ts"
import { found, PLACE, receiver } from "../../receiver-views.ts"
import { assertFits, context, failed, japanese, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "import-receive" } as const
const started = (fields: Partial<ReceiverView> = {}): Msg => ({ type: "receiver-started", receiver: receiver(fields) })
const changed = (fields: Partial<ReceiverView> = {}): Msg => ({ type: "receiver-changed", receiver: receiver(fields) })
const start = (where: Context, ...msgs: readonly Msg[]) => play(importReceiveScreen, ROUTE, where, ...msgs)

const ONE = found({ accounts: [{ label: "GitHub: alice", status: "new" }], received: 1 })

describe("the page for a browser, before it is open", () => {
  it("is started with the screen", () => {
    assert.deepEqual(start(context()).effects, [{ type: "start-receiver", lang: "en", page: null }])
  })
  for (const where of [context(), japanese()]) {
    it(`shows the command and the address, each in one row of 80 (${where.lang})`, () => {
      const played = start(where, started())
      assertFits(importReceiveScreen, played)
      assert.ok(played.lines.includes(`    ${PLACE.forwarding.toPort}`), text(played))
      assert.ok(played.lines.includes(`    ${PLACE.address}`), text(played))
      assert.match(text(played), /^ 1 {2}.*^ 2 {2}.*^ 3 {2}/ms)
    })
  }
  it("names no command where the session came over no SSH, until the user asks", () => {
    const here = start(context(), started({ overSsh: false }))
    assert.doesNotMatch(text(here), /ssh -N/)
    assert.match(text(here), /Open this in a browser on this machine:/)
    assert.match(text(here.then(key("s"))), /ssh -N -L 49152:127\.0\.0\.1:49152/)
  })
  it("allows the name that the user types for the host, and says what the phone shows", () => {
    for (const where of [context(), japanese()]) {
      const shown = text(start(where, started()))
      assert.match(shown, /ssh -N -L 49152:127\.0\.0\.1:49152 NAME/)
      assert.match(shown, /Google Authenticator/)
    }
    assert.match(text(start(context(), started())), /Does the page not open\? Then step 1 is not running\./)
  })
  it("offers a command that shuts other users of the host out, and goes back", () => {
    const socket = start(context(), started(), key("s"))
    assert.match(text(socket), /receive-01234567\.sock/)
    assert.doesNotMatch(text(socket), /49152:127/)
    assert.match(text(socket.then(key("s"))), /49152:127/)
  })
  it("copies the command and the address", () => {
    const played = start(context(), started()).then(...keys("c", "y"))
    assert.deepEqual(played.effects, [
      { type: "copy", text: PLACE.forwarding.toPort, what: "command", label: "" },
      { type: "copy", text: PLACE.address, what: "address", label: "" },
    ])
    const toast = played.then({ type: "copied", what: "address", label: "", way: "osc52" }).toasts
    assert.deepEqual(toast, ["The address was sent to the terminal's clipboard."])
  })
  it("copies the command that is shown", () => {
    const played = start(context(), started(), ...keys("s")).then(key("c"))
    assert.deepEqual(played.effects, [{ type: "copy", text: PLACE.forwarding.toSocket, what: "command", label: "" }])
  })
  it("fits a small window, whole steps included", () => {
    const small = start(sized(40, 12), started())
    assertFits(importReceiveScreen, small)
    assert.match(text(small).replace(/\n */g, ""), /AbCdEfGhIjKlMnOpQrStUv/)
    assert.match(text(small), /^ 3 {2}/m)
  })
  it("says why it could not be started, and tries again", () => {
    const broken = start(context(), failed("start-receiver", "io", "no port is free"))
    assert.match(text(broken), /No port is free\./)
    assert.deepEqual(broken.toasts, [""])
    const again = broken.then(key("r"))
    assert.deepEqual(again.effects, [{ type: "start-receiver", lang: "en", page: null }])
    assert.match(text(again.then(started())), /ssh -N/)
  })
})

describe("the page for a browser, while it is open", () => {
  it("says what to do next instead of how to open it", () => {
    const played = start(context(), started(), changed({ connected: true }))
    assert.match(text(played), /✓ The page is open\. Hold the phone/)
    assert.doesNotMatch(text(played), /ssh -N/)
  })
  it("shows what was found, the newest first, with the marks of the plan", () => {
    const accounts = [
      { label: "GitHub: alice", status: "new" },
      { label: "AWS: root", status: "present" },
      { label: "Contoso: bob", status: "differs" },
    ] as const
    const played = start(context(), started(), changed({ connected: true, found: found({ accounts }) }))
    assert.match(text(played), /3 accounts found:\n {2,}differs +Contoso: bob\n {2,}have +AWS: root\n {2,}new +GitHub: alice/)
  })
  it("says how many are not shown", () => {
    const accounts = Array.from({ length: 40 }, (_, n) => ({ label: `Site: n${n}`, status: "new" as const }))
    const played = start(context(), started(), changed({ connected: true, found: found({ accounts }) }))
    assertFits(importReceiveScreen, played)
    assert.match(text(played), /Site: n39[^]*… \d+ more/)
  })
  it("shows which codes of a set are missing, and when it is whole", () => {
    const sets = [
      { title: "Google Authenticator", have: [1, 3], count: 5 },
      { title: "Google Authenticator", have: [1, 2], count: 3 },
      { title: "keyferry", have: [1, 2], count: 2 },
    ]
    const shown = text(start(context(), started(), changed({ connected: true, found: found({ sets }) })))
    assert.match(shown, /2 of 5: Google Authenticator; still to come: 2, 4, 5/)
    assert.match(shown, /2 of 3: Google Authenticator; hold code 3 to the camera/)
    assert.match(shown, /✓ keyferry: all 2 codes are here/)
  })
  it("says that everything has come once every set is whole", () => {
    const set = { title: "Google Authenticator", have: [1, 2], count: 2 }
    const whole = text(start(context(), started(), changed({ connected: true, found: found({ sets: [set] }, true) })))
    assert.match(whole, /✓ All read\. Enter goes on\./)
    assert.doesNotMatch(whole, /Hold the phone/)
    const half = found({ sets: [set, { ...set, count: 3 }] }, true)
    assert.match(text(start(context(), started(), changed({ connected: true, found: half }))), /Hold the phone/)
  })
  for (const where of [context(), japanese(), sized(40, 12)])
    it(`says that the connection was lost and what to do (${where.lang}, ${where.body.columns} columns)`, () => {
      const lost = start(where, started(), changed({ connected: true, found: ONE }), changed({ lost: true, found: ONE }))
      assertFits(importReceiveScreen, lost)
      const shown = text(lost).replace(/\n */g, where.lang === "ja" ? "" : " ")
      assert.match(
        shown,
        where.lang === "ja"
          ? /接続が切れました。見つかったものは残っています。/
          : /connection to the page was lost\. What was found is kept\./,
      )
      assert.match(shown, where.lang === "ja" ? /もう一度試す/ : /Try again/)
      assert.match(shown, /GitHub: alice/)
      assert.doesNotMatch(shown, /Waiting for the page|ページが開かれる|keeps them out/)
    })
  it("shows the newest remarks", () => {
    const remarks = [
      ...Array.from({ length: 5 }, () => ({ name: null, kind: "note" as const, text: "a QR code that holds no account" })),
      { name: "photo.png", kind: "problem" as const, text: "it is damaged" },
    ]
    const shown = text(start(context(), started(), changed({ found: found({ remarks }) })))
    assert.match(shown, /unread +photo\.png: it is damaged/)
  })
  it("says that Enter asks for the verification code once all parts are there", () => {
    const shown = text(start(context(), started(), changed({ connected: true, found: found({ waiting: "verification-code" }, true) })))
    assert.match(shown, /Enter goes on and asks for the verification code\./)
  })
})

describe("leaving the page for a browser", () => {
  it("goes on to the plan once anything was found, and ends the page", () => {
    const waiting = start(context(), started())
    assert.equal(reasonOf(importReceiveScreen.keys(waiting.state, waiting.context), "enter"), "Nothing has been found yet")
    const played = waiting.then(changed({ connected: true, found: ONE }), key("enter"))
    assert.deepEqual(played.effects, [{ type: "stop-receiver", reason: "done" }])
    assert.deepEqual(played.gos, [{ type: "push", route: { to: "import-run", paths: null, text: null, received: true } }])
  })
  it("ends the page at once where nothing was found", () => {
    const played = start(context(), started()).then(key("escape"))
    assert.deepEqual(played.effects, [{ type: "stop-receiver", reason: "stopped" }])
    assert.deepEqual(played.gos, [{ type: "back" }])
  })
  it("asks before it drops what was found", () => {
    const asked = start(context(), started(), changed({ found: ONE })).then(key("escape"))
    assert.deepEqual([asked.effects, asked.gos], [[], []])
    assert.match(text(asked), /Leave without importing\?/)
    assert.deepEqual(asked.then(key("n"), key("escape"), key("y")).gos, [{ type: "back" }])
  })
  it("shows neither command nor address after its end, and opens it again with what was found kept", () => {
    const idle: Msg = { type: "receiver-ended", receiver: receiver({ place: null, ended: "idle", found: ONE }) }
    const ended = start(context(), started(), idle)
    assert.match(text(ended), /The page was closed after 5 minutes without use\. r opens it again\.[^]*GitHub: alice/)
    assert.doesNotMatch(text(ended), /127\.0\.0\.1/)
    assert.deepEqual(ended.then(key("r")).effects, [{ type: "start-receiver", lang: "en", page: null }])
    assert.deepEqual(ended.then(key("enter")).gos.length, 1)
  })
})
