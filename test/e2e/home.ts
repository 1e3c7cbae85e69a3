import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { MAIN, SAMPLES } from "./programs.ts"

export const PASSPHRASE = "violet tern sways quietly over Osaka"

/** Far more than any command takes on an idle machine. */
const RUN_MS = 300_000

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A temporary home directory of a user who runs the real program. */
export class Home {
  readonly path = mkdtempSync(join(tmpdir(), "keyferry-e2e-"))
  /** The directory in which the program runs. */
  readonly work = join(this.path, "work")
  readonly vault = join(this.path, "vault")
  readonly env: Readonly<Record<string, string>>

  constructor() {
    mkdirSync(this.work)
    this.env = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.path,
      LANG: "C",
      HISTFILE: "",
      KEYFERRY_VAULT: this.vault,
      KEYFERRY_PASSPHRASE_FILE: this.put("passphrase", `${PASSPHRASE}\n`),
    }
  }

  /** Write a file into the home directory. @returns Its path. */
  put(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }

  /** The text of a file in the working directory. */
  read(name: string): string {
    return readFileSync(join(this.work, name), "utf8")
  }

  /** Copy samples into the working directory: `aegis/plain.json` as `plain.json`. */
  take(...samples: readonly string[]): void {
    for (const sample of samples) copyFileSync(join(SAMPLES, sample), join(this.work, basename(sample)))
  }

  /** Run a command of the program, with any exit status. */
  run(args: readonly string[], options: { input?: string; env?: Readonly<Record<string, string>> } = {}): Promise<Ran> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [MAIN, ...args],
        { cwd: this.work, env: { ...this.env, ...options.env }, timeout: RUN_MS, maxBuffer: 2 ** 26 },
        (error, out, err) => {
          const { code } = error ?? { code: 0 }
          resolve({ status: typeof code === "number" ? code : -1, out, err })
        },
      )
      child.stdin?.on("error", () => undefined)
      child.stdin?.end(options.input ?? "")
    })
  }

  /** Run a command that must succeed. @returns Its standard output. */
  async do(args: readonly string[], options: { input?: string } = {}): Promise<string> {
    const { status, out, err } = await this.run(args, options)
    assert.equal(status, 0, `keyferry ${args.join(" ")}: ${err}`)
    return out
  }

  /** Make a vault that {@link PASSPHRASE} opens, with the accounts of these URIs. */
  async withVault(uris: readonly string[]): Promise<this> {
    await this.do(["init"])
    if (uris.length > 0) await this.do(["add", "-"], { input: uris.join("\n") })
    return this
  }

  /** Every file in the home directory and below, with its bytes. */
  files(): readonly { readonly path: string; readonly bytes: Buffer }[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, bytes: readFileSync(path) }))
  }

  remove(): void {
    // A killed program may still be writing.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
