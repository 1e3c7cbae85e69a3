import { cellWidth, cutToWidth, padToWidth } from "../../../base/display.ts"
import type { Row } from "../../core/frame.ts"
import { buttonsRow, checkboxText, EMPTY_ROW, itemRow, paragraph, span } from "../rows.ts"
import { chosenOption, isChecked } from "./form-state.ts"
import type { FormItem, FormState } from "./form-state.ts"
import { lineEditor, lineView } from "./line-editor.ts"

export interface FormView {
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

const WIDEST_LINE = 60
const WIDEST_LABEL = 24

/**
 * The form as rows of at most `width` cells: labels in a column before the lines, above them where it is narrow. Where it is
 * higher than `height`, the part around the focus.
 */
export function formView(items: readonly FormItem[], state: FormState, width: number, height: number): FormView {
  const labelled = items.flatMap((item) => (item.kind === "line" || item.kind === "choice" ? [cellWidth(item.label)] : []))
  const labels = width < 50 ? 0 : Math.min(WIDEST_LABEL, Math.max(0, ...labelled))
  const before = labels === 0 ? 2 : labels + 4
  const field = Math.max(4, Math.min(WIDEST_LINE, width - before - 1))
  const rows: Row[] = []
  let cursor: FormView["cursor"] = null
  let top = 0
  let bottom = 0
  let stop = 0
  for (const item of items) {
    const start = rows.length
    const has =
      item.kind === "buttons" ? item.buttons.some(({ id }) => id === state.focus) : item.kind !== "note" && item.id === state.focus
    const mark = has ? "▌ " : "  "
    const put = (label: string, spans: Row): void => {
      if (labels === 0) rows.push([span(mark + cutToWidth(label, width - 2))], [span("  "), ...spans])
      else rows.push([span(mark), span(padToWidth(cutToWidth(label, labels), labels)), span("  "), ...spans])
    }
    switch (item.kind) {
      case "line": {
        const line = lineView(state.lines[item.id] ?? lineEditor(), field)
        put(item.label, line.spans)
        if (has) cursor = { x: before + line.cursorX, y: rows.length - 1 }
        if (item.below !== undefined) rows.push(...paragraph(item.below, width - 1, { indent: before, role: "strong" }))
        if (item.problem !== undefined && item.problem !== null)
          rows.push(...paragraph("! " + item.problem, width - 1, { indent: before, role: "danger" }))
        if (item.warning !== undefined) rows.push(...paragraph("! " + item.warning, width - 1, { indent: before, role: "strong" }))
        break
      }
      case "choice":
        put(item.label, [span(`< ${cutToWidth(item.options[chosenOption(state, item.id)] ?? "", field)} >`, has ? "selection" : "text")])
        break
      case "check":
        rows.push(
          ...paragraph(checkboxText(isChecked(state, item.id), item.label), width - 3).map(([text], at): Row => [
            span(at === 0 ? mark : "      "),
            { ...(text ?? span("")), role: has ? "selection" : "text" },
          ]),
        )
        break
      case "buttons":
        rows.push(buttonsRow(item.buttons.map(({ id, label }) => ({ label, focused: id === state.focus, item: stop++ }))))
        break
      case "note":
        rows.push(...(item.rows.length === 0 ? [EMPTY_ROW] : item.rows))
        break
    }
    if ("hint" in item) rows.push(...paragraph(item.hint, width - 1, { indent: before, role: "muted" }))
    if (item.kind !== "buttons" && item.kind !== "note") {
      const at = stop++
      rows.push(...rows.splice(start).map((row) => itemRow(row, at)))
    }
    if (has) {
      top = start
      bottom = rows.length
    }
  }
  return visiblePart(rows, cursor, top, bottom, height)
}

function visiblePart(rows: readonly Row[], cursor: FormView["cursor"], top: number, bottom: number, height: number): FormView {
  if (rows.length <= height) return { rows, cursor }
  // Keep a row above and two below the focused item visible where possible.
  const offset = Math.max(0, Math.min(rows.length - height, bottom + 2 <= height ? 0 : Math.max(0, Math.min(top - 1, bottom + 2 - height))))
  return { rows: rows.slice(offset, offset + height), cursor: cursor === null ? null : { x: cursor.x, y: cursor.y - offset } }
}
