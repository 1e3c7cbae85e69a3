import { texts } from "../base/language.ts"
import type { OptionSpec } from "./spec.ts"

export const OPTION_TEXTS = texts({
  agentTimeout: {
    en: "with start: lock after MIN minutes without use (default: the setting agentMinutes, 15)",
    ja: "start で、MIN 分使わなければロックする（既定: 設定 agentMinutes の 15）",
  },
  agentMaxTime: {
    en: "with start: lock after MIN minutes in any case (default: 480)",
    ja: "start で、MIN 分たったら必ずロックする（既定: 480）",
  },
  agentForward: {
    en: "with start: open SOCKET, which ssh forwards to the host that you call NAME; may be given several times",
    ja: "start で、NAME と呼ぶホストへ ssh で転送するソケット SOCKET を開く（複数指定可）",
  },
  askpassAllow: {
    en: "give HOST the codes of the account that matches QUERY, without a question",
    ja: "QUERY に一致するアカウントのコードを、HOST には確認なしで渡す",
  },
  askpassList: { en: "list these hosts and their accounts", ja: "登録されたホストとアカウントを一覧表示する" },
  askpassRemove: { en: "take HOST off the list", ja: "HOST の登録を削除する" },
  codeForward: {
    en: "ask the agent of another machine through SOCKET, which ssh has forwarded from there",
    ja: "ssh で転送されたソケット SOCKET を通して、別のマシンのエージェントからコードを受け取る",
  },
  help: { en: "print this help", ja: "この説明を表示する" },
  version: { en: "print the version", ja: "バージョンを表示する" },
  lang: { en: "language of the messages", ja: "表示言語" },
  vault: { en: "directory of the vault", ja: "保管庫のディレクトリ" },
  passphraseFile: { en: "the vault's passphrase is the first line of F", ja: "保管庫のパスフレーズ（F の 1 行目）" },
  passphraseCommand: {
    en: "the vault's passphrase is the first line that the shell command C prints",
    ja: "保管庫のパスフレーズ（シェルコマンド C の出力の 1 行目）",
  },
  recoveryKeyFile: {
    en: "open the vault with the recovery key in F, an age identity file, in place of the passphrase",
    ja: "パスフレーズの代わりに、F（age の秘密鍵ファイル）の回復キーで保管庫を開く",
  },
  recoveryOut: {
    en: "with create: write the key to F, an age identity file, and show nothing",
    ja: "create でキーを age の秘密鍵ファイル F に書き出し、画面に表示しない",
  },
  recoverySheet: {
    en: "with create: write an HTML sheet for printing, with the key as text and QR code, and show nothing",
    ja: "create でキーの文字列と QR コードを載せた印刷用の HTML を書き出し、画面に表示しない",
  },
  recoveryForce: {
    en: "with create: replace the recovery key that the vault has",
    ja: "create で現在の回復キーを置き換える",
  },
  listFormat: { en: "print a line for each account, made from TEMPLATE", ja: "TEMPLATE から 1 件 1 行で出力する" },
  json: { en: "print JSON", ja: "JSON で出力する" },
  from: { en: "read the files as this format, without detecting it", ja: "ファイルをこの形式として読み込む" },
  passwordFile: {
    en: "the file's password or passphrase is the first line of F",
    ja: "ファイルのパスワードまたはパスフレーズ（F の 1 行目）",
  },
  codeFile: { en: "the verification code of a transfer is the first line of F", ja: "引き継ぎコード（F の 1 行目）" },
  keyFile: { en: "the KeePass key file", ja: "KeePass のキーファイル" },
  dryRunJson: { en: "with --dry-run: print JSON", ja: "--dry-run の結果を JSON で出力する" },
  dryRun: { en: "show what would be done, without changing anything", ja: "内容を確認するだけで変更しない" },
  to: { en: "the format to write", ja: "書き出す形式" },
  out: { en: "the file to write; - is standard output", ja: "書き出し先のファイル（- は標準出力）" },
  gpgKey: {
    en: "with --to pass: encrypt to this OpenPGP key (fingerprint, id or e-mail); may be given several times; default: the keys in DIR/.gpg-id",
    ja: "--to pass で暗号化に使う OpenPGP の鍵（フィンガープリント、ID、メールアドレス）。複数指定可。省略時は DIR/.gpg-id の鍵",
  },
  outPasswordFile: { en: "protect the file with the password in the first line of F", ja: "書き出すファイルのパスワード（F の 1 行目）" },
  plain: { en: "write the file without a password", ja: "パスワードなしで書き出す" },
  force: { en: "replace an existing file", ja: "既存のファイルを上書きする" },
  showSecrets: { en: "also print secrets and PINs", ja: "シークレットと PIN も出力する" },
  backupPassphraseFile: { en: "the backup's passphrase is the first line of F", ja: "バックアップのパスフレーズ（F の 1 行目）" },
  mergeYes: {
    en: "merge copies that are not signed, or of another identity, without asking",
    ja: "署名のないコピーや別の鍵のコピーも確認せずにマージする",
  },
  newPassphraseFile: { en: "the new passphrase is the first line of F", ja: "新しいパスフレーズ（F の 1 行目）" },
  copy: { en: "also send the code to the clipboard", ja: "クリップボードにもコピーする" },
  peek: { en: "show a HOTP code without advancing its counter", ja: "HOTP のカウンターを進めずに表示する" },
  watch: {
    en: "go on until Ctrl-C: on a terminal one line that counts down, elsewhere a line for each new code, with --json an object",
    ja: "Ctrl-C まで続ける。ターミナルでは残り秒数を 1 行に、それ以外ではコードが変わるたびに 1 行（--json では 1 オブジェクト）を出力する",
  },
  uriFile: { en: "the account's URI is the first line of F", ja: "アカウントの URI（F の 1 行目）" },
  secretFile: {
    en: "the secret is the first line of F: base32, for motp the key text",
    ja: "シークレット（F の 1 行目、Base32。motp ではキー文字列）",
  },
  pinFile: { en: "the PIN is the first line of F", ja: "PIN（F の 1 行目）" },
  kind: { en: "kind of account", ja: "アカウントの種類" },
  issuer: { en: "issuer of the account", ja: "発行者" },
  name: { en: "name of the account", ja: "アカウント名" },
  algorithm: { en: "hash algorithm of the codes", ja: "ハッシュアルゴリズム" },
  digits: { en: "digits of the codes, 1 to 10", ja: "桁数（1–10）" },
  period: { en: "seconds that a code is valid", ja: "更新間隔（秒）" },
  counter: { en: "counter of the next HOTP code", ja: "次の HOTP カウンター" },
  note: { en: "a note", ja: "メモ" },
  group: { en: "a group; may be given several times", ja: "グループ（複数指定可）" },
  newIssuer: { en: "the new issuer", ja: "新しい発行者" },
  newName: { en: "the new name of the account", ja: "新しいアカウント名" },
  newNote: { en: "the new note; an empty text removes it", ja: "新しいメモ（空文字で消去）" },
  newGroups: {
    en: "a group, instead of the present ones; may be given several times; an empty text removes all",
    ja: "現在のグループを置き換える（複数指定可。空文字ですべて外す）",
  },
  noFavorite: { en: "no longer mark the account as a favourite", ja: "お気に入りから外す" },
  trash: { en: "move the account to the trash, for 30 days", ja: "ごみ箱に移す（30 日間）" },
  untrash: { en: "take the account out of the trash; QUERY then matches only there", ja: "ごみ箱から戻す（QUERY はごみ箱の中から探す）" },
  favorite: { en: "mark the account as a favourite", ja: "お気に入りにする" },
  qrTo: {
    en: "the scanning app: phone (one code per account), google (Google Authenticator and similar, several accounts per code), keyferry (another keyferry)",
    ja: "読み取り側: phone（1 アカウント 1 コード）、google（Google Authenticator など、まとめて移行）、keyferry（別の keyferry）",
  },
  png: { en: "write one picture per page into DIR", ja: "1 ページを 1 枚の PNG として DIR に書き出す" },
  svg: { en: "write one SVG drawing per page into DIR", ja: "1 ページを 1 枚の SVG として DIR に書き出す" },
  sheet: {
    en: "write all codes with their names to one HTML sheet for printing",
    ja: "すべてのコードを名前付きで印刷用の HTML に書き出す",
  },
  yes: { en: "with allow: do not ask", ja: "allow で確認を求めない" },
  samplePassword: {
    en: "with check: the password of the samples is the first line of F",
    ja: "check で使うサンプルのパスワード（F の 1 行目）",
  },
  auto: {
    en: "from now on, copy the vault into DIR after changes, at most once a day; off: no more",
    ja: "今後、変更のたびに保管庫を DIR にコピーする（1 日に最大 1 回）。off で停止する",
  },
  makeDirectory: { en: "with --auto: make a missing directory without asking", ja: "--auto で、ないディレクトリを確認なしで作成する" },
  receivePort: { en: "serve the page on this port, instead of any free one", ja: "ページのポート（省略時は空いているもの）" },
  ascii: { en: "draw with spaces only", ja: "空白文字だけで描画する" },
})

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: "vault", value: "DIR", help: OPTION_TEXTS.vault },
  { name: "passphrase-file", value: "F", reads: true, help: OPTION_TEXTS.passphraseFile },
  { name: "passphrase-command", value: "C", help: OPTION_TEXTS.passphraseCommand },
  { name: "recovery-key-file", value: "F", reads: true, help: OPTION_TEXTS.recoveryKeyFile },
  { name: "lang", value: "en|ja", oneOf: ["en", "ja"], help: OPTION_TEXTS.lang },
  { name: "help", help: OPTION_TEXTS.help },
  { name: "version", help: OPTION_TEXTS.version },
]

export const JSON_OPTION: OptionSpec = { name: "json", help: OPTION_TEXTS.json }
export const FORCE: OptionSpec = { name: "force", help: OPTION_TEXTS.force }
export const DRY_RUN: OptionSpec = { name: "dry-run", help: OPTION_TEXTS.dryRun }
export const PLAIN: OptionSpec = { name: "plain", help: OPTION_TEXTS.plain }
export const TO: OptionSpec = { name: "to", value: "FORMAT", help: OPTION_TEXTS.to }
export const GPG_KEY: OptionSpec = { name: "gpg-key", value: "KEY", many: true, help: OPTION_TEXTS.gpgKey }
export const OUT: OptionSpec = { name: "out", value: "FILE", help: OPTION_TEXTS.out }
export const BACKUP_PASSPHRASE: OptionSpec = {
  name: "backup-passphrase-file",
  value: "F",
  reads: true,
  help: OPTION_TEXTS.backupPassphraseFile,
}
/** What opens locked files. */
export const KEYS: readonly OptionSpec[] = [
  { name: "password-file", value: "F", reads: true, help: OPTION_TEXTS.passwordFile },
  { name: "code-file", value: "F", reads: true, help: OPTION_TEXTS.codeFile },
  { name: "key-file", value: "F", reads: true, help: OPTION_TEXTS.keyFile },
]
export const READING: readonly OptionSpec[] = [{ name: "from", value: "FORMAT", help: OPTION_TEXTS.from }, ...KEYS]
