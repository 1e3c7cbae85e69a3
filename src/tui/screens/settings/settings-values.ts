import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { sortName } from "../../components/accounts-list.ts"
import type { Context } from "../../core/screen.ts"

type Settings = Context["settings"]

const TEXTS = texts({
  theme: { en: "Theme", ja: "テーマ" },
  themeTerminal: { en: "terminal's colours", ja: "ターミナル" },
  themeAuto: { en: "as the background", ja: "背景に合わせる" },
  themeDark: { en: "dark", ja: "ダーク" },
  themeLight: { en: "light", ja: "ライト" },
  glyphs: { en: "Glyphs", ja: "記号" },
  glyphsAuto: { en: "as probed", ja: "自動判定" },
  glyphsUnicode: { en: "Unicode", ja: "Unicode" },
  glyphsAscii: { en: "ASCII", ja: "ASCII" },
  density: { en: "Rows", ja: "行間" },
  compact: { en: "compact", ja: "詰める" },
  comfortable: { en: "comfortable", ja: "ゆったり" },
  countdown: { en: "Countdown", ja: "残り時間" },
  everySecond: { en: "every second", ja: "毎秒" },
  everyFive: { en: "every 5 seconds", ja: "5 秒ごと" },
  lang: { en: "Language", ja: "言語" },
  langAuto: { en: "as the locale", ja: "ロケールに従う" },
  english: { en: "English", ja: "English" },
  japanese: { en: "日本語", ja: "日本語" },
  idle: { en: "Lock", ja: "自動ロック" },
  idleMinutes: { en: "after {minutes} min", ja: "{minutes} 分後" },
  idleNever: { en: "never", ja: "しない" },
  hide: { en: "Hide codes", ja: "コードを隠す" },
  sort: { en: "Order", ja: "並び順" },
  mouse: { en: "Mouse", ja: "マウス" },
  sync: { en: "Whole frames", ja: "画面をまとめて描画" },
  qr: { en: "QR codes", ja: "QR コード" },
  qrAuto: { en: "whichever fits", ja: "自動" },
  qrHalf: { en: "half blocks", ja: "半ブロック" },
  qrFull: { en: "full cells", ja: "塗りつぶし" },
  agent: { en: "Agent", ja: "エージェント" },
  agentAsked: { en: "when asked", ja: "指示したとき" },
  agentFirstUse: { en: "with the passphrase", ja: "解除と同時" },
  agentMinutes: { en: "Agent locks", ja: "エージェント期限" },
  on: { en: "on", ja: "オン" },
  off: { en: "off", ja: "オフ" },
  aboutTheme: {
    en: "Theme: the terminal's own colours, or fixed ones. A theme of your own goes into the settings file.",
    ja: "テーマ: ターミナル自身の配色、または固定の配色を使います。独自のテーマは設定ファイルに書きます。",
  },
  aboutGlyphs: {
    en: "Glyphs: lines, bars and marks in Unicode, or in ASCII where the font has none.",
    ja: "記号: 線やバーや印を Unicode で描きます。フォントにない場合は ASCII にします。",
  },
  aboutDensity: {
    en: "Rows: comfortable leaves a blank row between accounts.",
    ja: "行間: 「ゆったり」ではアカウントの間を 1 行空けます。",
  },
  aboutCountdown: {
    en: "Countdown: fewer steps send less over a slow link; the last 5 seconds always count.",
    ja: "残り時間: 更新を減らすと低速な回線での通信量が減ります。最後の 5 秒は毎秒数えます。",
  },
  aboutLang: { en: "Language: of this program's texts.", ja: "言語: このプログラムの表示言語です。" },
  aboutIdle: {
    en: "Lock: after this time without a key. Never is not recommended.",
    ja: "自動ロック: この時間キー操作がないとロックします。「しない」はおすすめしません。",
  },
  aboutHide: {
    en: "Hide codes: asterisks stand for codes; r shows the chosen one.",
    ja: "コードを隠す: 認証コードを「*」で表示します。r で選択中のものを表示します。",
  },
  aboutSort: {
    en: "Order: of the account list; s changes it there, too.",
    ja: "並び順: アカウント一覧の順です。一覧では s でも変更できます。",
  },
  aboutMouse: {
    en: "Mouse: click chooses, a second click acts, the wheel scrolls; Shift-drag still selects text.",
    ja: "マウス: クリックで選び、もう一度クリックで実行、ホイールでスクロールします。文字の選択は Shift+ドラッグです。",
  },
  aboutSync: {
    en: "Whole frames: each screen appears at once. Switch it off if the screen flickers.",
    ja: "画面をまとめて描画: 書き換えを一度に表示します。ちらつく場合はオフにしてください。",
  },
  aboutAgent: {
    en: "Agent: keyferry agent start unlocks it, or every passphrase that is typed does. Other commands then need none.",
    ja: "エージェント: keyferry agent start で、またはパスフレーズの入力と同時に解除します。以後、ほかのコマンドではパスフレーズの入力が不要になります。",
  },
  aboutAgentMinutes: {
    en: "Agent locks: after this time without use, and after 8 hours in all.",
    ja: "エージェント期限: この時間使わないとロックします。使っていても 8 時間でロックします。",
  },
  aboutQr: {
    en: "QR codes: half blocks are small; full cells are large, for fonts that leave gaps.",
    ja: "QR コード: 半ブロックは小さく、塗りつぶしは大きく描きます。フォントに隙間がある場合は塗りつぶしにします。",
  },
})

/** The built-in themes; the user's own come after these. */
const THEMES = ["terminal", "auto", "dark", "light"]
const GLYPHS: readonly Settings["glyphs"][] = ["auto", "unicode", "ascii"]
const DENSITIES: readonly Settings["density"][] = ["compact", "comfortable"]
const COUNTDOWNS: readonly Settings["countdown"][] = [1, 5]
const SWITCH = [false, true]
const LANGS: readonly (Lang | null)[] = [null, "en", "ja"]
const IDLE_MINUTES = [1, 2, 5, 10, 15, 30, 60, 0]
const SORTS: readonly Settings["sort"][] = ["own", "issuer", "name", "used"]
const AGENT_STARTS: readonly Settings["agent"][] = ["asked", "first-use"]
const AGENT_MINUTES = [5, 15, 30, 60, 240, 480]
const QR_STYLES: readonly Settings["qrStyle"][] = ["auto", "half", "full"]

/** The settings by name, for the command palette. */
export function settingNames(): readonly { readonly id: string; readonly name: Sentence }[] {
  return SETTING_IDS.map((id) => ({ id, name: TEXTS[id] }))
}

export const SETTING_IDS = [
  "theme",
  "glyphs",
  "density",
  "countdown",
  "lang",
  "idle",
  "sort",
  "qr",
  "hide",
  "mouse",
  "sync",
  "agent",
  "agentMinutes",
] as const
export type SettingId = (typeof SETTING_IDS)[number]

/** What each setting does. */
export const ABOUT: Readonly<Record<SettingId, Sentence>> = {
  theme: TEXTS.aboutTheme,
  glyphs: TEXTS.aboutGlyphs,
  density: TEXTS.aboutDensity,
  countdown: TEXTS.aboutCountdown,
  lang: TEXTS.aboutLang,
  idle: TEXTS.aboutIdle,
  sort: TEXTS.aboutSort,
  qr: TEXTS.aboutQr,
  hide: TEXTS.aboutHide,
  mouse: TEXTS.aboutMouse,
  sync: TEXTS.aboutSync,
  agent: TEXTS.aboutAgent,
  agentMinutes: TEXTS.aboutAgentMinutes,
}
export const isSetting = (id: string): id is SettingId => SETTING_IDS.some((known) => known === id)

/** The name of a setting. */
export const settingName = (id: SettingId, lang: Lang): string => format(TEXTS[id], lang)

/** The place of the setting's value among its options. */
export function placeOf(id: SettingId, settings: Settings): number {
  return Math.max(0, valuesOf(id, settings).indexOf(valueOf(id, settings)))
}

function valueOf(id: SettingId, settings: Settings): unknown {
  const {
    theme,
    glyphs,
    density,
    countdown,
    lang,
    idleLockMinutes,
    sort,
    qrStyle,
    hideCodes,
    mouse,
    synchronizedOutput,
    agent,
    agentMinutes,
  } = settings
  const all = {
    theme,
    glyphs,
    density,
    countdown,
    lang,
    idle: idleLockMinutes,
    sort,
    qr: qrStyle,
    hide: hideCodes,
    mouse,
    sync: synchronizedOutput,
    agent,
    agentMinutes,
  }
  return all[id]
}

/** The values that a setting can have, in the order of its options. */
function valuesOf(id: SettingId, settings: Settings): readonly unknown[] {
  switch (id) {
    case "theme":
      return themesOf(settings)
    case "glyphs":
      return GLYPHS
    case "density":
      return DENSITIES
    case "countdown":
      return COUNTDOWNS
    case "lang":
      return LANGS
    case "idle":
      return minutesOf(settings)
    case "agent":
      return AGENT_STARTS
    case "agentMinutes":
      return withOwn(AGENT_MINUTES, settings.agentMinutes)
    case "sort":
      return SORTS
    case "qr":
      return QR_STYLES
    case "hide":
    case "mouse":
    case "sync":
      return SWITCH
  }
}

/** The built-in themes, the user's own, and a name from the file that is none of them. */
function themesOf({ theme, themes }: Settings): readonly string[] {
  return [...new Set([...THEMES, ...Object.keys(themes), theme])]
}

/** The minutes to choose from, with a value that was set in the file. */
const minutesOf = ({ idleLockMinutes }: Settings): readonly number[] => withOwn(IDLE_MINUTES, idleLockMinutes)

const withOwn = (minutes: readonly number[], own: number): readonly number[] => (minutes.includes(own) ? minutes : [own, ...minutes])

/** The options of a setting, as they are shown. */
export function optionsOf(id: SettingId, { lang, settings }: Context): readonly string[] {
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  switch (id) {
    case "theme": {
      const own = themesOf(settings).slice(THEMES.length)
      return [t("themeTerminal"), t("themeAuto"), t("themeDark"), t("themeLight"), ...own.map((name) => sanitize(name))]
    }
    case "glyphs":
      return [t("glyphsAuto"), t("glyphsUnicode"), t("glyphsAscii")]
    case "density":
      return [t("compact"), t("comfortable")]
    case "countdown":
      return [t("everySecond"), t("everyFive")]
    case "lang":
      return [t("langAuto"), t("english"), t("japanese")]
    case "idle":
      return minutesOf(settings).map((minutes) => (minutes === 0 ? t("idleNever") : format(TEXTS.idleMinutes, lang, { minutes })))
    case "agent":
      return [t("agentAsked"), t("agentFirstUse")]
    case "agentMinutes":
      return withOwn(AGENT_MINUTES, settings.agentMinutes).map((minutes) => format(TEXTS.idleMinutes, lang, { minutes }))
    case "sort":
      return SORTS.map((by) => sortName(by, lang))
    case "qr":
      return [t("qrAuto"), t("qrHalf"), t("qrFull")]
    case "hide":
    case "mouse":
    case "sync":
      return [t("off"), t("on")]
  }
}

/** The change that chooses the option at a place. */
export function patchOf(id: string, at: number, settings: Settings): Partial<Settings> {
  switch (id) {
    case "theme":
      return { theme: themesOf(settings)[at] ?? settings.theme }
    case "glyphs":
      return { glyphs: GLYPHS[at] ?? settings.glyphs }
    case "density":
      return { density: DENSITIES[at] ?? settings.density }
    case "countdown":
      return { countdown: COUNTDOWNS[at] ?? settings.countdown }
    case "lang":
      return { lang: LANGS[at] ?? null }
    case "idle":
      return { idleLockMinutes: minutesOf(settings)[at] ?? settings.idleLockMinutes }
    case "sort":
      return { sort: SORTS[at] ?? settings.sort }
    case "qr":
      return { qrStyle: QR_STYLES[at] ?? settings.qrStyle }
    case "hide":
      return { hideCodes: at === 1 }
    case "agent":
      return { agent: AGENT_STARTS[at] ?? settings.agent }
    case "agentMinutes":
      return { agentMinutes: withOwn(AGENT_MINUTES, settings.agentMinutes)[at] ?? settings.agentMinutes }
    case "mouse":
      return { mouse: at === 1 }
    case "sync":
      return { synchronizedOutput: at === 1 }
    default:
      return {}
  }
}
