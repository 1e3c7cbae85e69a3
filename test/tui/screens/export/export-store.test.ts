import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HANDLERS } from "../../../../src/formats/registry.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { exportFormatScreen, writingHandlers } from "../../../../src/tui/screens/export/export-format.ts"
import { exportStoreScreen } from "../../../../src/tui/screens/export/export-store.ts"
import { key, keys, play, typed } from "../../play.ts"
import { assertFits, context, entry, failed, japanese, listed, sized, text } from "../migrate-support.ts"

const ids = ["a1", "a2", "a3"]
const ROUTE = { to: "export-store", format: "pass", ids } as const
const KEY = { fingerprint: "A".repeat(40), user: "Alice <alice@example.org>" }
const OTHER = { fingerprint: "B".repeat(40), user: "Älterer Schlüssel mit einem sehr langen Namen <bob@sub.domain.example.org>" }
const STORE = "/home/alice/store"
const LISTED = listed("/home/alice", entry("store", "directory"))
const found = (named: readonly string[], own = [KEY]): Msg => ({ type: "gpg-keys-found", directory: STORE, named, own })
const withDirectory = (start = context()) => play(exportStoreScreen, ROUTE, start, LISTED, key("C-u"), typed("~/store"), key("enter"))
const atKeyStep = (named: readonly string[], own = [KEY], start = context()) => withDirectory(start).then(found(named, own))
const write = (keyNames: readonly string[], overwrite = false) => ({
  type: "write-store",
  format: "pass",
  ids,
  keys: keyNames,
  directory: STORE,
  overwrite,
})

describe("exporting into a password store", () => {
  it("opens from the list of formats", () => {
    const place = writingHandlers(HANDLERS).findIndex(({ id }) => id === "pass")
    assert.ok(place > 0)
    const played = play(
      exportFormatScreen,
      { to: "export-format", ids: ["a1"] },
      context(),
      keys(...Array.from({ length: place }, () => "down"), "enter"),
    )
    assert.deepEqual(played.gos, [{ type: "push", route: { ...ROUTE, ids: ["a1"] } }])
    assert.match(text(play(exportFormatScreen, { to: "export-format", ids }, context(), typed("pass"))), /directory +OpenPGP key/)
  })
  it("asks for the directory, then gpg for its keys", () => {
    const start = play(exportStoreScreen, ROUTE, context(), LISTED)
    assert.match(text(start), /~\/\.password-store/)
    assert.deepEqual(start.then(key("enter")).effects, [
      { type: "find-gpg-keys", format: "pass", directory: "/home/alice/.password-store" },
    ])
    assert.deepEqual(withDirectory().effects.at(-1), { type: "find-gpg-keys", format: "pass", directory: STORE })
    assert.match(text(withDirectory()), /Asking gpg/)
  })
  it("proposes the keys of the store, and leaves the choice per file to the store", () => {
    const played = atKeyStep(["alice@example.org", OTHER.fingerprint])
    assert.match(text(played), /alice@example\.org, B{40}/)
    assert.match(text(played), /The store uses this key/)
    assert.deepEqual(played.then(key("enter")).effects, [write([])])
  })
  it("proposes the user's only key, and no key if there are several", () => {
    assert.deepEqual(atKeyStep([]).then(key("enter")).effects, [write([KEY.fingerprint])])
    const several = atKeyStep([], [KEY, OTHER])
    assert.match(text(several.then(key("enter"))), /enter a key first/)
    assert.deepEqual(several.then(typed(`bob@example.org, ${KEY.fingerprint}`), key("enter")).effects, [
      write(["bob@example.org", KEY.fingerprint]),
    ])
  })
  it("warns if the user has no secret key", () => {
    assert.match(text(atKeyStep([], [])), /gpg has no secret key of yours/)
  })
  it("goes back to the directory with the reason if gpg is missing", () => {
    const played = withDirectory().then(failed("find-gpg-keys", "format-unsupported", "gpg is not installed"))
    assert.match(text(played), /! gpg is not installed/)
    assert.deepEqual(played.toasts, [""])
  })
  it("shows the problem of a key until the key is edited", () => {
    const played = atKeyStep([]).then(key("enter"), failed("write-store", "usage", "the key is expired"))
    assert.match(text(played), /! the key is expired/)
    assert.doesNotMatch(text(played.then(keys("backtab"), typed("x"))), /the key is expired/)
  })
  it("asks before it overwrites entries, and No goes back to the directory", () => {
    const asked = atKeyStep([]).then(key("enter"), failed("write-store", "file-exists", "GitHub/alice.gpg is there already"))
    assert.match(text(asked), /Overwrite existing files\? .*\n.*GitHub\/alice\.gpg is there already\./)
    assert.deepEqual(asked.then(key("y")).effects, [write([KEY.fingerprint], true)])
    assert.equal(asked.then(key("n")).state.stage.at, "directory")
  })
  it("shows its progress and can be cancelled", () => {
    const played = atKeyStep([], [KEY], context({ busy: { effect: "write-store", done: 3, total: 7 } })).then(key("enter"))
    assert.match(text(played), /3 of 7/)
    const cancelled = played.then(key("escape"))
    assert.deepEqual(cancelled.effects, [{ type: "cancel-work" }])
    assert.equal(cancelled.then(failed("write-store", "interrupted")).state.stage.at, "key")
  })
  for (const lang of ["en", "ja"] as const)
    it(`scrolls the result where the window is low (${lang})`, () => {
      const written = { type: "store-written", directory: STORE, accounts: 2, keys: [KEY] } as const
      const small = atKeyStep([], [KEY], sized(40, 12, { lang })).then(key("enter"), written)
      assertFits(exportStoreScreen, small)
      assert.match(text(small), /~\/store/)
      assert.match(text(small), /█/)
      const end = small.then(key("end"))
      assertFits(exportStoreScreen, end)
      assert.match(text(end), lang === "en" ? /Enter goes to the accounts/ : /Enter でアカウント一覧へ/)
      assert.match(text(end.then(key("home"))), /~\/store/)
    })
  it("shows where the files are, who can open them, and what to do with them", () => {
    const done = atKeyStep([]).then(key("enter"), { type: "store-written", directory: STORE, accounts: 2, keys: [KEY] })
    assert.match(text(done), /2 accounts written into[^]*~\/store[^]*Encrypted to Alice <alice@example\.org>\.[^]*1 could not be written/)
    assert.match(text(done), /pass git add/)
    assert.deepEqual(done.then(key("enter")).gos, [{ type: "home" }])
    assert.match(text(done), /Compare the codes there with those here/)
    const [compared] = done.then(key("c")).gos
    assert.ok(compared?.type === "push" && compared.route.to === "check-list")
    assert.equal(compared.route.where, ROUTE.format)
    const moves = done.effects.flatMap((effect) => (effect.type === "record-receipt" ? [effect.move] : []))
    assert.deepEqual(
      moves.map(({ kind, device, files, moved, skipped }) => [kind, device, files, moved, skipped]),
      [["export-store", "pass", [STORE], 2, 1]],
    )
  })
  it("goes one step back with Esc", () => {
    assert.deepEqual(play(exportStoreScreen, ROUTE, context(), LISTED, key("escape")).gos, [{ type: "back" }])
    assert.equal(atKeyStep([]).then(key("escape")).state.stage.at, "directory")
    assert.deepEqual(withDirectory().then(key("escape")).effects, [{ type: "cancel-work" }])
  })
  for (const [name, start] of [
    ["80x24", context()],
    ["80x24 in Japanese", japanese()],
    ["40x10", sized(40, 10)],
  ] as const)
    it(`fits ${name}`, () => {
      const form = atKeyStep([], [KEY, OTHER, KEY, OTHER], start)
      const written = form.then(typed("x"), key("enter"))
      const done = written.then({ type: "store-written", directory: STORE, accounts: 2, keys: [KEY, OTHER] })
      const over = written.then(failed("write-store", "file-exists", "x".repeat(200)))
      for (const played of [withDirectory(start), form, form.then(key("enter")), written, done, over]) assertFits(exportStoreScreen, played)
    })
})
