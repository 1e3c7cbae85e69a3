import { format } from "./language.ts"
import type { Detail, Sentence } from "./language.ts"

/** Every code that a user, a script or a test can meet. `cli/exit-codes.ts` gives each its exit status. */
export type ErrorCode =
  | "usage" // the command line is not understood
  | "file-exists" // the target is there, and overwriting was not asked for
  | "format-unknown" // no handler recognises the bytes
  | "format-damaged" // a handler claims the file, its structure is broken
  | "format-version" // written by a newer version than we read
  | "format-unsupported" // recognised, but it cannot be opened (an account-bound export, a cipher nobody reads)
  | "nothing-found" // readable, but there is nothing in it for us
  | "limit-exceeded" // hostile or by mistake: too large, too deep, too costly
  | "transfer-incomplete" // parts are missing
  | "transfer-mixed" // parts of several sets where one was expected
  | "password-needed"
  | "password-wrong" // also a wrong passphrase or key file
  | "code-mistyped" // the verification code's check character does not fit
  | "code-wrong" // a well-formed verification code that does not open the transfer
  | "vault-missing"
  | "vault-exists"
  | "vault-busy" // locked by another program
  | "vault-refused" // forged, rolled back, read-only, of a newer version
  | "query-none"
  | "query-many"
  | "export-refused" // the target can hold none of the accounts
  | "io" // the disk, a permission, a pipe
  | "interrupted"
  | "internal"

/**
 * The one error class that crosses a room's border.
 *
 * `message` is the English sentence, without a full stop; {@link AppError.say} gives another language. `cause` keeps a
 * library's error and is never printed, because library messages may quote the input. Bugs stay `TypeError`.
 */
export class AppError extends Error {
  override readonly name = "AppError"
  readonly code: ErrorCode
  readonly sentence: Sentence
  readonly detail: Detail

  constructor(code: ErrorCode, sentence: Sentence, options: { detail?: Detail; cause?: unknown } = {}) {
    super(format(sentence, "en", options.detail), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.sentence = sentence
    this.detail = options.detail ?? {}
  }
}

export function isAppError(e: unknown, code?: ErrorCode): e is AppError {
  return e instanceof AppError && (code === undefined || e.code === code)
}

/** What an {@link Issue} is about; `reason` says it in words. */
export type IssueCode =
  | "record-malformed" // broken: a bad secret, a number out of range
  | "record-unsupported" // whole, but nobody here can make its codes
  | "record-locked" // one record that the right password does not open
  | "part-missing" // a batch or part of a set is not among the inputs
  | "code-foreign" // a QR code that is no account
  | "decoders-disagree" // two readers of one picture give two texts

/** One record that could not be read. Data, not an exception: the rest of the file still counts. Never its content. */
export interface Issue {
  /** 1-based: the line in a file of lines, else the record's number. */
  readonly at: number
  /** Which of several inputs that were opened together it stands in, from 0; absent: the first. */
  readonly input?: number
  readonly code: IssueCode
  readonly reason: Sentence
  readonly detail?: Detail
}

/** Sentences that more than one room needs. */
export const COMMON = {
  interrupted: { en: "interrupted", ja: "中断しました" },
} as const satisfies Record<string, Sentence>

/** Throw `interrupted` when the user has cancelled. Long loops call this between steps. */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError("interrupted", COMMON.interrupted)
}
