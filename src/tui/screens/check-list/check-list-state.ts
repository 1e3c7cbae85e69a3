import type { Account } from "../../../accounts/account.ts"
import { lastVerifiedAt } from "../../../accounts/verification.ts"
import type { Verdict } from "../../../migrate/verify-code.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import type { ListState } from "../../components/list.ts"
import type { Context } from "../../core/screen.ts"
import { chosenAccounts } from "../../components/chosen-accounts.ts"

export interface CheckListState {
  readonly where: string
  readonly ids: readonly string[]
  readonly list: ListState
  /** The code for the chosen account. */
  readonly editor: LineEditor
  /** When typing it began. */
  readonly sinceMs: number | null
  /** What has agreed since the screen was entered, by account: when. */
  readonly agreed: Readonly<Record<string, number>>
  /** Ids of those among them that nobody was asked to save yet. */
  readonly unsaved: readonly string[]
  /** Ids of those that are being saved. */
  readonly sent: readonly string[]
  readonly unsavedSinceMs: number | null
  /** The verdict on what was typed last. */
  readonly last: { readonly id: string; readonly verdict: Verdict } | null
}

/** The accounts of the list; what has gone to the trash meanwhile is left out. */
export function checkedAccounts({ ids }: CheckListState, context: Context): readonly Account[] {
  return chosenAccounts(ids, context).filter(({ trashedAt }) => trashedAt === null)
}

export function chosenOf(state: CheckListState, context: Context): Account | undefined {
  const accounts = checkedAccounts(state, context)
  return accounts[Math.min(state.list.cursor, accounts.length - 1)]
}

/** When an account's code was last found to agree with this device; null: not yet. */
export function agreedAt(state: CheckListState, account: Account): number | null {
  return state.agreed[account.id] ?? lastVerifiedAt(account, state.where)
}

/** Two rows above the list; below it a blank one, the field with its label, and three for the verdict. */
const AROUND = 2 + 1 + 2 + 3

/** The rows of the list. */
export function checkListHeight({ body }: Context): number {
  return Math.max(1, body.rows - AROUND)
}
