// Runs a command on a terminal of its own behind a slow connection, such as a serial line or one to another continent.
//
//   node link.mjs [--bytes-per-second N] [--delay MS] [--record FILE] [--type SOCKET] -- COMMAND ARG…
//
// Bytes pass at N a second and arrive MS later, in both directions. FILE gets what arrives, with times, as asciinema's cast (version 2).
// What is written to the local socket SOCKET is typed. SIGUSR1 asks the terminal to print its screen (media copy) once the output pauses.
// Needs `script` of util-linux.
import { spawn } from "node:child_process"
import { openSync, writeSync } from "node:fs"
import { createServer } from "node:net"
import { parseArgs } from "node:util"

const PRINT_SCREEN = "\x1b[i"
const PAUSE_MS = 60
/** A slow line passes this many slices a second. */
const SLICES = 100

const { values, positionals: command } = parseArgs({
  allowPositionals: true,
  options: {
    "bytes-per-second": { type: "string", default: "0" },
    delay: { type: "string", default: "0" },
    record: { type: "string" },
    type: { type: "string" },
  },
})
const bytesPerSecond = Number(values["bytes-per-second"])
const delayMs = Number(values.delay)
const { columns = 80, rows = 24 } = process.stdout

/** One direction of the connection. `end` calls its function behind the last bytes. */
function makeDirection(deliver) {
  const waiting = []
  let freeAtMs = 0
  let timer
  const pump = () => {
    timer = undefined
    while (waiting.length > 0 && waiting[0].atMs <= performance.now()) waiting.shift().arrive()
    if (waiting.length > 0) timer ??= setTimeout(pump, waiting[0].atMs - performance.now())
  }
  const add = (arrive) => {
    waiting.push({ atMs: freeAtMs + delayMs, arrive })
    timer ??= setTimeout(pump, 0)
  }
  const use = (bytes) => {
    freeAtMs = Math.max(freeAtMs, performance.now()) + (bytesPerSecond === 0 ? 0 : (bytes / bytesPerSecond) * 1000)
  }
  return {
    take(chunk) {
      const size = bytesPerSecond === 0 ? chunk.length : Math.max(1, Math.round(bytesPerSecond / SLICES))
      for (let at = 0; at < chunk.length; at += size) {
        const slice = chunk.subarray(at, at + size)
        use(slice.length)
        add(() => deliver(slice))
      }
    },
    end(ended) {
      use(0)
      add(ended)
    },
  }
}

const record = values.record === undefined ? null : openSync(values.record, "w", 0o600)
if (record !== null) writeSync(record, JSON.stringify({ version: 2, width: columns, height: rows, env: { TERM: process.env.TERM } }) + "\n")
const startedAtMs = performance.now()
const decoder = new TextDecoder()
let arrivedAtMs = startedAtMs
function show(bytes) {
  process.stdout.write(bytes)
  arrivedAtMs = performance.now()
  const seconds = Number(((arrivedAtMs - startedAtMs) / 1000).toFixed(3))
  if (record !== null) writeSync(record, JSON.stringify([seconds, "o", decoder.decode(bytes, { stream: true })]) + "\n")
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`
const inside = `stty columns ${columns} rows ${rows}; exec ${command.map(quote).join(" ")}`
const env = { ...process.env, SHELL: "/bin/sh" }
const there = spawn("script", ["--quiet", "--return", "--flush", "--command", inside, "/dev/null"], {
  stdio: ["pipe", "pipe", "inherit"],
  env,
})
const output = makeDirection(show)
const input = makeDirection((bytes) => there.stdin.write(bytes))
there.stdin.on("error", () => undefined)
there.stdout.on("data", output.take)
there.on("close", (status) => output.end(() => process.exit(status ?? 1)))
process.stdin.setRawMode(true)
process.stdin.on("data", input.take)
// `script` outlives SIGHUP; without it, the command loses its terminal.
process.on("SIGHUP", () => there.kill("SIGKILL"))
process.on("SIGUSR1", function printScreen() {
  if (performance.now() - arrivedAtMs < PAUSE_MS) setTimeout(printScreen, PAUSE_MS / 2)
  else process.stdout.write(PRINT_SCREEN)
})
if (values.type !== undefined) createServer((socket) => socket.on("data", input.take)).listen(values.type)
