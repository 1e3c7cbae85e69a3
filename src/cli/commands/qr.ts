import { basename, dirname, join } from "node:path"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
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

export const run: Run = async (context) => await withAskedVault(context, "read", (vault) => showQr(context, vault))

async function showQr(context: CommandContext, vault: Vault): Promise<number> {
  const target = (context.value("to") ?? "phone") as QrTarget
  const destination = parseDestination(context)
  const toFiles = destination !== null || context.flag("json")
  const accounts = selectAccounts(vault.accounts, context.operands)
  const window = context.ports.stdio.size ?? NO_TERMINAL
  const size = toFiles ? null : { columns: window.columns, rows: window.rows - OTHER_ROWS }
  const choice = { style: context.flag("ascii") ? ("full" as const) : null, accountsPerPage: null }
  const formats = await context.ports.builtInFormats()
  const request = { target, accounts, size, choice }
  const plan = await planQr(request, { random: context.ports.random, formats, signal: context.signal })
  if (plan.impossible !== null) throw new AppError("export-refused", plan.impossible.sentence, { detail: plan.impossible.detail })
  const rows = lossesOf(plan, accounts, formats)
  const unreadable = unreadableRows(selectUnreadable(vault.unreadable, context.operands))
  noteLosses(context, [...rows, ...unreadable])
  if (plan.pages.length === 0) throw new AppError("export-refused", QR_COMMAND_TEXTS.noneFits)
  for (const { sentence, detail } of plan.notes) context.note(sentence, detail)
  if (target !== "keyferry") context.note(QR_COMMAND_TEXTS.secret)
  if (target === "google") context.note(QR_COMMAND_TEXTS.google)
  const files = destination === null ? null : await writeFiles(context, plan, destination)
  // The pages for another keyferry are encrypted.
  if (files !== null && target !== "keyferry") await recordFiles(context, vault, plainFiles(plan, files))
  if (context.flag("json")) await printJson(context, plan, files, { rows, unreadable })
  const allDrawn = context.flag("json") || files !== null || (await showPages(context, plan, request))
  if (plan.verificationCode !== null && !context.flag("json")) context.note(QR_COMMAND_TEXTS.code, { code: plan.verificationCode })
  return plan.refused.length + unreadable.length > 0 || !allDrawn ? SKIPPED : DONE
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

/** Writes one picture per page, or one sheet; nothing where one of the files exists. None of them contains the verification code. */
async function writeFiles(context: CommandContext, plan: QrPlan, { kind, path }: Destination): Promise<string[]> {
  const directory = kind === "sheet" ? dirname(path) : path
  const files = qrFiles(plan, kind, context.lang).map((file) => ({
    ...file,
    path: join(directory, kind === "sheet" ? basename(path) : file.name),
  }))
  if (kind !== "sheet") await context.ports.files.makeDirectory(directory)
  for (const file of files) await refuseExisting(context, file.path)
  for (const file of files) await context.ports.files.write(file.path, await file.bytes(), { overwrite: context.flag("force") })
  context.note(QR_COMMAND_TEXTS.saved, { count: files.length })
  return files.map((file) => file.path)
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
  for (const { sentence, detail } of notes) context.note(sentence, detail)
}
