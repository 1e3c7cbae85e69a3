import type { Account } from "../../accounts/account.ts"
import { codeAt } from "../../accounts/codes.ts"
import { MAX_COUNTER } from "../../accounts/ranges.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { VAULT_TEXTS, withConsequence } from "../errors.ts"
import { mergeAndWrite, reload } from "./save.ts"
import type { VaultSession } from "./session.ts"
import type { VaultState } from "./state.ts"

/** The code of a counter account (HOTP) that no other call, of any process, gives again. */
export interface TakenCode {
  /** As it was saved: its counter is the next one. */
  readonly account: Account
  readonly code: string
  /** The counter that the code was made from. */
  readonly counter: number
  /** Whether changes that were made elsewhere were merged with what was in memory. */
  readonly merged: boolean
}

/** Under the lock. See `Vault.takeCode`. */
export async function takeCode(session: VaultSession, id: string): Promise<TakenCode> {
  const noticesBefore = session.notices.length
  const start = await reload(session)
  const { accounts } = start.content
  const saved = withNextCounter(accounts, id, session.ports.clock.nowMs())
  let failure: AppError | null = null
  try {
    await mergeAndWrite(session, { start, next: accounts.map((account) => (account.id === id ? saved : account)) })
  } catch (e) {
    // A write can fail after the file was replaced. What counts is the disk.
    if (!isAppError(e, "io")) throw e
    failure = e
  }
  let onDisk: VaultState
  try {
    onDisk = await reload(session)
  } catch (e) {
    if (failure !== null) throw withConsequence(failure, VAULT_TEXTS.counterUncertain)
    // The file was replaced under the lock, so every other program takes a later counter.
    if (isAppError(e, "io")) return { ...codeOf(saved), merged: session.notices.length > noticesBefore }
    throw e
  }
  if (!holdsCounter(onDisk.content.accounts, saved)) throw failure ?? new AppError("io", VAULT_TEXTS.counterNotSaved)
  return { ...codeOf(saved), merged: session.notices.length > noticesBefore }
}

/**
 * The account with the next counter, as it is to be saved before its code is shown.
 *
 * @throws AppError `query-none` where no counter account has the id; `vault-refused` where the counter cannot be moved any further
 */
function withNextCounter(accounts: readonly Account[], id: string, nowMs: number): Account {
  const account = accounts.find((one) => one.id === id)
  if (account?.kind !== "hotp") throw new AppError("query-none", VAULT_TEXTS.accountGone)
  const counter = account.counter ?? 0
  if (counter >= MAX_COUNTER) throw new AppError("vault-refused", VAULT_TEXTS.counterEnd, { detail: { counter } })
  return { ...account, counter: counter + 1, usedAt: nowMs, updatedAt: nowMs }
}

/** The code before the saved counter. @param saved - The result of {@link withNextCounter}. */
function codeOf(saved: Account): Omit<TakenCode, "merged"> {
  const counter = (saved.counter ?? 1) - 1
  return { account: saved, code: codeAt({ ...saved, counter }, 0).code, counter }
}

/** Whether these accounts, as read back from the disk, have the saved counter or a higher one. */
function holdsCounter(accounts: readonly Account[], saved: Account): boolean {
  const onDisk = accounts.find(({ id }) => id === saved.id)
  return onDisk !== undefined && onDisk.secret.equals(saved.secret) && (onDisk.counter ?? 0) >= (saved.counter ?? 0)
}
