// Fails where a folder of src/ holds too many .ts files directly, or .tools/ has grown too long.
// Usage: node .tools/folders.mjs
import { readFileSync, readdirSync } from "node:fs"
import { dirname } from "node:path"

const MOST_FILES = 16
/** One file per format, one per command. */
const EXCEPTED = ["formats/apps", "cli/commands"]
const MOST_TOOL_LINES = 1800

const counts = new Map()
for (const file of readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".ts"))) {
  counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
}
const problems = [...counts]
  .filter(([folder, count]) => count > MOST_FILES && !EXCEPTED.includes(folder))
  .map(([folder, count]) => `src/${folder} holds ${count} .ts files; at most ${MOST_FILES}: divide it by subject`)
const lines = readdirSync(".tools").reduce((sum, name) => sum + readFileSync(`.tools/${name}`, "utf8").split("\n").length - 1, 0)
if (lines > MOST_TOOL_LINES) problems.push(`.tools holds ${lines} lines; at most ${MOST_TOOL_LINES}`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
