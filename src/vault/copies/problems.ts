import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"

/** Why no copy could be made. */
export const BACKUP_PROBLEMS = ["missing", "no-marker", "denied", "full", "hung", "vault", "failed"] as const
export type BackupProblem = (typeof BACKUP_PROBLEMS)[number]

export const PROBLEM_TEXTS = texts({
  missing: { en: "{directory} is not there", ja: "{directory} がありません" },
  "no-marker": {
    en: "{directory} does not hold the file keyferry-backups; is the disk mounted?",
    ja: "{directory} に keyferry-backups ファイルがありません。ディスクがマウントされているか確認してください",
  },
  denied: { en: "{directory} cannot be written to", ja: "{directory} に書き込めません" },
  full: { en: "no space left in {directory}", ja: "{directory} の空き容量がありません" },
  hung: { en: "{directory} did not answer within 5 seconds", ja: "{directory} が 5 秒以内に応答しませんでした" },
  vault: {
    en: "another program is changing the vault; the next change is copied into {directory}",
    ja: "別のプログラムが保管庫を変更中です。次の変更時に {directory} にコピーします",
  },
  failed: { en: "input or output failed in {directory}", ja: "{directory} で入出力に失敗しました" },
})

/** The reason as a sentence. */
export function problemMessage(problem: BackupProblem, directory: string): Message {
  return { sentence: PROBLEM_TEXTS[problem], detail: { directory } }
}

/** The error `io` that carries the problem; {@link backupProblemOf} reads it back. */
export function problemError(problem: BackupProblem, directory: string): AppError {
  return new AppError("io", PROBLEM_TEXTS[problem], { detail: { directory, problem } })
}

/** The problem that an error carries; `failed` where it carries none. */
export function backupProblemOf(error: AppError): BackupProblem {
  return BACKUP_PROBLEMS.find((problem) => problem === error.detail["problem"]) ?? "failed"
}
