import { cellWidth, padToWidth } from "../base/display.ts"
import { format, texts } from "../base/language.ts"
import type { Lang } from "../base/language.ts"
import { COMMANDS } from "./commands.ts"
import { GLOBAL_OPTIONS } from "./options.ts"
import { wrapLines, wrapWords } from "./output/lines.ts"
import type { CommandShape, OptionSpec } from "./spec.ts"

export const HELP_TEXTS = texts({
  title: {
    en: "keyferry - terminal authenticator, and the ferry between authenticators",
    ja: "keyferry - ターミナルで使う認証アプリ、認証アプリ間の引っ越しにも",
  },
  usage: { en: "usage:", ja: "使い方:" },
  screen: { en: "the full-screen program", ja: "全画面のプログラム" },
  commands: { en: "commands:", ja: "コマンド:" },
  options: { en: "options:", ja: "オプション:" },
  everywhere: { en: "options of every command:", ja: "共通オプション:" },
  stdin: {
    en: "F is a file of which only the first line is used, or - for standard input. Without the option, the program asks on the terminal.",
    ja: "F はファイル（1 行目だけを使用）または -（標準入力）です。指定しないときはターミナルで入力を求めます。",
  },
  more: {
    en: 'See "keyferry COMMAND --help" for details, and keyferry(1) for exit statuses.',
    ja: "詳しくは keyferry COMMAND --help、終了ステータスは keyferry(1) を参照してください。",
  },
})

/** The parts of a usage line such as `keyferry export [QUERY…] [--to FORMAT]`, between which it may break. */
function usageWords({ name, operands, options }: CommandShape): readonly string[] {
  const shown = options.map((option) => `[${optionUsage(option)}]`)
  return ["keyferry", name, ...(operands === "" ? [] : operands.split(" ")), ...shown]
}

export function optionUsage({ name, value, oneOf }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${oneOf?.join("|") ?? value}`
}

/** The help of the program, with a list of its commands. @param width - Cells of a line, at least 40. */
export function overview(lang: Lang, width: number): string {
  const commands = COMMANDS.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), format(summary, lang)] as const)
  const usage = `${format(HELP_TEXTS.usage, lang)} `
  const hang = " ".repeat(cellWidth(usage))
  return [
    format(HELP_TEXTS.title, lang),
    "",
    `${usage}keyferry [--vault DIR] [--lang en|ja]   ${format(HELP_TEXTS.screen, lang)}`,
    `${hang}keyferry COMMAND …`,
    "",
    format(HELP_TEXTS.commands, lang),
    ...columns(commands, width),
    "",
    format(HELP_TEXTS.everywhere, lang),
    ...optionLines(GLOBAL_OPTIONS, lang, width),
    "",
    format(HELP_TEXTS.stdin, lang),
    format(HELP_TEXTS.more, lang),
    "",
  ]
    .flatMap((line) => wrapLines(line, width, line.startsWith(usage) ? hang : ""))
    .join("\n")
}

/** The help of one command. @param width - Cells of a line, at least 40. */
export function helpOf(command: CommandShape, lang: Lang, width: number): string {
  const usage = format(HELP_TEXTS.usage, lang)
  return [
    ...wrapLines(`keyferry ${command.name} - ${format(command.summary, lang)}`, width),
    "",
    ...wrapWords([usage, ...usageWords(command)], width, " ".repeat(4)),
    ...(command.details === undefined ? [] : ["", ...wrapLines(format(command.details, lang), width)]),
    ...(command.options.length === 0 ? [] : ["", format(HELP_TEXTS.options, lang), ...optionLines(command.options, lang, width)]),
    "",
    format(HELP_TEXTS.everywhere, lang),
    ...optionLines(GLOBAL_OPTIONS, lang, width),
    "",
  ].join("\n")
}

const optionLines = (options: readonly OptionSpec[], lang: Lang, width: number): string[] =>
  columns(
    options.map((option) => [optionUsage(option), format(option.help, lang)]),
    width,
  )

/** Cells of the left column. */
const LEFT = 26
/** The least cells of the right column; where there are fewer, it is below the left one. */
const LEAST_RIGHT = 36

/** Formats rows in two columns; a left side that is too wide gets lines of its own. */
function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const isNarrow = width < LEFT + 4 + LEAST_RIGHT
  const hang = " ".repeat(isNarrow ? 6 : LEFT + 4)
  return rows.flatMap(([left, right]) => {
    if (!isNarrow && cellWidth(left) <= LEFT) return wrapLines(`  ${padToWidth(left, LEFT)}  ${right}`, width, hang)
    return [...wrapLines(`  ${left}`, width, "    "), ...wrapLines(hang + right, width, hang)]
  })
}
