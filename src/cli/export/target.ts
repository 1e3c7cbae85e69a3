import type { Account } from "../../accounts/account.ts"
import { fold, SEARCH_TEXTS, select } from "../../accounts/search.ts"
import { sortAccounts } from "../../accounts/sort.ts"
import type { UnreadableRecord } from "../../accounts/unreadable.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import type { Handler } from "../../formats/handler.ts"
import { unknownFormat } from "../../formats/format-names.ts"
import { handlerById, titleOf } from "../../formats/lookup.ts"
import { writeExport, writerOf } from "../../migrate/export/export.ts"
import { recordPlainFiles } from "../../migrate/export/ledger.ts"
import type { PlainFile } from "../../migrate/export/ledger.ts"
import { preflight, unreadableRows } from "../../migrate/export/losses.ts"
import { writeStore } from "../../migrate/export/store.ts"
import type { StoreRequest } from "../../migrate/export/store.ts"
import type { Vault } from "../../vault/vault.ts"
import type { CommandContext } from "../context.ts"
import { DONE, SKIPPED } from "../exit-codes.ts"
import { readOptionPassphrase, requestNewPassword, SECRET_TEXTS } from "../secrets.ts"
import { lossesJson, printLosses, noteLosses } from "../view.ts"

export const TARGET_TEXTS = texts({
  notKeys: {
    en: "{title} is not encrypted to OpenPGP keys: --gpg-key cannot be used",
    ja: "{title} は OpenPGP の鍵で暗号化しません。--gpg-key は指定できません",
  },
  onlyKeys: {
    en: "{title} is a directory, encrypted to OpenPGP keys: --{option} cannot be used",
    ja: "{title} は OpenPGP の鍵で暗号化するディレクトリです。--{option} は指定できません",
  },
  encrypted: {
    en: "wrote {count} {count|account|accounts} into {directory}, encrypted to {keys}",
    ja: "{count} 件のアカウントを {directory} に書き出しました（鍵: {keys}）",
  },
  isDirectory: {
    en: "{file} is a directory: name a file in it",
    ja: "{file} はディレクトリです。その中のファイル名を指定してください",
  },
  exists: {
    en: "{files} {count|exists|exist} already; --force replaces {count|it|them}",
    ja: "{files} は既にあります。上書きするには --force を指定してください",
  },
  existMore: {
    en: "{files} and {more} more {more|file|files} exist already; --force replaces them",
    ja: "{files} ほか {more} 個のファイルが既にあります。上書きするには --force を指定してください",
  },
  written: { en: "wrote {count} {count|account|accounts} as {title}", ja: "{count} 件のアカウントを {title} 形式で書き出しました" },
  unprotected: {
    en: "the file is not protected: anyone who can read it can generate your codes",
    ja: "ファイルは保護されていません。読める人は誰でも認証コードを作れます",
  },
  plainAlways: {
    en: "{title} is always protected by a password: --plain cannot be used",
    ja: "{title} には必ずパスワードが必要です。--plain は指定できません",
  },
  plainOrPassword: {
    en: "there is no terminal to ask for a password on: use --{option}, or --plain to write the file unprotected",
    ja: "パスワードの入力を求めるターミナルがありません。--{option} で指定するか、--plain で保護せずに書き出してください",
  },
})

/** At most so many existing files are named. */
const MAX_NAMED = 3

/** The target of an export, checked before the program asks for a password or passphrase. */
export interface Target {
  readonly handler: Handler
  readonly path: string
  /** What protects the file: nothing, the password of an option, or one that is asked for when the accounts are known. */
  readonly protection: "none" | { readonly option: string; readonly given: Passphrase | null; readonly plainAllowed: boolean }
  /** OpenPGP keys as the user named them, where the target is a directory of encrypted files; null where it is a file. */
  readonly keys: readonly string[] | null
}

/** @throws AppError `usage` where the format of --to is unknown or cannot be written */
async function handlerToWrite(context: CommandContext): Promise<Handler> {
  const [formats, id] = [await context.formats(), context.required("to")]
  const handler = handlerById(formats, id)
  if (handler === undefined) {
    const canWrite = formats.filter(({ writer, treeWriter }) => writer !== undefined || treeWriter !== undefined)
    throw unknownFormat(canWrite, id)
  }
  if (handler.treeWriter === undefined) writerOf(handler, handler.writer?.protects === "always" ? "" : null)
  return handler
}

/**
 * @param option - The option with the file of the new password.
 * @throws AppError `usage`, `file-exists`; `io` where the password's file cannot be read
 */
export async function resolveTarget(context: CommandContext, option: "password-file" | "out-password-file"): Promise<Target> {
  const handler = await handlerToWrite(context)
  const path = context.required("out")
  context.refuseTogether(option, "plain")
  const keys = context.values("gpg-key")
  if (handler.treeWriter !== undefined) return resolveStoreTarget(context, handler, option)
  if (keys.length > 0) throw new AppError("usage", TARGET_TEXTS.notKeys, { detail: { title: titleOf(handler) } })
  const isProtected = context.value(option) !== null || handler.writer?.protects === "always"
  const { protects } = writerOf(handler, isProtected ? "" : null)
  if (protects === "always" && context.flag("plain"))
    throw new AppError("usage", TARGET_TEXTS.plainAlways, { detail: { title: titleOf(handler) } })
  await refuseExisting(context, path)
  if (protects === "never" || context.flag("plain")) return { handler, path, protection: "none", keys: null }
  const given = await readOptionPassphrase(context, option)
  return { handler, path, protection: { option, given, plainAllowed: protects === "optional" }, keys: null }
}

/** The password of the file to write; null where it is not protected. @throws AppError `password-needed` */
async function passwordOf(context: CommandContext, protection: Target["protection"]): Promise<string | null> {
  if (protection === "none") return null
  const { option, given, plainAllowed } = protection
  try {
    return (await requestNewPassword(context, SECRET_TEXTS.newPassword, option, given)).reveal()
  } catch (error) {
    if (isAppError(error) && error.sentence === SECRET_TEXTS.needed && plainAllowed)
      throw new AppError("password-needed", TARGET_TEXTS.plainOrPassword, { detail: { option } })
    throw error
  }
}

/** A directory of files encrypted to keys. Existing files in it are found when it is written. @throws AppError `usage` */
function resolveStoreTarget(context: CommandContext, handler: Handler, passwordOption: string): Target {
  const path = context.required("out")
  const conflicting =
    path === "-" ? "out -" : context.flag("plain") ? "plain" : context.value(passwordOption) !== null ? passwordOption : null
  if (conflicting !== null) throw new AppError("usage", TARGET_TEXTS.onlyKeys, { detail: { title: titleOf(handler), option: conflicting } })
  return { handler, path, protection: "none", keys: context.values("gpg-key") }
}

/** Refuses directories, and files that exist, unless --force is given. @param paths - `-` is standard output. @throws AppError `file-exists`, with their names */
export async function refuseExisting(context: CommandContext, ...paths: readonly string[]): Promise<void> {
  const { files: disk } = context.ports
  for (const path of paths)
    if (path !== "-" && (await disk.isDirectory(path)))
      throw new AppError("file-exists", TARGET_TEXTS.isDirectory, { detail: { file: path } })
  if (context.flag("force")) return
  const existing: string[] = []
  for (const path of paths) if (path !== "-" && (await disk.exists(path))) existing.push(path)
  if (existing.length === 0) return
  const files = existing.slice(0, MAX_NAMED).join(", ")
  const more = existing.length - MAX_NAMED
  if (more > 0) throw new AppError("file-exists", TARGET_TEXTS.existMore, { detail: { files, more } })
  throw new AppError("file-exists", TARGET_TEXTS.exists, { detail: { files, count: existing.length } })
}

/** Writes to standard output, or to the file, completely or not at all. @throws AppError `file-exists`, `io` */
export async function writeOutput(context: CommandContext, path: string, bytes: Uint8Array): Promise<void> {
  if (path === "-") await context.ports.stdio.out(bytes)
  else await context.ports.files.write(path, bytes, { overwrite: context.flag("force") })
}

/**
 * Prints what the format of --to cannot hold of these accounts, and writes nothing.
 *
 * @param unreadable - What would be exported too, but cannot be read.
 * @returns the exit status that writing would have
 * @throws AppError `usage` where the format is unknown or cannot be written
 */
export async function previewTarget(
  context: CommandContext,
  accounts: readonly Account[],
  unreadable: readonly UnreadableRecord[] = [],
): Promise<number> {
  const rows = [...preflight(await handlerToWrite(context), accounts), ...unreadableRows(unreadable)]
  if (context.flag("json")) await context.json(lossesJson(context, rows))
  else await printLosses(context, rows)
  return rows.every(({ writable }) => writable) ? DONE : SKIPPED
}

/**
 * Lists what the target cannot hold, asks for the new password where one is needed, then writes the accounts that the target can hold.
 *
 * @param vault - Where a file without protection is recorded.
 * @returns the exit status
 */
export async function writeTarget(
  context: CommandContext,
  { handler, path, protection, keys }: Target,
  accounts: readonly Account[],
  vault?: Vault,
): Promise<number> {
  const unreadable = unreadableRows(selectUnreadable(vault?.unreadable ?? [], context.operands))
  const rows = preflight(handler, accounts)
  const leftOut = noteLosses(context, [...rows, ...unreadable])
  if (keys !== null) {
    await writeStoreTarget(context, { handler, directory: path, keys, accounts })
    return leftOut ? SKIPPED : DONE
  }
  // Where nothing can be written, which the export reports, no password is needed.
  const isNeeded = protection === "none" || rows.some(({ writable }) => writable)
  const password = isNeeded ? await passwordOf(context, protection) : ""
  const { background, random, clock } = context.ports
  const { bytes, written } = await writeExport(handler, accounts, {
    background,
    random,
    nowMs: clock.nowMs(),
    password,
    signal: context.signal,
  })
  await writeOutput(context, path, bytes)
  context.note(TARGET_TEXTS.written, { count: written, title: titleOf(handler) })
  if (password === null) context.note(TARGET_TEXTS.unprotected)
  if (password === null && path !== "-" && vault !== undefined)
    await recordFiles(context, vault, [{ path, format: handler.id, accounts: written }])
  return leftOut ? SKIPPED : DONE
}

/** Records files without protection in the vault. That it fails is only noted. @param files - With paths as the user named them. */
export async function recordFiles(context: CommandContext, vault: Vault, files: readonly PlainFile[]): Promise<void> {
  const named = files.map((file) => ({ ...file, path: context.ports.files.absolute(file.path) }))
  const failure = await recordPlainFiles(vault, named, context.ports)
  if (failure !== null) context.note(failure.sentence, failure.detail)
}

async function writeStoreTarget(context: CommandContext, request: Omit<StoreRequest, "overwrite">): Promise<void> {
  const { gpg, files } = context.ports
  const written = await writeStore({ ...request, overwrite: context.flag("force") }, { gpg, files, signal: context.signal })
  const keys = written.keys.map(({ fingerprint, user }) => (user === "" ? fingerprint : user)).join(", ")
  context.note(TARGET_TEXTS.encrypted, { count: written.written, directory: request.directory, keys })
}

/** Of the records that this version cannot read, those that the queries mean by issuer and name; all without queries. */
export function selectUnreadable(records: readonly UnreadableRecord[], queries: readonly string[]): readonly UnreadableRecord[] {
  if (queries.length === 0) return records
  const wanted = queries.map((query) => fold(query).split(" "))
  return records.filter(({ issuer, name }) => {
    const text = `${fold(issuer)}\n${fold(name)}`
    return wanted.some((words) => words.every((word) => text.includes(word)))
  })
}

/**
 * The accounts that match any of the queries, in the user's own order; without queries, all except the trash.
 *
 * @throws AppError `query-none`
 */
export function selectAccounts(accounts: readonly Account[], queries: readonly string[]): Account[] {
  const wanted = new Set((queries.length === 0 ? [""] : queries).flatMap((query) => select(accounts, query)))
  if (wanted.size === 0) throw new AppError("query-none", SEARCH_TEXTS.none)
  return sortAccounts([...wanted], "own")
}
