import { cellWidth, cutToWidth, sanitize } from "../../accounts/display.ts"
import { say, texts } from "../../accounts/language.ts"
import type { Lang, Said, Sentence } from "../../accounts/language.ts"
import type { QrPage, QrPlan } from "../../migrate/qr-pages.ts"
import { confirmRows } from "../components/confirm.ts"
import { pickerView } from "../components/file-picker-view.ts"
import { fullSentence } from "../components/full-sentence.ts"
import { labelToWidth } from "../components/label.ts"
import { lossLines } from "../components/loss-lines.ts"
import { menuRows } from "../components/menu.ts"
import { reauthView } from "../components/reauth.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../components/rows.ts"
import { scrolledRows } from "../components/scroll.ts"
import type { Row } from "../core/frame.ts"
import { keyName } from "../core/key-names.ts"
import type { Context, View } from "../core/screen.ts"
import { chosenAccounts } from "./chosen-accounts.ts"
import { qrPagesKeys } from "./qr-pages-keys.ts"
import { codeRows, fits, hasCodePage, pictureOf, stack } from "./qr-pages-layout.ts"
import type { Block } from "./qr-pages-layout.ts"
import { pickerSize, saveItems } from "./qr-pages-save.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

const TEXTS = texts({
  titlePhone: { en: "QR codes for a phone", ja: "スマートフォン用の QR コード" },
  titleGoogle: { en: "QR codes for Google Authenticator", ja: "Google Authenticator 用の QR コード" },
  titleKeyferry: { en: "QR codes for another keyferry", ja: "別の keyferry への引き継ぎ" },
  planning: { en: "Drawing the codes and reading each back…", ja: "コードを描き、それぞれ読み取れるか確認しています…" },
  saving: { en: "Saving…", ja: "保存しています…" },
  saveAs: { en: "Save the pages as what?", ja: "どの形で保存しますか?" },
  saveIn: { en: "In which directory?", ja: "保存先のフォルダーを選んでください。" },
  before: {
    en: "Before the first code: this cannot go over, or not whole.",
    ja: "最初のコードの前に: 次の内容は移せないか、一部が失われます。",
  },
  nothingLeft: { en: "So there is nothing left to show. Esc goes back.", ja: "表示できるアカウントがありません。Esc で戻ります。" },
  shortKeys: { en: "n p, Esc leaves", ja: "n p、Esc で終了" },
  enterShowsAll: { en: "Enter shows the codes.", ja: "Enter でコードを表示します。" },
  enterShows: { en: "Enter shows the codes of the others.", ja: "Enter で残りのコードを表示します。" },
  page: { en: "Page {page} of {pages}", ja: "{pages} ページ中 {page} ページ目" },
  auto: { en: "turns every {seconds} s", ja: "{seconds} 秒ごとに自動" },
  short: { en: "{page}/{pages}", ja: "{page}/{pages}" },
  verificationCode: { en: "Verification code", ja: "引き継ぎコード" },
  typeIt: { en: "Type it where keyferry asks for it.", ja: "読み取り側の keyferry で入力してください。" },
  codeHidden: { en: "hidden; h shows it", ja: "非表示 (h で表示)" },
  codeLater: {
    en: "The verification code stands on the last page and must not be in the picture: press h before you photograph the last page; write the code down.",
    ja: "引き継ぎコードは最後のページに表示されます。写真に写してはいけません。最後のページを撮る前に h で隠し、コードは書き留めてください。",
  },
  codeHere: {
    en: "It must not be in the picture: write the code down, then press h before you photograph this page.",
    ja: "写真に写してはいけません。コードを書き留め、h で隠してからこのページを撮影してください。",
  },
  inClear: {
    en: "These files hold the secrets in clear: whoever gets one can make your codes.",
    ja: "シークレットがそのまま含まれます。入手した人は認証コードを作れます。",
  },
  encryptingText: { en: "Encrypting…", ja: "暗号化しています…" },
  planningOf: {
    en: "Drawing page {page} of {total} and reading it back…",
    ja: "{total} ページ中 {page} ページ目を描き、読み取れるか確認しています…",
  },
  help: { en: "? help", ja: "? ヘルプ" },
  wordsPhone: {
    en: "On the phone: add an account, scan this code. Then the next page.",
    ja: "スマートフォンで「アカウントを追加」から読み取り、次のページへ進みます。",
  },
  wordsPhoneLast: {
    en: "On the phone: add an account, scan this code.",
    ja: "スマートフォンで「アカウントを追加」から読み取ります。",
  },
  wordsGoogle: {
    en: "Google Authenticator: Transfer codes › Import codes, not +",
    ja: "Google Authenticator:「コードを移行」›「コードをインポート」(「+」ではありません)",
  },
  wordsKeyferry: {
    en: "Take a picture or screenshot of every page. There: m › Import › QR pictures.",
    ja: "すべてのページを撮影またはスクリーンショットし、移行先で m ›「インポート」› QR 画像 を選びます。",
  },
  keep: {
    en: "Compare the codes on the other device before you delete anything.",
    ja: "相手側の認証コードが一致するまで、何も削除しないでください。",
  },
  tooLarge: { en: "This code does not fit the window.", ja: "このコードは画面に収まりません。" },
  helpWindow: {
    en: "Make the window larger or its font smaller: the pages follow at once.",
    ja: "ウィンドウを広げるか文字を小さくすると、すぐに描き直します。",
  },
  helpSave: { en: "w saves the pages as pictures.", ja: "w でページを画像として保存できます。" },
  helpSingle: {
    en: "1 shows one code per account instead, which fits here.",
    ja: "1 を押すと、アカウントごとに 1 つのコードで表示します。",
  },
  helpTurn: { en: "n and p turn to the other pages.", ja: "n と p でほかのページへ移れます。" },
})

/** Cells for a name where all there is to say stands on one row. */
const SHORT_LABEL = 40

const TITLES = { phone: TEXTS.titlePhone, google: TEXTS.titleGoogle, keyferry: TEXTS.titleKeyferry }
const WORDS = { phone: TEXTS.wordsPhone, google: TEXTS.wordsGoogle, keyferry: TEXTS.wordsKeyferry }

export function qrPagesView(state: QrPagesState, context: Context): View {
  const { lang } = context
  const title = say(TITLES[state.target], lang)
  const width = context.body.columns
  const plain = (body: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...body].slice(0, context.body.rows) })
  const { stage } = state
  switch (stage.at) {
    case "reauth": {
      const view = reauthView(stage.reauth, context)
      return { title, body: view.rows, cursor: view.cursor }
    }
    case "planning":
      return plain(paragraph(planningText(state, context), width - 1, { indent: 1 }))
    case "saving":
      return plain(paragraph(say(TEXTS.saving, lang), width - 1, { indent: 1 }))
    case "failed":
      return plain(paragraph(fullSentence(said(stage.said, lang), lang), width - 1, { indent: 1, style: { bold: true } }))
    case "save-kind": {
      const items = menuRows(saveItems(state.target, lang), stage.cursor, width, context.body.rows - 2)
      return { title, body: [textRow(` ${say(TEXTS.saveAs, lang)}`, { bold: true }), EMPTY_ROW, ...items].slice(0, context.body.rows) }
    }
    case "leave":
    case "copy":
    case "overwrite":
    case "delete":
      return plain(confirmRows(stage.confirm, width, lang))
    case "save": {
      const view = pickerView(stage.picker, context, pickerSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 2 }
      return {
        title,
        body: [textRow(cutToWidth(` ${say(TEXTS.saveIn, lang)}`, width)), clearRow(state, lang, width), ...view.rows],
        cursor,
      }
    }
    case "before": {
      const lines = lossLines(state.losses, lang, width - 1)
      const height = Math.max(1, context.body.rows - 4)
      const refused = state.losses.some(({ losses }) => losses.some(({ grade }) => grade === "refused"))
      const nothing = state.plan?.pages.length === 0 && state.plan.impossible === null
      const head = textRow(cutToWidth(` ${say(TEXTS.before, lang)}`, width), { bold: true })
      return {
        title,
        body: [
          head,
          EMPTY_ROW,
          ...scrolledRows(lines, stage.offset, height),
          EMPTY_ROW,
          textRow(` ${say(nothing ? TEXTS.nothingLeft : refused ? TEXTS.enterShows : TEXTS.enterShowsAll, lang)}`),
        ],
      }
    }
    case "pages":
      return state.plan === null ? plain([]) : pageView(state, state.plan, context, title)
  }
}

/** Of what phones read nothing is encrypted. */
function clearRow({ target }: QrPagesState, lang: Lang, width: number): Row {
  return target === "keyferry" ? EMPTY_ROW : textRow(cutToWidth(` ${say(TEXTS.inClear, lang)}`, width), { bold: true })
}

function planningText({ target }: QrPagesState, { busy, lang }: Context): string {
  if (busy?.effect !== "plan-qr" || busy.total <= 0) return say(target === "keyferry" ? TEXTS.encryptingText : TEXTS.planning, lang)
  return say(TEXTS.planningOf, lang, { page: Math.min(busy.total, busy.done + 1), total: busy.total })
}

function pageView(state: QrPagesState, plan: QrPlan, context: Context, title: string): View {
  const { lang, body, window } = context
  if (plan.impossible !== null) {
    const ways = [
      ...(plan.target === "google" ? [TEXTS.helpSingle] : []),
      TEXTS.helpWindow,
      ...(plan.pages.length > 0 ? [TEXTS.helpSave] : []),
    ].map((text) => paragraph(`- ${say(text, lang)}`, body.columns - 1, { indent: 1 }))
    const why = paragraph(fullSentence(said(plan.impossible, lang), lang), body.columns - 1, { indent: 1, style: { bold: true } })
    return {
      title,
      body: [
        EMPTY_ROW,
        ...why,
        EMPTY_ROW,
        ...ways.flat(),
        EMPTY_ROW,
        ...notice(state)(body.columns - 2).map((row) => [span(" "), ...row]),
      ].slice(0, body.rows),
    }
  }
  const page = plan.pages[state.page]
  if (page === undefined)
    return { title, body: [EMPTY_ROW, ...stack([codeBlock(state, plan, lang), keepBlock(lang)], body.columns - 2, body.rows - 1)] }
  if (page.drawing === null || !fits(page.drawing, window)) return { title, body: unfitRows(state, plan, page, context) }
  const picture = pictureOf(page.drawing, window)
  return { title, body: codeRows(page.drawing, blocksOf(state, plan, page, context), window), picture, full: true }
}

/** A page that cannot be drawn here: why, and what helps. */
function unfitRows(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Row[] {
  const { lang, body } = context
  const notes = page.notes.length > 0 ? page.notes.map((note) => fullSentence(said(note, lang), lang)) : [say(TEXTS.tooLarge, lang)]
  const ways = [TEXTS.helpWindow, TEXTS.helpSave, ...(plan.pages.length > 1 ? [TEXTS.helpTurn] : [])]
  const blocks: Block[] = [
    headBlock(state, plan, page, context),
    { rank: 0, rows: (width) => notes.flatMap((note) => paragraph(note, width, { style: { bold: true } })) },
    { rank: 0, rows: (width) => ways.flatMap((way) => paragraph(`- ${say(way, lang)}`, width)) },
    { rank: 0, rows: notice(state) },
  ]
  return stack(blocks, body.columns - 2, body.rows).map((row) => [span(" "), ...row])
}

function blocksOf(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Block[] {
  const { lang } = context
  const last = state.page === plan.pages.length - 1
  const withCode = plan.verificationCode !== null && last && !hasCodePage(plan, context.window)
  const told = (notes: readonly Said[]) => (width: number) =>
    notes.flatMap((note) => paragraph(fullSentence(said(note, lang), lang), width, { style: { dim: true } }))
  return [
    headBlock(state, plan, page, context),
    { rank: 1, rows: notice(state) },
    { rank: 3, rows: (width) => paragraph(say(words(state, last), lang), width) },
    ...(plan.verificationCode !== null && !withCode
      ? [{ rank: state.page === 0 ? 1 : 4, rows: (width: number) => paragraph(say(TEXTS.codeLater, lang), width) }]
      : []),
    ...(last && plan.target !== "keyferry" ? [keepBlock(lang)] : []),
    // How this very code was made smaller matters more than what other windows would change.
    { rank: 2, rows: told(page.notes) },
    { rank: 5, rows: told(plan.notes) },
    ...(withCode ? [codeBlock(state, plan, lang), { rank: 1, rows: (width: number) => paragraph(say(TEXTS.codeHere, lang), width) }] : []),
    { rank: 2, short: say(TEXTS.shortKeys, lang), rows: (width) => hintRows(state, lang, width) },
  ]
}

function words({ target }: QrPagesState, last: boolean): Sentence {
  return target === "phone" && last ? TEXTS.wordsPhoneLast : WORDS[target]
}

/** Whose code it is; a long name is shortened so that issuer and name both stay recognisable. */
function labelsOf(page: QrPage, context: Context, width: number): string {
  const accounts = chosenAccounts(page.ids, context)
  const known = accounts.length === page.labels.length
  return (
    known ? accounts.map((account) => labelToWidth(account, width)) : page.labels.map((label) => cutToWidth(sanitize(label), width))
  ).join(", ")
}

function headBlock(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): Block {
  const { lang } = context
  const at = { page: state.page + 1, pages: plan.pages.length }
  const auto = state.auto === null ? [] : [say(TEXTS.auto, lang, { seconds: state.auto.everyS })]
  const whose = (width: number): string[] => (page.labels.length === 0 ? [] : [labelsOf(page, context, width)])
  return {
    rank: 0,
    short: [say(TEXTS.short, lang, at), ...auto, ...whose(SHORT_LABEL)].join(" "),
    rows: (width) =>
      firstRows(
        paragraph([say(TEXTS.page, lang, at), ...auto, ...whose(page.labels.length === 1 ? 3 * width : width)].join(" · "), width, {
          style: { bold: true },
        }),
        5,
      ),
  }
}

function firstRows(rows: readonly Row[], count: number): readonly Row[] {
  return rows.length <= count ? rows : [...rows.slice(0, count - 1), textRow("…")]
}

function notice(state: QrPagesState): Block["rows"] {
  return (width) => (state.notice === null ? [] : paragraph(state.notice, width, { style: { bold: true } }))
}

function keepBlock(lang: Lang): Block {
  return { rank: 4, rows: (width) => paragraph(say(TEXTS.keep, lang), width) }
}

/** The code in wide groups: `ABCD-EFGH-JKLM`. On one row with its name where there is but one. */
function codeBlock(state: QrPagesState, plan: QrPlan, lang: Lang): Block {
  const code = state.hidden ? say(TEXTS.codeHidden, lang) : (plan.verificationCode ?? "")
  return {
    rank: 0,
    short: `${say(TEXTS.verificationCode, lang)}: ${code}`,
    rows: (width) => [
      textRow(cutToWidth(`${say(TEXTS.verificationCode, lang)}:`, width)),
      [span(` ${code} `, state.hidden ? { dim: true } : { bold: true, inverse: true })],
      ...paragraph(say(TEXTS.typeIt, lang), width),
    ],
  }
}

/** There is no footer here: the keys, each whole on a row. */
function hintRows(state: QrPagesState, lang: Lang, width: number): readonly Row[] {
  const hints = qrPagesKeys(state).flatMap(({ keys, hint }) =>
    hint === undefined ? [] : [`${keyName(keys[0] ?? "", lang)} ${say(hint, lang)}`],
  )
  const lines: string[] = []
  for (const hint of [...hints, say(TEXTS.help, lang)]) {
    const longer = lines.length === 0 ? hint : `${lines.at(-1) ?? ""} · ${hint}`
    if (lines.length > 0 && cellWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(hint)
  }
  return lines.map((line) => textRow(cutToWidth(line, width), { dim: true }))
}

const said = ({ sentence, detail }: Said, lang: Lang): string => say(sentence, lang, detail)
