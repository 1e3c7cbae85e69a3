import { toRecord } from "../../accounts/record.ts"
import { SEARCH_TEXTS, select } from "../../accounts/search.ts"
import { sortAccounts } from "../../accounts/sort.ts"
import { unreadableNotices } from "../../accounts/unreadable.ts"
import { AppError } from "../../base/errors.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { compileTemplate } from "../scripting/template.ts"
import { withVault } from "../vault-access.ts"
import { printAccounts } from "../view.ts"

export const run: Run = async (context) => {
  context.refuseTogether("json", "format")
  const template = context.value("format")
  const toText = template === null ? null : compileTemplate(template)
  const query = context.operands.join(" ")
  const { accounts, unreadable } = await withVault(context, "read", (vault) =>
    Promise.resolve({ accounts: sortAccounts(select(vault.accounts, query), "own"), unreadable: vault.unreadable }),
  )
  for (const { sentence, detail } of unreadableNotices(unreadable)) context.note(sentence, detail)
  if (context.flag("json"))
    await context.json({
      accounts: accounts.map((account) => toRecord(account, { secrets: false })),
      ...(unreadable.length > 0 ? { unreadable: unreadable.length } : {}),
    })
  else if (toText !== null) {
    const nowMs = context.ports.clock.nowMs()
    for (const account of accounts) await context.line(toText(account, nowMs))
  } else await printAccounts(context, accounts, false)
  if (accounts.length === 0 && query !== "") throw new AppError("query-none", SEARCH_TEXTS.none)
  return DONE
}
