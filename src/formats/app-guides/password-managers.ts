import type { AppGuide } from "./app-guide.ts"

/** Password managers that make codes too. */
export const PASSWORD_MANAGERS: readonly AppGuide[] = [
  {
    app: { en: "Bitwarden", ja: "Bitwarden" },
    formats: ["bitwarden"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Bitwarden: Settings › Export vault, as JSON. To protect the file choose “password protected”: “account restricted” opens in your own account alone.",
          ja: "Bitwarden の設定 › 保管庫のエクスポートで JSON を選びます。保護する場合は「パスワード保護」を選びます（「アカウント制限」は自分のアカウントでしか開けません）。",
        },
      ],
    },
    into: {
      by: { format: "bitwarden" },
      steps: [
        {
          en: "In Bitwarden on the web: Tools › Import data, file format Bitwarden (json), then this file.",
          ja: "Bitwarden の Web 版でツール › データをインポートを開き、ファイル形式に Bitwarden (json) を選び、このファイルを選びます。",
        },
        {
          en: "Each account becomes an item of its own, beside your logins: move its key into the login where you want both in one.",
          ja: "アカウントは既存のログインとは別の項目になります。1 つにまとめたい場合は、認証キーをログインの項目へ移してください。",
        },
      ],
    },
  },
  {
    app: { en: "Apple Passwords", ja: "Apple のパスワード" },
    formats: ["apple-passwords"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Passwords on a Mac: File › Export All Passwords to File; on an iPhone: Settings › Apps › Safari › Export. The file holds your passwords too, unencrypted.",
          ja: "Mac のパスワード App のファイル › すべてのパスワードをファイルに書き出す。iPhone では設定 › アプリ › Safari › 書き出す。ファイルにはパスワードもそのまま含まれます。",
        },
      ],
    },
    into: {
      by: { format: "apple-passwords" },
      steps: [
        {
          en: "In Passwords on a Mac: File › Import Passwords from File, then this file. An iPhone gets them through iCloud.",
          ja: "Mac のパスワード App の「ファイル」メニューで、ファイルからパスワードを読み込む項目を選び、このファイルを選びます。iPhone には iCloud を通じて届きます。",
        },
        {
          en: "Without a Mac: show the account as a QR code (m › Export as QR codes › A phone), and scan it where the entry in Passwords sets up a verification code.",
          ja: "Mac がない場合: m ›「QR コードでエクスポート」›「スマートフォン」で QR コードを表示し、パスワード App の項目で確認コードを設定するときに読み取ります。",
          commands: ["keyferry qr QUERY"],
        },
      ],
    },
  },
  {
    app: { en: "1Password", ja: "1Password" },
    formats: ["1password", "1password-legacy", "opvault"],
    out: {
      by: "file",
      steps: [
        {
          en: "In 1Password for desktop: File › Export › 1PUX; CSV keeps only logins. The file holds your passwords too, unencrypted.",
          ja: "1Password デスクトップ版のファイル › エクスポート › 1PUX を選びます（CSV はログイン情報のみ）。ファイルにはパスワードもそのまま含まれます。",
        },
      ],
    },
    into: {
      by: { qr: "phone" },
      steps: [
        {
          en: "In 1Password edit the login of the account, add a one-time password to it, and scan the code; once for each account.",
          ja: "1Password でそのアカウントのログインを編集し、ワンタイムパスワードを追加してコードを読み取ります。アカウントごとに繰り返します。",
        },
      ],
    },
  },
  {
    app: { en: "KeePassXC", ja: "KeePassXC" },
    formats: ["kdbx", "keepass"],
    out: {
      by: "file",
      steps: [
        {
          en: "Save the database in KeePassXC. The .kdbx file itself is read, with its key file if it has one (--key-file): nothing is exported, and nothing lies on the disk unencrypted.",
          ja: "KeePassXC でデータベースを保存します。.kdbx ファイルを直接（キーファイルがあれば --key-file で一緒に）読み込むため、エクスポートは不要で、暗号化されていないファイルは残りません。",
        },
      ],
    },
    into: {
      by: { format: "kdbx" },
      steps: [
        {
          en: "The new file is a database of its own. In KeePassXC open it, or bring it into yours: Database › Merge From Database.",
          ja: "書き出したファイルは独立したデータベースです。KeePassXC で開くか、「データベース」›「データベースからマージ」で自分のデータベースに取り込みます。",
        },
      ],
    },
  },
]
