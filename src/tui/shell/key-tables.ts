import { texts } from "../../base/language.ts"
import { listKeys } from "../components/files/file-picker-keys.ts"
import { LIST_KEYS } from "../components/list.ts"
import type { KeyTable } from "../core/key-map.ts"
import type { Binding } from "../core/keys.ts"
import { accountsKeys } from "../screens/accounts/accounts-keys.ts"
import type { AccountsSituation } from "../screens/accounts/accounts-keys.ts"
import { TRASH_KEYS } from "../screens/accounts/trash.ts"
import { CHECK_LIST_KEYS } from "../screens/check-list/check-list.ts"
import { HISTORY_KEYS } from "../screens/history/history-keys.ts"
import { planKeys } from "../screens/import/plan-table.ts"
import { PAGE_KEYS } from "../screens/qr-pages/qr-pages-keys.ts"
import { accountPicker, accountPickerKeys } from "../screens/export/account-picker.ts"
import { GLOBAL_KEYS } from "./global-keys.ts"

const TEXTS = texts({
  everywhere: { en: "Everywhere", ja: "どの画面でも" },
  lists: { en: "Lists", ja: "一覧" },
  accounts: { en: "Account list", ja: "アカウント一覧" },
  selecting: { en: "Selecting", ja: "選択" },
  files: { en: "Files", ja: "ファイル" },
  qr: { en: "QR pages", ja: "QR コード" },
  plan: { en: "Import plan", ja: "内容の確認" },
  checkList: { en: "Comparing codes", ja: "照合" },
  history: { en: "History", ja: "履歴" },
  trash: { en: "Trash", ja: "ごみ箱" },
})

const moving = new Set<string>(LIST_KEYS.map(({ help }) => help.en))
const own = (bindings: readonly Binding[]): readonly Binding[] => bindings.filter(({ help }) => !moving.has(help.en))

/** The account list with all that it can ever do. */
const LIST: AccountsSituation = {
  mode: "list",
  any: true,
  found: false,
  clearable: false,
  undoable: true,
  movable: true,
  hotp: true,
  hidden: true,
  detailed: true,
  marked: false,
  wide: true,
  readOnly: null,
}

/** Every table whose keys can be changed. */
export const KEY_TABLES: readonly KeyTable[] = [
  { id: "everywhere", title: TEXTS.everywhere, shared: true, bindings: GLOBAL_KEYS },
  { id: "list", title: TEXTS.lists, shared: true, bindings: LIST_KEYS },
  { id: "accounts", title: TEXTS.accounts, shared: false, bindings: own(accountsKeys(LIST)) },
  { id: "select", title: TEXTS.selecting, shared: false, bindings: own(accountPickerKeys(accountPicker([]))) },
  { id: "files", title: TEXTS.files, shared: false, bindings: own(listKeys({ mode: "open", several: true, marks: [] })) },
  { id: "qr", title: TEXTS.qr, shared: false, bindings: PAGE_KEYS },
  { id: "plan", title: TEXTS.plan, shared: false, bindings: own(planKeys("import")) },
  { id: "check-list", title: TEXTS.checkList, shared: false, typing: true, bindings: own(CHECK_LIST_KEYS) },
  { id: "history", title: TEXTS.history, shared: false, bindings: HISTORY_KEYS },
  { id: "trash", title: TEXTS.trash, shared: false, bindings: TRASH_KEYS },
]
