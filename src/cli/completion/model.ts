import { format } from "../../base/language.ts"
import type { Lang, Sentence } from "../../base/language.ts"
import { listedTitle } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { GLOBAL_OPTIONS } from "../options.ts"
import type { CommandShape, OptionSpec } from "../spec.ts"

/** A word that may be typed. `about`: one line, in the user's language; may be empty. */
export interface Word {
  readonly text: string
  readonly about: string
}

/** What may stand in one place of the command line. `free`: something that only the user knows. `accounts`: those of an unlocked agent. */
export type Place =
  { readonly kind: "files" | "directories" | "accounts" | "free" } | { readonly kind: "words"; readonly words: readonly Word[] }

export interface CompletedOption extends Word {
  /** Absent: the option takes no value. */
  readonly value?: Place
  readonly many: boolean
}

export interface CompletedCommand extends Word {
  readonly options: readonly CompletedOption[]
  readonly first: Place
  /** After the first operand. */
  readonly others: Place
}

/** The command line as a shell completes it; scripts for every shell are made from it. */
export interface CompletionModel {
  /** Of every command. */
  readonly options: readonly CompletedOption[]
  readonly commands: readonly CompletedCommand[]
}

const FILE_VALUE = /^(?:F|FILE)$/
const DIRECTORY_VALUE = /^DIR\b/

/** @param formats - The built-in ones and the user's plugins. */
export function completionModel(commands: readonly CommandShape[], formats: Registry, lang: Lang): CompletionModel {
  const ids = (can: (handler: Registry[number]) => boolean): Place => ({
    kind: "words",
    words: formats.filter(can).map((handler) => ({ text: handler.id, about: format(listedTitle(handler), lang) })),
  })
  const readable = ids((handler) => handler.open !== undefined)
  const writable = ids(({ writer, treeWriter }) => writer !== undefined || treeWriter !== undefined)
  const all = ids(() => true)
  const about = (text: Sentence): string => format(text, lang)

  function valueOf({ name, value, oneOf }: OptionSpec): Place | undefined {
    if (value === undefined) return undefined
    if (oneOf !== undefined) return words(oneOf)
    if (value === "FORMAT") return name === "to" ? writable : readable
    if (FILE_VALUE.test(value)) return { kind: "files" }
    return { kind: DIRECTORY_VALUE.test(value) ? "directories" : "free" }
  }
  const optionOf = (option: OptionSpec): CompletedOption => {
    const value = valueOf(option)
    return { text: `--${option.name}`, about: about(option.help), many: option.many === true, ...(value === undefined ? {} : { value }) }
  }
  const operandOf = ({ operands, operandsAreFiles }: CommandShape): Place => {
    if (operandsAreFiles === true) return { kind: "files" }
    if (operands.includes("QUERY")) return { kind: "accounts" }
    return operands === "[FORMAT]" ? all : { kind: "free" }
  }
  return {
    options: GLOBAL_OPTIONS.map(optionOf),
    commands: commands.map((command) => ({
      text: command.name,
      about: about(command.summary),
      options: command.options.map(optionOf),
      first: command.verbs === undefined ? operandOf(command) : words(command.verbs),
      others: command.verbs !== undefined && command.operands.includes("FILE") ? { kind: "files" } : othersOf(command, operandOf(command)),
    })),
  }
}

const words = (texts: readonly string[]): Place => ({ kind: "words", words: texts.map((text) => ({ text, about: "" })) })

/** The words of one query belong together, and only its first is completed. */
function othersOf({ max, operands }: CommandShape, first: Place): Place {
  const isOneQuery = first.kind === "accounts" && !operands.includes("…")
  return max > 1 && !isOneQuery ? first : { kind: "free" }
}
