import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after } from "node:test"

const present = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0

/** For `skip`: what is missing. On the build server nothing is skipped. */
export function withoutPrograms(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => !present(program))
  return missing.length > 0 && process.env["CI"] === undefined ? `SKIPPED: ${missing.join(", ")} not installed` : false
}

export interface GpgHome {
  readonly directory: string
  /** Run gpg in this home. @returns standard output; throws where it fails */
  readonly gpg: (args: readonly string[], input?: Uint8Array | string) => Buffer
  /** Make a key that never expires. @returns its fingerprint */
  readonly makeKey: (user: string, passphrase?: string) => string
  /** Make the agent drop all cached passphrases. */
  readonly forget: () => void
}

/** A temporary GnuPG home, which this process's gpg uses until the tests end. */
export function gpgHome(): GpgHome {
  const directory = mkdtempSync(join(tmpdir(), "kfg-"))
  process.env["GNUPGHOME"] = directory
  after(() => {
    spawnSync("gpgconf", ["--homedir", directory, "--kill", "all"])
    rmSync(directory, { recursive: true, force: true })
  })
  const gpg: GpgHome["gpg"] = (args, input = "") => {
    const { status, stdout, stderr } = spawnSync("gpg", ["--homedir", directory, "--batch", "--quiet", "--no-tty", ...args], { input })
    if (status !== 0) throw new Error(`gpg ${args.join(" ")}: ${stderr.toString()}`)
    return stdout
  }
  return {
    directory,
    gpg,
    makeKey: (user, passphrase = "") => {
      gpg(["--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-gen-key", user, "future-default", "default", "never"])
      const listing = gpg(["--list-keys", "--with-colons", `=${user}`]).toString()
      return /^fpr:+([0-9A-F]{40,64}):/m.exec(listing)?.[1] ?? ""
    },
    forget: () => void spawnSync("gpgconf", ["--homedir", directory, "--kill", "gpg-agent"]),
  }
}
