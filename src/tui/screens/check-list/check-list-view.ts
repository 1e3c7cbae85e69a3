import type { Account } from "../../../accounts/account.ts"
import { cellWidth, cutToWidth, labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { canVerify } from "../../../migrate/verify-code.ts"
import type { Verdict } from "../../../migrate/verify-code.ts"
import { dateText } from "../../components/files/directory.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import { fitList, listWindow } from "../../components/list.ts"
import { chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Context, View } from "../../core/screen.ts"
import { agreedAt, checkedAccounts, checkListHeight, chosenOf } from "./check-list-state.ts"
import type { CheckListState } from "./check-list-state.ts"

const TEXTS = texts({
  title: { en: "Compare the codes: {where}", ja: "認証コードの照合: {where}" },
  some: {
    en: "{n} of {total} agree with {where}. Delete nothing there until all do.",
    ja: "{where}: {total} 件中 {n} 件が一致。すべて一致するまで、そこでは何も削除しないでください。",
  },
  all: { en: "All agree with {where}: {total} of {total}.", ja: "{where}: {total} 件すべてが一致しました。" },
  notKept: { en: "The vault is read-only: what agrees is not noted down.", ja: "保管庫は読み取り専用のため、照合の結果は記録されません。" },
  empty: { en: "There is no account to compare.", ja: "照合するアカウントがありません。" },
  ask: { en: "The code that {where} now shows for {label}:", ja: "{where} に今表示されている {label} の認証コード:" },
  agreedOn: { en: "agrees {date}", ja: "一致 {date}" },
  noCode: { en: "no code here", ja: "ここでは作成不可" },
  agrees: { en: "{label} agrees.", ja: "{label}: 一致しました。" },
  behind: {
    en: "It is the right account, but that is the code of {seconds} s ago: the clock there is behind, or the one here is ahead. Set it right, then type the new code.",
    ja: "アカウントは同じですが、{seconds} 秒前の認証コードです。相手の時計が遅れているか、こちらの時計が進んでいます。時計を合わせてから、新しい認証コードを入力してください。",
  },
  ahead: {
    en: "It is the right account, but that is the code of {seconds} s from now: the clock there is ahead, or the one here is behind. Set it right, then type the new code.",
    ja: "アカウントは同じですが、{seconds} 秒後の認証コードです。相手の時計が進んでいるか、こちらの時計が遅れています。時計を合わせてから、新しい認証コードを入力してください。",
  },
  counterAhead: {
    en: "It is the right account, but {n} {n|code|codes} further on there. Press n for it in the account list {n} {n|time|times}, then type that code again.",
    ja: "アカウントは同じですが、相手のカウンターが {n} 進んでいます。アカウント一覧で n を {n} 回押してから、もう一度入力してください。",
  },
  counterBehind: {
    en: "It is the right account, but {n} {n|code|codes} further on here. Make {n} new {n|code|codes} there, then type the last one.",
    ja: "アカウントは同じですが、こちらのカウンターが {n} 進んでいます。相手の端末で新しい認証コードを {n} 回作り、最後のものを入力してください。",
  },
  differs: {
    en: "It does not agree. Is it the code of this very account, and a new one? If so, the account there is another one: move it again.",
    ja: "一致しません。このアカウントの新しい認証コードか確認してください。それでも違う場合は別のアカウントです。もう一度移してください。",
  },
  wrongLength: { en: "The codes of this account have {digits} characters.", ja: "このアカウントの認証コードは {digits} 文字です。" },
  hotp: {
    en: "A counter account: let the other device make its next code.",
    ja: "カウンター方式です。相手の端末で次の認証コードを表示してください。",
  },
})

const STATE_WIDTH = 24

export function checkListView(state: CheckListState, context: Context): View {
  const { lang, body } = context
  const title = format(TEXTS.title, lang, { where: deviceTitle(context.formats, state.where, lang) })
  const accounts = checkedAccounts(state, context)
  const account = chosenOf(state, context)
  if (account === undefined) return { title, body: [EMPTY_ROW, textRow(` ${format(TEXTS.empty, lang)}`)] }
  const height = checkListHeight(context)
  const { from, to } = listWindow(state.list, accounts.length, height)
  const { cursor } = fitList(state.list, accounts.length, height)
  const rows = accounts.slice(from, to).map((each, index) => {
    const chosen = from + index === cursor
    const row = accountRow(state, each, chosen, context)
    return chosen ? chosenRow(row, body.columns) : row
  })
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const label = cutToWidth(
    ` ${format(TEXTS.ask, lang, { where: deviceTitle(context.formats, state.where, lang), label: labelOf(account) })}`,
    body.columns,
  )
  const line = lineView(state.editor, Math.min(24, Math.max(4, body.columns - 4)))
  const notKept = context.vault?.readOnly === null ? EMPTY_ROW : textRow(cutToWidth(` ${format(TEXTS.notKept, lang)}`, body.columns))
  const above = [headRow(state, accounts, context), notKept, ...rows, ...filler, EMPTY_ROW, textRow(label)]
  const below = verdictRows(state, account, context)
  return {
    title,
    body: [...above, [span("  "), ...line.spans], ...below].slice(0, body.rows),
    cursor: { x: 2 + line.cursorX, y: above.length },
  }
}

function headRow(state: CheckListState, accounts: readonly Account[], context: Context): Row {
  const { lang, body } = context
  const n = accounts.filter((account) => agreedAt(state, account) !== null).length
  // Where no code can be made here, nothing can agree.
  const total = accounts.filter((account) => agreedAt(state, account) !== null || canVerify(account, context.nowMs)).length
  const detail = { n, total, where: deviceTitle(context.formats, state.where, lang) }
  const text = ` ${format(n === total && n > 0 ? TEXTS.all : TEXTS.some, lang, detail)}`
  return textRow(cutToWidth(text, body.columns), { bold: true })
}

function accountRow(state: CheckListState, account: Account, chosen: boolean, { lang, body, nowMs }: Context): Row {
  const at = agreedAt(state, account)
  const said =
    at !== null ? format(TEXTS.agreedOn, lang, { date: dateText(at) }) : canVerify(account, nowMs) ? "" : format(TEXTS.noCode, lang)
  const width = body.columns < 56 ? 0 : STATE_WIDTH
  return [
    span(`${chosen ? ">" : " "} [${at === null ? " " : "x"}] `),
    ...columnsRow([
      { text: labelOf(account), width: Math.max(4, body.columns - 6 - (width === 0 ? 0 : width + 1) - 1) },
      { text: said, width, style: { dim: true } },
    ]),
  ]
}

/** What came of the last code; before one is typed, what there is to know about the chosen account. */
function verdictRows(state: CheckListState, account: Account, context: Context): readonly Row[] {
  const { lang, body, nowMs } = context
  const { last } = state
  const about = last === null ? undefined : checkedAccounts(state, context).find(({ id }) => id === last.id)
  if (last !== null && about !== undefined)
    return paragraph(verdictText(last.verdict, labelOf(about), context), body.columns - 1, { indent: 1, style: { bold: true } })
  if (account.kind === "hotp") return paragraph(format(TEXTS.hotp, lang), body.columns - 1, { indent: 1, style: { dim: true } })
  if (canVerify(account, nowMs) || cellWidth(state.editor.value) > 0) return []
  return [textRow(` ${format(TEXTS.noCode, lang)}`, { dim: true })]
}

function verdictText(verdict: Verdict, label: string, { lang }: Context): string {
  switch (verdict.says) {
    case "agrees":
      return format(TEXTS.agrees, lang, { label })
    case "clock-off":
      return format(verdict.seconds < 0 ? TEXTS.behind : TEXTS.ahead, lang, { seconds: Math.abs(verdict.seconds) })
    case "counter-off":
      return format(verdict.by < 0 ? TEXTS.counterBehind : TEXTS.counterAhead, lang, { n: Math.abs(verdict.by) })
    case "differs":
      return format(TEXTS.differs, lang)
    case "wrong-length":
      return format(TEXTS.wrongLength, lang, { digits: verdict.digits })
    case "no-code":
      return format(verdict.why, lang)
  }
}
