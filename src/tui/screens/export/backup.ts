import { unreadableDetail } from "../../../accounts/unreadable.ts"
import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Move } from "../../../migrate/receipts/receipt.ts"
import { datedName } from "../../components/files/file-names.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { saveKeys, saveTyping, saveView, startSave, updateSave } from "../../components/files/save-file.ts"
import type { SaveAction, SaveFile } from "../../components/files/save-file.ts"
import type { FormItem } from "../../components/forms/form-state.ts"
import {
  acknowledgementItems,
  newPassphrase,
  newPassphraseItems,
  newPassphraseKeys,
  newPassphraseProblem,
  newPassphraseState,
  newPassphraseView,
  untickedProblem,
  updateNewPassphrase,
} from "../../components/forms/new-passphrase.ts"
import type { NewPassphraseAction, NewPassphraseState } from "../../components/forms/new-passphrase.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { pageKeys, pageRows, scrollPage } from "../../components/scroll.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Back up the whole vault", ja: "保管庫全体のバックアップ" },
  intro: {
    en: "The whole vault in one file, the trash included. It gets a passphrase of its own. Next: where to save it.",
    ja: "ごみ箱も含めた保管庫全体を 1 つのファイルにします。専用のパスフレーズを決め、次に保存先を選びます。",
  },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  again: { en: "Once more", ja: "もう一度" },
  understood: {
    en: "I understand: without this passphrase the backup cannot be opened.",
    ja: "このパスフレーズがなければ、誰もバックアップを開けないことを理解しました。",
  },
  next: { en: "Choose where to save it", ja: "保存先を選ぶ" },
  where: {
    en: "Choose where to save it. Only you will be able to read it (mode 0600).",
    ja: "保存先を選んでください。本人だけが読めるファイルになります（モード 0600）。",
  },
  done: { en: "The backup holds {n} {n|account|accounts}. It is in", ja: "{n} 件のアカウントをバックアップしました:" },
  unreadable: {
    en: "It also holds {count} {count|record|records} that this version cannot read: {labels}",
    ja: "このバージョンでは読めない項目 {count} 件も含まれています: {labels}",
  },
  mode: { en: "Readable by you alone (mode 0600).", ja: "本人だけが読めます（モード 0600）。" },
  elsewhere: {
    en: "Keep a copy on another device: a backup beside the vault is lost together with it. From your computer:",
    ja: "別のデバイスにもコピーしてください。保管庫と同じ場所にあると、一緒に失われます。手元のコンピューターから:",
  },
  write: {
    en: "Write the passphrase down and keep it apart from the file.",
    ja: "パスフレーズは書き留めて、ファイルとは別の場所に保管してください。",
  },
  home: { en: "Enter goes to the accounts.", ja: "Enter でアカウント一覧へ戻ります。" },
  homeHint: { en: "to the accounts", ja: "アカウント一覧へ" },
  enter: { en: "go on", ja: "進む" },
})

export interface BackupState {
  readonly entry: NewPassphraseState
  readonly save: SaveFile | null
  readonly at: "passphrase" | "save" | "done"
  /** The first visible row of the result. */
  readonly offset: number
  readonly written: { readonly path: string; readonly accounts: number } | null
}

type BackupAction = NewPassphraseAction | SaveAction | ListAction | "back" | "go-home"

const DONE_KEYS: readonly Binding<"go-home">[] = [
  { keys: ["enter", "escape"], action: "go-home", help: TEXTS.homeHint, hint: TEXTS.homeHint },
]

const saveSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 2 })

function itemsOf({ entry }: BackupState, { lang, body }: Context): readonly FormItem[] {
  return [
    { kind: "note", rows: [...paragraph(format(TEXTS.intro, lang), body.columns - 2, { indent: 1 }), EMPTY_ROW] },
    ...newPassphraseItems(entry, { first: format(TEXTS.passphrase, lang), again: format(TEXTS.again, lang) }, lang),
    ...acknowledgementItems(entry, format(TEXTS.understood, lang), lang),
    { kind: "buttons", buttons: [{ id: "next", label: format(TEXTS.next, lang) }] },
  ]
}

/** The whole vault into one file with a passphrase of its own. */
export const backupScreen: Screen<BackupState, BackupAction, RouteOf<"backup">> = {
  init: () => ({ state: { entry: newPassphraseState(), save: null, at: "passphrase", offset: 0, written: null } }),
  update(state, msg, context) {
    switch (state.at) {
      case "passphrase":
        return inForm(state, msg, context)
      case "save":
        return inSave(state, msg, context)
      case "done": {
        const offset = state.written === null ? null : scrollPage(state.offset, msg, doneRows(state.written, context), context.body)
        if (offset !== null) return { state: { ...state, offset } }
        return msg.type === "action" && msg.action === "go-home" ? { state, go: { type: "home" } } : { state }
      }
    }
  },
  view(state, context) {
    const { lang, body } = context
    const title = format(TEXTS.title, lang)
    if (state.at === "done" && state.written !== null)
      return { title, body: pageRows(doneRows(state.written, context), state.offset, body) }
    if (state.at === "save" && state.save !== null) {
      const view = saveView(state.save, context, saveSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 2 }
      return {
        title,
        body: [textRow(cutToWidth(` ${format(TEXTS.where, lang)}`, body.columns)), EMPTY_ROW, ...view.rows],
        cursor,
        question: view.question,
      }
    }
    return newPassphraseView(title, state.entry, itemsOf(state, context), context)
  },
  keys(state, context) {
    if (state.at === "done" && state.written !== null) return [...DONE_KEYS, ...pageKeys(doneRows(state.written, context), context.body)]
    if (state.at === "done" || (state.at === "save" && state.save === null)) return DONE_KEYS
    if (state.at === "save" && state.save !== null) return saveKeys(state.save)
    const keys = newPassphraseKeys(state.entry, itemsOf(state, context), { help: TEXTS.enter, hint: TEXTS.enter })
    return state.entry.weak === null ? [...keys, BACK_KEY] : keys
  },
  typing(state) {
    // Letters have no other effect on the passphrase step, not even on a button: a passphrase typed there must not quit the program.
    return state.at === "passphrase" || (state.at === "save" && state.save !== null && saveTyping(state.save))
  },
}

function inForm(state: BackupState, msg: Msg<BackupAction>, context: Context): Outcome<BackupState> {
  if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
  const {
    state: entry,
    accepted,
    effects,
  } = updateNewPassphrase(state.entry, msg, {
    kind: "passphrase",
    items: itemsOf(state, context),
    problemOf: (form) => newPassphraseProblem(form, "passphrase") ?? untickedProblem(form),
    lang: context.lang,
  })
  const next = { ...state, entry }
  return accepted === null ? { state: next, effects } : chooseFile(next, context)
}

/** On to the file picker, which is as it was left. */
function chooseFile(state: BackupState, context: Context): Outcome<BackupState> {
  if (state.save !== null) return { state: { ...state, at: "save" } }
  const { save, effects } = startSave(context, datedName("keyferry-backup", context.nowMs, "age"))
  return { state: { ...state, save, at: "save" }, effects }
}

function inSave(state: BackupState, msg: Msg<BackupAction>, context: Context): Outcome<BackupState> {
  if (state.save === null) return { state }
  const step = updateSave(state.save, msg, context, saveSize(context), (path, overwrite) => ({
    type: "write-backup",
    passphrase: newPassphrase(state.entry),
    path,
    overwrite,
  }))
  const next = { ...state, save: step.save }
  // The passphrase is forgotten when the file is written, and when the user goes back.
  if (step.written !== undefined) {
    const receipt = { type: "record-receipt", move: moveOf(step.written, context) } as const
    return { state: { ...next, entry: newPassphraseState(), written: step.written, at: "done" }, effects: [...step.effects, receipt] }
  }
  if (step.left) return { state: { ...next, entry: newPassphraseState(), at: "passphrase" } }
  return { state: next, effects: step.effects, ...(step.toast === undefined ? {} : { toast: step.toast }) }
}

/** What the receipt of this backup tells. A backup holds everything, records of newer versions included. */
function moveOf({ path, accounts }: NonNullable<BackupState["written"]>, { vault }: Context): Move {
  const unreadable = vault?.unreadable.length ?? 0
  return {
    kind: "backup",
    device: "",
    files: [path],
    protected: true,
    ids: [],
    moved: accounts + unreadable,
    skipped: 0,
    lost: [],
    lossy: 0,
  }
}

function doneRows(written: NonNullable<BackupState["written"]>, { lang, body, homeDirectory, host, vault }: Context): readonly Row[] {
  const line = (text: string): readonly Row[] => paragraph(text, body.columns - 1, { indent: 1 })
  const unreadable = vault?.unreadable ?? []
  const path = sanitize(shortPath(written.path, homeDirectory))
  return [
    EMPTY_ROW,
    ...line(format(TEXTS.done, lang, { n: written.accounts })),
    ...paragraph(path, body.columns - 1, { indent: 3, role: "strong" }),
    ...(unreadable.length === 0 ? [] : line(format(TEXTS.unreadable, lang, unreadableDetail(unreadable)))),
    ...line(format(TEXTS.mode, lang)),
    EMPTY_ROW,
    ...line(format(TEXTS.elsewhere, lang)),
    ...paragraph(`scp ${sanitize(host)}:${path} .`, body.columns - 1, { indent: 3, role: "strong" }),
    EMPTY_ROW,
    ...line(format(TEXTS.write, lang)),
    EMPTY_ROW,
    ...line(format(TEXTS.home, lang)),
  ]
}
