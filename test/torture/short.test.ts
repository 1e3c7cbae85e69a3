// A short part of `npm run torture`, always the same one.
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { skipWithout } from "../e2e/programs.ts"
import { seededDraw } from "../formats/mutations.ts"
import { Workshop } from "./box.ts"
import type { Box } from "./box.ts"
import { makeBase } from "./operations.ts"
import { disturb, kills } from "./parts.ts"
import type { Part } from "./parts.ts"
import { Report } from "./report.ts"
import { trace } from "./trace.ts"
import { writers } from "./writers.ts"

const SEED = 1

describe("the vault under torture", { skip: skipWithout("gcc", "age") }, () => {
  let shop: Workshop
  let base: Box
  before(async () => {
    shop = new Workshop()
    base = await makeBase(shop)
  })
  after(() => {
    shop.remove()
  })

  async function complaintsOf(part: Part, trials: number): Promise<readonly string[]> {
    const report = new Report()
    await part(shop, report, { base, draw: seededDraw(SEED), seed: SEED, until: Infinity, ops: [], random: 0, all: false, trials })
    return report.complaints
  }

  it("holds the old or the new state when the program is killed at a file call", async () => {
    assert.deepEqual(await complaintsOf(kills, 30), [])
  })

  it("holds what the message says when a file call fails", async () => {
    assert.deepEqual(await complaintsOf(disturb, 30), [])
  })

  it("syncs every file before it gets its name, and writes no secret elsewhere", async () => {
    assert.deepEqual(await complaintsOf(trace, Infinity), [])
  })

  it("loses nothing when four programs write at once and are killed", async () => {
    assert.deepEqual(await complaintsOf(writers, 3), [])
  })
})
