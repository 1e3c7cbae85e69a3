import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { QrPlan, QrTarget } from "../../../src/migrate/qr-pages.ts"
import type { Row } from "../../../src/tui/core/frame.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { Context } from "../../../src/tui/core/screen.ts"
import { qrPagesScreen } from "../../../src/tui/screens/qr-pages.ts"
import { key, keys, NOW, play, testAccount, testVault, typed } from "../play.ts"
import type { Played } from "../play.ts"
import { assertFits, context, drawing, failed, japanese, listed, page, plan, planned, sized, text } from "./migrate-support.ts"

const IDS = ["a1", "a2", "a3"]
const route = (target: QrTarget) => ({ to: "qr-pages", target, ids: IDS }) as const
const three: Partial<QrPlan> = {
  pages: [page(), page({ ids: ["a2"], labels: ["AWS: root"] }), page({ ids: ["a3"], labels: ["ゲーム認証センター"] })],
}
const phone = (where: Context = context(), said: Partial<QrPlan> = three) => play(qrPagesScreen, route("phone"), where, planned(said))
const transfer = (where: Context = context(), said: Partial<QrPlan> = {}) =>
  play(
    qrPagesScreen,
    route("keyferry"),
    where,
    planned({
      target: "keyferry",
      verificationCode: "ABCD-EFGH-JKLM",
      pages: [1, 2].map(() => page({ ids: [], labels: [] })),
      ...said,
    }),
  )
const resized = (columns: number, rows: number): Msg => ({ type: "resized", size: { columns, rows } })
const stale = (said: Partial<Context> = {}) => context({ passphraseAtMs: NOW - 6 * 60_000, ...said })
type State = Parameters<(typeof qrPagesScreen)["view"]>[0]
const body = (played: Played<State>): readonly Row[] => qrPagesScreen.view(played.state, played.context).body
const isFull = (played: Played<State>): boolean => qrPagesScreen.view(played.state, played.context).full === true

describe("a page of QR codes", () => {
  it("is planned for the whole window, with the user's own drawing style", () => {
    assert.deepEqual(play(qrPagesScreen, route("google"), context()).effects, [
      { type: "plan-qr", target: "google", ids: IDS, size: { columns: 80, rows: 24 }, choice: { style: null, accountsPerPage: null } },
    ])
    const settings = { ...context().settings, qrStyle: "full" as const }
    const [effect] = play(qrPagesScreen, route("phone"), context({ settings })).effects
    assert.ok(effect?.type === "plan-qr" && effect.choice.style === "full")
  })
  it("has the whole window, and its cells have exactly the colours of the drawing", () => {
    const played = phone()
    assert.ok(isFull(played))
    assertFits(qrPagesScreen, played)
    const rows = body(played)
    for (const row of rows.slice(0, 23)) assert.deepEqual(row[0], { text: " ".repeat(45), style: { fg: 16, bg: 231 }, exact: true })
    assert.ok(rows.every((row) => row.filter(({ exact }) => exact === true).length <= 1))
  })
  it("keeps all text outside of the code: beside it where rows are short, else below", () => {
    const beside = body(phone())
    assert.ok(beside.slice(0, 23).every((row) => row.slice(1).every(({ exact }) => exact !== true)))
    assert.match(text(phone()), /^ {47}Page 1 of 3$/m)
    const below = phone(sized(100, 40))
    assertFits(qrPagesScreen, below)
    const rows = body(below)
    assert.ok(rows.slice(0, 23).every((row) => row.every(({ text: cells }) => cells.trim() === "")))
    assert.match(below.lines.slice(23).join("\n"), /Page 1 of 3/)
  })
  it("says where one is, whose code it is, and what to do with it", () => {
    const played = phone().then(key("n"))
    assert.match(text(played), /Page 2 of 3/)
    assert.match(text(played), /AWS: root/)
    assert.match(text(played), /On the phone/)
  })
  it("turns by keys and stops at both ends", () => {
    const pages = (...names: string[]) => phone().then(keys(...names)).state.page
    assert.deepEqual([pages("n"), pages("right", "right", "right"), pages("n", "p"), pages("n", "left", "left")], [1, 2, 0, 0])
  })
  it("leaves by Esc", () => {
    assert.deepEqual(phone().then(key("escape")).gos, [{ type: "back" }])
  })
  it("tells on the last page to compare the codes before anything is deleted", () => {
    assert.match(text(phone(sized(120, 40)).then(keys("n", "n"))), /Compare the codes/)
  })
  it("names the words that Google Authenticator needs", () => {
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google" }))
    assert.match(text(played).replace(/\s+/g, " "), /Transfer codes › Import codes, not \+/)
  })
})

describe("the window of QR pages", () => {
  it("is planned anew when it changes, and the account stays in sight", () => {
    const moved = phone().then(keys("n", "n"), resized(120, 40))
    assert.deepEqual(
      moved.effects.map((effect) => effect.type === "plan-qr" && effect.size),
      [{ columns: 120, rows: 40 }],
    )
    const again = moved.then(planned({ pages: [page({ ids: ["a1", "a2"] }), page({ ids: ["a3"] })] }))
    assert.equal(again.state.page, 1)
  })
  it("keeps the share of the way where pages name no accounts", () => {
    const pages = (count: number) => Array.from({ length: count }, () => page({ ids: [], labels: [] }))
    const last = transfer(context(), { pages: pages(5) }).then(
      keys("n", "n", "n", "n"),
      resized(120, 40),
      planned({ target: "keyferry", pages: pages(2) }),
    )
    assert.equal(last.state.page, 1)
  })
  it("asks for one plan at a time, and for the last size once that is there", () => {
    const dragged = phone().then(resized(90, 30), resized(91, 30), resized(92, 30))
    assert.equal(dragged.effects.length, 1)
    const after = dragged.then(planned(three))
    assert.deepEqual(
      after.effects.map((effect) => effect.type === "plan-qr" && effect.size),
      [{ columns: 92, rows: 30 }],
    )
    assert.deepEqual(after.then(planned(three)).effects, [])
  })
  it("never cuts a code off: one that does not fit any more is not shown", () => {
    const small = phone().then(resized(44, 24))
    assert.ok(!isFull(small))
    assert.match(text(small), /does not fit/)
    assertFits(qrPagesScreen, small)
  })
  it("says what helps where one code does not fit, and the others can still be turned to", () => {
    const note = { sentence: { en: "needs 61x31", ja: "61x31 が必要" }, detail: {} }
    const played = phone(context(), { pages: [page({ drawing: null, notes: [note] }), page({ ids: ["a2"] })] })
    assert.match(text(played), /needs 61x31[^]*w saves/)
    assert.ok(isFull(played.then(key("n"))))
  })
  it("explains why a target does not fit at all, and offers single codes", () => {
    const impossible = { sentence: { en: "a batch needs 100x30", ja: "100x30 が必要" }, detail: {} }
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google", pages: [], impossible }))
    assert.match(text(played), /a batch needs 100x30[^]*one code per account/)
    assert.deepEqual(played.then(key("1")).gos, [{ type: "replace", route: route("phone") }])
  })
})

describe("what a target cannot hold", () => {
  const refused = [
    {
      id: "a2",
      label: "AWS: root",
      losses: [{ grade: "refused" as const, what: { sentence: { en: "no HOTP here", ja: "HOTP なし" }, detail: {} } }],
    },
  ]
  it("is said before the first code", () => {
    const played = phone(context(), { refused })
    assert.match(text(played), /AWS: root\n +x no HOTP here/)
    assert.ok(!isFull(played))
    assert.ok(isFull(played.then(key("enter"))))
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("has the details that get lost too, account by account", () => {
    const vault = testVault([testAccount("a1", { note: "a note" })])
    assert.match(text(phone(context({ vault }), { pages: [page()] })), /a1\n +- the note is left out/)
  })
  it("leaves nothing to show where it is everything", () => {
    const played = phone(context(), { refused, pages: [] })
    assert.match(text(played), /nothing left to show/)
    assert.ok(!isFull(played.then(key("enter"))))
  })
})

describe("the choices on a QR page", () => {
  it("are more or fewer accounts a page, 1 to 10, for batches alone", () => {
    const google = play(qrPagesScreen, route("google"), context(), planned({ target: "google", pages: [page({ ids: ["a1", "a2"] })] }))
    const perPage = (...names: string[]) => {
      const [effect] = google.then(keys(...names)).effects
      return effect?.type === "plan-qr" ? effect.choice.accountsPerPage : null
    }
    assert.deepEqual([perPage("+"), perPage("="), perPage("-")], [3, 3, 1])
    assert.deepEqual(phone().then(key("+")).effects, [])
  })
  it("are the other drawing style, and back", () => {
    const full = phone().then(key("b"))
    const styles = (played: Played<State>) => played.effects.flatMap((effect) => (effect.type === "plan-qr" ? [effect.choice.style] : []))
    assert.deepEqual(styles(full), ["full"])
    assert.deepEqual(styles(full.then(planned(three), key("b"))), ["half"])
  })
})

describe("the verification code", () => {
  it("stands with the last page only, in three groups", () => {
    const played = transfer()
    assert.doesNotMatch(text(played), /ABCD/)
    assert.match(text(played).replace(/\s+/g, " "), /stands below the last page/)
    assert.match(text(played.then(key("n"))), /Verification code:\n +ABCD - EFGH - JKLM/)
  })
  it("is hidden and shown again by h", () => {
    const hidden = transfer().then(keys("n", "h"))
    assert.doesNotMatch(text(hidden), /ABCD/)
    assert.match(text(hidden), /h shows it/)
    assert.match(text(hidden.then(key("h"))), /ABCD - EFGH - JKLM/)
  })
  it("is on the one row that is left below a large code", () => {
    const large = [page({ ids: [], labels: [], drawing: drawing(77, 23) })]
    const played = transfer(context(), { pages: large })
    assertFits(qrPagesScreen, played)
    assert.match(played.lines[23] ?? "", /Verification code: ABCD - EFGH - JKLM/)
  })
  it("has a page of its own where no room is left at all", () => {
    const whole = [page({ ids: [], labels: [], drawing: drawing(77, 24) })]
    const played = transfer(context(), { pages: whole })
    assert.doesNotMatch(text(played), /ABCD/)
    const code = played.then(key("n"))
    assert.match(text(code), /ABCD - EFGH - JKLM/)
    assert.equal(code.then(key("n")).state.page, 1)
    assertFits(qrPagesScreen, code)
  })
})

describe("secrets on QR pages", () => {
  it("ask for the passphrase when it was typed long ago, before anything is planned", () => {
    const played = play(qrPagesScreen, route("phone"), stale())
    assert.deepEqual(played.effects, [])
    assert.equal(qrPagesScreen.typing?.(played.state), true)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
    const right = played.then(typed("secret"), key("enter"), { type: "passphrase-checked", right: true, atMs: NOW })
    assert.deepEqual(
      right.effects.map(({ type }) => type),
      ["check-passphrase", "plan-qr"],
    )
  })
  it("are not drawn by a change of the window before the passphrase is there", () => {
    assert.deepEqual(play(qrPagesScreen, route("phone"), stale(), resized(100, 40)).effects, [])
  })
  it("are copied only after a warning, whose first answer is no", () => {
    const asked = phone().then(key("y"))
    assert.match(text(asked), /holds the secret/)
    assert.deepEqual(asked.then(key("enter")).effects, [])
    const yes = asked.then(key("y"))
    assert.deepEqual(yes.effects, [{ type: "copy", text: page().text, what: "uri", label: "GitHub: alice" }])
    const copied = yes.then({ type: "copied", what: "uri", label: "GitHub: alice", way: "osc52" })
    assert.match(text(copied).replace(/\s+/g, " "), /sent to the terminal's clipboard/)
    assert.doesNotMatch(text(copied.then(key("n"))), /clipboard/)
  })
  it("are copied for a phone alone", () => {
    assert.deepEqual(transfer().then(keys("y", "y")).effects, [])
  })
  it("ask again before copying and saving when the page has stood long", () => {
    for (const name of ["y", "w"]) {
      const played = phone().then({ type: "ticked", nowMs: NOW + 6 * 60_000 }, key(name))
      assert.equal(played.state.stage.at, "reauth", name)
      assert.ok(isFull(played.then(key("escape"))))
    }
  })
})

describe("saving QR pages as pictures", () => {
  const LISTED = listed("/home/alice")
  const saving = (played = phone()) => played.then(key("w"), LISTED, typed("qr"), key("enter"))
  const saves = (played: Played<State>) => played.effects.filter(({ type }) => type === "save-qr-pages")
  it("asks where, and never writes over others unasked", () => {
    assert.deepEqual(saves(saving()), [{ type: "save-qr-pages", directory: "/home/alice/qr", overwrite: false }])
    const exists = saving().then(failed("save-qr-pages", "file-exists"))
    assert.match(text(exists), /Write over them/)
    assert.deepEqual(saves(exists.then(key("enter"))), [])
    assert.deepEqual(saves(exists.then(key("y"))), [{ type: "save-qr-pages", directory: "/home/alice/qr", overwrite: true }])
  })
  it("is back on the page afterwards, with the advice to delete them", () => {
    const saved = saving().then({ type: "qr-pages-saved", files: ["/home/alice/qr/phone-01.png"] })
    assert.ok(isFull(saved))
    assert.match(text(saved).replace(/\s+/g, " "), /1 picture saved.*delete it when you are done/)
    const code = saving(transfer()).then({ type: "qr-pages-saved", files: ["a", "b"] })
    assert.match(text(code).replace(/\s+/g, " "), /verification code is not in them/)
  })
  it("says on the page why it failed, and Esc in the picker goes back to it", () => {
    const gone = saving().then(failed("save-qr-pages", "io", "the disk is full"))
    assert.match(text(gone), /the disk is full/)
    assert.deepEqual(gone.toasts, [""])
    assert.ok(isFull(phone().then(key("w"), LISTED, key("escape"))))
  })
})

describe("when planning does not succeed", () => {
  it("says why, and goes back", () => {
    const played = play(qrPagesScreen, route("phone"), context(), failed("plan-qr", "io", "no luck"))
    assert.match(text(played), /no luck/)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("goes back at once where the user has cancelled the first plan, and keeps the page at a later one", () => {
    assert.deepEqual(play(qrPagesScreen, route("phone"), context(), failed("plan-qr", "interrupted")).gos, [{ type: "back" }])
    const kept = phone().then(resized(120, 40), failed("plan-qr", "interrupted"))
    assert.deepEqual([kept.gos, isFull(kept)], [[], true])
  })
})

describe("every view of the QR pages", () => {
  for (const where of [context(), japanese(), japanese({ window: { columns: 120, rows: 40 }, body: { columns: 120, rows: 38 } })]) {
    it(`fits ${where.window.columns}x${where.window.rows} (${where.lang})`, () => {
      const notes = [{ sentence: { en: "3 accounts a page; ".repeat(20), ja: "1 ページに 3 件です。".repeat(20) }, detail: {} }]
      const views = [
        play(qrPagesScreen, route("phone"), where),
        phone(where, { ...plan(), notes }),
        phone(where, { pages: [page({ labels: Array.from({ length: 10 }, (_, at) => `とても長いアカウント名 ${at}`) })] }),
        transfer(where, { notes }).then(key("n")),
        phone(where).then(key("y")),
        phone(where).then(key("w"), listed("/home/alice")),
      ]
      for (const view of views) assertFits(qrPagesScreen, view)
    })
  }
})
