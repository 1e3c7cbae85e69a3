// Opens mutated samples of every format. Finds errors other than AppError, messages that quote the content, and inputs that need more than 2 s or
// 512 MiB. Usage: npm run fuzz [-- --seconds 600] [--inputs N] [--seed N] [--keep DIRECTORY]
// Ends after the seconds, or with --inputs after that many inputs. Repeats each finding alone and keeps its input in the directory; the status is
// then 1. The seed determines the inputs; how many of them each format opens depends on the machine.
import { mkdirSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { bundle } from "../bundle.mjs"

const LIMIT_MS = 2000
const LIMIT_BYTES = 512 << 20
const HANG_MS = 30_000
const POLL_MS = 20

const { values } = parseArgs({
  options: { seconds: { type: "string" }, inputs: { type: "string" }, seed: { type: "string" }, keep: { type: "string" } },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const inputs = values.inputs === undefined ? Infinity : Number(values.inputs)
const seconds = Number(values.seconds ?? (values.inputs === undefined ? 600 : Infinity))
if (![seed, inputs, seconds].every((number) => number >= 0)) throw new Error("--seconds, --inputs and --seed take numbers")
const directory = values.keep ?? mkdtempSync(join(tmpdir(), "keyferry-fuzz-"))
mkdirSync(directory, { recursive: true })

const program = await bundle("test/fuzz/worker.ts", "fuzz")
const begun = new Int32Array(new SharedArrayBuffer(4 * 256))
const found = new Map()
let formats = []

/** Runs a worker until it ends or `until()` is true. Also ends it at an input that hangs or fills the memory. */
function runWorker(only, until) {
  const now = new Float64Array(new SharedArrayBuffer(8 * 3))
  now[0] = -1
  const worker = new Worker(program, {
    workerData: { seed, begun, now, only },
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
    stdout: true,
    stderr: true,
  })
  return new Promise((resolve) => {
    const result = { ms: null, bytes: 0, suspects: [], errors: [], ended: null }
    let [quiet, current] = [process.memoryUsage.rss(), -1]
    const reportError = (error) => {
      if (only === null && report("error", error)) result.errors.push(error)
    }
    const stop = (ended) => {
      clearInterval(poll)
      result.ended ??= ended
      void worker.terminate().then(() => resolve(result))
    }
    const poll = setInterval(() => {
      const [format, number, since] = now
      if (until()) stop("time")
      if (format < 0) return
      const place = format * 2 ** 32 + number
      const rss = process.memoryUsage.rss()
      if (place !== current) [quiet, current] = [Math.min(quiet, rss), place]
      result.bytes = Math.max(result.bytes, rss - quiet)
      if (rss - quiet > LIMIT_BYTES) {
        result.suspects.push({ format, number, what: "memory" })
        if (only === null) stop("memory")
      }
      if (Date.now() - since > HANG_MS) {
        result.suspects.push({ format, number, what: "time" })
        stop("hang")
      }
    }, POLL_MS)
    worker.on("message", (message) => {
      if (message.type === "ready") formats = message.formats
      else if (message.type === "found") reportError(message)
      else if (message.type === "took") result.suspects.push({ ...message, what: "time" })
      else {
        result.ms = message.ms
        stop("done")
      }
    })
    worker.on("error", (error) => {
      const [format, number] = now
      if (format >= 0)
        reportError({ format, number, what: `the thread ended: ${error.name} ${error.code ?? ""}`, where: error.stack ?? "" })
      stop("error")
    })
    worker.on("exit", () => stop("exit"))
  })
}

/** Prints a finding that is new. @returns whether it is new */
function report(kind, { format, number, what, where }) {
  const id = formats[format]
  const name = `${kind} ${id} ${what} ${where.split("\n")[0]}`
  const known = found.get(name)
  found.set(name, (known ?? 0) + 1)
  if (known !== undefined) return false
  console.log(`FOUND ${kind}: ${id}, input ${number} of seed ${seed}\n  ${what}\n${where}`)
  console.log(`  ${join(directory, `${id}-${number}-0`)}`)
  return true
}

/** Repeats an input in its own thread, so that the garbage of other inputs does not count. */
async function repeatAlone({ format, number, what }) {
  const alone = await runWorker({ format, number, directory }, () => false)
  if (what === "memory" && alone.bytes > LIMIT_BYTES) report("memory", { format, number, what: `${alone.bytes >> 20} MiB`, where: "" })
  if (alone.ended === "hang") report("hang", { format, number, what: `more than ${HANG_MS / 1000} s`, where: "" })
  if (what === "time" && alone.ms > LIMIT_MS) report("slow", { format, number, what: `${Math.round(alone.ms)} ms`, where: "" })
}

const total = () => begun.reduce((sum, count) => sum + count, 0)
const started = Date.now()
const isOver = () => total() >= inputs || Date.now() - started > seconds * 1000
console.log(`seed ${seed}`)
while (!isOver()) {
  const { suspects, errors } = await runWorker(null, isOver)
  for (const error of errors) await runWorker({ ...error, directory }, () => false) // writes the input to the directory
  for (const suspect of suspects) await repeatAlone(suspect)
}
const counts = formats.map((id, format) => `${id} ${begun[format]}`)
console.log(`${total()} inputs in ${Math.round((Date.now() - started) / 1000)} s: ${counts.join(", ")}`)
console.log(found.size === 0 ? "nothing found" : `${found.size} kinds of problems; the inputs are in ${directory}`)
process.exitCode = found.size === 0 ? 0 : 1
