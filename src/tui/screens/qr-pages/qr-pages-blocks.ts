import { cellWidth, cutToWidth, labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Message, Sentence } from "../../../base/language.ts"
import type { QrPage, QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { chosenAccounts } from "../../components/chosen-accounts.ts"
import { lossLines } from "../../components/loss-lines.ts"
import { paragraph, span, textRow } from "../../components/rows.ts"
import { fullSentence, labelToWidth } from "../../components/text.ts"
import type { Row, Span } from "../../core/frame.ts"
import { keyName } from "../../core/key-names.ts"
import type { Context } from "../../core/screen.ts"
import { stripRow } from "./page-strip.ts"
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
    en: "v shows the verification code, which must not be in a picture. Write it down.",
    ja: "v で引き継ぎコードを表示します。写真に写さず、書き留めてください。",
  },
  codeHere: {
    en: "It must not be in a picture: write it down, and press h before you take one of this page.",
    ja: "画像に写してはいけません。書き留めてから、このページを撮影する前に h を押してください。",
  },
  codeName: { en: "code", ja: "引き継ぎコード" },
  drawing: { en: "drawing…", ja: "描画中…" },
  lost: { en: "Lost on the way:", ja: "失われる内容:" },
  notHere: { en: "Not in these codes: {labels}. l tells why.", ja: "この QR コードに含まれないもの: {labels}。理由は l で表示します。" },
  notHereMany: {
    en: "{n} accounts are not in these codes. l tells which and why.",
    ja: "{n} 件はこの QR コードに含まれません。内容と理由は l で表示します。",
  },
  lossyMany: {
    en: "{n} {n|account loses|accounts lose} details. l lists them.",
    ja: "{n} 件で一部の情報が失われます。l で一覧を表示します。",
  },
  help: { en: "? help", ja: "? ヘルプ" },
  instructionPhone: {
    en: "In the app: +, then scan. Then the next page.",
    ja: "アプリの「+」から読み取り、次のページへ進みます。",
  },
  instructionPhoneLast: {
    en: "In the app: +, then scan.",
    ja: "アプリの「+」から読み取ります。",
  },
  instructionGoogle: {
    en: "Google Authenticator: Transfer codes › Import codes, not +",
    ja: "Google Authenticator:「コードを移行」›「コードをインポート」（「+」ではありません）",
  },
  instructionKeyferry: {
    en: "On the other computer: m › Import › Scan with a camera, and hold it to every page; or take a picture of every page.",
    ja: "移行先で m ›「インポート」›「カメラで読み取る」を選び、すべてのページを映します。ページを撮影した画像でもかまいません。",
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
/** Accounts of a page that are named. */
const MOST_LABELS = 10
/** Accounts without a page that are named. */
const MOST_NAMED = 3

const INSTRUCTIONS = { phone: TEXTS.instructionPhone, google: TEXTS.instructionGoogle, keyferry: TEXTS.instructionKeyferry }

/** The texts beside or below the code of a page. @param withKeys - No row below the code is left for the keys. */
export function pageBlocks(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context, withKeys: boolean): readonly Block[] {
  const { lang } = context
  const last = state.page === plan.pages.length - 1
  const noteRows = (notes: readonly Message[]) => (width: number) =>
    notes.flatMap((note) => paragraph(fullSentence(format(note, lang), lang), width, { role: "muted" }))
  return [
    ...headingBlocks(state, plan, page, context),
    { rank: 1, rows: noticeRows(state) },
    { rank: 3, rows: (width) => paragraph(format(instructionOf(state, last), lang), width) },
    { rank: 2, rows: (width) => pageLossRows(state, page, lang, width) },
    ...(state.page === 0 ? [{ rank: 2, rows: (width: number) => planLossRows(state, plan, lang, width) }] : []),
    ...(hasCodePage(plan) ? transferCodeBlocks(state, plan, last, lang) : []),
    ...(last && plan.target !== "keyferry" ? [compareFirstBlock(lang)] : []),
    // How this code was made smaller is more important than what a larger window would change.
    { rank: 2, rows: noteRows(page.notes) },
    { rank: 5, rows: noteRows(plan.notes) },
    ...(state.choice.style === null && page.drawing?.style === "full"
      ? [{ rank: 6, rows: (width: number) => paragraph(format(TEXTS.fullCells, lang), width, { role: "muted" }) }]
      : []),
    ...(withKeys ? [{ rank: 2, short: format(TEXTS.shortKeys, lang), rows: (width: number) => hintRows(state, context, width) }] : []),
  ]
}

/** What the accounts on this page lose. */
function pageLossRows({ losses }: QrPagesState, { ids }: QrPage, lang: Lang, width: number): readonly Row[] {
  const here = losses.filter(({ id }) => id !== null && ids.includes(id))
  const [only] = here
  if (only === undefined) return []
  const lines =
    ids.length > 1 ? lossLines(here, lang, width) : only.losses.flatMap(({ what }) => paragraph(`- ${format(what, lang)}`, width))
  return [textRow(cutToWidth(format(TEXTS.lost, lang), width), "strong"), ...lines]
}

/** The accounts that are on no page. Where pages name no accounts, also how many lose something. */
function planLossRows({ losses, target }: QrPagesState, { pages }: QrPlan, lang: Lang, width: number): readonly Row[] {
  const onPages = new Set(pages.flatMap(({ ids }) => ids))
  const missing = losses.filter(({ id, losses: reasons }) => id === null || reasons.some(({ grade }) => grade === "refused"))
  const lossy = target === "keyferry" ? losses.length - missing.length : 0
  const notHere = missing.filter(({ id }) => id === null || !onPages.has(id))
  const texts = [
    ...(notHere.length === 0
      ? []
      : notHere.length > MOST_NAMED
        ? [format(TEXTS.notHereMany, lang, { n: notHere.length })]
        : [format(TEXTS.notHere, lang, { labels: notHere.map(({ label }) => sanitize(label)).join(", ") })]),
    ...(lossy === 0 ? [] : [format(TEXTS.lossyMany, lang, { n: lossy })]),
  ]
  return texts.flatMap((text) => paragraph(text, width))
}

function instructionOf({ target }: QrPagesState, last: boolean): Sentence {
  return target === "phone" && last ? TEXTS.instructionPhoneLast : INSTRUCTIONS[target]
}

/** The accounts in the code: issuer and name of one in rows of their own. Long labels are shortened so that both parts stay recognisable. */
function labelRows(page: QrPage, context: Context, width: number): readonly Row[] {
  const accounts = chosenAccounts(page.ids, context)
  const [only] = accounts
  if (only !== undefined && page.ids.length === 1) {
    const parts = [only.issuer, only.name].map((part) => sanitize(part).trim()).filter((part) => part !== "")
    const rows = parts.flatMap((part, at) => firstRows(paragraph(part, width, at === 0 ? { role: "strong" } : {}), 3))
    return rows.length > 0 ? rows : [textRow(cutToWidth(labelOf(only), width), "strong")]
  }
  const allFound = accounts.length === page.labels.length
  const labels = allFound
    ? accounts.map((account) => labelToWidth(account, width))
    : page.labels.map((label) => cutToWidth(sanitize(label), width))
  return firstRows(
    labels.map((label) => textRow(label, "strong")),
    MOST_LABELS,
  )
}

/** The accounts on the page, then its place among the others. */
export function headingBlocks(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Block[] {
  const { lang } = context
  const labels = page.labels.length === 0 ? [] : [{ rank: 0, rows: (width: number) => labelRows(page, context, width) }]
  return [...labels, placeBlock(state, plan, lang, page.labels.length === 0 ? "" : labelOfPage(page, context))]
}

function labelOfPage(page: QrPage, context: Context): string {
  const [only] = chosenAccounts(page.ids, context)
  return only !== undefined && page.ids.length === 1 ? labelToWidth(only, SHORT_LABEL_WIDTH) : sanitize(page.labels.join(", "))
}

/** The number of the page and the strip of all pages. */
function placeBlock(state: QrPagesState, plan: QrPlan, lang: Lang, label: string): Block {
  const place = { page: state.page + 1, pages: plan.pages.length }
  const more = [
    ...(state.auto === null ? [] : [format(TEXTS.auto, lang, { seconds: state.auto.everyS })]),
    ...(state.wanted !== null || state.planRequested ? [format(TEXTS.drawing, lang)] : []),
  ]
  const name = state.page < plan.pages.length ? format(TEXTS.page, lang, place) : format(TEXTS.verificationCode, lang)
  return {
    rank: 0,
    short: [format(TEXTS.short, lang, place), ...more, label].join(" ").trimEnd(),
    rows: (width) => [...paragraph([name, ...more].join(" · "), width), ...pagesRow(state, plan, lang, width)],
  }
}

function pagesRow({ page, seen }: QrPagesState, plan: QrPlan, lang: Lang, width: number): readonly Row[] {
  const extra = hasCodePage(plan) ? format(TEXTS.codeName, lang) : null
  if (plan.pages.length < 2 && extra === null) return []
  return [stripRow({ pages: plan.pages.length, current: page, seen, extra }, width)]
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

/** The verification code on the last page; on the others where it is. */
function transferCodeBlocks(state: QrPagesState, plan: QrPlan, last: boolean, lang: Lang): readonly Block[] {
  const sentence = last ? TEXTS.codeHere : TEXTS.codeLater
  return [
    ...(last ? [{ rank: 0, rows: (width: number) => codeRows(state, plan, lang, width) }] : []),
    { rank: 1, rows: (width) => paragraph(format(sentence, lang), width) },
  ]
}

function codeRows(state: QrPagesState, plan: QrPlan, lang: Lang, width: number): readonly Row[] {
  const code = state.codeHidden ? format(TEXTS.codeHidden, lang) : (plan.verificationCode ?? "")
  return [
    textRow(cutToWidth(`${format(TEXTS.verificationCode, lang)}:`, width), "strong"),
    [span(` ${code} `, state.codeHidden ? "muted" : "selection")],
  ]
}

/** The page of the verification code, which is shown in groups, such as `ABCD-EFGH-JKLM`. */
export function codeBlocks(state: QrPagesState, plan: QrPlan, lang: Lang): readonly Block[] {
  return [
    { rank: 0, rows: (width) => codeRows(state, plan, lang, width) },
    { rank: 1, rows: (width) => paragraph(format(TEXTS.typeIt, lang), width) },
    { rank: 2, rows: (width) => pagesRow(state, plan, lang, width) },
  ]
}

interface Hint {
  readonly key: string
  readonly text: string
}

function hintsOf(state: QrPagesState, { lang, withUserKeys, receiver }: Context): readonly Hint[] {
  // The box of a question has its own line of keys.
  if (state.stage.at !== "pages") return []
  return withUserKeys(qrPagesKeys(state, receiver)).flatMap(({ keys, hint }) =>
    hint === undefined ? [] : [{ key: keyName(keys[0] ?? "", lang), text: format(hint, lang) }],
  )
}

/** The keys in the last row of the window, as many as fit; the help always. */
export function footerOfPage(state: QrPagesState, context: Context): Row {
  const { lang, window } = context
  const help = format(TEXTS.help, lang)
  const shown: Span[] = [span(" ")]
  let left = window.columns - 1 - cellWidth(help)
  for (const { key, text } of hintsOf(state, context)) {
    left -= cellWidth(key) + cellWidth(text) + 3
    if (left < 0) break
    shown.push(span(key, "accent"), span(` ${text}  `))
  }
  return [...shown, span(help.charAt(0), "accent"), span(help.slice(1))]
}

/** The keys where the code leaves no row for them. No hint is split between two rows. */
function hintRows(state: QrPagesState, context: Context, width: number): readonly Row[] {
  const lines: string[] = []
  for (const hint of [...hintsOf(state, context).map(({ key, text }) => `${key} ${text}`), format(TEXTS.help, context.lang)]) {
    const longer = lines.length === 0 ? hint : `${lines.at(-1) ?? ""} · ${hint}`
    if (lines.length > 0 && cellWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(hint)
  }
  return lines.map((line) => textRow(cutToWidth(line, width), "muted"))
}
