import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../../../src/base/language.ts"
import { guides } from "../../../../src/formats/guides.ts"
import { HANDLERS } from "../../../../src/formats/registry.ts"
import { guidesScreen } from "../../../../src/tui/screens/migrate/guides.ts"
import { key, keys, play } from "../../play.ts"
import { assertFits, context, japanese, text } from "../migrate-support.ts"

const ROUTE = { to: "guides" } as const
const bare = (words: string): string => words.replace(/\s+/g, "")
const down = (title: string) => keys(...Array.from({ length: guides(HANDLERS).findIndex((one) => one.title.en === title) }, () => "j"))

describe("how to get a file out of an app", () => {
  it("is told of every app that is read, by name, and at the end of what has no export", () => {
    const titles = guides(HANDLERS).map(({ title }) => title.en)
    for (const handler of HANDLERS) assert.equal(titles.includes(handler.title), handler.open !== undefined)
    assert.deepEqual(
      titles.slice(0, -1),
      titles.slice(0, -1).toSorted((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })),
    )
    assert.match(titles.at(-1)!, /Bank apps/)
  })
  for (const where of [context(), japanese()]) {
    it(`is told whole of each, within 80x24 (${where.lang})`, () => {
      let played = play(guidesScreen, ROUTE, where)
      for (const { title, text: guide } of guides(HANDLERS)) {
        assertFits(guidesScreen, played)
        assert.ok(text(played).includes(`> ${format(title, where.lang)}`), title.en)
        assert.ok(bare(text(played)).includes(bare(format(guide, where.lang))), title.en)
        played = played.then(key("j"))
      }
    })
  }
  it("says plainly of Authy, Microsoft and Duo that there is no export", () => {
    for (const app of ["Authy", "Microsoft Authenticator", "Duo Mobile"])
      assert.match(text(play(guidesScreen, ROUTE, context(), down(app))), /has had no export|has no export/)
  })
  it("goes back", () => {
    assert.deepEqual(play(guidesScreen, ROUTE, context(), key("escape")).gos, [{ type: "back" }])
  })
})
