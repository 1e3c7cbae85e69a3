import { messageOf, texts } from "../../base/language.ts"
import type { Message, Sentence } from "../../base/language.ts"

/** One step of a guide as it is shown. */
export interface Step {
  readonly text: Message
  /** Whole command lines, the same in every language. Words in capitals stand for what the user has. */
  readonly commands: readonly string[]
}

const TEXTS = texts({
  bringFile: {
    en: "Bring the file to this machine: by scp, or from the browser of your own computer (m › Import › Scan with a camera). Then m › Import › Files.",
    ja: "ファイルをこのマシンへ送ります（scp、または m ›「インポート」›「カメラで読み取る」で手元のブラウザーから）。続けて m ›「インポート」›「ファイル」で選びます。",
  },
  bringPictures: {
    en: "Scan them with the camera of your own computer: m › Import › Scan with a camera. Or take pictures of all, in any order: m › Import › QR pictures.",
    ja: "m ›「インポート」›「カメラで読み取る」で、手元のコンピューターのカメラに映します。または順不同ですべて撮影し、m ›「インポート」›「QR 画像」で選びます。",
  },
  compare: {
    en: "Compare before you delete anything: m › Compare codes, and type what {app} shows, account by account. All must agree.",
    ja: "何かを削除する前に照合します。m ›「認証コードの照合」で、{app} に表示されるコードをアカウントごとに入力し、すべての一致を確認します。",
  },
  deleteFile: {
    en: "Delete the file wherever it was, also from downloads and the trash: with its secrets anyone can make your codes.",
    ja: "ファイルを、置いたすべての場所から削除します（ダウンロードやごみ箱も）。中のシークレットがあれば、誰でも認証コードを作れます。",
  },
  keepFile: {
    en: "Nothing in the file was changed: go on using it. Delete only copies that you made for this.",
    ja: "元のファイルは変更されていません。そのまま使えます。このために作ったコピーだけを削除します。",
  },
  deletePictures: {
    en: "Delete the pictures, also from the photo library's trash and its cloud.",
    ja: "撮影した画像を削除します（写真アプリのごみ箱やクラウドからも）。",
  },
  exportFile: {
    en: "m › Export to a file, choose the accounts, then {format}. What it cannot keep is listed before anything is written.",
    ja: "m ›「ファイルへエクスポート」でアカウントを選び、形式に「{format}」を選びます。保持できない内容は、書き出す前に表示されます。",
  },
  copyFile: {
    en: "Copy the file to the device with {app}, by cable or scp; not by mail or chat.",
    ja: "{app} を使うデバイスへファイルをコピーします（ケーブルや scp など。メールやチャットは避けてください）。",
  },
  showGoogle: {
    en: "m › Export as QR codes › Google Authenticator: several accounts per code. It needs a large window; in a small one choose A phone.",
    ja: "m ›「QR コードでエクスポート」›「Google Authenticator」を選びます。1 つのコードに複数のアカウントが入り、大きなウィンドウが必要です。狭い場合は「スマートフォン」を選びます。",
  },
  showPhone: {
    en: "m › Export as QR codes › A phone: one code for each account.",
    ja: "m ›「QR コードでエクスポート」›「スマートフォン」を選びます。アカウントごとに 1 つのコードが表示されます。",
  },
  setUp: {
    en: "For each account: sign in at its service with the old code, and set up the authenticator app again in its security settings. It shows a new QR code.",
    ja: "アカウントごとに、今のコードでサービスにログインし、セキュリティ設定で認証アプリを設定し直します。新しい QR コードが表示されます。",
  },
  scanNew: {
    en: "Read it here: m › Import › Scan with a camera, or › QR pictures for a screenshot. A key in letters: a in the list of accounts.",
    ja: "それを keyferry で読み取ります。m ›「インポート」›「カメラで読み取る」、スクリーンショットなら「QR 画像」。文字のキーは、アカウント一覧の a で入力します。",
  },
  confirm: {
    en: "Give the service the new code that keyferry shows, and keep its new recovery codes. Only then go on to the next account.",
    ja: "keyferry に表示された新しいコードをサービスに入力し、新しいリカバリーコードも保存します。それから次のアカウントに進みます。",
  },
  track: {
    en: "See how far you are: m › Receipts lists what came in, m › Compare codes what agrees. Keep {app} until the last account is done.",
    ja: "進み具合は、m ›「移行の記録」と m ›「認証コードの照合」で確認できます。最後のアカウントが済むまで {app} は残しておきます。",
  },
})

const step = (text: Sentence, commands: readonly string[] = [], detail: Message["detail"] = {}): Step => ({
  text: messageOf(text, detail),
  commands,
})

/** How the file of an export, or the pictures of QR codes, come into the vault. */
export const bringSteps = {
  file: step(TEXTS.bringFile, ["keyferry import FILE"]),
  pictures: step(TEXTS.bringPictures, ["keyferry receive", "keyferry import PICTURE…"]),
}

/** @param app - The app that the accounts leave or enter. */
export const compareStep = (app: Sentence): Step => step(TEXTS.compare, ["keyferry code QUERY"], { app })

/** What is left to tidy up. `kept`: the app itself works with the file. */
export const endSteps = {
  file: step(TEXTS.deleteFile),
  kept: step(TEXTS.keepFile),
  pictures: step(TEXTS.deletePictures),
}

/** Sets each account up again at its service. */
export const enrolmentSteps = (app: Sentence): readonly Step[] => [
  step(TEXTS.setUp),
  step(TEXTS.scanNew, ["keyferry receive", "keyferry import PICTURE…"]),
  step(TEXTS.confirm, ["keyferry code QUERY"]),
  step(TEXTS.track, [], { app }),
  endSteps.pictures,
]

/** Writes the file and brings it to the app. */
export const exportSteps = (app: Sentence, format: { readonly id: string; readonly title: Sentence }): readonly Step[] => [
  step(TEXTS.exportFile, [`keyferry export --to ${format.id} --out FILE`], { format: format.title }),
  step(TEXTS.copyFile, [], { app }),
]

/** Shows the codes that the app scans. */
export const qrSteps = {
  google: step(TEXTS.showGoogle, ["keyferry qr --to google"]),
  phone: step(TEXTS.showPhone, ["keyferry qr"]),
}
