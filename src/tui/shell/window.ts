import { format, texts } from "../../base/language.ts"
import { CONFIRM_KEYS } from "../components/confirm.ts"
import { EMPTY_ROW, fitRow } from "../components/rows.ts"
import type { Frame, Row, Size } from "../core/frame.ts"
import type { View } from "../core/screen.ts"
import { bodySize } from "./app-state.ts"
import type { AppState } from "./app-state.ts"
import { titleRow } from "./chrome.ts"
import { footerRow } from "./footer.ts"
import { globalKeys, spareKeys } from "./global-keys.ts"
import { HELP_KEYS, helpView } from "./help.ts"
import type { HelpTables } from "./help.ts"
import { placeToast, withToast } from "./toast.ts"
import { workRow } from "./work-text.ts"

const TEXTS = texts({
  help: { en: "Help", ja: "ヘルプ" },
  demo: { en: "demo vault, nothing is kept", ja: "デモ用の保管庫（何も保存されません）" },
  readOnly: { en: "read-only", ja: "読み取り専用" },
  locksIn: { en: "locks in {seconds} s", ja: "あと {seconds} 秒でロック" },
})

/** From this width the footer shows the keys that lock and quit. */
const SPARE_COLUMNS = 100
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
  const note = help === null ? drawn.note : undefined
  const foot = { tables, typing, position: help === null ? (drawn.position ?? "") : "" }
  const left = idleLeftMs(state)
  const locksSoon = left !== null && left <= COUNTDOWN_MS
  const top = (help === null && !locksSoon ? drawn.titleRow : undefined) ?? titleRow(title, notes(state), size.columns, note)
  const framed = full ? rows : [top, ...rows, footer(state, foot, size.columns)]
  const cursor = help === null ? (drawn.cursor ?? null) : help.cursor
  const seen = cursor !== null && cursor.y >= 0 && cursor.y < body.rows && cursor.x < body.columns ? cursor : null
  const placed = seen === null || full ? seen : { x: seen.x, y: seen.y + 1 }
  const toast = state.toast === null ? null : placeToast(framed, state.toast, size.columns, lang, placed?.y ?? null)
  const picture = help === null && full ? (drawn.picture ?? null) : null
  const covered = picture === null || (toast !== null && toast.top < picture.y + picture.rows && toast.top + toast.rows.length > picture.y)
  return {
    rows: toast === null ? framed : withToast(framed, toast, size.columns),
    cursor: placed,
    ...(covered ? {} : { picture }),
  }
}

interface Foot {
  readonly tables: HelpTables
  readonly typing: boolean
  readonly position: string
}

function footer(state: AppState, { tables: { here }, typing, position }: Foot, width: number): Row {
  const { lang } = state
  if (state.busy !== null) return fitRow(workRow(state.busy, lang, width), width)
  const none = { commands: [], help: [], spare: [], typing, position }
  if (state.help !== null) return footerRow({ ...none, here: HELP_KEYS }, width, lang)
  const open = state.vault !== null
  const everywhere = globalKeys(typing, open)
  const help = everywhere.filter(({ action }) => action === "help")
  // Beside a question the footer offers nothing else.
  if (CONFIRM_KEYS.some((binding) => here.includes(binding))) return footerRow({ ...none, here, help }, width, lang)
  return footerRow({ ...none, here, help, spare: width >= SPARE_COLUMNS ? spareKeys(typing, open) : [] }, width, lang)
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
