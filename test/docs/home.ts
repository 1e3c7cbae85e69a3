import { spawn } from "node:child_process"
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { toAccount } from "../../src/accounts/account.ts"
import { parseOtpUri } from "../../src/accounts/uri.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { clock } from "../../src/platform/clock.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { random } from "../../src/platform/random.ts"
import { sealBackup } from "../../src/vault/backup.ts"
import { createVault } from "../../src/vault/vault.ts"
import { MAIN, ROOT, SAMPLES } from "../e2e/programs.ts"
import { weak } from "../vault/support.ts"
import { displayIn } from "./documents.ts"

const PASSPHRASE = "correct horse"
const VAULT = ".local/share/keyferry/vault"
const DEADLINE_MS = 180_000

/** The files that documents name, and the samples that they are. */
const FILES = {
  "aegis.json": "aegis/plain.json",
  "aegis-backup.json": "aegis/encrypted.json",
  "authy.xml": "authy/plain.xml",
  "backup.json": "aegis/encrypted.json",
  "bitwarden.json": "bitwarden/plain.json",
  "damaged.json": "aegis/odd-entries.json",
  "export.json": "keyferry-json/protected.json",
  "passwords.csv": "generic-csv/labels.csv",
  "passwords.kdbx": "kdbx/version-4-argon2id.kdbx",
  "picture.png": "qr-image/one.png",
  "screenshot.png": "qr-image/one.png",
  "transfer-1.png": "qr-image/batch-1.png",
  "transfer-2.png": "qr-image/batch-2.png",
}

const URIS = [
  "otpauth://totp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=GitHub",
  "otpauth://totp/Northwind:bob?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Northwind",
]

/** Typed as an answer: the verification code that was shown before. */
const SHOWN_CODE = "the code"

/** What the user types at a prompt: the first that fits. */
const ANSWERS: readonly (readonly [prompt: RegExp, answer: string])[] = [
  [/passwords\.kdbx: $/, "pässwörd & key"],
  [/verification code[^\n]*: $/, SHOWN_CODE],
  [/\[y\/N\] $/, "y"],
  [/Enter (?:ends the page and goes on\. |for the next page|to finish)$/, ""],
  [/(?:pass(?:phrase|word)|once more)[^\n]*: $/i, PASSPHRASE],
]
const VERIFICATION_CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/

/** Programs that cannot run in a test. Each stand-in checks its arguments and runs here what would run elsewhere. */
const STAND_INS = {
  // Takes the first line.
  fzf: "head -n 1",
  // Downloads and builds.
  npm: `case "$1" in ci|pack|install) ;; run) jq -e --arg name "$2" '.scripts[$name]' <"$REPOSITORY/package.json" >/dev/null ;; *) exit 1 ;; esac`,
  apt: `[ "$1" = install ] && [ -e "$2" ]`,
  sudo: `exec "$@"`,
  scp: `for last; do :; done; case "$last" in ?*:*) ;; *) exit 1 ;; esac; while [ $# -gt 1 ]; do [ -e "$1" ] || exit 1; shift; done`,
  ssh: `while :; do case "$1" in -t) shift ;; -N) exit 0 ;; -*) exit 1 ;; *) break ;; esac; done; shift; exec bash -c "$*"`,
}

/** What a command ended with. */
export interface Ended {
  readonly command: string
  /** Null: it did not run to its end. */
  readonly status: number | null
  /** All that the terminal showed, of the other commands too. */
  readonly output: string
}

/** Home directories with a vault that is opened quickly, backups, and the files that documents name. */
export class DocumentHomes {
  readonly #directory = mkdtempSync(join(tmpdir(), "keyferry-docs-"))
  readonly #base = join(this.#directory, "base")
  readonly #programs = join(this.#directory, "bin")
  #copies = 0

  async prepare(): Promise<void> {
    mkdirSync(this.#base)
    mkdirSync(this.#programs)
    const program = `exec '${process.execPath}' '${MAIN}' --lang en "$@"`
    for (const [name, script] of Object.entries({ ...STAND_INS, keyferry: program })) {
      writeFileSync(join(this.#programs, name), `#!/bin/bash\n${script}\n`)
      chmodSync(join(this.#programs, name), 0o755)
    }
    for (const [name, sample] of Object.entries(FILES)) copyFileSync(join(SAMPLES, sample), join(this.#base, name))
    writeFileSync(join(this.#base, "pw"), `${PASSPHRASE}\n`, { mode: 0o600 })
    writeFileSync(join(this.#base, "links.txt"), "otpauth://totp/Harbor:carol?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbor\n")
    writeFileSync(join(this.#base, "secret.txt"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n", { mode: 0o600 })
    mkdirSync(join(this.#base, "release"))
    for (const name of ["keyferry-0.1.0.tgz", "keyferry_0.1.0_amd64.deb", "release/keyferry_0.1.0_amd64.deb"])
      writeFileSync(join(this.#base, name), "")
    writeFileSync(join(this.#base, "bright-lamp.mjs"), displayIn("man/keyferry-plugin.7", "export default"))
    const lamp = { app: "bright-lamp", list: [{ site: "Lamp", user: "dora", key: "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U" }] }
    writeFileSync(join(this.#base, "export.kite"), JSON.stringify(lamp))
    await this.#makeVault()
    const commands = ["keyferry backup --auto backups --yes", "keyferry backup --auto off"]
    for (const { command, status } of await this.#run(this.#base, commands)) if (status !== 0) throw new Error(`${command}: ${status}`)
    const vault = join(this.#base, VAULT)
    const version = readdirSync(join(vault, "versions")).sort().at(-1) ?? ""
    copyFileSync(join(vault, "versions", version), join(vault, "versions", "vault-41.age"))
    copyFileSync(join(vault, "vault.age"), join(this.#base, "vault.sync-conflict.age"))
    copyFileSync(join(this.#base, "vault-backup.age"), join(vault, "backup.age"))
  }

  async #makeVault(): Promise<void> {
    const directory = join(this.#base, VAULT)
    mkdirSync(join(directory, ".."), { recursive: true, mode: 0o700 })
    const seen = { get: () => null, set: () => undefined }
    const vault = await createVault({ files: vaultFiles, clock, random, seen, scrypt: weak }, directory, Passphrase.of(PASSPHRASE))
    const accounts = URIS.map((uri, order) => toAccount(parseOtpUri(uri), { nowMs: clock.nowMs(), order, random, taken: () => false }))
    for (const note of ["", "a note"]) await vault.save(accounts.map((account) => ({ ...account, note })))
    writeFileSync(join(this.#base, "vault-backup.age"), await sealBackup(vault.content, Passphrase.of(PASSPHRASE), weak))
    await vault.close()
  }

  /** Types commands at a terminal, in a home of their own; those that name files of the vault in its directory. */
  async type(commands: readonly string[]): Promise<readonly Ended[]> {
    const home = join(this.#directory, `home-${++this.#copies}`)
    cpSync(this.#base, home, { recursive: true })
    const names = (pattern: RegExp): boolean => commands.some((command) => pattern.test(command))
    if (names(/^keyferry init\b/)) rmSync(join(home, VAULT), { recursive: true })
    for (const [, written = ""] of commands.join("\n").matchAll(/--out ([\w.-]+)/g)) rmSync(join(home, written), { force: true })
    const before = [
      ...(names(/identity\.age|recovery\.age|^age .*backup\.age/) ? [`cd ~/${VAULT}`] : []),
      ...(names(/\brecovery\.txt/) ? ["keyferry recovery create --out recovery.txt"] : []),
    ]
    return (await this.#run(home, [...before, ...commands])).slice(before.length)
  }

  async #run(home: string, commands: readonly string[]): Promise<readonly Ended[]> {
    const report = join(home, ".statuses")
    const lines = commands.map((command) => `${command}\necho $? >>'${report}'`)
    writeFileSync(join(home, ".script"), ["stty cols 120 rows 40", "set -o pipefail", `: >'${report}'`, ...lines].join("\n"))
    const output = await this.#onTerminal(home)
    const statuses = readFileSync(report, "utf8").split("\n").filter(Boolean).map(Number)
    return commands.map((command, index) => ({ command, status: statuses[index] ?? null, output }))
  }

  /** Runs the script on a terminal and answers what is asked. @returns What was shown. */
  #onTerminal(home: string): Promise<string> {
    const env = {
      PATH: `${this.#programs}:${process.env["PATH"] ?? ""}`,
      HOME: home,
      LANG: "C.UTF-8",
      TERM: "xterm-256color",
      REPOSITORY: ROOT,
    }
    const child = spawn("script", ["-qec", "bash .script", "/dev/null"], { cwd: home, env, stdio: ["pipe", "pipe", "ignore"] })
    const end = setTimeout(() => child.kill(), DEADLINE_MS)
    let shown = ""
    let answered = 0
    child.stdout.setEncoding("utf8")
    child.stdout.on("data", (text: string) => {
      shown += text
      const asked = shown.slice(answered)
      const [, answer] = ANSWERS.find(([prompt]) => prompt.test(asked)) ?? []
      if (answer === undefined) return
      answered = shown.length
      child.stdin.write(`${answer === SHOWN_CODE ? (VERIFICATION_CODE.exec(shown)?.[0] ?? "") : answer}\n`)
    })
    return new Promise((resolve) => {
      child.on("close", () => {
        clearTimeout(end)
        resolve(shown)
      })
    })
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
