import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { QrPlan } from "../../../../src/migrate/qr/qr-pages.ts"
import type { Row } from "../../../../src/tui/core/frame.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, play, testAccount, testVault } from "../../play.ts"
import type { Played } from "../../play.ts"
import { assertFits, context, drawing, failed, japanese, listed, page, plan, planned, sized, text } from "../migrate-support.ts"
import { IDS, isFull, phone, resized, route, three, transfer } from "./qr-pages-support.ts"
import type { State } from "./qr-pages-support.ts"

const body = (played: Played<State>): readonly Row[] => qrPagesScreen.view(played.state, played.context).body

describe("a page of QR codes", () => {
  it("is planned for the whole window, with the drawing style of the settings", () => {
    assert.deepEqual(play(qrPagesScreen, route("google"), context()).effects, [
      {
        type: "plan-qr",
        target: "google",
        ids: IDS,
        size: { columns: 80, rows: 24 },
        choice: { style: null, accountsPerPage: null },
        page: 0,
      },
    ])
    const settings = { ...context().settings, qrStyle: "full" as const }
    const [effect] = play(qrPagesScreen, route("phone"), context({ settings })).effects
    assert.ok(effect?.type === "plan-qr" && effect.choice.style === "full")
  })
  it("takes the whole window, and its cells have exactly the colours of the drawing", () => {
    const played = phone()
    assert.ok(isFull(played))
    assertFits(qrPagesScreen, played)
    const rows = body(played)
    for (const row of rows.slice(0, 23)) assert.deepEqual(row[0], { text: " ".repeat(45), colors: { fg: 16, bg: 231 } })
    assert.ok(rows.every((row) => row.filter(({ colors }) => colors !== undefined).length <= 1))
  })
  it("shows its text beside the code if there are few rows, else below", () => {
    const beside = body(phone())
    assert.ok(beside.slice(0, 23).every((row) => row.slice(1).every(({ colors }) => colors === undefined)))
    assert.match(text(phone()), /^ {47}GitHub$\n^ {47}alice$\n+^ {47}Page 1 of 3$\n^ {47}\[1\] {2}2 {2}3$/m)
    const below = phone(sized(100, 40))
    assertFits(qrPagesScreen, below)
    const rows = body(below)
    assert.ok(rows.slice(0, 23).every((row) => row.every(({ text: cells }) => cells.trim() === "")))
    assert.match(below.lines.slice(23).join("\n"), /Page 1 of 3/)
  })
  it("shows the page number, the account, and what to do with the code", () => {
    const played = phone().then(key("n"))
    assert.match(text(played), /AWS *\n +root *\n[^]*Page 2 of 3 *\n +✓ 1 {2}\[2\] {2}3/)
    assert.match(text(played), /In the app: \+, then scan/)
  })
  it("turns by keys and stops at both ends", () => {
    const pages = (...names: string[]) => phone().then(keys(...names)).state.page
    assert.deepEqual([pages("n"), pages("right", "right", "right"), pages("n", "p"), pages("n", "left", "left")], [1, 2, 0, 0])
  })
  it("leaves one receipt of several accounts once all pages were shown, and of a single one only where it moves", () => {
    const recorded = (played: Played<State>) =>
      played.effects.flatMap((effect) =>
        effect.type === "record-receipt" ? [[effect.move.kind, effect.move.device, effect.move.moved]] : [],
      )
    const all = phone().then(keys("n", "n", "escape"))
    assert.deepEqual(recorded(all), [["export-qr", "phone", 3]])
    assert.deepEqual(recorded(phone().then(keys("n", "escape"))), [])
    assert.deepEqual(recorded(phone(context(), { pages: [page()] }).then(key("escape"))), [])
    const one = { to: "qr-pages", target: "phone", ids: ["a1"], moving: true } as const
    const moved = play(qrPagesScreen, one, context(), planned({ pages: [page()] })).then(key("escape"))
    assert.deepEqual([recorded(moved), moved.gos], [[["export-qr", "phone", 1]], [{ type: "back" }]])
  })
  it("is left with Esc", () => {
    assert.deepEqual(phone().then(key("escape")).gos, [{ type: "back" }])
  })
  it("advises on the last page to compare the codes before anything is deleted", () => {
    assert.match(text(phone(sized(120, 40)).then(keys("n", "n"))), /Compare the codes/)
  })
  it("names the menu items of Google Authenticator", () => {
    const played = play(qrPagesScreen, route("google"), context(), planned({ target: "google" }))
    assert.match(text(played).replace(/\s+/g, " "), /Transfer codes › Import codes, not \+/)
  })
})

describe("the window of QR pages", () => {
  it("is planned anew after a resize, from the page that is shown", () => {
    const moved = phone().then(keys("n", "n"), resized(120, 40))
    assert.deepEqual(
      moved.effects.map((effect) => effect.type === "plan-qr" && [effect.size, effect.page]),
      [[{ columns: 120, rows: 40 }, 2]],
    )
    const replanned = moved.then(planned({ pages: [page({ ids: ["a1", "a2"] }), page({ ids: ["a3"] })] }, 1))
    assert.equal(replanned.state.page, 1)
  })
  it("requests one plan at a time, and then one for the latest size", () => {
    const dragged = phone().then(resized(90, 30), resized(91, 30), resized(92, 30))
    assert.equal(dragged.effects.length, 1)
    const after = dragged.then(planned(three))
    assert.deepEqual(
      after.effects.map((effect) => effect.type === "plan-qr" && effect.size),
      [{ columns: 92, rows: 30 }],
    )
    assert.deepEqual(after.then(planned(three)).effects, [])
  })
  it("hides a code that does not fit after a resize, instead of cutting it off", () => {
    const small = phone().then(resized(44, 24))
    assert.ok(!isFull(small))
    assert.match(text(small), /does not fit/)
    assertFits(qrPagesScreen, small)
  })
  it("shows what helps if one code does not fit, and can still turn to the others", () => {
    const note = { sentence: { en: "needs 61x31", ja: "61x31 が必要" }, detail: {} }
    const played = phone(context(), { pages: [page({ drawing: null, notes: [note] }), page({ ids: ["a2"] })] })
    assert.match(text(played), /Needs 61x31\.[^]*w saves/)
    assert.ok(isFull(played.then(key("n"))))
  })
  it("explains why no code of a target fits, and offers single codes", () => {
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
  it("is named beside the first code, and l lists it with the reasons", () => {
    const played = phone(context(), { refused, pages: [page(), page({ ids: ["a3"], labels: ["ゲーム"] })] })
    assert.ok(isFull(played))
    assert.match(text(played).replace(/\s+/g, " "), /Not in these codes: AWS: root\. l tells why/)
    const list = played.then(key("l"))
    assert.match(text(list), /AWS: root\n +x no HOTP here/)
    for (const name of ["enter", "escape"]) assert.ok(isFull(list.then(key(name))), name)
    assert.doesNotMatch(text(played.then(key("n"))), /Not in these codes/)
  })
  it("is counted beside the first code if it is many accounts", () => {
    const many = Array.from({ length: 4 }, (_, at) => ({ ...refused[0]!, id: `x${at}` }))
    assert.match(text(phone(context(), { refused: many })).replace(/\s+/g, " "), /4 accounts are not in these codes/)
  })
  it("includes the lost details of the accounts on a page, beside its code", () => {
    const vault = testVault([testAccount("a1", { note: "a note" }), testAccount("a2", {})])
    const two = phone(context({ vault }), { pages: [page(), page({ ids: ["a2"] })] })
    assert.match(text(two), /Lost on the way:\n +- the note is left out/)
    assert.doesNotMatch(text(two.then(key("n"))), /Lost on the way/)
  })
  it("is shown before a sheet is saved", () => {
    const opened = play(qrPagesScreen, { ...route("phone"), paper: true }, context(), planned({ ...three, refused }))
    assert.match(text(opened), /AWS: root\n +x no HOTP here/)
    assert.match(text(opened.then(key("enter"), listed("/home/alice"))), /In which directory/)
    assert.deepEqual(opened.then(key("escape")).gos, [{ type: "back" }])
  })
  it("leaves nothing to show if it is every account", () => {
    const played = phone(context(), { refused, pages: [] })
    assert.match(text(played), /nothing left to show/)
    assert.ok(!isFull(played.then(key("enter"))))
  })
})

describe("the text on a QR page", () => {
  it("does not mention a next page on the last page", () => {
    assert.match(text(phone()).replace(/\s+/g, " "), /Then the next page/)
    assert.doesNotMatch(text(phone().then(keys("n", "n"))).replace(/\s+/g, " "), /Then the next page/)
    assert.doesNotMatch(text(phone(context(), { pages: [page()] })).replace(/\s+/g, " "), /Then the next page/)
  })
  it("names the key for help", () => {
    assert.match(text(phone()), /\? help/)
  })
  it("explains why the planner chose full cells", () => {
    const full = { pages: [page({ drawing: { ...drawing(82, 41), style: "full" } })] }
    const why = /Drawn in full cells, because a font cannot leave gaps between them\. b draws the code half as large/
    const settings = { ...context().settings, qrStyle: "full" as const }
    const shown = (start: Context, changes: Partial<QrPlan>): string => text(phone(start, changes)).replace(/\s+/g, " ")
    assert.match(shown(sized(200, 50), full), why)
    assert.doesNotMatch(shown(sized(200, 50, { settings }), full), why)
    assert.doesNotMatch(shown(sized(200, 50), { pages: [page()] }), why)
  })
  it("shows issuer and name of a long label, each in part", () => {
    const issuer = "International Business Machines ".repeat(6)
    const vault = testVault([testAccount("a1", { issuer, name: "someone.with.a.long.name@example.com".repeat(5) })])
    const labels = [issuer]
    const shown = text(phone(context({ vault }), { pages: [page({ labels })] }).then(key("enter"))).replace(/\s+/g, " ")
    assert.match(shown, /International[^]*… *someone/)
  })
  it("warns before files with unencrypted secrets are saved", () => {
    const saving = (played: Played<State>) => played.then(keys("w", "enter"), listed("/home/alice"))
    assert.match(text(saving(phone())), /contain the secrets unencrypted/)
    assert.doesNotMatch(text(saving(transfer())), /unencrypted/)
  })
  it("shows the progress of the planning", () => {
    const drawn = play(qrPagesScreen, route("keyferry"), context({ busy: { effect: "plan-qr", done: 2, total: 7 } }))
    assert.match(text(drawn), /Preparing the pages: 2 of 7/)
    assert.match(text(play(qrPagesScreen, route("keyferry"), context())), /Encrypting/)
  })
})

describe("a failed plan of QR pages", () => {
  it("is explained, and Esc goes back", () => {
    const played = play(qrPagesScreen, route("phone"), context(), failed("plan-qr", "io", "no luck"))
    assert.match(text(played), /No luck\./)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("goes back at once if the user cancelled the first plan, and keeps the page after a later one", () => {
    assert.deepEqual(play(qrPagesScreen, route("phone"), context(), failed("plan-qr", "interrupted")).gos, [{ type: "back" }])
    const kept = phone().then(resized(120, 40), failed("plan-qr", "interrupted"))
    assert.deepEqual([kept.gos, isFull(kept)], [[], true])
  })
})

describe("every view of the QR pages", () => {
  for (const start of [context(), japanese(), japanese({ window: { columns: 120, rows: 40 }, body: { columns: 120, rows: 38 } })]) {
    it(`fits ${start.window.columns}x${start.window.rows} (${start.lang})`, () => {
      const notes = [{ sentence: { en: "3 accounts a page; ".repeat(20), ja: "1 ページに 3 件です。".repeat(20) }, detail: {} }]
      const views = [
        play(qrPagesScreen, route("phone"), start),
        phone(start, { ...plan(), notes }),
        phone(start, { pages: [page({ labels: Array.from({ length: 10 }, (_, at) => `とても長いアカウント名 ${at}`) })] }),
        transfer(start, { notes }).then(key("n")),
        transfer(start, { notes }).then(key("end")),
        phone(start).then(key("y")),
        phone(start).then(key("w")),
        phone(start).then(keys("w", "3"), listed("/home/alice")),
      ]
      for (const view of views) assertFits(qrPagesScreen, view)
    })
  }
})
