import { toDraft } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, WriteContext, Writer } from "../../formats/handler.ts"
import { titleOf } from "../../formats/lookup.ts"
import { preflight } from "./losses.ts"
import type { PreflightRow } from "./losses.ts"

export const EXPORT_TEXTS = texts({
  notWritten: { en: "{title} can be read but not written", ja: "{title} は読み込み専用です" },
  neverProtected: { en: "{title} cannot be protected by a password", ja: "{title} にはパスワードを設定できません" },
  alwaysProtected: { en: "{title} is always protected by a password", ja: "{title} には必ずパスワードが必要です" },
  noneFits: { en: "{title} can hold none of these accounts", ja: "{title} に書き出せるアカウントがありません" },
  nothing: { en: "there are no accounts to write", ja: "書き出すアカウントがありません" },
})

export interface Exported {
  readonly bytes: Uint8Array
  /** Number of accounts in the file. */
  readonly written: number
  /** The accounts with losses. Those that are not `writable` are not in the file. */
  readonly losses: readonly PreflightRow[]
}

/** @throws AppError `usage` where the format cannot be written, or not with (or without) a password */
export function writerOf(handler: Handler, password: string | null): Writer {
  const { writer } = handler
  const title = titleOf(handler)
  if (writer === undefined) throw new AppError("usage", EXPORT_TEXTS.notWritten, { detail: { title } })
  if (password !== null && writer.protects === "never") throw new AppError("usage", EXPORT_TEXTS.neverProtected, { detail: { title } })
  if (password === null && writer.protects === "always") throw new AppError("usage", EXPORT_TEXTS.alwaysProtected, { detail: { title } })
  return writer
}

/**
 * Writes the accounts that the format can hold, exactly as its app would.
 *
 * @throws AppError `usage` as {@link writerOf}; `export-refused` where the format can hold none of the accounts.
 */
export async function writeExport(handler: Handler, accounts: readonly Account[], context: WriteContext): Promise<Exported> {
  const writer = writerOf(handler, context.password)
  const rows = preflight(handler, accounts)
  const writable = rows.filter((row) => row.writable).map(({ account }) => toDraft(account))
  if (accounts.length === 0) throw new AppError("export-refused", EXPORT_TEXTS.nothing)
  if (writable.length === 0) throw new AppError("export-refused", EXPORT_TEXTS.noneFits, { detail: { title: titleOf(handler) } })
  const bytes = await writer.run(writable, context)
  return { bytes, written: writable.length, losses: rows.filter((row) => row.losses.length > 0) }
}
