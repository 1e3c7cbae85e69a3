import { COMPARED_FIELDS } from "../../accounts/changes.ts"
import type { ComparedField } from "../../accounts/changes.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import { originOf } from "../../vault/directory/conflict-names.ts"
import { listCopies as listCopyNames } from "../../vault/merge/notices.ts"
import type { MergePlan, MergeRow } from "../../vault/merge/plan.ts"
import type { VaultDirectory } from "../../vault/ports.ts"
import type { Vault } from "../../vault/vault.ts"
import type { CopyView, MergedAccount, MergeView } from "../core/copies.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import { openVaultOf, viewOf } from "./opened.ts"
import type { OpenedFile, Work } from "./opened.ts"

const COPIES_EFFECT_TEXTS = texts({
  gone: { en: "the copy {name} is no longer there", ja: "コピー {name} はもうありません" },
  needsPassphrase: {
    en: "{name} belongs to another identity; its passphrase is needed",
    ja: "{name} は別の鍵の保管庫です。そのパスフレーズが必要です",
  },
})

const filesOf = (vault: Vault, { ports }: Work): VaultDirectory => ports.vault.files.in(vault.directory)

/** The copies beside the vault, those of another identity unopened. */
export async function listCopies(work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  await vault.reload()
  const names = await listCopyNames(filesOf(vault, work))
  // A kept version may hold the state last used here. Once it is merged there is nothing to do about it.
  const versions = new Set(vault.copies.fork?.holding.filter((name) => !names.includes(name)))
  const copies: CopyView[] = []
  for (const name of [...names, ...versions]) copies.push(await viewOfCopy(name, vault, work))
  return { type: "copies-listed", copies: copies.filter(({ name, state }) => names.includes(name) || state === "ready") }
}

async function viewOfCopy(name: string, vault: Vault, work: Work): Promise<CopyView> {
  const facts = { name, origin: originOf(name), accounts: null, savedAt: null, problem: null }
  try {
    const { copy } = await openFile(name, null, vault, work)
    const { content } = copy
    const { isDone } = await vault.planMerge([copy])
    return {
      ...facts,
      state: isDone ? "merged" : copy.signed ? "ready" : "unsigned",
      accounts: content.accounts.filter(({ trashedAt }) => trashedAt === null).length,
      savedAt: content.savedAt,
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    if (error.code === "password-needed") return { ...facts, state: "locked" }
    return { ...facts, state: "broken", problem: { sentence: error.sentence, detail: error.detail } }
  }
}

async function openFile(name: string, passphrase: Passphrase | null, vault: Vault, work: Work): Promise<OpenedFile> {
  const beside = filesOf(vault, work)
  const bytes = await beside.read(name)
  if (bytes === null) throw new AppError("io", COPIES_EFFECT_TEXTS.gone, { detail: { name } })
  const askPassphrase = (): Promise<Passphrase> =>
    passphrase === null
      ? Promise.reject(new AppError("password-needed", COPIES_EFFECT_TEXTS.needsPassphrase, { detail: { name } }))
      : Promise.resolve(passphrase)
  const copy = await vault.openCopy({ file: name, bytes, beside }, { passphrase: askPassphrase, signal: work.signal })
  return { name, bytes, copy }
}

/** Open the copies and plan to merge them; nothing is changed. */
export async function planCopies({ names, passphrase }: Extract<Effect, { readonly type: "plan-merge" }>, work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  work.opened.merge = []
  const files: OpenedFile[] = []
  for (const name of names) files.push(await openFile(name, passphrase, vault, work))
  const plan = await vault.planMerge(files.map(({ copy }) => copy))
  work.opened.merge = files
  return { type: "merge-planned", plan: viewOfPlan(plan, files) }
}

/** Merge the copies of the last plan. Answers once the merged vault was read back from the disk. */
export async function mergePlannedCopies(work: Work): Promise<Answer> {
  const { opened, ports } = work
  const vault = openVaultOf(opened)
  const files = opened.merge
  const done = await vault.mergeCopies(files.map(({ copy }) => copy))
  opened.merge = []
  const deletable = files.filter(({ name }) => isDeletable(name))
  opened.merged = new Map([...opened.merged, ...deletable.map(({ name, bytes }) => [name, bytes] as const)])
  return {
    type: "copies-merged",
    result: viewOfPlan(done, files),
    vault: viewOf(vault, ports),
    deletable: deletable.map(({ name }) => name),
  }
}

/** Kept versions are removed by the vault itself. */
function isDeletable(name: string): boolean {
  return !name.includes("/")
}

/** Delete merged copies. One that is not merged, or that was replaced since, stays. */
export async function deleteCopies(names: readonly string[], work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  const files = filesOf(vault, work)
  const deleted: string[] = []
  for (const name of names) {
    const merged = work.opened.merged.get(name)
    if (merged === undefined) continue
    try {
      const present = await files.read(name)
      if (present === null || Buffer.compare(present, merged) !== 0) continue
      await files.remove(name)
      deleted.push(name)
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
  return { type: "copies-deleted", deleted, kept: names.filter((name) => !deleted.includes(name)) }
}

function viewOfPlan(plan: MergePlan, files: readonly OpenedFile[]): MergeView {
  const { new: added, changed, removed, conflicts, present, isDone, otherRecovery } = plan
  return {
    names: files.map(({ name }) => name),
    rows: plan.rows.map(viewOfRow),
    ...{ new: added, changed, removed, conflicts, present, isDone, otherRecovery },
    otherIdentity: files.some(({ copy }) => copy.otherIdentity),
    unsigned: files.some(({ copy }) => !copy.signed),
  }
}

function viewOfRow({ status, account, fields }: MergeRow): MergedAccount {
  return { status, issuer: account.issuer, name: account.name, fields: fields.flatMap(toComparedField) }
}

function toComparedField(field: string): ComparedField[] {
  const name = field === "unknown" ? "other" : field
  return COMPARED_FIELDS.filter((one) => one === name)
}
