import { format, texts } from "../../../base/language.ts"
import { menuScreen } from "../../components/menu-screen.ts"
import { paragraph } from "../../components/rows.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Migrate", ja: "移行" },
  intro: { en: "Nothing is changed before you have seen what would happen.", ja: "内容を確認するまで、何も変更されません。" },
  qr: { en: "Export as QR codes", ja: "QR コードとしてエクスポート" },
  qrText: {
    en: "To a phone's authenticator app or to another keyferry, by scanning this screen; or on paper, as a printable sheet.",
    ja: "この画面を読み取って、スマートフォンの認証アプリや別の keyferry へ移します。印刷用シートにもできます。",
  },
  file: { en: "Export to a file", ja: "ファイルへエクスポート" },
  fileText: {
    en: "Protected by a password, or in the format of another app.",
    ja: "パスワードで保護したファイル、またはほかのアプリの形式で書き出します。",
  },
  import: { en: "Import QR pictures, files or text", ja: "QR 画像・ファイル・テキストをインポート" },
  importText: {
    en: "Screenshots of QR codes, exports of other apps, or links that you paste.",
    ja: "QR コードのスクリーンショット、ほかのアプリのエクスポート、貼り付けたリンクを読み込みます。",
  },
  backup: { en: "Back up the whole vault", ja: "保管庫全体をバックアップ" },
  backupText: {
    en: "Everything in one file with a passphrase of its own.",
    ja: "すべてを 1 つのファイルにまとめ、専用のパスフレーズで保護します。",
  },
  restore: { en: "Restore a backup", ja: "バックアップから復元" },
  restoreText: {
    en: "Adds what is missing here; nothing in this vault is lost.",
    ja: "足りないものを追加します。この保管庫の内容が失われることはありません。",
  },
  compare: { en: "Compare the codes with another device", ja: "ほかの端末の認証コードと照合" },
  compareText: {
    en: "After a move: type what it shows, account by account, until all agree.",
    ja: "移行のあとに、表示された認証コードを 1 件ずつ入力して一致を確認します。",
  },
  check: { en: "Check the vault", ja: "保管庫を点検" },
  checkText: {
    en: "Files, secrets, backups, the clock and the terminal: what is wrong, and what to do.",
    ja: "ファイル、シークレット、バックアップ、時計、端末の問題と対処方法を表示します。",
  },
  noAccounts: { en: "There is no account here yet", ja: "アカウントがまだありません" },
  readOnly: { en: "This vault cannot be changed: {why}", ja: "この保管庫は変更できません: {why}" },
})

/** Why an import cannot go into this vault; null: it can. */
export function whyReadOnly(context: Context): string | null {
  const why = context.vault?.readOnly ?? null
  return why === null ? null : format(TEXTS.readOnly, context.lang, { why: format(why, context.lang) })
}

/** Links to every screen that moves accounts. */
export const migrateScreen = menuScreen<RouteOf<"migrate">>({
  title: TEXTS.title,
  intro: (_route, { lang, body }) => paragraph(format(TEXTS.intro, lang), body.columns - 1, { indent: 1 }),
  links: (_route, context) => {
    const { lang } = context
    const empty = (context.vault?.accounts ?? []).every((account) => account.trashedAt !== null) ? format(TEXTS.noAccounts, lang) : null
    const readOnly = whyReadOnly(context)
    return [
      { title: format(TEXTS.qr, lang), text: format(TEXTS.qrText, lang), to: { to: "export-select", kind: "qr" }, closed: empty },
      { title: format(TEXTS.file, lang), text: format(TEXTS.fileText, lang), to: { to: "export-select", kind: "file" }, closed: empty },
      { title: format(TEXTS.import, lang), text: format(TEXTS.importText, lang), to: { to: "import-source" }, closed: readOnly },
      { title: format(TEXTS.backup, lang), text: format(TEXTS.backupText, lang), to: { to: "backup" } },
      { title: format(TEXTS.restore, lang), text: format(TEXTS.restoreText, lang), to: { to: "restore" }, closed: readOnly },
      { title: format(TEXTS.compare, lang), text: format(TEXTS.compareText, lang), to: { to: "check-list-start" }, closed: empty },
      { title: format(TEXTS.check, lang), text: format(TEXTS.checkText, lang), to: { to: "check" } },
    ]
  },
})
