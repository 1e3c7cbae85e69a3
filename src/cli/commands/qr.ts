import { join } from "node:path"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Detail } from "../../base/language.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { PlainFile } from "../../migrate/export/ledger.ts"
import { unreadableRows } from "../../migrate/export/losses.ts"
import type { LossRow, PreflightRow } from "../../migrate/export/losses.ts"
import { drawPage } from "../../migrate/qr/draw-page.ts"
import { qrFiles } from "../../migrate/qr/qr-files.ts"
import type { QrFileKind } from "../../migrate/qr/qr-files.ts"
import { qrPreflight } from "../../migrate/qr/qr-losses.ts"
import type { QrTarget } from "../../migrate/qr/qr-losses.ts"
import { planQr } from "../../migrate/qr/qr-pages.ts"
import type { QrPage, QrPlan, QrRequest } from "../../migrate/qr/qr-pages.ts"
import type { Vault } from "../../vault/vault.ts"
import { ansiRows } from "../ansi.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE, SKIPPED } from "../exit-codes.ts"
import { recordFiles, refuseExisting, selectAccounts, selectUnreadable } from "../export/target.ts"
import { withAskedVault } from "../vault-access.ts"
import { lossesJson, noteLosses } from "../view.ts"

export const QR_COMMAND_TEXTS = texts({
  secret: {
    en: "these QR codes contain the secrets: anyone who photographs them can generate your codes",
    ja: "これらのコードには秘密の値が入っています。撮影した人は誰でも認証コードを作れます",
  },
  noneFits: { en: "none of these accounts can be shown in this way", ja: "この方法で表示できるアカウントがありません" },
  page: { en: "page {page} of {pages}: {labels}", ja: "{pages} ページ中 {page} ページ目: {labels}" },
  part: { en: "part {page} of {pages}", ja: "{pages} 枚中 {page} 枚目" },
  next: { en: "press Enter for the next page", ja: "Enter で次へ" },
  code: { en: "verification code: {code}", ja: "引き継ぎコード: {code}" },
  saved: { en: "wrote {count} {count|file|files}", ja: "{count} 個のファイルを書き出しました" },
  google: {
    en: "Google Authenticator: Transfer codes › Import codes, not +",
    ja: "Google Authenticator では、+ ボタンではなくメニューの「アカウントを移行」から「アカウントをインポート」を選びます",
  },
})

/** The size where standard output is not a terminal. */
const NO_TERMINAL = { columns: 120, rows: 62 }
/** Rows for the line above the code, and for the prompt for the next page. */
const OTHER_ROWS = 2

export const run: Run = async (context) => {
  const destination = parseDestination(context)
  // The names of other files depend on the number of pages.
  if (destination?.kind === "sheet") await refuseExisting(context, destination.path)
  return await withAskedVault(context, "read", (vault) => showQr(context, vault, destination))
}

async function showQr(context: CommandContext, vault: Vault, destination: Destination | null): Promise<number> {
  const target = (context.value("to") ?? "phone") as QrTarget
  const toFiles = destination !== null || context.flag("json")
  const accounts = selectAccounts(vault.accounts, context.operands)
  const window = context.ports.stdio.size ?? NO_TERMINAL
  const size = toFiles ? null : { columns: window.columns, rows: window.rows - OTHER_ROWS }
  const choice = { style: context.flag("ascii") ? ("full" as const) : null, accountsPerPage: null }
  const formats = await context.ports.builtInFormats()
  const request = { target, accounts, size, choice }
  const plan = await planQr(request, { random: context.ports.random, formats, signal: context.signal })
  if (plan.impossible !== null)
    throw new AppError("export-refused", plan.impossible.sentence, { detail: withOtherRows(plan.impossible.detail) })
  const files = destination === null ? null : filesOf(context, plan, destination)
  await refuseExisting(context, ...(files ?? []).map(({ path }) => path))
  const rows = lossesOf(plan, accounts, formats)
  const unreadable = unreadableRows(selectUnreadable(vault.unreadable, context.operands))
  noteLosses(context, [...rows, ...unreadable])
  if (plan.pages.length === 0) throw new AppError("export-refused", QR_COMMAND_TEXTS.noneFits)
  for (const { sentence, detail } of plan.notes) context.note(sentence, withOtherRows(detail))
  if (target !== "keyferry") context.note(QR_COMMAND_TEXTS.secret)
  if (target === "google") context.note(QR_COMMAND_TEXTS.google)
  if (destination !== null && destination.kind !== "sheet") await context.ports.files.makeDirectory(destination.path)
  const written = files === null ? null : await writeFiles(context, files)
  // The pages for another keyferry are encrypted.
  if (written !== null && target !== "keyferry") await recordFiles(context, vault, plainFiles(plan, written))
  if (context.flag("json")) await printJson(context, plan, written, { rows, unreadable })
  const allDrawn = context.flag("json") || written !== null || (await showPages(context, plan, request))
  if (plan.verificationCode !== null && !context.flag("json")) context.note(QR_COMMAND_TEXTS.code, { code: plan.verificationCode })
  return plan.refused.length + unreadable.length > 0 || !allDrawn ? SKIPPED : DONE
}

/** Sizes of the part for the code as sizes of the whole window. */
function withOtherRows(detail: Detail): Detail {
  const whole = Object.entries(detail).map(([name, value]) => [
    name,
    (name === "rows" || name === "height") && typeof value === "number" ? value + OTHER_ROWS : value,
  ])
  return Object.fromEntries(whole) as Detail
}

/** The written files with the number of accounts in each: one a page, or one sheet with all pages. */
function plainFiles({ pages }: QrPlan, files: readonly string[]): PlainFile[] {
  const total = pages.reduce((sum, { ids }) => sum + ids.length, 0)
  return files.map((path, index) => ({
    path,
    format: "qr-image",
    accounts: files.length === pages.length ? (pages[index]?.ids.length ?? 0) : total,
  }))
}

interface Destination {
  readonly kind: QrFileKind
  /** A directory; a file for the sheet. */
  readonly path: string
}

/** @returns null where the codes are shown on the terminal @throws AppError `usage` where several destinations are given */
function parseDestination(context: CommandContext): Destination | null {
  context.refuseTogether("png", "svg")
  context.refuseTogether("png", "sheet")
  context.refuseTogether("svg", "sheet")
  for (const kind of ["png", "svg", "sheet"] as const) {
    const path = context.value(kind)
    if (path !== null) return { kind, path }
  }
  return null
}

interface FileToWrite {
  readonly path: string
  readonly bytes: () => Promise<Uint8Array>
}

/** One picture per page, or one sheet. None of them contains the verification code. */
function filesOf({ lang }: CommandContext, plan: QrPlan, { kind, path }: Destination): readonly FileToWrite[] {
  return qrFiles(plan, kind, lang).map(({ name, bytes }) => ({ path: kind === "sheet" ? path : join(path, name), bytes }))
}

/** @returns the paths of the written files */
async function writeFiles(context: CommandContext, files: readonly FileToWrite[]): Promise<readonly string[]> {
  const { files: disk } = context.ports
  for (const { path, bytes } of files) await disk.write(path, await bytes(), { overwrite: context.flag("force") })
  context.note(QR_COMMAND_TEXTS.saved, { count: files.length })
  return files.map(({ path }) => path)
}

async function printJson(
  context: CommandContext,
  plan: QrPlan,
  files: readonly string[] | null,
  { rows, unreadable }: { readonly rows: readonly PreflightRow[]; readonly unreadable: readonly LossRow[] },
): Promise<void> {
  const byId = new Map(rows.map(({ account }) => [account.id, account]))
  const pages = plan.pages.map(({ ids }, index) => ({
    file: files === null ? null : (files[index] ?? files[0] ?? null),
    accounts: ids.flatMap((id) => {
      const account = byId.get(id)
      return account === undefined ? [] : [{ id, issuer: account.issuer, name: account.name }]
    }),
  }))
  await context.json({ pages, verificationCode: plan.verificationCode, losses: lossesJson(context, [...rows, ...unreadable]).losses })
}

/** What the scanning app cannot hold, and the accounts whose code would be too large. */
function lossesOf({ target, refused }: QrPlan, accounts: readonly Account[], formats: Registry): PreflightRow[] {
  const leftOut = new Map(refused.map(({ id, losses }) => [id, losses]))
  return qrPreflight(target, accounts, formats).map((row) => {
    const losses = leftOut.get(row.account.id)
    return losses === undefined ? row : { ...row, losses, writable: false }
  })
}

/** @returns whether every page fits the window */
async function showPages(context: CommandContext, { pages }: QrPlan, request: QrRequest): Promise<boolean> {
  let allDrawn = true
  for (const [index, page] of pages.entries()) {
    context.note(page.labels.length === 0 ? QR_COMMAND_TEXTS.part : QR_COMMAND_TEXTS.page, {
      page: index + 1,
      pages: pages.length,
      labels: page.labels.join(", "),
    })
    const drawn = await drawPage(page, request)
    await showPage(context, drawn)
    allDrawn &&= drawn.drawing !== null
    const isLast = index === pages.length - 1
    if (!isLast && context.ports.stdio.stdoutIsTerminal) await context.ports.terminal.askLine(context.format(QR_COMMAND_TEXTS.next))
  }
  return allDrawn
}

async function showPage(context: CommandContext, { drawing, notes }: QrPage): Promise<void> {
  if (drawing !== null)
    await context.ports.stdio.out(
      ansiRows(drawing)
        .map((row) => `${row}\n`)
        .join(""),
    )
  for (const { sentence, detail } of notes) context.note(sentence, withOtherRows(detail))
}
