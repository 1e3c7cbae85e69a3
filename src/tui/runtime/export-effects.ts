import { join } from "node:path"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { handlerById } from "../../formats/lookup.ts"
import { writeExport } from "../../migrate/export/export.ts"
import { recordPlainFiles } from "../../migrate/export/ledger.ts"
import type { PlainFile } from "../../migrate/export/ledger.ts"
import { keysOfDirectory, writeStore } from "../../migrate/export/store.ts"
import { drawPage, pageInNewPlan } from "../../migrate/qr/draw-page.ts"
import { qrFiles } from "../../migrate/qr/qr-files.ts"
import { planQr } from "../../migrate/qr/qr-pages.ts"
import type { QrPlan, QrRequest } from "../../migrate/qr/qr-pages.ts"
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

/** The accounts in the order of the ids; ids without an account are left out. */
function chosenAccounts(ids: readonly string[], opened: Opened): Account[] {
  const byId = new Map(openVaultOf(opened).accounts.map((account) => [account.id, account]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Refuses before any work is done. The write itself checks again. */
async function refuseExisting(path: string, overwrite: boolean, { ports }: Work): Promise<void> {
  if (!overwrite && (await ports.files.exists(path))) throw new AppError("file-exists", EXPORT_EFFECT_TEXTS.exists)
}

export async function writeFile({ format, ids, password, path, overwrite }: EffectOf<"write-export">, work: Work): Promise<Answer> {
  const { ports, signal, progress } = work
  const handler = handlerById(ports.formats, format)
  if (handler === undefined) throw new AppError("usage", EXPORT_EFFECT_TEXTS.unknown)
  await refuseExisting(path, overwrite, work)
  const { background, random, clock, files } = ports
  const context = { background, random, nowMs: clock.nowMs(), password, signal, progress }
  const { bytes, written } = await writeExport(handler, chosenAccounts(ids, work.opened), context)
  await files.write(path, bytes, { overwrite })
  const plain = [{ path: files.absolute(path), format, accounts: written }]
  const note = password === null ? await recordPlainFiles(openVaultOf(work.opened), plain, ports) : null
  return { type: "export-written", path, accounts: written, ...(note === null ? {} : { note }) }
}

/** The keys that a store can be encrypted to. @throws AppError `format-unsupported` without gpg, before the user is asked anything */
export async function findGpgKeys({ format, directory }: EffectOf<"find-gpg-keys">, { ports, signal }: Work): Promise<Answer> {
  const { gpg, files, formats } = ports
  const keysFile = handlerById(formats, format)?.treeWriter?.keysFile
  if (keysFile === undefined) throw new AppError("usage", EXPORT_EFFECT_TEXTS.unknown)
  const named = await keysOfDirectory(directory, keysFile, files)
  return { type: "gpg-keys-found", directory, named, own: await gpg.ownKeys(signal) }
}

export async function saveStore({ format, ids, keys, directory, overwrite }: EffectOf<"write-store">, work: Work): Promise<Answer> {
  const { ports, opened, signal, progress } = work
  const handler = handlerById(ports.formats, format)
  if (handler === undefined) throw new AppError("usage", EXPORT_EFFECT_TEXTS.unknown)
  const request = { handler, accounts: chosenAccounts(ids, opened), directory, keys, overwrite }
  const { written, keys: to } = await writeStore(request, { gpg: ports.gpg, files: ports.files, signal, progress })
  return { type: "store-written", directory, accounts: written, keys: to }
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

/**
 * Plans the pages, and draws the one to show first. A new plan for the same accounts and target, such as after a resize, keeps the transfer
 * and its verification code.
 */
export async function planPages({ target, ids, size, choice, page }: EffectOf<"plan-qr">, work: Work): Promise<Answer> {
  const { ports, opened, signal, progress } = work
  const accounts = chosenAccounts(ids, opened)
  const before = opened.qr
  const same = before?.request.target === target && sameAccounts(before.request.accounts, accounts)
  const cell = ports.pictureCell()
  // Where `▀` is two columns wide, only spaces have a reliable width.
  const wide = ports.halfBlockColumns() === 2
  const wanted = choice.style === "pixels" && cell === null ? null : choice.style
  const style = wide && wanted !== "pixels" && (wanted !== null || cell === null) ? "full" : wanted
  const request: QrRequest = { target, accounts, size, choice: { ...choice, style }, cell, sealed: same ? before.plan.sealed : null }
  const planned = await planQr(request, { random: ports.random, formats: ports.formats, signal, progress })
  const plan = { ...planned, styles: planned.styles.filter((one) => !wide || one !== "half") }
  const at = before === null ? 0 : pageInNewPlan(before.plan, page, plan)
  opened.qr = { request, plan }
  return { type: "qr-planned", plan: await withDrawnPage(plan, at, request), page: at }
}

async function withDrawnPage(plan: QrPlan, at: number, request: QrRequest): Promise<QrPlan> {
  const page = plan.pages[at]
  if (page === undefined || plan.impossible !== null) return plan
  return { ...plan, pages: plan.pages.with(at, await drawPage(page, request)) }
}

/** Draws a page of the last plan. */
export async function drawPlannedPage({ page }: EffectOf<"draw-qr-page">, { opened }: Work): Promise<Answer> {
  const planned = opened.qr?.plan.pages[page]
  if (opened.qr === null || planned === undefined) throw new AppError("usage", OPENED_TEXTS.noQr)
  return { type: "qr-page-drawn", page, drawn: await drawPage(planned, opened.qr.request) }
}

/** Compares by identity: accounts of the vault are never changed, only replaced. */
function sameAccounts(a: readonly Account[], b: readonly Account[]): boolean {
  return a.length === b.length && a.every((account, index) => account === b[index])
}

/** The written files with the number of accounts in each: one a page, or one sheet with all pages. */
function plainFiles({ pages }: QrPlan, paths: readonly string[], { files }: Work["ports"]): PlainFile[] {
  const total = pages.reduce((sum, { ids }) => sum + ids.length, 0)
  return paths.map((path, index) => ({
    path: files.absolute(path),
    format: "qr-image",
    accounts: paths.length === pages.length ? (pages[index]?.ids.length ?? 0) : total,
  }))
}

export async function savePages({ kind, directory, overwrite, lang }: EffectOf<"save-qr-pages">, work: Work): Promise<Answer> {
  const { opened, ports, signal, progress } = work
  if (opened.qr === null) throw new AppError("usage", OPENED_TEXTS.noQr)
  const { request, plan } = opened.qr
  const pages = await planQr({ ...request, size: null, sealed: plan.sealed }, { random: ports.random, formats: ports.formats, signal })
  const files = qrFiles(pages, kind, lang).map((file) => ({ ...file, path: join(directory, file.name) }))
  for (const { path } of files) await refuseExisting(path, overwrite, work)
  await ports.files.makeDirectory(directory)
  for (const [index, { path, bytes }] of files.entries()) {
    progress(index, files.length)
    await ports.files.write(path, await bytes(), { overwrite })
    // The user may delete these files again.
    opened.deletable = new Set([...opened.deletable, path])
  }
  const paths = files.map(({ path }) => path)
  const note = request.target === "keyferry" ? null : await recordPlainFiles(openVaultOf(opened), plainFiles(pages, paths, ports), ports)
  return { type: "qr-pages-saved", files: paths, ...(note === null ? {} : { note }) }
}
