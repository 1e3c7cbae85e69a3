import { join } from "node:path"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import { planQr } from "../../migrate/qr-pages.ts"
import type { QrPage, QrPlan, QrTarget } from "../../migrate/qr-pages.ts"
import type { QrDrawing } from "../../qr/draw.ts"
import { qrPng } from "../../qr/files.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE, SKIPPED } from "../exit-codes.ts"
import { refuseExisting, selected } from "../target.ts"
import { withVault } from "../vault-access.ts"
import { VIEW_TEXTS } from "../view.ts"

export const QR_COMMAND_TEXTS = texts({
  secret: {
    en: "these codes hold the secrets: whoever photographs them can make your codes",
    ja: "これらのコードには秘密の値が入っています。撮影した人は誰でも認証コードを作れます",
  },
  noneFits: { en: "none of these accounts can be shown so", ja: "この方法で表示できるアカウントがありません" },
  page: { en: "page {page} of {pages}: {labels}", ja: "{pages} ページ中 {page} ページ目: {labels}" },
  part: { en: "part {page} of {pages}", ja: "{pages} 枚中 {page} 枚目" },
  next: { en: "Enter shows the next", ja: "Enter で次へ" },
  code: { en: "verification code: {code}", ja: "引き継ぎコード: {code}" },
  saved: { en: "wrote {count} {count|picture|pictures}", ja: "{count} 枚の画像を書き出しました" },
  google: {
    en: "in Google Authenticator: menu, Transfer accounts, Import accounts - not the + button",
    ja: "Google Authenticator では、+ ボタンではなくメニューの「アカウントを移行」から「アカウントをインポート」を選びます",
  },
})

/** For a standard output that is no terminal, and so has no size. */
const NO_TERMINAL = { columns: 120, rows: 62 }
/** The line above the code, and the one that asks for the next. */
const OTHER_ROWS = 2

export const run: Run = async (context) => {
  const target = (context.value("to") ?? "phone") as QrTarget
  const directory = context.value("png")
  const toFiles = directory !== null || context.flag("json")
  const accounts = await withVault(context, "read", (vault) => Promise.resolve(selected(vault.accounts, context.operands)))
  const window = context.ports.stdio.size ?? NO_TERMINAL
  const size = toFiles ? null : { columns: window.columns, rows: window.rows - OTHER_ROWS }
  const choice = { style: context.flag("ascii") ? ("full" as const) : null, accountsPerPage: null }
  const plan = await planQr({ target, accounts, size, choice }, { random: context.ports.random, signal: context.signal })
  if (plan.impossible !== null) throw new AppError("export-refused", plan.impossible.sentence, { detail: plan.impossible.detail })
  for (const { label, losses } of plan.refused) {
    for (const { what } of losses) context.note(VIEW_TEXTS.leftOut, { reason: context.say(what.sentence, what.detail) }, label)
  }
  if (plan.pages.length === 0) throw new AppError("export-refused", QR_COMMAND_TEXTS.noneFits)
  for (const { sentence, detail } of plan.notes) context.note(sentence, detail)
  if (target !== "keyferry") context.note(QR_COMMAND_TEXTS.secret)
  if (target === "google") context.note(QR_COMMAND_TEXTS.google)
  const files = directory === null ? null : await save(context, plan, directory)
  if (context.flag("json")) await printJson(context, plan, files, accounts)
  else if (files === null) await show(context, plan)
  if (plan.verificationCode !== null && !context.flag("json")) context.note(QR_COMMAND_TEXTS.code, { code: plan.verificationCode })
  const unseen = size !== null && plan.pages.some(({ drawing }) => drawing === null)
  return plan.refused.length > 0 || unseen ? SKIPPED : DONE
}

/** One picture a page; none is written where one of them is there already. The verification code is in none of them. */
async function save(context: CommandContext, { pages, target }: QrPlan, directory: string): Promise<string[]> {
  const digits = Math.max(2, String(pages.length).length)
  const files = pages.map((_, index) => join(directory, `${target}-${String(index + 1).padStart(digits, "0")}.png`))
  await context.ports.files.makeDirectory(directory)
  for (const file of files) await refuseExisting(context, file)
  for (const [index, { text }] of pages.entries()) {
    await context.ports.files.write(files[index] ?? "", await qrPng(text), { overwrite: context.flag("force") })
  }
  context.note(QR_COMMAND_TEXTS.saved, { count: files.length })
  return files
}

async function printJson(
  context: CommandContext,
  plan: QrPlan,
  files: readonly string[] | null,
  accounts: readonly Account[],
): Promise<void> {
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const pages = plan.pages.map(({ ids }, index) => ({
    file: files?.[index] ?? null,
    accounts: ids.flatMap((id) => {
      const account = byId.get(id)
      return account === undefined ? [] : [{ id, issuer: account.issuer, name: account.name }]
    }),
  }))
  await context.json({ pages, verificationCode: plan.verificationCode })
}

async function show(context: CommandContext, { pages }: QrPlan): Promise<void> {
  for (const [index, page] of pages.entries()) {
    context.note(page.labels.length === 0 ? QR_COMMAND_TEXTS.part : QR_COMMAND_TEXTS.page, {
      page: index + 1,
      pages: pages.length,
      labels: page.labels.join(", "),
    })
    await showPage(context, page)
    const isLast = index === pages.length - 1
    if (!isLast && context.ports.stdio.stdoutIsTerminal) await context.ports.terminal.askLine(context.say(QR_COMMAND_TEXTS.next))
  }
}

async function showPage(context: CommandContext, { drawing, notes }: QrPage): Promise<void> {
  if (drawing !== null) await context.ports.stdio.out(ansi(drawing))
  for (const { sentence, detail } of notes) context.note(sentence, detail)
}

/** Both colours of every cell, by index: black and white whatever the theme. */
function ansi({ rows }: QrDrawing): string {
  return rows.map((runs) => `${runs.map(({ text, fg, bg }) => `\x1b[38;5;${fg}m\x1b[48;5;${bg}m${text}`).join("")}\x1b[0m\n`).join("")
}
