import type { Clock } from "../../base/ports.ts"
import type { BackupProblem } from "./problems.ts"

/** A file of a copy: its name and its bytes. */
export type CopiedFiles = ReadonlyMap<string, Uint8Array>

/** What a directory is like before it is chosen for automatic backups. */
export interface DirectoryLook {
  /** `missing`: nothing is there. `other`: something that is not a directory. */
  readonly kind: "directory" | "missing" | "other"
  /** Whether it is the vault's own directory or below it. */
  readonly insideVault: boolean
}

/**
 * Access to directories for automatic backups; `platform/backups/` implements it. The directory may be on a network that does not answer, so
 * every method gives up by itself.
 */
export interface CopyDirectories {
  look(directory: string, vaultDirectory: string): Promise<DirectoryLook>
  /**
   * Make the directory where it is missing (mode 0700), and put the marker file into it.
   *
   * @throws AppError `io`, see `backupProblemOf`
   */
  mark(directory: string): Promise<void>
  /** Open a directory that holds the marker file. @throws AppError `io`, see `backupProblemOf` */
  open(directory: string): Promise<CopyDirectory>
}

/** A directory that was opened. It stays the same one, even where something else is mounted over it meanwhile. */
export interface CopyDirectory {
  /** The names of its entries, when it was opened. */
  readonly names: readonly string[]
  /**
   * Write a copy beside its name, read it back, and rename it into place. Leftovers of this vault that an interrupted program did not rename are removed.
   *
   * @param name - Of a copy; see `copyName`. It must not exist.
   * @throws AppError `io`, see `backupProblemOf`
   */
  write(name: string, files: CopiedFiles): Promise<void>
  /** Remove a copy. One with files that keyferry did not write is left alone. @throws AppError `io` */
  remove(name: string): Promise<void>
  close(): void
}

/** What is known of the automatic backups of one vault. It is kept outside the vault. */
export interface BackupState {
  /** The directory of the last attempt. */
  readonly directory: string
  /** When the last attempt was made, in milliseconds since 1970. */
  readonly attemptAtMs: number
  /** Why the last attempt failed; null: it did not. */
  readonly problem: BackupProblem | null
  /** When the newest copy was made, in milliseconds since 1970; null: there is none. */
  readonly lastAtMs: number | null
  /** SHA-256 of the `vault.age` in the newest copy. */
  readonly digest: string | null
  /** The vault's former ids: each change of the passphrase gives it another. */
  readonly formerIds: readonly string[]
}

/** Vaults are named by `vaultIdOf`. Both methods throw AppError `io`. */
export interface BackupStates {
  get(vaultId: string): Promise<BackupState | null>
  /** @param formerId - The state of this id is forgotten. */
  set(vaultId: string, state: BackupState, formerId?: string): Promise<void>
}

export interface BackupPorts {
  readonly clock: Clock
  readonly directories: CopyDirectories
  readonly states: BackupStates
}
