import type { Account } from "../account.ts"
import { codeAt } from "../codes.ts"
import type { Code } from "../codes.ts"
import { selectOne } from "../search.ts"

/** The code of one account, with what tells the account. */
export interface CodeAnswer extends Code, Pick<Account, "id" | "issuer" | "name"> {
  /** The code after this one; null for hotp. */
  readonly nextCode: string | null
  /** Milliseconds for which that one is valid; null for hotp. */
  readonly nextValidForMs: number | null
}

/**
 * Find the code of the one account that a query means.
 *
 * @param options.peek - Whether a HOTP code is answered without its counter being moved.
 * @param nowMs - Milliseconds since 1970, 0 or more.
 * @returns `answer`: null for a HOTP account, unless `peek`: the vault then takes its code.
 * @throws {@link AppError} `query-none`, `query-many`; `format-unsupported` as `codeAt`
 */
export function findCode(
  accounts: readonly Account[],
  query: string,
  { peek }: { readonly peek: boolean },
  nowMs: number,
): { readonly account: Account; readonly answer: CodeAnswer | null } {
  const account = selectOne(accounts, query)
  return { account, answer: account.kind === "hotp" && !peek ? null : answerAt(account, nowMs) }
}

/** The answer for an account at a time. @throws {@link AppError} as `codeAt` */
export function answerAt(account: Account, nowMs: number): CodeAnswer {
  const { code, validForMs } = codeAt(account, nowMs)
  const { id, issuer, name } = account
  const next = validForMs === null ? null : codeAt(account, nowMs + validForMs)
  return { id, issuer, name, code, validForMs, nextCode: next?.code ?? null, nextValidForMs: next?.validForMs ?? null }
}

/** The answer with a HOTP code that the vault has taken. */
export function takenAnswer({ account: { id, issuer, name }, code }: { readonly account: Account; readonly code: string }): CodeAnswer {
  return { id, issuer, name, code, validForMs: null, nextCode: null, nextValidForMs: null }
}
