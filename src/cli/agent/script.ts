/** For hosts without keyferry: asks a forwarded socket for a code. It needs one of python3, perl, socat and nc. */
export const FAR_SCRIPT = String.raw`#!/bin/sh
# Prints a one-time code that keyferry gives on another machine, through a socket that ssh has forwarded from there.
# Usage: keyferry-code QUERY     The socket: $KEYFERRY_FORWARD, else ~/.keyferry-forward.sock
set -u
socket=\${KEYFERRY_FORWARD:-$HOME/.keyferry-forward.sock}
fail() {
  printf 'keyferry-code: %s\n' "$2" >&2
  exit "$1"
}
has() { command -v "$1" >/dev/null 2>&1; }
[ $# -gt 0 ] || fail 2 'name the account'
[ -S "$socket" ] && [ -O "$socket" ] || fail 1 "$socket is not a socket of yours"
has python3 || has perl || has socat || has nc || fail 1 'python3, perl, socat or nc is needed'
query="$*"

# The side of the client stays open until the answer is there: closing it withdraws the request.
ask() {
  if has python3; then
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(("code " + sys.argv[2] + "\n").encode())
sys.stdout.write(s.makefile(encoding="utf-8").readline())' "$socket" "$query"
  elif has perl; then
    perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
print $s "code $ARGV[1]\n"; $s->flush; print scalar <$s>' "$socket" "$query"
  elif has socat; then
    printf 'code %s\n' "$query" | socat -T 90 -,ignoreeof "UNIX-CONNECT:$socket"
  else
    printf 'code %s\n' "$query" | nc -U "$socket"
  fi
}

answer=$(ask 2>/dev/null | head -n 1 | tr -d '\000-\037\177')
case $answer in
'ok '*)
  rest=\${answer#ok }
  printf '%s\n' "\${rest%% *}"
  ;;
'error usage '*) fail 2 "\${answer#error usage }" ;;
'error '*)
  rest=\${answer#error }
  fail 7 "\${rest#* }"
  ;;
*) fail 1 "$socket does not answer" ;;
esac
`.replaceAll("\\${", "${")
