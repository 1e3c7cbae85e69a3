// Everything but the tests: formatting, types, lint, layers, dead code, the package's shape. Stops at the first that fails.
import { spawnSync } from "node:child_process"

const steps = [
  ["types", "tsc", "-p", "."],
  ["formatting", "prettier", "--check", "--log-level=warn", "."],
  ["lint", "eslint", "--max-warnings=0", "."],
  ["layers", "depcruise", "src", "--output-type", "err"],
  ["dead code", "knip"],
  ["package", "publint", "--strict"],
]
for (const [name, command, ...args] of steps) {
  const started = performance.now()
  const { status } = spawnSync("npx", ["--no-install", command, ...args], { stdio: "inherit" })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`)
  if (status !== 0) process.exit(1)
}
