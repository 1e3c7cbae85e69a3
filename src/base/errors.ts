import { format } from "./language.ts"
import type { Detail, Sentence } from "./language.ts"

/** All error codes. `cli/exit-codes.ts` maps each to an exit status. */
export type ErrorCode =
  | "usage" // the command line is invalid
  | "file-exists" // the target exists, and overwriting was not requested
  | "format-unknown" // no handler recognises the file
  | "format-damaged" // a handler recognises the file, but its structure is broken
  | "format-version" // written by a newer version of its app than the handler knows
  | "format-unsupported" // recognised, but it cannot be opened (such as an export bound to an account, or an unsupported cipher)
  | "nothing-found" // readable, but it contains no accounts
  | "limit-exceeded" // too large, too deeply nested, or too costly to decrypt
  | "transfer-incomplete" // parts are missing
  | "transfer-mixed" // parts of several sets where one was expected
  | "password-needed"
  | "password-wrong" // also for a wrong passphrase or key file
  | "code-mistyped" // the verification code's check character is wrong
  | "code-wrong" // a well-formed verification code that does not open the transfer
  | "vault-missing"
  | "vault-exists"
  | "vault-busy" // another program holds its lock
  | "vault-refused" // forged, older than seen before, read-only, or of a newer version
  | "query-none"
  | "query-many"
  | "export-refused" // the target format can hold none of the accounts
  | "io" // a disk, permission or pipe error
  | "interrupted"
  | "internal"

/**
 * The only error class that functions throw across the folders of `src/`. Programming errors are `TypeError`.
 *
 * `message` is the English sentence without a full stop; `format(error, lang)` gives it in another language. `cause` is the error of a
 * library; it is never printed, because its message may quote the user's file.
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

/** Whether `e` is an {@link AppError}, and, where `code` is given, one with that code. */
export function isAppError(e: unknown, code?: ErrorCode): e is AppError {
  return e instanceof AppError && (code === undefined || e.code === code)
}

/** The category of an {@link Issue}. */
export type IssueCode =
  | "record-malformed" // invalid: such as a secret that is not base32, or a number out of range
  | "record-unsupported" // valid, but its codes cannot be computed
  | "record-locked" // a single record that the right password does not decrypt
  | "part-missing" // a batch or part of a set is missing from the inputs
  | "code-foreign" // a QR code that does not contain an account
  | "decoders-disagree" // two QR readers return different texts for the same place of a picture

/** One record of a file that could not be read, while the rest of the file was. It never contains the record's content. */
export interface Issue {
  /** From 1: the line number in a file of lines, else the number of the record. */
  readonly at: number
  /** The index, from 0, of the input with the record, where several inputs were opened together; absent: the first. */
  readonly input?: number
  readonly code: IssueCode
  readonly reason: Sentence
  readonly detail?: Detail
}

/** Sentences used in several folders. */
export const COMMON = {
  interrupted: { en: "interrupted", ja: "中断しました" },
} as const satisfies Record<string, Sentence>

/** Call between the steps of long work. @throws AppError `interrupted` where the user has cancelled it */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError("interrupted", COMMON.interrupted)
}
