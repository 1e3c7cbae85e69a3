import { sanitize } from "../../../base/display.ts"
import { format } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { guideParts } from "../../../formats/guides.ts"
import type { Guide } from "../../../formats/guides.ts"
import { EMPTY_ROW, paragraph, span } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"

const NUMBER_CELLS = 4

/** A guide as numbered steps, each with its command lines below it; `into`: the row where the steps into the app begin. */
export function guideRows(guide: Guide, lang: Lang, width: number): { readonly rows: readonly Row[]; readonly into: number } {
  const rows: Row[] = []
  let into = 0
  for (const { heading, steps } of guideParts(guide)) {
    if (rows.length > 0) rows.push(EMPTY_ROW)
    if (steps === guide.into) into = rows.length
    rows.push(...paragraph(sanitize(format(heading, lang)), width, { indent: 1, role: "strong" }))
    for (const [at, { text, commands }] of steps.entries()) {
      const number = `${at + 1}.`.padStart(NUMBER_CELLS - 1) + " "
      const lines = paragraph(sanitize(format(text, lang)), width - NUMBER_CELLS)
      rows.push(...lines.map((line, index): Row => [span(index === 0 ? number : " ".repeat(NUMBER_CELLS)), ...line]))
      rows.push(...commands.flatMap((command) => paragraph(command, width, { indent: NUMBER_CELLS + 1, role: "accent" })))
    }
  }
  return { rows: rows.length === 0 ? paragraph(sanitize(format(guide.text, lang)), width, { indent: 1 }) : rows, into }
}
