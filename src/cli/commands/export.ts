import type { Account } from "../../accounts/account.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { previewTarget, selected, targetOf, writeTarget } from "../export/target.ts"
import { withVault } from "../vault-access.ts"

export const run: Run = async (context) => {
  if (context.flag("dry-run")) return await previewTarget(context, await chosen(context))
  const target = await targetOf(context, "password-file")
  return await writeTarget(context, target, await chosen(context))
}

async function chosen(context: CommandContext): Promise<Account[]> {
  return await withVault(context, "read", (vault) => Promise.resolve(selected(vault.accounts, context.operands)))
}
