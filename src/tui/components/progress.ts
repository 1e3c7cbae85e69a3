import { format, texts } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import type { Context } from "../core/screen.ts"
import { gauge, textRow } from "./rows.ts"

const TEXTS = texts({
  progress: { en: "{done} of {total}", ja: "{done} / {total}" },
})

/** A bar for the long effect that is running; no rows where its progress is unknown. */
export function progressRows({ busy, lang }: Pick<Context, "busy" | "lang">): readonly Row[] {
  if (busy === null || busy.total <= 0) return []
  return [textRow(` ${gauge(busy.done / busy.total, 40)} ${format(TEXTS.progress, lang, { done: busy.done, total: busy.total })}`)]
}
