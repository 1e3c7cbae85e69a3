import { format, texts } from "../../../base/language.ts"
import type { Context } from "../../core/screen.ts"

const TEXTS = texts({
  failed: { en: "automatic backup failed", ja: "自動バックアップに失敗" },
  old: { en: "last backup {days} days ago", ja: "最後のバックアップ: {days} 日前" },
})

const DAY_MS = 24 * 60 * 60 * 1000
/** A copy that lacks changes is old after this time. */
const OLD_DAYS = 7

/** What to say about the automatic backups above the list; empty: nothing. The settings show the reason of a failure. */
export function backupNotice({ backup, nowMs, lang }: Context): string {
  if (backup === null) return ""
  const days = backup.lastAtMs === null ? 0 : Math.floor((nowMs - backup.lastAtMs) / DAY_MS)
  if (!backup.current && days >= OLD_DAYS) return format(TEXTS.old, lang, { days })
  return backup.problem === null ? "" : format(TEXTS.failed, lang)
}
