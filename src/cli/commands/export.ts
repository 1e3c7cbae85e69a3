import type { Account } from "../../accounts/account.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { previewTarget, selectAccounts, resolveTarget, writeTarget } from "../export/target.ts"
import { withVault } from "../vault-access.ts"

export const run: Run = async (context) => {
  if (context.flag("dry-run")) return await previewTarget(context, await accountsToExport(context))
  const target = await resolveTarget(context, "password-file")
  return await writeTarget(context, target, await accountsToExport(context))
}

async function accountsToExport(context: CommandContext): Promise<Account[]> {
  return await withVault(context, "read", (vault) => Promise.resolve(selectAccounts(vault.accounts, context.operands)))
}
