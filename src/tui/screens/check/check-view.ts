import { cutToWidth, labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Finding, FindingLevel } from "../../../migrate/check/finding.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import { listWindow } from "../../components/list.ts"
import { chosenRow, EMPTY_ROW, fitRow, paragraph, span, textRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import type { Context, View } from "../../core/screen.ts"
import { checkListHeight, chosenFinding, headHeight } from "./check-state.ts"
import type { CheckState, ClockStage } from "./check-state.ts"

const TEXTS = texts({
  title: { en: "Check", ja: "点検" },
  running: {
    en: "Checking vault, files, accounts, backups and terminal…",
    ja: "保管庫、ファイル、アカウント、バックアップ、ターミナルを点検しています…",
  },
  clean: { en: "Nothing is wrong.", ja: "問題は見つかりませんでした。" },
  counts: {
    en: "{errors} {errors|error|errors}, {warnings} {warnings|warning|warnings}, {notes} {notes|note|notes}",
    ja: "エラー {errors} 件、警告 {warnings} 件、参考 {notes} 件",
  },
  error: { en: "error", ja: "エラー" },
  warning: { en: "warning", ja: "警告" },
  note: { en: "note", ja: "参考" },
  clockTitle: { en: "Check › Clock", ja: "点検 › 時計" },
  clockIntro: {
    en: "Type a code that another device shows now, of any account that is here too. It tells how far the two clocks are apart.",
    ja: "ここにもあるアカウントの、ほかのデバイスに今表示されている認証コードを入力してください。2 つの時計のずれがわかります。",
  },
  code: { en: "Code:", ja: "認証コード:" },
  agrees: { en: "The clocks agree: codes are right.", ja: "時計は合っています。認証コードも正しく表示されます。" },
  ahead: {
    en: "The other clock is about {seconds} s ahead. If it is right, the clock here is behind, and codes may be refused: set it.",
    ja: "相手の時計が約 {seconds} 秒進んでいます。相手が正しければこちらの時計が遅れており、認証コードが拒否されることがあります。時計を合わせてください。",
  },
  behind: {
    en: "The other clock is about {seconds} s behind. If it is right, the clock here is ahead, and codes may be refused: set it.",
    ja: "相手の時計が約 {seconds} 秒遅れています。相手が正しければこちらの時計が進んでおり、認証コードが拒否されることがあります。時計を合わせてください。",
  },
  unknown: {
    en: "It is no code of an account here within ten minutes. Check that you typed a new one.",
    ja: "ここのどのアカウントの、前後 10 分以内の認証コードとも一致しません。新しい認証コードを入力したか確認してください。",
  },
})

const CHIP_ROLES: Readonly<Record<FindingLevel, Role>> = {
  error: "bad",
  warning: "warn",
  note: "text",
}
const CHIP_CELLS = 10

/** A command or the name of a file at the start of a sentence is not capitalised. */
const NAME_FIRST = /^(?:keyferry|node|tmux)\b|^\S*[./]\S/u

export function checkView(state: CheckState, context: Context): View {
  const { lang } = context
  if (state.clock !== null) return clockView(state.clock, context)
  return { title: format(TEXTS.title, lang), body: findingRows(state, context).slice(0, context.body.rows) }
}

function findingRows(state: CheckState, context: Context): Row[] {
  const { lang, body } = context
  const { findings, list } = state
  if (findings === null) return [...paragraph(format(TEXTS.running, lang), body.columns - 1, { indent: 1 })]
  const height = checkListHeight(context)
  const { from, to } = listWindow(list, findings.length, height)
  const width = body.columns - (findings.length > height ? 1 : 0)
  const drawn = findings.slice(from, to).map((finding, at) => findingRow(finding, from + at === list.cursor, width, context))
  const rows = withScrollbar(drawn, from, findings.length, body.columns)
  const filler = Array.from({ length: height - rows.length }, () => EMPTY_ROW)
  const head = textRow(cutToWidth(` ${countsText(findings, context)}`, body.columns), "strong")
  return [head, ...(headHeight(context) > 1 ? [EMPTY_ROW] : []), ...rows, ...filler, EMPTY_ROW, ...detailRows(state, context)]
}

function countsText(findings: readonly Finding[], { lang }: Context): string {
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length
  const [errors, warnings, notes] = [count("error"), count("warning"), count("note")]
  const counts = format(TEXTS.counts, lang, { errors, warnings, notes })
  return errors + warnings === 0 ? `${format(TEXTS.clean, lang)} ${counts}` : counts
}

function findingRow(finding: Finding, chosen: boolean, width: number, { lang }: Context): Row {
  const chip = ` ${format(TEXTS[finding.level], lang)} `
  const chipRow = fitRow([span(chip, CHIP_ROLES[finding.level])], CHIP_CELLS)
  const text = cutToWidth(sanitize(format(finding.message, lang)), Math.max(4, width - CHIP_CELLS - 3))
  const row: Row = [span(chosen ? "▌ " : "  "), ...chipRow, span(text)]
  return chosen ? chosenRow(row, width) : row
}

/** The whole message, what to do, and the accounts that it is about. */
function detailRows(state: CheckState, { lang, body }: Context): Row[] {
  const finding = chosenFinding(state)
  if (finding === undefined) return []
  const { message, remedy, accounts = [] } = finding
  const sentence = (part: typeof message): string => {
    const text = sanitize(format(part, lang))
    const full = fullSentence(text, lang)
    return NAME_FIRST.test(text) ? text.charAt(0) + full.slice(1) : full
  }
  const width = Math.min(76, body.columns - 1)
  return [
    ...paragraph(sentence(message), width, { indent: 1 }),
    ...(remedy === null ? [] : paragraph(sentence(remedy), width, { indent: 1, role: "strong" })),
    ...(accounts.length === 0 ? [] : paragraph(accounts.map(labelOf).join(" · "), width, { indent: 1, role: "muted" })),
  ]
}

function clockView({ editor, result }: ClockStage, { lang, body }: Context): View {
  const width = Math.min(76, body.columns - 1)
  const above = [...paragraph(format(TEXTS.clockIntro, lang), width, { indent: 1 }), EMPTY_ROW, textRow(` ${format(TEXTS.code, lang)}`)]
  const line = lineView(editor, Math.min(24, Math.max(4, body.columns - 4)))
  const below = result === null ? [] : [EMPTY_ROW, ...paragraph(resultText(result, lang), width, { indent: 1, role: "strong" })]
  return {
    title: format(TEXTS.clockTitle, lang),
    body: [...above, [span("  "), ...line.spans], ...below].slice(0, body.rows),
    cursor: { x: 2 + line.cursorX, y: above.length },
  }
}

function resultText(result: NonNullable<ClockStage["result"]>, lang: Context["lang"]): string {
  switch (result.type) {
    case "agrees":
      return format(TEXTS.agrees, lang)
    case "off":
      return format(result.seconds > 0 ? TEXTS.ahead : TEXTS.behind, lang, { seconds: Math.abs(result.seconds) })
    case "unknown":
      return format(TEXTS.unknown, lang)
  }
}
