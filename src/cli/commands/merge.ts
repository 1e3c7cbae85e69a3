import { dirname, join } from "node:path"
import { labelOf, sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import { LIMITS } from "../../formats/limits.ts"
import { isDamage } from "../../vault/making/way-back.ts"
import type { CopyFile, OpenCopyOptions, OpenedCopy } from "../../vault/merge/open-copy.ts"
import type { MergePlan, MergeRow } from "../../vault/merge/plan.ts"
import type { VaultDirectory } from "../../vault/ports.ts"
import { openCopyOf, openForRepair, planLost, replaceDamagedContent } from "../../vault/repair.ts"
import type { Vault } from "../../vault/vault.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE, worstStatus } from "../exit-codes.ts"
import { IMPORT_TEXTS } from "../import/importing.ts"
import { reportError } from "../import/report-error.ts"
import { askHidden, readOptionPassphrase } from "../secrets.ts"
import { unlock, withVault } from "../vault-access.ts"
import { formatTable } from "../view.ts"
import { RESTORE_TEXTS } from "./restore.ts"

export const MERGE_TEXTS = texts({
  passphrase: { en: "passphrase of {file}", ja: "{file} のパスフレーズ" },
  otherIdentity: {
    en: "it belongs to another identity: from before a change of the passphrase, or of another vault",
    ja: "別の鍵の保管庫です（パスフレーズ変更前のもの、または別の保管庫）",
  },
  unsigned: { en: "it is not signed: anyone could have written it", ja: "署名がありません。誰でも作成できた可能性があります" },
  recovery: {
    en: "a copy has another recovery key; a merge never changes that of the vault, so it stays as it is",
    ja: "コピーの回復キーはこの保管庫のものと異なります。マージで回復キーが変わることはなく、この保管庫のものをそのまま残します",
  },
  confirm: { en: "merge it? [y/N]", ja: "マージしますか？ [y/N]" },
  needsYes: {
    en: "nothing was merged: look at the plan with --dry-run, then confirm with --yes",
    ja: "マージしていません。--dry-run で内容を確認してから --yes を指定してください",
  },
  declined: { en: "nothing was merged", ja: "マージしていません" },
  nothing: { en: "the vault already holds everything in it", ja: "すべて保管庫に含まれています" },
  result: {
    en: "{new} new, {changed} changed, {removed} removed, {conflicts} {conflicts|conflict|conflicts}, {present} unchanged",
    ja: "新規 {new} 件、変更 {changed} 件、削除 {removed} 件、競合 {conflicts} 件、変更なし {present} 件",
  },
  trashed: {
    en: "where both sides changed the same field, the other state is in the trash for 30 days",
    ja: "両方で同じ項目が変更されていたものは、もう一方の内容を 30 日間ごみ箱に残します",
  },
  saved: {
    en: "the merged vault is saved and was read back; the copies were not deleted",
    ja: "マージした保管庫を保存し、読み直して確認しました。コピーは削除していません",
  },
  effect: { en: "EFFECT", ja: "内容" },
  account: { en: "ACCOUNT", ja: "アカウント" },
  fields: { en: "FIELDS", ja: "項目" },
  completed: {
    en: "the vault in {directory} had lost its content; it has that of the copies now",
    ja: "{directory} の保管庫は内容が失われていたため、コピーの内容を入れました",
  },
  new: { en: "new", ja: "新規" },
  changed: { en: "changed", ja: "変更" },
  removed: { en: "removed", ja: "削除" },
  conflict: { en: "conflict", ja: "競合" },
})

export const run: Run = async (context) => {
  const dryRun = context.flag("dry-run")
  const opening = { isDone: false }
  const merge = async (vault: Vault): Promise<number> => {
    opening.isDone = true
    const { copies, beside, statuses } = await openCopies(context, (copy, options) => vault.openCopy(copy, options))
    const status = worstStatus(statuses)
    // A copy that cannot be opened may hold what another one lacks: merge all of them or none.
    if (copies.length === 0 || status !== DONE) return status
    const plan = await vault.planMerge(copies, beside)
    if (!dryRun && !plan.isDone) await confirm(context, copies, plan)
    // Also where nothing seems left to do: the plan was made without the lock.
    const done = dryRun ? plan : await vault.mergeCopies(copies, beside)
    await report(context, copies, done, dryRun)
    return DONE
  }
  try {
    return await withVault(context, dryRun ? "read" : "change", merge)
  } catch (error) {
    if (opening.isDone || !isDamage(error) || context.value("recovery-key-file") !== null) throw error
    return await completeVault(context, error, dryRun)
  }
}

/** Make the merged copies the content of a vault that has lost its own. @param error - Why it did not open. */
async function completeVault(context: CommandContext, error: AppError, dryRun: boolean): Promise<number> {
  const ports = context.ports.vault
  const directory = vaultDirectory(context.value("vault"), context.ports)
  const lost = await unlock(context, (passphrase, options) => openForRepair(ports, directory, passphrase, options))
  if (lost.damage === null) throw error
  const { copies, beside, statuses } = await openCopies(context, (copy, options) => openCopyOf(ports, lost.identity, copy, options))
  const status = worstStatus(statuses)
  if (copies.length === 0 || status !== DONE) return status
  const plan = await planLost(ports, directory, lost.identity, copies, beside)
  if (!dryRun) {
    await confirm(context, copies, plan)
    const { vault, setAside } = await replaceDamagedContent(ports, directory, lost.identity, plan.content, "copy")
    await vault.close()
    for (const { name, keptAs } of setAside) context.note(RESTORE_TEXTS.setAside, { name, keptAs })
    context.note(MERGE_TEXTS.completed, { directory: sanitize(directory) })
  }
  await report(context, copies, plan, dryRun)
  return DONE
}

type OpenCopy = (copy: CopyFile, options: Pick<OpenCopyOptions, "passphrase" | "signal">) => Promise<OpenedCopy>

async function openCopies(
  context: CommandContext,
  open: OpenCopy,
): Promise<{ readonly copies: OpenedCopy[]; readonly beside: VaultDirectory[]; readonly statuses: number[] }> {
  const given = await readOptionPassphrase(context, "password-file")
  const copies: OpenedCopy[] = []
  const beside = new Map<string, VaultDirectory>()
  const statuses: number[] = []
  for (const name of context.operands) {
    try {
      const isDirectory = (await context.ports.files.walk(name, context.signal)) !== null
      const file = isDirectory ? join(name, "vault.age") : name
      const directory = dirname(file)
      const files = context.ports.vault.files.in(directory)
      const bytes = await context.ports.files.read(file, LIMITS.fileBytes)
      const passphrase = async (): Promise<Passphrase> =>
        given ?? (await askHidden(context, MERGE_TEXTS.passphrase, "password-file", { file: sanitize(file) }))
      const copy = await open({ file, bytes, beside: files }, { passphrase, signal: context.signal })
      if (copy.otherIdentity) context.note(MERGE_TEXTS.otherIdentity, {}, file)
      if (!copy.signed) context.note(MERGE_TEXTS.unsigned, {}, file)
      copies.push(copy)
      beside.set(directory, files)
    } catch (error) {
      if (isAppError(error, "vault-refused")) throw error
      statuses.push(reportError(context, error, name))
    }
  }
  return { copies, beside: [...beside.values()], statuses }
}

/** @throws AppError `vault-refused` where the user does not confirm a copy that needs it */
async function confirm(context: CommandContext, copies: readonly OpenedCopy[], plan: MergePlan): Promise<void> {
  const isClear = copies.every(({ signed, otherIdentity }) => signed && !otherIdentity)
  if (isClear || context.flag("yes")) return
  for (const line of planLines(context, plan)) context.ports.stdio.err(`${line}\n`)
  const answer = await context.ports.terminal.askLine(`${context.format(MERGE_TEXTS.confirm)} `)
  if (answer === null) throw new AppError("vault-refused", MERGE_TEXTS.needsYes)
  if (!/^y(es)?$/i.test(answer.normalize("NFKC").trim())) throw new AppError("vault-refused", MERGE_TEXTS.declined)
}

async function report(context: CommandContext, copies: readonly OpenedCopy[], plan: MergePlan, dryRun: boolean): Promise<void> {
  const { new: added, changed, removed, conflicts, present } = plan
  if (plan.otherRecovery) context.note(MERGE_TEXTS.recovery)
  if (context.flag("json"))
    await context.json({
      files: copies.map((copy) => ({
        file: copy.file,
        format: copy.protected ? "keyferry-backup" : "keyferry-json",
        protected: copy.protected,
      })),
      ...{ new: added, present, renamed: 0, skipped: 0, changed, removed, conflicts },
      issues: [],
    })
  else {
    for (const line of planLines(context, plan)) await context.line(line)
    if (plan.isDone) context.note(MERGE_TEXTS.nothing)
    await context.line(context.format(MERGE_TEXTS.result, { new: added, changed, removed, conflicts, present }))
  }
  if (conflicts > 0) context.note(MERGE_TEXTS.trashed)
  if (dryRun) context.note(IMPORT_TEXTS.dryRun)
  else if (!plan.isDone) context.note(MERGE_TEXTS.saved)
}

/** The plan as a table; nothing where nothing changes. */
function planLines(context: CommandContext, { rows }: MergePlan): string[] {
  if (rows.length === 0) return []
  const toCells = ({ status, account, fields }: MergeRow): string[] => [
    context.format(MERGE_TEXTS[status]),
    labelOf(account),
    fields.join(", "),
  ]
  const head = [MERGE_TEXTS.effect, MERGE_TEXTS.account, MERGE_TEXTS.fields].map((text) => context.format(text))
  return formatTable([head, ...rows.map(toCells)])
}
