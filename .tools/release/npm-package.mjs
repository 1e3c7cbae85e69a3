// The npm package, and the recipes for package managers that install it.
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const RECIPES = ".tools/release/recipes"
/** Of every file and directory; dist/main.js is run itself. */
const MODE = 0o755

/** @param place - Directory for the package's files; removed first. @returns The path of the tarball, in `out`. */
export function makeNpmPackage(place, out) {
  rmSync(place, { recursive: true, force: true })
  // A copy, as npm does not follow links to what is bundled.
  const readmes = readdirSync(".").filter((name) => name.startsWith("README"))
  for (const name of ["package.json", ...readmes, "LICENSE", "dist", "man", "node_modules/blessed"])
    cpSync(name, join(place, name), { recursive: true, dereference: true })
  // Not what the umask made of them.
  for (const name of readdirSync(place, { recursive: true })) chmodSync(join(place, name), MODE)
  const args = ["pack", place, "--json", "--ignore-scripts", "--pack-destination", out]
  const [{ filename }] = JSON.parse(execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))
  return join(out, filename)
}

/** Fill in the recipes. @param project - Of project.mjs. */
export function makeRecipes({ version, maintainer, homepage, releases }, tarball, out) {
  const words = {
    VERSION: version,
    MAINTAINER: maintainer,
    HOMEPAGE: homepage ?? releases,
    RELEASES: releases,
    SHA256: createHash("sha256").update(readFileSync(tarball)).digest("hex"),
  }
  mkdirSync(out)
  for (const name of readdirSync(RECIPES)) {
    const text = readFileSync(join(RECIPES, name), "utf8").replace(/@([A-Z][A-Z0-9]+)@/g, (_, word) => words[word])
    writeFileSync(join(out, name), text)
  }
}
