import { FIELD_NAMES } from "../../../accounts/changes.ts"
import type { ComparedField } from "../../../accounts/changes.ts"
import { cellWidth, labelOf } from "../../../base/display.ts"
import { format } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { chosenRow, columnsRow } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"

/** An account and what happens to it. */
interface ChangedAccount {
  readonly issuer: string
  readonly name: string
  readonly fields: readonly ComparedField[]
}

/** The widest that a table of changed accounts becomes. */
export const TABLE_WIDTH = 76

/**
 * A word for what happens to an account, its label, and the names of its fields.
 *
 * @param words - All words of the table, for the width of their column.
 */
export function accountRow(
  account: ChangedAccount,
  word: Sentence,
  words: readonly Sentence[],
  at: { readonly chosen: boolean; readonly lang: Lang; readonly columns: number },
): Row {
  const { chosen, lang, columns } = at
  const width = Math.min(columns, TABLE_WIDTH)
  const wordWidth = Math.max(...words.map((text) => cellWidth(format(text, lang))))
  const rest = width - wordWidth - 5
  const fields = columns >= 60 ? Math.floor(rest * 0.45) : 0
  const row = columnsRow([
    { text: chosen ? "▌" : "", width: 1 },
    { text: format(word, lang), width: wordWidth },
    { text: "", width: 1 },
    { text: fields > 0 ? labelOf(account) : narrowText(account, lang), width: Math.max(4, fields > 0 ? rest - fields - 1 : rest) },
    { text: fieldsText(account, lang), width: fields },
  ])
  return chosen ? chosenRow(row, width) : row
}

function narrowText(account: ChangedAccount, lang: Lang): string {
  const fields = fieldsText(account, lang)
  return fields === "" ? labelOf(account) : `${labelOf(account)} (${fields})`
}

export function fieldsText({ fields }: Pick<ChangedAccount, "fields">, lang: Lang): string {
  return fields.map((field) => format(FIELD_NAMES[field], lang)).join(lang === "ja" ? "、" : ", ")
}
