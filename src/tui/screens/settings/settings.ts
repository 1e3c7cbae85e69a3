import { format, texts } from "../../../base/language.ts"
import { chosenOption, formState } from "../../components/forms/form-state.ts"
import { formView } from "../../components/forms/form-view.ts"
import { formKeys, updateForm } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form-state.ts"
import type { FormAction } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, fitRow, paragraph, span } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"
import { previewRows } from "./settings-preview.ts"
import { ABOUT, isSetting, optionsOf, patchOf, placeOf, SETTING_IDS, settingName } from "./settings-values.ts"

type Settings = Context["settings"]

const TEXTS = texts({
  title: { en: "Settings", ja: "設定" },
  keys: { en: "Change keys", ja: "キーの変更" },
  history: { en: "History", ja: "履歴" },
  backup: { en: "Automatic backup", ja: "自動バックアップ" },
  recovery: { en: "Recovery key", ja: "回復キー" },
  check: { en: "Check", ja: "点検" },
  copies: { en: "Copies of the vault", ja: "保管庫のコピー" },
  trash: { en: "Trash", ja: "ごみ箱" },
  passphrase: { en: "Change the passphrase", ja: "パスフレーズを変更" },
  change: { en: "change", ja: "変更" },
  changeHelp: { en: "change the setting; Enter opens a button", ja: "設定を変更。Enter でボタンを開く" },
})

/** Where each button leads. */
const BUTTONS: { readonly passphrase: Route; readonly [id: string]: Route } = {
  keys: { to: "change-keys" },
  history: { to: "history" },
  backup: { to: "auto-backup" },
  check: { to: "check" },
  recovery: { to: "recovery-key" },
  copies: { to: "merge-copies" },
  trash: { to: "trash" },
  passphrase: { to: "passphrase-change" },
}

export interface SettingsState {
  readonly focus: string
}

/** The form, with the values of the settings. The screen itself keeps only the focus. */
function formOf({ focus }: SettingsState, settings: Settings): FormState {
  return formState({ focus, choices: Object.fromEntries(SETTING_IDS.map((id) => [id, placeOf(id, settings)])) })
}

function itemsOf(context: Context): FormItem[] {
  const { lang, vaultCopies } = context
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  const button = (
    id: "keys" | "check" | "recovery" | "history" | "backup" | "copies" | "trash" | "passphrase",
  ): { id: string; label: string } => ({
    id,
    label: t(id),
  })
  return [
    ...SETTING_IDS.map((id): FormItem => ({ kind: "choice", id, label: settingName(id, lang), options: optionsOf(id, context) })),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [button("keys")] },
    { kind: "buttons", buttons: [button("check"), button("recovery")] },
    { kind: "buttons", buttons: [button("history"), button("backup")] },
    { kind: "buttons", buttons: [button("trash"), button("passphrase"), ...(vaultCopies > 0 ? [button("copies")] : [])] },
  ]
}

/** The settings; each change takes effect at once. */
export const settingsScreen: Screen<SettingsState, FormAction | "back", RouteOf<"settings">> = {
  init: ({ focus }) => ({ state: { focus: focus ?? "theme" } }),

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
        return {
          state: next,
          effects: [{ type: "save-settings", patch: patchOf(step.event.id, chosenOption(step.state, step.event.id), settings) }],
        }
      case "pressed":
        return { state: next, go: { type: "push", route: BUTTONS[step.event.id] ?? BUTTONS.passphrase } }
      case "entered":
      case undefined:
        return { state: next }
    }
  },

  view(state, context) {
    const { lang, body } = context
    const isWide = body.columns >= PREVIEW_COLUMNS
    const about = isSetting(state.focus) ? paragraph(format(ABOUT[state.focus], lang), Math.min(76, body.columns - 2), { indent: 2 }) : []
    const below = isWide ? [EMPTY_ROW, ...about] : previewRows(context, body.columns, true)
    const height = Math.max(1, body.rows - below.length)
    // The labels stand before the values in every width.
    const form = formView(itemsOf(context), formOf(state, context.settings), FORM_COLUMNS, height).rows
    const rows = isWide ? besidePreview(form, previewRows(context, body.columns - FORM_COLUMNS - 2), height) : form
    const filler = Array.from({ length: Math.max(0, isWide ? 0 : height - rows.length) }, () => EMPTY_ROW)
    return { title: format(TEXTS.title, lang), body: [...rows, ...filler, ...below].slice(0, body.rows) }
  },

  keys: (state, context) => [
    ...formKeys(itemsOf(context), formOf(state, context.settings), { help: TEXTS.changeHelp, hint: TEXTS.change }),
    BACK_KEY,
  ],
}

/** Cells of the form; from this width the preview stands beside it. */
const FORM_COLUMNS = 50
const PREVIEW_COLUMNS = 78

/** The form with the preview on its right. */
function besidePreview(form: readonly Row[], preview: readonly Row[], height: number): readonly Row[] {
  const rows = Math.min(height, Math.max(form.length, preview.length))
  return Array.from({ length: rows }, (_, at) => [
    ...fitRow(form[at] ?? EMPTY_ROW, FORM_COLUMNS),
    span("│", "border"),
    ...(preview[at] ?? EMPTY_ROW),
  ])
}
