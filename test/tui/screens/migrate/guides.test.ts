import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../../../src/base/language.ts"
import { guides } from "../../../../src/formats/guides.ts"
import { listedTitle } from "../../../../src/formats/lookup.ts"
import { HANDLERS } from "../../../../src/formats/registry.ts"
import { guideRows } from "../../../../src/tui/screens/migrate/guide-steps.ts"
import { guidesScreen } from "../../../../src/tui/screens/migrate/guides.ts"
import { key, keys, play, typed } from "../../play.ts"
import { assertFits, context, japanese, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "guides" } as const
const withoutBlanks = (words: string): string => words.replace(/\s+/g, "")
const down = (title: string) => keys(...Array.from({ length: guides(HANDLERS).findIndex((one) => one.title.en === title) }, () => "down"))

describe("the guides to exporting from apps", () => {
  it("list every app that can be read by name, and apps without an export last", () => {
    const titles = guides(HANDLERS).map(({ title }) => title.en)
    for (const handler of HANDLERS) assert.equal(titles.includes(listedTitle(handler).en), handler.open !== undefined)
    assert.deepEqual(
      titles.slice(0, -1),
      titles.slice(0, -1).toSorted((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })),
    )
    assert.match(titles.at(-1)!, /Bank apps/)
  })
  for (const start of [context(), japanese()]) {
    it(`show each guide completely within 80x24 (${start.lang})`, () => {
      let played = play(guidesScreen, ROUTE, start)
      for (const { title, text: guide } of guides(HANDLERS)) {
        assertFits(guidesScreen, played)
        assert.ok(text(played).includes(`▌ ${format(title, start.lang)}`), title.en)
        assert.ok(withoutBlanks(text(played)).includes(withoutBlanks(format(guide, start.lang))), title.en)
        played = played.then(key("down"))
      }
    })
  }
  it("state that Authy, Microsoft and Duo have no export", () => {
    for (const app of ["Authy", "Microsoft Authenticator", "Duo Mobile"])
      assert.match(text(play(guidesScreen, ROUTE, context(), down(app))), /has had no export|has no export/)
  })
  for (const start of [context(), japanese(), sized(40, 12), sized(40, 12, { lang: "ja" })])
    it(`show the steps out of an app and into it, all of them by scrolling (${start.lang}, ${start.body.columns} columns)`, () => {
      for (const [at, guide] of guides(HANDLERS).entries()) {
        let played = play(guidesScreen, { to: "guides", find: guide.title.en }, start, key("enter"))
        const seen = new Set<string>()
        for (let last = ""; text(played) !== last; played = played.then(key("pagedown"))) {
          assertFits(guidesScreen, played)
          for (const line of played.lines) seen.add(line.replace(/[█│ ]*$/, ""))
          last = text(played)
        }
        const all = guideRows(guide, start.lang, start.body.columns - 2).rows.map((row) => row.map((part) => part.text).join(""))
        for (const line of all) assert.ok(seen.has(line.trimEnd()), `${at}: ${line}`)
        assert.deepEqual(played.then(key("escape")).gos, [])
      }
    })
  it("open at the steps into the app where another screen asks for them, and lead back there", () => {
    const into = play(guidesScreen, { to: "guides", find: "Aegis", into: true }, sized(40, 12))
    assert.match(into.lines[0]!, /^ Into Aegis/)
    assert.deepEqual(into.then(key("escape")).gos, [{ type: "back" }])
  })
  it("are found by an app's name too where a format has another title", () => {
    assert.match(text(play(guidesScreen, ROUTE, context(), typed("keepassxc"))), /^▌ KeePass[^]*^ {2}KeePass database/m)
  })
  it("are found by typing", () => {
    const found = play(guidesScreen, ROUTE, context(), typed("authy"))
    assert.match(text(found), /^▌ Authy/m)
    assertFits(guidesScreen, found)
  })
  it("have Japanese titles where theirs are not a product's, and are found by both", () => {
    for (const words of ["任意の json", "any json"])
      assert.match(text(play(guidesScreen, ROUTE, japanese(), typed(words))), /^▌ 任意の JSON/m, words)
    for (const { title } of guides(HANDLERS))
      assert.doesNotMatch(title.ja, /\b(any|table|backup|database|browser|codes?|picture|addresses|transfer)\b/i)
  })
  it("go back on Esc", () => {
    assert.deepEqual(play(guidesScreen, ROUTE, context(), key("escape")).gos, [{ type: "back" }])
  })
  it("start on the app that the command palette names, in both languages", () => {
    for (const { title } of guides(HANDLERS))
      for (const at of [context(), japanese()]) {
        const { lines } = play(guidesScreen, { to: "guides", find: title.en }, at)
        const chosen = lines.find((line) => line.startsWith("▌"))?.slice(2)
        assert.equal(chosen?.replace(/\s*[█│]$/, ""), format(title, at.lang))
      }
  })
})
