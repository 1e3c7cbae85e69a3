import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { keyLines } from "../../../migrate/recovery/key-text.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { menuRows } from "../../components/menu.ts"
import type { MenuItem } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Context, View } from "../../core/screen.ts"
import type { RecoveryKeyState } from "./recovery-key-state.ts"

const TEXTS = texts({
  title: { en: "Recovery key", ja: "回復キー" },
  intro: {
    en: "A recovery key opens the vault when the passphrase is forgotten or identity.age is lost. Keep it on paper, away from the vault: together with a copy of the vault it opens everything.",
    ja: "回復キーは、パスフレーズを忘れたり identity.age を失ったりしたときに保管庫を開くためのものです。保管庫のコピーとこのキーがあればすべて開けるため、紙に控えて保管庫とは別の場所に保管してください。",
  },
  none: { en: "The vault has no recovery key.", ja: "この保管庫に回復キーはありません。" },
  since: { en: "The vault has a recovery key, made on {day}.", ja: "この保管庫には回復キーがあります（作成日: {day}）。" },
  unknown: {
    en: "There is a file recovery.age that the vault does not know: somebody put it there, or a removed key came back. Making a new key replaces it.",
    ja: "保管庫の記録にない recovery.age があります。誰かが置いたか、削除したキーのものが戻った可能性があります。新しいキーを作ると置き換わります。",
  },
  recovered: {
    en: "The recovery key has opened the vault. First set a new passphrase, in the settings.",
    ja: "回復キーで保管庫を開いています。先に設定で新しいパスフレーズを設定してください。",
  },
  vaultMade: {
    en: "The vault is made. If you forget its passphrase, only a recovery key or a backup brings the accounts back.",
    ja: "保管庫を作成しました。パスフレーズを忘れると、回復キーかバックアップでしかアカウントを取り戻せません。",
  },
  makeNow: { en: "Make a recovery key now", ja: "今すぐ回復キーを作る" },
  later: { en: "Later", ja: "あとで" },
  laterText: { en: "The settings can make one at any time.", ja: "設定でいつでも作成できます。" },
  make: { en: "Make a recovery key", ja: "回復キーを作る" },
  makeText: { en: "It is shown once, as text and as a QR code.", ja: "文字と QR コードで一度だけ表示します。" },
  replace: { en: "Replace it", ja: "置き換える" },
  replaceText: {
    en: "The old key stops working. Copies and backups made before still open with it.",
    ja: "古いキーは使えなくなります。以前に作ったコピーやバックアップは古いキーで開けるままです。",
  },
  remove: { en: "Remove it", ja: "削除する" },
  removeText: { en: "The passphrase alone opens the vault then.", ja: "保管庫を開けるのはパスフレーズだけになります。" },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  working: { en: "working…", ja: "処理しています…" },
  copy: {
    en: "Write it down by hand, or scan the QR code with another device. It is not shown again.",
    ja: "紙に書き写すか、別のデバイスで QR コードを読み取ってください。再表示はできません。",
  },
  letters: { en: "0 is the digit zero. B, I and O do not occur.", ja: "0 は数字のゼロです。B、I、O は使われません。" },
  tooSmall: { en: "A larger window would show a QR code too.", ja: "ウィンドウを広げると QR コードも表示できます。" },
  next: { en: "Enter, once you have a copy.", ja: "控えたら Enter で進みます。" },
  notYet: { en: "The vault is not changed yet.", ja: "保管庫はまだ変更されていません。" },
  group: { en: "Last group of the key, as you wrote it down", ja: "書き写したキーの最後のグループ" },
  mistyped: {
    en: "That is not the last group. Compare the whole key with your copy (Esc shows it).",
    ja: "最後のグループが違います。キー全体を控えと見比べてください（Esc で表示）。",
  },
  sheet: { en: "The sheet to print: {path}", ja: "印刷用シート: {path}" },
})

/** Columns beside the QR code: a line of a key, and a gap. */
export const SIDE_COLUMNS = 37

/** What can be done, in the order of the menu. */
export function itemsOf({ vault, lang }: Context): readonly MenuItem[] {
  if (vault === null || vault.recovered || vault.readOnly !== null) return []
  if (vault.recovery === null) return [item("make", "makeText", lang)]
  return [item("replace", "replaceText", lang), item("remove", "removeText", lang)]
}

/** What can be done after a vault was made. */
export function offerItems({ lang }: Context): readonly MenuItem[] {
  return [item("makeNow", "makeText", lang), item("later", "laterText", lang)]
}

function item(title: keyof typeof TEXTS, text: keyof typeof TEXTS, lang: Lang): MenuItem {
  return { title: format(TEXTS[title], lang), text: format(TEXTS[text], lang) }
}

export function recoveryKeyView(state: RecoveryKeyState, context: Context): View {
  const { lang, body } = context
  const title = format(TEXTS.title, lang)
  const lines = (text: string, bold = false): Row[] =>
    paragraph(text, Math.min(76, body.columns - 2), { indent: 1, role: bold ? "strong" : "text" })
  const field = (above: readonly Row[], label: string, editor: LineEditor, problem: string): View => {
    const line = lineView(editor, Math.max(4, Math.min(60, body.columns - 2)))
    const below = state.working ? format(TEXTS.working, lang) : problem
    const rows = [...above, ...lines(label), [span(" "), ...line.spans], EMPTY_ROW, ...lines(below, true)]
    const y = rows.length - 2 - lines(below, true).length
    return { title, body: rows.slice(0, body.rows), cursor: state.working || y >= body.rows ? null : { x: 1 + line.cursorX, y } }
  }
  switch (state.at) {
    case "menu":
    case "question":
    case "offer": {
      const items = state.at === "offer" ? offerItems(context) : itemsOf(context)
      const status = [...lines(state.at === "offer" ? format(TEXTS.vaultMade, lang) : statusText(context)), EMPTY_ROW]
      const above = [...lines(format(TEXTS.intro, lang)), EMPTY_ROW, ...status]
      const menu = menuRows(items, state.cursor, body.columns, body.rows - above.length, lang)
      const room = body.rows - menu.length
      const rows = [...(above.length <= room ? above : status.slice(0, Math.max(0, room))), ...menu].slice(0, body.rows)
      return { title, body: rows, question: state.at === "question" ? state.question : null }
    }
    case "passphrase": {
      const problem = state.problem === null ? "" : fullSentence(sanitize(format(state.problem, lang)), lang)
      return field([EMPTY_ROW], format(TEXTS.passphrase, lang), state.passphrase, problem)
    }
    case "shown":
      return { title, body: keyRows(state, context) }
    case "verify": {
      const problem = state.mistyped ? format(TEXTS.mistyped, lang) : ""
      const saved = state.sheet === null ? [] : lines(format(TEXTS.sheet, lang, { path: state.sheet }))
      return field([...saved, ...lines(format(TEXTS.notYet, lang)), EMPTY_ROW], format(TEXTS.group, lang), state.group, problem)
    }
  }
}

function statusText({ vault, lang }: Context): string {
  if (vault?.recovered === true) return format(TEXTS.recovered, lang)
  if (vault?.readOnly != null) return fullSentence(sanitize(format(vault.readOnly, lang)), lang)
  const recovery = vault?.recovery ?? null
  if (recovery === null) return format(TEXTS.none, lang)
  if (recovery.createdAt === null) return format(TEXTS.unknown, lang)
  return format(TEXTS.since, lang, { day: new Date(recovery.createdAt).toLocaleDateString(lang, { dateStyle: "long" }) })
}

/** The key with its QR code beside it, where that fits. */
function keyRows({ made, sheet }: Extract<RecoveryKeyState, { at: "shown" }>, { lang, body }: Context): Row[] {
  const fits = made.drawing !== null && made.drawing.columns + SIDE_COLUMNS <= body.columns && made.drawing.rows.length <= body.rows
  const drawing = fits ? made.drawing : null
  const width = drawing === null ? Math.min(60, body.columns - 2) : Math.min(60, body.columns - drawing.columns - 2)
  const sentences = [TEXTS.copy, TEXTS.letters, ...(drawing === null ? [TEXTS.tooSmall] : []), TEXTS.notYet, TEXTS.next]
  const saved = sheet === null ? [] : paragraph(format(TEXTS.sheet, lang, { path: sheet }), width, { role: "strong" })
  const text: Row[] = [
    ...keyLines(made.key).map((line) => textRow(line, "strong")),
    EMPTY_ROW,
    ...saved,
    ...sentences.flatMap((sentence) => paragraph(format(sentence, lang), width)),
  ]
  if (drawing === null) return text.map((row) => [span(" "), ...row]).slice(0, body.rows)
  return Array.from({ length: Math.max(drawing.rows.length, Math.min(text.length, body.rows)) }, (_, at): Row => {
    const code = drawing.rows[at]?.map(({ text: cells, fg, bg }) => ({ text: cells, colors: { fg, bg } }))
    return [...(code ?? [span(" ".repeat(drawing.columns))]), span("  "), ...(text[at] ?? [])]
  })
}
