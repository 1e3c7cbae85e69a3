import type { Run } from "../command.ts"
import { selected, targetOf, writeTarget } from "../target.ts"
import { withVault } from "../vault-access.ts"

export const run: Run = async (context) => {
  const target = await targetOf(context, "password-file")
  const accounts = await withVault(context, "read", (vault) => Promise.resolve(selected(vault.accounts, context.operands)))
  return await writeTarget(context, target, accounts)
}
