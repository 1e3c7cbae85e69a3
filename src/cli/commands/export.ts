import type { Run } from "../command.ts"
import { previewTarget, selectAccounts, selectUnreadable, resolveTarget, writeTarget } from "../export/target.ts"
import { withAskedVault } from "../vault-access.ts"

export const run: Run = async (context) => {
  const target = context.flag("dry-run") ? null : await resolveTarget(context, "password-file")
  return await withAskedVault(context, "read", async (vault) => {
    const accounts = selectAccounts(vault.accounts, context.operands)
    if (target === null) return await previewTarget(context, accounts, selectUnreadable(vault.unreadable, context.operands))
    return await writeTarget(context, target, accounts, vault)
  })
}
