import type { Message } from "../../base/language.ts"
import type { Background, Clipboard, Clock, DirectoryEntry, Gpg, Random } from "../../base/ports.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { WalkingFiles } from "../../migrate/import/directory.ts"
import type { StoreFiles } from "../../migrate/export/store.ts"
import type { Settings } from "../../settings/settings.ts"
import type { VaultPorts } from "../../vault/ports.ts"

/** Files of the user, by path. Every method throws AppError `io` where the disk or a permission says no. */
export interface TuiFiles extends WalkingFiles, StoreFiles {
  /** What is in a directory, in no order. A link counts as what it leads to. `path`: the place itself, absolute. */
  list(path: string): Promise<{ readonly path: string; readonly entries: readonly DirectoryEntry[] }>
  /** All of it. @throws AppError `limit-exceeded` when it is longer */
  read(path: string, maxBytes: number): Promise<Uint8Array>
  /** Its first bytes. */
  readHead(path: string, bytes: number): Promise<Uint8Array>
  /** Whole or not at all, readable by the user alone. @throws AppError `file-exists` */
  write(path: string, bytes: Uint8Array, options: { readonly overwrite: boolean }): Promise<void>
  exists(path: string): Promise<boolean>
  /** With all that lead to it, 0700. */
  makeDirectory(path: string): Promise<void>
  remove(path: string): Promise<void>
}

/** Of the throw-away vault, whose screens ask for none: they open it with an empty one. */
export const DEMO_PASSPHRASE = "keyferry demo"

/** What effects need of the machine. `main/` gives the real ones, tests their own. */
export interface TuiPorts {
  readonly clock: Clock
  readonly random: Random
  readonly background: Background
  readonly gpg: Gpg
  readonly files: TuiFiles
  readonly formats: Registry
  readonly clipboard: Clipboard
  readonly vault: VaultPorts
  readonly vaultDirectory: string
  /** A throw-away vault of samples. */
  readonly demo: boolean
  /** Things to say when the vault is opened, such as why a plugin is not used. */
  readonly notices: readonly Message[]
  readonly settings: { save(patch: Partial<Settings>): Settings }
  /** Cells that this terminal gives to `▀`; null: not known, taken as one. */
  halfBlockColumns(): 1 | 2 | null
  /** Pixels of a cell, where this terminal draws pictures; null: it does not, or has not answered. */
  pictureCell(): { readonly width: number; readonly height: number } | null
}
