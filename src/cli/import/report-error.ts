import { isAppError } from "../../base/errors.ts"
import type { CommandContext } from "../context.ts"
import { EXIT_CODES } from "../exit-codes.ts"

/**
 * Note on standard error what is wrong with one file; the other files go on.
 *
 * @returns its exit status
 * @throws errors that end the command: bugs, `interrupted`, `usage`
 */
export function reportError(context: CommandContext, error: unknown, file: string): number {
  if (!isAppError(error) || error.code === "interrupted" || error.code === "usage") throw error
  // Messages of the operating system name the file already.
  context.note(error.sentence, error.detail, "file" in error.detail ? undefined : file)
  return EXIT_CODES[error.code]
}
