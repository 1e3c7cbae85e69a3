import type { Account } from "../../../accounts/account.ts"
import { lastVerifiedAt } from "../../../accounts/verification.ts"
import type { Message } from "../../../base/language.ts"
import { canVerify, whyNoCode } from "../../../migrate/verify-code.ts"
import type { VerifyResult } from "../../../migrate/verify-code.ts"
import { chosenAccounts } from "../../components/chosen-accounts.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import type { ListState } from "../../components/list.ts"
import type { Context } from "../../core/screen.ts"

export interface CheckListState {
  /** The device whose codes are compared: `phone`, `google`, `keyferry` or a format's id. */
  readonly device: string
  readonly ids: readonly string[]
  readonly list: ListState
  /** The code for the selected account. */
  readonly editor: LineEditor
  /** When typing it began. */
  readonly sinceMs: number | null
  /** When each account agreed, by id; only since the screen was opened. */
  readonly agreed: Readonly<Record<string, number>>
  /** Ids of the accounts whose last code here was of another secret. */
  readonly differed: readonly string[]
  /** Ids of the agreed accounts whose save was not requested yet. */
  readonly unsaved: readonly string[]
  /** Ids of the accounts that are being saved. */
  readonly saving: readonly string[]
  readonly unsavedSinceMs: number | null
  /** The result for the code that was typed last. */
  readonly last: { readonly id: string; readonly result: VerifyResult } | null
}

/** The accounts of the list, except those that are in the trash by now. */
export function checkedAccounts({ ids }: CheckListState, context: Context): readonly Account[] {
  return chosenAccounts(ids, context).filter(({ trashedAt }) => trashedAt === null)
}

export function selectedAccount(state: CheckListState, context: Context): Account | undefined {
  const accounts = checkedAccounts(state, context)
  return accounts[Math.min(state.list.cursor, accounts.length - 1)]
}

/** When the account's code last agreed with this device, in milliseconds since 1970; null: not yet. */
export function agreedAt(state: CheckListState, account: Account): number | null {
  return state.agreed[account.id] ?? lastVerifiedAt(account, state.device)
}

/** Whether the account can still agree: it does not yet, and this program can make its code. */
export function isOpen(state: CheckListState, account: Account, { nowMs }: Context): boolean {
  return agreedAt(state, account) === null && canVerify(account, nowMs)
}

/** Whether some accounts agree, none is left to compare, and none is being compared again. */
export function isFinished(state: CheckListState, context: Context): boolean {
  const accounts = checkedAccounts(state, context)
  const agree = accounts.some((account) => agreedAt(state, account) !== null)
  return agree && state.editor.value === "" && accounts.every((account) => !isOpen(state, account, context))
}

/** How many accounts agree, of how many that can be compared; the others have no code here, for these reasons. */
export interface ComparedCounts {
  readonly n: number
  readonly total: number
  readonly excluded: readonly Message[]
}

/** Accounts whose codes this program cannot make do not count, unless they agreed before. */
export function countCompared(state: CheckListState, accounts: readonly Account[], nowMs: number): ComparedCounts {
  const open = accounts.filter((account) => agreedAt(state, account) === null)
  const reasons = open.map((account) => whyNoCode(account, nowMs)).filter((reason) => reason !== null)
  return { n: accounts.length - open.length, total: accounts.length - reasons.length, excluded: reasons }
}

/** Three rows above the list; below it a blank row, two rows for the label and the field, and three for the result. */
const ROWS_AROUND_LIST = 3 + 1 + 2 + 3
/** One row above the list; below it two rows for the label and the field, and one for the result. */
const ROWS_AROUND_SMALL_LIST = 1 + 2 + 1
const MIN_ROWS = 16

/** Whether the window has no room for the gauge and for blank rows. */
export function isSmall({ body }: Context): boolean {
  return body.rows < MIN_ROWS
}

/** The rows of the list. A result of more rows than usual shortens it further. */
export function checkListHeight(context: Context): number {
  return Math.max(1, context.body.rows - (isSmall(context) ? ROWS_AROUND_SMALL_LIST : ROWS_AROUND_LIST))
}
