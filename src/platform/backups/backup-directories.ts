import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { CopyDirectories, CopyDirectory, DirectoryLook } from "../../vault/copies/ports.ts"
import { problemError } from "../../vault/copies/problems.ts"
import type { BackupProblem } from "../../vault/copies/problems.ts"
import { expandPath } from "../files/files.ts"
import type { Order, Reply } from "./protocol.ts"

/** The time for everything between opening a directory and closing it. */
const MAX_MS = 5000

export interface BackupProcessOptions {
  readonly maxMs?: number
  /** The arguments of node; absent: the program of `child.ts`. */
  readonly program?: readonly string[]
}

/**
 * Directories for automatic backups on the disk. A process of its own works in them: a call of the operating system on a network mount that
 * does not answer cannot be interrupted, and would keep this process from ending.
 */
export function backupDirectories(options: BackupProcessOptions = {}): CopyDirectories {
  const once = async (directory: string, order: Order): Promise<unknown> => {
    const child = new BackupProcess(directory, options)
    try {
      return await child.ask(order)
    } finally {
      child.close()
    }
  }
  return {
    async look(named, vaultDirectory) {
      const directory = expandPath(named)
      return (await once(directory, { order: "look", directory, vaultDirectory: expandPath(vaultDirectory) })) as DirectoryLook
    },
    async mark(named) {
      const directory = expandPath(named)
      await once(directory, { order: "mark", directory })
    },
    async open(named) {
      const directory = expandPath(named)
      const child = new BackupProcess(directory, options)
      try {
        return opened(child, (await child.ask({ order: "open", directory })) as string[])
      } catch (error) {
        child.close()
        throw error
      }
    },
  }
}

function opened(child: BackupProcess, names: readonly string[]): CopyDirectory {
  return {
    names,
    async write(name, files) {
      const encoded = [...files].map(([file, bytes]) => [file, Buffer.from(bytes).toString("base64")] as const)
      await child.ask({ order: "write", name, files: encoded })
    },
    async remove(name) {
      await child.ask({ order: "remove", name })
    },
    close: () => {
      child.close()
    },
  }
}

/** A process that answers one order after the other, until it is closed or its time is over. */
class BackupProcess {
  readonly #directory: string
  readonly #child
  readonly #timer: NodeJS.Timeout
  /** Why it answers no more; null: it still does. */
  #ended: BackupProblem | null = null
  #waiting: ((reply: Reply) => void) | null = null

  constructor(directory: string, { maxMs = MAX_MS, program = programArguments() }: BackupProcessOptions) {
    this.#directory = directory
    this.#child = spawn(process.execPath, program, { stdio: ["pipe", "pipe", "ignore"], env: {}, cwd: "/" })
    this.#child.on("error", () => {
      this.#end("failed")
    })
    this.#child.on("close", () => {
      this.#end("failed")
    })
    this.#child.stdin.on("error", () => undefined)
    this.#timer = setTimeout(() => {
      this.#end("hung")
    }, maxMs)
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.#reply(JSON.parse(line) as Reply)
    })
  }

  /** @throws AppError `io` with the problem */
  async ask(order: Order): Promise<unknown> {
    const reply = await new Promise<Reply>((resolve) => {
      if (this.#ended !== null) {
        resolve({ failed: this.#ended })
        return
      }
      this.#waiting = resolve
      this.#child.stdin.write(`${JSON.stringify(order)}\n`)
    })
    if ("failed" in reply) throw problemError(reply.failed, this.#directory)
    return reply.done
  }

  close(): void {
    this.#end("failed")
  }

  #reply(reply: Reply): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.(reply)
  }

  /** A process that hangs in the kernel cannot be ended; this one does not wait for it. */
  #end(why: BackupProblem): void {
    clearTimeout(this.#timer)
    if (this.#ended !== null) return
    this.#ended = why
    this.#child.kill("SIGKILL")
    this.#child.stdin.destroy()
    this.#child.stdout.destroy()
    this.#child.unref()
    this.#reply({ failed: why })
  }
}

/** In the bundle the program is a file beside this one. Run from the sources, it needs the TypeScript loader. */
function programArguments(): string[] {
  if (!import.meta.url.endsWith(".ts")) return [fileURLToPath(new URL("./backups.js", import.meta.url))]
  const tsx = import.meta.resolve("tsx/esm/api")
  const child = new URL("./child.ts", import.meta.url).href
  const load = `(await import(${JSON.stringify(tsx)})).register(); await import(${JSON.stringify(child)})`
  return ["--input-type=module", "--eval", load]
}
