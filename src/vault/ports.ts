import type { SealOptions } from "../age/age.ts"
import type { Clock, Random } from "../base/ports.ts"
import type { DirectoryReport } from "./directory/report.ts"

/** Access to the directories of vaults; `platform/files/vault-files.ts` implements it. */
export interface VaultFiles {
  in(directory: string): VaultDirectory
}

export interface NewFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * One vault's directory. Names are `identity.age`, `vault.age`, `versions/…`, or those that `list` and `inspect` give.
 * Every method throws AppError `io` where the disk or a permission fails.
 */
export interface VaultDirectory {
  /** Make the directory and missing ones above it, with mode 0700 regardless of the umask. Does nothing where it exists. */
  create(): Promise<void>
  /**
   * Whether the directory exists.
   *
   * @throws AppError `vault-refused` when it is not a directory, when it is writable for everybody, or when it is a symbolic link to a
   * directory of another user
   */
  present(): Promise<boolean>
  /** Null where the file does not exist. @throws AppError `limit-exceeded` where it is larger than any vault can be */
  read(name: string): Promise<Uint8Array | null>
  /**
   * Replace a file as a whole: new file (mode 0600 regardless of the umask), fsync, rename, fsync of the directory. Where only the last step
   * fails the file is written, and {@link syncFailed} is set.
   *
   * @throws AppError `vault-busy` where another program has taken over the lock that {@link lock} gave; the file is then unchanged
   */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** The names of the regular files in a folder (`""` is the directory itself), in no order; empty where the folder does not exist. */
  list(folder: string): Promise<readonly string[]>
  /** Does nothing where the file does not exist. */
  remove(name: string): Promise<void>
  /**
   * Rename a file that cannot be read to `NAME.unreadable-<UTC time>`, so that another can take its place. Never replaces a file.
   *
   * @returns The new name.
   */
  renameAside(name: string): Promise<string>
  /** Look at modes, owners, links and unusual files, for warnings and for `check`. Never fails; what cannot be looked at is left out. */
  inspect(): Promise<DirectoryReport>
  /** When one of the vault's own files was last changed, in milliseconds since 1970; null where there are none. Never fails. */
  modifiedMs(): Promise<number | null>
  /**
   * Make the directory with these files, where it is missing or empty. It appears as a whole or, if the program is killed, not at all.
   *
   * @returns False where that is not possible, as it holds files or is a link, a mount point or the working directory; nothing was then done.
   */
  createFilled(files: readonly NewFile[]): Promise<boolean>
  /**
   * Whether, since this object was made, the disk failed to confirm that a written file will still be there after a power failure. Read it
   * before a step that relies on an earlier write, and after a save to warn the user.
   */
  readonly syncFailed: boolean
  /**
   * Take the vault's lock, which keeps other programs and other `Vault` objects of this program from writing. The returned function
   * releases it and never fails. The lock of a program that has died is taken over: at once where that program ran on this host; where it ran
   * elsewhere, after a minute without a sign of life.
   *
   * @param onWait - Called once where the wait takes more than two seconds.
   * @throws AppError `vault-busy` when the lock is held for longer than a save can take
   */
  lock(onWait?: (holder: LockHolder) => void): Promise<() => Promise<void>>
}

/** The process that holds a vault's lock. */
export interface LockHolder {
  /** A host's name as it calls itself; not to be trusted. */
  readonly host: string
  readonly pid: number
}

/**
 * The highest generation seen of each vault. It is kept outside the vault, so that an older copy that was put back is noticed.
 * Vaults are named by `vaultIdOf`, a hash that reveals nothing about them.
 */
export interface SeenGenerations {
  /** Null where the vault was never seen here. */
  get(vaultId: string): Promise<number | null> | number | null
  /** The content last seen of the vault and those that it descends from, newest first; empty or absent where they are not known. */
  lineage?(vaultId: string): Promise<readonly string[]> | readonly string[]
  /** @param options - `lineage`: see there. `lower`: store a lower generation too, after the user has accepted an older vault. Otherwise the highest stays. */
  set(
    vaultId: string,
    generation: number,
    options?: { readonly lower?: boolean; readonly lineage?: readonly string[] },
  ): Promise<void> | void
}

export interface VaultPorts {
  readonly files: VaultFiles
  readonly clock: Clock
  readonly random: Random
  readonly seen: SeenGenerations
  /** The cost of scrypt. Set in tests only; absent: the default of `age/`. */
  readonly scrypt?: SealOptions
}
