import type { Agent } from "../../agent/port.ts"
import type { Message } from "../../base/language.ts"
import type { Background, Clipboard, Clock, DirectoryEntry, Gpg, PassphraseEstimator, Random, SshHost } from "../../base/ports.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { StoreFiles } from "../../migrate/export/store.ts"
import type { Surroundings } from "../../migrate/check/check-vault.ts"
import type { WalkingFiles } from "../../migrate/import/directory.ts"
import type { Receiver } from "../../receive/port.ts"
import type { Settings } from "../../settings/settings.ts"
import type { BackupPorts } from "../../vault/copies/ports.ts"
import type { VaultPorts } from "../../vault/ports.ts"

/** Files of the user, by path. Every method throws AppError `io` where the disk or a permission fails. */
export interface TuiFiles extends WalkingFiles, StoreFiles {
  /** The entries of a directory, unordered. A link counts as its target. `path`: the directory, absolute. */
  list(path: string): Promise<{ readonly path: string; readonly entries: readonly DirectoryEntry[] }>
  /** The whole file. @throws AppError `limit-exceeded` when it is longer than `maxBytes` */
  read(path: string, maxBytes: number): Promise<Uint8Array>
  /** The first bytes of a file. */
  readHead(path: string, bytes: number): Promise<Uint8Array>
  /** Writes atomically, readable by the user alone. @throws AppError `file-exists` */
  write(path: string, bytes: Uint8Array, options: { readonly overwrite: boolean }): Promise<void>
  exists(path: string): Promise<boolean>
  /** The path as an absolute one; `~` is the home directory. */
  absolute(path: string): string
  /** Creates missing parents too, mode 0700. */
  makeDirectory(path: string): Promise<void>
  remove(path: string): Promise<void>
}

/** The demo vault's passphrase. Its screens do not ask for one; they send an empty one. */
export const DEMO_PASSPHRASE = "keyferry demo"

/** The machine as the effects use it. `main/` has the real ports; tests have their own. */
export interface TuiPorts {
  readonly clock: Clock
  readonly random: Random
  readonly background: Background
  readonly estimator: PassphraseEstimator
  readonly gpg: Gpg
  readonly files: TuiFiles
  readonly formats: Registry
  readonly clipboard: Clipboard
  readonly receiver: Receiver
  readonly agent: Agent
  readonly sshHost: SshHost
  readonly vault: VaultPorts
  readonly vaultDirectory: string
  /** The vault is a temporary one with samples. */
  readonly demo: boolean
  /** Notices to show after unlocking, such as why a plugin is not used. */
  readonly notices: readonly Message[]
  /** For `check`. */
  surroundings(): Promise<Surroundings>
  /** Overwrites what the program has dropped from its memory; see `platform/memory.ts`. */
  eraseFreedMemory(): void
  readonly settings: { read(): Settings; save(patch: Partial<Settings>): Settings }
  /** Automatic backups. */
  readonly backups: Omit<BackupPorts, "clock">
  /** The number of cells in which this terminal draws `▀`; null: unknown, treated as 1. */
  halfBlockColumns(): 1 | 2 | null
  /** The size of a cell in pixels; null: this terminal draws no pictures, or has not answered. */
  pictureCell(): { readonly width: number; readonly height: number } | null
}
