import { cellWidth, cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Message, Sentence } from "../../../base/language.ts"
import type { QrPage, QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { chosenAccounts } from "../../components/chosen-accounts.ts"
import { paragraph, span, textRow } from "../../components/rows.ts"
import { fullSentence, labelToWidth } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import { keyName } from "../../core/key-names.ts"
import type { Context } from "../../core/screen.ts"
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
  codeHidden: { en: "hidden; h shows it", ja: "非表示（h で表示）" },
  codeLater: {
    en: "The verification code is on the last page and must not be in the picture. Write it down, then press h before you photograph that page.",
    ja: "引き継ぎコードは最後のページに表示されます。写真に写してはいけません。最後のページを撮る前に h で隠し、コードは書き留めてください。",
  },
  codeHere: {
    en: "It must not be in the picture. Write it down, then press h before you photograph this page.",
    ja: "写真に写してはいけません。コードを書き留め、h で隠してからこのページを撮影してください。",
  },
  help: { en: "? help", ja: "? ヘルプ" },
  instructionPhone: {
    en: "On the phone: add an account, scan this code. Then the next page.",
    ja: "スマートフォンで「アカウントを追加」から読み取り、次のページへ進みます。",
  },
  instructionPhoneLast: {
    en: "On the phone: add an account, scan this code.",
    ja: "スマートフォンで「アカウントを追加」から読み取ります。",
  },
  instructionGoogle: {
    en: "Google Authenticator: Transfer codes › Import codes, not +",
    ja: "Google Authenticator:「コードを移行」›「コードをインポート」（「+」ではありません）",
  },
  instructionKeyferry: {
    en: "Take a picture or screenshot of every page. On the other computer: m › Import › QR pictures.",
    ja: "すべてのページを撮影またはスクリーンショットし、移行先で m ›「インポート」› QR 画像 を選びます。",
  },
  compareFirst: {
    en: "Compare the codes on the other device before you delete anything.",
    ja: "相手側の認証コードが一致するまで、何も削除しないでください。",
  },
  fullCells: {
    en: "Drawn in full cells, because a font cannot leave gaps between them. b draws the code half as large.",
    ja: "フォントによる隙間ができない塗りつぶしで描いています。b で半分の大きさになります。",
  },
})

/** Cells for a label if all texts are on one row. */
const SHORT_LABEL_WIDTH = 40

const INSTRUCTIONS = { phone: TEXTS.instructionPhone, google: TEXTS.instructionGoogle, keyferry: TEXTS.instructionKeyferry }

/** The texts beside or below the code of a page. */
export function pageBlocks(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Block[] {
  const { lang } = context
  const last = state.page === plan.pages.length - 1
  const withCode = plan.verificationCode !== null && last && !hasCodePage(plan, context.window)
  const noteRows = (notes: readonly Message[]) => (width: number) =>
    notes.flatMap((note) => paragraph(fullSentence(format(note, lang), lang), width, { role: "muted" }))
  return [
    headingBlock(state, plan, page, context),
    { rank: 1, rows: noticeRows(state) },
    { rank: 3, rows: (width) => paragraph(format(instructionOf(state, last), lang), width) },
    ...(plan.verificationCode !== null && !withCode
      ? [{ rank: state.page === 0 ? 1 : 4, rows: (width: number) => paragraph(format(TEXTS.codeLater, lang), width) }]
      : []),
    ...(last && plan.target !== "keyferry" ? [compareFirstBlock(lang)] : []),
    // How this code was made smaller is more important than what a larger window would change.
    { rank: 2, rows: noteRows(page.notes) },
    { rank: 5, rows: noteRows(plan.notes) },
    ...(state.choice.style === null && page.drawing?.style === "full"
      ? [{ rank: 6, rows: (width: number) => paragraph(format(TEXTS.fullCells, lang), width, { role: "muted" }) }]
      : []),
    ...(withCode
      ? [codeBlock(state, plan, lang), { rank: 1, rows: (width: number) => paragraph(format(TEXTS.codeHere, lang), width) }]
      : []),
    { rank: 2, short: format(TEXTS.shortKeys, lang), rows: (width) => hintRows(state, lang, width) },
  ]
}

function instructionOf({ target }: QrPagesState, last: boolean): Sentence {
  return target === "phone" && last ? TEXTS.instructionPhoneLast : INSTRUCTIONS[target]
}

/** The labels of the accounts in the code. A long label is shortened so that issuer and name both stay recognisable. */
function pageLabels(page: QrPage, context: Context, width: number): string {
  const accounts = chosenAccounts(page.ids, context)
  const allFound = accounts.length === page.labels.length
  return (
    allFound ? accounts.map((account) => labelToWidth(account, width)) : page.labels.map((label) => cutToWidth(sanitize(label), width))
  ).join(", ")
}

export function headingBlock(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): Block {
  const { lang } = context
  const place = { page: state.page + 1, pages: plan.pages.length }
  const auto = state.auto === null ? [] : [format(TEXTS.auto, lang, { seconds: state.auto.everyS })]
  const labels = (width: number): string[] => (page.labels.length === 0 ? [] : [pageLabels(page, context, width)])
  return {
    rank: 0,
    short: [format(TEXTS.short, lang, place), ...auto, ...labels(SHORT_LABEL_WIDTH)].join(" "),
    rows: (width) =>
      firstRows(
        paragraph([format(TEXTS.page, lang, place), ...auto, ...labels(page.labels.length === 1 ? 3 * width : width)].join(" · "), width, {
          role: "strong",
        }),
        5,
      ),
  }
}

function firstRows(rows: readonly Row[], count: number): readonly Row[] {
  return rows.length <= count ? rows : [...rows.slice(0, count - 1), textRow("…")]
}

export function noticeRows(state: QrPagesState): Block["rows"] {
  return (width) => (state.notice === null ? [] : paragraph(state.notice, width, { role: "strong" }))
}

export function compareFirstBlock(lang: Lang): Block {
  return { rank: 4, rows: (width) => paragraph(format(TEXTS.compareFirst, lang), width) }
}

/** The verification code in groups, such as `ABCD-EFGH-JKLM`; after its name if there is only one row. */
export function codeBlock(state: QrPagesState, plan: QrPlan, lang: Lang): Block {
  const code = state.codeHidden ? format(TEXTS.codeHidden, lang) : (plan.verificationCode ?? "")
  return {
    rank: 0,
    short: `${format(TEXTS.verificationCode, lang)}: ${code}`,
    rows: (width) => [
      textRow(cutToWidth(`${format(TEXTS.verificationCode, lang)}:`, width)),
      [span(` ${code} `, state.codeHidden ? "muted" : "selection")],
      ...paragraph(format(TEXTS.typeIt, lang), width),
    ],
  }
}

/** The key hints that replace the footer on this page. No hint is split between two rows. */
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
  return lines.map((line) => textRow(cutToWidth(line, width), "muted"))
}
