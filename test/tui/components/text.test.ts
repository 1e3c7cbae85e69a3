import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fullSentence } from "../../../src/tui/components/text.ts"

describe("an error's text as a full sentence", () => {
  const cases: [name: string, text: string, lang: "en" | "ja", sentence: string][] = [
    ["starts with a capital and ends with a full stop", "the disk is full", "en", "The disk is full."],
    ["keeps a full stop that is there", "Done already.", "en", "Done already."],
    ["ends with a Japanese full stop in Japanese", "ディスクがいっぱいです", "ja", "ディスクがいっぱいです。"],
    ["stays empty", "", "en", ""],
  ]
  for (const [name, text, lang, sentence] of cases) {
    it(name, () => {
      assert.equal(fullSentence(text, lang), sentence)
    })
  }
})
