import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { Msg, PasteProblem } from "../../core/messages.ts"

const TEXTS = texts({
  pasting: { en: "Reading the clipboard…", ja: "クリップボードを読み取っています…" },
})

const PASTE_TEXTS = texts({
  unavailable: { en: "The terminal has no such clipboard.", ja: "このターミナルには、そのクリップボードがありません。" },
  denied: { en: "The terminal does not allow reading the clipboard.", ja: "ターミナルがクリップボードの読み取りを許可しませんでした。" },
  busy: {
    en: "Another program is reading the clipboard; paste again.",
    ja: "別のプログラムがクリップボードを読み取っています。もう一度貼り付けてください。",
  },
  unanswered: {
    en: "The terminal has stopped sending the clipboard; paste again.",
    ja: "ターミナルからのクリップボードの送信が途切れました。もう一度貼り付けてください。",
  },
  malformed: {
    en: "The terminal sent the clipboard in a damaged form; paste again.",
    ja: "ターミナルから送られたクリップボードの内容が壊れています。もう一度貼り付けてください。",
  },
  "too-large": {
    en: "The clipboard holds more than can be pasted; bring it as a file.",
    ja: "クリップボードの内容が、貼り付けられる量を超えています。ファイルとして送ってください。",
  },
  nothing: {
    en: "The clipboard holds neither a picture nor a text.",
    ja: "クリップボードに画像もテキストもありません。",
  },
  "file-name": {
    en: "The clipboard holds the name of a file, not its content: open the picture and copy it from there.",
    ja: "クリップボードにあるのはファイルの名前だけです。画像を開いて、そこからコピーしてください。",
  },
} satisfies Record<PasteProblem, unknown>)

/** How a paste is going. */
export function pasteText(msg: Extract<Msg, { readonly type: "pasting" | "paste-failed" }>, lang: Lang): string {
  if (msg.type === "pasting") return format(TEXTS.pasting, lang)
  return format(PASTE_TEXTS[msg.problem], lang)
}
