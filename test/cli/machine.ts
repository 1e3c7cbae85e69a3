import { NO_AGENT } from "../../src/agent/port.ts"
import type { Agent } from "../../src/agent/port.ts"
import { AppError, COMMON } from "../../src/base/errors.ts"
import type { SshHost, WalkedFile } from "../../src/base/ports.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import type { CliPorts } from "../../src/cli/ports.ts"
import { parseInvocation } from "../../src/cli/parse.ts"
import { runCommand } from "../../src/cli/run.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import type { PluginPorts } from "../../src/plugins/ports.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import type { Settings } from "../../src/settings/settings.ts"
import { fakeGpg } from "../formats/fake-gpg.ts"
import { background, estimator } from "../formats/ports.ts"
import { FakeReceiver } from "../receive/fake-receiver.ts"
import { MemoryCopies } from "../vault/copies/memory-copies.ts"
import { MemoryFiles } from "../vault/memory-files.ts"
import { testPorts } from "../vault/support.ts"

const NO_SUCH_FILE = { en: "{file}: no such file", ja: "{file}: no such file" }

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
  /** Standard output as JSON. */
  readonly json: () => Record<string, unknown>
}

const none = (): never => {
  throw new TypeError("there are no plugins")
}
const noPlugins: PluginPorts = {
  files: { list: () => Promise.resolve([]), pathOf: (name) => name, nameOf: none, readGuarded: none, write: none, remove: none },
  start: none,
}

/** A machine in memory: files, the vault's disk, answers on the terminal. Commands run in this process, as in `main.ts`. */
export class Machine {
  readonly files = new Map<string, Uint8Array>()
  /** Files that others can read. */
  readonly exposed = new Map<string, "others-read" | "other-owner">()
  /** The texts that were copied. */
  readonly clipboard: string[] = []
  /** The prompts shown on the terminal. */
  readonly prompts: string[] = []
  readonly env: Record<string, string> = {}
  /** Answers on the terminal, in order; null: there is no terminal. */
  answers: string[] | null = null
  /** The command is interrupted when it has slept so often. */
  sleeps = 0
  /** A sleep takes at least this long. */
  sleepMs = 0
  /** Called while a command sleeps. */
  duringSleep: () => unknown = () => undefined
  /** The user answers the next question with Ctrl-C. */
  interruptsAnswer = false
  /** How often a command has interrupted the processes that run with it. */
  groupInterrupts = 0
  /** The user answers only once this is settled. */
  answerAfter: Promise<void> = Promise.resolve()
  /** What was drawn on the alternate screen. */
  readonly drawn: (readonly string[])[] = []
  stdin: Uint8Array | null = null
  size: { columns: number; rows: number } | null = null
  /** The disk of the vault. */
  readonly disk = new MemoryFiles()
  readonly vault = testPorts(this.disk)
  settings: Settings = DEFAULT_SETTINGS
  readonly copies = new MemoryCopies()
  /** No plugins by default. */
  plugins: PluginPorts = noPlugins
  gpg = fakeGpg()
  readonly receiver = new FakeReceiver()
  agent: Agent = NO_AGENT
  parentProgram: string | null = "sh"
  /** Until when the last code of an account that was given is valid. */
  readonly given = new Map<string, number>()
  programs = { node: "20.19.0", program: "1.0.0" }
  tmuxClipboard: string | null = null
  sshHost: SshHost = { user: "alice", name: "server", connection: undefined }

  /** Writes a file. */
  put(name: string, text: string | Uint8Array): string {
    this.files.set(name, typeof text === "string" ? Buffer.from(text, "utf8") : text)
    return name
  }

  text(name: string): string {
    return Buffer.from(this.files.get(name) ?? []).toString("utf8")
  }

  /** Creates a vault whose passphrase is in the file `pw`, and the environment names that file. */
  async withVault(): Promise<this> {
    this.put("pw", "correct horse battery staple\n")
    this.env["KEYFERRY_PASSPHRASE_FILE"] = "pw"
    await this.run("init")
    return this
  }

  async run(...args: string[]): Promise<Ran> {
    const out: Buffer[] = []
    let err = ""
    const interrupt = new AbortController()
    const ask = async (prompt: string): Promise<string | null> => {
      this.prompts.push(prompt)
      await this.answerAfter
      if (this.interruptsAnswer) throw new AppError("interrupted", COMMON.interrupted)
      return this.answers?.shift() ?? null
    }
    const read = (path: string): Promise<Uint8Array> => {
      const bytes = this.files.get(path)
      return bytes === undefined
        ? Promise.reject(new AppError("io", NO_SUCH_FILE, { detail: { file: path } }))
        : Promise.resolve(bytes.slice())
    }
    const ports: CliPorts = {
      env: this.env,
      homeDirectory: "/home/user",
      clock: this.vault.clock,
      sleep: (ms) => {
        this.vault.time += Math.max(ms, this.sleepMs)
        this.duringSleep()
        this.sleeps--
        if (this.sleeps === 0) interrupt.abort()
        return Promise.resolve()
      },
      random: this.vault.random,
      background,
      estimator,
      gpg: this.gpg,
      vault: this.vault,
      builtInFormats: () => Promise.resolve(HANDLERS),
      plugins: () => Promise.resolve(this.plugins),
      stdio: {
        stdoutIsTerminal: this.size !== null,
        size: this.size,
        errColumns: this.size?.columns ?? null,
        read: () => (this.stdin === null ? Promise.reject(new TypeError("standard input was not expected")) : Promise.resolve(this.stdin)),
        out: (data) => {
          out.push(Buffer.from(data))
          return Promise.resolve()
        },
        err: (text) => {
          err += text
        },
      },
      terminal: {
        askHidden: async (prompt) => {
          const typed = await ask(prompt)
          return typed === null ? null : Passphrase.of(typed)
        },
        askLine: (prompt, { until } = {}) =>
          Promise.race([
            ask(prompt),
            new Promise<string>((resolve) => {
              until?.addEventListener("abort", () => {
                resolve("")
              })
            }),
          ]),
        onAlternateScreen: async (work) =>
          this.answers === null
            ? null
            : await work({ size: this.size ?? { columns: 80, rows: 22 }, draw: (rows) => void this.drawn.push(rows) }),
      },
      files: {
        read,
        firstLine: async (path) =>
          Buffer.from(await read(path))
            .toString("utf8")
            .split("\n")[0]
            ?.replace(/\r$/, "") ?? "",
        exposureOf: (path) => Promise.resolve(this.exposed.get(path) ?? null),
        write: (path, bytes, { overwrite }) => {
          if (this.files.has(path) && !overwrite)
            return Promise.reject(new AppError("file-exists", NO_SUCH_FILE, { detail: { file: path } }))
          this.files.set(path, bytes.slice())
          return Promise.resolve()
        },
        exists: (path) => Promise.resolve(this.files.has(path)),
        isDirectory: (path) => Promise.resolve(filesUnder(this.files, path) !== null),
        absolute: (path) => (path.startsWith("/") ? path : `/cwd/${path}`),
        makeDirectory: () => Promise.resolve(),
        walk: (path) => Promise.resolve(filesUnder(this.files, path)),
        writeTree: (directory, files, { onlyIfNew }) => {
          const isNew = filesUnder(this.files, directory) === null
          for (const { path, bytes } of isNew ? [...files, ...onlyIfNew] : files) this.files.set(`${directory}/${path}`, bytes)
          return Promise.resolve()
        },
      },
      settings: {
        read: () => this.settings,
        save: (patch) => {
          this.settings = { ...this.settings, ...patch }
          return Promise.resolve(this.settings)
        },
      },
      backups: this.copies.ports(this.vault.clock),
      machine: { programs: this.programs, sshHost: this.sshHost, tmuxClipboard: () => Promise.resolve(this.tmuxClipboard) },
      receiver: this.receiver,
      runShell: (command) => Promise.resolve(Buffer.from(`${command.replace("echo ", "")}\nsecond line\n`)),
      agent: this.agent,
      parentProgram: () => Promise.resolve(this.parentProgram),
      interruptGroup: () => {
        this.groupInterrupts++
      },
      givenCodes: {
        update: (id, change) => {
          this.given.set(id, change(this.given.get(id) ?? 0))
          return Promise.resolve()
        },
      },
      forwarded: { isSocket: () => false, code: () => Promise.reject(new TypeError("there is no socket")) },
      clipboard: {
        copy: (text) => {
          this.clipboard.push(text)
          return Promise.resolve("osc52")
        },
      },
    }
    let status: number
    try {
      const invocation = parseInvocation(args, this.env)
      if (invocation.to !== "command") throw new TypeError("no command")
      status = await runCommand(invocation, ports, interrupt.signal)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      err += `keyferry: ${error.message}\n`
      status = 2
    }
    const text = Buffer.concat(out).toString("utf8")
    return { status, out: text, err, json: () => JSON.parse(text) as Record<string, unknown> }
  }
}

/** The visible files below a directory; null where there are none. */
export function filesUnder(files: ReadonlyMap<string, Uint8Array>, directory: string): readonly WalkedFile[] | null {
  const found = [...files].flatMap(([path, { length: size }]) => {
    const within = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : ""
    return within === "" || /(?:^|\/)\./.test(within) ? [] : [{ path, within, size }]
  })
  return found.length === 0 ? null : found
}
