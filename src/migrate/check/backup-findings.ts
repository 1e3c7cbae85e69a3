import { messageOf } from "../../base/language.ts"
import type { BackupState } from "../../vault/copies/ports.ts"
import { problemMessage } from "../../vault/copies/problems.ts"
import { defineFindings } from "./finding.ts"
import type { Finding } from "./finding.ts"

const DAY_MS = 24 * 60 * 60 * 1000
/** A copy is made on every day with a change; one that is older than this means that none could be made. */
const OLD_DAYS = 7

const retry = {
  en: "mend that, then run any keyferry command: it makes the copy; or name another directory with keyferry backup --auto DIR",
  ja: "対処後に keyferry のコマンドを実行するとコピーを作成します。keyferry backup --auto DIR で別の場所も指定できます",
}

const find = defineFindings({
  "backup-none": {
    level: "note",
    message: { en: "automatic backup is off", ja: "自動バックアップは無効です" },
    remedy: {
      en: "keyferry backup --auto DIR turns it on; keyferry backup --out FILE makes one backup",
      ja: "keyferry backup --auto DIR で有効になります。keyferry backup --out FILE で 1 回だけ作成できます",
    },
  },
  "backup-never": {
    level: "warning",
    message: { en: "no automatic backup was made yet", ja: "自動バックアップはまだ作成されていません" },
    remedy: { en: "any keyferry command that opens the vault makes it", ja: "保管庫を開く keyferry のコマンドを実行すると作成します" },
  },
  "backup-old": {
    level: "warning",
    message: {
      en: "the vault was changed since its last automatic backup, which is {days} days old",
      ja: "最後の自動バックアップ（{days} 日前）より後に保管庫が変更されています",
    },
    remedy: { en: "keyferry backup --out FILE makes one now", ja: "keyferry backup --out FILE で今すぐ作成できます" },
  },
})

/** @param directory - Of the user's settings; null: automatic backup is off. @param digest - SHA-256 of `vault.age`. */
export function backupFindings(
  { directory, state, digest }: { readonly directory: string | null; readonly state: BackupState | null; readonly digest: string },
  nowMs: number,
): readonly Finding[] {
  if (directory === null) return [find("backup-none")]
  // What is known of another directory says nothing about this one.
  const known = state?.directory === directory ? state : null
  if (known === null) return [find("backup-never", {}, { file: directory })]
  const { problem, lastAtMs } = known
  const failed: Finding[] =
    problem === null
      ? []
      : [
          {
            level: "warning",
            code: "backup-failed",
            message: problemMessage(problem, directory),
            remedy: messageOf(retry),
            file: directory,
          },
        ]
  if (lastAtMs === null) return failed.length > 0 ? failed : [find("backup-never", {}, { file: directory })]
  const days = Math.floor((nowMs - lastAtMs) / DAY_MS)
  const isOld = known.digest !== digest && days > OLD_DAYS
  return [...failed, ...(isOld ? [find("backup-old", { days }, { file: directory })] : [])]
}
