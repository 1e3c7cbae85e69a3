import type { Account } from "../../../accounts/account.ts"
import { codeAt } from "../../../accounts/codes.ts"
import { TRASH_DAYS } from "../../../accounts/trash.ts"
import { labelOf } from "../../../base/display.ts"
import { isAppError } from "../../../base/errors.ts"
import { format, texts } from "../../../base/language.ts"
import { moveInOwnOrder, sortName } from "../../components/accounts-list.ts"
import { confirm } from "../../components/confirm.ts"
import { lineEditor } from "../../components/forms/line-editor.ts"
import { LIST_START, listWindow, moveList, moveListBy } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import { keyOf } from "../../core/keys.ts"
import type { ActionMsg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import type { AccountsAction } from "./accounts-keys.ts"
import { heightOf, targetAccounts } from "./accounts-state.ts"
import type { AccountsState } from "./accounts-state.ts"
import { countedTabs, neighbourTab } from "./list/tabs.ts"
import { accountsOf, shownOf } from "./list/shown.ts"

const TEXTS = texts({
  askMany: { en: "Delete {count} accounts?", ja: "{count} 件のアカウントを削除しますか？" },
  inTrash: { en: `They stay in the trash for ${TRASH_DAYS} days.`, ja: `${TRASH_DAYS} 日間はごみ箱に残ります。` },
  yes: { en: "Delete", ja: "削除する" },
  no: { en: "Keep", ja: "残す" },
  deleted: { en: "Deleted {label}. u undoes the deletion.", ja: "{label} を削除しました。u で取り消せます。" },
  undone: { en: "The deletion is undone.", ja: "削除を取り消しました。" },
  pressN: {
    en: "Press n for the next code of {label}; only n moves the counter.",
    ja: "n を押すと {label} の次の認証コードを表示します。カウンターが進むのは n だけです。",
  },
  askNext: { en: "Move the counter on?", ja: "カウンターを進めますか？" },
  nextIsShown: {
    en: "A code of {label} is shown already. The counter cannot be moved back.",
    ja: "{label} の認証コードは表示中です。カウンターを戻すことはできません。",
  },
  nextYes: { en: "Next code", ja: "次の認証コード" },
  nextNo: { en: "Stay", ja: "このまま" },
  sorted: { en: "Order: {by}", ja: "並び順: {by}" },
})

const REVEAL_MS = 30_000
/** Copying updates `usedAt`, for the order "last used", at most once per hour: each update saves the vault. */
const USED_STEP_MS = 3_600_000
const SORTS = ["own", "issuer", "name", "used"] as const

type Out = Outcome<AccountsState>

export function putAccounts(accounts: readonly Account[]): Effect[] {
  return accounts.length === 0 ? [] : [{ type: "put-accounts", accounts }]
}

export function copyCode(state: AccountsState, account: Account | undefined, context: Context): Out {
  if (account === undefined) return { state }
  const chosen = { ...state, chosenId: account.id, fresh: without(state.fresh, account.id) }
  const readOnly = context.vault?.readOnly ?? null
  if (account.kind === "hotp") {
    const known = state.hotpCodes[account.id]
    if (known !== undefined) return { state: chosen, effects: [{ type: "copy", text: known, what: "code", label: labelOf(account) }] }
    if (readOnly !== null) return { state: chosen, toast: format(readOnly, context.lang) }
    return { state: chosen, toast: format(TEXTS.pressN, context.lang, { label: labelOf(account) }) }
  }
  try {
    const { code } = codeAt(account, context.nowMs)
    const used = readOnly === null && context.nowMs - (account.usedAt ?? 0) >= USED_STEP_MS
    return {
      state: chosen,
      effects: [
        { type: "copy", text: code, what: "code", label: labelOf(account) },
        ...putAccounts(used ? [{ ...account, usedAt: context.nowMs }] : []),
      ],
    }
  } catch (e) {
    if (!isAppError(e)) throw e
    return { state: chosen, toast: format(e, context.lang) }
  }
}

/** The next code of a HOTP account. A counter never goes back, so a second code is made only after a question. */
function nextCode(state: AccountsState, account: Account, { lang }: Context): Out {
  if (state.hotpCodes[account.id] === undefined) return { state, effects: [{ type: "next-hotp", id: account.id }] }
  const question = confirm(format(TEXTS.askNext, lang), {
    text: format(TEXTS.nextIsShown, lang, { label: labelOf(account) }),
    yes: format(TEXTS.nextYes, lang),
    no: format(TEXTS.nextNo, lang),
  })
  return { state: { ...state, question: { about: "next", confirm: question, ids: [account.id] } } }
}

function askDelete(count: number, { lang }: Context): Confirm {
  const answers = { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) }
  return confirm(format(TEXTS.askMany, lang, { count }), { text: format(TEXTS.inTrash, lang), ...answers })
}

function toggleId(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return set.has(id) ? toggleId(set, id) : set
}

/** Moves accounts to the trash. */
export function deleteAccounts(state: AccountsState, accounts: readonly Account[], toast: string, nowMs: number): Out {
  return {
    state: { ...state, deleted: accounts.map(({ id }) => id), marked: new Set() },
    effects: putAccounts(accounts.map((each) => ({ ...each, trashedAt: nowMs, updatedAt: nowMs }))),
    toast,
  }
}

/** The state with the next or the previous tab, and its first account chosen. */
function withNeighbourTab(state: AccountsState, by: 1 | -1, context: Context): AccountsState {
  return { ...state, tab: neighbourTab(countedTabs(accountsOf(context)), state.tab, by), chosenId: null, list: LIST_START }
}

/** The state with the cursor elsewhere. */
export function withList(state: AccountsState, shown: readonly Account[], list: ListState): AccountsState {
  return { ...state, list, chosenId: shown[list.cursor]?.id ?? null }
}

/** The state in which a query is typed. */
function startFinding(state: AccountsState): AccountsState {
  const { tab, list, chosenId } = state
  return { ...state, filtering: true, details: false, before: state.before ?? { tab, list, chosenId } }
}

/** The list as it was before the search. */
export function restoreView(state: AccountsState): AccountsState {
  return { ...state, ...(state.before ?? {}), filtering: false, filter: lineEditor(), before: null }
}

/** An action of the list itself. */
export function onListAction(state: AccountsState, msg: ActionMsg<AccountsAction>, context: Context): Out {
  const shown = shownOf(state, context)
  const height = heightOf(state, context)
  const account = shown[state.list.cursor]
  const { nowMs } = context
  switch (msg.action) {
    case "copy":
      return copyCode(state, account, context)
    case "copy-nth":
      return copyCode(state, shown[listWindow(state.list, shown.length, height).from + Number(keyOf(msg)) - 1], context)
    case "mark": {
      if (account === undefined) return { state }
      const below = withList(state, shown, moveList(state.list, 1, shown.length, height))
      return { state: { ...below, marked: toggleId(state.marked, account.id) } }
    }
    case "reveal": {
      if (!context.settings.hideCodes) return { state }
      const ids = targetAccounts(state, context).map(({ id }) => id)
      const open = ids.every((id) => state.revealed?.ids.has(id) === true)
      return { state: { ...state, revealed: open ? null : { ids: new Set(ids), untilMs: nowMs + REVEAL_MS } } }
    }
    case "edit-filter":
      return { state: startFinding(state) }
    case "clear":
      if (state.details) return { state: { ...state, details: false } }
      return { state: state.filter.value === "" ? { ...state, marked: new Set(), fresh: new Set() } : restoreView(state) }
    case "add":
      // What comes in is not what was searched for.
      return { state: restoreView(state), go: { type: "push", route: { to: "account-edit", id: null, draft: null } } }
    case "edit":
      return account === undefined ? { state } : { state, go: { type: "push", route: { to: "account-edit", id: account.id, draft: null } } }
    case "delete": {
      const about = targetAccounts(state, context)
      const [first] = about
      if (first === undefined) return { state }
      if (about.length === 1) return deleteAccounts(state, about, format(TEXTS.deleted, context.lang, { label: labelOf(first) }), nowMs)
      return {
        state: { ...state, question: { about: "delete", confirm: askDelete(about.length, context), ids: about.map(({ id }) => id) } },
      }
    }
    case "undo": {
      const back = accountsOf(context).filter(({ id, trashedAt }) => trashedAt !== null && state.deleted.includes(id))
      const [first] = back
      return {
        state: { ...state, deleted: [], wantedId: first?.id ?? null },
        effects: putAccounts(back.map((each) => ({ ...each, trashedAt: null, updatedAt: nowMs }))),
        toast: format(TEXTS.undone, context.lang),
      }
    }
    case "next-code":
      return account?.kind === "hotp" ? nextCode(state, account, context) : { state }
    case "favorite": {
      const about = targetAccounts(state, context)
      const favorite = !about.every((each) => each.favorite)
      return { state, effects: putAccounts(about.map((each) => ({ ...each, favorite, updatedAt: nowMs }))) }
    }
    case "edit-groups": {
      const about = targetAccounts(state, context)
      return { state: { ...state, groups: { editor: lineEditor(about[0]?.groups.join(", ") ?? ""), ids: about.map(({ id }) => id) } } }
    }
    case "sort": {
      const by = SORTS[(SORTS.indexOf(context.settings.sort) + 1) % SORTS.length] ?? "own"
      return {
        state,
        effects: [{ type: "save-settings", patch: { sort: by } }],
        toast: format(TEXTS.sorted, context.lang, { by: sortName(by, context.lang) }),
      }
    }
    case "move-down":
      return { state, effects: putAccounts(moveInOwnOrder(shown, state.list.cursor, 1, nowMs)) }
    case "move-up":
      return { state, effects: putAccounts(moveInOwnOrder(shown, state.list.cursor, -1, nowMs)) }
    case "show-qr": {
      const ids = targetAccounts(state, context).map(({ id }) => id)
      return ids.length === 0 ? { state } : { state, go: { type: "push", route: { to: "qr-pages", target: "phone", ids } } }
    }
    case "details":
      return { state: { ...state, details: !state.details } }
    case "next-group":
      return { state: withNeighbourTab(state, 1, context) }
    case "previous-group":
      return { state: withNeighbourTab(state, -1, context) }
    case "migrate":
      return {
        state: restoreView(state),
        go: { type: "push", route: { to: "migrate", ...(state.marked.size > 0 ? { marked: [...state.marked] } : {}) } },
      }
    case "settings":
      return { state, go: { type: "push", route: { to: "settings" } } }
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "first":
    case "last":
      return { state: withList(state, shown, moveListBy(state.list, msg.action, shown.length, height)) }
    // The list has no keys for these.
    case "choose-step":
    case "copy-found":
    case "to-list":
    case "clear-filter":
    case "save-groups":
    case "cancel-groups":
    case "other-answer":
    case "answer":
    case "yes":
    case "no":
      return { state }
  }
}
