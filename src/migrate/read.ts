import type { Draft } from "../accounts/account.ts"
import type { AppError, Issue } from "../accounts/errors.ts"
import type { Said } from "../accounts/language.ts"
import type { Key, OpenedLocked } from "../formats/handler.ts"

/**
 * One thing that was opened: usually one file; several files where they belong together (parts of a transfer). What was found
 * inside a container is told here too, under the container's file.
 */
export interface ReadFile {
  /** The files it came from, as the user named them. */
  readonly files: readonly string[]
  /** The handler's id; where a container was passed through, the innermost one. */
  readonly format: string
  readonly protected: boolean
  readonly outcome:
    | {
        readonly state: "read"
        readonly drafts: readonly Draft[]
        readonly issues: readonly (Issue & { readonly file: string })[]
        readonly withoutSecret: number
        readonly notices: readonly Said[]
      }
    | { readonly state: "locked"; readonly ask: Pick<OpenedLocked, "needs" | "acceptsKeyFile" | "hint"> }
    | { readonly state: "failed"; readonly error: AppError }
}

/** An import being read: every input is in exactly one {@link ReadFile}. Immutable; unlocking gives a new one. */
export interface Reading {
  readonly files: readonly ReadFile[]
  /**
   * Open a locked one; the others stay as they are.
   *
   * @param index - Its place in `files`.
   * @throws AppError `password-wrong`, `code-mistyped`, `code-wrong`: ask again. Damage becomes the outcome `failed` instead.
   */
  unlock(index: number, key: Key, task?: { signal?: AbortSignal }): Promise<Reading>
}
