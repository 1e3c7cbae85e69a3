import type { Account } from "../../accounts/account.ts"
import { lastVerifiedAt } from "../../accounts/verification.ts"
import { labelOf } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Clock, Random } from "../../base/ports.ts"
import type { Loss } from "../../formats/handler.ts"

const TEXTS = texts({
  "export-qr": { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  "export-file": { en: "Export to a file", ja: "ファイルへエクスポート" },
  import: { en: "Import", ja: "インポート" },
  restore: { en: "Restore", ja: "復元" },
  moved: { en: "Moved: {n} {n|account|accounts}", ja: "移行: {n} 件のアカウント" },
  place: { en: "Where: {place}", ja: "場所: {place}" },
  skipped: { en: "Left out or unreadable: {n}", ja: "対象外または読込不可: {n} 件" },
  nothingLost: { en: "Lost: nothing", ja: "失われた内容: なし" },
  lost: { en: "Lost, of {n} {n|account|accounts}:", ja: "失われた内容（{n} 件）:" },
  more: { en: "… {n} more", ja: "… あと {n} 件" },
  verified: { en: "Verified: {n} of {total} agree", ja: "照合: {total} 件中 {n} 件が一致" },
  allDone: { en: "Left to do: nothing", ja: "残りの作業: なし" },
  todo: { en: "Left to do:", ja: "残りの作業:" },
  compare: { en: "compare the codes of: {labels}", ja: "認証コードの照合: {labels}" },
  deleteFile: { en: "delete {place}, which is not protected, once it is imported", ja: "保護されていない {place} を、インポート後に削除" },
})

/** A receipt as the vault keeps it: a record with members that the vault does not look at. */
export interface ReceiptRecord {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** What kind of move a receipt is about. */
export type MoveKind = "export-qr" | "export-file" | "import" | "restore"

/** What was moved, without any secret. */
export interface Move {
  readonly kind: MoveKind
  /** The device or app on the other side, as verifications name it: `phone`, or a format's id. */
  readonly device: string
  /** Files, as paths; empty where there are none. */
  readonly files: readonly string[]
  /** Whether the files are encrypted. */
  readonly protected: boolean
  /** The ids of the moved accounts; at most {@link MAX_IDS}. */
  readonly ids: readonly string[]
  /** The number of moved accounts. */
  readonly moved: number
  /** Records that were left out or could not be read. */
  readonly skipped: number
  /** What was lost; at most {@link MAX_LOST} accounts. */
  readonly lost: readonly LostAccount[]
  /** The number of accounts that lost something. */
  readonly lossy: number
}

export interface LostAccount {
  readonly label: string
  /** Sentences in each language. */
  readonly what: readonly { readonly en: string; readonly ja: string }[]
}

/** A move, and when it was. */
export interface MoveReceipt extends Move {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** So that 200 receipts stay small beside the accounts. */
const MAX_IDS = 200
const MAX_LOST = 50

/** The losses as a receipt keeps them. */
export function lostOf(rows: readonly { readonly label: string; readonly losses: readonly Loss[] }[]): Pick<Move, "lost" | "lossy"> {
  const lost = rows.slice(0, MAX_LOST).map(({ label, losses }) => ({
    label,
    what: losses.map(({ what }) => ({ en: format(what, "en"), ja: format(what, "ja") })),
  }))
  return { lost, lossy: rows.length }
}

/** The record of a move for the vault. */
export function toReceipt(move: Move, { clock, random }: { readonly clock: Clock; readonly random: Random }): ReceiptRecord {
  return { id: random.uuid(), at: clock.nowMs(), unknown: { ...move, ids: move.ids.slice(0, MAX_IDS) } }
}

/** Reads a record of the vault. @returns null for one of another kind, such as of a newer version */
export function fromReceipt({ id, at, unknown = {} }: ReceiptRecord): MoveReceipt | null {
  const { kind, device, files, ids, moved, skipped, lost, lossy, protected: isProtected } = readMembers(unknown)
  if (kind !== "export-qr" && kind !== "export-file" && kind !== "import" && kind !== "restore") return null
  if (typeof device !== "string" || !isTexts(files) || !isTexts(ids) || !isNumber(moved) || !isNumber(skipped) || !isNumber(lossy))
    return null
  if (!Array.isArray(lost) || !lost.every(isLost)) return null
  return { id, at, kind, device, files, protected: isProtected === true, ids, moved, skipped, lost, lossy }
}

type Members = Readonly<Partial<Record<keyof Move, unknown>>>

const readMembers = (unknown: Members): Members => unknown

const isNumber = (value: unknown): value is number => typeof value === "number"
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === "string")

function isLost(value: unknown): value is LostAccount {
  if (typeof value !== "object" || value === null || !("label" in value) || !("what" in value)) return false
  const { label, what } = value
  return typeof label === "string" && Array.isArray(what) && what.every(isBoth)
}

function isBoth(value: unknown): boolean {
  return typeof value === "object" && value !== null && "en" in value && "ja" in value && isTexts([value.en, value.ja])
}

/** `Export as QR codes`. */
export function receiptTitle({ kind }: MoveReceipt, lang: Lang): string {
  return format(TEXTS[kind], lang)
}

const MOST_LABELS = 20

/**
 * What moved, what was lost, what was verified, and what is left to do, one text per line. Nothing in it is secret.
 *
 * @param accounts - Of the vault now: codes that were compared since count.
 * @param title - Of the device.
 */
export function receiptLines(receipt: MoveReceipt, accounts: readonly Account[], title: string, lang: Lang): readonly string[] {
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const moved = receipt.ids.flatMap((id) => byId.get(id) ?? [])
  const agrees = (account: Account): boolean => lastVerifiedAt(account, receipt.device) !== null
  const open = moved.filter((account) => !agrees(account))
  const labels = open.slice(0, MOST_LABELS).map((account) => labelOf(account))
  const rest = open.length > MOST_LABELS ? [format(TEXTS.more, lang, { n: open.length - MOST_LABELS })] : []
  const place = receipt.files.join(", ")
  const todo = [
    ...(open.length > 0 ? [format(TEXTS.compare, lang, { labels: [...labels, ...rest].join(lang === "ja" ? "、" : ", ") })] : []),
    ...(receipt.kind === "export-file" && !receipt.protected ? [format(TEXTS.deleteFile, lang, { place })] : []),
  ]
  return [
    `${receiptTitle(receipt, lang)} · ${title}`,
    "",
    format(TEXTS.moved, lang, { n: receipt.moved }),
    ...(place === "" ? [] : [format(TEXTS.place, lang, { place })]),
    ...(receipt.skipped > 0 ? [format(TEXTS.skipped, lang, { n: receipt.skipped })] : []),
    "",
    ...lostLines(receipt, lang),
    "",
    ...(moved.length > 0 ? [format(TEXTS.verified, lang, { n: moved.length - open.length, total: moved.length })] : []),
    ...(todo.length === 0 ? [format(TEXTS.allDone, lang)] : [format(TEXTS.todo, lang), ...todo.map((line) => `- ${line}`)]),
  ]
}

function lostLines({ lost, lossy }: MoveReceipt, lang: Lang): readonly string[] {
  if (lossy === 0) return [format(TEXTS.nothingLost, lang)]
  const more = lossy > lost.length ? [format(TEXTS.more, lang, { n: lossy - lost.length })] : []
  return [
    format(TEXTS.lost, lang, { n: lossy }),
    ...lost.flatMap(({ label, what }) => what.map((text) => `- ${label}: ${text[lang]}`)),
    ...more,
  ]
}
