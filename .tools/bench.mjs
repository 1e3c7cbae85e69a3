// Measures, as ratios within one run: `npm run bench [-- start screen vault pictures formats]`, after a build. Prints a table, fails never.
// The measured parts are bundled as the program is, since a loader that transpiles changes what the engine makes of the code.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))
const outfile = `${root}node_modules/.cache/keyferry-bench/bench.mjs`
await build({
  absWorkingDir: root,
  entryPoints: [".tools/bench/main.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  minifySyntax: true,
  logLevel: "warning",
})
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" })
process.exitCode = status ?? 1
