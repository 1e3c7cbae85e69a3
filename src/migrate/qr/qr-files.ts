import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { qrPng, qrSvg } from "../../qr/draw/png-svg.ts"
import { escapeHtml, htmlSheet } from "./html-sheet.ts"
import type { QrTarget } from "./qr-losses.ts"
import type { QrPlan } from "./qr-pages.ts"

/** Form of the files: one picture per page (`png`, `svg`), or one HTML sheet with all codes, for printing. */
export type QrFileKind = "png" | "svg" | "sheet"

/** A file to write. The caller must make it readable only by the user. */
export interface QrFile {
  readonly name: string
  /** Makes the file's content. It is secret, except for a transfer, and never contains the verification code. */
  readonly bytes: () => Promise<Uint8Array>
}

export const SHEET_TEXTS = texts({
  title: { en: "Two-factor accounts on paper", ja: "二要素認証アカウントの控え" },
  titleTransfer: { en: "Accounts for another keyferry", ja: "別の keyferry への引き継ぎ" },
  secret: {
    en: "Anyone who scans these QR codes can generate your codes. Keep this sheet as safe as a key, and delete the file after printing.",
    ja: "これらのコードを読み取った人は誰でも認証コードを作れます。鍵と同じように保管し、印刷後はファイルを削除してください。",
  },
  encrypted: {
    en: "The codes are encrypted. The verification code is not on this sheet; it is needed to open them:",
    ja: "コードは暗号化されています。開くには引き継ぎコードが必要です（このシートには印刷されません）:",
  },
  google: {
    en: "In Google Authenticator: Transfer codes › Import codes, not +",
    ja: "Google Authenticator:「コードを移行」›「コードをインポート」（「+」ではありません）",
  },
  part: { en: "Part {page} of {pages}", ja: "{pages} 枚中 {page} 枚目" },
})

/** The name of the sheet. */
export function sheetName(target: QrTarget): string {
  return `${target}-sheet.html`
}

/** The files of a plan: pictures numbered in the order of the pages, or one sheet. @param plan - Made with `size` null. */
export function qrFiles({ target, pages }: Pick<QrPlan, "target" | "pages">, kind: QrFileKind, lang: Lang): readonly QrFile[] {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
  if (kind === "sheet") return [{ name: sheetName(target), bytes: async () => encode(await qrSheet({ target, pages }, lang)) }]
  const digits = Math.max(2, String(pages.length).length)
  return pages.map(({ text }, index) => ({
    name: `${target}-${String(index + 1).padStart(digits, "0")}.${kind}`,
    bytes: async () => (kind === "png" ? qrPng(text) : encode(await qrSvg(text))),
  }))
}

const STYLE = `
  .codes { display: flex; flex-wrap: wrap; gap: 6mm }
  figure { margin: 0; width: 56mm; break-inside: avoid; text-align: center }
  figure.large { width: 120mm }
  figcaption { overflow-wrap: anywhere }
  .blank { display: inline-block; width: 70mm; border-bottom: 0.3mm solid #000 }
`
/** A QR code with a longer text is printed larger, so that a camera can distinguish its modules. */
const LARGE_FROM_CHARACTERS = 220

/** An HTML page without scripts and external resources: one QR code per page of the plan, with the names of its accounts. */
async function qrSheet({ target, pages }: Pick<QrPlan, "target" | "pages">, lang: Lang): Promise<string> {
  const figures: string[] = []
  for (const [index, { labels, text }] of pages.entries()) {
    const names = labels.length > 0 ? labels.map((label) => sanitize(label)).join(", ") : ""
    const caption = names === "" ? format(SHEET_TEXTS.part, lang, { page: index + 1, pages: pages.length }) : names
    const size = text.length > LARGE_FROM_CHARACTERS ? ` class="large"` : ""
    figures.push(`<figure${size}>${(await qrSvg(text)).trimEnd()}<figcaption>${escapeHtml(caption)}</figcaption></figure>`)
  }
  const title = escapeHtml(format(target === "keyferry" ? SHEET_TEXTS.titleTransfer : SHEET_TEXTS.title, lang))
  const words = target === "keyferry" ? SHEET_TEXTS.encrypted : SHEET_TEXTS.secret
  const notes = [
    `${escapeHtml(format(words, lang))}${target === "keyferry" ? ` <span class="blank"></span>` : ""}`,
    ...(target === "google" ? [escapeHtml(format(SHEET_TEXTS.google, lang))] : []),
  ]
  return htmlSheet({
    lang,
    title,
    style: STYLE,
    body: [...notes.map((line) => `<p>${line}</p>`), `<div class="codes">`, ...figures, `</div>`],
  })
}
