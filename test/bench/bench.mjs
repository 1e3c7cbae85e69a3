// Prints a table of times and their ratios within one run. Needs a build; never fails because of a result.
// Usage: npm run bench [-- start terminal screen vault list pictures formats others]
import { spawnSync } from "node:child_process"
import { bundle, root } from "../bundle.mjs"

const program = await bundle("test/bench/main.ts", "bench")
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" })
process.exitCode = status ?? 1
