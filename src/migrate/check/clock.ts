import type { Account } from "../../accounts/account.ts"
import { codeAt } from "../../accounts/codes.ts"
import { isAppError } from "../../base/errors.ts"
import { canVerify, normalizeCode } from "../verify-code.ts"

/** What a code of another device tells about the clocks. */
export type ClockResult =
  | { readonly type: "agrees" }
  /** Above 0: the other clock is ahead by about this much, so this one may be behind. */
  | { readonly type: "off"; readonly seconds: number }
  /** It is no code of any account within {@link SEARCHED_S} in either direction. */
  | { readonly type: "unknown" }

/** Seconds in either direction that are searched. */
export const SEARCHED_S = 600
/** Time between reading a code and typing its first character. */
const READING_MS = 3000

/**
 * Compares the clock with that of another device, by a code that it shows. The account need not be named: the nearest time at which any
 * account has this code counts. Counter accounts and those in the trash are left out.
 *
 * @param sinceMs - When typing began.
 * @param nowMs - When it ended; not before `sinceMs`.
 */
export function measureClock(
  accounts: readonly Account[],
  typed: string,
  { sinceMs, nowMs }: { readonly sinceMs: number; readonly nowMs: number },
): ClockResult {
  const code = normalizeCode(typed)
  const offsets = timeAccounts(accounts, nowMs).flatMap((account) => nearestOffset(account, code, sinceMs - READING_MS, nowMs) ?? [])
  if (offsets.length === 0) return { type: "unknown" }
  const seconds = offsets.reduce((nearest, offset) => (Math.abs(offset) < Math.abs(nearest) ? offset : nearest))
  return seconds === 0 ? { type: "agrees" } : { type: "off", seconds }
}

/** The accounts whose codes depend on the time, and that this program can compute. */
export function timeAccounts(accounts: readonly Account[], nowMs: number): readonly Account[] {
  return accounts.filter((account) => account.trashedAt === null && account.kind !== "hotp" && canVerify(account, nowMs))
}

/** In seconds: 0 where the code was valid at some time while it was read and typed; null where it is not found. */
function nearestOffset(account: Account, code: string, readMs: number, nowMs: number): number | null {
  const periodS = account.period ?? 30
  const most = Math.ceil(SEARCHED_S / periodS)
  const readSteps = Math.floor(nowMs / (periodS * 1000)) - Math.floor(Math.max(0, readMs) / (periodS * 1000))
  for (let distance = 0; distance <= most + readSteps; distance++) {
    for (const step of distance === 0 ? [0] : [-distance, distance]) {
      if (!isCodeAt(account, code, nowMs + step * periodS * 1000)) continue
      return step <= 0 && step >= -readSteps ? 0 : step * periodS
    }
  }
  return null
}

function isCodeAt(account: Account, code: string, ms: number): boolean {
  if (ms < 0) return false
  try {
    return normalizeCode(codeAt(account, ms).code) === code
  } catch (error) {
    if (!isAppError(error)) throw error
    return false
  }
}
