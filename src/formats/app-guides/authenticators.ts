import type { AppGuide, AppStep } from "./app-guide.ts"

/** For apps that only scan the code of a single account. */
const scanEach = (how: AppStep): AppGuide["into"] => ({ by: { qr: "phone" }, steps: [how] })

/** A file of the app's own data, which only a rooted phone gives. */
const fromRoot = (path: string): AppStep => ({
  en: `Only from a rooted phone: read ${path}; then the next steps are not needed.`,
  ja: `root 化したスマートフォンに限り、${path} を読み込めます。その場合、以降の手順は不要です。`,
  commands: ["keyferry import FILE"],
})

/** Apps whose only purpose is codes. */
export const AUTHENTICATORS: readonly AppGuide[] = [
  {
    app: { en: "Google Authenticator", ja: "Google Authenticator" },
    formats: ["google-migration", "google-authenticator"],
    out: {
      by: "pictures",
      steps: [
        {
          en: "In Google Authenticator: menu › Transfer codes (or Transfer accounts) › Export, and choose the accounts.",
          ja: "Google Authenticator のメニュー ›「コードを移行」（または「アカウントを移行」）› エクスポートで、アカウントを選びます。",
        },
        {
          en: "It shows QR codes with up to 10 accounts each. Go through all of them: keyferry says which one is missing.",
          ja: "1 つにつき最大 10 件の QR コードが表示されます。すべて表示してください。足りないコードは keyferry が知らせます。",
        },
      ],
    },
    into: {
      by: { qr: "google" },
      steps: [
        {
          en: "In Google Authenticator: menu › Transfer codes (or Transfer accounts) › Import › Scan QR code. Not the + button, which reads single codes.",
          ja: "Google Authenticator のメニュー ›「コードを移行」（または「アカウントを移行」）› インポートで QR コードを読み取ります。「+」は 1 件ずつのコード用です。",
        },
      ],
    },
  },
  {
    app: { en: "Authy", ja: "Authy" },
    formats: ["authy"],
    out: {
      by: "enrolment",
      steps: [
        {
          en: "Authy has no export. Each account is set up again at its service; the codes of Authy keep working until then.",
          ja: "Authy にエクスポート機能はありません。各サービスで登録し直します。それまで Authy のコードはそのまま使えます。",
        },
        {
          en: "Only from a rooted phone (shared_prefs/com.authy.storage.tokens.authenticator.xml), or from the data that Authy gave you on a GDPR request: read that file; then the next steps are not needed.",
          ja: "root 化したスマートフォンの shared_prefs/com.authy.storage.tokens.authenticator.xml か、個人データの開示請求（GDPR）で得たファイルがあれば読み込めます。その場合、以降の手順は不要です。",
          commands: ["keyferry import FILE"],
        },
      ],
    },
    into: scanEach({
      en: "In Authy: + or Add Account › Scan QR Code, once for each account.",
      ja: "Authy の「+」または「Add Account」› Scan QR Code で、アカウントごとに読み取ります。",
    }),
  },
  {
    app: { en: "Microsoft Authenticator", ja: "Microsoft Authenticator" },
    formats: ["microsoft-authenticator"],
    out: {
      by: "enrolment",
      steps: [
        {
          en: "Microsoft Authenticator has no export; its cloud backup goes to itself alone. Sign-in by push never leaves the phone: enrol it again.",
          ja: "Microsoft Authenticator にエクスポート機能はなく、クラウドのバックアップも同じアプリでしか戻せません。プッシュ認証はスマートフォンから移せず、再登録が必要です。",
        },
        fromRoot("databases/PhoneFactor + PhoneFactor-wal"),
      ],
    },
    into: scanEach({
      en: "In Microsoft Authenticator add an account that is neither a personal nor a work account of Microsoft, and scan its code; once for each account.",
      ja: "Microsoft Authenticator で、Microsoft の個人・職場アカウント以外（その他のアカウント）を追加してコードを読み取ります。アカウントごとに繰り返します。",
    }),
  },
  {
    app: { en: "Duo Mobile", ja: "Duo Mobile" },
    formats: ["duo"],
    out: {
      by: "enrolment",
      steps: [
        {
          en: "Duo Mobile has no export. What you approve by push never leaves the phone: the organisation that uses it enrols the new device.",
          ja: "Duo Mobile にエクスポート機能はありません。プッシュで承認するアカウントはスマートフォンから移せないため、利用先の組織で新しいスマートフォンを登録します。",
        },
        fromRoot("files/duokit/accounts.json"),
      ],
    },
    into: scanEach({
      en: "In Duo Mobile add an account and scan its code; once for each account.",
      ja: "Duo Mobile でアカウントを追加してコードを読み取ります。アカウントごとに繰り返します。",
    }),
  },
  {
    app: { en: "Aegis", ja: "Aegis" },
    formats: ["aegis"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Aegis: Settings › Import & Export › Export, as JSON; encrypted or not. A separate backup password, if you set one, is the one that opens the file.",
          ja: "Aegis の設定 › インポートとエクスポート › エクスポートで、JSON（暗号化の有無は自由）を選びます。バックアップ専用のパスワードを設定している場合は、それでファイルを開きます。",
        },
      ],
    },
    into: {
      by: { format: "aegis" },
      steps: [
        {
          en: "In Aegis: Settings › Import & Export › Import from file › Aegis, then choose this file.",
          ja: "Aegis の設定 › インポートとエクスポート › ファイルからインポート › Aegis を選び、このファイルを選びます。",
        },
      ],
    },
  },
  {
    app: { en: "2FAS", ja: "2FAS" },
    formats: ["2fas"],
    out: {
      by: "file",
      steps: [
        {
          en: "In 2FAS: Settings › 2FAS Backup › Export to file; with a password or without.",
          ja: "2FAS の設定 › 2FAS バックアップ › ファイルへエクスポート（パスワードの有無は自由）を選びます。",
        },
      ],
    },
    into: {
      by: { format: "2fas" },
      steps: [
        {
          en: "In 2FAS: Settings › 2FAS Backup, choose to import a file there, then this file.",
          ja: "2FAS の設定 › 2FAS バックアップで、ファイルのインポートを選び、このファイルを選びます。",
        },
      ],
    },
  },
  {
    app: { en: "Ente Auth", ja: "Ente Auth" },
    formats: ["ente"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Ente Auth: Settings › Data › Export codes; encrypted (with a password of its own) or plain text. HTML lacks periods and counters.",
          ja: "Ente Auth の設定 › データ › コードをエクスポートで、暗号化（専用のパスワード）または平文を選びます。HTML には周期とカウンターが含まれません。",
        },
      ],
    },
    into: {
      by: { format: "ente" },
      steps: [
        {
          en: "In Ente Auth: Settings › Data, choose to import codes; as an encrypted export of Ente, or as plain text if you set no password.",
          ja: "Ente Auth の設定 › データでコードのインポートを選び、Ente の暗号化エクスポート（パスワードなしの場合は平文）として読み込みます。",
        },
      ],
    },
  },
  {
    app: { en: "Proton Authenticator", ja: "Proton Authenticator" },
    formats: ["proton"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Proton Authenticator: Settings › Export; with a password or without.",
          ja: "Proton Authenticator の設定 › エクスポート（パスワードの有無は自由）を選びます。",
        },
      ],
    },
    into: {
      by: { format: "proton" },
      steps: [
        {
          en: "In Proton Authenticator: Settings › Import, choose Proton Authenticator as the source, then this file.",
          ja: "Proton Authenticator の設定 › インポートで、インポート元に Proton Authenticator を選び、このファイルを選びます。",
        },
      ],
    },
  },
  {
    app: { en: "Bitwarden Authenticator", ja: "Bitwarden Authenticator" },
    formats: ["bitwarden-authenticator"],
    out: {
      by: "file",
      steps: [
        {
          en: "In Bitwarden Authenticator: Settings › Export, as .json. The file is never encrypted.",
          ja: "Bitwarden Authenticator の設定 › エクスポートで .json を選びます。ファイルは暗号化されません。",
        },
      ],
    },
    into: {
      by: { format: "bitwarden-authenticator" },
      steps: [
        {
          en: "In Bitwarden Authenticator: Settings › Import, file format Authenticator Export (JSON), then this file.",
          ja: "Bitwarden Authenticator の設定 › インポートで、ファイル形式に Authenticator Export (JSON) を選び、このファイルを選びます。",
        },
      ],
    },
  },
  {
    app: { en: "Zoho OneAuth", ja: "Zoho OneAuth" },
    formats: ["oneauth"],
    out: {
      by: "file",
      steps: [
        {
          en: "In OneAuth: Authenticator tab › menu › Transfer Accounts › Export › generate file, choose the accounts, export file. Its QR codes are for OneAuth alone.",
          ja: "OneAuth の Authenticator タブ › メニュー › アカウントの移行 › エクスポートでファイルを生成し、アカウントを選んで書き出します。OneAuth の QR コードは OneAuth 専用です。",
        },
        {
          en: "Without “protect with a password” it is text, which is read for certain; with it JSON, whose reading is experimental.",
          ja: "パスワードで保護しなければテキストになり、確実に読み込めます。保護すると JSON になり、その読み込みは実験的な対応です。",
        },
      ],
    },
    into: {
      by: { format: "otpauth-uri" },
      steps: [
        {
          en: "In OneAuth: Authenticator tab › menu › Transfer Accounts › Import › import file, choose this file, enter its password if it has one.",
          ja: "OneAuth の Authenticator タブ › メニュー › アカウントの移行 › インポートでこのファイルを選び、パスワードがあれば入力します。",
        },
        {
          en: "Text (otpauth:// URIs) is the safe way into OneAuth; JSON with a password is experimental, from one third-party description.",
          ja: "OneAuth へはテキスト（otpauth:// の URI）が確実です。パスワード付きの JSON は実験的な対応で、第三者の記述 1 件だけに基づきます。",
        },
      ],
    },
  },
]
