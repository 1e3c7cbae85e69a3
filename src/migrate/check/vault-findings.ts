import { messageOf } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { NOTICE_TEXTS } from "../../vault/merge/notices.ts"
import { RECOVERY_TEXTS } from "../../vault/recovery/recovery-file.ts"
import type { Version } from "../../vault/versions.ts"
import { defineFindings } from "./finding.ts"
import type { Finding } from "./finding.ts"

/** A clock that is wrong by less gives codes that services still accept. */
const CLOCK_TOLERANCE_MS = 60_000

const find = defineFindings({
  "passphrase-weak": {
    level: "warning",
    message: {
      en: "the passphrase is easy to guess: anyone with a copy of the vault or a backup can try",
      ja: "パスフレーズが推測されやすいものです。保管庫やバックアップのコピーを手に入れた人に試されるおそれがあります",
    },
    remedy: { en: "keyferry passwd changes it", ja: "keyferry passwd で変更できます" },
  },
  "passphrase-change-unfinished": {
    level: "warning",
    message: {
      en: "a change of the passphrase was interrupted: an old copy of identity.age with the old passphrase still opens some files",
      ja: "パスフレーズの変更が中断されています。一部のファイルは以前の identity.age のコピーと古いパスフレーズで開けます",
    },
    remedy: {
      en: "open the vault with the passphrase while its directory can be written to: that finishes it",
      ja: "ディレクトリに書き込める状態で、パスフレーズで保管庫を開くと完了します",
    },
  },
  "version-newer": {
    level: "warning",
    message: {
      en: "version {n} is of generation {generation}, later than the present content: an older vault.age may have been put back",
      ja: "版 {n} は世代 {generation} で、現在の内容より新しいものです。古い vault.age に戻された可能性があります",
    },
    remedy: {
      en: "keyferry versions show {n} tells what it holds, keyferry versions restore {n} brings it back",
      ja: "keyferry versions show {n} で内容を確認し、keyferry versions restore {n} で復元できます",
    },
  },
  "recovery-file-wrong": {
    level: "warning",
    message: {
      en: "recovery.age is missing or is not the file that the vault names, so the recovery key may not open the vault",
      ja: "recovery.age がないか、保管庫の記録と一致しません。回復キーで開けない可能性があります",
    },
    remedy: {
      en: "open the vault with the passphrase while its directory can be written to: that makes the file anew",
      ja: "ディレクトリに書き込める状態で、パスフレーズで保管庫を開くと作り直されます",
    },
  },
  "recovery-file-unknown": {
    level: "warning",
    message: {
      en: "there is a recovery.age although the vault has no recovery key: somebody put it there, or a removed key came back",
      ja: "回復キーのない保管庫に recovery.age があります。誰かが置いたか、削除した回復キーのものが戻った可能性があります",
    },
    remedy: { en: "keyferry recovery remove deletes it", ja: "keyferry recovery remove で削除できます" },
  },
  "recovery-none": {
    level: "note",
    message: {
      en: "there is no recovery key: a forgotten passphrase cannot be replaced",
      ja: "回復キーがありません。パスフレーズを忘れると開けなくなります",
    },
    remedy: { en: "keyferry recovery create makes one", ja: "keyferry recovery create で作成できます" },
  },
  "not-synced": {
    level: "warning",
    message: {
      en: "the disk did not confirm that the vault will survive a power failure",
      ja: "停電後も保管庫が残ることを、ディスクが確認できませんでした",
    },
    remedy: { en: "check the disk, and make a backup", ja: "ディスクを調べ、バックアップを作成してください" },
  },
  "clock-behind": {
    level: "warning",
    message: {
      en: "the vault was changed {minutes} {minutes|minute|minutes} in the future of this machine's clock: codes may be wrong",
      ja: "保管庫の更新時刻が、このマシンの時計より {minutes} 分進んでいます。コードが誤っている可能性があります",
    },
    remedy: {
      en: "compare the clock with a phone, and let it be set, such as with timedatectl set-ntp true",
      ja: "スマートフォンと時刻を比べ、timedatectl set-ntp true などで合わせてください",
    },
  },
})

/** What is known of a vault that was opened. */
export interface OpenedState {
  readonly generation: number
  /** As `readVersions` gives them. */
  readonly versions: readonly Version[]
  readonly hasRecovery: boolean
  /** As `checkRecoveryFile` returns it. */
  readonly recoveryFile: "right" | "stale" | "unknown"
  readonly isChangeUnfinished: boolean
  /** Null where the passphrase is not known any more. */
  readonly isPassphraseWeak: boolean | null
  readonly readOnly: Message | null
  readonly notices: readonly Message[]
  readonly syncFailed: boolean
}

/** Whether the vault, its versions and its recovery file open and agree. */
export function vaultFindings(state: OpenedState): readonly Finding[] {
  const { versions, recoveryFile, hasRecovery, readOnly } = state
  return [
    ...(state.isPassphraseWeak === true ? [find("passphrase-weak")] : []),
    ...(state.isChangeUnfinished ? [find("passphrase-change-unfinished")] : []),
    ...(readOnly === null || state.isChangeUnfinished ? [] : [plain("note", "read-only", readOnly)]),
    ...(recoveryFile === "stale" ? [find("recovery-file-wrong")] : []),
    ...(recoveryFile === "unknown" ? [find("recovery-file-unknown")] : []),
    ...(hasRecovery ? [] : [find("recovery-none")]),
    ...(state.syncFailed ? [find("not-synced")] : []),
    ...versions.flatMap((version) => versionFindings(version, state.generation)),
    ...state.notices.flatMap(noticeFindings),
  ]
}

/** A vault that could not be opened. @param reason - The error's message. */
export function unopenedFinding(reason: Message): Finding {
  return plain("error", "vault-unopened", reason)
}

/**
 * Whether this machine's clock is behind.
 *
 * @param times - When the vault was saved and when its files were changed, perhaps by another machine; milliseconds since 1970.
 */
export function clockFindings(times: readonly (number | null)[], nowMs: number): readonly Finding[] {
  const aheadMs = Math.max(...times.map((time) => time ?? 0), 0) - nowMs
  return aheadMs > CLOCK_TOLERANCE_MS ? [find("clock-behind", { minutes: Math.round(aheadMs / 60_000) })] : []
}

function versionFindings({ n, current, generation, problem }: Version, present: number): Finding[] {
  if (current) return []
  if (problem !== null) return [plain("warning", "version-unusable", unusable(n, problem))]
  return generation > present ? [find("version-newer", { n, generation })] : []
}

function unusable(n: number, { sentence: { en, ja }, detail }: Message): Message {
  return messageOf({ en: `version {n} cannot be used: ${en}`, ja: `版 {n} は使用できません: ${ja}` }, { ...detail, n })
}

/** What opening found. */
function noticeFindings(notice: Message): Finding[] {
  const { copies, fork, forkHeld } = NOTICE_TEXTS
  const { notRemade, unknown } = RECOVERY_TEXTS
  // Other findings tell these.
  if ([copies, notRemade, unknown].some((sentence) => sentence === notice.sentence)) return []
  const isFork = notice.sentence === fork || notice.sentence === forkHeld
  return [isFork ? plain("warning", "changed-elsewhere", notice) : plain("note", "opening", notice)]
}

/** A finding whose sentence names what to do, or nothing is to be done. */
function plain(level: Finding["level"], code: string, message: Message): Finding {
  return { level, code, message, remedy: null }
}
