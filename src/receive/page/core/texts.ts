import type { PageLang } from "../../protocol.ts"

/** Every sentence of the page itself. `{name}` is filled in. */
const TEXTS = {
  title: { en: "Scan QR codes", ja: "QR コードの読み取り" },
  lead: {
    en: "Hold your phone’s QR codes to the camera. What is found appears here and in the terminal.",
    ja: "スマートフォンの QR コードをカメラに向けてください。読み取った内容は、このページとターミナルに表示されます。",
  },
  connecting: { en: "Connecting…", ja: "接続しています…" },
  connected: { en: "Connected", ja: "接続済み" },
  disconnected: { en: "Not connected", ja: "未接続" },

  camera: { en: "Camera", ja: "カメラ" },
  startCamera: { en: "Start the camera", ja: "カメラを起動" },
  startingCamera: { en: "Starting the camera…", ja: "カメラを起動しています…" },
  stopCamera: { en: "Stop", ja: "停止" },
  privacy: {
    en: "The camera’s picture stays in this browser. Only what the codes say goes to the program.",
    ja: "カメラの映像はこのブラウザーの中だけで使われ、QR コードの内容だけがプログラムに送られます。",
  },
  numberedCamera: { en: "Camera {n}", ja: "カメラ {n}" },
  cameraDenied: {
    en: "This browser does not allow the page to use the camera. Allow it beside the address above, then try again.",
    ja: "ブラウザーがカメラの使用を許可していません。アドレス欄の横で許可してから、もう一度お試しください。",
  },
  cameraMissing: {
    en: "No camera was found. Connect one, or use the ways below.",
    ja: "カメラが見つかりません。カメラを接続するか、下の方法をお使いください。",
  },
  cameraBusy: {
    en: "The camera cannot be used now; another program may have it. Close that program, then try again.",
    ja: "カメラを使用できません。ほかのアプリが使用中の場合は、終了してからもう一度お試しください。",
  },
  cameraStopped: { en: "The camera was disconnected or turned off.", ja: "カメラが切断されたか、オフになりました。" },
  decoderFailed: {
    en: "This browser cannot decode camera pictures. Use the ways below.",
    ja: "このブラウザーではカメラの映像を解析できません。下の方法をお使いください。",
  },
  aim: { en: "Hold a QR code to the camera", ja: "QR コードをカメラに向けてください" },
  aimTip: {
    en: "No code in view yet. Hold it closer and steady, and raise the phone’s brightness.",
    ja: "QR コードが見つかりません。近づけて静止し、スマートフォンの画面を明るくしてください。",
  },
  readCode: { en: "Read. Hold the next code to the camera", ja: "読み取りました。次の QR コードを向けてください" },
  readCodes: { en: "{count} codes read. Hold the next one to the camera", ja: "{count} 個読み取りました。次の QR コードを向けてください" },

  allRead: { en: "All read. Go on in the terminal: Enter", ja: "すべて読み取りました。ターミナルで Enter を押してください" },

  sets: { en: "Codes that belong together", ja: "組になった QR コード" },
  setNext: { en: "{have} of {count}: hold the next code to the camera", ja: "{count} 個中 {have} 個: 次の QR コードを向けてください" },
  setMissing: { en: "Missing: {numbers}", ja: "残り: {numbers}" },
  setWhole: { en: "All {count} read", ja: "{count} 個すべて読み取りました" },

  ways: { en: "Other ways", ja: "ほかの方法" },
  pasteTitle: { en: "Paste a screenshot", ja: "スクリーンショットを貼り付け" },
  pasteText: { en: "or a copied link, with", ja: "コピーしたリンクも貼り付けられます:" },
  dropTitle: { en: "Drop files anywhere here", ja: "ファイルをここにドロップ" },
  dropText: { en: "pictures, or another app’s export", ja: "画像や、ほかのアプリのエクスポート" },
  choose: { en: "Choose files", ja: "ファイルを選択" },
  dropNow: { en: "Drop to send to the program", ja: "ドロップするとプログラムに送ります" },
  sending: { en: "Sending {name}…", ja: "{name} を送っています…" },

  askPassword: { en: "Type the file’s password in the terminal", ja: "ファイルのパスワードをターミナルで入力してください" },
  askCode: { en: "Type the verification code in the terminal", ja: "引き継ぎコードをターミナルで入力してください" },
  askCodeText: { en: "The other device shows it after the last QR code.", ja: "相手の画面で、最後の QR コードの次に表示されます。" },
  askPasswordText: { en: "This page never asks for it.", ja: "このページでパスワードを尋ねることはありません。" },

  found: { en: "Found", ja: "見つかったアカウント" },
  foundNone: { en: "Nothing yet", ja: "まだありません" },
  statusNew: { en: "new", ja: "新規" },
  statusPresent: { en: "in the vault already", ja: "登録済み" },
  statusDiffers: { en: "same name, other secret", ja: "同名・別の鍵" },
  accountsOne: { en: "1 account", ja: "1 件" },
  accounts: { en: "{count} accounts", ja: "{count} 件" },
  next: {
    en: "When everything is here, go on in the terminal.",
    ja: "すべて揃ったら、ターミナルで続けてください。",
  },

  remarks: { en: "Notes", ja: "お知らせ" },
  locked: { en: "Locked", ja: "保護" },
  problem: { en: "Problem", ja: "問題" },
  note: { en: "Note", ja: "注記" },
  unsentEmpty: { en: "the file is empty", ja: "ファイルが空です" },
  unsentTooLarge: {
    en: "larger than the program takes ({limit} MB); it was not sent",
    ja: "大きすぎるため（上限 {limit} MB）、送りませんでした",
  },
  unsentTextTooLarge: {
    en: "The text is too long; it was not sent. Drop it as a file.",
    ja: "文字列が長すぎるため、送りませんでした。ファイルとしてドロップしてください。",
  },
  unsentRefused: { en: "the program did not accept it", ja: "プログラムが受け付けませんでした" },
  unsentFolder: { en: "a folder cannot be sent; drop the files in it", ja: "フォルダーは送れません。中のファイルをドロップしてください" },
  pastedNothing: { en: "The clipboard holds no picture, file or text.", ja: "クリップボードに画像・ファイル・文字列がありません。" },

  lostTitle: { en: "The connection to the program is lost", ja: "プログラムとの接続が切れました" },
  lostText: {
    en: "The camera is off and nothing is sent. Trying to connect again…",
    ja: "カメラを止め、送信も止めました。再接続しています…",
  },
  givenUpText: {
    en: "The camera is off and nothing is sent. Check the ssh connection, then try again.",
    ja: "カメラを止め、送信も止めました。ssh の接続を確かめてから、もう一度お試しください。",
  },
  tryAgain: { en: "Try again", ja: "もう一度試す" },

  showTitle: { en: "Scan this code with your phone", ja: "スマートフォンで読み取ってください" },
  showPage: { en: "Code {n} of {count}", ja: "{count} 個中 {n} 個目" },
  previous: { en: "Previous", ja: "前へ" },
  nextCode: { en: "Next", ja: "次へ" },
  showKeys: { en: "The arrow keys turn the pages too.", ja: "矢印キーでもめくれます。" },
  showWarning: { en: "Everyone who sees the code can read the accounts in it.", ja: "QR コードを見た人は、中のアカウントを読み取れます。" },

  doneTitle: { en: "Now go on in the terminal", ja: "ターミナルで続けてください" },
  doneText: {
    en: "The program has everything from this page. The import goes on there: keep the phone until it is finished.",
    ja: "このページの内容は、すべてプログラムに渡りました。インポートはターミナルで続きます。終わるまでスマートフォンの内容を残しておいてください。",
  },
  stoppedTitle: { en: "Ended in the terminal", ja: "ターミナルで終了しました" },
  stoppedText: { en: "The program takes nothing more from this page.", ja: "プログラムはこのページからの受け取りを終えました。" },
  idleTitle: { en: "Ended after 5 minutes without use", ja: "5 分間使われなかったため終了しました" },
  lockedTitle: { en: "Ended, as the vault was locked", ja: "保管庫がロックされたため終了しました" },
  againText: { en: "To go on, start it again in the terminal.", ja: "続けるには、ターミナルでもう一度始めてください。" },
  elsewhereTitle: { en: "The page is open in another window", ja: "別のウィンドウで開いています" },
  elsewhereText: {
    en: "Only one page can be connected. Close the other one, then try again.",
    ja: "接続できるのは 1 ページだけです。もう一方を閉じてから、もう一度お試しください。",
  },
  goneTitle: { en: "The program no longer answers here", ja: "プログラムが応答しなくなりました" },
  goneText: {
    en: "It has ended, or another program has this port. Nothing is sent any more.",
    ja: "終了したか、別のプログラムがこのポートを使っています。何も送られません。",
  },
  closeText: {
    en: "The camera is off. You can close this page, and end the tunnel: press Ctrl-C where ssh runs.",
    ja: "カメラは止まっています。このページを閉じ、ssh を実行しているウィンドウで Ctrl-C を押して、トンネルも閉じてください。",
  },
} as const satisfies Record<string, Readonly<Record<PageLang, string>>>

export type TextName = keyof typeof TEXTS

/** Gives the sentences of one language. */
export type Say = (name: TextName, values?: Readonly<Record<string, string | number>>) => string

export function sayIn(lang: string): Say {
  const known: PageLang = lang === "ja" ? "ja" : "en"
  return (name, values = {}) => TEXTS[name][known].replace(/\{(\w+)\}/g, (hole, key: string) => String(values[key] ?? hole))
}
