import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { stepsInApp } from "../../../formats/guides.ts"
import { formatTitle, handlerById, titleOf } from "../../../formats/lookup.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { EXPORTED_KEYS, EXPORTED_TEXTS } from "./exported.ts"
import type { ExportedAction } from "./exported.ts"
import { saveKeys, saveView } from "../../components/files/save-file.ts"
import type { SaveAction } from "../../components/files/save-file.ts"
import type { FormItem } from "../../components/forms/form-state.ts"
import { acknowledgementItems, newPassphraseItems, newPassphraseKeys, newPassphraseView } from "../../components/forms/new-passphrase.ts"
import type { NewPassphraseAction } from "../../components/forms/new-passphrase.ts"
import { REAUTH_KEYS, reauthView } from "../../components/forms/reauth.ts"
import type { ReauthAction } from "../../components/forms/reauth.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY, MENU_KEYS, menuRows } from "../../components/menu.ts"
import type { MenuAction } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { pageKeys, pageRows } from "../../components/scroll.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Context, View } from "../../core/screen.ts"
import type { DoneStage, ExportProtectState } from "./export-protect-state.ts"

const TEXTS = texts({
  title: { en: "Export to a file: {title}", ja: "ファイルへエクスポート: {title}" },
  which: { en: "Protect the file with a password?", ja: "ファイルをパスワードで保護しますか？" },
  protect: { en: "Protect it with a password", ja: "パスワードで保護する" },
  protectText: { en: "Only someone who knows the password can open it.", ja: "パスワードを知っている人だけが開けます。" },
  plain: { en: "No protection", ja: "保護しない" },
  plainText: { en: "Anyone who can read the file can generate your codes.", ja: "ファイルを読める人は、誰でも認証コードを作れます。" },
  passwordIntro: {
    en: "A password for this file alone. Next: where to save it.",
    ja: "このファイル専用のパスワードです。次に保存先を選びます。",
  },
  password: { en: "Password", ja: "パスワード" },
  again: { en: "Once more", ja: "もう一度" },
  understood: {
    en: "I understand: without this password the file cannot be opened.",
    ja: "このパスワードがなければ、誰もファイルを開けないことを理解しました。",
  },
  next: { en: "Choose where to save it", ja: "保存先を選ぶ" },
  plainWarning: {
    en: "WITHOUT A PASSWORD: anyone who can read this file can make all your codes, now and later.",
    ja: "パスワードなし: このファイルを読める人は、今後ずっとすべての認証コードを作れます。",
  },
  reason: { en: "The file will hold the secrets unencrypted.", ja: "シークレットをそのままファイルに書き出します。" },
  where: {
    en: "Choose where to save it. Only you will be able to read it (mode 0600).",
    ja: "保存先を選んでください。本人だけが読めるファイルになります（モード 0600）。",
  },
  done: { en: "{n} {n|account|accounts} written to", ja: "{n} 件のアカウントを書き出しました:" },
  left: { en: "{n} could not be written in this format.", ja: "{n} 件はこの形式では書き出せませんでした。" },
  mode: { en: "Readable by you alone (mode 0600).", ja: "本人だけが読めます（モード 0600）。" },
  unprotected: {
    en: "It is NOT protected: delete it as soon as it is imported.",
    ja: "保護されていません。インポートが済んだらすぐに削除してください。",
  },
  protected: { en: "It opens only with the password that you typed.", ja: "入力したパスワードでのみ開けます。" },
  target: { en: "In {title} (h shows all steps):", ja: "{title} での手順（h ですべて表示）:" },
  enter: { en: "go on", ja: "進む" },
})

export type ExportProtectAction =
  "back" | ExportedAction | ConfirmAction | ListAction | MenuAction | NewPassphraseAction | ReauthAction | SaveAction

/** Rows above the file picker. */
const SAVE_HEAD_ROWS = 3

export const saveSize = ({ body }: Context): Size => ({ columns: body.columns, rows: Math.max(1, body.rows - SAVE_HEAD_ROWS) })

/** Where the file goes; without a password first what that means. */
function saveHead({ password }: ExportProtectState, { lang, body }: Context): readonly Row[] {
  const warning = password === null ? paragraph(format(TEXTS.plainWarning, lang), body.columns - 1, { indent: 1, role: "danger" }) : []
  const rows = [...warning, textRow(cutToWidth(` ${format(TEXTS.where, lang)}`, body.columns))].slice(0, SAVE_HEAD_ROWS)
  return [...rows, ...Array.from({ length: SAVE_HEAD_ROWS - rows.length }, () => EMPTY_ROW)]
}

/** The password twice, its strength, and the acknowledgement that it cannot be recovered. */
export function passwordItems(state: ExportProtectState, lang: Lang, width: number): readonly FormItem[] {
  return [
    { kind: "note", rows: [...paragraph(format(TEXTS.passwordIntro, lang), width - 2, { indent: 1 }), EMPTY_ROW] },
    ...newPassphraseItems(state.entry, { first: format(TEXTS.password, lang), again: format(TEXTS.again, lang) }, lang),
    ...acknowledgementItems(state.entry, format(TEXTS.understood, lang), lang),
    { kind: "buttons", buttons: [{ id: "next", label: format(TEXTS.next, lang) }] },
  ]
}

export function exportProtectView(state: ExportProtectState, context: Context): View {
  const { lang, body } = context
  const { stage } = state
  const title = format(TEXTS.title, lang, { title: formatTitle(context.formats, state.format, lang) })
  switch (stage.at) {
    case "protection": {
      const items = [
        { title: format(TEXTS.protect, lang), text: format(TEXTS.protectText, lang) },
        { title: format(TEXTS.plain, lang), text: format(TEXTS.plainText, lang) },
      ]
      const head = paragraph(format(TEXTS.which, lang), body.columns - 1, { indent: 1 })
      return { title, body: [...head, EMPTY_ROW, ...menuRows(items, state.protectionChoice, body.columns, body.rows - 2, lang)] }
    }
    case "password":
      return newPassphraseView(title, state.entry, passwordItems(state, lang, body.columns), context)
    case "reauth": {
      const { rows, cursor } = reauthView(stage.reauth, TEXTS.reason, context)
      return { title, body: rows, cursor }
    }
    case "save": {
      if (state.save === null) return { title, body: [] }
      const view = saveView(state.save, context, saveSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + SAVE_HEAD_ROWS }
      return { title, body: [...saveHead(state, context), ...view.rows], cursor, question: view.question }
    }
    case "done":
      return { title, body: pageRows(doneRows(state, stage, context), stage.offset, body) }
  }
}

/** What was written, and what to do with it. */
export function doneRows(state: ExportProtectState, done: DoneStage, context: Context): readonly Row[] {
  const { lang, body, homeDirectory } = context
  const line = (text: string, bold = false): readonly Row[] =>
    paragraph(text, body.columns - 1, { indent: 1, role: bold ? "strong" : "text" })
  const handler = handlerById(context.formats, state.format)
  const left = state.ids.length - done.accounts
  return [
    EMPTY_ROW,
    ...line(format(TEXTS.done, lang, { n: done.accounts })),
    ...line(`  ${sanitize(shortPath(done.path, homeDirectory))}`, true),
    ...(left > 0 ? line(format(TEXTS.left, lang, { n: left }), true) : []),
    ...line(format(TEXTS.mode, lang)),
    ...line(format(done.protected ? TEXTS.protected : TEXTS.unprotected, lang), !done.protected),
    EMPTY_ROW,
    ...(handler === undefined
      ? []
      : [
          ...line(format(TEXTS.target, lang, { title: titleOf(handler) })),
          ...stepsInApp(handler).flatMap((step) => paragraph(format(step, lang), body.columns - 1, { indent: 3 })),
          EMPTY_ROW,
        ]),
    ...line(format(EXPORTED_TEXTS.keep, lang)),
    EMPTY_ROW,
    ...line(format(EXPORTED_TEXTS.home, lang)),
  ]
}

export function exportProtectKeys(state: ExportProtectState, context: Context): readonly Binding<ExportProtectAction>[] {
  const { lang, body } = context
  const { entry, stage, save } = state
  switch (stage.at) {
    case "protection":
      return MENU_KEYS
    case "password": {
      const keys = newPassphraseKeys(entry, passwordItems(state, lang, body.columns), { help: TEXTS.enter, hint: TEXTS.enter })
      return entry.weak === null ? [...keys, BACK_KEY] : keys
    }
    case "reauth":
      return REAUTH_KEYS
    case "save":
      return save === null ? [BACK_KEY] : saveKeys(save)
    case "done":
      return [...EXPORTED_KEYS, ...pageKeys(doneRows(state, stage, context), body)]
  }
}
