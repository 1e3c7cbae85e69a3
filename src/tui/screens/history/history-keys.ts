import { texts } from "../../../base/language.ts"
import type { Message, Sentence } from "../../../base/language.ts"
import { CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { LIST_KEYS } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import type { Binding } from "../../core/keys.ts"
import type { Context } from "../../core/screen.ts"
import { chosenDifference, chosenVersion } from "./history-state.ts"
import type { HistoryState } from "./history-state.ts"

const TEXTS = texts({
  show: { en: "show how the version differs from now, account by account", ja: "現在との違いをアカウントごとに表示" },
  showHint: { en: "compare", ja: "比べる" },
  restore: { en: "restore the chosen account; the plan is shown first", ja: "選んだアカウントを復元（先に内容を表示）" },
  restoreHint: { en: "restore it", ja: "復元" },
  all: { en: "restore the whole version; the plan is shown first", ja: "版全体を復元（先に内容を表示）" },
  allHint: { en: "restore all", ja: "すべて復元" },
  copies: { en: "merge copies of the vault that were changed elsewhere", ja: "別の場所で変更された保管庫のコピーをマージ" },
  copiesHint: { en: "merge copies", ja: "コピーをマージ" },
  isNow: { en: "This is the present state of the vault.", ja: "これは保管庫の現在の状態です。" },
  same: { en: "All accounts are as they are now; there is nothing to restore.", ja: "すべて現在と同じです。復元するものはありません。" },
  notThere: {
    en: "The account was not there yet; restoring the whole version moves it to the trash.",
    ja: "この版にはまだないアカウントです。版全体を復元するとごみ箱に移ります。",
  },
  none: { en: "There is no version here.", ja: "版がありません。" },
})

export type HistoryAction = "show" | "restore" | "restore-all" | "merge" | "back" | ListAction | ConfirmAction

const SHOW: Binding<HistoryAction> = { keys: ["enter"], action: "show", help: TEXTS.show, hint: TEXTS.showHint }
const MERGE: Binding<HistoryAction> = { keys: ["m"], action: "merge", help: TEXTS.copies, hint: TEXTS.copiesHint }
const RESTORE: Binding<HistoryAction> = { keys: ["enter"], action: "restore", help: TEXTS.restore, hint: TEXTS.restoreHint }
const RESTORE_ALL: Binding<HistoryAction> = { keys: ["a"], action: "restore-all", help: TEXTS.all, hint: TEXTS.allHint }

/** All that the screen ever has, but for moving and going back. */
export const HISTORY_KEYS: readonly Binding<HistoryAction>[] = [SHOW, MERGE, RESTORE, RESTORE_ALL]

export function historyKeys(state: HistoryState, context: Context): readonly Binding<HistoryAction>[] {
  const { stage } = state
  const readOnly = context.vault?.readOnly ?? null
  const off = (reason: Sentence | Message | null): { readonly disabled?: Sentence | Message } =>
    reason === null ? {} : { disabled: reason }
  switch (stage.at) {
    case "list": {
      const version = chosenVersion(state)
      const reason = version === undefined ? TEXTS.none : version.current ? TEXTS.isNow : version.problem
      return [{ ...SHOW, ...off(reason) }, BACK_KEY, ...(context.vaultCopies === 0 ? [] : [MERGE]), ...LIST_KEYS]
    }
    case "version": {
      const one = chosenDifference(stage)
      const reason = readOnly ?? (one === undefined ? TEXTS.same : null)
      return [
        { ...RESTORE, ...off(reason ?? (one?.change === "added" ? TEXTS.notThere : null)) },
        BACK_KEY,
        { ...RESTORE_ALL, ...off(reason) },
        ...LIST_KEYS,
      ]
    }
    case "plan":
      if (stage.saving) return []
      return stage.changes === null ? [BACK_KEY] : [...CONFIRM_KEYS, ...LIST_KEYS]
  }
}
