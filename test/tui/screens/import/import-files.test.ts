import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { importFilesScreen } from "../../../../src/tui/screens/import/import-files.ts"
import { key, keys, play, typed } from "../../play.ts"
import { assertFits, context, entry, japanese, listed, sized, text } from "../migrate-support.ts"

const FILES = { to: "import-files", pictures: false } as const
const PICTURES = { to: "import-files", pictures: true } as const
const LISTED = listed("/home/alice", entry("a.json"), entry("shot.png"), entry("Downloads", "directory"))

describe("choosing files to import", () => {
  it("goes on to read the file under the cursor", () => {
    assert.deepEqual(play(importFilesScreen, FILES, context(), LISTED, keys("j", "enter")).gos, [
      { type: "push", route: { to: "import-run", paths: ["/home/alice/a.json"], text: null } },
    ])
  })
  it("goes on with all that are marked, which stay marked for the way back", () => {
    const played = play(importFilesScreen, PICTURES, context(), LISTED, keys("j", "space", "space", "enter"))
    assert.deepEqual(played.gos, [
      { type: "push", route: { to: "import-run", paths: ["/home/alice/shot.png", "/home/alice/a.json"], text: null } },
    ])
    assert.equal(played.state.picker.marks.length, 2)
  })
  it("goes one step back by Esc", () => {
    assert.deepEqual(play(importFilesScreen, FILES, context(), LISTED, key("escape")).gos, [{ type: "back" }])
  })
  it("is typing in the path line and the filter, not in the list", () => {
    const list = play(importFilesScreen, FILES, context(), LISTED)
    assert.equal(importFilesScreen.typing?.(list.state), false)
    assert.equal(importFilesScreen.typing(list.then(key("tab")).state), true)
    assert.equal(importFilesScreen.typing(list.then(key("/"), typed("q")).state), true)
  })
  for (const where of [context(), japanese(), sized(40, 10)]) {
    it(`fits ${where.window.columns}x${where.window.rows} (${where.lang})`, () => {
      for (const last of [keys("j"), keys("tab"), keys("/")]) {
        const played = play(importFilesScreen, PICTURES, where, LISTED, last)
        assertFits(importFilesScreen, played)
        assert.match(text(played), /shot\.png/)
      }
    })
  }
})
