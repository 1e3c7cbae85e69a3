// Bundles src/ into dist/: an entry for each process and thread, shared parts as chunks loaded on first use.
// Every package is in the bundle but blessed, which finds its parts by path; wasm files lie beside the chunks that read them.
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { kanjiTableOnFirstUse } from "./kanji-table.mjs"
import { licensesOf } from "./licenses.mjs"

const pkg = JSON.parse(readFileSync("package.json", "utf8"))
/**
 * What runs before the program itself, or beside it, by its path below src/. Each has a bundle of its own: one file loads faster than several
 * that are shared, and what is shared by fewer is divided into fewer chunks.
 */
const APART = {
  main: "main.ts",
  start: "main/start.ts",
  "first-frame": "main/first-frame.ts",
  "agent-code": "main/agent-code.ts",
  agent: "main/agent.ts",
  "agent-holder": "main/agent-holder.ts",
  backups: "platform/backups/child.ts",
}
/** These load the files of other bundles by their names in dist/. */
const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, importer, kind }) =>
      kind === "dynamic-import" && /\/src\/main(?:\/start)?\.ts$/.test(importer)
        ? { path: `./${basename(path, ".ts")}.js`, external: true }
        : null,
    )
  },
}
rmSync("dist", { recursive: true, force: true })
const options = {
  outdir: "dist",
  bundle: true,
  // Names of files are in the bundle: the same wherever node_modules is, or is a link to.
  preserveSymlinks: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  mainFields: ["module", "main"],
  external: Object.keys(pkg.dependencies),
  // sql.js looks for its wasm file there.
  define: { KEYFERRY_VERSION: JSON.stringify(pkg.version), __dirname: "import.meta.dirname" },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
}
const program = await build({
  ...options,
  entryPoints: { program: "src/main/program.ts", worker: "src/platform/workers/worker.ts" },
  splitting: true,
  plugins: [kanjiTableOnFirstUse],
})
for (const [name, path] of Object.entries(APART)) await build({ ...options, entryPoints: { [name]: `src/${path}` }, plugins: [apart] })
// Given to node as text: see src/platform/plugins/plugin-process.ts.
for (const name of ["plugin-child.mjs", "plugin-inside.mjs"]) copyFileSync(`src/platform/plugins/${name}`, `dist/${name}`)
// The page for a browser: one file each for the page and its worker, which may import nothing.
const page = await build({
  entryPoints: { page: "src/receive/page/main.ts", worker: "src/receive/page/worker.ts" },
  outdir: "dist/receive",
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome111", "firefox132", "safari16.4"],
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
})
for (const name of ["index.html", "page.css"]) copyFileSync(`src/receive/page/${name}`, `dist/receive/${name}`)
const packageFile = (path) => fileURLToPath(import.meta.resolve(path))
// The program reads pictures with the same file as the page: see src/platform/workers/tasks.ts.
copyFileSync(packageFile("zxing-wasm/reader/zxing_reader.wasm"), "dist/receive/zxing_reader.wasm")
for (const path of ["sql.js/dist/sql-wasm.wasm", "@jsquash/webp/codec/dec/webp_dec.wasm", "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"])
  copyFileSync(packageFile(path), `dist/${basename(path)}`)
const inputs = [program, page].flatMap(({ metafile }) => Object.keys(metafile.inputs))
const beside = Object.keys(pkg.dependencies).map((name) => `node_modules/${name}`)
writeFileSync("dist/licenses.txt", licensesOf(inputs, beside))
chmodSync("dist/main.js", 0o755)
