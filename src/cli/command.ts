import type { CommandContext } from "./context.ts"
import type { CommandShape } from "./spec.ts"

export interface CommandSpec extends CommandShape {
  /** Loads what the command needs when it is called. */
  readonly load: () => Promise<Run>
}

/** @returns the exit status; errors are thrown. */
export type Run = (context: CommandContext) => Promise<number>
