import type { Account } from "../../../../accounts/account.ts"
import { codeAt } from "../../../../accounts/codes.ts"
import { isAppError } from "../../../../base/errors.ts"

/** `123456` as `123 456`: in two halves from six characters on, the longer one last. */
export function groupCode(code: string): string {
  const half = Math.floor(code.length / 2)
  return code.length < 6 ? code : `${code.slice(0, half)} ${code.slice(half)}`
}

/** The seconds that each code of an account is valid; null: its codes do not change by themselves. */
export function periodOf({ kind, period }: Pick<Account, "kind" | "period">): number | null {
  return kind === "hotp" ? null : (period ?? 30)
}

/** Whether codes cannot be made since the PIN is missing. */
export function lacksPin({ kind, pin }: Pick<Account, "kind" | "pin">): boolean {
  return (kind === "motp" || kind === "yandex") && (pin === null || pin === "")
}

/** The codes of an account by the number of their period; only those of the last two that were asked for. */
const lastCodes = new WeakMap<Account, Map<number, string | null>>()

/** The code of an account at a time without blanks; null where it cannot be made. Not for HOTP. */
export function codeText(account: Account, nowMs: number): string | null {
  const period = Math.floor(nowMs / ((periodOf(account) ?? 30) * 1000))
  const codes = lastCodes.get(account) ?? new Map<number, string | null>()
  const known = codes.get(period)
  if (known !== undefined) return known
  const code = makeCode(account, nowMs)
  const [oldest] = codes.keys()
  if (codes.size >= 2 && oldest !== undefined) codes.delete(oldest)
  codes.set(period, code)
  lastCodes.set(account, codes)
  return code
}

function makeCode(account: Account, nowMs: number): string | null {
  try {
    return codeAt(account, nowMs).code
  } catch (e) {
    if (!isAppError(e)) throw e
    return null
  }
}

/** The code that follows the present one; null where there is none: for HOTP, and where no code can be made. */
export function nextCodeText(account: Account, nowMs: number): string | null {
  const period = periodOf(account)
  return period === null ? null : codeText(account, nowMs + period * 1000)
}
