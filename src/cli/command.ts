import type { CommandContext } from "./context.ts"
import type { CommandShape } from "./spec.ts"

export interface CommandSpec extends CommandShape {
  /** Imports the command's code, so that the start loads only the command that is called. */
  readonly load: () => Promise<Run>
}

/** Carries out a command. @returns the exit status @throws AppError */
export type Run = (context: CommandContext) => Promise<number>
