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
