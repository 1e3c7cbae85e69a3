// The program of the single executable. Node takes the files that are embedded in it for files of a directory that cannot exist, so that the
// bundle runs from there as from a disk: its modules, the files that it reads, its threads and its processes. Nothing is ever unpacked.
import fs from "node:fs"
import { createRequire, isBuiltin, registerHooks, syncBuiltinESMExports } from "node:module"
import { posix } from "node:path"
import { getAsset, getAssetKeys } from "node:sea"
import { fileURLToPath, pathToFileURL } from "node:url"
import workerThreads from "node:worker_threads"

/** No file can have such a path, as its first part is a file. */
const ROOT = "/proc/self/exe/"
const ROOT_URL = pathToFileURL(ROOT).href
/** Started with this argument and node's permission model, it runs the code of the next one: see src/platform/plugins/plugin-process.ts. */
const CONTAINED = "--contained"
const START = "start.cjs"
const START_SOURCE = "module.exports = (url) => import(url)"
const assets = new Set(getAssetKeys())

/** @returns The name of an embedded file, below `ROOT`; null for everything else. */
function assetOf(place) {
  const isUrl = place instanceof URL || String(place).startsWith("file:")
  const path = typeof place === "string" || isUrl ? posix.normalize(isUrl ? fileURLToPath(place) : place) : ""
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : null
}

function notFound(what) {
  return Object.assign(new Error(`${what} is not in the program`), { code: "MODULE_NOT_FOUND" })
}

/** Of a module that an embedded one asks for. It is never looked for on the disk. */
function resolveAsset(specifier, parentUrl) {
  const isPath = /^(\.{0,2}\/|file:)/.test(specifier)
  const name = isPath ? assetOf(new URL(specifier, parentUrl)) : `node_modules/${specifier}`
  const found = [name, `${name}.js`].find((path) => path === START || assets.has(path))
  if (found === undefined) throw notFound(specifier)
  return { url: ROOT_URL + found, format: found.startsWith("dist/") ? "module" : "commonjs", shortCircuit: true }
}

function serveModules() {
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = assetOf(specifier) !== null || context.parentURL?.startsWith(ROOT_URL)
      return isOurs && !isBuiltin(specifier) ? resolveAsset(specifier, context.parentURL) : next(specifier, context)
    },
    load(url, context, next) {
      const name = url.startsWith(ROOT_URL) ? url.slice(ROOT_URL.length) : null
      if (name === null) return next(url, context)
      return { format: context.format, source: name === START ? START_SOURCE : getAsset(name, "utf8"), shortCircuit: true }
    },
  })
}

function serveFiles() {
  const { readFileSync } = fs
  const { readFile } = fs.promises
  const bytesOf = (name, options) => {
    if (!assets.has(name)) throw Object.assign(new Error(`ENOENT: no such file, open '${ROOT}${name}'`), { code: "ENOENT" })
    const encoding = typeof options === "string" ? options : options?.encoding
    return encoding ? Buffer.from(getAsset(name)).toString(encoding) : Buffer.from(getAsset(name))
  }
  fs.readFileSync = (path, options) => {
    const name = assetOf(path)
    return name === null ? readFileSync(path, options) : bytesOf(name, options)
  }
  fs.promises.readFile = async (path, options) => {
    const name = assetOf(path)
    return name === null ? readFile(path, options) : bytesOf(name, options)
  }
}

/** A thread begins with this launcher too. */
function serveThreads() {
  const { Worker } = workerThreads
  workerThreads.Worker = class extends Worker {
    constructor(program, options) {
      const name = assetOf(program)
      if (name === null) super(program, options)
      else super(getAsset("launcher.cjs", "utf8"), { ...options, eval: true, argv: [ROOT + name] })
    }
  }
}

/** Run an embedded program, which finds its own path and arguments where node has them. */
function run(name) {
  const isNamed = assetOf(process.argv[2]) === name
  process.argv.splice(1, isNamed ? 2 : 1, ROOT + name)
  createRequire(ROOT)(`./${START}`)(ROOT_URL + name)
}

function runContained(code) {
  const { permission } = process
  if (permission === undefined || permission.has("fs.read") || permission.has("child") || permission.has("worker")) process.exit(1)
  // It holds the options of node, which are in force.
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name)
  const hooks = registerHooks({
    resolve: (specifier) => ({ url: ROOT_URL + specifier, format: specifier === "./code.mjs" ? "module" : "commonjs", shortCircuit: true }),
    load(url, { format }) {
      if (format === "module") hooks.deregister()
      return { format, source: format === "module" ? code : START_SOURCE, shortCircuit: true }
    },
  })
  createRequire(ROOT)(`./${START}`)("./code.mjs")
}

const [, , first, second] = process.argv
if (first === CONTAINED) runContained(second)
else {
  serveModules()
  serveFiles()
  serveThreads()
  syncBuiltinESMExports()
  const named = assetOf(first)
  run(assets.has(named) ? named : "dist/main.js")
}
