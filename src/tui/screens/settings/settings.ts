import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { sortName } from "../../components/accounts-list.ts"
import { chosenOption, formKeys, formState, formView, isChecked, updateForm } from "../../components/forms/form.ts"
import type { FormAction, FormItem, FormState } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

type Settings = Context["settings"]

const TEXTS = texts({
  title: { en: "Settings", ja: "設定" },
  lang: { en: "Language", ja: "言語" },
  langAuto: { en: "the terminal's locale", ja: "端末のロケールに従う" },
  english: { en: "English", ja: "English" },
  japanese: { en: "日本語", ja: "日本語" },
  idle: { en: "Auto-lock", ja: "自動ロック" },
  idleMinutes: { en: "after {minutes} {minutes|minute|minutes} without a key", ja: "{minutes} 分間キー操作がないとき" },
  idleNever: { en: "never (not recommended)", ja: "しない（おすすめしません）" },
  hide: { en: "Hide codes until r is pressed", ja: "r を押すまで認証コードを隠す" },
  sort: { en: "Order", ja: "並び順" },
  mouse: {
    en: "Mouse: click chooses, wheel scrolls (Shift-drag still selects text)",
    ja: "マウス: クリックで選択、ホイールでスクロール（文字の選択は Shift+ドラッグ）",
  },
  sync: { en: "Draw each screen at once (switch off if it flickers)", ja: "画面を一度に描く（ちらつく場合はオフに）" },
  qr: { en: "QR codes", ja: "QR コード" },
  qrAuto: { en: "whichever fits", ja: "自動（収まる方式）" },
  qrHalf: { en: "half blocks (small)", ja: "半ブロック（小さい）" },
  qrFull: { en: "full cells (large, for odd fonts)", ja: "セルの塗りつぶし（大きい。フォントで崩れる場合に）" },
  history: { en: "History", ja: "履歴" },
  backup: { en: "Automatic backup", ja: "自動バックアップ" },
  recovery: { en: "Recovery key", ja: "回復キー" },
  check: { en: "Check", ja: "点検" },
  copies: { en: "Copies of the vault", ja: "保管庫のコピー" },
  trash: { en: "Trash", ja: "ごみ箱" },
  passphrase: { en: "Change the passphrase", ja: "パスフレーズを変更" },
  note: { en: "Changes take effect at once and are saved.", ja: "変更はすぐに反映され、保存されます。" },
  change: { en: "change", ja: "変更" },
  changeHelp: { en: "change the setting; Enter opens a button", ja: "設定を変更。Enter でボタンを開く" },
})

const LANGS: readonly (Lang | null)[] = [null, "en", "ja"]
const IDLE_MINUTES = [1, 2, 5, 10, 15, 30, 60, 0]
const SORTS: readonly Settings["sort"][] = ["own", "issuer", "name", "used"]
const QR_STYLES: readonly Settings["qrStyle"][] = ["auto", "half", "full"]

/** Where each button leads. */
const BUTTONS: { readonly passphrase: Route; readonly [id: string]: Route } = {
  history: { to: "history" },
  backup: { to: "auto-backup" },
  check: { to: "check" },
  recovery: { to: "recovery-key" },
  copies: { to: "merge-copies" },
  trash: { to: "trash" },
  passphrase: { to: "passphrase-change" },
}

/** The settings by name, for the command palette. */
export function settingNames(): readonly { readonly id: string; readonly name: Sentence }[] {
  const { lang, idle, sort, qr, hide, mouse, sync } = TEXTS
  return Object.entries({ lang, idle, sort, qr, hide, mouse, sync }).map(([id, name]) => ({ id, name }))
}

export interface SettingsState {
  readonly focus: string
}

/** The form, with the values of the settings. The screen itself keeps only the focus. */
function formOf({ focus }: SettingsState, settings: Settings): FormState {
  return formState({
    focus,
    checks: { hide: settings.hideCodes, mouse: settings.mouse, sync: settings.synchronizedOutput },
    choices: {
      lang: LANGS.indexOf(settings.lang),
      idle: Math.max(0, minutesOf(settings).indexOf(settings.idleLockMinutes)),
      sort: SORTS.indexOf(settings.sort),
      qr: QR_STYLES.indexOf(settings.qrStyle),
    },
  })
}

/** The minutes to choose from, with a value that was set in the file. */
function minutesOf({ idleLockMinutes }: Settings): number[] {
  return IDLE_MINUTES.includes(idleLockMinutes) ? IDLE_MINUTES : [idleLockMinutes, ...IDLE_MINUTES]
}

function itemsOf({ lang, settings, body, vaultCopies }: Context): FormItem[] {
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  return [
    { kind: "note", rows: [...paragraph(t("note"), body.columns - 2, { indent: 1, role: "muted" }), EMPTY_ROW] },
    { kind: "choice", id: "lang", label: t("lang"), options: [t("langAuto"), t("english"), t("japanese")] },
    {
      kind: "choice",
      id: "idle",
      label: t("idle"),
      options: minutesOf(settings).map((minutes) => (minutes === 0 ? t("idleNever") : format(TEXTS.idleMinutes, lang, { minutes }))),
    },
    { kind: "choice", id: "sort", label: t("sort"), options: SORTS.map((by) => sortName(by, lang)) },
    { kind: "choice", id: "qr", label: t("qr"), options: [t("qrAuto"), t("qrHalf"), t("qrFull")] },
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "check", id: "hide", label: t("hide") },
    { kind: "check", id: "mouse", label: t("mouse") },
    { kind: "check", id: "sync", label: t("sync") },
    { kind: "note", rows: [EMPTY_ROW] },
    {
      kind: "buttons",
      buttons: [
        { id: "check", label: t("check") },
        { id: "recovery", label: t("recovery") },
      ],
    },
    {
      kind: "buttons",
      buttons: [
        { id: "history", label: t("history") },
        { id: "backup", label: t("backup") },
        ...(vaultCopies > 0 ? [{ id: "copies", label: t("copies") }] : []),
      ],
    },
    {
      kind: "buttons",
      buttons: [
        { id: "trash", label: t("trash") },
        { id: "passphrase", label: t("passphrase") },
      ],
    },
  ]
}

function patchOf(id: string, form: FormState, settings: Settings): Partial<Settings> {
  const at = chosenOption(form, id)
  switch (id) {
    case "lang":
      return { lang: LANGS[at] ?? null }
    case "idle":
      return { idleLockMinutes: minutesOf(settings)[at] ?? settings.idleLockMinutes }
    case "sort":
      return { sort: SORTS[at] ?? settings.sort }
    case "qr":
      return { qrStyle: QR_STYLES[at] ?? settings.qrStyle }
    case "hide":
      return { hideCodes: isChecked(form, id) }
    case "mouse":
      return { mouse: isChecked(form, id) }
    case "sync":
      return { synchronizedOutput: isChecked(form, id) }
    default:
      return {}
  }
}

/** The settings; each change takes effect at once. */
export const settingsScreen: Screen<SettingsState, FormAction | "back", RouteOf<"settings">> = {
  init: ({ focus }) => ({ state: { focus: focus ?? "lang" } }),

  update(state, msg, context) {
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    const { settings } = context
    const items = itemsOf(context)
    // Enter changes a value, as Space does.
    const pressed = msg.type === "action" && msg.action === "form-enter" ? ({ ...msg, action: "form-toggle" } as const) : msg
    const step = updateForm(items, formOf(state, settings), pressed)
    const next = { focus: step.state.focus }
    switch (step.event?.type) {
      case "changed":
        return { state: next, effects: [{ type: "save-settings", patch: patchOf(step.event.id, step.state, settings) }] }
      case "pressed":
        return { state: next, go: { type: "push", route: BUTTONS[step.event.id] ?? BUTTONS.passphrase } }
      case "entered":
      case undefined:
        return { state: next }
    }
  },

  view(state, context) {
    const { rows } = formView(itemsOf(context), formOf(state, context.settings), context.body.columns, context.body.rows)
    return { title: format(TEXTS.title, context.lang), body: rows }
  },

  keys: (state, context) => [
    ...formKeys(itemsOf(context), formOf(state, context.settings), { help: TEXTS.changeHelp, hint: TEXTS.change }),
    BACK_KEY,
  ],
}
