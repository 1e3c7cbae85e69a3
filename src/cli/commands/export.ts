import type { Run } from "../command.ts"
import { previewTarget, selectAccounts, resolveTarget, writeTarget } from "../export/target.ts"
import { withVault } from "../vault-access.ts"

export const run: Run = async (context) => {
  const target = context.flag("dry-run") ? null : await resolveTarget(context, "password-file")
  return await withVault(context, "read", async (vault) => {
    const accounts = selectAccounts(vault.accounts, context.operands)
    return target === null ? await previewTarget(context, accounts) : await writeTarget(context, target, accounts, vault)
  })
}
