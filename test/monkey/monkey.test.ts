import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { runMonkey } from "./monkey.ts"

describe("a monkey at the keyboard", () => {
  it("neither breaks nor traps the program, and the vault stays valid", async () => {
    const { steps, sessions, screens, accounts } = await runMonkey(20261127, 1000)
    assert.equal(steps, 1000)
    assert.ok(sessions >= 2)
    assert.ok(accounts > 0, "the monkey cannot empty the vault in so few steps")
    assert.ok(screens.size >= 4, [...screens.keys()].join(", "))
  })
})
