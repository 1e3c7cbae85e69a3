import type { ErrorCode } from "../base/errors.ts"

/** The exit status for each error. Scripts rely on these numbers. */
export const EXIT_CODES = {
  usage: 2,
  "file-exists": 2,
  "format-unknown": 3,
  "format-damaged": 4,
  "format-version": 4,
  "format-unsupported": 4,
  "nothing-found": 4,
  "limit-exceeded": 4,
  "transfer-incomplete": 4,
  "transfer-mixed": 4,
  "password-needed": 5,
  "password-wrong": 5,
  "code-mistyped": 5,
  "code-wrong": 5,
  "vault-missing": 7,
  "vault-exists": 7,
  "vault-busy": 7,
  "vault-refused": 7,
  "query-none": 8,
  "query-many": 8,
  "export-refused": 4,
  io: 1,
  interrupted: 130,
  internal: 1,
} as const satisfies Record<ErrorCode, number>

export const DONE = 0
/** The command is done, but some records were skipped. */
export const SKIPPED = 6

/** Where several files end with different statuses, the first of these is the exit status. */
const WORST_FIRST = [130, 1, 5, 4, 3, SKIPPED, DONE]

export function worstStatus(statuses: readonly number[]): number {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? DONE
}
