import { cellWidth, padToWidth } from "../base/display.ts"
import { format, texts } from "../base/language.ts"
import type { Lang } from "../base/language.ts"
import { COMMANDS } from "./commands.ts"
import { GLOBAL_OPTIONS } from "./options.ts"
import type { CommandShape, OptionSpec } from "./spec.ts"

export const HELP_TEXTS = texts({
  title: {
    en: "keyferry - terminal authenticator, and the ferry between authenticators",
    ja: "keyferry - 端末で使う認証アプリ、認証アプリ間の引っ越しにも",
  },
  usage: { en: "usage:", ja: "使い方:" },
  screen: { en: "the full-screen program", ja: "全画面のプログラム" },
  commands: { en: "commands:", ja: "コマンド:" },
  options: { en: "options:", ja: "オプション:" },
  everywhere: { en: "options of every command:", ja: "共通オプション:" },
  stdin: {
    en: "F is a file of which only the first line is used, or - for standard input. Without the option, the program asks on the terminal.",
    ja: "F はファイル（1 行目だけを使用）または -（標準入力）です。指定しないときは端末で入力を求めます。",
  },
  more: {
    en: 'See "keyferry COMMAND --help" for details, and keyferry(1) for exit statuses.',
    ja: "詳しくは keyferry COMMAND --help、終了ステータスは keyferry(1) を参照してください。",
  },
})

/** The usage line, such as `keyferry export [QUERY…] [--to FORMAT]`. */
export function usageOf({ name, operands, options }: CommandShape): string {
  const shown = options.map((option) => `[${optionUsage(option)}]`)
  return ["keyferry", name, ...(operands === "" ? [] : [operands]), ...shown].join(" ")
}

export function optionUsage({ name, value, oneOf }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${oneOf?.join("|") ?? value}`
}

/** The help of the program, with a list of its commands. */
export function overview(lang: Lang): string {
  const commands = COMMANDS.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), format(summary, lang)] as const)
  return [
    format(HELP_TEXTS.title, lang),
    "",
    `${format(HELP_TEXTS.usage, lang)} keyferry [--vault DIR] [--lang en|ja]   ${format(HELP_TEXTS.screen, lang)}`,
    "       keyferry COMMAND …",
    "",
    format(HELP_TEXTS.commands, lang),
    ...columns(commands),
    "",
    format(HELP_TEXTS.everywhere, lang),
    ...optionLines(GLOBAL_OPTIONS, lang),
    "",
    format(HELP_TEXTS.stdin, lang),
    format(HELP_TEXTS.more, lang),
    "",
  ].join("\n")
}

/** The help of one command. */
export function helpOf(command: CommandShape, lang: Lang): string {
  return [
    `keyferry ${command.name} - ${format(command.summary, lang)}`,
    "",
    `${format(HELP_TEXTS.usage, lang)} ${usageOf(command)}`,
    ...(command.details === undefined ? [] : ["", format(command.details, lang)]),
    ...(command.options.length === 0 ? [] : ["", format(HELP_TEXTS.options, lang), ...optionLines(command.options, lang)]),
    "",
    format(HELP_TEXTS.everywhere, lang),
    ...optionLines(GLOBAL_OPTIONS, lang),
    "",
  ].join("\n")
}

const optionLines = (options: readonly OptionSpec[], lang: Lang): string[] =>
  columns(options.map((option) => [optionUsage(option), format(option.help, lang)]))

/** Formats rows in two columns; a left side that is too wide gets a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = 26
  return rows.map(([left, right]) =>
    cellWidth(left) > width ? `  ${left}\n${" ".repeat(width + 4)}${right}` : `  ${padToWidth(left, width)}  ${right}`,
  )
}
