import type { Sentence } from "../base/language.ts"

/** One option of a command. Parser, help and man page are made from it. */
export interface OptionSpec {
  /** Without the dashes, kebab-case. */
  readonly name: string
  /** What its value is called in help; absent: it takes none. */
  readonly value?: string
  /** The only values it takes. */
  readonly oneOf?: readonly string[]
  /** Its value names a file, of which `-` is standard input. */
  readonly reads?: true
  readonly many?: true
  readonly help: Sentence
}

/** A command as parser, help and man page see it. */
export interface CommandShape {
  readonly name: string
  readonly summary: Sentence
  /** The operands as help shows them: `FILE…`, `[QUERY…]`. */
  readonly operands: string
  readonly min: number
  readonly max: number
  /** The operands are files, of which `-` is standard input. */
  readonly operandsAreFiles?: true
  /** It works on files alone. */
  readonly vaultless?: true
  readonly options: readonly OptionSpec[]
  /** More than the summary, for `--help` and the man page. */
  readonly details?: Sentence
}
