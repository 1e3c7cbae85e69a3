import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { cellWidth, codePointWidth, cutToWidth, graphemes, labelOf, padToWidth, sanitize } from "../../src/base/display.ts"
import { processorMs } from "../processor-time.ts"

describe("sanitising", () => {
  const cases: [name: string, text: string, shown: string][] = [
    ["plain text stays", "GitHub: ann@example.com", "GitHub: ann@example.com"],
    ["markup of a widget library is text", "{red-fg}x{/}", "{red-fg}x{/}"],
    ["Japanese stays", "三菱ＵＦＪ銀行 ｶﾅ", "三菱ＵＦＪ銀行 ｶﾅ"],
    ["an escape sequence loses its escape", "a\x1b[31mb", "a[31mb"],
    ["an operating system command loses both ends", "a\x1b]52;c;eA==\x07b", "a]52;c;eA==b"],
    ["C1: the one-byte CSI", "a\x9b8mb", "a8mb"],
    ["DEL and NUL", "a\x7f\0b", "ab"],
    ["line breaks and tabs become one blank", "a\r\n\tb\u2028c\x85d", "a b c d"],
    ["bidi overrides", "a\u202egnp.exe\u202c", "agnp.exe"],
    ["bidi isolates and marks", "\u2066a\u2069\u200e\u200f\u061cb", "ab"],
    ["zero-width characters", "a\u200b\u200c\u200d\u2060\ufeffb\u00ad", "ab"],
    ["lone surrogates", "a\ud800b\udc00", "ab"],
    ["fillers that look like nothing", "a\u3164\u115f\uffa0b", "ab"],
    ["tags", "🏴\u{e0067}\u{e0062}\u{e007f}", "🏴"],
    ["a variation selector", "❤\ufe0f", "❤"],
    ["a keycap", "1\ufe0f\u20e3", "1"],
    ["a joined family is shown one by one", "👨\u200d👩\u200d👧", "👨👩👧"],
    ["a skin tone", "👍🏽", "👍"],
    ["a skin tone within a joined picture", "👩🏽\u200d💻", "👩💻"],
    ["a flag stays", "🇯🇵", "🇯🇵"],
    ["a decomposed letter is composed", "e\u0301", "é"],
    ["decomposed kana is composed", "カ\u3099", "ガ"],
    ["half-width kana stays, but where a voicing mark hangs on it", "ｶﾅｶﾞﾊﾟ", "ｶﾅガパ"],
    ["a half-width voicing mark by itself", "aﾞ", "a゛"],
    ["a mark in front would join what stands there", "\u0301abc", "abc"],
    ["three marks at most", "z\u0300\u0301\u0302\u0303\u0304\u0305", "z\u0300\u0301\u0302"],
    ["no character", "a\uffffb", "a\ufffdb"],
  ]
  for (const [name, text, shown] of cases) {
    it(name, () => {
      assert.equal(sanitize(text), shown)
    })
  }

  it("cuts to the cells asked for", () => {
    assert.equal(sanitize("abcdef", 4), "abc…")
    assert.equal(sanitize("銀行銀行", 5), "銀行…")
    assert.equal(sanitize("\x1b\x1b\x1babcd", 4), "abcd")
  })

  it("ends with an ellipsis when a hostile length was cut first", () => {
    const shown = sanitize("a" + "\u200b".repeat(10_000_000) + "b", 20)
    assert.equal(shown, "a…")
  })

  it("any text becomes safe and stable, and has the requested width", () => {
    const wild = fc.string({
      unit: fc.oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
        fc.constantFrom("\u200d", "\ufe0f", "👩", "🏽", "🇯", "\u0301", "\u20e3", "1", "\x1b", "\x9b", "ｶ", "ﾞ"),
      ),
      maxLength: 30,
    })
    fc.assert(
      fc.property(wild, fc.integer({ min: 0, max: 12 }), (text, width) => {
        const shown = sanitize(text)
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufe00-\ufe0f\u20e3]/u)
        assert.equal(sanitize(shown), shown)
        assert.equal(cellWidth(padToWidth(shown, width)), width)
        assert.ok(cellWidth(sanitize(text, width)) <= width)
        assert.equal(
          cellWidth(shown),
          Array.from(shown).reduce((sum, c) => sum + codePointWidth(c.codePointAt(0)!), 0),
        )
      }),
      { seed: 3, numRuns: 3000 },
    )
  })
})

describe("measuring", () => {
  const widths: [name: string, text: string, cells: number][] = [
    ["nothing", "", 0],
    ["ASCII", "abc def", 7],
    ["accents", "éà", 2],
    ["a decomposed accent", "e\u0301", 1],
    ["kanji", "銀行", 4],
    ["kana", "かナ", 4],
    ["half-width kana with its mark", "ｶﾞ", 2],
    ["full-width letters", "ＡＢ", 4],
    ["Hangul", "한국", 4],
    ["Hangul in its parts", "\u1112\u1161\u11ab", 2],
    ["an emoji", "🔑", 2],
    ["a joined family", "👨\u200d👩\u200d👧", 2],
    ["a skin tone", "👍🏽", 2],
    ["a heart made emoji by its selector", "❤\ufe0f", 2],
    ["a heart without it", "❤", 1],
    ["a flag", "🇯🇵", 2],
    ["box drawing and half blocks", "─│▀▄█", 5],
    ["control characters", "\x1b\x07", 0],
    ["Thai with its marks", "ที่", 1],
  ]
  for (const [name, text, cells] of widths) {
    it(name, () => {
      assert.equal(cellWidth(text), cells)
    })
  }

  it("a table of 1000 rows is quick, in any script", () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [`Issuer ${i}`, `三菱ＵＦＪ銀行 ${i}`, `Café 👍🏽 ${i}`]).flat()
    for (const row of rows) padToWidth(sanitize(row), 20)
    const startMs = processorMs()
    for (const row of rows) padToWidth(sanitize(row), 20)
    assert.ok(processorMs() - startMs < 300)
  })
})

describe("cutting and padding", () => {
  const cuts: [name: string, text: string, width: number, cut: string][] = [
    ["what fits stays", "abc", 3, "abc"],
    ["one too many", "abcd", 3, "ab…"],
    ["one cell", "abc", 1, "…"],
    ["no cell", "abc", 0, ""],
    ["less than none", "abc", -1, ""],
    ["wide characters are never halved", "銀行", 3, "銀…"],
    ["nor left out where they just fit", "銀行", 4, "銀行"],
    ["an ellipsis where a wide one does not fit", "銀行銀", 4, "銀…"],
    ["combining marks stay with their letter", "e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["a flag is not torn", "🇯🇵🇯🇵", 3, "🇯🇵…"],
  ]
  for (const [name, text, width, cut] of cuts) {
    it(name, () => {
      assert.equal(cutToWidth(text, width), cut)
    })
  }

  it("fills up with blanks, wide characters counted twice", () => {
    assert.equal(padToWidth("ab", 4), "ab  ")
    assert.equal(padToWidth("銀", 4), "銀  ")
    assert.equal(padToWidth("銀行銀", 4), "銀… ")
  })
})

it("takes text apart into what a user calls characters", () => {
  assert.deepEqual(graphemes("aé"), ["a", "é"])
  assert.deepEqual(graphemes("e\u0301👨\u200d👩\u200d👧🇯🇵"), ["e\u0301", "👨\u200d👩\u200d👧", "🇯🇵"])
})

describe("labels", () => {
  const labels: [issuer: string, name: string, label: string][] = [
    ["GitHub", "ann", "GitHub: ann"],
    ["GitHub", "", "GitHub"],
    ["", "ann", "ann"],
    ["", "", "-"],
    [" \x1b", "\u200b", "-"],
    ["銀\u202e行", "山\n田", "銀行: 山 田"],
  ]
  for (const [issuer, name, label] of labels) {
    it(label, () => {
      assert.equal(labelOf({ issuer, name }), label)
    })
  }
})
