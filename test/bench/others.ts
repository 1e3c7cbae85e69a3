import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"
import { draftsOf } from "./accounts.ts"

const PROGRAM = "dist/main.js"
const PASSPHRASE = "beside other programs"
const ROUNDS = 3
const SCREENSHOT = "samples/qr-image/one.png"
/** The program drops what is typed before it has turned off the echo. Not counted. */
const OTPCLIENT_PAUSE_MS = 500
/** Programs and their Debian packages. */
const OTHERS: Readonly<Record<string, string>> = {
  "keepassxc-cli": "keepassxc",
  pass: "pass, pass-extension-otp",
  oathtool: "oathtool",
  "otpclient-cli": "otpclient-cli, expect",
  zbarimg: "zbar-tools",
  gopass: "gopass",
}

/** Runs a command that must succeed. @returns milliseconds, and the most memory of its process in MB */
type Run = (command: readonly string[], input?: string) => { readonly ms: number; readonly mb: number; readonly out: string }

/** For each work: what does it, and how long that takes in milliseconds. */
type Table = Record<"code" | "list" | "import" | "unlock", Record<string, () => number>>

/** Puts keyferry beside the programs that Debian has for the same work, in one run. */
export async function* measureOthers(): AsyncGenerator<Measured> {
  const has = (name: string): boolean => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0
  for (const [name, packages] of Object.entries(OTHERS)) if (!has(name)) console.log(`! MISSING: ${name} (Debian: ${packages})`)
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  try {
    const bench = new Bench(home)
    yield* bench.rows(has)
  } finally {
    spawnSync("gpgconf", ["--kill", "gpg-agent"], { env: { ...process.env, GNUPGHOME: join(home, "gnupg") } })
    rmSync(home, { recursive: true, force: true })
  }
}

class Bench {
  readonly #at: (name: string) => string
  readonly #run: Run

  constructor(home: string) {
    this.#at = (name) => join(home, name)
    const env = {
      ...{ PATH: process.env["PATH"], HOME: home, LC_ALL: "C.UTF-8", KEYFERRY_PASSPHRASE_FILE: this.#at("passphrase") },
      ...{ GNUPGHOME: this.#at("gnupg"), PASSWORD_STORE_DIR: this.#at("store") },
    }
    this.#run = (command, input = "") => {
      const started = performance.now()
      const { status, stdout, stderr } = spawnSync("/usr/bin/time", ["-f", "%M", ...command], {
        env,
        input,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      })
      if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`)
      return { ms: performance.now() - started, mb: Number(stderr.trim().split("\n").at(-1)) / 1024, out: stdout }
    }
    writeFileSync(this.#at("passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 })
  }

  async *rows(has: (name: string) => boolean): AsyncGenerator<Measured> {
    this.#prepareKeyferry()
    try {
      yield* this.#rows(has)
    } finally {
      this.#keyferry("agent", "stop")
    }
  }

  async *#rows(has: (name: string) => boolean): AsyncGenerator<Measured> {
    const others: Table = {
      code: { "node -e 0": () => this.#run([process.execPath, "-e", "0"]).ms, ...(has("oathtool") ? this.#oathtool() : {}) },
      list: {},
      import: {},
      unlock: {},
    }
    if (has("keepassxc-cli")) this.#keepassxc(others)
    if (has("pass")) this.#pass(others, has("gopass"))
    if (has("otpclient-cli")) this.#otpclient(others)
    for (const [work, ours] of Object.entries(this.#ours())) {
      const theirs = others[work as keyof Table]
      if (Object.keys(theirs).length === 0) continue
      const times = await timeInTurns(ROUNDS, { ...ours, ...theirs }, 0)
      for (const [what] of Object.entries(ours))
        for (const [beside] of Object.entries(theirs))
          yield { what, ms: times[what] ?? Number.NaN, beside, besideMs: times[beside] ?? Number.NaN }
    }
    if (has("zbarimg")) yield* this.#scan()
    yield* this.#memory(has)
  }

  #keyferry(...args: readonly string[]): number {
    return this.#run([process.execPath, PROGRAM, ...args]).ms
  }

  #prepareKeyferry(): void {
    for (const count of [1, 1000, 10_000]) {
      const uris = draftsOf(count).map(
        ({ issuer, name, secret }) =>
          `otpauth://totp/${encodeURIComponent(`${issuer}:${name}`)}?secret=${secret.toBase32()}&issuer=${encodeURIComponent(issuer)}`,
      )
      writeFileSync(this.#at(`uris-${count}`), uris.join("\n"))
      if (count === 10_000) continue
      this.#keyferry("init", "--vault", this.#at(`vault-${count}`))
      this.#keyferry("import", this.#at(`uris-${count}`), "--vault", this.#at(`vault-${count}`))
    }
    this.#keyferry("recovery", "create", "--out", this.#at("key"), "--vault", this.#at("vault-1000"))
    this.#keyferry("agent", "start", "--vault", this.#at("vault-1000"))
    this.#keyferry("init", "--vault", this.#at("vault-empty"))
  }

  #ours(): Table {
    // Named, so that the agent is not asked.
    const vault = ["--vault", this.#at("vault-1000"), "--passphrase-file", this.#at("passphrase")]
    const byKey = ["--vault", this.#at("vault-1000"), "--recovery-key-file", this.#at("key")]
    const byAgent = ["env", `KEYFERRY_VAULT=${this.#at("vault-1000")}`, process.execPath, PROGRAM]
    const fresh = (): number => {
      rmSync(this.#at("vault-new"), { recursive: true, force: true })
      // Else the copy would be refused: it is older than what was seen of the vault.
      rmSync(this.#at(".local"), { recursive: true, force: true })
      spawnSync("cp", ["-r", this.#at("vault-empty"), this.#at("vault-new")])
      return this.#keyferry("import", this.#at("uris-10000"), "--vault", this.#at("vault-new"))
    }
    return {
      code: {
        "code, with the passphrase": () => this.#keyferry("code", "someone-7@example.com", ...vault),
        "code, with a recovery key": () => this.#keyferry("code", "someone-7@example.com", ...byKey),
        "code, with the agent": () => this.#run([...byAgent, "code", "someone-7@example.com"]).ms,
      },
      list: {
        "list of 1,000, with the passphrase": () => this.#keyferry("list", ...vault),
        "list of 1,000, with a recovery key": () => this.#keyferry("list", ...byKey),
      },
      import: { "import of 10,000": fresh },
      unlock: { "unlock a vault of one account": () => this.#keyferry("list", "--vault", this.#at("vault-1")) },
    }
  }

  #oathtool(): Record<string, () => number> {
    const secret = draftsOf(8)[7]?.secret.toBase32() ?? ""
    return { "oathtool (no vault)": () => this.#run(["oathtool", "--totp", "-b", "-"], `${secret}\n`).ms }
  }

  #keepassxc(others: Table): void {
    const protect = ["--out-password-file", this.#at("passphrase"), "--force"]
    for (const count of [1, 1000, 10_000]) {
      // Its own XML, of which it makes a database with its own key derivation.
      this.#keyferry("convert", this.#at(`uris-${count}`), "--to", "kdbx", "--out", this.#at("ours.kdbx"), ...protect)
      writeFileSync(this.#at(`${count}.xml`), this.#run(["keepassxc-cli", "export", "-q", this.#at("ours.kdbx")], `${PASSPHRASE}\n`).out)
      if (count < 10_000)
        this.#run(
          ["keepassxc-cli", "import", "-q", "-p", this.#at(`${count}.xml`), this.#at(`${count}.kdbx`)],
          `${PASSPHRASE}\n${PASSPHRASE}\n`,
        )
    }
    const ask = (...args: readonly string[]) => this.#run(["keepassxc-cli", ...args], `${PASSPHRASE}\n`)
    const entries = ask("ls", "-q", "-R", "-f", this.#at("1000.kdbx")).out.split("\n")
    const entry = entries.find((line) => line.includes("Issuer 7") && !line.endsWith("/")) ?? "Issuer 7"
    others.code["keepassxc-cli show --totp"] = () => ask("show", "-q", "-t", this.#at("1000.kdbx"), entry).ms
    others.list["keepassxc-cli ls"] = () => ask("ls", "-q", "-R", "-f", this.#at("1000.kdbx")).ms
    others.unlock["keepassxc-cli ls"] = () => ask("ls", "-q", this.#at("1.kdbx")).ms
    others.import["keepassxc-cli import (XML)"] = () => {
      rmSync(this.#at("new.kdbx"), { force: true })
      return this.#run(
        ["keepassxc-cli", "import", "-q", "-p", this.#at("10000.xml"), this.#at("new.kdbx")],
        `${PASSPHRASE}\n${PASSPHRASE}\n`,
      ).ms
    }
  }

  #pass(others: Table, hasGopass: boolean): void {
    mkdirSync(this.#at("gnupg"), { mode: 0o700 })
    this.#run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "bench@example.com", "default", "default", "never"])
    this.#run(["pass", "init", "bench@example.com"])
    this.#run(["pass", "otp", "insert", "one"], `otpauth://totp/one?secret=${draftsOf(8)[7]?.secret.toBase32() ?? ""}&issuer=one\n`)
    mkdirSync(this.#at("store/many"))
    // Only names are listed: nothing is decrypted.
    for (let n = 0; n < 1000; n++) writeFileSync(this.#at(`store/many/issuer-${n}.gpg`), "")
    others.code["pass otp (gpg key without passphrase)"] = () => this.#run(["pass", "otp", "one"]).ms
    others.list["pass ls (names only)"] = () => this.#run(["pass", "ls"]).ms
    if (hasGopass) others.list["gopass ls (names only; Debian's has no codes)"] = () => this.#run(["gopass", "ls"]).ms
  }

  #otpclient(others: Table): void {
    const file = this.#at("otpclient.enc")
    this.#keyferry("convert", this.#at("uris-1000"), "--to", "otpclient", "--out", file, "--out-password-file", this.#at("passphrase"))
    mkdirSync(this.#at(".config"), { recursive: true })
    writeFileSync(this.#at(".config/otpclient.cfg"), `[config]\ndb_path=${file}\nuse_secret_service=false\n`)
    const script = (command: string): string =>
      `log_user 0; spawn otpclient-cli ${command}\nexpect "password:" { after ${OTPCLIENT_PAUSE_MS}; send "${PASSPHRASE}\\r" }\nexpect eof`
    const ask = (command: string): number => this.#run(["expect", "-c", script(command)]).ms - OTPCLIENT_PAUSE_MS
    others.code["otpclient-cli show"] = () => ask('show -a "someone-7@example.com"')
    others.list["otpclient-cli list"] = () => ask("list")
  }

  async *#scan(): AsyncGenerator<Measured> {
    const beside = "zbarimg (one decoder)"
    const times = await timeInTurns(
      ROUNDS,
      { ours: () => this.#keyferry("scan", SCREENSHOT), theirs: () => this.#run(["zbarimg", "-q", "--raw", SCREENSHOT]).ms },
      1,
    )
    yield { what: "scan of a screenshot", ms: times.ours, beside, besideMs: times.theirs }
  }

  async *#memory(has: (name: string) => boolean): AsyncGenerator<Measured> {
    const ours = this.#run([process.execPath, PROGRAM, "list", "--vault", this.#at("vault-1000")]).mb
    const row = (beside: string, mb: number): Measured => ({ what: "memory to list 1,000", ms: ours, unit: "MB", beside, besideMs: mb })
    if (has("keepassxc-cli"))
      yield await Promise.resolve(
        row("keepassxc-cli ls", this.#run(["keepassxc-cli", "ls", "-q", "-R", this.#at("1000.kdbx")], `${PASSPHRASE}\n`).mb),
      )
    if (has("pass")) yield row("pass ls", this.#run(["pass", "ls"]).mb)
  }
}
