// The single executable: node, with the launcher as its program and the files of the package embedded.
import { execFileSync } from "node:child_process"
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { build } from "esbuild"
import { fetched } from "./fetched.mjs"

/** Everything that the bundle loads or reads. */
const EMBEDDED = ["dist", "node_modules/blessed/lib", "node_modules/blessed/usr"]
/** Node runs what is embedded only where this text ends with 1. It is a constant of node. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2"

const filesBelow = (directory) =>
  readdirSync(directory, { recursive: true })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort()

/**
 * @param packages - Directory of the fetched packages.
 * @param work - Directory for intermediate files.
 * @returns The path of what is embedded, the same for every kind of processor.
 */
export async function makeBlob(packages, work) {
  const launcher = join(work, "launcher.cjs")
  await build({
    entryPoints: [".tools/release/launcher.mjs"],
    outfile: launcher,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node24",
    logLevel: "warning",
  })
  const nodeLicence = join(fetched(`node-linux-${process.arch}`, packages), "LICENSE")
  const assets = Object.fromEntries([...EMBEDDED.flatMap(filesBelow), "LICENSE"].map((path) => [path, resolve(path)]))
  const config = {
    // Relative, as the path is kept.
    main: "launcher.cjs",
    output: "keyferry.blob",
    disableExperimentalSEAWarning: true,
    execArgvExtension: "env",
    assets: { ...assets, "launcher.cjs": resolve(launcher), "node-license.txt": resolve(nodeLicence) },
  }
  writeFileSync(join(work, "blob.json"), JSON.stringify(config))
  // By the version of node that reads it.
  execFileSync(resolve(nodeOf(process.arch, packages)), ["--experimental-sea-config", "blob.json"], { cwd: work, stdio: "pipe" })
  return join(work, config.output)
}

const nodeOf = (arch, packages) => join(fetched(`node-linux-${arch}`, packages), "bin", "node")

/** Write the executable for a kind of processor, as node names it. */
export async function makeExecutable(arch, blob, packages, path) {
  writeFileSync(path, readFileSync(nodeOf(arch, packages)))
  const { inject } = createRequire(import.meta.url)(resolve(fetched("postject", packages), "dist/api.js"))
  await quietly(() => inject(path, "NODE_SEA_BLOB", readFileSync(blob), { sentinelFuse: FUSE }))
  chmodSync(path, 0o755)
}

/** Without the warnings about names of sections that are of no use here. */
async function quietly(work) {
  const { log, warn } = console
  console.log = console.warn = () => undefined
  try {
    await work()
  } finally {
    Object.assign(console, { log, warn })
  }
}
