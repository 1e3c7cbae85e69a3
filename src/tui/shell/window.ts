import { format, texts } from "../../base/language.ts"
import { CONFIRM_KEYS } from "../components/confirm.ts"
import { EMPTY_ROW, fitRow, textRow } from "../components/rows.ts"
import type { Frame, Row, Size } from "../core/frame.ts"
import type { View } from "../core/screen.ts"
import { bodySize } from "./app-state.ts"
import type { AppState } from "./app-state.ts"
import { busyText, footerRow, titleRow, toastRows } from "./chrome.ts"
import { globalKeys, spareKeys } from "./global-keys.ts"
import { HELP_KEYS, helpView } from "./help.ts"
import type { HelpTables } from "./help.ts"

const TEXTS = texts({
  help: { en: "Help", ja: "ヘルプ" },
  demo: { en: "demo vault, nothing is kept", ja: "デモ用の保管庫（何も保存されません）" },
  readOnly: { en: "read-only", ja: "読み取り専用" },
  locksIn: { en: "locks in {seconds} s", ja: "あと {seconds} 秒でロック" },
})

/** The title counts down the last minute before the lock. */
const COUNTDOWN_MS = 60_000

/** Milliseconds until the vault locks by itself; null: it does not. */
export function idleLeftMs(state: AppState): number | null {
  const { idleLockMinutes } = state.settings
  return state.vault === null || idleLockMinutes <= 0 ? null : state.inputAtMs + idleLockMinutes * 60_000 - state.nowMs
}

/** What the top screen shows. */
export interface TopView {
  readonly drawn: View
  /** The body has the whole window. */
  readonly full: boolean
  readonly tables: HelpTables
  readonly typing: boolean
}

/** The whole window: title, the screen's body or the help, footer, and a toast over the lower end. */
export function windowFrame(state: AppState, { drawn, full: bodyIsFull, tables, typing }: TopView, size: Size): Frame {
  const { lang } = state
  const help = state.help === null ? null : helpView(state.help, tables, bodySize(size, false), lang)
  const full = help === null && bodyIsFull
  const body = bodySize(size, full)
  const shown = help?.rows ?? drawn.body
  const rows: Row[] = Array.from({ length: body.rows }, (_, at) => shown[at] ?? EMPTY_ROW)
  const title = help === null ? drawn.title : format(TEXTS.help, lang)
  const framed = full
    ? rows
    : [
        titleRow(title, notes(state), size.columns),
        ...rows,
        footer(state, { tables, typing, position: drawn.position ?? "" }, size.columns),
      ]
  const toast = state.toast === null ? [] : toastRows(state.toast.text, size.columns)
  const cursor = help === null ? (drawn.cursor ?? null) : help.cursor
  const seen = cursor !== null && cursor.y >= 0 && cursor.y < body.rows && cursor.x < body.columns ? cursor : null
  const picture = help === null && full ? (drawn.picture ?? null) : null
  const covered = picture === null || picture.y + picture.rows > size.rows - toast.length
  return {
    rows: [...framed.slice(0, framed.length - toast.length), ...toast],
    cursor: seen === null || full ? seen : { x: seen.x, y: seen.y + 1 },
    ...(covered ? {} : { picture }),
  }
}

interface Foot {
  readonly tables: HelpTables
  readonly typing: boolean
  readonly position: string
}

function footer(state: AppState, { tables: { here }, typing, position }: Foot, width: number): Row {
  if (state.busy !== null) return fitRow(textRow(" " + busyText(state.busy, state.lang)), width)
  if (state.help !== null) return fitRow(footerRow(HELP_KEYS, [], width, state.lang), width)
  const open = state.vault !== null
  // Beside a question the footer offers nothing else.
  const asks = CONFIRM_KEYS.some((binding) => here.includes(binding))
  return fitRow(footerRow(here, globalKeys(typing, open), width, state.lang, asks ? [] : spareKeys(typing, open), position), width)
}

/** The notes of the title, the most urgent first. */
function notes(state: AppState): string[] {
  const { lang, vault } = state
  const left = idleLeftMs(state)
  return [
    ...(left !== null && left <= COUNTDOWN_MS ? [format(TEXTS.locksIn, lang, { seconds: Math.max(0, Math.ceil(left / 1000)) })] : []),
    ...(state.start.demo ? [format(TEXTS.demo, lang)] : []),
    ...(vault !== null && vault.readOnly !== null ? [format(TEXTS.readOnly, lang)] : []),
  ]
}
