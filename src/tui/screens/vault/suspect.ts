import { format, texts } from "../../../base/language.ts"
import type { VaultWarning } from "../../../base/vault-warning.ts"
import { confirm, confirmRows } from "../../components/confirm.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Context, View } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Is this your vault?", ja: "この保管庫は本物ですか？" },
  unsigned: {
    en: "Nothing proves that keyferry wrote this vault: someone who can write to its directory could have put it there. It is harmless if you made it yourself with the age program.",
    ja: "この保管庫には、keyferry が書いたという証明がありません。保存先に書き込める誰かが置いた可能性があります。age コマンドで自分で作ったものなら問題ありません。",
  },
  older: {
    en: "The vault is older than the one last opened here. Someone may have put an old copy back; later changes are missing from it. It is harmless if you restored it yourself.",
    ja: "この保管庫は、前回ここで開いたものより古い内容です。古いコピーに戻された可能性があり、その後の変更は含まれていません。自分で戻したのなら問題ありません。",
  },
  accept: { en: "Open it anyway?", ja: "それでも開きますか？" },
  yes: { en: "Open it", ja: "開く" },
  no: { en: "Leave it locked", ja: "ロックしたままにする" },
})

/** The warnings about a vault, and the question whether to open it in spite of them. */
export interface Suspect {
  readonly warnings: readonly VaultWarning[]
  readonly question: Confirm
}

export function suspect(warnings: readonly VaultWarning[], { lang }: Context): Suspect {
  const question = confirm(format(TEXTS.accept, lang), { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) })
  return { warnings, question }
}

export function suspectView({ warnings, question }: Suspect, { lang, body }: Context): View {
  const reasons = warnings.flatMap((warning) => [...paragraph(format(TEXTS[warning], lang), body.columns - 2, { indent: 1 }), EMPTY_ROW])
  const questionRows = confirmRows(question, body.columns)
  return {
    title: format(TEXTS.title, lang),
    body: [...reasons.slice(0, Math.max(0, body.rows - questionRows.length)), ...questionRows],
  }
}
