import { cellWidth, cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Message, Sentence } from "../../../base/language.ts"
import type { QrPage, QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { fullSentence, labelToWidth } from "../../components/text.ts"
import { paragraph, span, textRow } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import { keyName } from "../../core/key-names.ts"
import type { Context } from "../../core/screen.ts"
import { chosenAccounts } from "../../components/chosen-accounts.ts"
import { qrPagesKeys } from "./qr-pages-keys.ts"
import { hasCodePage } from "./qr-pages-layout.ts"
import type { Block } from "./qr-pages-layout.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

const TEXTS = texts({
  shortKeys: { en: "n p, Esc leaves", ja: "n p、Esc で終了" },
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
  fullCells: {
    en: "Drawn in full cells, where no font can leave gaps; b draws it half as large.",
    ja: "フォントによる隙間ができない全角セルで描いています。b で半分の大きさになります。",
  },
})

/** Cells for a name where all there is to say stands on one row. */
const SHORT_LABEL = 40

const WORDS = { phone: TEXTS.wordsPhone, google: TEXTS.wordsGoogle, keyferry: TEXTS.wordsKeyferry }

/** All that is said beside or below a page's code. */
export function blocksOf(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Block[] {
  const { lang } = context
  const last = state.page === plan.pages.length - 1
  const withCode = plan.verificationCode !== null && last && !hasCodePage(plan, context.window)
  const told = (notes: readonly Message[]) => (width: number) =>
    notes.flatMap((note) => paragraph(fullSentence(format(note, lang), lang), width, { style: { dim: true } }))
  return [
    headBlock(state, plan, page, context),
    { rank: 1, rows: notice(state) },
    { rank: 3, rows: (width) => paragraph(format(words(state, last), lang), width) },
    ...(plan.verificationCode !== null && !withCode
      ? [{ rank: state.page === 0 ? 1 : 4, rows: (width: number) => paragraph(format(TEXTS.codeLater, lang), width) }]
      : []),
    ...(last && plan.target !== "keyferry" ? [keepBlock(lang)] : []),
    // How this very code was made smaller matters more than what other windows would change.
    { rank: 2, rows: told(page.notes) },
    { rank: 5, rows: told(plan.notes) },
    ...(state.choice.style === null && page.drawing?.style === "full"
      ? [{ rank: 6, rows: (width: number) => paragraph(format(TEXTS.fullCells, lang), width, { style: { dim: true } }) }]
      : []),
    ...(withCode
      ? [codeBlock(state, plan, lang), { rank: 1, rows: (width: number) => paragraph(format(TEXTS.codeHere, lang), width) }]
      : []),
    { rank: 2, short: format(TEXTS.shortKeys, lang), rows: (width) => hintRows(state, lang, width) },
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

export function headBlock(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): Block {
  const { lang } = context
  const at = { page: state.page + 1, pages: plan.pages.length }
  const auto = state.auto === null ? [] : [format(TEXTS.auto, lang, { seconds: state.auto.everyS })]
  const whose = (width: number): string[] => (page.labels.length === 0 ? [] : [labelsOf(page, context, width)])
  return {
    rank: 0,
    short: [format(TEXTS.short, lang, at), ...auto, ...whose(SHORT_LABEL)].join(" "),
    rows: (width) =>
      firstRows(
        paragraph([format(TEXTS.page, lang, at), ...auto, ...whose(page.labels.length === 1 ? 3 * width : width)].join(" · "), width, {
          style: { bold: true },
        }),
        5,
      ),
  }
}

function firstRows(rows: readonly Row[], count: number): readonly Row[] {
  return rows.length <= count ? rows : [...rows.slice(0, count - 1), textRow("…")]
}

export function notice(state: QrPagesState): Block["rows"] {
  return (width) => (state.notice === null ? [] : paragraph(state.notice, width, { style: { bold: true } }))
}

export function keepBlock(lang: Lang): Block {
  return { rank: 4, rows: (width) => paragraph(format(TEXTS.keep, lang), width) }
}

/** The code in wide groups: `ABCD-EFGH-JKLM`. On one row with its name where there is but one. */
export function codeBlock(state: QrPagesState, plan: QrPlan, lang: Lang): Block {
  const code = state.hidden ? format(TEXTS.codeHidden, lang) : (plan.verificationCode ?? "")
  return {
    rank: 0,
    short: `${format(TEXTS.verificationCode, lang)}: ${code}`,
    rows: (width) => [
      textRow(cutToWidth(`${format(TEXTS.verificationCode, lang)}:`, width)),
      [span(` ${code} `, state.hidden ? { dim: true } : { bold: true, inverse: true })],
      ...paragraph(format(TEXTS.typeIt, lang), width),
    ],
  }
}

/** There is no footer here: the keys, each whole on a row. */
function hintRows(state: QrPagesState, lang: Lang, width: number): readonly Row[] {
  const hints = qrPagesKeys(state).flatMap(({ keys, hint }) =>
    hint === undefined ? [] : [`${keyName(keys[0] ?? "", lang)} ${format(hint, lang)}`],
  )
  const lines: string[] = []
  for (const hint of [...hints, format(TEXTS.help, lang)]) {
    const longer = lines.length === 0 ? hint : `${lines.at(-1) ?? ""} · ${hint}`
    if (lines.length > 0 && cellWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(hint)
  }
  return lines.map((line) => textRow(cutToWidth(line, width), { dim: true }))
}
