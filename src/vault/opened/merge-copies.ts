import { AppError } from "../../base/errors.ts"
import { readBack } from "../errors.ts"
import { readCandidates } from "../merge/candidates.ts"
import { COPY_TEXTS } from "../merge/copy-texts.ts"
import type { OpenedCopy } from "../merge/open-copy.ts"
import type { NamedContent } from "../merge/lineage.ts"
import { planMerge } from "../merge/plan.ts"
import type { MergePlan } from "../merge/plan.ts"
import type { VaultDirectory } from "../ports.ts"
import { mergeAndWrite, reload } from "./save.ts"
import type { VaultSession } from "./session.ts"

/** See `Vault.planMerge`. @param vault - What the copies are merged into. */
export async function planCopies(
  session: VaultSession,
  vault: NamedContent,
  copies: readonly OpenedCopy[],
  beside: readonly VaultDirectory[],
): Promise<MergePlan> {
  const { identity } = session.requireState()
  const found = await Promise.all([session.files, ...beside].map((directory) => readCandidates(directory, identity)))
  return planMerge(vault, copies, found.flat(), session.ports.clock.nowMs())
}

/** Under the lock. See `Vault.mergeCopies`. */
export async function mergeCopies(
  session: VaultSession,
  copies: readonly OpenedCopy[],
  beside: readonly VaultDirectory[],
): Promise<MergePlan> {
  const plan = await planCopies(session, await reload(session), copies, beside)
  if (plan.isDone) return plan
  await mergeAndWrite(session, { start: session.requireState(), next: plan.content.accounts, update: () => plan.content, copies })
  const { contentDigest } = session.requireState()
  const onDisk = await readBack(() => session.readDisk(session.requireState()))
  if (onDisk?.contentDigest() !== contentDigest) throw new AppError("io", COPY_TEXTS.notReadBack)
  return plan
}
