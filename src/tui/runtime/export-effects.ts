import { join } from "node:path"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import { handlerById } from "../../formats/registry.ts"
import { writeExport } from "../../migrate/export.ts"
import { planQr } from "../../migrate/qr-pages.ts"
import type { QrRequest } from "../../migrate/qr-pages.ts"
import { qrPng } from "../../qr/files.ts"
import { sealBackup } from "../../vault/backup.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import { OPENED_TEXTS, openVaultOf } from "./opened.ts"
import type { Opened, Work } from "./opened.ts"

type EffectOf<T extends Effect["type"]> = Extract<Effect, { readonly type: T }>

export const EXPORT_EFFECT_TEXTS = texts({
  exists: { en: "there is a file of that name already", ja: "同じ名前のファイルが既にあります" },
  unknown: { en: "there is no format of that name", ja: "その名前の形式はありません" },
})

/** The accounts in the order the screen gave them; what is gone meanwhile is left out. */
function chosen(ids: readonly string[], opened: Opened): Account[] {
  const byId = new Map(openVaultOf(opened).accounts.map((account) => [account.id, account]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Before any work is put into it. The write itself looks again. */
async function refuseExisting(path: string, overwrite: boolean, { ports }: Work): Promise<void> {
  if (!overwrite && (await ports.files.exists(path))) throw new AppError("file-exists", EXPORT_EFFECT_TEXTS.exists)
}

export async function writeFile({ format, ids, password, path, overwrite }: EffectOf<"write-export">, work: Work): Promise<Answer> {
  const { ports, signal, progress } = work
  const handler = handlerById(format)
  if (handler === undefined) throw new AppError("usage", EXPORT_EFFECT_TEXTS.unknown)
  await refuseExisting(path, overwrite, work)
  const { background, random, clock, files } = ports
  const context = { background, random, nowMs: clock.nowMs(), password, signal, progress }
  const { bytes, written } = await writeExport(handler, chosen(ids, work.opened), context)
  await files.write(path, bytes, { overwrite })
  return { type: "export-written", path, accounts: written }
}

export async function saveBackup({ passphrase, path, overwrite }: EffectOf<"write-backup">, work: Work): Promise<Answer> {
  const { ports, opened } = work
  const vault = openVaultOf(opened)
  await refuseExisting(path, overwrite, work)
  const { content } = vault
  const bytes = await sealBackup(content, passphrase, ports.vault.scrypt)
  await ports.files.write(path, bytes, { overwrite })
  return { type: "export-written", path, accounts: content.accounts.length }
}

/** The same accounts for the same target: another window shows other pages of the same transfer, with the same code. */
export async function planPages({ target, ids, size, choice }: EffectOf<"plan-qr">, work: Work): Promise<Answer> {
  const { ports, opened, signal, progress } = work
  const accounts = chosen(ids, opened)
  const before = opened.qr
  const same = before?.request.target === target && sameAccounts(before.request.accounts, accounts)
  // Where `▀` is two columns wide, spaces are the only cells one can rely on.
  const style = ports.halfBlockColumns() === 2 ? "full" : choice.style
  const request: QrRequest = { target, accounts, size, choice: { ...choice, style }, sealed: same ? before.plan.sealed : null }
  const plan = await planQr(request, { random: ports.random, signal, progress })
  opened.qr = { request, plan }
  return { type: "qr-planned", plan }
}

/** Objects of the vault are never changed, only replaced. */
function sameAccounts(a: readonly Account[], b: readonly Account[]): boolean {
  return a.length === b.length && a.every((account, index) => account === b[index])
}

export async function savePages({ directory, overwrite }: EffectOf<"save-qr-pages">, work: Work): Promise<Answer> {
  const { opened, ports, signal, progress } = work
  if (opened.qr === null) throw new AppError("usage", OPENED_TEXTS.noQr)
  const { request, plan } = opened.qr
  const { pages } = await planQr({ ...request, size: null, sealed: plan.sealed }, { random: ports.random, signal })
  const digits = Math.max(2, String(pages.length).length)
  const files = pages.map((_, index) => join(directory, `${request.target}-${String(index + 1).padStart(digits, "0")}.png`))
  for (const path of files) await refuseExisting(path, overwrite, work)
  await ports.files.makeDirectory(directory)
  for (const [index, { text }] of pages.entries()) {
    progress(index, pages.length)
    await ports.files.write(files[index] ?? "", await qrPng(text), { overwrite })
  }
  return { type: "qr-pages-saved", files }
}
