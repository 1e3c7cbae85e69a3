# Prints what zsh offers at the end of a line, or with "line" the line as it is completed. Usage: zsh complete.zsh SCRIPT LINE [line]
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "stty -echo cols 500; PS1=; autoload -U compinit; compinit -u -D
compadd() {
  typeset -a __offered
  builtin compadd -A __offered \"\$@\"
  for word in \$__offered; do print -r -- \"OFFER \$word\"; done
  builtin compadd \"\$@\"
}
source $1; bindkey '^I' complete-word
complete-and-say() { zle complete-word; print -r -- \"LINE \$BUFFER\"; print -r -- DONE }; zle -N complete-and-say; bindkey '^T' complete-and-say; print READY"
zpty -r -m shell output '*READY*'
zpty -w -n shell "$2"$'\C-t'
zpty -r -m shell output '*DONE*'
what=OFFER; [[ $3 == line ]] && what=LINE
print -r -- "$output" | sed -n "s/^.*$what //p" | tr -d '\r'
zpty -d shell
