import type { AskOptions, Background, Clipboard, Clock, GivenCodes, Gpg, Machine, PassphraseEstimator, Random } from "../base/ports.ts"
import type { Passphrase } from "../base/passphrase.ts"
import type { StoreFiles } from "../migrate/export/store.ts"
import type { WalkingFiles } from "../migrate/import/directory.ts"
import type { FormatSources } from "../plugins/load.ts"
import type { Agent, ForwardedAgent } from "../agent/port.ts"
import type { Receiver } from "../receive/port.ts"
import type { Settings } from "../settings/settings.ts"
import type { BackupPorts } from "../vault/copies/ports.ts"
import type { VaultPorts } from "../vault/ports.ts"

/** What the commands need of the machine. `main/` makes the real ports, tests make their own. */
export interface CliPorts extends FormatSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDirectory: string
  readonly clock: Clock
  /** @param ms - 0 or more. @returns when the time is over or the signal is aborted, whichever comes first */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  readonly random: Random
  /** Started on first use. */
  readonly background: Background
  readonly estimator: PassphraseEstimator
  readonly gpg: Gpg
  readonly stdio: StdioPort
  readonly terminal: TerminalPort
  readonly files: CliFiles
  readonly vault: VaultPorts
  /** Runs a shell command. @returns its standard output @throws AppError `password-needed` where it fails */
  runShell(command: string, signal: AbortSignal): Promise<Uint8Array>
  readonly clipboard: Clipboard
  readonly machine: Machine
  readonly receiver: Receiver
  readonly agent: Agent
  readonly forwarded: ForwardedAgent
  readonly settings: SettingsPort
  /** The name of the program that has started this one; null where the system does not tell. */
  parentProgram(): Promise<string | null>
  /** Send SIGINT to this process and those that run with it, as Ctrl-C does on a terminal. */
  interruptGroup(): void
  readonly givenCodes: GivenCodes
  /** Automatic backups. */
  readonly backups: Omit<BackupPorts, "clock">
}

/** The user's settings, as the screen has them too. */
export interface SettingsPort {
  read(): Settings
  /** @returns the settings afterwards @throws AppError `io` */
  save(patch: Partial<Settings>): Promise<Settings>
}

export interface StdioPort {
  readonly stdoutIsTerminal: boolean
  /** Cells of the terminal behind standard output; null where there is none. */
  readonly size: { readonly columns: number; readonly rows: number } | null
  /** Columns of the terminal behind standard error; null where there is none. */
  readonly errColumns: number | null
  /** All of standard input; call it once. @throws AppError `limit-exceeded`, `io` */
  read(maxBytes: number): Promise<Uint8Array>
  out(data: string | Uint8Array): Promise<void>
  err(text: string): void
}

/** The terminal that the user sits at, even where standard input is a file. */
export interface TerminalPort {
  /** One line without echo; null where there is no terminal. @throws AppError `interrupted` */
  askHidden(prompt: string): Promise<Passphrase | null>
  /** One line with echo, empty where the user ends the input; null where there is no terminal. @throws AppError `interrupted` */
  askLine(prompt: string, options?: AskOptions): Promise<string | null>
  /** Runs `work` with the alternate screen, which is erased afterwards and never scrolls; null where there is no terminal. */
  onAlternateScreen<T>(work: (screen: AlternateScreen) => Promise<T>): Promise<T | null>
}

export interface AlternateScreen {
  /** The cells that may be drawn on; there is room for one line to type below. */
  readonly size: { readonly columns: number; readonly rows: number }
  /** Draws the rows on an empty screen, and leaves the cursor below them. */
  draw(rows: readonly string[]): void
}

export interface CliFiles extends WalkingFiles, StoreFiles {
  /** @throws AppError `io`, `limit-exceeded` */
  read(path: string, maxBytes: number): Promise<Uint8Array>
  /** The first line of a file or pipe, without its line end. @throws AppError `io`, `limit-exceeded` */
  firstLine(path: string): Promise<string>
  /** Who else can read a regular file: users other than its owner, or another user who owns it. Null for anything else, such as a pipe. */
  exposureOf(path: string): Promise<"others-read" | "other-owner" | null>
  /** Writes a file completely or not at all, with mode 0600. @throws AppError `file-exists`, `io` */
  write(path: string, bytes: Uint8Array, options: { readonly overwrite: boolean }): Promise<void>
  exists(path: string): Promise<boolean>
  /** Whether it is a directory, or a link to one. */
  isDirectory(path: string): Promise<boolean>
  /** The path as an absolute one; `~` is the home directory. */
  absolute(path: string): string
  /** Makes the directory and its missing parents, with mode 0700. */
  makeDirectory(path: string): Promise<void>
}
