import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { importSourceScreen } from "../../../../src/tui/screens/import/import-source.ts"
import { key, play } from "../../play.ts"
import { assertFits, context, japanese, text } from "../migrate-support.ts"

const ROUTE = { to: "import-source" } as const

describe("where an import comes from", () => {
  const doors: [name: string, key: string, route: object][] = [
    ["pictures", "1", { to: "import-files", pictures: true }],
    ["files", "2", { to: "import-files", pictures: false }],
    ["a paste", "3", { to: "import-paste" }],
    ["looked up first", "4", { to: "guides" }],
  ]
  for (const [name, number, route] of doors) {
    it(`can be ${name}`, () => {
      assert.deepEqual(play(importSourceScreen, ROUTE, context(), key(number)).gos, [{ type: "push", route }])
    })
  }
  for (const where of [context(), japanese()]) {
    it(`tells how to bring a picture to this very host, within 80x24 (${where.lang})`, () => {
      const played = play(importSourceScreen, ROUTE, where)
      assertFits(importSourceScreen, played)
      assert.match(text(played), /scp picture\.png alice@host:/)
      assert.match(text(played), /ssh alice@host keyferry import - < picture\.png/)
    })
  }
})
