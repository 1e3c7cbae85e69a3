import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { LIST_KEYS, LIST_START, listWindow, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { chosenRow, columnsRow, EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row } from "../../core/frame.ts"
import { checkKeys, keyActions, keyProblem, keysOf } from "../../core/key-map.ts"
import type { KeyAction, KeyTable } from "../../core/key-map.ts"
import { keyName, keyNames } from "../../core/key-names.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Settings › Change keys", ja: "設定 › キーの変更" },
  intro: {
    en: "Enter, Esc, arrows and Ctrl-C always do the same. A new key takes the place of the action's letters.",
    ja: "Enter、Esc、矢印、Ctrl-C は変更できません。新しいキーは、その操作の文字キーと置き換わります。",
  },
  press: { en: "Press the new key for: {action}", ja: "新しいキーを押してください: {action}" },
  fixed: { en: "{key} always does the same.", ja: "{key} は変更できません。" },
  typed: {
    en: "{key} is typed into a field there; Ctrl and a letter can be used.",
    ja: "{key} は入力欄の文字になります。Ctrl と文字の組み合わせは使えます。",
  },
  taken: { en: "{key} is taken: {action} ({table}).", ja: "{key} は使われています: {action}（{table}）" },
  changed: { en: "{key} is the new key: {action}.", ja: "新しいキーは {key} です: {action}" },
  change: { en: "change", ja: "変更" },
  changeHelp: { en: "press a new key for the action", ja: "操作の新しいキーを押す" },
  reset: { en: "reset", ja: "元に戻す" },
  resetHelp: { en: "give the action its usual keys back", ja: "操作のキーを元に戻す" },
  cancel: { en: "leave it as it was", ja: "変えずに戻る" },
  cancelHint: { en: "cancel", ja: "やめる" },
})

export interface ChangeKeysState {
  readonly list: ListState
  /** The next key is the new one. */
  readonly waiting: boolean
}

type ChangeKeysAction = ListAction | "change" | "reset" | "cancel" | "back"

const KEYS: readonly Binding<ChangeKeysAction>[] = [
  { keys: ["enter"], action: "change", help: TEXTS.changeHelp, hint: TEXTS.change },
  { keys: ["r"], action: "reset", help: TEXTS.resetHelp, hint: TEXTS.reset },
  BACK_KEY,
  ...LIST_KEYS,
]
const WAITING_KEYS: readonly Binding<ChangeKeysAction>[] = [
  { keys: ["escape"], action: "cancel", help: TEXTS.cancel, hint: TEXTS.cancelHint },
]

const HEAD_ROWS = 3
const heightOf = ({ body }: Context): number => Math.max(1, body.rows - HEAD_ROWS)

/** What each action's keys are, and a new key for one. */
export function changeKeysScreen(tables: readonly KeyTable[]): Screen<ChangeKeysState, ChangeKeysAction, RouteOf<"change-keys">> {
  const actions = keyActions(tables)
  const keysNow = ({ settings }: Context): Context["settings"]["keys"] => checkKeys(settings.keys, tables).keys
  return {
    init: () => ({ state: { list: LIST_START, waiting: false } }),

    update(state, msg, context) {
      const { lang } = context
      const height = heightOf(context)
      const at = (list: ListState): ChangeKeysState => ({ ...state, list })
      const pointed = pointList(state.list, msg, actions.length, height)
      if (pointed !== null) return { state: at(pointed) }
      const chosen = actions[state.list.cursor]
      if (msg.type === "key") {
        if (!state.waiting || chosen === undefined) return { state }
        const stored = keysNow(context)
        const problem = keyProblem(chosen, msg.key, stored, tables)
        const key = keyName(msg.key, lang)
        if (problem?.reason === "fixed" || problem?.reason === "typed")
          return { state, toast: format(TEXTS[problem.reason], lang, { key }) }
        if (problem?.reason === "taken") {
          const { binding, table } = problem.other
          const detail = { key, action: clauseOf(binding, lang), table: format(table.title, lang) }
          return { state, toast: format(TEXTS.taken, lang, detail) }
        }
        const keys = { ...stored, [chosen.id]: [msg.key] }
        const toast = format(TEXTS.changed, lang, { key, action: clauseOf(chosen.binding, lang) })
        return { state: { ...state, waiting: false }, effects: [{ type: "save-settings", patch: { keys } }], toast }
      }
      if (msg.type !== "action") return { state }
      switch (msg.action) {
        case "back":
          return { state, go: { type: "back" } }
        case "change":
          return { state: { ...state, waiting: chosen !== undefined } }
        case "cancel":
          return { state: { ...state, waiting: false } }
        case "reset": {
          const keys = Object.fromEntries(Object.entries(keysNow(context)).filter(([id]) => id !== chosen?.id))
          return { state, effects: [{ type: "save-settings", patch: { keys } }] }
        }
        default:
          return { state: at(moveListBy(state.list, msg.action, actions.length, height)) }
      }
    },

    view(state, context) {
      const { lang, body } = context
      const chosen = actions[state.list.cursor]
      const text =
        state.waiting && chosen !== undefined
          ? format(TEXTS.press, lang, { action: clauseOf(chosen.binding, lang) })
          : format(TEXTS.intro, lang)
      const head = paragraph(text, body.columns - 2, { indent: 1, ...(state.waiting ? { role: "strong" } : {}) })
      const height = heightOf(context)
      const { from, to } = listWindow(state.list, actions.length, height)
      const stored = keysNow(context)
      const rows = actions.slice(from, to).map((action, y) => actionRow(action, stored, from + y === state.list.cursor, context))
      const above = Array.from({ length: HEAD_ROWS }, (_, y) => head[y] ?? EMPTY_ROW)
      return {
        title: format(TEXTS.title, lang),
        body: [...above, ...withScrollbar(rows, from, actions.length, body.columns)],
        position: `${state.list.cursor + 1}/${actions.length}`,
      }
    },

    keys: ({ waiting }) => (waiting ? WAITING_KEYS : KEYS),
    typing: ({ waiting }) => waiting,
  }
}

const TABLE_CELLS = 16
const KEY_CELLS = 18

function actionRow(action: KeyAction, stored: Context["settings"]["keys"], chosen: boolean, { lang, body }: Context): Row {
  const { columns } = body
  const isWide = columns >= 60
  const keys = sanitize(keyNames({ keys: keysOf(action, stored) }, lang))
  const row = columnsRow([
    { text: chosen ? "▌" : "", width: 1 },
    { text: format(action.table.title, lang), width: isWide ? TABLE_CELLS : 0, role: "muted" },
    { text: clauseOf(action.binding, lang), width: columns - KEY_CELLS - (isWide ? TABLE_CELLS + 1 : 0) - 5 },
    { text: keys, width: KEY_CELLS, role: stored[action.id] === undefined ? "accent" : "match" },
  ])
  return chosen ? chosenRow(row, columns - 1) : row
}

/** The first clause of the action's help. */
function clauseOf({ help }: Pick<Binding, "help">, lang: Lang): string {
  const text = format(help, lang)
  return (/^[^;(（。]+/u.exec(text)?.[0] ?? text).trim()
}
