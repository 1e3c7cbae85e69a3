// What is checked in under samples/ is what samples/<format>/make.ts makes: byte by byte, files that another program encrypted excepted.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { MAKERS, filesMadeFor } from "../../samples/kit/kit.ts"
import { isChosen } from "./chosen.ts"
import { SAMPLES } from "./samples.ts"

describe("the generator of samples", () => {
  for (const id of MAKERS.filter(isChosen)) {
    it(`makes samples/${id} as it is checked in`, async () => {
      for (const [name, made] of await filesMadeFor(id)) {
        const kept = readFileSync(join(SAMPLES, id, name))
        assert.ok(kept.equals(made), `${id}/${name} differs: npx tsx samples/make.ts ${id} writes it`)
      }
    })
  }
})
