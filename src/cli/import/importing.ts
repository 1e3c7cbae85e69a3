import { labelOf } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import { applyImport, planImport } from "../../migrate/import/plan-import.ts"
import type { ImportPlan, ImportResult, PlanRow } from "../../migrate/import/plan-import.ts"
import type { Reading } from "../../migrate/import/read.ts"
import type { Vault } from "../../vault/vault.ts"
import type { CommandContext } from "../context.ts"
import { withVault } from "../vault-access.ts"
import { filesJson, issuesJson, viewJson } from "../view.ts"

export const IMPORT_TEXTS = texts({
  result: {
    en: "{new} new, {present} already there, {renamed} already there under another name, {skipped} skipped",
    ja: "新規 {new} 件、登録済み {present} 件、別名で登録済み {renamed} 件、対象外 {skipped} 件",
  },
  dryRun: { en: "nothing was changed", ja: "変更は行っていません" },
  otherSecret: {
    en: "an account of this name is there with another secret; both are kept",
    ja: "同じ名前でシークレットの異なるアカウントがあります。両方を残します",
  },
  renamed: { en: "already there as {label}", ja: "{label} として登録済みです" },
  ahead: {
    en: "its counter is {counter} in the file and {present} in the vault; the vault's was kept",
    ja: "カウンターがファイルでは {counter}、保管庫では {present} です。保管庫の値を残しました",
  },
  trashed: { en: "it lies in the other app's trash and was left out", ja: "移行元でごみ箱にあるため、対象外としました" },
})

/**
 * Put what was read into the vault by the plan's own ticks, or only tell what would come of it.
 *
 * @param status - What the reading ended with; it stays the command's.
 * @param tick - Overrules the plan's ticks.
 */
export async function importRead(
  context: CommandContext,
  reading: Pick<Reading, "files">,
  status: number,
  tick: (row: PlanRow) => boolean = ({ ticked }) => ticked,
): Promise<number> {
  const dryRun = context.flag("dry-run")
  const unread = reading.files.reduce((sum, { outcome }) => sum + (outcome.state === "read" ? outcome.issues.length : 0), 0)
  const anything = reading.files.some(({ outcome }) => outcome.state === "read" && outcome.drafts.length > 0)
  let result: ImportResult = { new: 0, present: 0, renamed: 0, skipped: unread }
  // Where nothing was read, nobody needs to unlock the vault.
  if (anything) {
    result = await withVault(context, dryRun ? "read" : "change", async (vault) => {
      const plan = ticked(planImport(reading, vault.accounts), tick)
      tell(context, plan)
      return await apply(context, vault, plan, unread, dryRun)
    })
  }
  if (context.flag("json"))
    await context.json({
      ...(dryRun ? viewJson(context, reading.files, false) : { files: filesJson(reading.files) }),
      ...result,
      issues: issuesJson(context, reading.files),
    })
  else await context.line(context.format(IMPORT_TEXTS.result, { ...result }))
  if (dryRun) context.note(IMPORT_TEXTS.dryRun)
  return status
}

const ticked = ({ rows }: ImportPlan, tick: (row: PlanRow) => boolean): ImportPlan => ({
  rows: rows.map((row) => ({ ...row, ticked: tick(row) })),
})

async function apply(context: CommandContext, vault: Vault, { rows }: ImportPlan, unread: number, dryRun: boolean): Promise<ImportResult> {
  const removed = new Set(vault.content.tombstones.map(({ id }) => id))
  const { clock, random } = context.ports
  const { accounts, result } = applyImport(rows, vault.accounts, { nowMs: clock.nowMs(), random, unread, taken: (id) => removed.has(id) })
  if (!dryRun && result.new > 0) await vault.save(accounts)
  return result
}

/** What the numbers alone would not tell. */
function tell(context: CommandContext, { rows }: ImportPlan): void {
  for (const { draft, status, match, ticked: taken } of rows) {
    const label = labelOf(draft)
    if (status === "other-secret" && taken) context.note(IMPORT_TEXTS.otherSecret, {}, label)
    else if (status === "renamed" && match !== null) context.note(IMPORT_TEXTS.renamed, { label: labelOf(match) }, label)
    else if (status === "counter-ahead")
      context.note(IMPORT_TEXTS.ahead, { counter: draft.counter ?? 0, present: match?.counter ?? 0 }, label)
    else if (status === "new" && !taken && draft.trashed) context.note(IMPORT_TEXTS.trashed, {}, label)
  }
}
