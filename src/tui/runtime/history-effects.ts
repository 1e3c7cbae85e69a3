import { diffAccounts } from "../../accounts/changes.ts"
import type { AccountChange } from "../../accounts/changes.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { changesOf, countAccounts, planRestore } from "../../vault/versions.ts"
import type { RestorePlan, Version } from "../../vault/versions.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import type { AccountDifference, VersionView } from "../core/versions.ts"
import { openVaultOf, viewOf } from "./opened.ts"
import type { Work } from "./opened.ts"

const HISTORY_EFFECT_TEXTS = texts({
  gone: { en: "this version is no longer kept; nothing was changed", ja: "この版はもう残っていません。何も変更していません" },
})

type RestoreEffect = Extract<Effect, { readonly type: "plan-restore" | "restore-version" }>

/** The versions with what changed in each; their accounts, which hold secrets, stay here. */
export async function listVersions(work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  await vault.reload()
  const versions = await vault.versions()
  return { type: "versions-listed", versions: versions.map((one) => viewOfVersion(one, versions)), vault: viewOf(vault, work.ports) }
}

function viewOfVersion(version: Version, versions: readonly Version[]): VersionView {
  const { n, generation, savedAt, current, content, problem } = version
  const present = versions[0]?.content?.accounts ?? []
  const changes = content === null ? null : changesOf(versions, n)
  return {
    ...{ n, generation, savedAt, current, problem },
    accounts: countAccounts(version),
    changes: changes === null ? null : visibleDifferences(changes),
    since: content === null ? [] : visibleDifferences(diffAccounts(content.accounts, present)),
  }
}

/** Without accounts that are new and in the trash already: the user sees them in neither state. */
function visibleDifferences(changes: readonly AccountChange[]): AccountDifference[] {
  return changes.filter(({ change, account }) => change !== "added" || account.trashedAt === null).map(differenceOf)
}

function differenceOf({ change, account, fields }: AccountChange): AccountDifference {
  const { id, issuer, name, trashedAt } = account
  const toOrFromTrash = trashedAt === null ? "added" : "removed"
  return {
    change: fields.includes("trashed") ? toOrFromTrash : change,
    ...{ id, issuer, name },
    fields: fields.filter((field) => field !== "trashed"),
  }
}

export async function planVersionRestore(effect: RestoreEffect, work: Work): Promise<Answer> {
  const { changes } = await planOf(effect, work)
  return { type: "restore-planned", changes: changes.map(differenceOf) }
}

export async function restoreVersion(effect: RestoreEffect, work: Work): Promise<Answer> {
  const { accounts } = await planOf(effect, work)
  const vault = openVaultOf(work.opened)
  const { merged } = await vault.save(accounts)
  return { type: "vault-saved", vault: viewOf(vault, work.ports), merged, added: [] }
}

/** @throws AppError `query-none` where the version is no longer kept */
async function planOf({ version, ids }: RestoreEffect, { opened, ports }: Work): Promise<RestorePlan> {
  const vault = openVaultOf(opened)
  await vault.reload()
  const versions = await vault.versions()
  const found = versions.find(
    ({ generation, savedAt, content }) => generation === version.generation && savedAt === version.savedAt && content !== null,
  )
  if (found === undefined) throw new AppError("query-none", HISTORY_EFFECT_TEXTS.gone)
  const chosen = ids === null ? {} : { ids: new Set(ids) }
  return planRestore(versions, found.n, { nowMs: ports.clock.nowMs(), newId: () => ports.random.uuid(), ...chosen })
}
