import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { withClipboard } from "../../components/clipboard/with-clipboard.ts"
import { menuScreen } from "../../components/menu-screen.ts"
import { importRail } from "../../components/rail/import-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { paragraph, textRow } from "../../components/rows.ts"
import type { RouteOf } from "../../core/routes.ts"

const TEXTS = texts({
  title: { en: "Import: where from", ja: "インポート: 読み込み元" },
  intro: { en: "Next: choose, then see what would be imported.", ja: "読み込み元を選ぶと、内容を確認してからインポートできます。" },
  camera: { en: "Scan with a camera", ja: "カメラで読み取る" },
  cameraText: {
    en: "Your computer's webcam, over SSH.",
    ja: "SSH 越しに手元のカメラを使います。",
  },
  pictures: { en: "QR pictures", ja: "QR 画像" },
  picturesText: {
    en: "Screenshots or photos of QR codes; several at once, in any order.",
    ja: "QR コードのスクリーンショットや写真。順番に関係なく、まとめて選べます。",
  },
  files: { en: "Files", ja: "ファイル" },
  filesText: {
    en: "Exports and backups of other apps; keyferry sees by itself which app it is.",
    ja: "ほかのアプリのエクスポートやバックアップ。形式は自動で判別します。",
  },
  paste: { en: "Paste", ja: "貼り付け" },
  pasteText: {
    en: "otpauth:// links, migration links, parts of a transfer, mixed as you like.",
    ja: "otpauth:// リンク、移行リンク、引き継ぎの各パート。混在もできます。",
  },
  guides: { en: "How do I get the accounts out of my app?", ja: "アプリからアカウントを取り出すには？" },
  guidesText: {
    en: "For every app: the steps, or why it has no export and what to do instead.",
    ja: "アプリごとの移行の手順。エクスポートできない場合の代わりの方法も。",
  },
  bring: {
    en: "1 takes codes, pictures and files from the phone and the computer you sit at. No browser there? Bring the picture here:",
    ja: "手元のものは 1 で読み取れます。ブラウザーがない場合は、画像をここに送ります:",
  },
  pasteOrBring: {
    en: "Ctrl-V pastes a picture that you have copied on your computer; 1 scans your phone. Without either, bring the picture here:",
    ja: "手元でコピーした画像は Ctrl-V で貼り付け、スマートフォンは 1 で読み取れます。どちらも使えない場合は、画像をここに送ります:",
  },
  orPipe: {
    en: "or, to leave no file here, print its link there and paste it here:",
    ja: "または、手元でリンクを表示し、ここに貼り付けます（ファイルは残りません）:",
  },
})

const sourceScreen = menuScreen<RouteOf<"import-source">>({
  title: TEXTS.title,
  intro: (_route, { lang, body }) => paragraph(format(TEXTS.intro, lang), body.columns - 1, { indent: 1 }),
  links: (_route, { lang }) => [
    { title: format(TEXTS.camera, lang), text: format(TEXTS.cameraText, lang), to: { to: "import-receive" } },
    { title: format(TEXTS.pictures, lang), text: format(TEXTS.picturesText, lang), to: { to: "import-files", pictures: true } },
    { title: format(TEXTS.files, lang), text: format(TEXTS.filesText, lang), to: { to: "import-files", pictures: false } },
    { title: format(TEXTS.paste, lang), text: format(TEXTS.pasteText, lang), to: { to: "import-paste" } },
    { title: format(TEXTS.guides, lang), text: format(TEXTS.guidesText, lang), to: { to: "guides" } },
  ],
  outro: (_route, { lang, body, host, clipboardReadable }) => [
    ...paragraph(format(clipboardReadable ? TEXTS.pasteOrBring : TEXTS.bring, lang), body.columns - 1, { indent: 1 }),
    textRow(`   scp picture.png ${sanitize(host)}:`, "strong"),
    ...paragraph(format(TEXTS.orPipe, lang), body.columns - 1, { indent: 1 }),
    textRow(`   ssh ${sanitize(host)} keyferry scan - < picture.png`, "strong"),
  ],
})

/** A paste needs no choice of a source: it goes straight to the check. */
const pastableScreen: typeof sourceScreen = {
  ...sourceScreen,
  update: (state, msg, context) =>
    msg.type === "pasted" && msg.text.trim() !== ""
      ? { state, go: { type: "push", route: { to: "import-run", paths: null, text: msg.text } } }
      : sourceScreen.update(state, msg, context),
}

/** A camera, pictures, files, or pasted text; and where to get them. */
export const importSourceScreen = withRail(
  withClipboard(pastableScreen, () => "push"),
  () => importRail({ pasted: false, locked: false, restoring: false }, "source"),
)
