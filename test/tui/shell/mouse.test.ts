import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../src/tui/core/messages.ts"
import { keys } from "../play.ts"
import { GITHUB, open } from "./app-run.ts"
import type { Run } from "./app-run.ts"

const click = (x: number, y: number): Msg => ({ type: "clicked", x, y })
/** A click on the first place of a text in the last row. */
const clickFooter = (run: Run, text: string): Run => run.then(click(run.lines.at(-1)?.indexOf(text) ?? -1, run.lines.length - 1))

describe("a click", () => {
  it("chooses a row of the list, and a second one acts on it", () => {
    const list = open()
    const [first, second] = ["GitHub", "Other"].map((name) => list.lines.findIndex((line) => line.includes(name)))
    const chosen = list.then(click(3, second ?? -1))
    assert.match(chosen.lines[second ?? -1] ?? "", /^▌/)
    assert.deepEqual(chosen.effects, [])
    assert.deepEqual(
      chosen.then(click(3, second ?? -1)).effects.map(({ type }) => type),
      ["copy", "put-accounts"],
    )
    assert.deepEqual(chosen.then(click(3, first ?? -1)).effects, [])
  })

  it("on a key in the footer presses it", () => {
    assert.equal(clickFooter(open(), "a add").to, "account-edit")
    assert.match(clickFooter(open(), "?").lines.join("\n"), /┌ Help ─/)
  })

  it("on an answer of a question gives it, and beside the box does nothing", () => {
    const asked = open().then(keys("space", "space", "d"))
    const y = asked.lines.findIndex((line) => line.includes("[ Delete ]"))
    const x = asked.lines[y]?.indexOf("[ Delete ]") ?? -1
    const still = asked.then(click(3, 2))
    assert.deepEqual([still.lines, still.effects], [asked.lines, []])
    const done = asked.then(click(x, y))
    assert.deepEqual(
      done.effects.map(({ type }) => type),
      ["put-accounts"],
    )
    assert.doesNotMatch(done.lines.join("\n"), /\[ Delete \]/)
  })

  it("on a blank of the footer does nothing", () => {
    const run = open().then(click(0, 23))
    assert.equal(run.to, "accounts")
    assert.deepEqual(run.effects, [])
    assert.match(run.lines.join("\n"), new RegExp(GITHUB.issuer))
  })
})
