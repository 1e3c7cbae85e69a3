import { FIELD_NAMES } from "../../../accounts/changes.ts"
import type { ComparedField } from "../../../accounts/changes.ts"
import { labelOf } from "../../../base/display.ts"
import { format } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { chipSpans, chipWidth, chosenRow, columnsRow, span } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"

/** An account and what happens to it. */
interface ChangedAccount {
  readonly issuer: string
  readonly name: string
  readonly fields: readonly ComparedField[]
}

/** The widest that a table of changed accounts becomes. */
export const TABLE_WIDTH = 76

/** What happens to an account: the word of its chip. */
export interface Happening {
  readonly word: Sentence
  readonly role: Role
}

/**
 * A chip for what happens to an account, its label, and the names of its fields.
 *
 * @param all - All happenings of the table, for the width of their column.
 */
export function accountRow(
  account: ChangedAccount,
  { word, role }: Happening,
  all: readonly Happening[],
  at: { readonly chosen: boolean; readonly lang: Lang; readonly columns: number },
): Row {
  const { chosen, lang, columns } = at
  const width = Math.min(columns, TABLE_WIDTH)
  const wordWidth = chipWidth(all.map((one) => format(one.word, lang)))
  const rest = width - wordWidth - 3
  const fields = columns >= 60 ? Math.floor(rest * 0.45) : 0
  const row = [
    span(chosen ? "▌" : " "),
    ...chipSpans(format(word, lang), role, wordWidth),
    span("  "),
    ...columnsRow([
      { text: fields > 0 ? labelOf(account) : narrowText(account, lang), width: Math.max(4, fields > 0 ? rest - fields - 1 : rest) },
      { text: fieldsText(account, lang), width: fields },
    ]),
  ]
  return chosen ? chosenRow(row, width) : row
}

/** The rows of a table with a scrollbar beside it where it is cut. @param from - The first item that is drawn. */
export function tableRows(rows: readonly Row[], from: number, count: number, columns: number): readonly Row[] {
  return withScrollbar(rows, from, count, Math.min(columns, TABLE_WIDTH + 1))
}

function narrowText(account: ChangedAccount, lang: Lang): string {
  const fields = fieldsText(account, lang)
  return fields === "" ? labelOf(account) : `${labelOf(account)} (${fields})`
}

export function fieldsText({ fields }: Pick<ChangedAccount, "fields">, lang: Lang): string {
  return fields.map((field) => format(FIELD_NAMES[field], lang)).join(lang === "ja" ? "、" : ", ")
}
