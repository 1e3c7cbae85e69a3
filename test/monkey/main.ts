// Presses random keys on the whole program in memory. Usage: npm run monkey [-- --seed N --steps N]
import { parseArgs } from "node:util"
import { runMonkey } from "./monkey.ts"

const { values } = parseArgs({ options: { seed: { type: "string" }, steps: { type: "string" } } })
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const steps = Number(values.steps ?? 50_000)
console.log(`seed ${seed}`)
const startedAtMs = performance.now()
const { screens, ...result } = await runMonkey(seed, steps)
console.log(JSON.stringify(result))
console.log(
  [...screens]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(", "),
)
console.log(`${((performance.now() - startedAtMs) / 1000).toFixed(0)} s, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`)
process.exit(0)
