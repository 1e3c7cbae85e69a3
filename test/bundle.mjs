// What tools bundle of src/ before they run it: as the program is bundled, for a loader that transpiles changes what the engine makes of the code.
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

export const root = fileURLToPath(new URL("..", import.meta.url))

/** @returns The bundle's path: as deep below the root as the tests are, which look for the samples from there. */
export async function bundle(entry, name) {
  const outfile = join(root, "node_modules", ".keyferry", `${name}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    minifySyntax: true,
    sourcemap: "inline",
    logLevel: "warning",
  })
  return outfile
}
