import { parseArgs } from "node:util"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Lang } from "../base/language.ts"
import { languageOf } from "./language.ts"
import { GLOBAL_OPTIONS } from "./options.ts"
import type { CommandShape, OptionSpec } from "./spec.ts"

export const PARSE_TEXTS = texts({
  secret: {
    en: "other users of this machine could see a URI or a transfer part given as an argument; give it in a file or on standard input",
    ja: "URI や引き継ぎデータを引数に書くと、このマシンのほかの利用者から見えます。ファイルか標準入力で渡してください",
  },
  unknownCommand: {
    en: 'unknown command; see "keyferry --help"',
    ja: "そのようなコマンドはありません。一覧は keyferry --help で表示します",
  },
  unknownGlobal: {
    en: 'unknown option; see "keyferry --help"',
    ja: "そのようなオプションはありません。一覧は keyferry --help で表示します",
  },
  unknownOption: {
    en: 'unknown option for {command}; see "keyferry {command} --help"',
    ja: "{command} にそのようなオプションはありません。一覧は keyferry {command} --help で表示します",
  },
  needsValue: { en: "--{option} needs a value", ja: "--{option} には値が必要です" },
  noValue: { en: "--{option} takes no value", ja: "--{option} に値は指定できません" },
  twice: { en: "--{option} is given more than once", ja: "--{option} が 2 回指定されています" },
  oneOf: { en: "--{option} must be one of: {values}", ja: "--{option} に指定できる値: {values}" },
  tooFew: { en: "{command} needs more arguments: {operands}", ja: "{command} には {operands} が必要です" },
  tooMany: { en: "{command} takes no other arguments than: {operands}", ja: "{command} の引数が多すぎます: {operands}" },
  stdinTwice: { en: "standard input is given more than once", ja: "標準入力が 2 回指定されています" },
  notTogether: { en: "--{one} and --{other} cannot be used together", ja: "--{one} と --{other} は同時に指定できません" },
  needsCommand: {
    en: "--{option} needs a command; the full-screen program asks on the screen",
    ja: "--{option} はコマンドと一緒に指定します。全画面では画面で入力します",
  },
  required: { en: "--{option} is required", ja: "--{option} が必要です" },
})

export interface Parsed {
  readonly operands: readonly string[]
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlySet<string>
  /** Whether a file is `-`. */
  readonly readsStdin: boolean
}

/** Secrets that an argument must not contain. Matched anywhere in it, since `--option=otpauth://…` is one argument. */
const SECRET = /(?:otpauth|otpauth-migration|steam|motp):\/\/|\bmotp:|KEYFERRY:1\//i

/** The name of the full-screen program, in the place of a command's name. */
export const PROGRAM = "keyferry"

/** Options whose value is a file, directory, command or format. Their value must not be empty: it could be an unset shell variable. */
const FILE_VALUES = /^(?:F|FILE|DIR|C|FORMAT)$/

/** @throws AppError `usage`, whose message does not quote the argument */
export function refuseSecrets(args: readonly string[]): void {
  if (args.some((arg) => SECRET.test(arg))) throw new AppError("usage", PARSE_TEXTS.secret)
}

/**
 * Separates the command's name from the other arguments; options may precede it.
 *
 * @param globals - Options of every command; those with a value take the next argument.
 */
export function splitCommand(args: readonly string[], globals: readonly OptionSpec[]): { name: string | null; rest: string[] } {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (!arg.startsWith("-") || arg === "-") return { name: arg, rest: args.toSpliced(at, 1) }
    if (globals.some(({ name, value }) => value !== undefined && arg === `--${name}`)) at++
  }
  return { name: null, rest: [...args] }
}

/** @throws AppError `usage`, whose message does not quote operands or values */
export function parse(
  args: readonly string[],
  command: Pick<CommandShape, "name" | "operands" | "min" | "max" | "options" | "operandsAreFiles">,
  globals: readonly OptionSpec[],
): Parsed {
  const specs = [...command.options, ...globals]
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      specs.map(({ name, value }) => [
        name,
        { type: value === undefined ? ("boolean" as const) : ("string" as const), ...(name === "help" ? { short: "h" } : {}) },
      ]),
    ),
  })
  const operands: string[] = []
  const values = new Map<string, string[]>()
  const flags = new Set<string>()
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value)
    if (token.kind !== "option") continue
    const spec = specs.find(({ name }) => name === token.name)
    if (spec === undefined) {
      if (command.name === PROGRAM) throw new AppError("usage", PARSE_TEXTS.unknownGlobal)
      throw new AppError("usage", PARSE_TEXTS.unknownOption, { detail: { command: command.name } })
    }
    const option = spec.name
    if (spec.value === undefined) {
      if (token.value !== undefined) throw new AppError("usage", PARSE_TEXTS.noValue, { detail: { option } })
      flags.add(option)
      continue
    }
    // In "--out --force" the value is missing; "--out=--force" is a value.
    if (token.value === undefined || (!token.inlineValue && token.value.startsWith("--")))
      throw new AppError("usage", PARSE_TEXTS.needsValue, { detail: { option } })
    if (token.value === "" && FILE_VALUES.test(spec.value)) throw new AppError("usage", PARSE_TEXTS.needsValue, { detail: { option } })
    if (spec.oneOf?.includes(token.value) === false)
      throw new AppError("usage", PARSE_TEXTS.oneOf, { detail: { option, values: spec.oneOf.join(", ") } })
    const earlier = values.get(option)
    if (earlier !== undefined && spec.many !== true) throw new AppError("usage", PARSE_TEXTS.twice, { detail: { option } })
    values.set(option, [...(earlier ?? []), token.value])
  }
  if (flags.has("help")) return { operands, values, flags, readsStdin: false }
  const detail = { command: command.name, operands: command.operands }
  if (operands.length < command.min) throw new AppError("usage", PARSE_TEXTS.tooFew, { detail })
  if (operands.length > command.max) throw new AppError("usage", PARSE_TEXTS.tooMany, { detail })
  const files = [
    ...(command.operandsAreFiles === true ? operands : []),
    ...specs.flatMap((spec) => (spec.reads === true ? (values.get(spec.name) ?? []) : [])),
  ]
  const stdinCount = files.filter((file) => file === "-").length
  if (stdinCount > 1) throw new AppError("usage", PARSE_TEXTS.stdinTwice)
  return { operands, values, flags, readsStdin: stdinCount > 0 }
}

/** What the arguments request; parsed before anything else is loaded. */
export type Invocation =
  | { readonly to: "screen"; readonly vault: string | null; readonly lang: Lang; readonly langChosen: boolean }
  | { readonly to: "command"; readonly name: string; readonly rest: readonly string[]; readonly lang: Lang }
  | { readonly to: "help"; readonly lang: Lang }
  | { readonly to: "version" }

/** @throws AppError `usage` */
export function parseInvocation(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Invocation {
  refuseSecrets(args)
  const { name, rest } = splitCommand(args, GLOBAL_OPTIONS)
  if (name !== null) {
    const at = rest.findIndex((arg) => arg === "--lang")
    const named = at < 0 ? rest.find((arg) => arg.startsWith("--lang="))?.slice("--lang=".length) : rest[at + 1]
    return { to: "command", name, rest, lang: langNamed(named) ?? languageOf(env) }
  }
  const { values, flags } = parse(rest, { name: PROGRAM, operands: "", min: 0, max: 0, options: [] }, GLOBAL_OPTIONS)
  const chosen = langNamed(values.get("lang")?.[0])
  const lang = chosen ?? languageOf(env)
  if (flags.has("help")) return { to: "help", lang }
  if (flags.has("version")) return { to: "version" }
  const commandOption = ["passphrase-file", "passphrase-command", "recovery-key-file"].find((option) => values.has(option))
  if (commandOption !== undefined) throw new AppError("usage", PARSE_TEXTS.needsCommand, { detail: { option: commandOption } })
  return { to: "screen", vault: values.get("vault")?.[0] ?? null, lang, langChosen: chosen !== null }
}

const langNamed = (text: string | undefined): Lang | null => (text === "ja" || text === "en" ? text : null)
