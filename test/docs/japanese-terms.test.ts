import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { describe, it } from "node:test"
import { ROOT } from "../e2e/programs.ts"

/** Words that have two meanings or two spellings, and what to write instead. */
const TERMS: readonly (readonly [word: string, instead: string])[] = [
  ["端末", "ターミナル, スマートフォン or デバイス"],
  ["ディレクトリー", "ディレクトリ"],
]
const PLACES = ["README.ja.md", "man/ja", "src/formats", "src/migrate", "src/tui"]

const filesOf = (place: string): string[] =>
  place.endsWith(".md")
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))

describe("Japanese texts", () => {
  for (const place of PLACES)
    it(`use one word for one thing: ${place}`, () => {
      for (const file of filesOf(place)) {
        const text = readFileSync(join(ROOT, file), "utf8")
        for (const [word, instead] of TERMS) assert.ok(!text.includes(word), `${file}: ${word} (write ${instead})`)
      }
    })
})
