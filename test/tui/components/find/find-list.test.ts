import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth, sanitize } from "../../../../src/base/display.ts"
import {
  chosenItem,
  FIND_LIST_START,
  findListHeight,
  findListKeys,
  findListView,
  updateFindList,
} from "../../../../src/tui/components/find/find-list.ts"
import type { FindList } from "../../../../src/tui/components/find/find-list.ts"
import { matchSpans, queryWords } from "../../../../src/tui/components/find/find-match.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, keys, pasted, plain, pressed, typed } from "../../play.ts"

const TITLES = ["Bitwarden Authenticator", "Google Authenticator", "Authenticator (browser)", "Ente Auth", "Gauge", "2FAS", "さくら銀行"]
const ITEMS = TITLES.map((title) => ({ texts: [title, title === "2FAS" ? "authentic backup" : ""] }))
const SIZE = { columns: 80, rows: 22 }
const draw = (item: { texts: readonly string[] }, words: readonly string[], width: number) => matchSpans(item.texts[0] ?? "", words, width)

function play(items: readonly { texts: readonly string[] }[], ...msgs: readonly (Msg | readonly Msg[])[]) {
  let state: FindList = FIND_LIST_START
  let chosen: number | null = null
  const unused: string[] = []
  for (const msg of msgs.flat()) {
    const sent = msg.type === "key" ? pressed(findListKeys(state, items), msg) : msg
    if (sent === null) continue
    const step = updateFindList(state, sent, items, findListHeight(SIZE))
    if (step === null) unused.push(sent.type === "action" ? sent.action : sent.type)
    else ({ state, chosen } = step)
  }
  return { state, chosen, unused, lines: plain(findListView(state, items, draw, SIZE, "en").rows) }
}
const order = (lines: readonly string[]): string[] => lines.slice(2).map((line) => line.slice(2).trim())

describe("a list with a find line", () => {
  it("types every letter and digit, and shows the best match first: start of the text, of a word, inside, then the other texts", () => {
    const { lines } = play(ITEMS, typed("au"))
    assert.deepEqual(order(lines), [
      "Authenticator (browser)",
      "Bitwarden Authenticator",
      "Google Authenticator",
      "Ente Auth",
      "Gauge",
      "2FAS",
    ])
    assert.match(lines[0]!, /^ {2}Find: au +6 of 7, best match first/)
    assert.deepEqual(order(play(ITEMS, typed("2f")).lines), ["2FAS"])
  })
  it("demands every word, in any order", () => {
    assert.deepEqual(order(play(ITEMS, typed("auth goo")).lines), ["Google Authenticator"])
  })
  it("finds by folded width, case and kana", () => {
    assert.deepEqual(order(play(ITEMS, pasted("ＧＯＯ")).lines), ["Google Authenticator"])
    assert.deepEqual(order(play(ITEMS, pasted("サクラ")).lines), ["さくら銀行"])
  })
  it("goes to the best match after each letter, and moves by Up, Down, Home and End", () => {
    assert.equal(chosenItem(play(ITEMS, keys("down", "down", "down"), typed("g")).state, ITEMS), 1)
    assert.equal(chosenItem(play(ITEMS, typed("au"), key("down")).state, ITEMS), 0)
    assert.equal(chosenItem(play(ITEMS, key("end")).state, ITEMS), 6)
    assert.equal(chosenItem(play(ITEMS, key("end"), key("home")).state, ITEMS), 0)
  })
  it("chooses on Enter the item, not its place in what is found", () => {
    assert.equal(play(ITEMS, typed("ente"), key("enter")).chosen, 3)
  })
  it("clears on Esc and stays on the item; on an empty line Esc is the screen's", () => {
    const cleared = play(ITEMS, typed("ente"), key("escape"))
    assert.equal(cleared.state.line.value, "")
    assert.equal(chosenItem(cleared.state, ITEMS), 3)
    assert.deepEqual(cleared.unused, [])
    assert.deepEqual(play(ITEMS, typed("ente"), key("escape"), key("escape")).unused, ["back"])
  })
  it("says that nothing matches, and does not choose then", () => {
    const { lines, chosen, state } = play(ITEMS, typed("xyz"), key("enter"))
    assert.match(lines.join("\n"), /nothing matches/)
    assert.equal(chosen, null)
    assert.equal(chosenItem(state, ITEMS), null)
  })
  it("has a scrollbar where the list is longer than its window, and none where it is not", () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ texts: [`App ${at}`] }))
    assert.match(play(many).lines.at(-1)!, /│$/)
    assert.match(play(many, key("end")).lines.at(-1)!, /^▌ App 59 +█$/)
    assert.doesNotMatch(play(ITEMS).lines.join("\n"), /█/)
  })
})

describe("the letters that are found", () => {
  const marked = (text: string, query: string, width = 40): string =>
    matchSpans(text, queryWords(query), width)
      .map((part) => (part.role === "match" ? `<${part.text}>` : part.text))
      .join("")

  it("are marked where they are found best, each word of the query", () => {
    assert.equal(marked("Gauge Authenticator", "au"), "Gauge <Au>thenticator")
    assert.equal(marked("Ente Auth", "au en"), "<En>te <Au>th")
  })
  it("are marked as they are written: wide, half-width with a voicing mark, combining, and letters that fold to two", () => {
    assert.equal(marked("さくら銀行", "ラ銀"), "さく<ら銀>行")
    assert.equal(marked("ガス", "が"), "<ガ>ス")
    assert.equal(marked("Stra\u00dfe 5", "se"), "Stra<\u00dfe> 5")
    assert.equal(marked("Cafe\u0301 Bar", "caf\u00e9"), "<Cafe\u0301> Bar")
  })
  it("stay inside the width", () => {
    assert.equal(marked("Authenticator", "cator", 6), "Authe…")
  })
})

describe("a list with a find line, drawn", () => {
  const hostile = [
    "\u001b[31mred",
    "a\u202eb",
    "\u5168\u89d2".repeat(100),
    "e\u0301\u0301\u0301\u0301x",
    "👩‍👩‍👧 family",
    "x".repeat(300),
    "مرحبا",
  ]
  for (const [columns, rows] of [
    [40, 10],
    [80, 22],
    [120, 38],
  ] as const)
    for (const lang of ["en", "ja"] as const)
      it(`keeps ${columns}x${rows} in ${lang}, and the cursor in the line`, () => {
        const items = hostile.map((title) => ({ texts: [title] }))
        for (const text of ["", "x", "\u5168", "zz"]) {
          const { state } = play(items, ...(text === "" ? [] : [pasted(text)]))
          const view = findListView(
            state,
            items,
            (item, words, width) => matchSpans(sanitize(item.texts[0]!), words, width),
            { columns, rows },
            lang,
          )
          assert.ok(view.rows.length <= rows)
          for (const line of plain(view.rows)) assert.ok(cellWidth(line) <= columns, line)
          assert.ok(view.cursor.x < columns)
          assert.doesNotMatch(plain(view.rows).join(""), /[\u001b\u202e]/)
        }
      })
  it("moves to the item that is clicked", () => {
    const { state, chosen } = play(ITEMS, typed("auth"), { type: "clicked", x: 5, y: 3, item: 1 })
    assert.equal(chosen, null)
    assert.equal(state.list.cursor, 1)
  })
})
