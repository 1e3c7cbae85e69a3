import { cellWidth, cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { boxRows } from "../../components/box.ts"
import type { Box } from "../../components/box.ts"
import { matchSpans, queryWords } from "../../components/find/find-match.ts"
import { editLine, lineEditor, lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { fitList, LIST_START, listWindow, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { chosenRow, fitRow, rowWidth, span, textRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row, Size } from "../../core/frame.ts"
import { actionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import { foundCommands } from "./command.ts"
import type { Command } from "./command.ts"

const TEXTS = texts({
  title: { en: "Commands", ja: "コマンド" },
  none: { en: "no command is found", ja: "見つかりません" },
  run: { en: "do it", ja: "実行" },
  close: { en: "close", ja: "閉じる" },
  move: { en: "move", ja: "移動" },
})

/** The command palette: a line to find in, and the commands that it finds. Immutable. */
export interface PaletteState {
  readonly line: LineEditor
  readonly list: ListState
}

export const PALETTE_START: PaletteState = { line: lineEditor(), list: LIST_START }

type PaletteAction = ListAction | "run" | "close"

/** The palette's own keys; every other key is typed. */
export const PALETTE_KEYS: readonly Binding<PaletteAction>[] = [
  { keys: ["enter"], action: "run", help: TEXTS.run, hint: TEXTS.run },
  { keys: ["escape", "C-p"], action: "close", help: TEXTS.close, hint: TEXTS.close },
  { keys: ["up"], action: "up", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["pageup"], action: "page-up", help: TEXTS.move },
  { keys: ["pagedown"], action: "page-down", help: TEXTS.move },
]

/** What the palette offers, and what its texts are in. */
export interface PaletteSource {
  readonly commands: readonly Command[]
  readonly lang: Lang
  /** The ids of the last used commands, the last first. */
  readonly last: readonly string[]
}

/** `run`: the command that was chosen; null state: the palette is closed. */
export interface PaletteStep {
  readonly state: PaletteState | null
  readonly run: Command | null
}

export function updatePalette(state: PaletteState, msg: Msg, source: PaletteSource, size: Size): PaletteStep {
  const found = foundCommands(source.commands, state.line.value, source.lang, source.last)
  const height = listHeight(found.length, size)
  const still = (next: PaletteState): PaletteStep => ({ state: next, run: null })
  const pointed = pointList(state.list, msg, found.length, height)
  if (pointed !== null) return still({ ...state, list: pointed })
  const action = msg.type === "key" ? actionOf(PALETTE_KEYS, msg.key) : undefined
  switch (action) {
    case "close":
      return { state: null, run: null }
    case "run": {
      const run = found[fitList(state.list, found.length, height).cursor] ?? null
      // The reason is shown; another command can be chosen.
      return { state: run?.closed === null ? null : state, run }
    }
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "first":
    case "last":
      return still({ ...state, list: moveListBy(state.list, action, found.length, height) })
    case undefined: {
      const line = editLine(state.line, msg)
      return still(line === null ? state : { line, list: line.value === state.line.value ? state.list : LIST_START })
    }
  }
}

const TOP = 3
const WIDTH = 50
const WIDE_COLUMNS = 100
const WIDE_WIDTH = 64
const MOST_ROWS = 12

/** Rows of the list. */
function listHeight(found: number, { rows }: Size): number {
  const top = rows >= 20 ? TOP : 0
  return Math.max(1, Math.min(found, MOST_ROWS, rows - top - 4))
}

/** The box of the palette in a window of this size, and where its text cursor is. */
export function paletteView(
  state: PaletteState,
  { commands, lang, last }: PaletteSource,
  size: Size,
): { readonly box: Box; readonly cursor: { readonly x: number; readonly y: number } } {
  const width = Math.min(size.columns, size.columns >= WIDE_COLUMNS ? WIDE_WIDTH : WIDTH)
  const inside = width - 2
  const found = foundCommands(commands, state.line.value, lang, last)
  const height = listHeight(found.length, size)
  const { cursor } = fitList(state.list, found.length, height)
  const { from, to } = listWindow(state.list, found.length, height)
  const words = queryWords(state.line.value)
  const room = found.length > height ? inside - 1 : inside
  const rows = found.slice(from, to).map((command, at) => commandRow(command, { words, lang, width: room, chosen: from + at === cursor }))
  const list = found.length === 0 ? [textRow(`  ${format(TEXTS.none, lang)}`, "muted")] : withScrollbar(rows, from, found.length, inside)
  const line = lineView(state.line, inside - 4)
  const x = Math.floor((size.columns - width) / 2)
  const y = size.rows >= 20 ? TOP : 0
  const head: Row = [span(" : ", "accent"), ...line.spans]
  return {
    box: { x, y, width, rows: boxRows(format(TEXTS.title, lang), [head, ...list], width) },
    cursor: { x: x + 4 + line.cursorX, y: y + 1 },
  }
}

interface CommandLine {
  readonly words: readonly string[]
  readonly lang: Lang
  readonly width: number
  readonly chosen: boolean
}

/** The label on the left, the keys or the reason against it on the right. */
function commandRow({ label, keys, closed }: Command, { words, lang, width, chosen }: CommandLine): Row {
  const reason = closed === null ? "" : sanitize(format(closed, lang))
  const wanted = closed === null ? keys : reason
  const right = cutToWidth(
    wanted,
    Math.max(0, Math.min(cellWidth(wanted), Math.max(Math.floor(width / 2) - 4, width - cellWidth(label[lang]) - 5))),
  )
  const room = width - 2 - cellWidth(right) - (right === "" ? 0 : 3)
  const left = [span(chosen ? "▌ " : "  "), ...matchSpans(label[lang], words, room, closed === null ? "text" : "muted")]
  const gap = " ".repeat(Math.max(0, width - rowWidth(left) - cellWidth(right) - 1))
  const row = [...left, span(gap), span(right, closed === null ? "accent" : "muted"), span(" ")]
  return chosen ? chosenRow(row, width) : fitRow(row, width)
}
