import type { SealOptions } from "../age/age.ts"
import type { Clock, Random } from "../base/ports.ts"

/** Where vaults lie. `platform/vault-files.ts` is the real one. */
export interface VaultFiles {
  in(directory: string): VaultDirectory
}

/**
 * One vault's directory. Names are `identity.age`, `vault.age`, or `versions/…`: lower-case letters, digits, dots and hyphens.
 * Every method throws AppError `io` where the disk or a permission says no.
 */
export interface VaultDirectory {
  /** Make it, and what is missing above it: 0700 whatever the umask. Nothing happens where it is there already. */
  create(): Promise<void>
  /**
   * Whether it is there.
   *
   * @throws AppError `vault-refused` when it is no directory, when everybody may write into it, or when it is a symbolic link to a
   * directory of another user
   */
  present(): Promise<boolean>
  /** Null: there is no such file. @throws AppError `limit-exceeded` beyond any size a vault can have */
  read(name: string): Promise<Uint8Array | null>
  /** All or nothing, and on the disk when it returns: new file (0600 whatever the umask), fsync, rename, fsync of the directory. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** The plain files of a folder (`""` is the directory itself), in no order; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** Nothing happens where there is no such file. */
  remove(name: string): Promise<void>
  /**
   * Keep other programs, and other vaults of this one, from writing until the returned function is called. The lock of a program
   * that has died is taken over.
   *
   * @throws AppError `vault-busy` when another holds it for longer than a save can take
   */
  lock(): Promise<() => Promise<void>>
}

/**
 * The highest generation seen of each vault, kept outside the vault, so that an older copy put back is noticed.
 * An id is a hash and tells nothing about the vault.
 */
export interface SeenGenerations {
  /** Null: never seen. */
  get(vaultId: string): Promise<number | null> | number | null
  /** Never lowers what is known, unless it is told to: the user has accepted an older vault. */
  set(vaultId: string, generation: number, options?: { readonly lower?: boolean }): Promise<void> | void
}

export interface VaultPorts {
  readonly files: VaultFiles
  readonly clock: Clock
  readonly random: Random
  readonly seen: SeenGenerations
  /** The cost of a passphrase; left out but in tests. */
  readonly scrypt?: SealOptions
}
