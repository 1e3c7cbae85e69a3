// Opens a temporary vault filled from samples/; changes to it are not saved. Builds first if there is no build.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const main = join(root, "dist", "main.js")
if (!existsSync(main)) spawnSync(process.execPath, [join(root, ".tools", "build.mjs")], { cwd: root, stdio: "inherit" })
const samples = ["keyferry-json", "aegis", "otpauth-uri"]
  .map((format) => join(root, "samples", format))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^plain\./.test(name))
      .map((name) => join(folder, name)),
  )
const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, KEYFERRY_DEMO: samples.join(delimiter) },
})
process.exitCode = status ?? 1
