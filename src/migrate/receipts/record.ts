import { isAppError } from "../../base/errors.ts"
import type { Clock, Random } from "../../base/ports.ts"
import type { Vault } from "../../vault/vault.ts"
import { toReceipt } from "./receipt.ts"
import type { Move } from "./receipt.ts"

/**
 * Keeps a receipt in the vault, the newest first.
 *
 * @returns whether it is kept. That a vault cannot be saved is no failure of the move.
 */
export async function recordReceipt(
  vault: Pick<Vault, "updateReceipts">,
  move: Move,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<boolean> {
  try {
    await vault.updateReceipts((receipts) => [toReceipt(move, ports), ...receipts])
    return true
  } catch (error) {
    if (!isAppError(error)) throw error
    return false
  }
}
