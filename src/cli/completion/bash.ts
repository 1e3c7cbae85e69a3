import type { CompletedOption, CompletionModel, Place } from "./model.ts"

/** A script that bash sources: 4.4 or newer; needs nothing of the package bash-completion. */
export function bashCompletion({ options, commands }: CompletionModel): string {
  const valued = options.filter(({ value }) => value !== undefined)
  return `# bash completion of keyferry
_keyferry_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_keyferry_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
_keyferry_directories() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); }

# Names are quoted, so that nothing in them is for the shell. Where a word is divided, or begins with a quote, none is offered.
_keyferry_accounts() {
  local name quoted
  case $cur in "'"* | '"'* | [:=@]*) return ;; esac
  case $previous in *[:=@]) return ;; esac
  while IFS= read -r name; do
    printf -v quoted %q "$name"
    if [[ $quoted != \$* ]]; then quoted=\${quoted//:/\\:} quoted=\${quoted//=/\\=} quoted=\${quoted//@/\\@}; fi
    if [[ $quoted == "$cur"* ]]; then COMPREPLY+=("$quoted"); fi
  done < <(keyferry completion accounts 2>/dev/null)
}

_keyferry() {
  local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= operands=0 options word at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    case "$command $word" in
${valuedCases({ options: valued, commands })}
    *" -"?*) ;;
    *) if [[ -z $command ]]; then command=$word; else ((++operands)); fi ;;
    esac
  done
  # "--option=value" comes as three words.
  if [[ $cur == "=" ]]; then cur=; elif [[ $previous == "=" ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case "$command $previous" in
${[
  ...valued.map((option) => valueCase(`*" ${option.text}"`, option)),
  ...commands.flatMap(({ text, options }) =>
    options.filter(({ value }) => value !== undefined).map((option) => valueCase(`"${text} ${option.text}"`, option)),
  ),
].join("\n")}
  esac
  options="${namesOf(options)}"
  case $command in
  "") if [[ $cur != -* ]]; then options="${commands.map(({ text }) => text).join(" ")}"; fi ;;
${commands.map(({ text, options }) => `  ${text}) options+=" ${namesOf(options)}" ;;`).join("\n")}
  *) return ;;
  esac
  if [[ -z $command || $cur == -* ]]; then _keyferry_words "$options"; return; fi
  case $command in
${commands.map(({ text, first, others }) => `  ${text}) if ((operands == 0)); then ${actionOf(first)}; else ${actionOf(others)}; fi ;;`).join("\n")}
  esac
}
complete -F _keyferry keyferry
`
}

/** The options after which a word is their value, and no operand. */
function valuedCases({ options, commands }: CompletionModel): string {
  const patterns = [
    ...options.map(({ text }) => `*" ${text}"`),
    ...commands.flatMap(({ text, options }) => options.filter(({ value }) => value !== undefined).map((one) => `"${text} ${one.text}"`)),
  ]
  return `    ${patterns.join(" | ")}) ((++at)) ;;`
}

const valueCase = (pattern: string, { value }: CompletedOption): string =>
  `  ${pattern}) ${value === undefined ? ":" : actionOf(value)}; return ;;`

const namesOf = (options: readonly CompletedOption[]): string => options.map(({ text }) => text).join(" ")

function actionOf(place: Place): string {
  switch (place.kind) {
    case "files":
      return "_keyferry_files"
    case "directories":
      return "_keyferry_directories"
    case "accounts":
      return "_keyferry_accounts"
    case "free":
      return ":"
    case "words":
      return `_keyferry_words "${place.words.map(({ text }) => text).join(" ")}"`
  }
}
