import { labelOf } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { ImportResult, PlanRow } from "../../migrate/import/plan.ts"
import { issuesOf, recordsOf } from "../../migrate/import/read-outcome.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
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
  trashed: { en: "it is in the other app's trash and was left out", ja: "移行元でごみ箱にあるため、対象外としました" },
})

/**
 * Import what was read into the vault by the plan's own ticks; with `--dry-run` only print what that would do.
 *
 * @param status - The exit status of the reading, which is also that of the command.
 * @param tick - Replaces the plan's ticks.
 */
export async function importRead(
  context: CommandContext,
  session: ImportSession,
  status: number,
  tick: (row: PlanRow) => boolean = ({ ticked }) => ticked,
): Promise<number> {
  let result: ImportResult = { new: 0, present: 0, renamed: 0, skipped: issuesOf(session.files).length }
  // An import of nothing does not ask for the passphrase.
  if (recordsOf(session.files).length > 0) {
    const purpose = context.flag("dry-run") ? "read" : "change"
    result = await withVault(context, purpose, (vault) => applyTo(context, vault, session, tick))
  }
  await printResult(context, session, result, (value) => context.json(value))
  return status
}

/** The same, into a vault that is open. @param print - Writes the object of `--json`. */
export async function importInto(
  context: CommandContext,
  vault: Vault,
  session: ImportSession,
  status: number,
  print: (value: object) => Promise<void>,
): Promise<number> {
  await printResult(context, session, await applyTo(context, vault, session, ({ ticked }) => ticked), print)
  return status
}

async function applyTo(
  context: CommandContext,
  vault: Vault,
  session: ImportSession,
  tick: (row: PlanRow) => boolean,
): Promise<ImportResult> {
  const rows = session.plan(vault.accounts).rows.map((row) => ({ ...row, ticked: tick(row) }))
  for (const row of rows) noteRow(context, row)
  if (context.flag("dry-run")) return session.preview(rows, vault, context.ports)
  return (await session.apply(rows, vault, context.ports)).result
}

async function printResult(
  context: CommandContext,
  session: ImportSession,
  result: ImportResult,
  print: (value: object) => Promise<void>,
): Promise<void> {
  const dryRun = context.flag("dry-run")
  if (context.flag("json"))
    await print({
      ...(dryRun ? viewJson(context, session.files, false) : { files: filesJson(session.files) }),
      ...result,
      issues: issuesJson(context, session.files),
    })
  else await context.line(context.format(IMPORT_TEXTS.result, { ...result }))
  if (dryRun) context.note(IMPORT_TEXTS.dryRun)
}

/** What the numbers alone do not show. */
function noteRow(context: CommandContext, { draft, status, match, ticked }: PlanRow): void {
  const label = labelOf(draft)
  if (status === "other-secret" && ticked) context.note(IMPORT_TEXTS.otherSecret, {}, label)
  else if (status === "renamed" && match !== null) context.note(IMPORT_TEXTS.renamed, { label: labelOf(match) }, label)
  else if (status === "counter-ahead")
    context.note(IMPORT_TEXTS.ahead, { counter: draft.counter ?? 0, present: match?.counter ?? 0 }, label)
  else if (status === "new" && !ticked && draft.trashed) context.note(IMPORT_TEXTS.trashed, {}, label)
}
