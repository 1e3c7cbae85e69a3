import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { restoreScreen } from "../../../../src/tui/screens/import/restore.ts"
import { keys, play } from "../../play.ts"
import { assertFits, context, entry, japanese, listed, text } from "../migrate-support.ts"

describe("restoring a backup", () => {
  it("picks a file and goes on to its plan", () => {
    const played = play(restoreScreen, { to: "restore" }, context(), listed("/home/alice", entry("b.age")), keys("enter"))
    assert.deepEqual(played.gos, [{ type: "push", route: { to: "import-run", paths: ["/home/alice/b.age"], text: null, restoring: true } }])
  })
  it("asks for one file only", () => {
    const played = play(restoreScreen, { to: "restore" }, context(), listed("/home/alice", entry("b.age")))
    assert.doesNotMatch(text(played), /Space|\[ \]/)
    assert.ok(!restoreScreen.keys(played.state, played.context).some(({ action }) => action === "mark"))
  })
  it("shows that it asks for a backup", () => {
    for (const where of [context(), japanese()]) {
      const played = play(restoreScreen, { to: "restore" }, where, listed("/home/alice"))
      assertFits(restoreScreen, played)
      assert.match(played.title + text(played), where.lang === "en" ? /backup[^]*passphrase/ : /バックアップ[^]*パスフレーズ/)
    }
  })
})
