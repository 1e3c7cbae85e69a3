import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { listedTitle } from "../../../../src/formats/lookup.ts"
import { HANDLERS } from "../../../../src/formats/registry.ts"
import { exportFormatScreen, writingHandlers } from "../../../../src/tui/screens/export/export-format.ts"
import { key, keys, play, testAccount, testVault, typed } from "../../play.ts"
import { assertFits, context, japanese, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "export-format", ids: ["a1", "a2", "a3"] } as const
const at = (id: string): number => writingHandlers(HANDLERS).findIndex((handler) => handler.id === id)
const down = (id: string) => keys(...Array.from({ length: at(id) }, () => "down"))
const lossy = () =>
  context({
    vault: testVault([
      testAccount("m", { kind: "motp", algorithm: "MD5", period: 10 }),
      ...Array.from({ length: 30 }, (_, n) => testAccount(`n${n}`, { note: "a note", groups: ["g"] })),
    ]),
  })
const LOSSY = { to: "export-format", ids: ["m", ...Array.from({ length: 30 }, (_, n) => `n${n}`)] } as const

describe("the formats of an export", () => {
  it("are those that can be written, keyferry's own first", () => {
    assert.equal(writingHandlers(HANDLERS)[0]?.id, "keyferry-json")
    assert.ok(writingHandlers(HANDLERS).length >= 3)
    assert.ok(writingHandlers(HANDLERS).every(({ writer, treeWriter }) => writer !== undefined || treeWriter !== undefined))
  })
  it("lead to the next step where nothing is lost", () => {
    assert.deepEqual(play(exportFormatScreen, ROUTE, context(), key("enter")).gos, [
      { type: "push", route: { to: "export-protect", format: "keyferry-json", ids: ROUTE.ids } },
    ])
  })
  it("lead to the losses of each account first", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), key("enter"))
    assert.deepEqual(played.gos, [])
    assertFits(exportFormatScreen, played)
    assert.match(text(played), /1 of 31 cannot be written/)
    assert.match(text(played), /x .*mOTP/)
    assert.deepEqual(played.then(key("enter")).gos, [
      { type: "push", route: { to: "export-protect", format: "google-migration", ids: LOSSY.ids } },
    ])
  })
  it("count the records that this version cannot read among the losses of the whole vault", () => {
    const unreadable = [{ kind: "quantum", issuer: "Future", name: "zoe" }]
    const vault = testVault([testAccount("a"), testAccount("b")], { unreadable })
    const whole = play(exportFormatScreen, { to: "export-format", ids: ["a", "b"] }, context({ vault }), key("enter"))
    assert.match(text(whole), /1 of 3 cannot be written/)
    assert.match(text(whole), /Future: zoe\n.*x .*quantum/)
    assert.equal(play(exportFormatScreen, { to: "export-format", ids: ["a"] }, context({ vault }), key("enter")).gos.length, 1)
  })
  it("show the losses of the last account after scrolling", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), key("enter"))
    assert.doesNotMatch(text(played), /n29/)
    assert.match(played.lines.find((line) => line.includes("mOTP")) ?? "", /█$/, "a scrollbar shows that there is more")
    assert.match(text(played.then(key("G"))), /n29/)
    assert.match(text(played.then(keys("G", "g"))), /mOTP/)
    assert.notEqual(text(played.then(key("j"))), text(played))
  })
  it("do not lead on where no account can be written", () => {
    const played = play(exportFormatScreen, { to: "export-format", ids: ["m"] }, lossy(), down("google-migration"), keys("enter", "enter"))
    assert.deepEqual(played.gos, [])
    assert.match(text(played), /None of the accounts/)
  })
  it("are shown again on Esc from the losses, and left on a second Esc", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), keys("enter", "escape"))
    assert.deepEqual(played.gos, [])
    assert.match(text(played), /^▌ Google/m)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("are found by typing, the best match first", () => {
    const found = play(exportFormatScreen, ROUTE, context(), typed("ente"))
    assert.match(text(found), /^▌ Ente Auth/m)
    assert.deepEqual(found.then(key("enter")).gos[0]?.type, "push")
    assert.match(text(play(exportFormatScreen, ROUTE, context(), typed("zzz"))), /nothing matches/)
  })
  it("tell for each how many accounts it refuses or holds in part", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), typed("google"))
    assert.match(text(played), /Google Authenticator \(tra… +\.txt +no password +1 cannot go/)
    assert.match(text(played), /31 accounts are chosen/)
    assert.match(
      text(play(exportFormatScreen, LOSSY, lossy(), typed("2fas"))),
      /2FAS +\.2fas +password optional +\d+ (cannot go|lose? something)/,
    )
  })
  it("stand below the steps of the export, which the title names in a narrow window", () => {
    assert.match(text(play(exportFormatScreen, ROUTE, context())), /^ {2}✓ Choose › \[Target\] › 3 Losses › 4 Save › 5 Compare$/m)
    const lost = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), key("enter"))
    assert.match(text(lost), /✓ Choose › ✓ Target › \[Losses\] › 4 Save/)
    const one = play(exportFormatScreen, { to: "export-format", ids: ["a1"] }, context())
    assert.doesNotMatch(text(one), /Compare/)
    const small = play(exportFormatScreen, ROUTE, sized(40, 12))
    assertFits(exportFormatScreen, small)
    assert.equal(exportFormatScreen.view(small.state, small.context).title, "Export › 2/5 Target")
  })
  it("have title, extension, protection and kept fields shown within 80x24 in both languages", () => {
    for (const start of [context(), japanese()]) {
      const played = play(exportFormatScreen, ROUTE, start)
      assertFits(exportFormatScreen, played)
      assert.match(text(played), /\.json/)
      assert.match(text(played), /TOTP HOTP Steam/)
    }
  })
  it("starts on the format that the command palette names", () => {
    for (const handler of writingHandlers(HANDLERS)) {
      const title = listedTitle(handler).en
      const { lines } = play(exportFormatScreen, { to: "export-format", ids: ["a1"], find: handler.title }, context())
      assert.ok(
        lines.some((line) => line.startsWith("▌ ") && line.includes(title.slice(0, 20))),
        title,
      )
      assert.ok(
        lines.some((line) => line.trimStart().startsWith(`${title} keeps`)),
        title,
      )
    }
  })
})
