import { findCode, takenAnswer } from "../../accounts/find/find-code.ts"
import type { CodeAnswer } from "../../accounts/find/find-code.ts"
import type { CommandContext } from "../context.ts"
import { agentVault, noteCandidates, selectFrom, withVault } from "../vault-access.ts"

interface CodeOptions {
  /** Whether a HOTP code is shown without its counter being moved. */
  readonly peek: boolean
}

/**
 * The current code of the one account that the query means, from the agent where it has the vault unlocked.
 *
 * @throws AppError `query-none`; `query-many`, after the candidates were written on standard error; as `withVault` and `Vault.takeCode`
 */
export async function currentCode(context: CommandContext, query: string, options: CodeOptions): Promise<CodeAnswer> {
  return (await agentCode(context, query, options)) ?? (await vaultCode(context, query, options))
}

/** Null where the agent does not have the vault unlocked. @throws AppError as {@link currentCode} */
export async function agentCode(context: CommandContext, query: string, { peek }: CodeOptions): Promise<CodeAnswer | null> {
  const directory = agentVault(context)
  if (directory === null) return null
  const candidates = (labels: readonly string[]): void => {
    noteCandidates(context, labels)
  }
  const found = await context.ports.agent.code(directory, query, { peek, candidates })
  for (const { sentence, detail } of found?.notices ?? []) context.note(sentence, detail)
  return found?.answer ?? null
}

/** From the vault itself, which this opens. @throws AppError as {@link currentCode} */
export async function vaultCode(context: CommandContext, query: string, options: CodeOptions): Promise<CodeAnswer> {
  return await withVault(context, "read", async (vault) => {
    const { accounts } = vault
    const found = selectFrom(context, accounts, query, () => findCode(accounts, query, options, context.ports.clock.nowMs()))
    return found.answer ?? takenAnswer(await vault.takeCode(found.account.id))
  })
}
