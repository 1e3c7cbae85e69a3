// Kills, disturbs and races the program, and judges what is left on the disk with stock age. Needs a build, gcc and age.
// Usage: npm run torture [-- PART… --ops NAME,… --seconds N --random N --seed N --all --only NAME]
import { setPriority } from "node:os"
import { parseArgs } from "node:util"
import { seededDraw } from "../formats/mutations.ts"
import { Workshop } from "./box.ts"
import { mergeCopies } from "./merge.ts"
import { makeBase } from "./operations.ts"
import { disturb, kills, killsAtRandom } from "./parts.ts"
import type { Part } from "./parts.ts"
import { Report } from "./report.ts"
import { trace } from "./trace.ts"
import { writers } from "./writers.ts"

/** The parts, and their shares of the time. */
const PARTS: Readonly<Record<string, { readonly run: Part; readonly share: number }>> = {
  kills: { run: kills, share: 4 },
  random: { run: killsAtRandom, share: 2 },
  faults: { run: disturb, share: 3 },
  writers: { run: writers, share: 2 },
  merge: { run: mergeCopies, share: 2 },
  trace: { run: trace, share: 1 },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ ops: { type: "string" }, seconds: { type: "string" }, random: { type: "string" }, seed: { type: "string" } },
    ...{ all: { type: "boolean" }, only: { type: "string" } },
  },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const seconds = Number(values.seconds ?? 600)
const random = Number(values.random ?? 100)
if (![seed, seconds, random].every((number) => number >= 0)) throw new Error("--seconds, --random and --seed take numbers")
const unknown = positionals.find((name) => !Object.hasOwn(PARTS, name))
if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${Object.keys(PARTS).join(", ")}`)

console.log(`seed ${seed}`)
setPriority(5)
const chosen = Object.entries(PARTS).filter(([name]) => positionals.length === 0 || positionals.includes(name))
const shares = chosen.reduce((sum, [, { share }]) => sum + share, 0)
const shop = new Workshop()
const report = new Report()
try {
  const base = await makeBase(shop)
  for (const [, { run, share }] of chosen) {
    await run(shop, report, {
      base,
      draw: seededDraw(seed),
      seed,
      until: performance.now() + (seconds * 1000 * share) / shares,
      ops: values.ops === undefined ? [] : values.ops.split(","),
      random,
      all: values.all === true,
      only: values.only,
    })
  }
} finally {
  shop.remove()
}
report.print()
process.exitCode = report.isClean ? 0 : 1
