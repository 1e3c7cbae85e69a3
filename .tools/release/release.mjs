// Makes what is published into release/: for each kind of processor a single executable and a Debian package, the npm package, the recipes
// for other package managers, and the checksums. Two runs on the same commit give the same bytes.
// Usage: node .tools/release/release.mjs [x64|arm64 …]
//   KEYFERRY_RELEASE_WORK  directory for what is fetched and for intermediate files
//   KEYFERRY_RELEASES_URL  where the files of release/ are published, for the recipes
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DEBIAN_ARCH, makeDeb } from "./deb.mjs"
import { makeBlob, makeExecutable } from "./executable.mjs"
import { fetched } from "./fetched.mjs"
import { makeNpmPackage, makeRecipes } from "./npm-package.mjs"
import { readProject } from "./project.mjs"

const WORK = process.env.KEYFERRY_RELEASE_WORK ?? "node_modules/.keyferry/release"
const OUT = "release"
const project = readProject()
const chosen = process.argv.slice(2)
const packages = join(WORK, "packages")

mkdirSync(packages, { recursive: true })
rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT)
const blob = await makeBlob(packages, WORK)
for (const arch of chosen.length > 0 ? chosen : Object.keys(DEBIAN_ARCH)) {
  const executable = join(OUT, `keyferry-${project.version}-linux-${arch}`)
  await makeExecutable(arch, blob, packages, executable)
  const licence = join(fetched(`node-linux-${arch}`, packages), "LICENSE")
  makeDeb(project, arch, executable, licence, join(WORK, `deb-${arch}`), join(OUT, `keyferry_${project.version}_${DEBIAN_ARCH[arch]}.deb`))
}
const tarball = makeNpmPackage(join(WORK, "npm"), OUT)
const sums = readdirSync(OUT)
  .sort()
  .map(
    (name) =>
      `${createHash("sha256")
        .update(readFileSync(join(OUT, name)))
        .digest("hex")}  ${name}\n`,
  )
writeFileSync(join(OUT, "SHA256SUMS"), sums.join(""))
process.stdout.write(sums.join(""))
makeRecipes(project, tarball, join(OUT, "recipes"))
