import { sanitize } from "../base/display.ts"
import { AppError } from "../base/errors.ts"
import { format, texts } from "../base/language.ts"
import type { Detail, Lang, Sentence } from "../base/language.ts"
import type { Registry } from "../formats/lookup.ts"
import { loadFormats } from "../plugins/load.ts"
import { lineWidth, messageLines, wrapLines } from "./output/lines.ts"
import { PARSE_TEXTS } from "./parse.ts"
import type { Parsed } from "./parse.ts"
import type { CliPorts } from "./ports.ts"
import type { CommandShape } from "./spec.ts"

const CONTEXT_TEXTS = texts({
  whole: { en: "--{option} must be a whole number from {low} to {high}", ja: "--{option} は {low} から {high} までの整数です" },
})

/** Every UTF-16 unit as `\uXXXX`. */
function escapeUnits(text: string): string {
  return text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("")
}

/** JSON whose control and invisible characters are escaped, since a terminal would obey or hide them. */
const escaped = (json: string): string => json.replace(/[\x7f-\x9f\u2028\u2029]|\p{Cf}/gu, escapeUnits)

/** What a command works with: its arguments, the ports of the machine, and its output. */
export class CommandContext {
  readonly ports: CliPorts
  readonly lang: Lang
  readonly signal: AbortSignal
  readonly operands: readonly string[]
  /** Every command of the program. */
  readonly commands: readonly CommandShape[]
  readonly #parsed: Parsed
  #formats: Promise<Registry> | undefined
  /** What is done when the command has written its output. */
  readonly #later: (() => Promise<void>)[] = []

  constructor(at: {
    readonly ports: CliPorts
    readonly lang: Lang
    readonly signal: AbortSignal
    readonly parsed: Parsed
    readonly commands: readonly CommandShape[]
  }) {
    this.ports = at.ports
    this.lang = at.lang
    this.signal = at.signal
    this.operands = at.parsed.operands
    this.commands = at.commands
    this.#parsed = at.parsed
  }

  flag(name: string): boolean {
    return this.#parsed.flags.has(name)
  }

  value(name: string): string | null {
    return this.#parsed.values.get(name)?.[0] ?? null
  }

  values(name: string): readonly string[] {
    return this.#parsed.values.get(name) ?? []
  }

  /** @throws AppError `usage` */
  required(name: string): string {
    const value = this.value(name)
    if (value === null) throw new AppError("usage", PARSE_TEXTS.required, { detail: { option: name } })
    return value
  }

  /** @throws AppError `usage` where the value is not a whole number from `low` to `high` */
  number(name: string, low: number, high: number): number | null {
    const value = this.value(name)
    if (value === null) return null
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (number >= low && number <= high) return number
    throw new AppError("usage", CONTEXT_TEXTS.whole, { detail: { option: name, low, high } })
  }

  /** @throws AppError `usage` where both options are given */
  refuseTogether(one: string, other: string): void {
    const given = (name: string): boolean => this.flag(name) || this.value(name) !== null
    if (given(one) && given(other)) throw new AppError("usage", PARSE_TEXTS.notTogether, { detail: { one, other } })
  }

  /** Do something once the command has written its output. It must not fail. */
  later(work: () => Promise<void>): void {
    this.#later.push(work)
  }

  /** Call when the command has ended. */
  async finish(): Promise<void> {
    for (const work of this.#later.splice(0)) if (!this.signal.aborted) await work()
  }

  /** The built-in formats and the user's allowed plugins; the first call notes which plugins are not used. Starts no process. */
  formats(): Promise<Registry> {
    return (this.#formats ??= this.#loadFormats())
  }

  async #loadFormats(): Promise<Registry> {
    const { formats, notices } = await loadFormats(this.ports)
    for (const { sentence, detail } of notices) this.note(sentence, detail)
    return formats
  }

  format(sentence: Sentence, detail: Detail = {}): string {
    return format(sentence, this.lang, detail)
  }

  /** Writes a message on standard error: on a terminal wrapped at its width, else as one line. @param about - A file's name or an account's label, written before the sentence. */
  note(sentence: Sentence, detail: Detail = {}, about?: string): void {
    const prefix = about === undefined ? "" : `${about}: `
    const { stdio } = this.ports
    stdio.err(messageLines(sanitize(`keyferry: ${prefix}${this.format(sentence, detail)}`), stdio.errColumns))
  }

  /** Writes one line on standard output. */
  async line(text: string): Promise<void> {
    await this.ports.stdio.out(`${text}\n`)
  }

  /** Writes text on standard output in lines that fit the terminal, or 80 cells. @param hang - What each line but the first begins with. */
  async prose(text: string, hang = ""): Promise<void> {
    const { stdio } = this.ports
    for (const line of wrapLines(text, lineWidth(stdio.size?.columns ?? null), hang)) await this.line(line)
  }

  /** Writes a message on standard output: on a terminal wrapped at its width, else as one line. */
  async message(text: string): Promise<void> {
    const { stdio } = this.ports
    await stdio.out(messageLines(text, stdio.size?.columns ?? null))
  }

  /** Writes JSON on standard output. */
  async json(value: unknown): Promise<void> {
    await this.line(escaped(JSON.stringify(value, null, 2)))
  }

  /** The same on one line, for a stream of objects. */
  async jsonLine(value: unknown): Promise<void> {
    await this.line(escaped(JSON.stringify(value)))
  }
}
