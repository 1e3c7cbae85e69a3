import type { Background, Clipboard, Clock, Gpg, Random } from "../base/ports.ts"
import type { StoreFiles } from "../migrate/export/store.ts"
import type { WalkingFiles } from "../migrate/import/directory.ts"
import type { VaultPorts } from "../vault/ports.ts"
import type { PluginPorts } from "../plugins/ports.ts"
import type { Registry } from "../formats/lookup.ts"

/** What the commands need of the machine. `main/` gives the real ones, tests their own. */
export interface CliPorts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDirectory: string
  readonly clock: Clock
  readonly random: Random
  /** Started on first use. */
  readonly background: Background
  readonly gpg: Gpg
  readonly stdio: StdioPort
  readonly terminal: TerminalPort
  readonly files: CliFiles
  readonly vault: VaultPorts
  /** The built-in formats, loaded on first use. */
  builtInFormats(): Promise<Registry>
  /** Loaded on first use. */
  plugins(): Promise<PluginPorts>
  /** What a shell command prints. @throws AppError `password-needed` */
  run(command: string, signal: AbortSignal): Promise<Uint8Array>
  readonly clipboard: Clipboard
}

export interface StdioPort {
  readonly stdoutIsTerminal: boolean
  /** Cells of the terminal behind standard output; null where there is none. */
  readonly size: { readonly columns: number; readonly rows: number } | null
  /** All of standard input. @throws AppError `limit-exceeded`, `io` */
  read(maxBytes: number): Promise<Uint8Array>
  out(data: string | Uint8Array): Promise<void>
  err(text: string): void
}

/** The terminal the user sits at, even where standard input is a file. */
export interface TerminalPort {
  /** One line without echo; null where there is no terminal. @throws AppError `interrupted` */
  askHidden(prompt: string): Promise<string | null>
  /** One line with echo; null where there is no terminal. @throws AppError `interrupted` */
  askLine(prompt: string): Promise<string | null>
}

export interface CliFiles extends WalkingFiles, StoreFiles {
  /** @throws AppError `io`, `limit-exceeded` */
  read(path: string, maxBytes: number): Promise<Uint8Array>
  /** Without its line end; pipes are read too. @throws AppError `io`, `limit-exceeded` */
  firstLine(path: string): Promise<string>
  /** Whole or not at all, readable by the user alone. @throws AppError `file-exists`, `io` */
  write(path: string, bytes: Uint8Array, options: { readonly overwrite: boolean }): Promise<void>
  exists(path: string): Promise<boolean>
  /** With all that lead to it, 0700. */
  makeDirectory(path: string): Promise<void>
}
