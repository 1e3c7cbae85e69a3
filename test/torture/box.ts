/** A temporary user: home, vault and output folder below one root, and the program that runs there. Nothing here uses the program's own code. */
import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { buildShim, shimEnvironment } from "./shim.ts"
import type { ShimSettings } from "./shim.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
/** Far more than any run takes. */
const RUN_MS = 60_000

export interface Ran {
  /** Null: killed. */
  readonly status: number | null
  readonly out: string
  readonly err: string
  readonly seconds: number
}

export interface RunOptions extends ShimSettings {
  readonly input?: string | undefined
  readonly killAfterMs?: number | undefined
  /** The name of a shared file; default `pass-old`. */
  readonly passphrase?: string | undefined
  readonly umask?: string | undefined
}

/** A temporary directory with the program, the library, and files that all boxes read. */
export class Workshop {
  readonly path: string
  readonly #program: string
  readonly #library: string
  #count = 0

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "keyferry-torture-"))
    this.#program = copyProgram(join(this.path, "program"))
    this.#library = buildShim(this.path)
    mkdirSync(join(this.path, "shared"))
  }

  /** A path in which nothing is yet. */
  newPath(name: string): string {
    return join(this.path, `${++this.#count}-${name}`)
  }

  shared(name: string): string {
    return join(this.path, "shared", name)
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.shared(name), content, { mode: 0o600 })
    return this.shared(name)
  }

  /** Run the program in a box. */
  run(box: Box, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: box.home,
      LANG: "C.UTF-8",
      KEYFERRY_VAULT: box.vault,
      KEYFERRY_PASSPHRASE_FILE: this.shared(options.passphrase ?? "pass-old"),
      ...(options.injury === undefined && options.log === undefined ? {} : shimEnvironment(this.#library, box.root, options)),
    }
    const command = [process.execPath, this.#program, ...args]
    const shell = ["sh", "-c", `umask ${options.umask ?? "077"}; exec "$@"`, "sh", ...command]
    const [program = "", ...rest] = options.umask === undefined ? command : shell
    return new Promise((resolve, reject) => {
      const started = performance.now()
      const child = spawn(program, rest, { cwd: box.root, env, stdio: "pipe" })
      const timer = setTimeout(() => child.kill("SIGKILL"), options.killAfterMs ?? RUN_MS)
      const chunks: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] }
      child.stdout.on("data", (chunk: Buffer) => chunks.out.push(chunk))
      child.stderr.on("data", (chunk: Buffer) => chunks.err.push(chunk))
      child.stdin.on("error", () => undefined)
      child.stdin.end(options.input ?? "")
      child.on("error", reject)
      child.on("close", (status) => {
        clearTimeout(timer)
        const seconds = (performance.now() - started) / 1000
        resolve({ status, out: Buffer.concat(chunks.out).toString(), err: Buffer.concat(chunks.err).toString(), seconds })
      })
    })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** `u/` of a directory is all that the user has; what only the judge needs is beside it. */
export class Box {
  readonly path: string
  readonly root: string
  readonly vault: string
  readonly home: string
  readonly out: string

  constructor(path: string) {
    this.path = path
    this.root = join(path, "u")
    this.vault = join(this.root, "v")
    this.home = join(this.root, "home")
    this.out = join(this.root, "out")
  }

  copy(path: string): Box {
    cpSync(this.path, path, { recursive: true, verbatimSymlinks: true })
    return new Box(path)
  }

  /** Every file and directory below the root, by its path from there; directories end with `/`. */
  files(): readonly string[] {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true })
    return entries.map((entry) => relative(this.root, join(entry.parentPath, entry.name)) + (entry.isDirectory() ? "/" : "")).sort()
  }

  read(name: string): Buffer | null {
    const path = join(this.root, name)
    return existsSync(path) ? readFileSync(path) : null
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/**
 * Copy the built program, and let it write files with a scrypt work factor of 2^1 instead of 2^18, so that no time is spent on it. It makes
 * the same file calls.
 */
function copyProgram(directory: string): string {
  const dist = join(ROOT, "dist")
  // Without it every vault would be judged as broken.
  for (const program of ["age", "gcc"])
    if (spawnSync(program, ["--version"]).error !== undefined) throw new Error(`${program} is missing: install it first`)
  if (!existsSync(join(dist, "main.js"))) throw new Error("dist/main.js is missing: run npm run build")
  cpSync(dist, directory, { recursive: true })
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"))
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n')
  const usual = "usual: 18, least: 17"
  const holding = readdirSync(directory).filter(
    (name) => name.endsWith(".js") && readFileSync(join(directory, name), "utf8").includes(usual),
  )
  // The agent has a bundle of its own.
  if (holding.length === 0) throw new Error("the work factors of scrypt are not in dist/")
  for (const name of holding) {
    const path = join(directory, name)
    writeFileSync(path, readFileSync(path, "utf8").replace(usual, "usual: 1, least: 1"))
  }
  return join(directory, "main.js")
}
