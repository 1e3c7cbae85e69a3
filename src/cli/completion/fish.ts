import type { CompletedCommand, CompletedOption, CompletionModel, Place } from "./model.ts"

/** A script that fish sources: 3.1 or newer. */
export function fishCompletion({ options, commands }: CompletionModel): string {
  const valued = options.filter(({ value }) => value !== undefined).map(({ text }) => text)
  return `# fish completion of keyferry
function __keyferry_operands
  set -l words (commandline -opc)
  set -l skip 0
  for word in $words[2..-1]
    if test $skip = 1
      set skip 0
    else if contains -- $word ${valued.join(" ")}
      set skip 1
    else if not string match -q -- '-*' $word
      echo $word
    end
  end
end
function __keyferry_before_command
  test (count (__keyferry_operands)) = 0
end
function __keyferry_in
  set -l operands (__keyferry_operands)
  test "$operands[1]" = $argv[1]
end
function __keyferry_first_of
  set -l operands (__keyferry_operands)
  test (count $operands) = 1; and test "$operands[1]" = $argv[1]
end
complete -c keyferry -e
complete -c keyferry -f
${options.map((option) => optionLine(option, null)).join("\n")}
${commands.map(({ text, about }) => `complete -c keyferry -n __keyferry_before_command -a ${text} -d ${quoted(about)}`).join("\n")}
${commands.flatMap(commandLines).join("\n")}
`
}

function commandLines({ text, options, first, others }: CompletedCommand): string[] {
  return [
    ...options.map((option) => optionLine(option, text)),
    ...operandLines(`__keyferry_first_of ${text}`, first),
    ...operandLines(`__keyferry_in ${text}; and not __keyferry_first_of ${text}`, others),
  ]
}

function optionLine({ text, about, value }: CompletedOption, command: string | null): string {
  const where = command === null ? "" : ` -n ${quoted(`__keyferry_in ${command}`)}`
  return `complete -c keyferry${where} -l ${text.slice(2)}${value === undefined ? "" : ` -x${candidatesOf(value)}`} -d ${quoted(about)}`
}

function operandLines(condition: string, place: Place): string[] {
  if (place.kind === "free") return []
  if (place.kind === "files") return [`complete -c keyferry -n ${quoted(condition)} -F`]
  return [`complete -c keyferry -n ${quoted(condition)}${candidatesOf(place)}`]
}

function candidatesOf(place: Place): string {
  switch (place.kind) {
    case "files":
      return " -a '(__fish_complete_path (commandline -ct))'"
    case "directories":
      return " -a '(__fish_complete_directories (commandline -ct) \"\")'"
    case "accounts":
      return " -a '(keyferry completion accounts 2>/dev/null)'"
    case "free":
      return ""
    case "words":
      return ` -a ${quoted(place.words.map(({ text, about }) => (about === "" ? text : `${text}\\t${quoted(about)}`)).join(" "))}`
  }
}

/** In single quotes, where fish knows only \`\\\\\` and \`\\'\`. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`
