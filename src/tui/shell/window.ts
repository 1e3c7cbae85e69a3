import { format, texts } from "../../base/language.ts"
import { withBox } from "../components/box.ts"
import type { Box } from "../components/box.ts"
import { confirmBox, CONFIRM_KEYS } from "../components/confirm.ts"
import { EMPTY_ROW, fitRow } from "../components/rows.ts"
import type { Frame, Row, Size } from "../core/frame.ts"
import type { Binding } from "../core/keys.ts"
import type { View } from "../core/screen.ts"
import { bodySize } from "./app-state.ts"
import type { AppState } from "./app-state.ts"
import { titleRow } from "./chrome.ts"
import { PALETTE_KEYS, paletteView } from "./commands/palette.ts"
import type { PaletteSource } from "./commands/palette.ts"
import { footerRow } from "./footer.ts"
import { footerKeys } from "./global-keys.ts"
import type { GlobalAction } from "./global-keys.ts"
import { HELP_KEYS, helpView } from "./help.ts"
import type { HelpTables } from "./help.ts"
import { drawToast, placeToast } from "./toast.ts"
import { workRow } from "./work-text.ts"

const TEXTS = texts({
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

/** What is shown: the top screen, and what a box over it needs. */
export interface TopView {
  readonly drawn: View
  /** The body has the whole window. */
  readonly full: boolean
  readonly tables: HelpTables
  readonly global: readonly Binding<GlobalAction>[]
  readonly typing: boolean
  readonly onList: boolean
  /** Null: the palette is closed. */
  readonly commands: PaletteSource | null
}

/** The whole window: title, the screen's body, footer; a box over them, and a message over all. */
export function windowFrame(state: AppState, top: TopView, size: Size): Frame {
  const { drawn, full } = top
  const { lang } = state
  const body = bodySize(size, full)
  const rows: Row[] = Array.from({ length: body.rows }, (_, at) => drawn.body[at] ?? EMPTY_ROW)
  const left = idleLeftMs(state)
  const locksSoon = left !== null && left <= COUNTDOWN_MS
  const title = (locksSoon ? undefined : drawn.titleRow) ?? titleRow(drawn.title, notes(state), size.columns, drawn.note)
  const framed = full ? rows : [title, ...rows, footer(state, top, size.columns)]
  const over = overlayView(state, top, size)
  const shown = over === null ? framed : withBox(framed, over.box, size)
  const cursor = over === null ? screenCursor(drawn, body, full) : over.cursor
  const toast = state.toast === null ? null : placeToast(shown, state.toast, size.columns, lang, cursor?.y ?? null)
  const picture = over === null && full ? (drawn.picture ?? null) : null
  const covered = picture === null || (toast !== null && toast.top < picture.y + picture.rows && toast.top + toast.rows.length > picture.y)
  return {
    rows: toast === null ? shown : drawToast(shown, toast, size.columns),
    cursor,
    ...(covered ? {} : { picture }),
    // In a box a paste is a text.
    ...(over === null && drawn.takesBytes === true ? { takesBytes: true } : {}),
  }
}

function screenCursor(drawn: View, body: Size, full: boolean): Frame["cursor"] {
  const cursor = drawn.cursor ?? null
  const seen = cursor !== null && cursor.y >= 0 && cursor.y < body.rows && cursor.x < body.columns ? cursor : null
  return seen === null || full ? seen : { x: seen.x, y: seen.y + 1 }
}

interface OverView {
  readonly box: Box
  readonly cursor: Frame["cursor"]
}

/** The box over the screen; null: there is none. Help and commands come before the screen's question. */
function overlayView({ overlay, lang }: AppState, { drawn, tables, commands }: TopView, size: Size): OverView | null {
  if (overlay === null) {
    const question = drawn.question ?? null
    return question === null ? null : { box: confirmBox(question, tables.here, size, lang), cursor: null }
  }
  if (overlay.kind === "quit") return { box: confirmBox(overlay.question, CONFIRM_KEYS, size, lang), cursor: null }
  if (overlay.kind === "help") return helpView(overlay.help, tables, size, lang)
  return commands === null ? null : paletteView(overlay.palette, commands, size)
}

function footer(state: AppState, top: TopView, width: number): Row {
  const { lang, overlay } = state
  const { here } = top.tables
  const parts = { commands: [], help: [], spare: [], typing: top.typing, position: "" }
  if (overlay?.kind === "help") return footerRow({ ...parts, here: HELP_KEYS }, width, lang)
  if (overlay?.kind === "quit") return footerRow({ ...parts, here: [] }, width, lang)
  if (overlay?.kind === "palette") return footerRow({ ...parts, here: PALETTE_KEYS }, width, lang)
  if (state.busy !== null) return fitRow(workRow(state.busy, lang, width), width)
  const everywhere = footerKeys(top.global, { typing: top.typing, onList: top.onList, width })
  // The box of a question has its own line of keys.
  if (top.drawn.question != null) return footerRow({ ...parts, here: [], help: everywhere.help }, width, lang)
  // Beside a question the footer offers nothing else.
  if (CONFIRM_KEYS.some((binding) => here.includes(binding))) return footerRow({ ...parts, here, help: everywhere.help }, width, lang)
  // Before the vault is open there are few commands, and how to quit matters more.
  const few = state.vault === null ? { commands: [] } : {}
  return footerRow({ ...parts, ...everywhere, ...few, here, position: top.drawn.position ?? "" }, width, lang)
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
