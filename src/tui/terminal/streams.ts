import type { Size } from "../core/frame.ts"
import { isLikeXterm } from "./blessed.ts"

/** The used part of `process.stdin`. */
export interface TerminalInput {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
  on(event: string, listener: (chunk: Buffer) => void): unknown
  off(event: string, listener: (chunk: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

/** The used part of `process.stdout`. */
export interface TerminalOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): boolean
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** At least 1x1; 80x24 where the terminal does not report its size (a serial line reports 0x0). */
export function sizeOf({ columns = 0, rows = 0 }: TerminalOutput): Size {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 }
}

/** Whether the first frame can be drawn early: on terminals that are entered and left as xterm is. */
export function canDrawEarly(input: TerminalInput, output: TerminalOutput, env: Readonly<Record<string, string | undefined>>): boolean {
  return input.isTTY === true && output.isTTY === true && env["TERM"] !== "dumb" && isLikeXterm(env["TERM"])
}
