import type { FoundCode } from "../protocol.ts"
import type { UnlockedVaults } from "../unlocked-vaults.ts"
import type { Candidate, NearSide } from "./rules.ts"

/** What a vault of the agent answers. A host that asks does not keep it unlocked. */
export function vaultSide(vaults: UnlockedVaults, directory: string): Pick<NearSide, "session" | "candidates" | "take"> {
  const ask = async <T>(request: Parameters<UnlockedVaults["ask"]>[0]): Promise<T | null> => {
    const answer = await vaults.ask(request, new Uint8Array(), { isUse: false })
    if (answer === null) return null
    if (!answer.reply.ok) throw new Error("the vault gives no answer")
    return answer.reply.result as T
  }
  return {
    session: () => vaults.sessionOf(directory),
    candidates: (query) => ask<readonly Candidate[]>({ type: "candidates", directory, query }),
    take: async (id) => {
      const found = await ask<FoundCode>({ type: "code", directory, query: id, peek: false })
      return found === null ? null : { code: found.answer.code, validForMs: found.answer.validForMs }
    },
  }
}
