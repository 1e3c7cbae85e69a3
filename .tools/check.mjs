// Everything but the tests: formatting, types, lint, layers, folders, words, dead code, the package's shape. Stops at the first failure.
import { spawnSync } from "node:child_process"

const bin = (name, ...args) => ["npx", "--no-install", name, ...args]
const steps = [
  ["types", ...bin("tsc", "-p", ".")],
  ["types of the page", ...bin("tsc", "-p", "src/receive/page")],
  ["formatting", ...bin("prettier", "--check", "--log-level=warn", ".")],
  ["lint", ...bin("eslint", "--max-warnings=0", ".")],
  ["layers", ...bin("depcruise", "src", "--output-type", "err")],
  ["folders", process.execPath, ".tools/folders.mjs"],
  ["words", process.execPath, ".tools/words.mjs"],
  ["dead code", ...bin("knip")],
  ["package", ...bin("publint", "--strict")],
]
for (const [name, command, ...args] of steps) {
  const started = performance.now()
  const { status } = spawnSync(command, args, { stdio: "inherit" })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`)
  if (status !== 0) process.exit(1)
}
