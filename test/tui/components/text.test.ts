import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fullSentence } from "../../../src/tui/components/text.ts"

describe("fullSentence", () => {
  const sentences: [name: string, text: string, lang: "en" | "ja", sentence: string][] = [
    ["adds a capital letter and a full stop", "the disk is full", "en", "The disk is full."],
    ["keeps an existing full stop", "Done already.", "en", "Done already."],
    ["adds a Japanese full stop in Japanese", "ディスクがいっぱいです", "ja", "ディスクがいっぱいです。"],
    ["keeps the name of a file", "identity.age does not open", "en", "identity.age does not open."],
    ["keeps the name of the program", "keyferry check names it", "en", "keyferry check names it."],
    ["keeps an empty text", "", "en", ""],
  ]
  for (const [name, text, lang, sentence] of sentences) {
    it(name, () => {
      assert.equal(fullSentence(text, lang), sentence)
    })
  }
})
