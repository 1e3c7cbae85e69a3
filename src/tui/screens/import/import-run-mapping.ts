import type { Draft } from "../../../accounts/account.ts"
import { cellWidth, cutToWidth, padToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { MappedTable } from "../../../formats/handler.ts"
import { FIELD_NAMES, MAPPING_TEXTS, maskOf, settingsOf } from "../../../migrate/import/mapping.ts"
import { answerConfirm, confirm, CONFIRM_KEYS, confirmRows } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { hintedListKeys } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { EMPTY_ROW, paragraph, textRow, withBand } from "../../components/rows.ts"
import { scrolledRows, scrollTo } from "../../components/scroll.ts"
import { sourceLabel } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import type { ImportRunState, RunStage } from "./import-run-state.ts"

const TEXTS = texts({
  intro: {
    en: "No known app writes {name} like this, but it looks as if these were accounts:",
    ja: "{name} は既知のアプリの形式ではありませんが、次のように読み取れそうです:",
  },
  at: { en: "At {place}:", ja: "{place}:" },
  unused: { en: "Not used: {columns}", ja: "使わない列: {columns}" },
  first: { en: "The first of {n} {n|account|accounts}:", ja: "{n} 件のアカウントのうち最初のもの:" },
  unread: { en: "{n} {n|record|records} could not be read.", ja: "{n} 件の項目は読み込めません。" },
  question: { en: "Is that right?", ja: "この内容で読み込みますか？" },
  notYet: { en: "Nothing is imported yet.", ja: "まだインポートはされません。" },
  yes: { en: "Read it like this", ja: "この内容で読み込む" },
  no: { en: "No", ja: "いいえ" },
  scroll: { en: "scroll", ja: "スクロール" },
})

export type MappingStage = Extract<RunStage, { at: "mapping" }>

export const MAPPING_KEYS: readonly Binding<ConfirmAction | ListAction>[] = [...CONFIRM_KEYS, ...hintedListKeys(TEXTS.scroll)]

export function startMapping(index: number, lang: Lang): MappingStage {
  return {
    at: "mapping",
    index,
    confirm: confirm(format(TEXTS.question, lang), {
      text: format(TEXTS.notYet, lang),
      yes: format(TEXTS.yes, lang),
      no: format(TEXTS.no, lang),
    }),
    waiting: false,
    offset: 0,
  }
}

export function updateMapping(state: ImportRunState, stage: MappingStage, msg: Msg<string>, context: Context): Outcome<ImportRunState> {
  const at = (patch: Partial<MappingStage>): ImportRunState => ({ ...state, stage: { ...stage, ...patch } })
  if (stage.waiting) return { state }
  const step = answerConfirm(stage.confirm, msg)
  if (step !== null && "state" in step) return { state: at({ confirm: step.state }) }
  if (step?.answer === true) return { state: at({ waiting: true }), effects: [{ type: "accept-import" }] }
  if (step !== null) {
    // Without other files there is nothing to go on with.
    if (state.files.length === 1) return { state, go: { type: "back" } }
    return { state: at({ waiting: true }), effects: [{ type: "skip-import" }] }
  }
  const offset = scrollTo(stage.offset, msg, mappingRows(state, stage, context).length, heightOf(stage, context))
  return { state: offset === null ? state : at({ offset }) }
}

const heightOf = ({ confirm }: MappingStage, { body }: Context): number =>
  Math.max(1, body.rows - confirmRows(confirm, body.columns).length - 1)

export function mappingBody(state: ImportRunState, stage: MappingStage, context: Context): readonly Row[] {
  const { body } = context
  const text = scrolledRows(mappingRows(state, stage, context), stage.offset, heightOf(stage, context))
  return withBand(text, confirmRows(stage.confirm, body.columns), body.rows, body.columns)
}

function mappingRows(state: ImportRunState, stage: MappingStage, { lang, body }: Context): readonly Row[] {
  const file = state.files[stage.index]
  if (file?.outcome.state !== "guessed") return []
  const { tables, first, accounts, issues } = file.outcome.mapping
  const width = body.columns - 1
  const name = sourceLabel(file.files[0] ?? "", lang)
  return [
    ...paragraph(format(TEXTS.intro, lang, { name }), width, { indent: 1 }),
    ...tables.flatMap((table) => tableRows(table, lang, width)),
    EMPTY_ROW,
    textRow(` ${format(TEXTS.first, lang, { n: accounts })}`, "strong"),
    ...first.map((draft) => draftRow(draft, lang, width)),
    ...(issues > 0 ? [textRow(cutToWidth(` ${format(TEXTS.unread, lang, { n: issues })}`, width))] : []),
  ]
}

function tableRows({ place, fields, unused }: MappedTable, lang: Lang, width: number): readonly Row[] {
  const names = fields.map(({ field }) => format(FIELD_NAMES[field], lang))
  const widest = Math.max(0, ...names.map(cellWidth))
  return [
    ...(place === "" ? [] : [textRow(cutToWidth(` ${format(TEXTS.at, lang, { place: sanitize(place) })}`, width))]),
    ...fields.map(({ from, column }, at) => {
      const source = from === null ? format(MAPPING_TEXTS.column, lang, { n: column }) : sanitize(from)
      return textRow(cutToWidth(`   ${padToWidth(names[at] ?? "", widest)}  <  ${source}`, width))
    }),
    ...(unused.length === 0
      ? []
      : [textRow(cutToWidth(`   ${format(TEXTS.unused, lang, { columns: sanitize(unused.join(", ")) })}`, width), "muted")]),
  ]
}

/** Issuer and name in columns, and only the length of the secret. */
function draftRow(draft: Draft, lang: Lang, width: number): Row {
  const settings = settingsOf(draft)
  const facts = `${maskOf(draft)}  ${format(settings, lang)}`
  const room = Math.max(8, Math.floor((width - 7 - cellWidth(facts)) / 2))
  const column = (text: string): string => padToWidth(cutToWidth(sanitize(text), room), room)
  return textRow(cutToWidth(`   ${column(draft.issuer)}  ${column(draft.name)}  ${facts}`, width))
}
