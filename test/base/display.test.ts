import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { cellWidth, codePointWidth, cutToWidth, graphemes, labelOf, padToWidth, sanitize } from "../../src/base/display.ts"
import { processorMs } from "../processor-time.ts"

describe("sanitize", () => {
  const cases: [name: string, text: string, shown: string][] = [
    ["keeps plain text", "GitHub: ann@example.com", "GitHub: ann@example.com"],
    ["keeps the markup of a widget library as text", "{red-fg}x{/}", "{red-fg}x{/}"],
    ["keeps Japanese", "三菱ＵＦＪ銀行 ｶﾅ", "三菱ＵＦＪ銀行 ｶﾅ"],
    ["removes the escape character of an escape sequence", "a\x1b[31mb", "a[31mb"],
    ["removes both ends of an operating system command", "a\x1b]52;c;eA==\x07b", "a]52;c;eA==b"],
    ["removes the one-byte CSI and other C1 characters", "a\x9b8mb", "a8mb"],
    ["removes DEL and NUL", "a\x7f\0b", "ab"],
    ["replaces a run of line breaks and tabs with one blank", "a\r\n\tb\u2028c\x85d", "a b c d"],
    ["removes bidi overrides", "a\u202egnp.exe\u202c", "agnp.exe"],
    ["removes bidi isolates and marks", "\u2066a\u2069\u200e\u200f\u061cb", "ab"],
    ["removes zero-width characters", "a\u200b\u200c\u200d\u2060\ufeffb\u00ad", "ab"],
    ["removes lone surrogates", "a\ud800b\udc00", "ab"],
    ["removes invisible fillers", "a\u3164\u115f\uffa0b", "ab"],
    ["removes tag characters", "🏴\u{e0067}\u{e0062}\u{e007f}", "🏴"],
    ["removes a variation selector", "❤\ufe0f", "❤"],
    ["removes the keycap of a digit", "1\ufe0f\u20e3", "1"],
    ["separates the members of a joined family", "👨\u200d👩\u200d👧", "👨👩👧"],
    ["removes a skin tone", "👍🏽", "👍"],
    ["removes a skin tone within a joined emoji", "👩🏽\u200d💻", "👩💻"],
    ["keeps a flag", "🇯🇵", "🇯🇵"],
    ["composes a decomposed letter", "e\u0301", "é"],
    ["composes decomposed kana", "カ\u3099", "ガ"],
    ["keeps half-width kana except with a voicing mark", "ｶﾅｶﾞﾊﾟ", "ｶﾅガパ"],
    ["widens a half-width voicing mark that follows no kana", "aﾞ", "a゛"],
    ["removes a leading combining mark, which would join the preceding cell", "\u0301abc", "abc"],
    ["keeps at most three combining marks", "z\u0300\u0301\u0302\u0303\u0304\u0305", "z\u0300\u0301\u0302"],
    ["replaces a noncharacter", "a\uffffb", "a\ufffdb"],
  ]
  for (const [name, text, shown] of cases) {
    it(name, () => {
      assert.equal(sanitize(text), shown)
    })
  }

  it("cuts the text to the given number of cells", () => {
    assert.equal(sanitize("abcdef", 4), "abc…")
    assert.equal(sanitize("銀行銀行", 5), "銀行…")
    assert.equal(sanitize("\x1b\x1b\x1babcd", 4), "abcd")
  })

  it("ends a text of excessive length with an ellipsis", () => {
    const shown = sanitize("a" + "\u200b".repeat(10_000_000) + "b", 20)
    assert.equal(shown, "a…")
  })

  it("makes any text safe and stable, with the requested width", () => {
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

describe("cellWidth", () => {
  const widths: [name: string, text: string, cells: number][] = [
    ["an empty text", "", 0],
    ["ASCII", "abc def", 7],
    ["accents", "éà", 2],
    ["a decomposed accent", "e\u0301", 1],
    ["kanji", "銀行", 4],
    ["kana", "かナ", 4],
    ["half-width kana with its mark", "ｶﾞ", 2],
    ["full-width letters", "ＡＢ", 4],
    ["Hangul", "한국", 4],
    ["decomposed Hangul", "\u1112\u1161\u11ab", 2],
    ["an emoji", "🔑", 2],
    ["a joined family", "👨\u200d👩\u200d👧", 2],
    ["a skin tone", "👍🏽", 2],
    ["a heart with an emoji selector", "❤\ufe0f", 2],
    ["a heart without a selector", "❤", 1],
    ["a flag", "🇯🇵", 2],
    ["box drawing and half blocks", "─│▀▄█", 5],
    ["control characters", "\x1b\x07", 0],
    ["Thai with its marks", "ที่", 1],
  ]
  for (const [name, text, cells] of widths) {
    it(`counts the cells of ${name}`, () => {
      assert.equal(cellWidth(text), cells)
    })
  }

  it("measures 1000 rows of three columns in less than 300 ms", () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [`Issuer ${i}`, `三菱ＵＦＪ銀行 ${i}`, `Café 👍🏽 ${i}`]).flat()
    for (const row of rows) padToWidth(sanitize(row), 20)
    const startMs = processorMs()
    for (const row of rows) padToWidth(sanitize(row), 20)
    assert.ok(processorMs() - startMs < 300)
  })
})

describe("cutToWidth and padToWidth", () => {
  const cuts: [name: string, text: string, width: number, cut: string][] = [
    ["keep a text that fits", "abc", 3, "abc"],
    ["cut a text that is one cell too wide", "abcd", 3, "ab…"],
    ["leave only the ellipsis in one cell", "abc", 1, "…"],
    ["leave nothing in no cells", "abc", 0, ""],
    ["leave nothing in a negative number of cells", "abc", -1, ""],
    ["never split a wide character", "銀行", 3, "銀…"],
    ["keep a wide character that just fits", "銀行", 4, "銀行"],
    ["put an ellipsis where a wide character does not fit", "銀行銀", 4, "銀…"],
    ["keep combining marks with their letter", "e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["never split a flag", "🇯🇵🇯🇵", 3, "🇯🇵…"],
  ]
  for (const [name, text, width, cut] of cuts) {
    it(name, () => {
      assert.equal(cutToWidth(text, width), cut)
    })
  }

  it("pad with blanks, and count wide characters as two cells", () => {
    assert.equal(padToWidth("ab", 4), "ab  ")
    assert.equal(padToWidth("銀", 4), "銀  ")
    assert.equal(padToWidth("銀行銀", 4), "銀… ")
  })
})

it("graphemes splits text into user-perceived characters", () => {
  assert.deepEqual(graphemes("aé"), ["a", "é"])
  assert.deepEqual(graphemes("e\u0301👨\u200d👩\u200d👧🇯🇵"), ["e\u0301", "👨\u200d👩\u200d👧", "🇯🇵"])
})

describe("labelOf", () => {
  const labels: [issuer: string, name: string, label: string][] = [
    ["GitHub", "ann", "GitHub: ann"],
    ["GitHub", "", "GitHub"],
    ["", "ann", "ann"],
    ["", "", "-"],
    [" \x1b", "\u200b", "-"],
    ["銀\u202e行", "山\n田", "銀行: 山 田"],
  ]
  for (const [issuer, name, label] of labels) {
    it(`formats ${JSON.stringify(issuer)} and ${JSON.stringify(name)} as ${label}`, () => {
      assert.equal(labelOf({ issuer, name }), label)
    })
  }
})
