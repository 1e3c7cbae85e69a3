import type { Account } from "../../../accounts/account.ts"
import { cellWidth, cutToWidth, labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { canVerify } from "../../../migrate/verify-code.ts"
import type { VerifyResult } from "../../../migrate/verify-code.ts"
import { dateText } from "../../components/files/directory.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import { fitList, listWindow } from "../../components/list.ts"
import { chosenRow, columnsRow, EMPTY_ROW, gauge, paragraph, span, textRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row, Span } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import type { Context, View } from "../../core/screen.ts"
import { agreedAt, checkedAccounts, checkListHeight, selectedAccount } from "./check-list-state.ts"
import type { CheckListState } from "./check-list-state.ts"

const TEXTS = texts({
  title: { en: "Compare the codes: {device}", ja: "認証コードの照合: {device}" },
  some: {
    en: "{n} of {total} agree with {device}. Delete nothing there until all do.",
    ja: "{device}: {total} 件中 {n} 件が一致。全件一致まで削除しないでください。",
  },
  all: { en: "All agree with {device}: {total} of {total}.", ja: "{device}: {total} 件すべてが一致しました。" },
  notKept: { en: "The vault is read-only: results are not saved.", ja: "保管庫は読み取り専用のため、照合の結果は記録されません。" },
  empty: { en: "There is no account to compare.", ja: "照合するアカウントがありません。" },
  ask: { en: "The code that {device} now shows for {label}:", ja: "{device} に今表示されている {label} の認証コード:" },
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
    ja: "アカウントは同じですが、こちらのカウンターが {n} 進んでいます。相手の端末で新しい認証コードを {n} 回作り、最後のものを入力してください。",
  },
  differs: {
    en: "It does not agree. Check that you typed a new code of this account. If you did, the other device holds another secret: move the account again.",
    ja: "一致しません。このアカウントの新しい認証コードか確認してください。それでも違う場合は別のアカウントです。もう一度移してください。",
  },
  wrongLength: { en: "The codes of this account have {digits} characters.", ja: "このアカウントの認証コードは {digits} 文字です。" },
  hotp: {
    en: "A counter account: make the next code on the other device.",
    ja: "カウンター方式です。相手の端末で次の認証コードを表示してください。",
  },
})

export function checkListView(state: CheckListState, context: Context): View {
  const { lang, body } = context
  const title = format(TEXTS.title, lang, { device: deviceTitle(context.formats, state.device, lang) })
  const accounts = checkedAccounts(state, context)
  const account = selectedAccount(state, context)
  if (account === undefined) return { title, body: [EMPTY_ROW, textRow(` ${format(TEXTS.empty, lang)}`)] }
  const height = checkListHeight(context)
  const { from, to } = listWindow(state.list, accounts.length, height)
  const { cursor } = fitList(state.list, accounts.length, height)
  const rows = accounts.slice(from, to).map((each, index) => {
    const chosen = from + index === cursor
    const row = accountRow(state, each, chosen, context)
    return chosen ? chosenRow(row, body.columns - (accounts.length > height ? 1 : 0)) : row
  })
  const list = withScrollbar(rows, from, accounts.length, body.columns)
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const label = cutToWidth(
    ` ${format(TEXTS.ask, lang, { device: deviceTitle(context.formats, state.device, lang), label: labelOf(account) })}`,
    body.columns,
  )
  const line = lineView(state.editor, Math.min(24, Math.max(4, body.columns - 4)))
  const above = [headRow(state, accounts, context), gaugeRow(state, accounts, context), ...list, ...filler, EMPTY_ROW, textRow(label)]
  const below = resultRows(state, account, context)
  return {
    title,
    body: [...above, [span("  "), ...line.spans], ...below].slice(0, body.rows),
    cursor: { x: 2 + line.cursorX, y: above.length },
  }
}

function headRow(state: CheckListState, accounts: readonly Account[], context: Context): Row {
  const { lang, body } = context
  const { n, total } = countsOf(state, accounts, context.nowMs)
  const detail = { n, total, device: deviceTitle(context.formats, state.device, lang) }
  const text = ` ${format(n === total && n > 0 ? TEXTS.all : TEXTS.some, lang, detail)}`
  return textRow(cutToWidth(text, body.columns), "strong")
}

/** The widest state with a tick and a blank on each side. */
const STATE_WIDTH = 11
const DATE_WIDTH = 10
/** Below this width a row has no date. */
const MIN_WIDTH_WITH_DATE = 56

function accountRow(state: CheckListState, account: Account, chosen: boolean, context: Context): Row {
  const { body } = context
  const agreedMs = agreedAt(state, account)
  const date = body.columns < MIN_WIDTH_WITH_DATE ? 0 : DATE_WIDTH
  const room = Math.max(8, body.columns - STATE_WIDTH - 3 - (date === 0 ? 0 : date + 1) - 2)
  const issuer = Math.min(24, Math.floor(room * 0.45))
  return [
    span(chosen ? "▌ " : "  "),
    ...stateSpans(state, account, context),
    ...columnsRow([
      { text: sanitize(account.issuer), width: issuer, role: "strong" },
      { text: sanitize(account.name), width: Math.min(40, room - issuer) },
      { text: agreedMs === null ? "" : dayText(agreedMs, context), width: date },
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
function gaugeRow(state: CheckListState, accounts: readonly Account[], { lang, body, vault, nowMs }: Context): Row {
  if (vault?.readOnly !== null) return textRow(cutToWidth(` ${format(TEXTS.notKept, lang)}`, body.columns))
  const { n, total } = countsOf(state, accounts, nowMs)
  return [span("  "), span(gauge(total === 0 ? 0 : n / total, Math.min(60, body.columns - 4)), "accent")]
}

/** Accounts whose codes this program cannot make are not counted. */
function countsOf(state: CheckListState, accounts: readonly Account[], nowMs: number): { readonly n: number; readonly total: number } {
  const n = accounts.filter((account) => agreedAt(state, account) !== null).length
  const total = accounts.filter((account) => agreedAt(state, account) !== null || canVerify(account, nowMs)).length
  return { n, total }
}

/** The result for the last code; before a code is typed, a note about the selected account. */
function resultRows(state: CheckListState, account: Account, context: Context): readonly Row[] {
  const { lang, body, nowMs } = context
  const { last } = state
  const typedFor = last === null ? undefined : checkedAccounts(state, context).find(({ id }) => id === last.id)
  if (last !== null && typedFor !== undefined)
    return paragraph(resultText(last.result, labelOf(typedFor), context), body.columns - 1, { indent: 1, role: "strong" })
  if (account.kind === "hotp") return paragraph(format(TEXTS.hotp, lang), body.columns - 1, { indent: 1, role: "muted" })
  if (canVerify(account, nowMs) || cellWidth(state.editor.value) > 0) return []
  return [textRow(` ${format(TEXTS.noCode, lang)}`, "muted")]
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
