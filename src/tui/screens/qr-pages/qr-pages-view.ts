import { cutToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { QrPage, QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { QrDrawing } from "../../../qr/draw/draw.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { reauthView } from "../../components/forms/reauth.ts"
import { lossLines } from "../../components/loss-lines.ts"
import { menuRows } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { scrolledRows } from "../../components/scroll.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Context, View } from "../../core/screen.ts"
import { codeBlocks, compareFirstBlock, footerOfPage, headingBlocks, noticeRows, pageBlocks } from "./qr-pages-blocks.ts"
import { codeRows, fits, hasFooter, pictureOf, stackBlocks } from "./qr-pages-layout.ts"
import type { Block } from "./qr-pages-layout.ts"
import { browserRows } from "./qr-pages-browser.ts"
import { pickerSize, saveHead, saveItems } from "./qr-pages-save.ts"
import type { QrPagesState } from "./qr-pages-state.ts"
import { sheetRows } from "./qr-sheet.ts"

const TEXTS = texts({
  titlePhone: { en: "QR codes for a phone", ja: "スマートフォン用の QR コード" },
  titleGoogle: { en: "QR codes for Google Authenticator", ja: "Google Authenticator 用の QR コード" },
  titleKeyferry: { en: "QR codes for another keyferry", ja: "別の keyferry への引き継ぎ" },
  titlePaper: { en: "QR codes on paper", ja: "紙に印刷する QR コード" },
  showsSecrets: { en: "The QR codes hold the secrets.", ja: "QR コードにはシークレットが含まれます。" },
  showsTransfer: {
    en: "The pages hold the accounts, and the verification code that opens them.",
    ja: "アカウントと、それを開く引き継ぎコードを表示します。",
  },
  copiesSecret: { en: "The link holds the secret of the account.", ja: "リンクにはアカウントのシークレットが含まれます。" },
  savesSecrets: { en: "The files will hold the secrets unencrypted.", ja: "シークレットをそのままファイルに保存します。" },
  planning: { en: "Preparing the pages…", ja: "ページを準備しています…" },
  saving: { en: "Saving…", ja: "保存しています…" },
  saveAs: { en: "Which kind of file?", ja: "どの形で保存しますか？" },
  losses: { en: "This cannot be transferred, or only in part.", ja: "次の内容は移せないか、一部が失われます。" },
  nothingLeft: { en: "There is nothing left to show. Esc goes back.", ja: "表示できるアカウントがありません。Esc で戻ります。" },
  enterSaves: { en: "Enter goes on to the sheet.", ja: "Enter でシートの保存へ進みます。" },
  enterShows: { en: "Enter goes back to the codes.", ja: "Enter で QR コードへ戻ります。" },
  encryptingText: { en: "Encrypting…", ja: "暗号化しています…" },
  planningOf: { en: "Preparing the pages: {done} of {total}…", ja: "ページを準備しています: {done} / {total}" },
  tooLarge: { en: "This code does not fit the window.", ja: "このコードは画面に収まりません。" },
  helpWindow: {
    en: "Enlarge the window or make its font smaller. The pages are redrawn at once.",
    ja: "ウィンドウを広げるか文字を小さくすると、すぐに描き直します。",
  },
  helpBrowser: {
    en: "o shows the codes in your computer's browser, over SSH too.",
    ja: "o でコードを手元のブラウザーに表示できます（SSH 越しでも使えます）。",
  },
  showsBrowser: { en: "The browser will show the secrets as QR codes.", ja: "シークレットを QR コードとしてブラウザーに表示します。" },
  helpSave: { en: "w saves the pages as pictures.", ja: "w でページを画像として保存できます。" },
  helpSingle: {
    en: "1 shows one code per account instead, which fits this window.",
    ja: "1 を押すと、アカウントごとに 1 つのコードで表示します。",
  },
  helpTurn: { en: "n and p turn to the other pages.", ja: "n と p でほかのページへ移れます。" },
})

const TITLES = { phone: TEXTS.titlePhone, google: TEXTS.titleGoogle, keyferry: TEXTS.titleKeyferry }

/** The page whose code takes the whole window, if only below the question whether to copy; null if no code is shown. */
export function drawnPage({ stage, plan, page }: QrPagesState, window: Size): (QrPage & { readonly drawing: QrDrawing }) | null {
  if ((stage.at !== "pages" && stage.at !== "copy") || plan?.impossible !== null) return null
  const shown = plan.pages[page]
  if (shown === undefined) return null
  const { drawing } = shown
  return drawing !== null && fits(drawing, window) ? { ...shown, drawing } : null
}

export function qrPagesView(state: QrPagesState, context: Context): View {
  const { lang } = context
  const title = format(state.paper ? TEXTS.titlePaper : TITLES[state.target], lang)
  const width = context.body.columns
  const plain = (body: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...body].slice(0, context.body.rows) })
  const { stage } = state
  const pages = (): View => (state.plan === null ? plain([]) : pageView(state, state.plan, context, title))
  switch (stage.at) {
    case "reauth": {
      const view = reauthView(stage.reauth, reauthReason(state, stage.then), context)
      return { title, body: view.rows, cursor: view.cursor }
    }
    case "planning":
      return plain(paragraph(planningText(state, context), width - 1, { indent: 1 }))
    case "saving":
      return plain(paragraph(format(TEXTS.saving, lang), width - 1, { indent: 1 }))
    case "failed":
      return plain(paragraph(fullSentence(format(stage.message, lang), lang), width - 1, { indent: 1, role: "strong" }))
    case "save-kind": {
      const items = menuRows(saveItems(state.target, lang), stage.cursor, width, context.body.rows - 2, lang)
      return { title, body: [textRow(` ${format(TEXTS.saveAs, lang)}`, "strong"), EMPTY_ROW, ...items].slice(0, context.body.rows) }
    }
    case "sheet":
      return plain(sheetRows(stage.path, context))
    case "save": {
      const head = saveHead(state, context)
      const view = pickerView(stage.picker, context, pickerSize(state, context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + head.length }
      return { title, body: [...head, ...view.rows].slice(0, context.body.rows), cursor }
    }
    case "browser":
      return { title, body: (state.plan === null ? [] : browserRows(state, stage, state.plan, context)).slice(0, context.body.rows) }
    case "losses": {
      const lines = lossLines(state.losses, lang, width - 1)
      const height = Math.max(1, context.body.rows - 4)
      const nothingLeft = state.plan?.pages.length === 0 && state.plan.impossible === null
      const head = textRow(cutToWidth(` ${format(TEXTS.losses, lang)}`, width), "strong")
      return {
        title,
        body: [
          head,
          EMPTY_ROW,
          ...scrolledRows(lines, stage.offset, height),
          EMPTY_ROW,
          textRow(` ${format(nothingLeft ? TEXTS.nothingLeft : stage.then === "sheet" ? TEXTS.enterSaves : TEXTS.enterShows, lang)}`),
        ],
      }
    }
    case "pages":
      return pages()
    case "copy":
      return { ...pages(), question: stage.confirm }
    case "delete":
      return { ...plain(state.paper ? sheetRows(state.saved[0] ?? "", context) : []), question: stage.confirm }
    case "leave":
    case "overwrite":
      return { ...plain([]), question: stage.confirm }
  }
}

function reauthReason({ target }: QrPagesState, then: Extract<QrPagesState["stage"], { at: "reauth" }>["then"]): Sentence {
  if (then === "plan") return target === "keyferry" ? TEXTS.showsTransfer : TEXTS.showsSecrets
  if (then === "browser") return TEXTS.showsBrowser
  return then === "copy" ? TEXTS.copiesSecret : TEXTS.savesSecrets
}

function planningText({ target }: QrPagesState, { busy, lang }: Context): string {
  if (busy?.effect !== "plan-qr" || busy.total <= 0) return format(target === "keyferry" ? TEXTS.encryptingText : TEXTS.planning, lang)
  return format(TEXTS.planningOf, lang, { done: busy.done, total: busy.total })
}

function pageView(state: QrPagesState, plan: QrPlan, context: Context, title: string): View {
  const { lang, body, window } = context
  if (plan.impossible !== null) {
    const advice = [
      ...(plan.pages.length > 0 ? [TEXTS.helpBrowser] : []),
      ...(plan.target === "google" ? [TEXTS.helpSingle] : []),
      TEXTS.helpWindow,
      ...(plan.pages.length > 0 ? [TEXTS.helpSave] : []),
    ].map((text) => paragraph(`- ${format(text, lang)}`, body.columns - 1, { indent: 1 }))
    const reason = paragraph(fullSentence(format(plan.impossible, lang), lang), body.columns - 1, { indent: 1, role: "strong" })
    return {
      title,
      body: [EMPTY_ROW, ...reason, EMPTY_ROW, ...advice.flat(), EMPTY_ROW, ...indented(noticeRows(state)(body.columns - 2))].slice(
        0,
        body.rows,
      ),
    }
  }
  const page = plan.pages[state.page]
  if (page === undefined)
    return {
      title,
      body: [
        EMPTY_ROW,
        ...indented(stackBlocks([...codeBlocks(state, plan, lang), compareFirstBlock(lang)], body.columns - 2, body.rows - 1)),
      ],
    }
  const drawn = drawnPage(state, window)
  if (drawn === null) return { title, body: tooLargeRows(state, plan, page, context) }
  return {
    title,
    body: codeRows(
      drawn.drawing,
      pageBlocks(state, plan, page, context, !hasFooter(drawn.drawing, window)),
      window,
      footerOfPage(state, context),
    ),
    picture: pictureOf(drawn.drawing, window),
  }
}

const indented = (rows: readonly Row[]): readonly Row[] => rows.map((row) => [span(" "), ...row])

/** Why a page does not fit the window, and what helps. */
function tooLargeRows(state: QrPagesState, plan: QrPlan, page: QrPage, context: Context): readonly Row[] {
  const { lang, body } = context
  const notes = page.notes.length > 0 ? page.notes.map((note) => fullSentence(format(note, lang), lang)) : [format(TEXTS.tooLarge, lang)]
  const advice = [TEXTS.helpBrowser, TEXTS.helpWindow, TEXTS.helpSave, ...(plan.pages.length > 1 ? [TEXTS.helpTurn] : [])]
  const blocks: Block[] = [
    ...headingBlocks(state, plan, page, context),
    { rank: 0, rows: (width) => notes.flatMap((note) => paragraph(note, width, { role: "strong" })) },
    { rank: 0, rows: (width) => advice.flatMap((item) => paragraph(`- ${format(item, lang)}`, width)) },
    { rank: 0, rows: noticeRows(state) },
  ]
  return indented(stackBlocks(blocks, body.columns - 2, body.rows))
}
