import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { QrTarget } from "../../../../src/migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../../src/migrate/qr/qr-pages.ts"
import type { Row } from "../../../../src/tui/core/frame.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW, play, testAccount, testVault, typed } from "../../play.ts"
import type { Played } from "../../play.ts"
import { assertFits, context, drawing, failed, japanese, listed, page, plan, planned, sized, text } from "../migrate-support.ts"

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
const isFull = (played: Played<State>): boolean => qrPagesScreen.full?.(played.state, played.context.window) === true

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
    assert.match(text(phone()), /^ {47}Page 1 of 3 · GitHub: alice$/m)
    const below = phone(sized(100, 40))
    assertFits(qrPagesScreen, below)
    const rows = body(below)
    assert.ok(rows.slice(0, 23).every((row) => row.every(({ text: cells }) => cells.trim() === "")))
    assert.match(below.lines.slice(23).join("\n"), /Page 1 of 3/)
  })
  it("says where one is, whose code it is, and what to do with it", () => {
    const played = phone().then(key("n"))
    assert.match(text(played), /Page 2 of 3 · AWS: root/)
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

const second = (n: number): Msg => ({ type: "ticked", nowMs: NOW + n * 1000 })

describe("pages that turn by themselves", () => {
  const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => second(from + at))

  it("do not, unless they are asked to", () => {
    assert.equal(phone().then(seconds(1, 60)).state.page, 0)
  })
  it("have five seconds at first, then fewer by every press, then stay", () => {
    const speeds: (number | null)[] = []
    let played = phone()
    for (let press = 0; press < 6; press++) {
      played = played.then(key("a"))
      speeds.push(played.state.auto?.everyS ?? null)
    }
    assert.deepEqual(speeds, [5, 4, 3, 2, 1, null])
  })
  it("say so beside the page's number", () => {
    assert.match(text(phone().then(keys("a", "a"))).replace(/\s+/g, " "), /Page 1 of 3 · turns every 4 s/)
  })
  it("turn on time, though ticks come some milliseconds early, and end at the last page", () => {
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
    it(`stop with ${name}`, () => {
      assert.equal(phone().then(keys("a", name)).state.auto, null)
    })
  }
  it("go on through a resize", () => {
    const moved = phone().then(keys("a", "a", "a", "a", "a"), resized(120, 40), planned(three), seconds(1, 2))
    assert.equal(moved.state.page, 1)
  })
  it("are not offered where there is but one", () => {
    const one = phone(context(), { pages: [page()] })
    assert.ok(!qrPagesScreen.keys(one.state, one.context).some(({ action }) => action === "auto"))
  })
})

describe("comparing the codes after a phone export", () => {
  const list = (where: QrTarget, ids: readonly string[] = IDS) => ({ to: "check-list", ids, where })

  it("is a key away, and the pages are still there afterwards", () => {
    assert.deepEqual(phone().then(key("c")).gos, [{ type: "push", route: list("phone") }])
  })
  it("is about what went over, not about what was refused", () => {
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google" }), key("c"))
    assert.deepEqual(played.gos, [{ type: "push", route: list("google", ["a1", "a3"]) }])
  })
  it("is about all accounts of a transfer, whose pages name none", () => {
    assert.deepEqual(transfer().then(key("c")).gos, [{ type: "push", route: list("keyferry") }])
  })
  it("is offered when all pages were seen and one leaves", () => {
    const asked = phone().then(keys("n", "n", "p", "escape"))
    assert.deepEqual(asked.gos, [])
    assert.match(text(asked), /Compare the codes now\?/)
    assert.ok(!isFull(asked), "no code is beside the question")
    assert.deepEqual(asked.then(key("y")).gos, [{ type: "replace", route: list("phone") }])
    assert.deepEqual(asked.then(key("escape")).gos, [{ type: "back" }])
    assert.deepEqual(asked.then(key("enter")).gos, [{ type: "back" }])
  })
  it("is not offered to whoever leaves before the end, or has compared already", () => {
    assert.deepEqual(phone().then(keys("n", "escape")).gos, [{ type: "back" }])
    assert.deepEqual(
      phone()
        .then(keys("n", "n", "c", "escape"))
        .gos.at(-1),
      { type: "back" },
    )
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
    assert.match(text(played), /Needs 61x31\.[^]*w saves/)
    assert.ok(isFull(played.then(key("n"))))
  })
  it("explains why a target does not fit at all, and offers single codes", () => {
    const impossible = { sentence: { en: "a batch needs 100x30", ja: "100x30 が必要" }, detail: {} }
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google", pages: [], impossible }))
    assert.match(text(played), /A batch needs 100x30\.[^]*one code per account/)
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
  for (const [name, styles, expected] of [
    ["half blocks and full cells", ["half", "full"], ["full", null, "full"]],
    ["pixels too, where the terminal draws pictures", ["half", "full", "pixels"], ["full", "pixels", null]],
    ["no half blocks, where they are two columns wide", ["full", "pixels"], ["full", "pixels", null]],
  ] as const) {
    it(`are the drawing styles in turn, named, with automatic among them: ${name}`, () => {
      let played = phone(context(), { ...three, styles })
      for (const style of expected) {
        played = played.then(key("b"))
        const [effect] = played.effects
        assert.ok(effect?.type === "plan-qr" && effect.choice.style === style)
        assert.match(text(played), style === null ? /Drawing: automatic/ : new RegExp(`Drawing: ${style}`))
        played = played.then(planned({ ...three, styles }))
      }
    })
  }
})

describe("a drawing style that does not fit", () => {
  const google = (where: Context, said: Partial<QrPlan> = {}) =>
    play(qrPagesScreen, route("google"), where, planned({ target: "google", ...said }))
  const impossible = { sentence: { en: "a window of 80x24 is too small", ja: "小さすぎます" }, detail: {} }
  const tooSmall = planned({ target: "google", pages: [page({ drawing: null })], impossible })
  const styles = (effects: readonly { type: string }[]) =>
    effects.flatMap((effect) =>
      effect.type === "plan-qr" ? [(effect as unknown as { choice: { style: string | null } }).choice.style] : [],
    )

  it("is passed over, which is said, and what was shown stays meanwhile", () => {
    const tried = google(context()).then(key("b"))
    assert.deepEqual(styles(tried.effects), ["full"])
    const next = tried.then(tooSmall)
    assert.deepEqual(styles(next.effects), [null])
    assert.match(text(next).replace(/\s+/g, " "), /Full cells do not fit this window\. Drawing: automatic/)
    assert.doesNotMatch(text(next), /too small/)
    assert.ok(isFull(next.then(planned({ target: "google" }))))
  })
  it("is passed over where it came from the settings, too", () => {
    const settings = { ...context().settings, qrStyle: "full" as const }
    const first = play(qrPagesScreen, route("google"), context({ settings }), tooSmall)
    assert.deepEqual(styles(first.effects), ["full", null])
    assert.match(text(first.then(tooSmall)), /A window of 80x24 is too small\./)
  })
  it("is said in Japanese", () => {
    assert.match(
      text(google(japanese()).then(key("b"), tooSmall)).replace(/\s+/g, ""),
      /全角セルではこのウィンドウに収まりません。描き方:自動/,
    )
  })
})

describe("what is said on a page", () => {
  it("is no word of a next page on the last one", () => {
    assert.match(text(phone()).replace(/\s+/g, " "), /Then the next page/)
    assert.doesNotMatch(text(phone().then(keys("n", "n"))).replace(/\s+/g, " "), /Then the next page/)
    assert.doesNotMatch(text(phone(context(), { pages: [page()] })).replace(/\s+/g, " "), /Then the next page/)
  })
  it("names the key for help", () => {
    assert.match(text(phone()), /\? help/)
  })
  it("is why full cells were chosen, where the planner chose them", () => {
    const full = { pages: [page({ drawing: { ...drawing(82, 41), style: "full" } })] }
    const why = /Drawn in full cells, where no font can leave gaps; b draws it half as large/
    const settings = { ...context().settings, qrStyle: "full" as const }
    const shown = (where: Context, said: Partial<QrPlan>): string => text(phone(where, said)).replace(/\s+/g, " ")
    assert.match(shown(sized(200, 50), full), why)
    assert.doesNotMatch(shown(sized(200, 50, { settings }), full), why)
    assert.doesNotMatch(shown(sized(200, 50), { pages: [page()] }), why)
  })
  it("shows issuer and name of a long label, each in part", () => {
    const issuer = "International Business Machines ".repeat(6)
    const vault = testVault([testAccount("a1", { issuer, name: "someone.with.a.long.name@example.com".repeat(5) })])
    const labels = [issuer]
    const shown = text(phone(context({ vault }), { pages: [page({ labels })] }).then(key("enter"))).replace(/\s+/g, " ")
    assert.match(shown, /International[^]*…: someone/)
  })
  it("warns where the saved files hold the secrets in clear", () => {
    const saving = (played: Played<State>) => played.then(keys("w", "enter"), listed("/home/alice"))
    assert.match(text(saving(phone())), /hold the secrets in clear/)
    assert.doesNotMatch(text(saving(transfer())), /in clear/)
  })
  it("is how far it is while the pages are planned", () => {
    const drawn = play(qrPagesScreen, route("keyferry"), context({ busy: { effect: "plan-qr", done: 2, total: 7 } }))
    assert.match(text(drawn), /Drawing page 3 of 7/)
    assert.match(text(play(qrPagesScreen, route("keyferry"), context())), /Encrypting/)
  })
})

describe("the verification code", () => {
  it("stands with the last page only, in three groups", () => {
    const played = transfer()
    assert.doesNotMatch(text(played), /ABCD/)
    assert.match(
      text(played).replace(/\s+/g, " "),
      /stands on the last page and must not be in the picture: press h before you photograph the last page; write the code down/,
    )
    assert.match(text(played.then(key("n"))), /Verification code:\n +ABCD-EFGH-JKLM/)
    assert.match(text(played.then(key("n"))).replace(/\s+/g, " "), /must not be in the picture: write the code down, then press h/)
  })
  it("is hidden and shown again by h", () => {
    const hidden = transfer().then(keys("n", "h"))
    assert.doesNotMatch(text(hidden), /ABCD/)
    assert.match(text(hidden), /h shows it/)
    assert.match(text(hidden.then(key("h"))), /ABCD-EFGH-JKLM/)
  })
  it("is on the one row that is left below a large code", () => {
    const large = [page({ ids: [], labels: [], drawing: drawing(77, 23) })]
    const played = transfer(context(), { pages: large })
    assertFits(qrPagesScreen, played)
    assert.match(played.lines[23] ?? "", /Verification code: ABCD-EFGH-JKLM/)
  })
  it("has a page of its own where no room is left at all", () => {
    const whole = [page({ ids: [], labels: [], drawing: drawing(77, 24) })]
    const played = transfer(context(), { pages: whole })
    assert.doesNotMatch(text(played), /ABCD/)
    const code = played.then(key("n"))
    assert.match(text(code), /ABCD-EFGH-JKLM/)
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

describe("saving QR pages", () => {
  const LISTED = listed("/home/alice")
  const saving = (played = phone(), kind = "1") => played.then(keys("w", kind), LISTED, typed("qr"), key("enter"))
  const saves = (played: Played<State>) => played.effects.filter(({ type }) => type === "save-qr-pages")
  const order = { type: "save-qr-pages", lang: "en", directory: "/home/alice/qr" } as const
  it("asks as what: pictures, drawings, or a sheet to be printed", () => {
    const asked = phone().then(key("w"))
    assert.match(text(asked), /PNG[^]*SVG[^]*printed/)
    for (const [number, kind] of [
      ["1", "png"],
      ["2", "svg"],
      ["3", "sheet"],
    ] as const)
      assert.deepEqual(saves(saving(phone(), number)), [{ ...order, kind, overwrite: false }])
    assert.ok(isFull(asked.then(key("escape"))))
  })
  it("begins with the sheet where that is what one came for, after what is lost", () => {
    const paper = { ...route("phone"), paper: true } as const
    const saved = play(qrPagesScreen, paper, context(), planned(three), LISTED, typed("qr"), key("enter"))
    assert.deepEqual(saves(saved), [{ ...order, kind: "sheet", overwrite: false }])
    assert.ok(isFull(saved.then({ type: "qr-pages-saved", files: ["/home/alice/qr/phone-sheet.html"] })))
    const vault = testVault([testAccount("a1", { note: "a note" })])
    const told = play(qrPagesScreen, paper, context({ vault }), planned(three))
    assert.equal(told.state.stage.at, "before")
    assert.equal(told.then(key("enter")).state.stage.at, "save")
    assert.ok(isFull(told.then(key("enter"), LISTED, key("escape"))))
  })
  it("asks where, and never writes over others unasked", () => {
    const exists = saving().then(failed("save-qr-pages", "file-exists"))
    assert.match(text(exists), /Write over them/)
    assert.deepEqual(saves(exists.then(key("enter"))), [])
    assert.deepEqual(saves(exists.then(key("y"))), [{ ...order, kind: "png", overwrite: true }])
  })
  it("is back on the page afterwards, with the advice to delete them", () => {
    const saved = saving().then({ type: "qr-pages-saved", files: ["/home/alice/qr/phone-01.png"] })
    assert.ok(isFull(saved))
    assert.match(text(saved).replace(/\s+/g, " "), /1 file saved.*delete it when you are done/)
    const code = saving(transfer()).then({ type: "qr-pages-saved", files: ["a", "b"] })
    assert.match(text(code).replace(/\s+/g, " "), /verification code is not in them/)
  })
  it("says on the page why it failed, and Esc in the picker goes back to it", () => {
    const gone = saving().then(failed("save-qr-pages", "io", "the disk is full"))
    assert.match(text(gone), /the disk is full/)
    assert.deepEqual(gone.toasts, [""])
    assert.ok(isFull(phone().then(keys("w", "1"), LISTED, key("escape"))))
  })

  describe("and leaving them", () => {
    const files = ["/home/alice/qr/phone-01.png", "/home/alice/qr/phone-02.png"]
    const leaving = () => saving().then({ type: "qr-pages-saved", files }, key("escape"))
    it("asks whether the files shall go, and keeps them unless told otherwise", () => {
      assert.match(text(leaving()).replace(/\s+/g, " "), /2 saved files still lie in \/home\/alice\/qr/)
      const kept = leaving().then(key("enter"))
      assert.deepEqual([kept.effects, kept.gos], [[], [{ type: "back" }]])
    })
    it("deletes them, and leaves once that is done", () => {
      const asked = leaving().then(key("y"))
      assert.deepEqual([asked.effects, asked.gos], [[{ type: "delete-files", paths: files }], []])
      assert.deepEqual(asked.then(key("escape")).gos, [])
      const done = asked.then({ type: "files-deleted", deleted: files, kept: [] })
      assert.deepEqual([done.gos, done.toasts], [[{ type: "back" }], ["2 files deleted."]])
    })
    it("says so where one stays", () => {
      const done = leaving().then(key("y"), { type: "files-deleted", deleted: files.slice(1), kept: files.slice(0, 1) })
      assert.deepEqual([done.gos, done.toasts], [[{ type: "back" }], ["1 file could not be deleted."]])
    })
    it("asks to compare the codes after that, where all pages were seen", () => {
      const seen = saving(phone().then(keys("n", "n"))).then({ type: "qr-pages-saved", files }, keys("escape", "n"))
      assert.match(text(seen), /Compare the codes now/)
    })
  })
})

describe("when planning does not succeed", () => {
  it("says why, and goes back", () => {
    const played = play(qrPagesScreen, route("phone"), context(), failed("plan-qr", "io", "no luck"))
    assert.match(text(played), /No luck\./)
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
        phone(where).then(key("w")),
        phone(where).then(keys("w", "3"), listed("/home/alice")),
      ]
      for (const view of views) assertFits(qrPagesScreen, view)
    })
  }
})
