import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { gauge, span } from "../components/rows.ts"
import type { Row } from "../core/frame.ts"
import type { Context } from "../core/screen.ts"

const TEXTS = texts({
  working: { en: "working…", ja: "処理中…" },
  opening: { en: "opening the vault…", ja: "保管庫を開いています…" },
  encrypting: { en: "encrypting…", ja: "暗号化しています…" },
  checking: { en: "checking the passphrase…", ja: "パスフレーズを確認しています…" },
  reading: { en: "reading…", ja: "読み込んでいます…" },
  drawing: { en: "preparing the pages…", ja: "ページを準備しています…" },
  readingOf: { en: "reading {done} of {total}", ja: "読み込んでいます {done} / {total}" },
  workingOf: { en: "working {done} of {total}", ja: "処理中 {done} / {total}" },
  cancel: { en: "cancels", ja: "中断" },
})

type Busy = NonNullable<Context["busy"]>

const GAUGE_CELLS = 12

/** The footer while work is running: what it is, how far it is, and the key that cancels it. */
export function workRow(busy: Busy, lang: Lang, width: number): Row {
  const { done, total } = busy
  const bar = total > 0 && width >= 50 ? [span(" "), span(gauge(done / total, GAUGE_CELLS), "accent")] : []
  return [
    span(` ${workText(busy, lang)}`),
    ...bar,
    span("  "),
    { ...span("Esc", "accent"), click: "escape" },
    { ...span(` ${format(TEXTS.cancel, lang)}`), click: "escape" },
  ]
}

/** The running work and its progress. */
function workText({ effect, done, total }: Busy, lang: Lang): string {
  const isReading = effect === "plan-merge" || effect === "open-import" || effect === "unlock-import"
  if (total > 0) return format(isReading ? TEXTS.readingOf : TEXTS.workingOf, lang, { done, total })
  if (isReading) return format(TEXTS.reading, lang)
  switch (effect) {
    case "plan-qr":
      return format(TEXTS.drawing, lang)
    case "open-vault":
    case "recover-vault":
      return format(TEXTS.opening, lang)
    case "check-passphrase":
      return format(TEXTS.checking, lang)
    case "create-vault":
    case "change-passphrase":
    case "write-backup":
    case "write-export":
      return format(TEXTS.encrypting, lang)
    default:
      return format(TEXTS.working, lang)
  }
}
