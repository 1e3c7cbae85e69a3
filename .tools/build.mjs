// Bundles src/ into dist/: one entry for the program, one for the worker, shared parts as chunks loaded on first use.
// Packages stay outside: blessed cannot be bundled, and the heavy ones (wasm, images) are loaded only when a flow needs them.
import { chmodSync, copyFileSync, readFileSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const pkg = JSON.parse(readFileSync("package.json", "utf8"))
const bundled = new Set(["age-encryption", "conf", "otpauth", "qrcode", "fuzzysort", "get-east-asian-width", "jsqr", "zxing-wasm"])
/** The first frame has a bundle of its own: one file loads faster than several that are shared. */
const firstFrame = "first-frame"
const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/first-frame\.ts$/ }, ({ importer, kind }) =>
      kind === "dynamic-import" && importer.endsWith("/src/main.ts") ? { path: `./${firstFrame}.js`, external: true } : null,
    )
  },
}
rmSync("dist", { recursive: true, force: true })
const options = {
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  external: Object.keys(pkg.dependencies).filter((name) => !bundled.has(name)),
  define: { KEYFERRY_VERSION: JSON.stringify(pkg.version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: "warning",
}
await build({
  ...options,
  entryPoints: { main: "src/main.ts", worker: "src/platform/workers/worker.ts", backups: "src/platform/backups/child.ts" },
  splitting: true,
  plugins: [apart],
})
await build({ ...options, entryPoints: { [firstFrame]: "src/main/first-frame.ts" } })
// Given to node as text: see src/platform/plugins/plugin-process.ts.
for (const name of ["plugin-child.mjs", "plugin-inside.mjs"]) copyFileSync(`src/platform/plugins/${name}`, `dist/${name}`)
// The page for a browser: one file each for the page and its worker, which may import nothing.
await build({
  entryPoints: { page: "src/receive/page/main.ts", worker: "src/receive/page/worker.ts" },
  outdir: "dist/receive",
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome111", "firefox132", "safari16.4"],
  minify: true,
  logLevel: "warning",
})
for (const name of ["index.html", "page.css"]) copyFileSync(`src/receive/page/${name}`, `dist/receive/${name}`)
copyFileSync(fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")), "dist/receive/zxing_reader.wasm")
chmodSync("dist/main.js", 0o755)
