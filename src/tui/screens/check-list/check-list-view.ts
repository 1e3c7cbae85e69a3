import type { Account } from "../../../accounts/account.ts"
import { cellWidth, cutToWidth, labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { canVerify, whyNoCode } from "../../../migrate/verify-code.ts"
import type { VerifyResult } from "../../../migrate/verify-code.ts"
import { dateText } from "../../components/files/directory.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import { fitList, listWindow } from "../../components/list.ts"
import { chosenRow, columnsRow, EMPTY_ROW, gauge, paragraph, span, textRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row, Span } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import type { Context, View } from "../../core/screen.ts"
import { agreedAt, checkedAccounts, checkListHeight, countCompared, isFinished, isSmall, selectedAccount } from "./check-list-state.ts"
import type { CheckListState, ComparedCounts } from "./check-list-state.ts"

const TEXTS = texts({
  title: { en: "Compare the codes: {device}", ja: "認証コードの照合: {device}" },
  some: {
    en: "{n} of {total} agree with {device}. Delete nothing there until all do.",
    ja: "{device}: {total} 件中 {n} 件が一致。全件一致まで削除しないでください。",
  },
  someSmall: { en: "{n} of {total} agree", ja: "{total} 件中 {n} 件が一致" },
  excludedSmall: { en: "{n} cannot be compared", ja: "照合不可 {n} 件" },
  excluded: {
    en: "{total} of {all} can be compared, {n} cannot: {reasons}",
    ja: "{all} 件中 {total} 件を照合できます。照合できない {n} 件: {reasons}",
  },
  all: { en: "All agree with {device}: {total} of {total}.", ja: "{device}: {total} 件すべてが一致しました。" },
  notKept: { en: "The vault is read-only: results are not saved.", ja: "保管庫は読み取り専用のため、照合の結果は記録されません。" },
  empty: { en: "There is no account to compare.", ja: "照合するアカウントがありません。" },
  ask: { en: "The code that {device} now shows for {label}:", ja: "{device} に今表示されている {label} の認証コード:" },
  finished: { en: "Finished: nothing is left to compare. Enter goes on.", ja: "照合はすべて終わりました。Enter で進みます。" },
  byItself: { en: "It is compared by itself at the last digit.", ja: "最後の桁まで入力すると、自動で照合します。" },
  askSmall: { en: "Code of {label}:", ja: "{label} のコード:" },
  stateAgrees: { en: "✓ agrees", ja: "✓ 一致" },
  stateOpen: { en: "open", ja: "未照合" },
  stateDiffers: { en: "differs", ja: "不一致" },
  today: { en: "today", ja: "今日" },
  noCode: { en: "no code", ja: "作成不可" },
  agrees: { en: "{label} agrees.", ja: "{label}: 一致しました。" },
  behind: {
    en: "The account is right, but this is the code of {seconds} s ago: the other clock is behind, or the clock here is ahead. Correct the clock, then type the new code.",
    ja: "アカウントは同じですが、{seconds} 秒前の認証コードです。相手の時計が遅れているか、こちらの時計が進んでいます。時計を合わせてから、新しい認証コードを入力してください。",
  },
  ahead: {
    en: "The account is right, but this is the code of {seconds} s from now: the other clock is ahead, or the clock here is behind. Correct the clock, then type the new code.",
    ja: "アカウントは同じですが、{seconds} 秒後の認証コードです。相手の時計が進んでいるか、こちらの時計が遅れています。時計を合わせてから、新しい認証コードを入力してください。",
  },
  counterAhead: {
    en: "The account is right, but the other device is {n} {n|code|codes} ahead. In the account list, press n on this account {n} {n|time|times}, then type the code again.",
    ja: "アカウントは同じですが、相手のカウンターが {n} 進んでいます。アカウント一覧で n を {n} 回押してから、もう一度入力してください。",
  },
  counterBehind: {
    en: "The account is right, but the other device is {n} {n|code|codes} behind. Make {n} new {n|code|codes} there, then type the last one.",
    ja: "アカウントは同じですが、こちらのカウンターが {n} 進んでいます。相手のデバイスで新しい認証コードを {n} 回作り、最後のものを入力してください。",
  },
  differs: {
    en: "It does not agree. Check that you typed a new code of this account. If you did, the other device holds another secret: move the account again.",
    ja: "一致しません。このアカウントの新しい認証コードか確認してください。それでも違う場合は別のアカウントです。もう一度移してください。",
  },
  wrongLength: { en: "The codes of this account have {digits} characters.", ja: "このアカウントの認証コードは {digits} 文字です。" },
  hotp: {
    en: "A counter account: make the next code on the other device.",
    ja: "カウンター方式です。相手のデバイスで次の認証コードを表示してください。",
  },
})

export function checkListView(state: CheckListState, context: Context): View {
  const { lang, body } = context
  const title = format(TEXTS.title, lang, { device: deviceTitle(context.formats, state.device, lang) })
  const accounts = checkedAccounts(state, context)
  const account = selectedAccount(state, context)
  if (account === undefined) return { title, body: [EMPTY_ROW, textRow(` ${format(TEXTS.empty, lang)}`)] }
  const above = headRows(state, accounts, context)
  const result = resultRows(state, account, context)
  const finished = isFinished(state, context)
  const gap = isSmall(context) ? [] : [EMPTY_ROW]
  const field = [...gap, ...(finished ? finishedRows(context) : [textRow(askText(state, account, context))])]
  const height = Math.max(1, Math.min(checkListHeight(context), body.rows - above.length - field.length - 1 - result.length))
  const line = lineView(state.editor, Math.min(24, Math.max(4, body.columns - 4)))
  const before = [...above, ...listRows(state, accounts, height, context), ...field]
  if (finished) return { title, body: [...before, ...result].slice(0, body.rows) }
  return {
    title,
    body: [...before, [span("  "), ...line.spans], ...result].slice(0, body.rows),
    cursor: { x: 2 + line.cursorX, y: before.length },
  }
}

const finishedRows = ({ lang, body }: Context): readonly Row[] =>
  paragraph(format(TEXTS.finished, lang), body.columns - 1, { indent: 1, role: "strong" })

/** The accounts in a window of `height` rows, filled up with blank ones. */
function listRows(state: CheckListState, accounts: readonly Account[], height: number, context: Context): readonly Row[] {
  const { columns } = context.body
  const { from, to } = listWindow(state.list, accounts.length, height)
  const { cursor } = fitList(state.list, accounts.length, height)
  const rows = accounts.slice(from, to).map((each, index) => {
    const chosen = from + index === cursor
    const row = accountRow(state, each, chosen, context)
    return chosen ? chosenRow(row, columns - (accounts.length > height ? 1 : 0)) : row
  })
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  return [...withScrollbar(rows, from, accounts.length, columns), ...filler]
}

/** The device is left out where it would cut the account's name. */
function askText(state: CheckListState, account: Account, { lang, body, formats }: Context): string {
  const label = labelOf(account)
  const whole = ` ${format(TEXTS.ask, lang, { device: deviceTitle(formats, state.device, lang), label })}`
  if (cellWidth(whole) <= body.columns) return whole
  const rest = cellWidth(` ${format(TEXTS.askSmall, lang, { label: "" })}`)
  return ` ${format(TEXTS.askSmall, lang, { label: cutToWidth(label, body.columns - rest) })}`
}

/** How many agree, in words and as a bar, and how many cannot be compared and why; in a small window one row. */
function headRows(state: CheckListState, accounts: readonly Account[], context: Context): readonly Row[] {
  const { lang, body, formats, nowMs } = context
  const { n, total, excluded } = countCompared(state, accounts, nowMs)
  const detail = { n, total, device: deviceTitle(formats, state.device, lang) }
  if (isSmall(context)) {
    const cannot = excluded.length === 0 ? [] : [format(TEXTS.excludedSmall, lang, { n: excluded.length })]
    return [
      textRow(
        cutToWidth(` ${[format(TEXTS.someSmall, lang, detail), ...cannot].join(lang === "ja" ? "、" : ", ")}`, body.columns),
        "strong",
      ),
    ]
  }
  const head = ` ${format(n === total && n > 0 ? TEXTS.all : TEXTS.some, lang, detail)}`
  const reasons = reasonsText(excluded, context)
  const cannot = ` ${format(TEXTS.excluded, lang, { all: accounts.length, total, n: excluded.length, reasons })}`
  return [
    textRow(cutToWidth(head, body.columns), "strong"),
    gaugeRow(n, total, context),
    excluded.length === 0 ? EMPTY_ROW : textRow(cutToWidth(cannot, body.columns), "muted"),
  ]
}

/** Each reason once: `no code without the PIN`. */
function reasonsText(excluded: ComparedCounts["excluded"], { lang }: Context): string {
  const reasons = new Set(excluded.map(({ sentence, detail }) => format(sentence, lang, detail)))
  return [...reasons].join(lang === "ja" ? "、" : ", ")
}

/** The widest state with a tick and a blank on each side. */
const STATE_WIDTH = 11
const DATE_WIDTH = 10
/** Below this width a row has no date, and issuer and name share a column. */
const MIN_WIDTH_WITH_DATE = 56

function accountRow(state: CheckListState, account: Account, chosen: boolean, context: Context): Row {
  const { columns } = context.body
  const agreedMs = agreedAt(state, account)
  const start = [span(chosen ? "▌ " : "  "), ...stateSpans(state, account, context)]
  if (columns < MIN_WIDTH_WITH_DATE) return [...start, span(cutToWidth(labelOf(account), columns - STATE_WIDTH - 4))]
  const room = columns - STATE_WIDTH - 3 - (DATE_WIDTH + 1) - 2
  const issuer = Math.min(24, Math.floor(room * 0.45))
  return [
    ...start,
    ...columnsRow([
      { text: sanitize(account.issuer), width: issuer, role: "strong" },
      { text: sanitize(account.name), width: Math.min(40, room - issuer) },
      { text: agreedMs === null ? "" : dayText(agreedMs, context), width: DATE_WIDTH },
    ]),
  ]
}

/** Whether the account agrees, as a filled word: `✓ agrees`, `open`, `differs`. */
function stateSpans(state: CheckListState, account: Account, { lang, nowMs }: Context): readonly Span[] {
  const [text, role]: [Sentence, Role?] =
    agreedAt(state, account) !== null
      ? [TEXTS.stateAgrees, "ok"]
      : !canVerify(account, nowMs)
        ? [TEXTS.noCode]
        : state.differed.includes(account.id)
          ? [TEXTS.stateDiffers, "bad"]
          : [TEXTS.stateOpen]
  const chip = cutToWidth(` ${format(text, lang)} `, STATE_WIDTH)
  return [span(chip, role), span(" ".repeat(Math.max(1, STATE_WIDTH + 1 - cellWidth(chip))))]
}

function dayText(ms: number, { nowMs, lang }: Context): string {
  const [day = ""] = dateText(ms).split(" ")
  return dateText(nowMs).startsWith(day) ? format(TEXTS.today, lang) : day
}

/** How many agree, as a bar of the body's width; where results are not saved, that. */
function gaugeRow(n: number, total: number, { lang, body, vault }: Context): Row {
  if (vault?.readOnly !== null) return textRow(cutToWidth(` ${format(TEXTS.notKept, lang)}`, body.columns))
  return [span("  "), span(gauge(total === 0 ? 0 : n / total, Math.min(60, body.columns - 4)), "accent")]
}

/** The result for the last code; before a code is typed, a note about the selected account. */
function resultRows(state: CheckListState, account: Account, context: Context): readonly Row[] {
  const { lang, body, nowMs } = context
  const { last } = state
  const typedFor = last === null ? undefined : checkedAccounts(state, context).find(({ id }) => id === last.id)
  if (last !== null && typedFor !== undefined)
    return paragraph(resultText(last.result, labelOf(typedFor), context), body.columns - 1, { indent: 1, role: "strong" })
  if (isFinished(state, context)) return []
  if (account.kind === "hotp") return paragraph(format(TEXTS.hotp, lang), body.columns - 1, { indent: 1, role: "muted" })
  const reason = whyNoCode(account, nowMs)
  if (reason === null && isSmall(context)) return []
  if (reason === null) return paragraph(format(TEXTS.byItself, lang), body.columns - 1, { indent: 1, role: "muted" })
  return paragraph(fullSentence(format(reason.sentence, lang, reason.detail), lang), body.columns - 1, { indent: 1, role: "muted" })
}

function resultText(result: VerifyResult, label: string, { lang }: Context): string {
  switch (result.type) {
    case "agrees":
      return format(TEXTS.agrees, lang, { label })
    case "clock-off":
      return format(result.seconds < 0 ? TEXTS.behind : TEXTS.ahead, lang, { seconds: Math.abs(result.seconds) })
    case "counter-off":
      return format(result.by < 0 ? TEXTS.counterBehind : TEXTS.counterAhead, lang, { n: Math.abs(result.by) })
    case "differs":
      return format(TEXTS.differs, lang)
    case "wrong-length":
      return format(TEXTS.wrongLength, lang, { digits: result.digits })
    case "no-code":
      return format(result.reason, lang)
  }
}
