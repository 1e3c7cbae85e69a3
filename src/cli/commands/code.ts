import type { Account } from "../../accounts/account.ts"
import { codeAt } from "../../accounts/codes.ts"
import { findCandidates, selectOne } from "../../accounts/search.ts"
import { labelOf } from "../../base/display.ts"
import { isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { withVault } from "../vault-access.ts"

export const CODE_COMMAND_TEXTS = texts({
  copied: { en: "the code was sent to the clipboard", ja: "コードをクリップボードに送りました" },
  candidate: { en: "candidate: {label}", ja: "候補: {label}" },
})

export const run: Run = async (context) => {
  const peek = context.flag("peek")
  const { account, code, validForMs } = await withVault(context, "read", async (vault) => {
    const found = selectAccount(context, vault.accounts)
    if (found.kind === "hotp" && !peek) return { ...(await vault.takeCode(found.id)), validForMs: null }
    return { account: found, ...codeAt(found, context.ports.clock.nowMs()) }
  })
  if (context.flag("json")) {
    const validForS = validForMs === null ? null : Math.ceil(validForMs / 1000)
    await context.json({ id: account.id, issuer: account.issuer, name: account.name, code, validForS })
  } else await context.line(code)
  if (context.flag("copy")) {
    await context.ports.clipboard.copy(code)
    context.note(CODE_COMMAND_TEXTS.copied)
  }
  return DONE
}

function selectAccount(context: CommandContext, accounts: readonly Account[]): Account {
  const query = context.operands.join(" ")
  try {
    return selectOne(accounts, query)
  } catch (error) {
    if (isAppError(error, "query-many")) {
      for (const account of findCandidates(accounts, query)) context.note(CODE_COMMAND_TEXTS.candidate, { label: labelOf(account) })
    }
    throw error
  }
}
