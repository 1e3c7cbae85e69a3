import type { Sentence } from "../src/base/language.ts"
import { ROLES } from "../src/tui/core/roles.ts"

/** What the settings file holds for the look, the keys, the agent and the mouse. */
export const SETTINGS: readonly (readonly [string, Sentence])[] = [
  [
    "theme",
    {
      en: "terminal (the terminal's own colours), dark, light, auto (dark or light, as the terminal's background is), or a name from themes.",
      ja: "terminal（ターミナル自身の配色）、dark、light、auto（ターミナルの背景に合わせて dark か light）、または themes に書いた名前。",
    },
  ],
  [
    "themes",
    {
      en:
        "The user's own themes by name: a built-in theme as base, and the roles that differ, each with fg and bg (0 to 255), bold, underline, inverse. " +
        `The roles are ${ROLES.join(", ")}. ` +
        "Of a wrong theme the program shows what is wrong, and is drawn in terminal.",
      ja:
        "利用者独自のテーマを名前ごとに書きます。base に組み込みのテーマを、roles に変更する役割を書き、役割ごとに fg と bg（0～255）、bold、underline、inverse を指定します。" +
        `役割は ${ROLES.join(", ")} です。` +
        "テーマに誤りがあると、その内容を示し、terminal で表示します。",
    },
  ],
  ["glyphs", { en: "unicode, ascii, or auto (as the terminal can).", ja: "unicode、ascii、または auto（ターミナルに合わせる）。" }],
  [
    "density",
    {
      en: "compact, or comfortable with a blank row between accounts.",
      ja: "compact、またはアカウントの間に空行を入れる comfortable。",
    },
  ],
  [
    "countdown",
    {
      en: "1 or 5: seconds between two steps of the countdown. The last 5 seconds always count.",
      ja: "1 または 5。残り時間の表示を更新する間隔（秒）。最後の 5 秒は常に 1 秒ごとです。",
    },
  ],
  [
    "keys",
    {
      en:
        "The user's own keys by action, such as accounts.copy, in place of its usual characters. The settings screen lists the actions under Change keys " +
        "and refuses keys that are taken; of a wrong entry in the file the program shows what is wrong and keeps the usual key.",
      ja:
        "accounts.copy のような操作ごとに、通常のキーの代わりに使うキーを書きます。操作の一覧は設定画面の「キーの変更」にあり、使用中のキーは指定できません。" +
        "ファイルの記述に誤りがあると、その内容を示し、通常のキーのままにします。",
    },
  ],
  [
    "agent",
    {
      en: "asked (keyferry agent start unlocks it), or first-use: a passphrase that is typed for a command or on the screen unlocks it, too.",
      ja: "asked（keyferry agent start で解除）、または first-use。first-use では、コマンドや画面でパスフレーズを入力すると、エージェントのロックも解除します。",
    },
  ],
  [
    "agentMinutes",
    {
      en: "Minutes without use until the agent locks a vault (15).",
      ja: "エージェントが保管庫をロックするまでの、使わない時間（分。既定は 15）。",
    },
  ],
  [
    "askpass",
    {
      en: "Hosts that get codes from keyferry askpass without a question, and the ids of their accounts; changed with keyferry askpass --allow and --remove.",
      ja: "keyferry askpass が確認なしでコードを渡すホストと、そのアカウントの ID。keyferry askpass の --allow と --remove で変更します。",
    },
  ],
  [
    "mouse",
    {
      en:
        "true or false. A click chooses a row or field, and a second click on it acts as Enter; where rows have ticks, it ticks. " +
        "Buttons, tabs and the keys at the bottom act at the first click, the wheel scrolls, and Shift-drag selects text as before.",
      ja:
        "true または false。クリックで行や欄を選び、もう一度クリックすると Enter と同じ動作をします。チェック欄のある行ではチェックを切り替えます。" +
        "ボタン、タブ、下端のキーは 1 回のクリックで動作し、ホイールでスクロールします。文字の選択は Shift を押しながらドラッグします。",
    },
  ],
]

/** An own theme and an own key. */
export const SETTINGS_EXAMPLE = [
  "{",
  '  "theme": "dusk",',
  '  "themes": {',
  '    "dusk": { "base": "dark", "roles": { "accent": { "fg": 180 } } }',
  "  },",
  '  "keys": { "accounts.copy": ["y"] },',
  '  "mouse": true',
  "}",
]
