import type { AccountFields } from "../accounts/account.ts"
import { codeAt } from "../accounts/codes.ts"
import { isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"

/** How a code from another device compares with the codes of the account here. */
export type VerifyResult =
  | { readonly type: "agrees" }
  /** The code of another time: the secret is the same, a clock is wrong by about this much. Above 0: the other clock is ahead. */
  | { readonly type: "clock-off"; readonly seconds: number }
  /** The code of another counter: the secret is the same. Above 0: the other device is this many codes ahead. */
  | { readonly type: "counter-off"; readonly by: number }
  | { readonly type: "differs" }
  /** The codes of this account have another length. */
  | { readonly type: "wrong-length"; readonly digits: number }
  /** This program cannot make a code of the account. */
  | { readonly type: "no-code"; readonly reason: Message }

/** How many periods or counters are searched in each direction. */
const MAX_STEPS = 10
/** Time between reading a code and typing its first character. */
const READING_MS = 3000
/** The longest that one code takes to type; after a longer pause the other device shows a newer code. */
const TYPING_MS = 60_000

/** A typed code in the form that codes are compared in: full-width forms folded, no blanks or dashes, lower case. */
export function normalizeCode(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[\s\u00a0\u2010-\u2015\u2212-]+/g, "")
    .toLowerCase()
}

/**
 * Compares a code from another device with the codes of the account.
 *
 * A time-based code agrees if it was valid at any time while it was read and typed. An HOTP code agrees if it belongs to the current
 * counter, whose code is shown next here, or to the previous one: apps differ in whether they advance before or after showing a code.
 *
 * @param sinceMs - When typing began.
 * @param nowMs - When it ended; not before `sinceMs`.
 */
export function verifyCode(account: AccountFields, typed: string, { sinceMs, nowMs }: { sinceMs: number; nowMs: number }): VerifyResult {
  const code = normalizeCode(typed)
  try {
    const { code: current } = codeAt(account, nowMs)
    if (code.length !== current.length) return { type: "wrong-length", digits: current.length }
    return account.kind === "hotp" ? verifyCounterCode(account, code) : verifyTimeCode(account, code, sinceMs, nowMs)
  } catch (error) {
    if (!isAppError(error)) throw error
    return { type: "no-code", reason: { sentence: error.sentence, detail: error.detail } }
  }
}

/** Whether this program can make a code of the account. */
export function canVerify(account: AccountFields, nowMs: number): boolean {
  return whyNoCode(account, nowMs) === null
}

/** Why this program cannot make a code of the account; null: it can. */
export function whyNoCode(account: AccountFields, nowMs: number): Message | null {
  try {
    codeAt(account, nowMs)
    return null
  } catch (error) {
    if (!isAppError(error)) throw error
    return { sentence: error.sentence, detail: error.detail }
  }
}

function verifyCounterCode(account: AccountFields, code: string): VerifyResult {
  const counter = account.counter ?? 0
  const by = stepsByDistance(MAX_STEPS).find((step) => {
    const other = counter + step
    return other >= 0 && other <= Number.MAX_SAFE_INTEGER && normalizeCode(codeAt({ ...account, counter: other }, 0).code) === code
  })
  if (by === undefined) return { type: "differs" }
  return by === 0 || by === -1 ? { type: "agrees" } : { type: "counter-off", by }
}

function verifyTimeCode(account: AccountFields, code: string, sinceMs: number, nowMs: number): VerifyResult {
  const periodMs = (account.period ?? 30) * 1000
  /** Whether the code belongs to the period that is `step` periods from now. */
  const isCodeOf = (step: number): boolean => {
    const atMs = nowMs + step * periodMs
    return atMs >= 0 && normalizeCode(codeAt(account, atMs).code) === code
  }
  const readMs = Math.max(0, Math.min(nowMs, Math.max(sinceMs, nowMs - TYPING_MS)) - READING_MS)
  const firstStep = Math.floor(readMs / periodMs) - Math.floor(nowMs / periodMs)
  for (let step = 0; step >= firstStep; step--) if (isCodeOf(step)) return { type: "agrees" }
  const step = stepsByDistance(MAX_STEPS).find(isCodeOf)
  return step === undefined ? { type: "differs" } : { type: "clock-off", seconds: (step * periodMs) / 1000 }
}

/** 0, -1, 1, -2, 2, … up to `max` in both directions. */
function stepsByDistance(max: number): number[] {
  return [0, ...Array.from({ length: max }, (_, at) => [-(at + 1), at + 1]).flat()]
}
