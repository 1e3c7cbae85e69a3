import { toAccount } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { worstStatus } from "../exit-codes.ts"
import { previewTarget, resolveTarget, writeTarget } from "../export/target.ts"
import { readFiles } from "../import/reading.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { draftsOf, viewJson } from "../view.ts"

export const run: Run = async (context) => {
  if (context.flag("dry-run")) {
    const { session, status } = await readFiles(context)
    return worstStatus([status, await previewTarget(context, accountsOf(context, session))])
  }
  if (context.flag("json") && context.value("out") === "-")
    throw new AppError("usage", PARSE_TEXTS.notTogether, { detail: { one: "json", other: "out -" } })
  const target = await resolveTarget(context, "out-password-file")
  const { session, status } = await readFiles(context)
  const accounts = accountsOf(context, session)
  if (context.flag("json")) await context.json(viewJson(context, session.files, false))
  // Where reading failed, the reason was reported already; otherwise the export reports that there is nothing to write.
  if (accounts.length === 0 && status !== 0) return status
  return worstStatus([status, await writeTarget(context, target, accounts)])
}

/** The records as accounts of a vault, which writers need. Times missing in a file become the current time. */
function accountsOf(context: CommandContext, { files }: ImportSession): Account[] {
  const { clock, random } = context.ports
  const ids = new Set<string>()
  return draftsOf(files).map((draft, order) => {
    const account = toAccount(draft, { nowMs: clock.nowMs(), order, random, taken: (id) => ids.has(id) })
    ids.add(account.id)
    return account
  })
}
