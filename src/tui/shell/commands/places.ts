import type { Account } from "../../../accounts/account.ts"
import { labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Message, Sentence } from "../../../base/language.ts"
import { guides } from "../../../formats/guides.ts"
import { listedTitle } from "../../../formats/lookup.ts"
import type { Registry } from "../../../formats/lookup.ts"
import { keyActions, keysOf, userKeys } from "../../core/key-map.ts"
import { keyName } from "../../core/key-names.ts"
import type { Route } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"
import { writingHandlers } from "../../screens/export/export-format.ts"
import { settingNames } from "../../screens/settings/settings-values.ts"
import { KEY_TABLES } from "../key-tables.ts"
import type { Command } from "./command.ts"

const TEXTS = texts({
  exportQr: { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  exportFile: { en: "Export to a file", ja: "ファイルへエクスポート" },
  import: { en: "Import", ja: "インポート" },
  importReceive: { en: "Scan with a camera", ja: "カメラで読み取る" },
  importFiles: { en: "Import files", ja: "ファイルをインポート" },
  importPictures: { en: "Import pictures of QR codes", ja: "QR コードの画像をインポート" },
  importPaste: { en: "Import pasted links or text", ja: "貼り付けたリンクやテキストをインポート" },
  backup: { en: "Back up the whole vault", ja: "保管庫のバックアップ" },
  restore: { en: "Restore a backup", ja: "バックアップから復元" },
  compare: { en: "Compare codes", ja: "認証コードの照合" },
  migrate: { en: "Move in or out", ja: "移行" },
  guides: { en: "How to move out of an app, or into it", ja: "アプリごとの移行の手順" },
  settings: { en: "Settings", ja: "設定" },
  check: { en: "Check the vault", ja: "保管庫の点検" },
  history: { en: "History: earlier versions of the vault", ja: "履歴（保管庫の以前の版）" },
  receipts: { en: "Receipts: what was moved", ja: "移行の記録" },
  trash: { en: "Trash", ja: "ごみ箱" },
  recovery: { en: "Recovery key", ja: "回復キー" },
  autoBackup: { en: "Automatic backup", ja: "自動バックアップ" },
  copies: { en: "Copies of the vault", ja: "保管庫のコピー" },
  keys: { en: "Settings: change keys", ja: "設定: キーの変更" },
  passphrase: { en: "Change the passphrase", ja: "パスフレーズを変更" },
  add: { en: "Add an account", ja: "アカウントを追加" },
  setting: { en: "Settings: {name}", ja: "設定: {name}" },
  export: { en: "Export to {name}", ja: "{name} へエクスポート" },
  guide: { en: "How to move out of {name}, or into it", ja: "{name} の移行の手順" },
  copy: { en: "Copy {name}", ja: "{name} をコピー" },
  goTo: { en: "Go to {name}", ja: "{name} へ移動" },
  noAccounts: { en: "no account here yet", ja: "アカウントがありません" },
  working: { en: "work is going on", ja: "処理中です" },
})

/** A screen that can be opened from everywhere. */
interface Place {
  readonly text: Sentence
  readonly route: Route
  /** It changes the vault. */
  readonly writes?: true
  /** It is of no use without an account. */
  readonly needsAccounts?: true
  /** The key that leads there, from the account list or from its settings or migration screen. */
  readonly keys?: readonly string[]
}

const PLACES: readonly Place[] = [
  { text: TEXTS.add, route: { to: "account-edit", id: null, draft: null }, writes: true },
  { text: TEXTS.migrate, route: { to: "migrate" }, keys: ["m"] },
  { text: TEXTS.exportQr, route: { to: "export-select", kind: "qr" }, needsAccounts: true, keys: ["m", "1"] },
  { text: TEXTS.exportFile, route: { to: "export-select", kind: "file" }, needsAccounts: true, keys: ["m", "2"] },
  { text: TEXTS.import, route: { to: "import-source" }, writes: true, keys: ["m", "3"] },
  { text: TEXTS.importReceive, route: { to: "import-receive" }, writes: true, keys: ["m", "3", "1"] },
  { text: TEXTS.importFiles, route: { to: "import-files", pictures: false }, writes: true },
  { text: TEXTS.importPictures, route: { to: "import-files", pictures: true }, writes: true },
  { text: TEXTS.importPaste, route: { to: "import-paste" }, writes: true },
  { text: TEXTS.backup, route: { to: "backup" }, keys: ["m", "4"] },
  { text: TEXTS.restore, route: { to: "restore" }, writes: true, keys: ["m", "5"] },
  { text: TEXTS.compare, route: { to: "check-list-start" }, needsAccounts: true, keys: ["m", "6"] },
  { text: TEXTS.guides, route: { to: "guides" } },
  { text: TEXTS.settings, route: { to: "settings" }, keys: [","] },
  { text: TEXTS.keys, route: { to: "change-keys" } },
  { text: TEXTS.check, route: { to: "check" }, keys: ["m", "7"] },
  { text: TEXTS.receipts, route: { to: "receipts" }, keys: ["m", "8"] },
  { text: TEXTS.history, route: { to: "history" } },
  { text: TEXTS.trash, route: { to: "trash" } },
  { text: TEXTS.recovery, route: { to: "recovery-key" } },
  { text: TEXTS.autoBackup, route: { to: "auto-backup" } },
  { text: TEXTS.copies, route: { to: "merge-copies" } },
  { text: TEXTS.passphrase, route: { to: "passphrase-change" } },
]

/** Everything that can be reached with an open vault. @param busy - Nothing else can be opened while work is going on. */
export function placeCommands(context: Context): readonly Command[] {
  const { vault, busy } = context
  if (vault === null) return []
  const closedFor = ({ writes, needsAccounts }: Place): Sentence | Message | null => {
    if (busy !== null) return TEXTS.working
    if (writes === true && vault.readOnly !== null) return vault.readOnly
    return needsAccounts === true && usable(vault.accounts).length === 0 ? TEXTS.noAccounts : null
  }
  const places = PLACES.map((place): Command => {
    const { text, route, keys } = place
    return {
      id: `open.${text.en}`,
      label: text,
      keys: (keys ?? []).map((key) => listKey(key, context)).join(" "),
      closed: closedFor(place),
      run: { type: "open", route },
    }
  })
  const closed = busy === null ? null : TEXTS.working
  const settings = settingNames().map(({ id, name }): Command => {
    const label = named(TEXTS.setting, { en: lower(name.en), ja: name.ja })
    return { id: `setting.${id}`, label, keys: listKey(",", context), closed, run: { type: "open", route: { to: "settings", focus: id } } }
  })
  const others = [...formatCommands(context.formats, usable(vault.accounts)), ...accountCommands(vault.accounts)]
  return [...places, ...settings, ...(busy === null ? others : others.map((command) => ({ ...command, closed: TEXTS.working })))]
}

/** A key of the account list as the user has it. */
function listKey(key: string, { settings, lang }: Context): string {
  const action = keyActions(KEY_TABLES).find(({ table, binding }) => table.id === "accounts" && binding.keys.includes(key))
  return keyName(action === undefined ? key : (keysOf(action, userKeys(settings.keys, KEY_TABLES))[0] ?? key), lang)
}

/** A text about something with a name, in both languages. */
function named(text: Sentence, name: Sentence): Sentence {
  return { en: format(text, "en", { name: sanitize(name.en) }), ja: format(text, "ja", { name: sanitize(name.ja) }) }
}

/** A name within a sentence; abbreviations such as `QR` stay. */
const lower = (text: string): string => (/^.[A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1))

const usableOf = new WeakMap<readonly Account[], readonly Account[]>()
function usable(accounts: readonly Account[]): readonly Account[] {
  const known = usableOf.get(accounts) ?? accounts.filter(({ trashedAt }) => trashedAt === null)
  usableOf.set(accounts, known)
  return known
}

/** Exporting to each format, and how each app makes its own export. */
function formatCommands(formats: Registry, accounts: readonly Account[]): readonly Command[] {
  const closed = accounts.length === 0 ? TEXTS.noAccounts : null
  const exports = writingHandlers(formats).map((handler): Command => {
    const { id, title } = handler
    const route: Route = { to: "export-format", ids: accounts.map((account) => account.id), find: title }
    return { id: `export.${id}`, label: named(TEXTS.export, listedTitle(handler)), keys: "", closed, run: { type: "open", route } }
  })
  const howTo = guides(formats).map(({ title }): Command => {
    const route: Route = { to: "guides", find: title.en }
    return { id: `guide.${title.en}`, label: named(TEXTS.guide, title), keys: "", closed: null, run: { type: "open", route } }
  })
  return [...exports, ...howTo].map((command) => ({ ...command, onlyFound: true }))
}

// The arrays of accounts are immutable; commands keep their folded texts.
const accountCommandsOf = new WeakMap<readonly Account[], readonly Command[]>()

function accountCommands(accounts: readonly Account[]): readonly Command[] {
  const known = accountCommandsOf.get(accounts)
  if (known !== undefined) return known
  const made = usable(accounts).flatMap((account): Command[] => {
    const label = labelOf(account)
    const of = (kind: string, text: Sentence, copy: boolean): Command => ({
      id: `${kind}.${account.id}`,
      label: named(text, { en: label, ja: label }),
      keys: "",
      closed: null,
      run: { type: "account", id: account.id, copy },
      onlyFound: true,
    })
    return [of("copy", TEXTS.copy, true), of("go", TEXTS.goTo, false)]
  })
  accountCommandsOf.set(accounts, made)
  return made
}
