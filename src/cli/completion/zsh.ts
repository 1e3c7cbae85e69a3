import type { CompletedOption, CompletionModel, Place, Word } from "./model.ts"

/** A script that zsh sources, or that lies as `_keyferry` in a directory of its `fpath`. */
export function zshCompletion({ options, commands }: CompletionModel): string {
  return `#compdef keyferry
# zsh completion of keyferry
_keyferry_accounts() {
  local -a names=(\${(f)"$(keyferry completion accounts 2>/dev/null)"})
  compadd -a names
}
_keyferry() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${options.map((option) => `    ${optionSpec(option)} \\`).join("\n")}
    '1:command:->command' \\
    '*::argument:->argument' && return
  case $state in
  command)
    local -a commands=(
${commands.map((command) => `      ${described(command)}`).join("\n")}
    )
    _describe command commands
    ;;
  argument)
    case $line[1] in
${commands
  .map(({ text, options: own, first, others }) => {
    const specs = [...[...options, ...own].map(optionSpec), quoted(`1:operand:${actionOf(first)}`), quoted(`*:operand:${actionOf(others)}`)]
    return `    ${text})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(" \\\n")}\n      ;;`
  })
  .join("\n")}
    esac
    ;;
  esac
}
if [[ $funcstack[1] == _keyferry ]]; then _keyferry "$@"; else compdef _keyferry keyferry; fi
`
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** As \`_describe\` takes it. */
const described = ({ text, about }: Word): string => quoted(about === "" ? text : `${text}:${about}`)

/** As \`_arguments\` takes it: \`[]\` and \`:\` have a meaning there. */
function optionSpec({ text, about, value, many }: CompletedOption): string {
  const explained = about.replace(/[[\]\\:]/g, (character) => `\\${character}`)
  return quoted(
    `${many ? "*" : ""}${text}${value === undefined ? "" : "="}[${explained}]${value === undefined ? "" : `:value:${actionOf(value)}`}`,
  )
}

function actionOf(place: Place): string {
  switch (place.kind) {
    case "files":
      return "_files"
    case "directories":
      return "_files -/"
    case "accounts":
      return "_keyferry_accounts"
    case "free":
      return " "
    case "words":
      return `(${place.words.map(({ text }) => text).join(" ")})`
  }
}
