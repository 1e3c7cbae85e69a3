import type { ConflictCopy } from "./conflict-names.ts"

/** What is unusual about a vault's directory. Names are relative to it. */
export interface DirectoryReport {
  readonly problems: readonly AccessProblem[]
  /** Files that a program left when it was killed. The next save removes them. */
  readonly leftovers: readonly string[]
  readonly conflictCopies: readonly ConflictCopy[]
  /** Files that could not be read and were renamed; see `VaultDirectory.renameAside`. */
  readonly setAside: readonly string[]
}

/** A file or directory that others can reach, or that is not where it seems to be. */
export interface AccessProblem {
  /**
   * `others-write`, `others-read`: users other than the owner, members of its group included. `other-owner`: it belongs to another user.
   * `link`: it is a symbolic link.
   */
  readonly kind: "others-write" | "others-read" | "other-owner" | "link"
  /** `""` is the directory itself. */
  readonly name: string
  readonly isDirectory: boolean
  /** The permission bits, such as `0o775`. */
  readonly mode: number
  /** The owner's user id. */
  readonly owner: number
}

/** The report of a directory with nothing unusual in it. */
export const NOTHING_UNUSUAL: DirectoryReport = { problems: [], leftovers: [], conflictCopies: [], setAside: [] }
