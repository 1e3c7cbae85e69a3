import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang, Sentence } from "../../base/language.ts"
import { qrSvg } from "../../qr/draw/png-svg.ts"
import { escapeHtml, htmlSheet } from "../qr/html-sheet.ts"
import { PASSWD_COMMAND, STOCK_COMMANDS } from "./key-file.ts"
import type { KeyOrigin } from "./key-file.ts"
import { keyLines } from "./key-text.ts"

const TEXTS = texts({
  title: { en: "Recovery key of a keyferry vault", ja: "keyferry の保管庫の回復キー" },
  secret: {
    en: "Anyone who has this sheet and a copy of the vault can open the vault without its passphrase. Keep the sheet as safe as a key, away from the machine, and delete the file after printing.",
    ja: "このシートと保管庫のコピーがあれば、パスフレーズなしで保管庫を開けます。マシンから離れた安全な場所に保管し、印刷後はファイルを削除してください。",
  },
  vault: { en: "Vault: {directory}", ja: "保管庫: {directory}" },
  created: { en: "Made on {date} (UTC)", ja: "作成日: {date}（UTC）" },
  letters: {
    en: "0 is the digit zero; the letters B, I and O do not occur. Type the key on one line, without the spaces.",
    ja: "0 は数字のゼロです。B、I、O の文字は含まれません。入力するときは空白を入れず 1 行で入力します。",
  },
  withKeyferry: {
    en: "The passphrase is forgotten, or identity.age is lost",
    ja: "パスフレーズを忘れた、または identity.age を失ったとき",
  },
  screen: {
    en: "Start keyferry and choose “Use the recovery key”, or save the key as recovery.txt and set a new passphrase:",
    ja: "keyferry を起動して「回復キーを使う」を選ぶか、キーを recovery.txt に保存し、次のコマンドで新しいパスフレーズを設定します。",
  },
  withAge: { en: "On a machine without keyferry", ja: "keyferry がないマシンでは" },
  age: {
    en: "The program age (age-encryption.org) opens the vault. Save the key as recovery.txt in the vault's directory and run there:",
    ja: "age コマンド（age-encryption.org）で開けます。キーを保管庫のディレクトリに recovery.txt として保存し、そこで次のコマンドを実行します。",
  },
  result: {
    en: "The second command prints the accounts as JSON, secrets included. Delete recovery.txt and identity.txt afterwards.",
    ja: "2 つ目のコマンドが、シークレットを含むすべてのアカウントを JSON で出力します。終わったら recovery.txt と identity.txt を削除してください。",
  },
})

const STYLE = `
  h2 { font-size: 12pt; margin: 8mm 0 2mm; break-after: avoid }
  pre { font: 10.5pt/1.5 monospace; margin: 0 0 4mm; white-space: pre-wrap }
  pre.key { font-size: 13pt; font-weight: bold; margin: 4mm 0 }
  figure { margin: 0 0 4mm; width: 56mm }
`

/**
 * An HTML sheet for printing: the recovery key as text and as a QR code, which holds the key alone, and how to use it. The caller must make
 * the file readable only by the user.
 *
 * @param key - `AGE-SECRET-KEY-1…`
 */
export async function keySheet(key: string, { directory, createdAt }: KeyOrigin, lang: Lang): Promise<Uint8Array> {
  const html = (sentence: Sentence, detail: Record<string, string> = {}): string => escapeHtml(format(sentence, lang, detail))
  const block = (lines: readonly string[], name = ""): string => `<pre${name}>${escapeHtml(lines.join("\n"))}</pre>`
  const date = new Date(createdAt).toISOString().slice(0, 10)
  const page = htmlSheet({
    lang,
    title: html(TEXTS.title),
    style: STYLE,
    body: [
      `<p>${html(TEXTS.secret)}</p>`,
      `<p>${html(TEXTS.vault, { directory: sanitize(directory) })}<br>${html(TEXTS.created, { date })}</p>`,
      block(keyLines(key), ` class="key"`),
      `<figure>${(await qrSvg(key)).trimEnd()}</figure>`,
      `<p>${html(TEXTS.letters)}</p>`,
      `<h2>${html(TEXTS.withKeyferry)}</h2>`,
      `<p>${html(TEXTS.screen)}</p>`,
      block([PASSWD_COMMAND]),
      `<h2>${html(TEXTS.withAge)}</h2>`,
      `<p>${html(TEXTS.age)}</p>`,
      block(STOCK_COMMANDS),
      `<p>${html(TEXTS.result)}</p>`,
    ],
  })
  return new TextEncoder().encode(page)
}
