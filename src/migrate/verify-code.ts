import type { AccountFields } from "../accounts/account.ts"
import { codeAt } from "../accounts/codes.ts"
import { isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"

/** How a code that another device shows compares with ours. */
export type Verdict =
  | { readonly says: "agrees" }
  /** The code of another time: the secret is the same, a clock is off by about so much. More than 0: the other clock is ahead. */
  | { readonly says: "clock-off"; readonly seconds: number }
  /** The code of another counter: the secret is the same, the other device is so many codes ahead; less than 0: behind. */
  | { readonly says: "counter-off"; readonly by: number }
  | { readonly says: "differs" }
  /** No code of this account has so many characters. */
  | { readonly says: "wrong-length"; readonly digits: number }
  /** There is nothing to compare with: this program can make no code itself. */
  | { readonly says: "no-code"; readonly why: Message }

/** How many periods, or counters, to either side are looked at. */
const NEIGHBOURS = 10
/** Between looking at a code and typing its first character. */
const READING_MS = 3000
/** The longest that one code takes to type; after a longer pause the other device shows a newer code. */
const TYPING_MS = 60_000

/** A typed code as codes are written: full-width forms plain, no blanks and dashes, in lower case. */
export function plainCode(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[\s\u00a0\u2010-\u2015\u2212-]+/g, "")
    .toLowerCase()
}

/**
 * Compare what another device shows with what the account makes here.
 *
 * For codes by time every one counts that was due while it was read and typed. For HOTP it is the code of the present counter, which
 * is the next one that would be shown here, or the one before: apps differ in whether they move on before or after they show one.
 *
 * @param sinceMs - When typing began.
 * @param nowMs - When it ended; not before `sinceMs`.
 */
export function verifyCode(account: AccountFields, typed: string, { sinceMs, nowMs }: { sinceMs: number; nowMs: number }): Verdict {
  const code = plainCode(typed)
  try {
    const { code: due } = codeAt(account, nowMs)
    if (code.length !== due.length) return { says: "wrong-length", digits: due.length }
    return account.kind === "hotp" ? ofCounters(account, code) : ofPeriods(account, code, sinceMs, nowMs)
  } catch (error) {
    if (!isAppError(error)) throw error
    return { says: "no-code", why: { sentence: error.sentence, detail: error.detail } }
  }
}

/** Whether there is a code to compare with at all. */
export function canVerify(account: AccountFields, nowMs: number): boolean {
  try {
    codeAt(account, nowMs)
    return true
  } catch (error) {
    if (!isAppError(error)) throw error
    return false
  }
}

function ofCounters(account: AccountFields, code: string): Verdict {
  const counter = account.counter ?? 0
  const by = nearest(NEIGHBOURS).find((step) => {
    const other = counter + step
    return other >= 0 && other <= Number.MAX_SAFE_INTEGER && plainCode(codeAt({ ...account, counter: other }, 0).code) === code
  })
  if (by === undefined) return { says: "differs" }
  return by === 0 || by === -1 ? { says: "agrees" } : { says: "counter-off", by }
}

function ofPeriods(account: AccountFields, code: string, sinceMs: number, nowMs: number): Verdict {
  const periodMs = (account.period ?? 30) * 1000
  const isOf = (step: number): boolean => {
    const atMs = nowMs + step * periodMs
    return atMs >= 0 && plainCode(codeAt(account, atMs).code) === code
  }
  const now = Math.floor(nowMs / periodMs)
  const first = Math.floor(Math.max(0, Math.min(nowMs, Math.max(sinceMs, nowMs - TYPING_MS)) - READING_MS) / periodMs)
  for (let step = 0; step >= first - now; step--) if (isOf(step)) return { says: "agrees" }
  const step = nearest(NEIGHBOURS).find(isOf)
  return step === undefined ? { says: "differs" } : { says: "clock-off", seconds: (step * periodMs) / 1000 }
}

/** 0, -1, 1, -2, 2, … */
function nearest(most: number): number[] {
  return [0, ...Array.from({ length: most }, (_, at) => [-(at + 1), at + 1]).flat()]
}
