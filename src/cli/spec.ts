import type { Sentence } from "../base/language.ts"

/** One option of a command. Parser, help and man page are generated from it. */
export interface OptionSpec {
  /** Without the dashes, kebab-case. */
  readonly name: string
  /** The placeholder of the value in the help, such as `FILE`; absent: the option takes no value. */
  readonly value?: string
  /** The allowed values; absent: any. */
  readonly oneOf?: readonly string[]
  /** The value is a file to read, or `-` for standard input. */
  readonly reads?: true
  /** The option may be given several times. */
  readonly many?: true
  readonly help: Sentence
}

/** A command without its code: what parser, help and man page need. */
export interface CommandShape {
  readonly name: string
  readonly summary: Sentence
  /** The operands as help shows them: `FILE…`, `[QUERY…]`. */
  readonly operands: string
  /** The least number of operands. */
  readonly min: number
  /** The greatest number of operands. */
  readonly max: number
  /** The operands are files to read, or `-` for standard input. */
  readonly operandsAreFiles?: true
  /** The words that the first operand may be; absent: any. */
  readonly verbs?: readonly string[]
  /** The command needs no vault. */
  readonly vaultless?: true
  readonly options: readonly OptionSpec[]
  /** Text after the summary, for `--help` and the man page. */
  readonly details?: Sentence
}
