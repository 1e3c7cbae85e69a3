import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { exportRail, fileSteps, writtenRail } from "../../components/rail/export-rail.ts"
import type { Rail } from "../../components/rail/rail.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import type { QrPagesAction } from "./qr-pages-keys.ts"
import { askDeleteFiles } from "./qr-pages-save.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

const TEXTS = texts({
  saved: {
    en: "✓ The sheet is saved. Only you can read it (mode 0600).",
    ja: "✓ シートを保存しました。本人だけが読めます（モード 0600）。",
  },
  print: {
    en: "1  Print it: open it in a browser, and print it at full size. From a computer with a printer:",
    ja: "1  印刷: ブラウザーで開き、等倍で印刷します。プリンターのあるコンピューターから:",
  },
  check: {
    en: "2  Check it: scan one code of the paper with a phone. Its codes must be the same as here.",
    ja: "2  確認: 紙のコードを 1 つスマートフォンで読み取り、認証コードがここと同じか確かめます。",
  },
  delete: {
    en: "3  Delete the file and its copies: they hold the secrets unencrypted. d deletes this one.",
    ja: "3  削除: ファイルとそのコピーにはシークレットがそのまま含まれます。d でこのファイルを削除します。",
  },
  keep: { en: "Keep the paper as safe as a key.", ja: "紙は鍵と同じように保管してください。" },
})

/** The steps of an export to paper, which ends with the saved sheet. */
export function sheetRail({ losses, stage }: QrPagesState): Rail {
  const steps = fileSteps(1, losses.length > 0)
  return stage.at === "sheet" ? writtenRail(steps) : exportRail(steps, stage.at === "losses" ? "losses" : "save")
}

/** Where the sheet is, how it is printed, and what to check. */
export function sheetRows(path: string, { lang, body, homeDirectory, host }: Context): readonly Row[] {
  const width = body.columns - 1
  const shown = sanitize(shortPath(path, homeDirectory))
  const step = (text: string): readonly Row[] => paragraph(text, width, { indent: 1 })
  return [
    ...paragraph(format(TEXTS.saved, lang), width, { indent: 1, role: "strong" }),
    ...paragraph(shown, width, { indent: 3, role: "strong" }),
    EMPTY_ROW,
    ...step(format(TEXTS.print, lang)),
    ...paragraph(`scp ${sanitize(host)}:${shown} .`, width, { indent: 4, role: "strong" }),
    ...step(format(TEXTS.check, lang)),
    ...step(format(TEXTS.delete, lang)),
    EMPTY_ROW,
    ...step(format(TEXTS.keep, lang)),
  ]
}

export function updateSheet(state: QrPagesState, msg: Msg<QrPagesAction>, context: Context): Outcome<QrPagesState> {
  if (msg.type !== "action") return { state }
  if (msg.action === "delete-sheet") return askDeleteFiles(state, context)
  return msg.action === "go-home" ? { state, go: { type: "home" } } : { state }
}

/** After the question about the file. Without a toast it is kept. */
export function leaveSheet(state: QrPagesState, left: { readonly toast?: string }): Outcome<QrPagesState> {
  const [path = ""] = state.saved
  return left.toast === undefined
    ? { state: { ...state, stage: { at: "sheet", path } } }
    : { state: { ...state, saved: [] }, go: { type: "home" }, toast: left.toast }
}
