import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const present = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0

/** The reason to skip, or false. Never skips on the build server, where the programs must be installed. */
function skipWithout(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => !present(program))
  return missing.length > 0 && process.env["CI"] === undefined ? `${missing.join(", ")} not installed` : false
}

export const withoutStockAge = skipWithout("age", "age-keygen", "expect")
/** For tests that need no passphrase, and so no program that types it. */
export const withoutStockAgeKeys = skipWithout("age", "age-keygen")

export function withDirectory<T>(work: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-test-"))
  try {
    return work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/**
 * Run stock `age`, which asks for its passphrase on the terminal, and answer each of its questions.
 * The passphrase reaches `expect` in its environment.
 */
export function ageOnTerminal(args: readonly string[], passphrase: string, questions: number): void {
  const script = [
    "set timeout 60",
    "log_user 0",
    `spawn age ${args.join(" ")}`,
    `for {set i 0} {$i < ${questions}} {incr i} { expect -re {:\\s*$}; send -- "$env(PASSPHRASE)\\r" }`,
    "expect eof",
    "lassign [wait] pid id os status",
    "exit $status",
  ].join("\n")
  const { status, stderr } = spawnSync("sh", ["-c", 'exec expect -c "$0"', script], {
    env: { ...process.env, PASSPHRASE: passphrase },
    encoding: "utf8",
  })
  if (status !== 0) throw new Error(`age ended with ${String(status)} ${stderr}`)
}

/** Decrypt a file with stock `age -d` and a passphrase. */
export function stockOpen(file: Uint8Array, passphrase: string): Uint8Array {
  return withDirectory((directory) => {
    const [from, to] = [join(directory, "in"), join(directory, "out")]
    writeFileSync(from, file)
    ageOnTerminal(["-d", "-o", to, from], passphrase, 1)
    return Uint8Array.from(readFileSync(to))
  })
}

/** Encrypt with stock `age -p`. */
export function stockSeal(bytes: Uint8Array, passphrase: string, options: readonly string[] = []): Uint8Array {
  return withDirectory((directory) => {
    const [from, to] = [join(directory, "in"), join(directory, "out")]
    writeFileSync(from, bytes)
    ageOnTerminal(["-p", ...options, "-o", to, from], passphrase, 2)
    return Uint8Array.from(readFileSync(to))
  })
}

/** Run a stock program on files. @returns Its standard output. */
export function run(program: string, args: readonly string[], input?: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${stderr.toString()}`)
  return Uint8Array.from(stdout)
}
