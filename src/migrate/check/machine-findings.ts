import { defineFindings } from "./finding.ts"
import type { Finding } from "./finding.ts"

/** The oldest node that keyferry runs on; as `engines` in package.json. */
const OLDEST_NODE = [20, 19] as const

const find = defineFindings({
  "node-old": {
    level: "error",
    message: {
      en: "node {node} is older than {needed}, and some parts of keyferry do not work with it",
      ja: "node {node} は {needed} より古く、keyferry の一部が動作しません",
    },
    remedy: { en: "install node {needed} or newer", ja: "node {needed} 以降をインストールしてください" },
  },
  programs: {
    level: "note",
    message: { en: "keyferry {program} on node {node}", ja: "keyferry {program}、node {node}" },
    remedy: null,
  },
  "terminal-dumb": {
    level: "note",
    message: {
      en: "the terminal (TERM={term}) cannot show the full-screen program",
      ja: "このターミナル（TERM={term}）では全画面表示を使えません",
    },
    remedy: { en: "use another terminal, or set TERM to its name", ja: "別のターミナルを使うか、TERM を正しく設定してください" },
  },
  "terminal-few-colors": {
    level: "note",
    message: {
      en: "the terminal (TERM={term}) is known for 16 colours or fewer",
      ja: "このターミナル（TERM={term}）の色数は 16 色以下とされています",
    },
    remedy: {
      en: "if it has more, set TERM to a name with 256 colours, such as xterm-256color",
      ja: "実際にはより多い場合、TERM を xterm-256color などにしてください",
    },
  },
  "no-color": {
    level: "note",
    message: { en: "NO_COLOR is set: the screen has no colours", ja: "NO_COLOR が設定されているため、色を使いません" },
    remedy: null,
  },
  "clipboard-tmux-off": {
    level: "note",
    message: {
      en: "tmux has set-clipboard off, so that copied codes do not reach the terminal's clipboard",
      ja: "tmux の set-clipboard が off のため、コピーしたコードがターミナルのクリップボードに届きません",
    },
    remedy: { en: "tmux set -s set-clipboard on", ja: "tmux set -s set-clipboard on を実行してください" },
  },
  "clipboard-screen": {
    level: "note",
    message: {
      en: "many versions of GNU screen do not pass copied codes on to the terminal's clipboard",
      ja: "GNU screen の多くのバージョンは、コピーしたコードをターミナルのクリップボードに渡しません",
    },
    remedy: { en: "use tmux, or no multiplexer", ja: "tmux を使うか、screen を使わずに実行してください" },
  },
  "half-blocks-wide": {
    level: "note",
    message: {
      en: "the terminal draws ▀ two columns wide, so QR codes are drawn with spaces and need twice the width",
      ja: "このターミナルは ▀ を 2 桁幅で表示するため、QR コードを空白で描画し、2 倍の幅が必要です",
    },
    remedy: {
      en: "let the terminal draw ambiguous characters narrow",
      ja: "ターミナルの設定で、曖昧幅の文字を半角幅にしてください",
    },
  },
  "no-pictures": {
    level: "note",
    message: {
      en: "the terminal shows no pictures, so QR codes are drawn with characters",
      ja: "このターミナルは画像を表示できないため、QR コードを文字で描画します",
    },
    remedy: null,
  },
})

/** What is known of the terminal. */
export interface TerminalState {
  readonly env: Readonly<Record<string, string | undefined>>
  /** tmux's option `set-clipboard`; null outside of tmux, or where it does not tell. */
  readonly tmuxClipboard: string | null
  /** The number of columns in which it draws `▀`; null: not known. */
  readonly halfBlockColumns: 1 | 2 | null
  /** Whether it draws pictures; null: not known. */
  readonly pictures: boolean | null
}

/** @param node - Such as `20.19.0`. */
export function programFindings({ node, program }: { readonly node: string; readonly program: string }): readonly Finding[] {
  const [major = 0, minor = 0] = node.split(".").map(Number)
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
  return [...(isOld ? [find("node-old", { node, needed: OLDEST_NODE.join(".") })] : []), find("programs", { node, program })]
}

/** What the terminal lacks. All of it is a note, since keyferry works without. */
export function terminalFindings({ env, tmuxClipboard, halfBlockColumns, pictures }: TerminalState): readonly Finding[] {
  const term = env["TERM"] ?? ""
  const insideTmux = (env["TMUX"] ?? "") !== ""
  const hasMany = /256|direct|kitty|ghostty|alacritty|wezterm|foot/.test(term) || (env["COLORTERM"] ?? "") !== ""
  return [
    ...(term === "" || term === "dumb" ? [find("terminal-dumb", { term })] : []),
    ...(term === "" || term === "dumb" || hasMany ? [] : [find("terminal-few-colors", { term })]),
    ...((env["NO_COLOR"] ?? "") === "" ? [] : [find("no-color")]),
    ...(insideTmux && tmuxClipboard === "off" ? [find("clipboard-tmux-off")] : []),
    ...(!insideTmux && (env["STY"] ?? "") !== "" ? [find("clipboard-screen")] : []),
    ...(halfBlockColumns === 2 ? [find("half-blocks-wide")] : []),
    ...(pictures === false ? [find("no-pictures")] : []),
  ]
}
