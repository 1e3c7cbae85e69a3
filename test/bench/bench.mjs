// Measures, as ratios within one run: `npm run bench [-- start screen vault pictures formats]`, after a build. Prints a table, fails never.
import { spawnSync } from "node:child_process"
import { bundle, root } from "../bundle.mjs"

const program = await bundle("test/bench/main.ts", "bench")
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" })
process.exitCode = status ?? 1
