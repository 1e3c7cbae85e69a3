import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { backupScreen } from "../../../../src/tui/screens/export/backup.ts"
import { key, keys, play, typed } from "../../play.ts"
import { assertFits, context, failed, japanese, listed, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "backup" } as const
const PASSPHRASE = "four random words here"
const LISTED = listed("/home/alice")
const saving = (start = context()) =>
  play(backupScreen, ROUTE, start, typed(PASSPHRASE), key("tab"), typed(PASSPHRASE), keys("tab", "space", "tab", "enter"), LISTED)

describe("backing up the vault", () => {
  it("requires a passphrase twice and the acknowledgement", () => {
    const played = play(backupScreen, ROUTE, context(), typed(PASSPHRASE), key("tab"), typed("something else"), keys("tab", "tab", "enter"))
    assert.match(text(played), /two are different/)
    const unticked = play(backupScreen, ROUTE, context(), typed(PASSPHRASE), key("tab"), typed(PASSPHRASE), keys("tab", "tab", "enter"))
    assert.match(text(unticked), /tick this first/)
    assert.deepEqual([...played.effects, ...unticked.effects], [])
  })
  it("asks before it accepts a weak passphrase, and Enter means no", () => {
    const weak = "password1"
    const question = play(backupScreen, ROUTE, context(), typed(weak), key("tab"), typed(weak), keys("tab", "space", "tab", "enter"))
    assert.match(text(question), /Use it anyway\? .*\n.*easy to guess\./)
    const no = question.then(key("enter"))
    assert.deepEqual([no.state.at, no.effects], ["passphrase", []])
    assert.equal(question.then(key("y")).state.at, "save")
  })
  it("writes one file with a dated name, and asks before it overwrites another", () => {
    const played = saving().then(key("enter"), LISTED)
    assert.deepEqual(played.effects, [
      { type: "list-directory", path: "/home/alice" },
      { type: "save-settings", patch: { lastDirectory: "/home/alice" } },
      { type: "write-backup", passphrase: Passphrase.of(PASSPHRASE), path: "/home/alice/keyferry-backup-2023-11-14.age", overwrite: false },
    ])
    const question = played.then(failed("write-backup", "file-exists"))
    assert.match(text(question), /is there already/)
    assert.deepEqual(question.then(key("enter")).effects, [])
    assert.equal(question.then(key("y")).effects.length, 1)
  })
  it("goes one step back on Esc, to an empty passphrase", () => {
    const back = saving().then(key("escape"))
    assert.equal(back.state.at, "passphrase")
    assert.doesNotMatch(text(back), /\*|\[x\]/)
    assert.deepEqual(back.then(key("escape")).gos, [{ type: "back" }])
  })
  for (const lang of ["en", "ja"] as const)
    it(`scrolls the result where the window is low (${lang})`, () => {
      const written = { type: "export-written", path: "/home/alice/b.age", accounts: 3 } as const
      const small = saving(sized(40, 11, { lang })).then(key("enter"), LISTED, written)
      assertFits(backupScreen, small)
      assert.match(text(small), /b\.age/)
      assert.match(text(small), /█/)
      const end = small.then(key("end"))
      assertFits(backupScreen, end)
      assert.match(text(end), lang === "en" ? /Enter goes to the accounts/ : /Enter でアカウント一覧へ/)
      assert.match(text(end.then(key("home"))), /b\.age/)
    })
  for (const start of [context(), japanese()]) {
    const { lang } = start
    it(`advises to keep the file on another device, forgets the passphrase, and fits 80x24 (${lang})`, () => {
      const done = saving(start).then(key("enter"), LISTED, { type: "export-written", path: "/home/alice/b.age", accounts: 3 })
      for (const step of [play(backupScreen, ROUTE, start), saving(start), done]) assertFits(backupScreen, step)
      assert.match(text(done), /scp alice@host:~\/b\.age/)
      assert.match(text(done), /0600/)
      const moves = done.effects.flatMap((effect) => (effect.type === "record-receipt" ? [effect.move] : []))
      assert.deepEqual(
        moves.map(({ kind, device, files, moved }) => [kind, device, files, moved]),
        [["backup", "", ["/home/alice/b.age"], 3]],
      )
      assert.match(text(done), lang === "en" ? /another device/ : /別のデバイス/)
      assert.ok(!JSON.stringify(done.state).includes(PASSPHRASE))
      assert.deepEqual(done.then(key("escape")).gos, [{ type: "home" }])
    })
  }
})
