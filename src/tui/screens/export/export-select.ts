import type { Account } from "../../../accounts/account.ts"
import { format, texts } from "../../../base/language.ts"
import { shownAccounts } from "../../components/accounts-list.ts"
import { withRail } from "../../components/rail/rail.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"
import { accountPicker, accountPickerKeys, accountPickerView, tickedIds, updateAccountPicker } from "./account-picker.ts"
import type { AccountPicker, AccountPickerAction } from "./account-picker.ts"
import { exportRail, fileSteps, qrSteps } from "../../components/rail/export-rail.ts"

const TEXTS = texts({
  titleQr: { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  titleFile: { en: "Export to a file", ja: "ファイルへエクスポート" },
  nothing: {
    en: "No account is ticked: Space ticks one, a ticks all",
    ja: "アカウントが選択されていません。Space で 1 件、a ですべて選択します",
  },
})

export interface ExportSelectState {
  readonly kind: "qr" | "file"
  readonly picker: AccountPicker
}

/** Every account outside the trash, in the order of the account list. */
function exportable(context: Context): readonly Account[] {
  return shownAccounts(context.vault?.accounts ?? [], "", context.settings.sort)
}

const selectScreen: Screen<ExportSelectState, AccountPickerAction, RouteOf<"export-select">> = {
  init: ({ kind, marked }, context) => ({ state: { kind, picker: accountPicker(exportable(context), marked) } }),
  update(state, msg, context) {
    const accounts = exportable(context)
    const { picker, event } = updateAccountPicker(state.picker, msg, accounts, context.body)
    const next = { ...state, picker }
    if (event === "left") return { state: next, go: { type: "back" } }
    if (event === null) return { state: next }
    const ids = tickedIds(picker, accounts)
    if (ids.length === 0) return { state: next, toast: format(TEXTS.nothing, context.lang) }
    return {
      state: next,
      go: { type: "push", route: state.kind === "qr" ? { to: "export-qr-target", ids } : { to: "export-format", ids } },
    }
  },
  view(state, context) {
    const view = accountPickerView(state.picker, exportable(context), context.lang, context.body)
    return { title: format(state.kind === "qr" ? TEXTS.titleQr : TEXTS.titleFile, context.lang), body: view.rows, cursor: view.cursor }
  },
  keys: (state) => accountPickerKeys(state.picker),
  typing: (state) => state.picker.filtering,
}

/** Chooses the accounts of an export; at first the marked ones, else all. */
export const exportSelectScreen = withRail(selectScreen, ({ kind, picker }) => {
  const { size } = picker.ticked
  return exportRail(kind === "qr" ? qrSteps(size) : fileSteps(size, true), "choose")
})
