import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { exportProtectScreen } from "../../../../src/tui/screens/export/export-protect.ts"
import { key, keys, NOW, play, typed } from "../../play.ts"
import { assertFits, context, entry, failed, japanese, listed, sized, text } from "../migrate-support.ts"

const ids = ["a1", "a2", "a3"]
const JSON_ROUTE = { to: "export-protect", format: "keyferry-json", ids } as const
const PLAIN_ROUTE = { to: "export-protect", format: "otpauth-uri", ids } as const
const PASSWORD = "correct horse battery"
const LISTED = listed("/home/alice", entry("Documents", "directory"))
const twice = [typed(PASSWORD), key("tab"), typed(PASSWORD), key("tab")]
const protectedAt = (start = context()) =>
  play(exportProtectScreen, JSON_ROUTE, start, key("enter"), ...twice, keys("space", "tab", "enter"), LISTED)
const stale = () => context({ passphraseAtMs: NOW - 6 * 60_000 })
const writes = (played: { effects: readonly { type: string }[] }) => played.effects.filter(({ type }) => type === "write-export")

describe("protecting an export", () => {
  it("is the default choice where it is optional", () => {
    assert.match(text(play(exportProtectScreen, JSON_ROUTE, context())), /^▌ 1 {2}Protect it/m)
    assert.match(text(play(exportProtectScreen, JSON_ROUTE, context(), key("enter"))), /Password/)
  })
  it("requires a password that is long enough, the same password again, and the acknowledgement", () => {
    const form = play(exportProtectScreen, JSON_ROUTE, context(), key("enter"))
    assert.match(text(form.then(typed("short"), keys("down", "down", "down", "enter"))), /The password needs 8 characters/)
    const inJapanese = play(
      exportProtectScreen,
      JSON_ROUTE,
      japanese(),
      key("enter"),
      typed("short"),
      keys("down", "down", "down", "enter"),
    )
    assert.match(text(inJapanese), /パスワードは 8 文字以上/)
    const differ = form.then(typed(PASSWORD), key("tab"), typed("another one"), keys("tab", "space", "tab", "enter"))
    assert.match(text(differ), /two are different/)
    const unticked = form.then(...twice, keys("tab", "enter"))
    assert.match(text(unticked), /tick this first/)
    for (const played of [differ, unticked]) {
      assert.deepEqual(played.effects, [])
      assertFits(exportProtectScreen, played)
    }
  })
  it("writes with the password and a dated name, without overwriting", () => {
    const played = protectedAt().then(key("enter"), LISTED)
    assert.deepEqual(writes(played), [
      {
        type: "write-export",
        format: "keyferry-json",
        ids,
        password: PASSWORD,
        path: "/home/alice/keyferry-2023-11-14.json",
        overwrite: false,
      },
    ])
  })
  it("never shows the password", () => {
    assert.doesNotMatch(text(play(exportProtectScreen, JSON_ROUTE, context(), key("enter"), typed(PASSWORD))), /horse/)
  })
  it("uses the password exactly as typed", () => {
    const nfd = "pa\u0308sswo\u0308rter"
    const lines = [typed(nfd), key("tab"), typed(nfd), keys("tab", "space", "tab", "enter", "y"), LISTED, key("enter"), LISTED]
    const [write] = writes(play(exportProtectScreen, JSON_ROUTE, context(), key("enter"), ...lines))
    assert.ok(write && "password" in write && write.password === nfd)
  })
  it("does not require the passphrase again, since the file is encrypted", () => {
    assert.equal(protectedAt(stale()).state.stage.at, "save")
  })
})

describe("exporting without protection", () => {
  it("warns where the file is saved", () => {
    const played = play(exportProtectScreen, PLAIN_ROUTE, context(), LISTED)
    assert.match(text(played), /WITHOUT A PASSWORD: anyone who can read this file can make all your codes/)
    assert.match(text(played), /Save as/)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
    assert.doesNotMatch(text(protectedAt()), /WITHOUT A PASSWORD/)
  })
  it("writes without a password", () => {
    const played = play(exportProtectScreen, PLAIN_ROUTE, context(), LISTED, key("enter"), LISTED)
    assert.deepEqual(
      writes(played).map((effect) => "password" in effect && effect.password),
      [null],
    )
  })
  it("requires the passphrase where it was typed long ago", () => {
    const played = play(exportProtectScreen, PLAIN_ROUTE, stale())
    assert.equal(played.state.stage.at, "reauth")
    assert.match(text(played), /The file will hold the secrets unencrypted\. Please type the\s+vault's\s+passphrase\s+again/)
    assert.deepEqual(played.then(typed("secret phrase"), key("enter")).effects, [
      { type: "check-passphrase", passphrase: Passphrase.of("secret phrase") },
    ])
    const right = played.then(typed("secret phrase"), key("enter"), { type: "passphrase-checked", right: true, atMs: NOW })
    assert.equal(right.state.stage.at, "save")
    const wrong = played.then(typed("x"), key("enter"), { type: "passphrase-checked", right: false, atMs: NOW })
    assert.equal(wrong.state.stage.at, "reauth")
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("can be chosen where protection is optional, and Esc returns to that choice", () => {
    const played = play(exportProtectScreen, JSON_ROUTE, context(), key("2"), LISTED)
    assert.match(text(played), /WITHOUT A PASSWORD/)
    const back = played.then(key("escape"))
    assert.deepEqual(back.gos, [])
    assert.equal(back.state.stage.at, "protection")
  })
})

describe("saving an export", () => {
  it("asks before it overwrites a file, and No returns to the path", () => {
    const question = protectedAt().then(key("enter"), LISTED, failed("write-export", "file-exists"))
    assert.match(text(question), /keyferry-2023-11-14\.json is there already/)
    assert.deepEqual(question.toasts, [""])
    const no = question.then(key("enter"))
    assert.deepEqual(no.effects, [])
    assert.match(text(no), /Save as/)
    assert.deepEqual(
      writes(question.then(key("y"))).map((effect) => "overwrite" in effect && effect.overwrite),
      [true],
    )
  })
  it("shows why writing failed, and keeps the password for another try", () => {
    const played = protectedAt().then(key("enter"), LISTED, failed("write-export", "io", "no space left on the disk"))
    assert.match(text(played), /no space left/)
    assert.equal(writes(played.then(key("enter"), LISTED)).length, 1)
  })
  it("keeps the typed password and the tick after Esc, hidden", () => {
    const back = protectedAt().then(key("escape"))
    assert.equal(back.state.stage.at, "password")
    assert.match(text(back), /\*{8}[^]*\[x\]/)
    const again = play(exportProtectScreen, JSON_ROUTE, context(), key("enter"), ...twice, keys("escape", "enter"))
    assert.match(text(again), /\*{8}/)
    assert.doesNotMatch(text(again), /horse/)
  })
  it("asks before it accepts a weak password, and Enter means no", () => {
    const weak = [typed("password1"), key("tab"), typed("password1"), keys("tab", "space", "tab", "enter")]
    for (const start of [context(), japanese()]) {
      const question = play(exportProtectScreen, JSON_ROUTE, start, key("enter"), ...weak)
      assert.match(text(question), start.lang === "en" ? /This password is easy to guess/ : /このパスワードはすぐに推測/)
      assert.equal(question.then(key("enter")).state.stage.at, "password")
      assert.equal(question.then(key("y")).state.stage.at, "save")
    }
  })
  it("explains how to import the file on the screen of another keyferry", () => {
    const done = protectedAt().then(key("enter"), LISTED, { type: "export-written", path: "/home/alice/x.json", accounts: 2 })
    assert.match(text(done), /start keyferry, then m › Import/)
    assert.doesNotMatch(text(done), /keyferry import/)
  })
  it("tells how to import the file in the app, leads to all steps, and compares the codes with it", () => {
    const written = { type: "export-written", path: "/home/alice/x.2fas", accounts: 2 } as const
    const route = { to: "export-protect", format: "2fas", ids } as const
    const done = play(exportProtectScreen, route, context(), key("2"), LISTED, key("enter"), LISTED, written)
    assert.match(text(done), /In 2FAS \(h shows all steps\):\n +In 2FAS: Settings › 2FAS Backup/)
    assert.deepEqual(done.then(key("h")).gos, [{ type: "push", route: { to: "guides", find: "2FAS", into: true } }])
    assert.doesNotMatch(text(done), /Export to file/)
    assert.deepEqual(done.then(key("c")).gos, [{ type: "push", route: { to: "check-list", ids, where: "2fas" } }])
  })
  for (const lang of ["en", "ja"] as const)
    it(`scrolls the result where the window is low (${lang})`, () => {
      const written = { type: "export-written", path: "/home/alice/x.2fas", accounts: 2 } as const
      const route = { to: "export-protect", format: "2fas", ids } as const
      const small = play(exportProtectScreen, route, sized(40, 12, { lang }), key("2"), LISTED, key("enter"), LISTED, written)
      assertFits(exportProtectScreen, small)
      assert.match(text(small), /x\.2fas/)
      assert.match(text(small), /█/)
      const end = small.then(key("end"))
      assertFits(exportProtectScreen, end)
      assert.match(text(end), lang === "en" ? /Enter goes to the accounts/ : /Enter でアカウント一覧へ/)
      assert.match(text(end.then(key("home"))), /x\.2fas/)
      assert.deepEqual(end.then(key("c")).gos.length, 1)
    })
  it("shows path, number, mode and target, and forgets the password", () => {
    for (const start of [context(), japanese()]) {
      const done = protectedAt(start).then(key("enter"), LISTED, {
        type: "export-written",
        path: "/home/alice/keyferry-2023-11-14.json",
        accounts: 2,
      })
      assertFits(exportProtectScreen, done)
      for (const expected of [/~\/keyferry-2023-11-14\.json/, /2/, /0600/, /keyferry ?[(（]JSON[)）]/]) assert.match(text(done), expected)
      assert.ok(!JSON.stringify(done.state).includes(PASSWORD))
      assert.deepEqual(done.then(key("enter")).gos, [{ type: "home" }])
    }
  })
})

describe("the steps of an export", () => {
  for (const start of [context(), japanese()]) {
    it(`fit 80x24 (${start.lang})`, () => {
      const steps = [
        play(exportProtectScreen, JSON_ROUTE, start),
        play(exportProtectScreen, JSON_ROUTE, start, key("enter"), typed("abc")),
        play(exportProtectScreen, PLAIN_ROUTE, start),
        protectedAt(start),
        protectedAt(start).then(key("enter"), LISTED),
        protectedAt(start).then(key("enter"), LISTED, failed("write-export", "file-exists")),
      ]
      for (const step of steps) assertFits(exportProtectScreen, step)
    })
  }
  it("count as typing while a password is typed, also on the button", () => {
    const played = play(exportProtectScreen, JSON_ROUTE, context(), key("enter"), ...twice, key("tab"))
    assert.equal(exportProtectScreen.typing?.(played.state), true)
  })
})
