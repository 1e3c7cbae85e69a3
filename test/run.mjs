// Runs the tests. Node 20 takes neither globs nor folders of .ts files for --test (it reports "tests 0" and status 0), so the files are listed here.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { changedFiles, testsReaching, testsTouchedBy } from "./changed.mjs"

const USAGE = `usage: npm test [-- ARGUMENT...]

  (none)            all test files
  formats/<id>      all suites for that format alone: its own, conformance, round trip, hostile input, matrix, and so on
  TEXT              the test files whose path below test/ contains TEXT
  --changed         the test files that changes against HEAD touch, files not yet added included; all, if package.json or the like changed
  --list            print the files instead of running them

Several arguments select the files that any of them selects. Without npm, build first: node .tools/build.mjs && node test/run.mjs ...`

const root = fileURLToPath(new URL("..", import.meta.url))
const all = readdirSync(join(root, "test"), { recursive: true })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `test/${file}`)
  .sort()
const formats = readdirSync(join(root, "samples")).filter((id) => existsSync(join(root, "samples", id, "expected.json")))

/** Suites of one format are called after it (`kdbx.test.ts`), or after what it and others have in common (`generic.test.ts`). */
function isOwnSuite(file, id) {
  const name = basename(file, ".test.ts")
  return file.startsWith("test/formats/") && (name === id || id.startsWith(`${name}-`) || name.startsWith(`${id}-`))
}

function select(argument, chosen) {
  if (argument === "--changed") return testsTouchedBy(changedFiles(root), all, root)
  const id = argument.startsWith("formats/") ? argument.slice("formats/".length) : ""
  if (formats.includes(id)) {
    chosen.push(id)
    const shared = testsReaching((path) => path === "test/formats/chosen.ts", all, root)
    return all.filter((file) => shared.includes(file) || isOwnSuite(file, id))
  }
  const found = all.filter((file) => file.slice("test/".length).includes(argument))
  if (found.length > 0) return found
  const hint = id === "" ? "" : `\nformats: ${formats.join(" ")}`
  return fail(`no test file's path contains ${JSON.stringify(argument)}${hint}`)
}

function fail(message) {
  console.error(message)
  process.exit(2)
}

const args = process.argv.slice(2)
if (args.includes("--help") || args.some((arg) => arg.startsWith("-") && arg !== "--changed" && arg !== "--list")) fail(USAGE)
const selectors = args.filter((arg) => arg !== "--list")
const chosen = []
const selected = selectors.length === 0 ? all : selectors.flatMap((argument) => select(argument, chosen))
const files = all.filter((file) => selected.includes(file))
if (files.length === 0) fail("no test file depends on what has changed")
if (args.includes("--list")) console.log(files.join("\n"))
else {
  // Read by test/formats/chosen.ts.
  const env = { ...process.env, ...(chosen.length > 0 ? { KEYFERRY_TEST_FORMATS: chosen.join(",") } : {}) }
  // By default node keeps one core free: on two cores that doubles the time.
  const options = ["--test-reporter=spec", `--test-concurrency=${availableParallelism()}`]
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "--test", ...options, ...files], {
    cwd: root,
    env,
    stdio: "inherit",
  })
  process.exitCode = status ?? 1
}
