import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { ForwardLog } from "../../../src/agent/forwarding/log.ts"

describe("the log of what hosts asked for", () => {
  it("counts requests that are none in one entry", () => {
    let nowMs = 0
    const log = new ForwardLog(() => nowMs++)
    assert.ok(log.add("work", "", "busy"))
    assert.ok(!log.add("work", "", "busy"))
    assert.ok(log.add("home", "", "busy"))
    assert.deepEqual(
      log.after(0).map(({ name, count, atMs }) => [name, count, atMs]),
      [
        ["work", 2, 1],
        ["home", 1, 2],
      ],
    )
    assert.equal(log.after(1).length, 1)
  })

  it("keeps 200 entries, and forgets codes that were given last", () => {
    const log = new ForwardLog(() => 0)
    log.add("work", "GitHub\u001b[2J", "given")
    for (let at = 0; at < 500; at++) log.add("work", `x${at}`, "none")
    const entries = log.after(0)
    assert.equal(entries.length, 200)
    assert.equal(entries[0]?.about, "GitHub[2J")
    assert.equal(entries.at(-1)?.about, "x499")
  })
})
