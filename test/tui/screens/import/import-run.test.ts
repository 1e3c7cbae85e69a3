import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Secret } from "../../../../src/accounts/secret.ts"
import { AppError } from "../../../../src/base/errors.ts"
import type { MappedTable } from "../../../../src/formats/handler.ts"
import type { ReadFile } from "../../../../src/migrate/import/read-outcome.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { importRunScreen } from "../../../../src/tui/screens/import/import-run.ts"
import { key, keys, play, testAccount, testVault, typed } from "../../play.ts"
import { ACCOUNTS, assertFits, context, draft, entry, failed, japanese, listed, planRow, sized, text } from "../migrate-support.ts"
import { receiver } from "../../receiver-views.ts"

const OTHER = Secret.fromBase32("GEZDGNBVGY3TQOJQ")
const X = "/home/alice/x.json"
const Y = "/home/alice/y.json"
const ROUTE = { to: "import-run", paths: [X, Y], text: null } as const
type Ask = Extract<ReadFile["outcome"], { state: "locked" }>["ask"]
type Read = Extract<ReadFile["outcome"], { state: "read" }>

const locked = (path: string, ask: Ask = { needs: "password" }): ReadFile => ({
  files: [path],
  format: "aegis",
  protected: true,
  outcome: { state: "locked", ask, skipped: false },
})
const readFile = (path: string, overrides: Partial<Read> = {}): ReadFile => ({
  files: [path],
  format: "aegis",
  protected: false,
  outcome: { state: "read", records: [], issues: [], withoutSecret: 0, notices: [], ...overrides },
})
const broken = (path: string): ReadFile => ({
  files: [path],
  format: "",
  protected: false,
  outcome: { state: "failed", error: new AppError("format-damaged", { en: "the file is cut off", ja: "ファイルが途切れています" }) },
})
const issue = (file: string): Read["issues"][number] => ({
  file,
  at: 3,
  code: "record-malformed",
  reason: { en: "the secret is not base32", ja: "Base32 ではありません" },
})
const ROWS = [planRow("new", "One", { file: X }), planRow("new", "Two", { file: Y }), planRow("present", "Three", { file: X })]
/** As in `ImportSession.pending`. */
function pendingIn(files: readonly ReadFile[]): number | null {
  const next = (state: string): number =>
    files.findIndex(({ outcome }) => outcome.state === state && !("skipped" in outcome && outcome.skipped))
  const [first = null] = [next("locked"), next("guessed")].filter((index) => index >= 0)
  return first
}
const skipped = ({ outcome, ...file }: ReadFile): ReadFile => ({
  ...file,
  outcome: "skipped" in outcome ? { ...outcome, skipped: true } : outcome,
})
const readMsg = (files: readonly ReadFile[], rows: Parameters<typeof planRow>[2][] | null = []): Msg => ({
  type: "import-read",
  files,
  pending: pendingIn(files),
  plan: rows === null ? null : { rows: rows.length === 0 ? ROWS : [] },
})
const applied = (deletable: readonly string[], result = { new: 2, present: 1, renamed: 0, skipped: 0 }): Msg => ({
  type: "import-applied",
  result,
  deletable,
  vault: testVault(ACCOUNTS),
})
const BOTH = [readFile(X), readFile(Y)]
const planAt = (files = BOTH, where = context()) => play(importRunScreen, ROUTE, where, readMsg(files))

describe("reading an import", () => {
  it("reads files, or pasted text", () => {
    assert.deepEqual(play(importRunScreen, ROUTE, context()).effects, [
      { type: "open-import", source: { from: "files", paths: [X, Y], keep: false } },
    ])
    const pasted = play(importRunScreen, { to: "import-run", paths: null, text: "otpauth://x" }, context())
    assert.deepEqual(pasted.effects, [{ type: "open-import", source: { from: "text", text: "otpauth://x" } }])
  })
  it("shows its progress; Esc cancels it and goes back", () => {
    const played = play(importRunScreen, ROUTE, context({ busy: { effect: "open-import", done: 2, total: 5 } }))
    assert.match(text(played), /2 of 5/)
    const left = played.then(key("escape"))
    assert.deepEqual([left.effects, left.gos], [[{ type: "cancel-work" }], [{ type: "back" }]])
    assert.deepEqual(played.then(failed("open-import", "interrupted")).gos, [{ type: "back" }])
  })
  it("shows why nothing could be read", () => {
    const played = play(importRunScreen, ROUTE, context(), failed("open-import", "io", "the disk is gone"))
    assert.match(text(played), /The disk is gone\./)
    assert.deepEqual(played.then(key("enter")).gos, [{ type: "back" }])
  })
})

describe("unlocking an import", () => {
  const asked = (ask?: Ask) => play(importRunScreen, ROUTE, context(), readMsg([readFile(X), locked(Y, ask)], null))

  it("asks for the password of the file it names, without showing it", () => {
    const played = asked().then(typed("hunter2"))
    assert.match(text(played), /y\.json \(Aegis\) is locked/)
    assert.doesNotMatch(text(played), /hunter2/)
    assert.deepEqual(played.then(key("enter")).effects, [{ type: "unlock-import", password: "hunter2", keyFilePath: null }])
  })
  it("shows the hint that the file's format gives", () => {
    assert.match(
      text(asked({ needs: "password", hint: { sentence: { en: "the separate backup password", ja: "別のパスワード" }, detail: {} } })),
      /separate backup password/,
    )
  })
  it("shows a verification code while it is typed, and where to find it", () => {
    const played = asked({ needs: "verification-code" }).then(typed("abcd-efgh"))
    assert.match(text(played), /Verification code {2}abcd-efgh/)
    assert.match(text(played), /after its last QR code/)
  })
  it("keeps a mistyped code to be corrected, and clears a wrong one", () => {
    const typing = asked({ needs: "verification-code" }).then(typed("abcd"), key("enter"))
    const mistyped = typing.then(failed("unlock-import", "code-mistyped", "a slip"))
    assert.match(text(mistyped), /abcd[^]*! a slip/)
    const wrong = typing.then(failed("unlock-import", "code-wrong", "another transfer"))
    assert.match(text(wrong), /! another transfer/)
    assert.doesNotMatch(text(wrong), /abcd/)
  })
  it("asks again after a wrong password, until the next letter with the error", () => {
    const wrong = asked().then(typed("x"), key("enter"), failed("unlock-import", "password-wrong", "wrong password"))
    assert.match(text(wrong), /! wrong password/)
    assert.deepEqual(wrong.toasts, [""])
    assert.doesNotMatch(text(wrong.then(typed("y"))), /wrong password/)
  })
  it("tries nothing with an empty password", () => {
    assert.deepEqual(asked().then(key("enter")).effects, [])
  })
  it("sends passwords and passphrases exactly as typed", () => {
    const nfd = "u\u0308"
    for (const needs of ["passphrase", "password"] as const) {
      const sent = asked({ needs }).then(typed(nfd), key("enter")).effects
      assert.deepEqual(sent, [{ type: "unlock-import", password: nfd, keyFilePath: null }])
    }
  })
  it("ignores keys while the file is being opened; Esc cancels the opening and stays", () => {
    const waiting = asked().then(typed("x"), key("enter"))
    assert.deepEqual(waiting.then(typed("zzz"), key("enter")).effects, [])
    const stopped = waiting.then(key("escape"), failed("unlock-import", "interrupted"))
    assert.deepEqual(stopped.gos, [])
    assert.equal(stopped.state.stage.at === "unlock" && stopped.state.stage.waiting, false)
  })
  it("tells how long the key derivation takes while it waits", () => {
    assert.doesNotMatch(text(asked({ needs: "password", waitS: 5 })), /derivation/)
    assert.match(text(asked({ needs: "password", waitS: 5 }).then(typed("x"), key("enter"))), /Key derivation, about 5 s\./)
  })
  it("names the formats without a signature that an unrecognised file could be in", () => {
    const candidates = [
      { id: "andotp", title: "andOTP" },
      { id: "steam", title: "Steam Guard", unsignedNote: { en: "needs manifest.json", ja: "manifest.json が必要" } },
    ]
    assert.match(
      text(asked({ needs: "password", candidates })).replace(/\s+/g, " "),
      /is not recognised\. If it is one of these, give its password: andOTP, Steam Guard \(needs manifest\.json\)\./,
    )
  })
  it("goes on to the next locked file, then to the plan", () => {
    const both = play(importRunScreen, ROUTE, context(), readMsg([locked(X), locked(Y)], null))
    assert.match(text(both), /x\.json[^]*1 more locked file follows/)
    const second = both.then(typed("a"), key("enter"), readMsg([readFile(X), locked(Y)], null))
    assert.match(text(second), /y\.json/)
    assert.equal(second.then(typed("b"), key("enter"), readMsg(BOTH)).state.stage.at, "plan")
  })
  it("can skip a locked file, which the plan lists as skipped", () => {
    const left = asked().then(keys("tab", "right", "enter"))
    assert.deepEqual(left.effects, [{ type: "skip-import" }])
    const plan = left.then(readMsg([readFile(X), skipped(locked(Y))]))
    assert.match(text(plan), /1 file skipped: not opened[^]*unread +y\.json +skipped: not opened/)
    const result = plan.then(key("enter"), applied([]))
    assert.match(text(result), /1 file skipped: not opened[^]*y\.json: skipped: not opened/)
  })
  it("is typing on the buttons too, so that no letter of a password quits", () => {
    assert.equal(importRunScreen.typing?.(asked().then(key("tab")).state), true)
  })
})

describe("a database that may have a key file", () => {
  const KEY = "/home/alice/my.keyx"
  const kdbx = (where = context()) =>
    play(importRunScreen, ROUTE, where, readMsg([readFile(X), locked(Y, { needs: "password", acceptsKeyFile: true })], null))
  const picked = (where = context()) => kdbx(where).then(key("tab"), listed("/home/alice", entry("my.keyx")), key("enter"))
  const bindings = (played: ReturnType<typeof kdbx>) => importRunScreen.keys(played.state, played.context)

  it("is asked for its password, and offers Tab for a key file", () => {
    assert.match(text(kdbx()), /Key file: none\. Tab: key file/)
    assert.ok(bindings(kdbx()).some(({ keys: [first], hint }) => first === "tab" && hint?.en === "key file"))
    assert.doesNotMatch(text(play(importRunScreen, ROUTE, context(), readMsg([locked(X)], null))), /[Kk]ey file/)
  })
  it("opens the file picker with Tab; Esc there changes nothing", () => {
    const picking = kdbx().then(typed("pw"), key("tab"))
    assert.deepEqual(picking.effects, [{ type: "list-directory", path: "/home/alice" }])
    const back = picking.then(listed("/home/alice", entry("my.keyx")), key("escape"))
    assert.match(text(back), /Key file: none/)
    assert.deepEqual(back.then(key("enter")).effects, [{ type: "unlock-import", password: "pw", keyFilePath: null }])
  })
  it("is opened with the chosen file, whose password may be empty", () => {
    assert.match(text(picked()), /Key file: my\.keyx\. Tab: another one/)
    assert.deepEqual(picked().then(key("enter")).effects, [{ type: "unlock-import", password: "", keyFilePath: KEY }])
    const [both] = picked().then(typed("pw"), key("enter")).effects
    assert.deepEqual(both, { type: "unlock-import", password: "pw", keyFilePath: KEY })
  })
  it("keeps the file after a wrong password, and can be opened without it again", () => {
    const wrong = picked().then(typed("pw"), key("enter"), failed("unlock-import", "password-wrong", "wrong password"))
    assert.match(text(wrong), /! wrong password[^]*my\.keyx/)
    const without = wrong.then(keys("down", "right", "enter"))
    assert.match(text(without), /Key file: none/)
    assert.deepEqual(without.then(typed("x"), key("enter")).effects, [{ type: "unlock-import", password: "x", keyFilePath: null }])
  })
  it("is typing at the password, not in the picker's list", () => {
    const typing = [kdbx().then(key("tab")), picked()].map(({ state }) => importRunScreen.typing?.(state))
    assert.deepEqual(typing, [false, true])
  })
  it("can still be skipped", () => {
    assert.deepEqual(kdbx().then(keys("down", "right", "enter")).effects, [{ type: "skip-import" }])
  })
  for (const where of [context(), japanese()]) {
    it(`fits 80x24 in all its steps (${where.lang})`, () => {
      for (const step of [kdbx(where), kdbx(where).then(key("tab")), picked(where)]) assertFits(importRunScreen, step)
    })
  }
})

describe("the plan of an import", () => {
  it("applies the rows as they are ticked", () => {
    const played = planAt().then(keys("space", "enter"))
    const [effect] = played.effects
    assert.ok(effect?.type === "apply-import")
    assert.deepEqual(
      effect.rows.map(({ ticked }) => ticked),
      [false, true, false],
    )
  })
  it("goes on with nothing ticked, so that a file of known accounts can be deleted", () => {
    assert.equal(planAt().then(keys("x", "enter")).effects.length, 1)
  })
  it("does not go on when nothing was found, and shows why", () => {
    const played = play(importRunScreen, ROUTE, context(), { type: "import-read", files: [broken(X)], pending: null, plan: { rows: [] } })
    assert.deepEqual(played.effects.length, 1)
    assert.match(text(played), /Nothing was found[^]*unread +x\.json +the file is cut off/)
    const left = played.then(key("enter"))
    assert.deepEqual([left.effects, left.gos], [[], [{ type: "back" }]])
  })
  it("shows why a file without codes gives nothing, and leaves with Enter", () => {
    const notice = { sentence: { en: "this app does not export codes", ja: "コードは書き出されません" }, detail: {} }
    const file = readFile(X, { notices: [notice], withoutSecret: 2 })
    const played = play(importRunScreen, ROUTE, context(), { type: "import-read", files: [file], pending: null, plan: { rows: [] } })
    assert.match(text(played), /Nothing was found[^]*This app does not export codes\.\n +2 items were read, but none has a second factor\./)
    assert.doesNotMatch(text(played), /0 of 0/)
    assert.deepEqual(played.then(key("enter")).gos, [{ type: "back" }])
  })
  it("is unchanged when saving fails", () => {
    const played = planAt().then(keys("space", "enter"), failed("apply-import", "io"))
    assert.equal(played.state.stage.at === "plan" && played.state.stage.table.rows[0]?.ticked, false)
  })
})

describe("the result of an import", () => {
  const done = (files: readonly ReadFile[], deletable: readonly string[], result?: Parameters<typeof applied>[1], where = context()) =>
    planAt([...files], where).then(key("enter"), applied(deletable, result))

  it("shows counts that add up, and the advice to keep the phone", () => {
    const played = done(BOTH, [], { new: 2, present: 3, renamed: 1, skipped: 4 })
    assert.match(text(played), /10 records:\n +2 new\n +3 already there\n +1 already there under another name\n +4 left out/)
    assert.match(text(played), /Keep the phone/)
  })
  it("offers to delete only files that are fully in the vault; Enter means No", () => {
    const played = done([readFile(X), readFile(Y, { issues: [issue(Y)] })], [X])
    assert.match(text(played), /Delete the file\?\n Everything of x\.json is in the vault now\./)
    const no = played.then(key("enter"))
    assert.deepEqual(no.effects, [])
    assert.match(text(no), /Not deleted: x\.json$/m)
    assert.match(text(no), /y\.json: 1 of its records could not be read/)
    assert.deepEqual(no.then(key("enter")).gos, [{ type: "home" }])
  })
  it("names every file that would be deleted", () => {
    assert.match(text(done(BOTH, [X, Y])), /Delete the files\?\n Everything of x\.json, y\.json is in the vault now\./)
  })
  it("deletes after Yes, and lists deleted and kept files", () => {
    const yes = done(BOTH, [X]).then(key("y"))
    assert.deepEqual(yes.effects, [{ type: "delete-files", paths: [X] }])
    const gone = yes.then({ type: "files-deleted", deleted: [X], kept: [] })
    assert.match(text(gone), /Deleted:\n +- x\.json/)
    assert.match(text(gone), /stay:\n +- y\.json/)
  })
  it("shows what could not be read in an 80x24 window, in either language", () => {
    for (const where of [context(), japanese()]) {
      const rows = text(
        done([readFile(X, { issues: [issue(X)], withoutSecret: 2 })], [], { new: 4, present: 0, renamed: 0, skipped: 2 }, where),
      )
      assert.match(rows, where.lang === "en" ? /record 3: the secret is not base32/ : /3 番目: Base32 ではありません/)
    }
  })
  it("offers no deletion unless a file is fully in the vault, and shows the reason for each file", () => {
    const reasons: [files: readonly ReadFile[], rows: readonly string[], expected: RegExp][] = [
      [[readFile(X), broken(Y)], [], /y\.json: it could not be read/],
      [[readFile(X), readFile(Y)], ["j", "space"], /y\.json: 1 of its records was left out/],
      [[readFile(X), readFile(Y)], [], /x\.json: not confirmed to be fully in the vault/],
    ]
    for (const [files, presses, expected] of reasons) {
      const played = planAt([...files]).then(keys(...presses, "enter"), applied([]))
      assert.doesNotMatch(text(played), /Delete/)
      assert.match(text(played), expected)
    }
  })
  it("lists every record that could not be read, however many, by scrolling", () => {
    const many = readFile(X, { issues: Array.from({ length: 60 }, (_, at) => ({ ...issue(X), at: at + 1 })), withoutSecret: 7 })
    const played = done([many], [X])
    assertFits(importRunScreen, played)
    assert.match(text(played), /7 items without a second factor/)
    assert.doesNotMatch(text(played), /record 60:/)
    assert.match(text(played.then(key("G"))), /record 60:/)
    const answered = played.then(keys("n", ...Array.from({ length: 9 }, () => "pagedown")))
    assert.match(text(answered), /record 60:[^]*Go to the accounts/)
  })
  it("leads to the check-list of the accounts imported or already there, with the app of the file", () => {
    const { secret } = draft("One")
    const here = [
      testAccount("one", { issuer: "One", name: "alice", secret }),
      testAccount("three", { issuer: "Three", name: "alice", secret }),
      testAccount("else", { issuer: "Else", name: "alice", secret: OTHER }),
    ]
    const brought: Msg = {
      type: "import-applied",
      result: { new: 1, present: 1, renamed: 0, skipped: 1 },
      deletable: [],
      vault: testVault(here),
    }
    const files = [
      readFile(X, { records: [{ draft: draft("One"), file: X }] }),
      readFile(Y, { records: [{ draft: draft("Two"), file: Y }] }),
    ]
    const played = planAt(files).then(keys("j", "space", "enter"), brought)
    assert.match(text(played), /✓ 1 account came in\. The vault was saved and read back/)
    assert.match(text(played), /^▌ 1 {2}Compare the codes with the device they came from *\n {2}2 {2}Go to the accounts/m)
    assert.deepEqual(played.then(key("2")).gos, [{ type: "home" }])
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "home" }])
    assert.deepEqual(played.then(key("enter")).gos, [{ type: "push", route: { to: "check-list", ids: ["one", "three"], where: "aegis" } }])
  })
  it("says how many agree after the comparison, and leads on once all do", () => {
    const one = testAccount("one", { issuer: "One", name: "alice", secret: draft("One").secret })
    const result = planAt([readFile(X, { records: [{ draft: draft("One"), file: X }] })]).then(key("enter"), {
      type: "import-applied",
      result: { new: 1, present: 0, renamed: 0, skipped: 0 },
      deletable: [],
      vault: testVault([one]),
    })
    assert.match(text(result), /Keep the phone/)
    const verified = { ...one, verified: [{ where: "aegis", at: 0 }] }
    const all = result.then(key("enter"), { type: "vault-saved", vault: testVault([verified]), merged: false, added: [] })
    assert.match(text(all), /✓ Verified: 1 of 1 agree with Aegis\./)
    assert.doesNotMatch(text(all), /Keep the phone/)
    assert.match(text(all), /^▌ 2 {2}Go to the accounts/m)
    assert.deepEqual(all.then(key("enter")).gos, [{ type: "home" }])
  })
  it("says that the tunnel can be closed, where one led to the page", () => {
    const route = { to: "import-run", paths: null, text: null, received: true } as const
    const endedPage = (overSsh: boolean) =>
      text(
        play(importRunScreen, route, context({ receiver: receiver({ place: null, ended: "done", overSsh }) }), readMsg(BOTH)).then(
          key("enter"),
          applied([]),
        ),
      )
    assert.match(endedPage(true), /The page has ended\. Its tunnel can be closed: press Ctrl-C where ssh runs\./)
    assert.doesNotMatch(endedPage(false), /tunnel/)
  })
  it("leaves a receipt that accounts for every record, with the reason of each that did not come in", () => {
    const files = [readFile(X, { issues: [issue(X)] }), broken(Y)]
    const played = planAt(files).then(keys("j", "space", "enter"), applied([], { new: 1, present: 1, renamed: 0, skipped: 2 }))
    const [move] = played.effects.flatMap((effect) => (effect.type === "record-receipt" ? [effect.move] : []))
    assert.ok(move !== undefined)
    assert.deepEqual([move.moved, move.here, move.skipped, move.unread, move.lossy], [1, 1, 2, 1, 3])
    assert.deepEqual(move.lost, [
      { label: "", what: [{ en: "x.json, record 3: the secret is not base32", ja: "x.json の 3 番目: Base32 ではありません" }] },
      { label: "", what: [{ en: "y.json: the file is cut off", ja: "y.json: ファイルが途切れています" }] },
      { label: "Two: alice", what: [{ en: "left out by you", ja: "選択しませんでした" }] },
    ])
  })
  it("has no check-list when nothing was imported", () => {
    const played = done(BOTH, [])
    assert.doesNotMatch(text(played), /Compare/)
    assert.deepEqual(played.then(key("enter")).gos, [{ type: "home" }])
  })
  it("names pasted text in the user's language", () => {
    const where = { to: "import-run", paths: null, text: "x" } as const
    const read = readMsg([readFile("pasted", { issues: [issue("pasted")] })])
    assert.match(text(play(importRunScreen, where, context(), read, key("G"))), /the pasted text, record 3: the secret is not base32/)
    assert.match(text(play(importRunScreen, where, context(), read, key("enter"), applied([]))), /the pasted text, record 3/)
    assert.match(text(play(importRunScreen, where, japanese(), read, key("enter"), applied([]))), /貼り付けたテキスト の 3 番目/)
  })
  it("does not offer to delete pasted text", () => {
    const played = play(
      importRunScreen,
      { to: "import-run", paths: null, text: "x" },
      context(),
      readMsg([readFile("pasted")]),
      key("enter"),
      applied([]),
    )
    assert.doesNotMatch(text(played), /Delete|stay/)
  })
  for (const where of [context(), japanese()]) {
    it(`and all steps before it fit 80x24 (${where.lang})`, () => {
      const files = [
        readFile(X, { issues: [issue(X)], notices: [{ sentence: { en: "part 3 is missing", ja: "パート 3 がありません" }, detail: {} }] }),
        broken(Y),
      ]
      const steps = [
        play(importRunScreen, ROUTE, where),
        play(importRunScreen, ROUTE, where, failed("open-import", "io")),
        play(
          importRunScreen,
          ROUTE,
          where,
          readMsg([locked(X, { needs: "verification-code" })], null),
          typed("a"),
          key("enter"),
          failed("unlock-import", "code-wrong"),
        ),
        planAt(files, where),
        planAt(files, where).then(key("enter")),
        done(files, [X], undefined, where),
        done(files, [X], undefined, where).then(key("n")),
      ]
      for (const step of steps) assertFits(importRunScreen, step)
    })
  }
})

describe("restoring a backup", () => {
  const B = "/home/alice/b.age"
  const backup = (outcome: ReadFile["outcome"]): ReadFile => ({ files: [B], format: "keyferry-backup", protected: true, outcome })
  const RESTORE = { to: "import-run", paths: [B], text: null, restoring: true } as const
  const asked = (where = context(), route: typeof RESTORE | typeof ROUTE = RESTORE) =>
    play(importRunScreen, route, where, readMsg([backup(locked(B, { needs: "passphrase" }).outcome)], null))
  const opened = (where = context()) => asked(where).then(typed("x"), key("enter"), readMsg([backup(readFile(B).outcome)]))

  it("mentions restoring in every step", () => {
    const steps = [play(importRunScreen, RESTORE, context()), asked(), opened(), opened().then(key("enter"), applied([]))]
    for (const step of steps) assert.match(step.title, /^Restore(:| ›) /)
    assert.match(text(opened()), /come back/)
    const hints = importRunScreen.keys(opened().state, opened().context).map(({ hint }) => hint?.en)
    assert.ok(hints.includes("restore") && !hints.includes("import"))
    for (const step of [asked(japanese()), opened(japanese())]) assert.match(step.title, /^復元(:| ›) /)
  })
  it("is titled Restore also for a backup that was opened by the import", () => {
    assert.match(asked(context(), ROUTE).title, /^Restore(:| ›) /)
  })
  it("never offers to delete the backup, nor mentions a phone", () => {
    assert.deepEqual(play(importRunScreen, RESTORE, context()).effects, [
      { type: "open-import", source: { from: "files", paths: [B], keep: true } },
    ])
    const done = opened().then(key("enter"), applied([]))
    assert.match(text(done), /2 restored/)
    assert.doesNotMatch(text(done), /[Dd]elete|phone|stay|c compares/)
    assert.deepEqual(done.then(key("y")).effects, [])
  })
  it("shows that the passphrase is wrong, and offers to choose another file", () => {
    const wrong = asked().then(typed("x"), key("enter"), failed("unlock-import", "password-wrong", "wrong"))
    assert.match(text(wrong), /! The passphrase does not open this backup\./)
    assert.match(text(wrong), /Choose another file/)
    assert.doesNotMatch(text(wrong), /Skip/)
    assert.deepEqual(wrong.then(keys("tab", "right", "enter")).gos, [{ type: "back" }])
  })
})

describe("an import that is only guessed", () => {
  const SECRET = "JBSWY3DPEHPK3PXP"
  const guessed = (path: string, more: Partial<MappedTable> = {}): ReadFile => ({
    files: [path],
    format: "generic-csv",
    protected: false,
    outcome: {
      state: "guessed",
      skipped: false,
      mapping: {
        tables: [
          {
            place: "",
            fields: [
              { field: "secret", from: "Seed", column: 3 },
              { field: "issuer", from: "Dienst", column: 1 },
              { field: "name", from: null, column: 2 },
            ],
            unused: ["id", "created"],
            records: 9,
            ...more,
          },
        ],
        first: [
          draft("GitHub"),
          draft("ゲーム認証センター", { name: "とても長い名前の利用者さま@example.co.jp" }),
          draft("AWS", { kind: "hotp", period: null, counter: 7 }),
        ],
        accounts: 8,
        issues: 1,
      },
    },
  })
  const shown = (where = context(), files = [readFile(X), guessed(Y)]) => play(importRunScreen, ROUTE, where, readMsg(files, null))

  it("shows the column of each field, and the first records, without their secrets", () => {
    const lines = text(shown())
    assert.match(lines, /y\.json[^]*secret +< {2}Seed\n +issuer +< {2}Dienst\n +name +< {2}column 2\n +Not used: id, created/)
    assert.match(lines, /The first of 8 accounts:[^]*GitHub +alice +\*{6} \(16\) {2}TOTP, SHA1, 6 digits, 30 s/)
    assert.match(lines, /1 record could not be read/)
    assert.ok(!lines.includes(SECRET))
  })
  it("is read only after y, then shows the plan", () => {
    assert.deepEqual(shown().effects.slice(1), [])
    assert.deepEqual(shown().then(key("enter")).effects, [{ type: "skip-import" }])
    const accepted = shown().then(key("y"))
    assert.deepEqual(accepted.effects, [{ type: "accept-import" }])
    assert.equal(accepted.then(readMsg(BOTH)).state.stage.at, "plan")
  })
  it("is skipped after n; if it was the only file, the screen goes back", () => {
    assert.deepEqual(shown().then(key("n")).effects, [{ type: "skip-import" }])
    const plan = shown().then(key("n"), readMsg([readFile(X), skipped(guessed(Y))]))
    assert.match(text(plan), /y\.json +skipped: not opened/)
    for (const name of ["n", "escape"]) assert.deepEqual(shown(context(), [guessed(X)]).then(key(name)).gos, [{ type: "back" }])
  })
  it("is shown after the passwords of the others", () => {
    const both = shown(context(), [guessed(X), locked(Y)])
    assert.equal(both.state.stage.at, "unlock")
    assert.equal(both.then(typed("pw"), key("enter"), readMsg([guessed(X), readFile(Y)], null)).state.stage.at, "mapping")
  })
  for (const [name, where] of [
    ["80x24", context()],
    ["80x24 in Japanese", japanese()],
    ["40x10", sized(40, 10)],
  ] as const)
    it(`fits ${name}, and scrolls`, () => {
      const wide = guessed(Y, {
        place: "very.long.place.in.a.tree[].of.records[]",
        unused: Array.from({ length: 60 }, (_, n) => `column${n}`),
      })
      for (const file of [guessed(Y), wide]) {
        const played = shown(where, [readFile(X), file])
        for (const one of [played, played.then(keys("down", "down", "pagedown"))]) assertFits(importRunScreen, one)
      }
    })
})
