import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { MAIN, SAMPLES } from "./programs.ts"

export const PASSPHRASE = "violet tern sways quietly over Osaka"

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A user's home directory, gone at the end, with the real program in it. */
export class Home {
  readonly path = mkdtempSync(join(tmpdir(), "keyferry-e2e-"))
  /** In which the program runs. */
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

  /** A file beside the program's directory. @returns Its path. */
  put(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }

  /** A file in the program's directory. */
  read(name: string): string {
    return readFileSync(join(this.work, name), "utf8")
  }

  /** Copies of samples, `aegis/plain.json` as `plain.json`, in the program's directory. */
  take(...samples: readonly string[]): void {
    for (const sample of samples) copyFileSync(join(SAMPLES, sample), join(this.work, basename(sample)))
  }

  /** Run a command of the program; never fails by itself. */
  run(args: readonly string[], options: { input?: string; env?: Readonly<Record<string, string>> } = {}): Promise<Ran> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [MAIN, ...args],
        { cwd: this.work, env: { ...this.env, ...options.env }, timeout: 60_000, maxBuffer: 2 ** 26 },
        (error, out, err) => {
          const { code } = error ?? { code: 0 }
          resolve({ status: typeof code === "number" ? code : -1, out, err })
        },
      )
      child.stdin?.on("error", () => undefined)
      child.stdin?.end(options.input ?? "")
    })
  }

  /** Run a command that must end well. @returns Its standard output. */
  async do(args: readonly string[], options: { input?: string } = {}): Promise<string> {
    const { status, out, err } = await this.run(args, options)
    assert.equal(status, 0, `keyferry ${args.join(" ")}: ${err}`)
    return out
  }

  /** A vault that {@link PASSPHRASE} opens, with the accounts of these URIs. */
  async withVault(uris: readonly string[]): Promise<this> {
    await this.do(["init"])
    if (uris.length > 0) await this.do(["add", "-"], { input: uris.join("\n") })
    return this
  }

  /** Every file below, with its bytes. */
  files(): readonly { readonly path: string; readonly bytes: Buffer }[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, bytes: readFileSync(path) }))
  }

  remove(): void {
    // What has just been killed may still be writing.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
