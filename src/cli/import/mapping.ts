import { labelOf } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { MappedTable, Mapping } from "../../formats/handler.ts"
import { FIELD_NAMES, MAPPING_TEXTS, maskOf, settingsOf } from "../../migrate/import/mapping.ts"
import type { CommandContext } from "../context.ts"

const TEXTS = texts({
  read: { en: "read as:", ja: "次のように読み込みます:" },
  readAt: { en: "read as, at {place}:", ja: "{place} を次のように読み込みます:" },
  field: { en: "  {field} from {column}", ja: "  {field}: {column}" },
  unused: { en: "  not used: {columns}", ja: "  使わない列: {columns}" },
  first: { en: "  for example {label}, secret {mask}, {settings}", ja: "  例: {label}、シークレット {mask}、{settings}" },
})

/** Note on standard error how a file in no known format is read, and its first records with their secrets masked. */
export function noteMapping(context: CommandContext, { tables, first }: Mapping, about: string): void {
  for (const table of tables) noteTable(context, table, about)
  for (const draft of first) {
    const { sentence, detail } = settingsOf(draft)
    context.note(TEXTS.first, { label: labelOf(draft), mask: maskOf(draft), settings: context.format(sentence, detail) })
  }
}

function noteTable(context: CommandContext, { place, fields, unused }: MappedTable, about: string): void {
  if (place === "") context.note(TEXTS.read, {}, about)
  else context.note(TEXTS.readAt, { place }, about)
  for (const { field, from, column } of fields) {
    const name = from ?? context.format(MAPPING_TEXTS.column, { n: column })
    context.note(TEXTS.field, { field: context.format(FIELD_NAMES[field]), column: name })
  }
  if (unused.length > 0) context.note(TEXTS.unused, { columns: unused.join(", ") })
}
