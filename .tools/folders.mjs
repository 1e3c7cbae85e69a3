// Fails if a folder of src/ holds too many .ts files directly, or .tools/ has too many lines.
// Usage: node .tools/folders.mjs
import { readFileSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"

const MAX_FILES = 16
/** One file per format, one per command. */
const EXCEPTED = ["formats/apps", "cli/commands"]
const MAX_TOOL_LINES = 1800

const counts = new Map()
for (const file of readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".ts"))) {
  counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
}
const problems = [...counts]
  .filter(([folder, count]) => count > MAX_FILES && !EXCEPTED.includes(folder))
  .map(([folder, count]) => `src/${folder} holds ${count} .ts files; at most ${MAX_FILES}: divide it by subject`)
const tools = readdirSync(".tools", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
const lines = tools.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), "utf8").split("\n").length - 1, 0)
if (lines > MAX_TOOL_LINES) problems.push(`.tools holds ${lines} lines; at most ${MAX_TOOL_LINES}`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
