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

/** The code of an account at a time without blanks; null where it cannot be made. Not for HOTP. */
export function codeText(account: Account, nowMs: number): string | null {
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
