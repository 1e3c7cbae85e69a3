import { texts } from "../src/base/language.ts"
import type { Sentence } from "../src/base/language.ts"

/** What the generated pages tell beside the tables of the program. The names of mdoc's own sections are the same in every language. */
export const PAGE_TEXTS = texts({
  name: {
    en: "terminal authenticator, and the ferry between authenticators",
    ja: "ターミナルで使う認証アプリ、および認証アプリ間の移行ツール",
  },
  formatsName: { en: "the files of other authenticators", ja: "ほかの認証アプリのファイル" },
  globalOptions: { en: "OPTIONS OF EVERY COMMAND", ja: "すべてのコマンドに共通のオプション" },
  commands: { en: "COMMANDS", ja: "コマンド" },
  keys: { en: "KEYS", ja: "キー" },
  settings: { en: "SETTINGS", ja: "設定" },
  formats: { en: "FORMATS", ja: "形式" },
  recipes: { en: "RECIPES", ja: "ほかのプログラムとの連携" },
  noExport: { en: "WHAT CANNOT BE EXPORTED", ja: "エクスポートできないもの" },
  everywhere: { en: "Everywhere:", ja: "どの画面でも使えるキー:" },
  inList: { en: "In the list of accounts:", ja: "アカウントの一覧:" },
  inSearch: { en: "While the text of a search is typed there:", ja: "そこで検索の文字を入力している間:" },
  inPicker: { en: "In the file picker:", ja: "ファイルの選択画面:" },
  example: { en: "For example:", ja: "例:" },
  byContent: { en: "The format of a file is recognised by its content.", ja: "ファイルの形式は内容から判別します。" },
  worst: {
    en: "With several files the worst status counts, in the order 1 5 4 3 6 0; what could be read is still printed.",
    ja: "複数のファイルでは、1 5 4 3 6 0 の順で最も悪い値になります。読み取れた内容は、その場合も出力します。",
  },
  reads: { en: "reads", ja: "読み込み" },
  writes: { en: "writes", ja: "書き出し" },
  writesToKeys: { en: "writes, encrypted to OpenPGP keys", ja: "書き出し（OpenPGP の鍵で暗号化）" },
  writesAlways: { en: "writes, always protected", ja: "書き出し（常にパスワードで保護）" },
  writesOptional: { en: "writes, optionally protected", ja: "書き出し（パスワードでの保護は任意）" },
  read: { en: "read", ja: "読み込み" },
  written: { en: "written", ja: "書き出し" },
  writtenToKeys: { en: "written, encrypted to OpenPGP keys", ja: "書き出し（OpenPGP の鍵で暗号化）" },
  writtenAlways: { en: "written, always protected", ja: "書き出し（常にパスワードで保護）" },
  writtenOptional: { en: "written, optionally protected", ja: "書き出し（パスワードでの保護は任意）" },
  formatLine: { en: "{title}: {does}.", ja: "{title}: {does}。" },
  formatHead: { en: "{title}: {does}; files end in {extensions}", ja: "{title}: {does}。拡張子は {extensions}" },
  keeps: { en: "It keeps: {list}", ja: "保持する内容: {list}" },
})

/** Lines of mdoc. */
export const DESCRIPTION: Sentence = {
  en: `.Nm
keeps two-factor accounts in an encrypted vault, shows their codes, and moves them between authenticator apps:
by QR codes in the terminal, by pictures of QR codes, and by the files that the apps export and import.
Without a command it is a full-screen program; the commands are for scripts.
.Pp
Data goes to standard output, everything else to standard error.
A
.Ar FILE
named
.Sq -
is standard input; only one thing can be read from it.
Each
.Fl Fl \\&...-file Ar F
reads the first line of a file; without it the program asks on the terminal, without echo.
Secrets are never arguments, since other users of the machine could see them: a URI as an argument is an error.
.Pp
A
.Ar QUERY
selects the accounts that contain each of its words in the issuer, the name, a group or the note,
in any order, regardless of case and width.
Accounts in the trash are never selected.`,
  ja: `.Nm
は、二要素認証のアカウントを暗号化した保管庫に保存して認証コードを表示し、認証アプリの間で移します。
移す手段は、ターミナルに表示する QR コード、QR コードの画像、各アプリがエクスポート・インポートするファイルです。
コマンドを指定しなければ全画面のプログラムとして動きます。コマンドはスクリプト用です。
.Pp
データは標準出力へ、それ以外はすべて標準エラー出力へ出力します。
.Ar FILE
に
.Sq -
を指定すると標準入力になります。標準入力から読めるのは 1 つだけです。
.Fl Fl \\&...-file Ar F
の形のオプションは、ファイルの 1 行目を読みます。指定しなければ、ターミナルで（表示せずに）入力を求めます。
シークレットは引数に書けません。マシンのほかの利用者から見えるためで、引数に URI を書くとエラーになります。
.Pp
.Ar QUERY
は、すべての語を発行者、名前、グループ、メモのいずれかに含むアカウントを選びます。語の順序、大文字と小文字、全角と半角は区別しません。
ごみ箱のアカウントは選びません。`,
}

/** Lines of mdoc. */
export const FORMATS_INTRO: Sentence = {
  en: `Every format that
.Xr keyferry 1
reads or writes, by the name that
.Fl Fl from
and
.Fl Fl to
take, with what a written file keeps and how its app makes an export.
The format of a file is recognised by its content, never by its name.
Before anything is written, everything that the target cannot keep is listed for each account.`,
  ja: `.Xr keyferry 1
が読み込みまたは書き出すすべての形式を、
.Fl Fl from
と
.Fl Fl to
に指定する名前ごとに示します。書き出したファイルが保持する内容と、アプリでのエクスポート方法も示します。
ファイルの形式は、名前ではなく内容から判別します。
書き出す前に、移行先が保持できない内容をアカウントごとにすべて表示します。`,
}

/** Lines of mdoc. */
export const KEYS_INTRO: Sentence = {
  en: "Each screen shows its keys at the bottom;\n.Ic \\&?\nshows all of them.",
  ja: "各画面の下端にその画面のキーが表示されます。\n.Ic \\&?\nですべてのキーを表示します。",
}

/** Lines of mdoc. */
export const SETTINGS_INTRO: Sentence = {
  en: `The settings screen
.Pq Ic \\&,
changes the settings, and shows at once how they look.
The user's own
.Cm themes
are written into the settings file, which holds these for the look, the keys, the agent and the mouse:`,
  ja: `設定画面
.Pq Ic \\&,
で設定を変更すると、見た目がその場で変わります。
利用者独自の
.Cm themes
は設定ファイルに書きます。設定ファイルの、見た目、キー、エージェント、マウスに関する項目は次のとおりです。`,
}

/** Lines of mdoc. */
export const RECIPES_INTRO: Sentence = {
  en: `A launcher or a status line has no terminal on which the passphrase could be asked for:
.Ev KEYFERRY_PASSPHRASE_FILE
names a file with it, which can be a pipe.
No code is an argument of a program, since other users of the machine could see it.`,
  ja: `ランチャーやステータス行には、パスフレーズを入力するターミナルがありません。
.Ev KEYFERRY_PASSPHRASE_FILE
に、パスフレーズを書いたファイル（パイプも可）を指定します。
認証コードは、マシンのほかの利用者から見えないよう、どのプログラムの引数にも渡しません。`,
}

export const STATUSES: readonly (readonly [number, Sentence])[] = [
  [0, { en: "All done.", ja: "すべて完了しました。" }],
  [1, { en: "A bug, or input or output failed.", ja: "バグ、または入出力の失敗です。" }],
  [
    2,
    {
      en: "The command line is wrong, or a file already exists and --force is not given.",
      ja: "コマンドラインが誤っているか、ファイルがすでにあり --force が指定されていません。",
    },
  ],
  [3, { en: "The format of a file is not recognised.", ja: "ファイルの形式を判別できません。" }],
  [
    4,
    {
      en: "A file is damaged, or nothing in it could be read, or the target can hold none of the accounts.",
      ja: "ファイルが壊れている、何も読み取れない、または移行先がどのアカウントも保持できません。",
    },
  ],
  [
    5,
    {
      en: "A password, passphrase or verification code is needed or wrong.",
      ja: "パスワード、パスフレーズ、引き継ぎコードが必要か、誤っています。",
    },
  ],
  [6, { en: "Done, but some records were skipped.", ja: "完了しましたが、一部の項目を読み飛ばしました。" }],
  [
    7,
    {
      en: "The vault is missing, already exists, is locked by another program, or is refused.",
      ja: "保管庫がない、すでにある、ほかのプログラムがロックしている、または拒否されました。",
    },
  ],
  [
    8,
    {
      en: "The query matched nothing, or several accounts where one is needed.",
      ja: "検索に一致するアカウントがないか、1 つだけ必要なところで複数が一致しました。",
    },
  ],
  [130, { en: "Interrupted.", ja: "中断されました。" }],
]

export const ENVIRONMENT: readonly (readonly [string, Sentence])[] = [
  ["KEYFERRY_VAULT", { en: "Directory of the vault.", ja: "保管庫のディレクトリ。" }],
  [
    "KEYFERRY_PASSPHRASE_FILE",
    { en: "The first line of this file is the passphrase of the vault.", ja: "このファイルの 1 行目を保管庫のパスフレーズとします。" },
  ],
  [
    "KEYFERRY_DEBUG",
    { en: "If 1, an error shows where in the program it happened.", ja: "1 にすると、エラーがプログラムのどこで起きたかを表示します。" },
  ],
  [
    "LC_ALL , LC_MESSAGES , LANG",
    {
      en: "The first of these that is set chooses the language of the messages: Japanese if it begins with ja, else English.",
      ja: "最初に設定されているものでメッセージの言語が決まります。ja で始まれば日本語、それ以外は英語です。",
    },
  ],
  ["NO_COLOR", { en: "Draw without colours; QR codes keep theirs.", ja: "色を使わずに表示します。QR コードの色は変わりません。" }],
  [
    "XDG_DATA_HOME , XDG_CONFIG_HOME , XDG_STATE_HOME , XDG_CACHE_HOME",
    { en: "Base directories, see FILES.", ja: "基準となるディレクトリ。FILES を参照してください。" },
  ],
]

export const FILES: readonly (readonly [string, Sentence])[] = [
  [
    "~/.local/share/keyferry/vault",
    {
      en: "The vault: identity.age, vault.age, and the last versions.",
      ja: "保管庫: identity.age、vault.age、最近の版。",
    },
  ],
  [
    "~/.config/keyferry/settings.json",
    { en: "The settings, see SETTINGS. They hold no secrets.", ja: "設定ファイル（「設定」を参照）。シークレットは含まれません。" },
  ],
  [
    "~/.config/keyferry/plugins",
    {
      en: "The user's format plugins, and the list of those that are allowed.",
      ja: "利用者が追加した形式のプラグインと、許可したものの一覧。",
    },
  ],
  [
    "~/.local/state/keyferry/seen.json",
    {
      en: "The highest generation seen of each vault; reveals that an older copy was put back.",
      ja: "各保管庫で確認した最新の世代番号。古いコピーに戻されたことがわかります。",
    },
  ],
  [
    "~/.cache/keyferry",
    {
      en: "Compiled code of the program, which node 22 and newer keep for the next start. Not used where others can write to it; may be deleted.",
      ja: "node 22 以降が次の起動のために残す、コンパイル済みのコード。ほかの利用者が書き込める場合は使いません。削除してもかまいません。",
    },
  ],
]

export const EXAMPLES: readonly (readonly [Sentence, string])[] = [
  [
    { en: "Import a picture of QR codes from standard input:", ja: "QR コードの画像を標準入力からインポートします。" },
    "keyferry import - < picture.png",
  ],
  [
    {
      en: "Convert a protected file to lines of URIs, without a vault:",
      ja: "保護されたファイルを、保管庫を使わずに URI の一覧へ変換します。",
    },
    "keyferry convert backup.json --to otpauth-uri --out accounts.txt",
  ],
  [{ en: "Copy a code:", ja: "認証コードをコピーします。" }, "keyferry code --copy github alice"],
]
