import { cellWidth, graphemes, sanitize } from "../../base/display.ts"
import type { Frame, Row, Size, Span } from "../core/frame.ts"
import { CHIPS } from "../core/roles.ts"
import type { Role } from "../core/roles.ts"
import type { Look, Theme } from "../theme/themes.ts"

/**
 * One cell as blessed keeps it in `screen.lines`: attributes and character. A wide character is in its left cell; the
 * right one holds the empty text.
 */
export type Cell = readonly [attributes: number, text: string]
export type Line = Cell[] & { dirty?: boolean }

/** Blessed's "no colour of its own". */
export const DEFAULT_COLOR = 0x1ff
export const FLAGS = { bold: 1, underline: 2, inverse: 8, exact: 64 } as const
/** Blessed's packing: flags from bit 18, foreground from bit 9, background from bit 0. */
export const DEFAULT_ATTRIBUTES = (DEFAULT_COLOR << 9) | DEFAULT_COLOR

/** Characters of one cell in every font, except in those that probing finds to be two cells wide. */
const SIMPLE = /^[\x20-\x7e\u2500-\u259f]*$/

const color = (index: number | undefined): number => (index === undefined || index < 0 || index > 255 ? DEFAULT_COLOR : index)

/** What a frame is drawn with. */
export interface Appearance {
  /** As the terminal's depth allows, see `themeFor`. */
  readonly theme: Theme
  /** Lines, bars and marks are drawn as ASCII characters. */
  readonly ascii: boolean
}

function pack(look: Look, exact: boolean): number {
  const flags =
    (look.bold === true ? FLAGS.bold : 0) |
    (look.underline === true ? FLAGS.underline : 0) |
    (look.inverse === true ? FLAGS.inverse : 0) |
    (exact ? FLAGS.exact : 0)
  return (flags << 18) | (color(look.fg) << 9) | color(look.bg)
}

type SpanLook = Omit<Span, "text">

/** The attributes of a role's spans. */
type PackedRole = readonly [plain: number, overlay: number, selected: number]

/** The packed attributes of each theme's roles. */
const packed = new WeakMap<Theme, Map<Role, PackedRole>>()

/** The packed attributes of a span. */
export function attributesOf({ role = "text", selected, overlay, colors }: SpanLook, theme: Theme): number {
  if (colors !== undefined) return pack(colors, true)
  const roles = packed.get(theme) ?? new Map<Role, PackedRole>()
  packed.set(theme, roles)
  let looks = roles.get(role)
  if (looks === undefined) roles.set(role, (looks = packRole(role, theme)))
  return selected === true ? looks[2] : looks[overlay === true ? 1 : 0]
}

function packRole(role: Role, { base, overlay, roles }: Theme): PackedRole {
  const { selection } = roles
  const look = roles[role]
  // With 8 colours a fill has no bold: it would turn black into grey.
  const bold = look.bold === true && selection.bold !== false
  const selected = { ...selection, bold, underline: look.underline === true }
  return [pack({ ...base, ...look }, false), pack({ ...overlay, ...look }, false), pack(selected, false)]
}

/** One ASCII character for each glyph that the screens use. */
const ASCII: Readonly<Record<string, string>> = {
  ...{ "▌": ">", "━": "=", "─": "-", "█": "#", "│": ":", "✓": "+", "›": ">", "…": "~" },
  ...{ "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+" },
}
const GLYPH = /[▌━─█│✓›…┌┐└┘├┤]/gu

/** The text of a span as this terminal shows it. */
function shownText(span: Span, { theme, ascii }: Appearance): string {
  if (span.colors !== undefined) return span.text
  const isChip = theme.brackets && span.role !== undefined && CHIPS.includes(span.role)
  const text = isChip ? span.text.replace(/^ (.*?)( *) $/u, "[$1]$2") : span.text
  return ascii ? text.replace(GLYPH, (glyph) => ASCII[glyph] ?? glyph) : text
}

/** Cells of simple characters are shared by all frames, as a frame has thousands. */
const shared = new Map<number, Map<string, Cell>>()

function sharedCell(attributes: number, text: string): Cell {
  let cells = shared.get(attributes)
  if (cells === undefined) {
    cells = new Map<string, Cell>()
    shared.set(attributes, cells)
  }
  let cell = cells.get(text)
  if (cell === undefined) cells.set(text, (cell = [attributes, text]))
  return cell
}

/**
 * Adds a text to a line of at most `columns` cells; characters without a width are left out. All text is sanitised here again, since
 * nothing checks it between here and the terminal.
 */
function addText(line: Line, shown: string, attributes: number, columns: number): void {
  if (SIMPLE.test(shown)) {
    for (let at = 0; at < shown.length && line.length < columns; at++) line.push(sharedCell(attributes, shown.charAt(at)))
    return
  }
  for (const text of graphemes(sanitize(shown))) {
    if (line.length >= columns) return
    const width = cellWidth(text)
    if (width === 0) continue
    // A wide character never straddles the edge.
    const fits = line.length + width <= columns
    line.push([attributes, fits ? text : " "])
    for (let i = 1; i < width && line.length < columns; i++) line.push([attributes, ""])
  }
}

/** One row, cut or filled to exactly `columns` cells. */
export function layRow(row: Row | undefined, columns: number, appearance: Appearance): Line {
  const line: Line = []
  for (const span of row ?? []) addText(line, shownText(span, appearance), attributesOf(span, appearance.theme), columns)
  const blank = sharedCell(attributesOf({}, appearance.theme), " ")
  while (line.length < columns) line.push(blank)
  return line
}

/** The cells of an empty screen. */
export function blankLines({ columns, rows }: Size): Line[] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, (): Cell => [DEFAULT_ATTRIBUTES, " "]))
}

/** Every cell of the window. */
export function layFrame(frame: Frame, size: Size, appearance: Appearance): Line[] {
  return Array.from({ length: size.rows }, (_, y) => layRow(frame.rows[y], size.columns, appearance))
}
