// Node 20 takes neither globs nor .ts folders for --test, and says "tests 0" with status 0; so the files are listed here.
// Usage: node test/run.mjs [TEXT...]   only the files whose path holds one of the texts
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const here = fileURLToPath(new URL(".", import.meta.url))
const only = process.argv.slice(2)
const files = readdirSync(here, { recursive: true })
  .filter((f) => f.endsWith(".test.ts") && (only.length === 0 || only.some((text) => f.includes(text))))
  .sort()
if (files.length === 0) throw new Error(`no test file matches ${JSON.stringify(only)}`)
const args = ["--import", "tsx", "--test", "--test-reporter=spec", ...files.map((f) => join(here, f))]
process.exit(spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1)
