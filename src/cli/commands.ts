import { texts } from "../accounts/language.ts"
import type { CommandSpec } from "./command.ts"
import type { OptionSpec } from "./spec.ts"

export const OPTION_TEXTS = texts({
  help: { en: "print this help", ja: "この説明を表示する" },
  version: { en: "print the version", ja: "バージョンを表示する" },
  lang: { en: "language of the messages", ja: "表示言語" },
  vault: { en: "directory of the vault", ja: "保管庫のディレクトリー" },
  passphraseFile: { en: "the vault's passphrase is the first line of F", ja: "保管庫のパスフレーズ (F の 1 行目)" },
  passphraseCommand: {
    en: "the vault's passphrase is the first line that shell command C prints",
    ja: "保管庫のパスフレーズ (シェルコマンド C の出力の 1 行目)",
  },
  json: { en: "print JSON", ja: "JSON で出力する" },
  from: { en: "read the files as this format, whatever they look like", ja: "ファイルをこの形式として読み込む" },
  passwordFile: {
    en: "the file's password or passphrase is the first line of F",
    ja: "ファイルのパスワードまたはパスフレーズ (F の 1 行目)",
  },
  codeFile: { en: "the verification code of a transfer is the first line of F", ja: "引き継ぎコード (F の 1 行目)" },
  keyFile: { en: "the KeePass key file", ja: "KeePass のキーファイル" },
  dryRunJson: { en: "with --dry-run: print JSON", ja: "--dry-run の結果を JSON で出力する" },
  dryRun: { en: "show what would be done, change nothing", ja: "内容を確認するだけで変更しない" },
  to: { en: "the format to write", ja: "書き出す形式" },
  out: { en: "the file to write; - is standard output", ja: "書き出し先のファイル (- は標準出力)" },
  outPasswordFile: { en: "protect the file with the first line of F", ja: "書き出すファイルのパスワード (F の 1 行目)" },
  plain: { en: "write it without a password", ja: "パスワードなしで書き出す" },
  force: { en: "replace a file that is there", ja: "既存のファイルを上書きする" },
  showSecrets: { en: "print secrets and PINs too", ja: "シークレットと PIN も出力する" },
  backupPassphraseFile: { en: "the backup's passphrase is the first line of F", ja: "バックアップのパスフレーズ (F の 1 行目)" },
  copy: { en: "send the code to the clipboard too", ja: "クリップボードにもコピーする" },
  peek: { en: "show a HOTP code without moving its counter", ja: "HOTP のカウンターを進めずに表示する" },
  uriFile: { en: "the account's URI is the first line of F", ja: "アカウントの URI (F の 1 行目)" },
  secretFile: {
    en: "the secret is the first line of F: base32, for motp the key text",
    ja: "シークレット (F の 1 行目、Base32。motp ではキー文字列)",
  },
  pinFile: { en: "the PIN is the first line of F", ja: "PIN (F の 1 行目)" },
  kind: { en: "kind of account", ja: "アカウントの種類" },
  issuer: { en: "who issued the account", ja: "発行者" },
  name: { en: "name of the account", ja: "アカウント名" },
  algorithm: { en: "hash of the codes", ja: "ハッシュアルゴリズム" },
  digits: { en: "length of the codes, 1 to 10", ja: "桁数 (1–10)" },
  period: { en: "seconds that a code holds", ja: "更新間隔 (秒)" },
  counter: { en: "counter of the next HOTP code", ja: "次の HOTP カウンター" },
  note: { en: "a note", ja: "メモ" },
  group: { en: "a group; may be given several times", ja: "グループ (複数指定可)" },
  favorite: { en: "mark it as a favourite", ja: "お気に入りにする" },
  qrTo: {
    en: "who scans: a phone (one code an account), Google Authenticator and the like (several accounts a code), another keyferry",
    ja: "読み取り側: phone (1 アカウント 1 コード)、google (Google Authenticator など、まとめて移行)、keyferry (別の keyferry)",
  },
  png: { en: "write one picture a page into DIR", ja: "1 ページを 1 枚の PNG として DIR に書き出す" },
  ascii: { en: "draw with spaces only", ja: "空白文字だけで描画する" },
})

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: "vault", value: "DIR", help: OPTION_TEXTS.vault },
  { name: "passphrase-file", value: "F", reads: true, help: OPTION_TEXTS.passphraseFile },
  { name: "passphrase-command", value: "C", help: OPTION_TEXTS.passphraseCommand },
  { name: "lang", value: "en|ja", oneOf: ["en", "ja"], help: OPTION_TEXTS.lang },
  { name: "help", help: OPTION_TEXTS.help },
  { name: "version", help: OPTION_TEXTS.version },
]

const JSON_OPTION: OptionSpec = { name: "json", help: OPTION_TEXTS.json }
const FORCE: OptionSpec = { name: "force", help: OPTION_TEXTS.force }
const DRY_RUN: OptionSpec = { name: "dry-run", help: OPTION_TEXTS.dryRun }
const PLAIN: OptionSpec = { name: "plain", help: OPTION_TEXTS.plain }
const TO: OptionSpec = { name: "to", value: "FORMAT", help: OPTION_TEXTS.to }
const OUT: OptionSpec = { name: "out", value: "FILE", help: OPTION_TEXTS.out }
const BACKUP_PASSPHRASE: OptionSpec = { name: "backup-passphrase-file", value: "F", reads: true, help: OPTION_TEXTS.backupPassphraseFile }
const READING: readonly OptionSpec[] = [
  { name: "from", value: "FORMAT", help: OPTION_TEXTS.from },
  { name: "password-file", value: "F", reads: true, help: OPTION_TEXTS.passwordFile },
  { name: "code-file", value: "F", reads: true, help: OPTION_TEXTS.codeFile },
  { name: "key-file", value: "F", reads: true, help: OPTION_TEXTS.keyFile },
]

const MANY = Number.POSITIVE_INFINITY

/** Every command: parser, help and man page are made from this. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "init",
    summary: { en: "make a vault", ja: "保管庫を作成する" },
    operands: "",
    min: 0,
    max: 0,
    options: [],
    details: {
      en: "The passphrase cannot be recovered: without it nobody can open the vault.",
      ja: "パスフレーズは復元できません。忘れると誰も保管庫を開けません。",
    },
    load: async () => (await import("./commands/init.ts")).run,
  },
  {
    name: "list",
    summary: { en: "list the accounts", ja: "アカウントを一覧表示する" },
    operands: "[QUERY]",
    min: 0,
    max: MANY,
    options: [JSON_OPTION],
    load: async () => (await import("./commands/list.ts")).run,
  },
  {
    name: "code",
    summary: { en: "print the current code of one account", ja: "1 件のアカウントの認証コードを表示する" },
    operands: "QUERY",
    min: 1,
    max: MANY,
    options: [JSON_OPTION, { name: "copy", help: OPTION_TEXTS.copy }, { name: "peek", help: OPTION_TEXTS.peek }],
    details: {
      en: "QUERY must match one account; an exact issuer, name or both beat a part of them. A HOTP code is printed after its new counter is saved.",
      ja: "QUERY はちょうど 1 件に一致する必要があります。発行者や名前の完全一致は部分一致より優先されます。HOTP のコードは、新しいカウンターを保存してから表示します。",
    },
    load: async () => (await import("./commands/code.ts")).run,
  },
  {
    name: "add",
    summary: { en: "add an account", ja: "アカウントを追加する" },
    operands: "[-]",
    min: 0,
    max: 1,
    operandsAreFiles: true,
    options: [
      { name: "uri-file", value: "F", reads: true, help: OPTION_TEXTS.uriFile },
      { name: "secret-file", value: "F", reads: true, help: OPTION_TEXTS.secretFile },
      { name: "issuer", value: "TEXT", help: OPTION_TEXTS.issuer },
      { name: "name", value: "TEXT", help: OPTION_TEXTS.name },
      { name: "kind", value: "KIND", oneOf: ["totp", "hotp", "steam", "motp", "yandex"], help: OPTION_TEXTS.kind },
      {
        name: "algorithm",
        value: "ALGORITHM",
        oneOf: ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5"],
        help: OPTION_TEXTS.algorithm,
      },
      { name: "digits", value: "N", help: OPTION_TEXTS.digits },
      { name: "period", value: "SECONDS", help: OPTION_TEXTS.period },
      { name: "counter", value: "N", help: OPTION_TEXTS.counter },
      { name: "pin-file", value: "F", reads: true, help: OPTION_TEXTS.pinFile },
      { name: "note", value: "TEXT", help: OPTION_TEXTS.note },
      { name: "group", value: "TEXT", many: true, help: OPTION_TEXTS.group },
      { name: "favorite", help: OPTION_TEXTS.favorite },
    ],
    details: {
      en: "With - the URIs are read from standard input, one a line. Otherwise the URI comes from --uri-file, or the secret from --secret-file with the rest as options. Nothing secret is ever an argument.",
      ja: "- を指定すると、標準入力から URI を 1 行に 1 件ずつ読み込みます。それ以外では --uri-file の URI、または --secret-file のシークレットとオプションから追加します。秘密の値は引数に書けません。",
    },
    load: async () => (await import("./commands/add.ts")).run,
  },
  {
    name: "import",
    summary: { en: "read accounts from files into the vault", ja: "ファイルからアカウントをインポートする" },
    operands: "FILE…",
    min: 1,
    max: MANY,
    operandsAreFiles: true,
    options: [...READING, DRY_RUN, JSON_OPTION],
    details: {
      en: "The format is found by the content; pictures with QR codes are files like any other. Several files are one import. Records that are already there are left as they are.",
      ja: "形式は内容から判別します。QR コードの画像も読み込めます。複数のファイルは 1 回のインポートとして扱い、既にあるアカウントは変更しません。",
    },
    load: async () => (await import("./commands/import.ts")).run,
  },
  {
    name: "export",
    summary: { en: "write accounts of the vault to a file", ja: "アカウントをファイルにエクスポートする" },
    operands: "[QUERY…]",
    min: 0,
    max: MANY,
    options: [
      TO,
      OUT,
      { name: "password-file", value: "F", reads: true, help: OPTION_TEXTS.outPasswordFile },
      PLAIN,
      FORCE,
      DRY_RUN,
      { name: "json", help: OPTION_TEXTS.dryRunJson },
    ],
    details: {
      en: "What the format cannot hold is told before anything is written; --dry-run tells it and writes nothing.",
      ja: "形式が保持できない内容は書き出す前に表示します。--dry-run を付けると表示だけで書き出しません。",
    },
    load: async () => (await import("./commands/export.ts")).run,
  },
  {
    name: "inspect",
    summary: { en: "show what is in files; needs no vault", ja: "ファイルの内容を表示する (保管庫は不要)" },
    operands: "FILE…",
    min: 1,
    max: MANY,
    operandsAreFiles: true,
    options: [...READING, JSON_OPTION, { name: "show-secrets", help: OPTION_TEXTS.showSecrets }],
    load: async () => (await import("./commands/inspect.ts")).run,
  },
  {
    name: "convert",
    summary: { en: "read files and write another format; needs no vault", ja: "ファイルを別の形式に変換する (保管庫は不要)" },
    operands: "FILE…",
    min: 1,
    max: MANY,
    operandsAreFiles: true,
    options: [
      TO,
      OUT,
      ...READING,
      { name: "out-password-file", value: "F", reads: true, help: OPTION_TEXTS.outPasswordFile },
      PLAIN,
      FORCE,
      DRY_RUN,
      JSON_OPTION,
    ],
    load: async () => (await import("./commands/convert.ts")).run,
  },
  {
    name: "qr",
    summary: { en: "show accounts as QR codes", ja: "アカウントを QR コードで表示する" },
    operands: "[QUERY…]",
    min: 0,
    max: MANY,
    options: [
      { name: "to", value: "WHO", oneOf: ["phone", "google", "keyferry"], help: OPTION_TEXTS.qrTo },
      { name: "png", value: "DIR", help: OPTION_TEXTS.png },
      FORCE,
      JSON_OPTION,
      { name: "ascii", help: OPTION_TEXTS.ascii },
    ],
    load: async () => (await import("./commands/qr.ts")).run,
  },
  {
    name: "scan",
    summary: {
      en: "print every QR code's text found in pictures; needs no vault",
      ja: "画像の中の QR コードの文字列をすべて表示する (保管庫は不要)",
    },
    operands: "IMAGE…",
    min: 1,
    max: MANY,
    operandsAreFiles: true,
    options: [JSON_OPTION],
    load: async () => (await import("./commands/scan.ts")).run,
  },
  {
    name: "formats",
    summary: { en: "list the formats", ja: "対応している形式を一覧表示する" },
    operands: "[FORMAT]",
    min: 0,
    max: 1,
    options: [JSON_OPTION],
    details: {
      en: "With a FORMAT: how its app makes an export, and what a file of it keeps.",
      ja: "FORMAT を指定すると、アプリでのエクスポート方法と、その形式が保持する内容を表示します。",
    },
    load: async () => (await import("./commands/formats.ts")).run,
  },
  {
    name: "backup",
    summary: {
      en: "write the whole vault into one file with its own passphrase",
      ja: "保管庫全体を、専用のパスフレーズで 1 つのファイルにバックアップする",
    },
    operands: "",
    min: 0,
    max: 0,
    options: [OUT, BACKUP_PASSPHRASE, FORCE],
    load: async () => (await import("./commands/backup.ts")).run,
  },
  {
    name: "restore",
    summary: { en: "bring the accounts of a backup back", ja: "バックアップからアカウントを復元する" },
    operands: "FILE",
    min: 1,
    max: 1,
    operandsAreFiles: true,
    options: [BACKUP_PASSPHRASE, DRY_RUN, JSON_OPTION],
    details: {
      en: "What the vault holds stays. Where there is no vault, one is made.",
      ja: "保管庫に既にある内容は残ります。保管庫がなければ新しく作成します。",
    },
    load: async () => (await import("./commands/restore.ts")).run,
  },
]
