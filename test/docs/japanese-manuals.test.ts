import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { cellWidth } from "../../src/base/display.ts"
import { breakableLines } from "../../man/mdoc.ts"
import { japanesePages } from "../../man/make.ts"
import { ROOT } from "../e2e/programs.ts"
import { MANUALS, readManual } from "./documents.ts"

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8")
/** The text of each match, with numeric escapes as characters. */
const matches = (page: string, pattern: RegExp): string[] =>
  [...page.matchAll(pattern)].map(([, text = ""]) =>
    text.replace(/\\\[u([0-9A-F]{4})\]/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
  )
const sections = (page: string): string[] => matches(page, /^\.(S[hs] .*)$/gm)
/** Sections that mdoc itself knows keep their names. */
const KNOWN = /^Sh (NAME|SYNOPSIS|DESCRIPTION|ENVIRONMENT|FILES|EXIT STATUS|EXAMPLES|SEE ALSO|SECURITY CONSIDERATIONS)$/
const sorted = (page: string, pattern: RegExp): string[] => [...new Set(matches(page, pattern))].toSorted()

describe("the Japanese manual pages", () => {
  it("are up to date, one for each English page (npx tsx man/make.ts writes them)", () => {
    const pages = japanesePages()
    for (const [name, page] of pages) assert.equal(read(`man/ja/${name}`), page, name)
    assert.deepEqual([...pages.keys()].map((name) => `man/${name}`).toSorted(), MANUALS.toSorted())
  })
  for (const path of MANUALS) {
    const japanese = path.replace("man/", "man/ja/")
    it(`have the sections, options, members and commands of the English page: ${path}`, () => {
      const [en, ja] = [read(path), read(japanese)]
      assert.equal(sections(ja).length, sections(en).length)
      for (const [at, section] of sections(en).entries()) {
        const other = sections(ja)[at] ?? ""
        assert.equal(other.slice(0, 2), section.slice(0, 2))
        if (KNOWN.test(section) || /^Ss [a-z0-9-]+$/.test(section)) assert.equal(other, section)
        else assert.ok(cellWidth(other) > other.length, `${other}: is not translated`)
      }
      for (const pattern of [/\bFl Fl (?!\\&)([a-z-]+)/g, /^\.Xr (\S+ \d)/gm, /^\.It Cm (.*)$/gm, /^\.It Pa (.*)$/gm, /^\.It (Fl .*)$/gm])
        assert.deepEqual(sorted(ja, pattern), sorted(en, pattern), pattern.source)
      assert.deepEqual(matches(ja, /^\.(Dl .*)$/gm), matches(en, /^\.(Dl .*)$/gm))
      assert.deepEqual(matches(ja, /^\.Bd -literal.*\n([^]*?)^\.Ed/gm), matches(en, /^\.Bd -literal.*\n([^]*?)^\.Ed/gm))
      const commands = ({ scripts }: ReturnType<typeof readManual>): unknown => scripts.map((script) => script.commands)
      assert.deepEqual(commands(readManual(japanese)), commands(readManual(path)))
      assert.deepEqual(readManual(japanese).synopses.toSorted(), readManual(path).synopses.toSorted())
      assert.equal(matches(ja, /^\.(It\b)/gm).length, matches(en, /^\.(It\b)/gm).length)
    })
    it(`are formatted without a warning: ${japanese}`, (t) => {
      const lint = spawnSync("mandoc", ["-T", "lint", "-W", "warning", join(ROOT, japanese)], { encoding: "utf8" })
      if (lint.error !== undefined) {
        assert.equal(process.env["CI"], undefined, "mandoc is missing")
        t.skip("mandoc is not installed")
        return
      }
      assert.equal(lint.stdout, "")
      const groff = spawnSync("groff", ["-ww", "-T", "utf8", "-K", "utf8", "-mandoc", "-P", "-cbou", join(ROOT, japanese)], {
        encoding: "utf8",
      })
      if (groff.error !== undefined) return
      assert.equal(groff.stderr, "")
      const isLiteral = (line: string): boolean => cellWidth(line) === line.length || line.includes('"Example"')
      for (const line of groff.stdout.split("\n")) assert.ok(cellWidth(line) <= 80 || isLiteral(line), line)
    })
  }
  it("join the lines of a paragraph, and can be broken between characters, but not in displays and before marks", () => {
    assert.deepEqual(breakableLines(["鍵を、", "読む", ".Xr age 1", "と", ".Bd -literal", "鍵を", ".Ed"]), [
      "鍵\\:を、\\:読\\:む",
      ".Xr age 1",
      "と",
      ".Bd -literal",
      "鍵を",
      ".Ed",
    ])
    assert.deepEqual(breakableLines(["鍵", ".No （ Ns Em key Ns ）。"]), ["鍵\\:\\c", ".No （ Ns Em key Ns ）。"])
    assert.deepEqual(breakableLines(["keyferry の鍵", "and more"]), ["keyferry の\\:鍵\\:and more"])
  })
})
