import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { GpgKey } from "../../../base/ports.ts"
import { formatTitle, handlerById } from "../../../formats/lookup.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { EXPORTED_TEXTS } from "./exported.ts"

const TEXTS = texts({
  done: { en: "{n} {n|account|accounts} written into", ja: "{n} 件のアカウントを書き出しました:" },
  notWritten: { en: "{n} could not be written in this format.", ja: "{n} 件はこの形式では書き出せませんでした。" },
  encryptedTo: { en: "Encrypted to {keys}.", ja: "暗号化に使った鍵: {keys}" },
  about: { en: "About {title}:", ja: "{title} について:" },
})

/** `offset`: the first visible row of the result. */
export interface StoreDoneStage {
  readonly at: "done"
  readonly accounts: number
  readonly keys: readonly GpgKey[]
  readonly offset: number
}

export const directoryText = (directory: string, { homeDirectory }: Pick<Context, "homeDirectory">): string =>
  sanitize(shortPath(directory, homeDirectory))

/** What was written, and what to do with it. */
export function storeDoneRows(
  { format: id, ids, directory }: { readonly format: string; readonly ids: readonly string[]; readonly directory: string },
  { accounts, keys }: StoreDoneStage,
  context: Context,
): readonly Row[] {
  const { lang, body, formats } = context
  const text = (content: string): readonly Row[] => paragraph(content, body.columns - 1, { indent: 1 })
  const notWritten = ids.length - accounts
  const users = keys.map(({ fingerprint, user }) => (user === "" ? fingerprint : user)).join(", ")
  const guide = handlerById(formats, id)?.guide
  return [
    EMPTY_ROW,
    ...text(format(TEXTS.done, lang, { n: accounts })),
    ...paragraph(directoryText(directory, context), body.columns - 1, { indent: 3, role: "strong" }),
    ...text(sanitize(format(TEXTS.encryptedTo, lang, { keys: users }))),
    ...(notWritten > 0 ? text(format(TEXTS.notWritten, lang, { n: notWritten })) : []),
    EMPTY_ROW,
    ...(guide === undefined
      ? []
      : [
          ...text(format(TEXTS.about, lang, { title: formatTitle(formats, id, lang) })),
          ...paragraph(format(guide, lang), body.columns - 1, { indent: 3 }),
          EMPTY_ROW,
        ]),
    ...text(format(EXPORTED_TEXTS.keep, lang)),
    EMPTY_ROW,
    ...text(format(EXPORTED_TEXTS.home, lang)),
  ]
}
