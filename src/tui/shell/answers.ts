import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import { pasteText } from "../components/clipboard/paste-text.ts"
import { fullSentence } from "../components/text.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer, Msg } from "../core/messages.ts"
import { isUsed } from "../core/receiver.ts"
import type { ReceiverView } from "../core/receiver.ts"
import { isChange, topOf, withToast, withVault } from "./app-state.ts"
import type { AppState } from "./app-state.ts"
import { errorToast } from "./toast.ts"
import { endWork } from "./work.ts"

const TEXTS = texts({
  waiting: {
    en: "Waiting: {host} (process {pid}) is writing to the vault…",
    ja: "待機中: {host}（プロセス {pid}）が保管庫に書き込んでいます…",
  },
  merged: {
    en: "Another program had changed the vault meanwhile; both changes are in it now.",
    ja: "別のプログラムも保管庫を変更していました。両方の変更を取り込みました。",
  },
  notSynced: {
    en: "The vault is saved, but the disk did not confirm it: check the disk, and make a backup.",
    ja: "保管庫は保存しましたが、ディスクが書き込みの完了を確認できませんでした。ディスクを調べ、バックアップを作成してください。",
  },
  agentLocked: { en: "The agent has locked the vault.", ja: "エージェントが保管庫をロックしました。" },
  notSaved: {
    en: "Not saved: the agent has locked the vault. Unlock it, and do it again.",
    ja: "保存できませんでした。エージェントが保管庫をロックしています。ロックを解除して、もう一度操作してください。",
  },
  inAgent: {
    en: "Opened through the agent. L locks it there, too.",
    ja: "エージェントで開きました。L を押すと、エージェントもロックします。",
  },
  noBackup: { en: "No automatic backup was made: {reason}.", ja: "自動バックアップを作成できませんでした: {reason}。" },
  earlier: {
    en: "{count} automatic {count|backup|backups} in {directory} still {count|opens|open} with the old passphrase or recovery key.",
    ja: "{directory} にある {count} 件の自動バックアップは、以前のパスフレーズまたは回復キーで開けるままです。",
  },
})

/** What the terminal tells about itself, and how a paste is going. */
type TerminalMsg = Extract<Msg, { readonly type: "glyphs-known" | "clipboard-known" | "pasting" | "paste-failed" }>

export function isOfTerminal(msg: Msg): msg is TerminalMsg {
  return ["glyphs-known", "clipboard-known", "pasting", "paste-failed"].includes(msg.type)
}

export function withTerminal(state: AppState, msg: TerminalMsg): AppState {
  switch (msg.type) {
    case "glyphs-known":
      return { ...state, ascii: msg.ascii }
    case "clipboard-known":
      return { ...state, clipboardReadable: msg.readable }
    case "pasting":
      return { ...state, toast: { text: pasteText(msg, state.lang), untilMs: null, failed: false } }
    case "paste-failed":
      return { ...state, toast: errorToast(pasteText(msg, state.lang)) }
  }
}

/** What the shell makes of an answer before the screen gets it. */
export interface Answered {
  readonly state: AppState
  /**
   * - `deliver`: the top screen gets the answer
   * - `drop`: it does not
   * - `lock`: the vault is closed; all account data is to be dropped
   */
  readonly then: "deliver" | "drop" | "lock"
  /** Shown whatever the screen shows. */
  readonly over?: string
}

const deliver = (state: AppState): Answered => ({ state, then: "deliver" })
const drop = (state: AppState): Answered => ({ state, then: "drop" })

/** The state with what the answer says about the vault, the settings and the running work. */
export function answered(before: AppState, msg: Answer): Answered {
  const next = withAnswer(endWork(before, msg), msg)
  const isUnconfirmed = next.state.saved?.syncFailed === true && before.saved?.syncFailed !== true
  return isUnconfirmed ? { ...next, over: format(TEXTS.notSynced, before.lang) } : next
}

function withAnswer(state: AppState, msg: Answer): Answered {
  switch (msg.type) {
    case "failed": {
      const kept = isChange(msg.effect) ? withVault(state, state.saved, state.unsaved.slice(1)) : state
      return deliver({ ...kept, toast: errorToast(fullSentence(format(msg.message, state.lang), state.lang)) })
    }
    case "progressed":
      return deliver({ ...state, busy: { effect: msg.effect, done: msg.done, total: msg.total } })
    case "vault-opened": {
      const open: AppState = {
        ...withVault(state, msg.vault, []),
        vaultCopies: msg.copies?.count ?? 0,
        vaultExists: true,
        // What the agent has opened needs the passphrase before a secret leaves it.
        passphraseAtMs: msg.vault.inAgent ? -Infinity : state.nowMs,
        inputAtMs: state.nowMs,
      }
      const shown = msg.notices.map((message) => format(message, state.lang)).join(" ")
      const notices = shown === "" && msg.vault.inAgent ? format(TEXTS.inAgent, state.lang) : shown
      return deliver(notices === "" ? open : withToast(open, notices))
    }
    case "lock-waited":
      return drop(withToast(state, format(TEXTS.waiting, state.lang, { host: sanitize(msg.host, 40), pid: msg.pid })))
    case "vault-locked":
      return state.vault === null && topOf(state).to === "unlock" ? drop(state) : { state, then: "lock" }
    case "vault-saved":
    case "hotp-ready": {
      if (state.vault === null) return drop(state) // locked meanwhile: a late answer must not bring accounts back
      const next = withVault(state, msg.vault, state.unsaved.slice(1))
      // The merge matters more than the screen's own toast.
      return msg.merged === true ? { ...deliver(next), over: format(TEXTS.merged, state.lang) } : deliver(next)
    }
    case "import-applied":
    case "versions-listed":
    case "copies-merged":
      return state.vault === null ? drop(state) : deliver(withVault(state, msg.vault, state.unsaved))
    case "copies-listed":
      return deliver({ ...state, vaultCopies: msg.copies.length })
    case "passphrase-checked":
      return deliver(withChecked(state, msg))
    case "passphrase-changed":
      if (state.vault === null) return drop(state)
      return deliver({ ...withVault(state, msg.vault, state.unsaved), passphraseAtMs: state.nowMs })
    case "recovery-key-set":
      return state.vault === null ? drop(state) : deliver(withVault(state, msg.vault, state.unsaved))
    case "settings-saved": {
      const lang = msg.settings.lang === state.settings.lang ? state.lang : (msg.settings.lang ?? state.start.lang)
      const backup = msg.settings.backupDirectory === state.settings.backupDirectory ? state.backup : null
      return deliver({ ...state, settings: msg.settings, lang, backup })
    }
    case "export-written":
    case "qr-pages-saved":
      return deliver(msg.note === undefined ? state : withToast(state, fullSentence(format(msg.note, state.lang), state.lang)))
    case "receiver-started":
    case "receiver-changed":
    case "receiver-ended":
      return state.vault === null ? drop(state) : deliver(withReceiver(state, msg.receiver))
    case "backup-checked":
      return drop(withBackup(state, msg))
    case "backup-directory-missing":
    case "vault-suspect":
    case "vault-damaged":
    case "passphrase-estimated":
    case "restore-planned":
    case "recovery-key-made":
    case "recovery-sheet-saved":
    case "vault-checked":
    case "merge-planned":
    case "copies-deleted":
    case "copied":
    case "directory-listed":
    case "files-probed":
    case "file-previewed":
    case "places-found":
    case "files-deleted":
    case "import-read":
    case "gpg-keys-found":
    case "store-written":
    case "qr-planned":
    case "qr-page-drawn":
    case "receipt-recorded":
    case "receipts-listed":
      return deliver(state)
  }
}

/** Changes of the vault, in one effect. */
const SAVING: readonly Effect["type"][] = ["apply-import", "merge-copies"]

/** What to say about a lock that the user did not ask for; null: nothing. */
export function lockReason({ lang }: AppState, msg: Answer): string | null {
  if (msg.type !== "vault-locked" || msg.unfinished === undefined) return null
  const isUnsaved = isChange(msg.unfinished) || SAVING.includes(msg.unfinished)
  return format(isUnsaved ? TEXTS.notSaved : TEXTS.agentLocked, lang)
}

function withChecked(state: AppState, { right, atMs, vault }: Extract<Answer, { type: "passphrase-checked" }>): AppState {
  if (!right) return state
  const checked = { ...state, passphraseAtMs: atMs }
  return vault === undefined || state.vault === null ? checked : withVault(checked, vault, state.unsaved)
}

/** The state with the page for a browser. Its use delays the lock as a key does. */
function withReceiver(state: AppState, receiver: ReceiverView | null): AppState {
  const used = receiver !== null && isUsed(state.receiver, receiver)
  return { ...state, receiver, ...(used ? { inputAtMs: state.nowMs } : {}) }
}

/** The state with what is known of the automatic backups; a failure of an attempt is shown once. */
function withBackup(state: AppState, { backup, attempted, earlier }: Extract<Answer, { type: "backup-checked" }>): AppState {
  const next: AppState = { ...state, backup: state.vault === null ? null : backup }
  if (earlier !== null) return withToast(next, format(TEXTS.earlier, state.lang, earlier))
  if (!attempted || backup?.problem == null) return next
  return withToast(next, format(TEXTS.noBackup, state.lang, { reason: format(backup.problem, state.lang) }))
}
