import { toAccount } from "../../accounts/account.ts"
import type { Account, Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { worst } from "../exit-codes.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { readFiles } from "../import/reading.ts"
import { previewTarget, targetOf, writeTarget } from "../export/target.ts"
import { draftsOf, viewJson } from "../view.ts"

export const run: Run = async (context) => {
  if (context.flag("dry-run")) {
    const { files, status } = await readFiles(context)
    return worst([status, await previewTarget(context, accountsOf(context, draftsOf(files)))])
  }
  if (context.flag("json") && context.value("out") === "-")
    throw new AppError("usage", PARSE_TEXTS.notTogether, { detail: { one: "json", other: "out -" } })
  const target = await targetOf(context, "out-password-file")
  const { files, status } = await readFiles(context)
  const accounts = accountsOf(context, draftsOf(files))
  if (context.flag("json")) await context.json(viewJson(context, files, false))
  // Nothing to write: the reading has said why. A file that truly holds nothing is told by the export.
  if (accounts.length === 0 && status !== 0) return status
  return worst([status, await writeTarget(context, target, accounts)])
}

/** As a vault would hold them, since writers know accounts alone; what a file does not say of times is now. */
function accountsOf(context: CommandContext, drafts: readonly Draft[]): Account[] {
  const { clock, random } = context.ports
  const ids = new Set<string>()
  return drafts.map((draft, order) => {
    const account = toAccount(draft, { nowMs: clock.nowMs(), order, random, taken: (id) => ids.has(id) })
    ids.add(account.id)
    return account
  })
}
