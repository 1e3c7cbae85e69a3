import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { vaultPath } from "../vault-access.ts"

export const LOCK_TEXTS = texts({
  locked: { en: "locked", ja: "ロックしました" },
  wasLocked: { en: "nothing was unlocked", ja: "解除中の保管庫はありませんでした" },
})

export const run: Run = async (context) => {
  const isOne = context.value("vault") !== null
  context.note((await context.ports.agent.lock(isOne ? vaultPath(context) : null)) ? LOCK_TEXTS.locked : LOCK_TEXTS.wasLocked)
  return DONE
}
