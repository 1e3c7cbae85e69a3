import type { Sentence } from "../src/base/language.ts"

/** How other programs use keyferry. `test/e2e/recipes.test.ts` runs each one. */
export interface Recipe {
  readonly id: "fzf" | "rofi" | "dmenu" | "tmux" | "waybar"
  /** One sentence; in English with a colon at its end. */
  readonly text: Sentence
  readonly lines: readonly string[]
}

/** No code is ever an argument of a program: others could see it. */
export const RECIPES: readonly Recipe[] = [
  {
    id: "fzf",
    text: { en: "Choose an account with fzf and print its code:", ja: "fzf でアカウントを選び、認証コードを出力します。" },
    lines: [
      String.raw`id=$(keyferry list --format '{label}\t{id}' |`,
      String.raw`  fzf --delimiter '\t' --with-nth 1 | cut -f 2)`,
      `[ -n "$id" ] && keyferry code "$id"`,
    ],
  },
  {
    id: "rofi",
    text: {
      en: "A launcher under X11 with rofi that puts the code into the clipboard (under Wayland with wl-copy instead of xclip):",
      ja: "X11 で rofi のランチャーから選び、認証コードをクリップボードに入れます（Wayland では xclip の代わりに wl-copy を使います）。",
    },
    lines: [
      String.raw`id=$(keyferry list --format '{label}\t{id}' | rofi -dmenu -i -p code \ `.trimEnd(),
      String.raw`  -display-columns 1 -display-column-separator '\t' | cut -f 2)`,
      String.raw`[ -n "$id" ] && keyferry code "$id" | tr -d '\n' | xclip -selection clipboard`,
    ],
  },
  {
    id: "dmenu",
    text: { en: "The same with dmenu:", ja: "dmenu でも同じことができます。" },
    lines: [
      "id=$(keyferry list --format '{label}  {id}' | dmenu -i -l 10 | sed 's/.* //')",
      String.raw`[ -n "$id" ] && keyferry code "$id" | tr -d '\n' | xclip -selection clipboard`,
    ],
  },
  {
    id: "tmux",
    text: {
      en: "The code of one account in the status line of tmux, in ~/.tmux.conf:",
      ja: "tmux のステータス行に 1 つのアカウントの認証コードを表示します（~/.tmux.conf）。",
    },
    lines: ["set -g status-right '#(keyferry code GitHub --watch)'"],
  },
  {
    id: "waybar",
    text: { en: "The same in waybar, as a module of its configuration:", ja: "waybar でも同様です（設定ファイルのモジュール）。" },
    lines: [
      '"custom/keyferry": {',
      `  "exec": "keyferry code GitHub --watch --json | jq --unbuffered -c '{text: .code, tooltip: (.issuer | @html)}'",`,
      '  "return-type": "json"',
      "}",
    ],
  },
]
