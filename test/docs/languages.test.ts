import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { ROOT } from "../e2e/programs.ts"
import { codeBlocks, codeSpans, JAPANESE_MANUALS, readManual, readmeText } from "./documents.ts"

const ENGLISH = readmeText("README.md")
const JAPANESE = readmeText("README.ja.md")

/** Without the code blocks. */
const prose = (text: string): string => text.replace(/^```[^]*?^```$/gm, "")
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found)
const headings = (text: string): string[] => matches(prose(text), /^(#+) /gm)
/** Lines of each table. */
const tables = (text: string): number[] => matches(`${prose(text)}\n`, /^((?:\|.*\n)+)/gm).map((table) => table.trim().split("\n").length)
const lists = (text: string): string[] => matches(prose(text), /^(\d+\.) /gm)
const pictures = (text: string): string[] => matches(text, /!\[[^\]]+\]\(([^)]+)\)/g)
const links = (text: string): string[] => matches(prose(text), /(?<!!\[[^\]]*)\]\(([^)]+)\)/g)
const keyferryCommands = (text: string): string[] =>
  codeSpans(text)
    .map(({ code }) => code)
    .filter((code) => code.startsWith("keyferry "))
const commandsOf = (text: string): string[][] => codeBlocks(text).map(({ lines }) => lines.map((line) => line.replace(/ +# .*$/, "")))

describe("the README in Japanese", () => {
  it("has the same headings, tables, numbered steps and links, in the same order", () => {
    assert.deepEqual(headings(JAPANESE), headings(ENGLISH))
    assert.deepEqual(tables(JAPANESE), tables(ENGLISH))
    assert.deepEqual(lists(JAPANESE), lists(ENGLISH))
    assert.deepEqual(
      links(JAPANESE).toSorted().map(toEnglish),
      links(ENGLISH)
        .map((link) => (link === "README.ja.md" ? "README.md" : link))
        .toSorted(),
    )
  })

  it("has the same commands", () => {
    assert.deepEqual(commandsOf(JAPANESE), commandsOf(ENGLISH))
    assert.deepEqual(keyferryCommands(JAPANESE).toSorted(), keyferryCommands(ENGLISH).toSorted())
  })

  it("has the same pictures, in Japanese where there are such", () => {
    assert.deepEqual(pictures(JAPANESE), pictures(ENGLISH).map(inJapanese))
    for (const picture of [...pictures(ENGLISH), ...pictures(JAPANESE)]) assert.ok(existsSync(join(ROOT, picture)), picture)
  })
})

describe("the manual pages in Japanese", () => {
  for (const page of JAPANESE_MANUALS) {
    it(`have the same commands: ${page}`, () => {
      const [japanese, english] = [page, page.replace("/ja/", "/")].map((path) => {
        const { scripts, synopses } = readManual(path)
        return [...scripts.map(({ commands }) => commands), synopses.toSorted()]
      })
      assert.deepEqual(japanese, english)
    })
  }
})

const toEnglish = (link: string): string => link.replace(".ja.md", ".md")

function inJapanese(picture: string): string {
  const japanese = picture.replace(/\.(\w+)$/, "-ja.$1")
  return existsSync(join(ROOT, japanese)) ? japanese : picture
}
