import type { Account, Draft } from "../accounts/account.ts"
import { toRecord } from "../accounts/record.ts"
import type { AccountRecord } from "../accounts/record.ts"
import { cellWidth, labelOf, padToWidth, sanitize } from "../base/display.ts"
import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import type { Loss } from "../formats/handler.ts"
import { KIND_NAMES } from "../migrate/export/losses.ts"
import type { LossRow } from "../migrate/export/losses.ts"
import { shortNames } from "../migrate/import/directory.ts"
import { issuesOf, recordsOf } from "../migrate/import/read-outcome.ts"
import type { ReadFile } from "../migrate/import/read-outcome.ts"
import type { CommandContext } from "./context.ts"

export const VIEW_TEXTS = texts({
  kind: { en: "KIND", ja: "種類" },
  issuer: { en: "ISSUER", ja: "発行者" },
  name: { en: "NAME", ja: "名前" },
  code: { en: "SETTINGS", ja: "方式" },
  groups: { en: "GROUPS", ja: "グループ" },
  perSecond: { en: "{algorithm}, {digits} digits, {period} s", ja: "{algorithm}、{digits} 桁、{period} 秒" },
  perCounter: { en: "{algorithm}, {digits} digits, counter {counter}", ja: "{algorithm}、{digits} 桁、カウンター {counter}" },
  file: { en: "{file}: {format}, {protection}", ja: "{file}: {format}、{protection}" },
  protected: { en: "protected", ja: "保護あり" },
  plain: { en: "not protected", ja: "保護なし" },
  unknown: { en: "{file}: not recognised", ja: "{file}: 不明な形式" },
  leftOut: { en: "left out: {reason}", ja: "対象外: {reason}" },
  effect: { en: "EFFECT", ja: "影響" },
  refused: { en: "left out", ja: "対象外" },
  lost: { en: "lost", ja: "欠落" },
  changed: { en: "changed", ja: "変更" },
  reason: { en: "REASON", ja: "理由" },
  nothingLost: {
    en: "nothing is lost: {count} {count|account|accounts} would be written",
    ja: "失われるものはありません（{count} 件を書き出します）",
  },
})

export interface FileJson {
  readonly file: string
  /** Null where no format was recognised. */
  readonly format: string | null
  readonly protected: boolean
}

export interface IssueJson {
  readonly file: string
  readonly at: number
  readonly code: string
  readonly reason: string
}

/** One element per file, in the order in which they were read. */
export function filesJson(files: readonly ReadFile[]): FileJson[] {
  return files.flatMap((read) =>
    read.files.map((file) => ({ file, format: read.format === "" ? null : read.format, protected: read.protected })),
  )
}

export function issuesJson(context: CommandContext, files: readonly ReadFile[]): IssueJson[] {
  return issuesOf(files).map(({ file, at, code, reason, detail }) => ({ file, at, code, reason: context.format(reason, detail) }))
}

export function draftsOf(files: readonly ReadFile[]): Draft[] {
  return recordsOf(files).map(({ draft }) => draft)
}

/** What `inspect --json` prints. @param secrets - Whether secrets and PINs are included. */
export function viewJson(
  context: CommandContext,
  files: readonly ReadFile[],
  secrets: boolean,
): { readonly files: readonly FileJson[]; readonly accounts: readonly AccountRecord[]; readonly issues: readonly IssueJson[] } {
  return {
    files: filesJson(files),
    accounts: draftsOf(files).map((draft) => toRecord(draft, { secrets })),
    issues: issuesJson(context, files),
  }
}

/** Lines of a table whose columns are as wide as their widest cell. Cells are sanitized, and cut to 60 columns of the terminal. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map((cell) => sanitize(cell, 60)))
  const widths = (clean[0] ?? []).map((_, column) => clean.reduce((most, row) => Math.max(most, cellWidth(row[column] ?? "")), 0))
  return clean.map((row) =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  )
}

/** Prints accounts as a table. @param secrets - Whether secrets are printed. */
export async function printAccounts(context: CommandContext, accounts: readonly (Account | Draft)[], secrets: boolean): Promise<void> {
  if (accounts.length === 0) return
  const head: Sentence[] = [VIEW_TEXTS.kind, VIEW_TEXTS.issuer, VIEW_TEXTS.name, VIEW_TEXTS.code, VIEW_TEXTS.groups]
  const rows = accounts.map((account) => {
    const { algorithm, digits, period, counter } = account
    const how =
      period === null
        ? context.format(VIEW_TEXTS.perCounter, { algorithm, digits, counter: counter ?? 0 })
        : context.format(VIEW_TEXTS.perSecond, { algorithm, digits, period })
    return [KIND_NAMES[account.kind], account.issuer, account.name, how, account.groups.join(", ")]
  })
  const lines = formatTable([head.map((text) => context.format(text)), ...rows])
  for (const [index, line] of lines.entries()) {
    const account = accounts[index - 1]
    // On a line of its own, since cells of the table are cut.
    const secret = secrets && account !== undefined ? `\n  ${account.secret.toBase32()}` : ""
    await context.line(line + secret)
  }
}

/** Up to so many files that were opened together are printed one by one. */
const MAX_NAMED_FILES = 30

/** Whether a file is protected is not known where its format is not. */
export async function printFiles(context: CommandContext, files: readonly ReadFile[]): Promise<void> {
  for (const { files: names, format, protected: isProtected } of files) {
    const protection = context.format(isProtected ? VIEW_TEXTS.protected : VIEW_TEXTS.plain)
    // The hundreds of files of a password store get one line.
    for (const file of names.length > MAX_NAMED_FILES ? [shortNames(names)] : names)
      await context.line(context.format(format === "" ? VIEW_TEXTS.unknown : VIEW_TEXTS.file, { file: sanitize(file), format, protection }))
  }
}

/** Lists on standard error what the target cannot hold of each account. @returns whether an account is left out */
export function noteLosses(context: CommandContext, rows: readonly LossRow[]): boolean {
  for (const { account, losses } of rows) {
    for (const { grade, what } of losses) {
      if (grade === "refused") context.note(VIEW_TEXTS.leftOut, { reason: context.format(what.sentence, what.detail) }, labelOf(account))
      else context.note(what.sentence, what.detail, labelOf(account))
    }
  }
  return rows.some(({ writable }) => !writable)
}

interface LossesJson {
  readonly written: number
  readonly refused: number
  readonly losses: readonly { readonly issuer: string; readonly name: string; readonly grade: Loss["grade"]; readonly reason: string }[]
}

/** What `export --dry-run --json` prints. */
export function lossesJson(context: CommandContext, rows: readonly LossRow[]): LossesJson {
  return {
    written: rows.filter(({ writable }) => writable).length,
    refused: rows.filter(({ writable }) => !writable).length,
    losses: rows.flatMap(({ account: { issuer, name }, losses }) =>
      losses.map(({ grade, what }) => ({ issuer, name, grade, reason: context.format(what.sentence, what.detail) })),
    ),
  }
}

/** What `export --dry-run` prints: a table of losses, or a sentence where nothing is lost. */
export async function printLosses(context: CommandContext, rows: readonly LossRow[]): Promise<void> {
  const lines = rows.flatMap(({ account, losses }) =>
    losses.map(({ grade, what }) => [
      account.issuer,
      account.name,
      context.format(VIEW_TEXTS[grade]),
      context.format(what.sentence, what.detail),
    ]),
  )
  if (lines.length === 0) {
    await context.line(context.format(VIEW_TEXTS.nothingLost, { count: rows.length }))
    return
  }
  const head = [VIEW_TEXTS.issuer, VIEW_TEXTS.name, VIEW_TEXTS.effect, VIEW_TEXTS.reason].map((text) => context.format(text))
  for (const line of formatTable([head, ...lines])) await context.line(line)
}
