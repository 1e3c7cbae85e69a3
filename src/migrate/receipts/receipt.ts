import type { Account } from "../../accounts/account.ts"
import { lastVerifiedAt } from "../../accounts/verification.ts"
import { labelOf } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang, Sentence } from "../../base/language.ts"
import type { Clock, Random } from "../../base/ports.ts"
import type { Loss } from "../../formats/handler.ts"

const TEXTS = texts({
  "export-qr": { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  "export-file": { en: "Export to a file", ja: "ファイルへエクスポート" },
  "export-store": { en: "Export to a directory", ja: "ディレクトリへエクスポート" },
  "export-pictures": { en: "QR pictures", ja: "QR 画像" },
  "export-sheet": { en: "A printable sheet", ja: "印刷用シート" },
  backup: { en: "Backup of the whole vault", ja: "保管庫全体のバックアップ" },
  import: { en: "Import", ja: "インポート" },
  restore: { en: "Restore", ja: "復元" },
  moved: { en: "Moved: {n} {n|account|accounts}", ja: "移行: {n} 件のアカウント" },
  place: { en: "Where: {place}", ja: "場所: {place}" },
  skipped: { en: "Left out or unreadable: {n}", ja: "対象外または読込不可: {n} 件" },
  records: { en: "Records: {n}", ja: "項目: {n} 件" },
  cameIn: { en: "{n} came in", ja: "インポート {n} 件" },
  cameBack: { en: "{n} came back", ja: "復元 {n} 件" },
  here: { en: "{n} {n|was|were} here already", ja: "登録済み {n} 件" },
  leftOut: { en: "{n} left out", ja: "対象外 {n} 件" },
  unread: { en: "{n} could not be read", ja: "読込不可 {n} 件" },
  nothingLost: { en: "Lost: nothing", ja: "失われた内容: なし" },
  lost: { en: "Lost, of {n} {n|account|accounts}:", ja: "失われた内容（{n} 件）:" },
  notImported: { en: "Did not come in:", ja: "取り込まなかったもの:" },
  more: { en: "… {n} more", ja: "… あと {n} 件" },
  verified: { en: "Verified: {n} of {total} agree", ja: "照合: {total} 件中 {n} 件が一致" },
  allDone: { en: "Left to do: nothing", ja: "残りの作業: なし" },
  todo: { en: "Left to do:", ja: "残りの作業:" },
  compare: { en: "compare the codes of: {labels}", ja: "認証コードの照合: {labels}" },
  deleteFile: { en: "delete {place}, which is not protected, once it is imported", ja: "保護されていない {place} を、インポート後に削除" },
  deletePictures: {
    en: "delete {place}, which {n|is|are} not protected, once scanned",
    ja: "保護されていない {place} を、読み取り後に削除",
  },
  print: { en: "print {place}, and keep the paper as safe as a key", ja: "{place} を印刷し、鍵と同じように保管" },
  scanSheet: {
    en: "scan one code of the paper, and compare it with the code here",
    ja: "紙のコードを 1 つ読み取り、ここの認証コードと一致するか確認",
  },
  deletePrinted: { en: "delete {place}, which is not protected, once it is printed", ja: "保護されていない {place} を、印刷後に削除" },
  copyBackup: { en: "keep a copy of {place} on another device", ja: "{place} を別のデバイスにもコピー" },
  writePassphrase: {
    en: "write its passphrase down, and keep it apart from the file",
    ja: "パスフレーズを書き留め、ファイルとは別の場所に保管",
  },
  bringUnread: {
    en: "bring what could not be read in another way: another export, or by hand",
    ja: "読み込めなかった項目を、別のエクスポートか手入力で追加",
  },
})

/** A receipt as the vault keeps it: a record with members that the vault does not look at. */
export interface ReceiptRecord {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** What kind of move a receipt is about. */
const MOVE_KINDS = ["export-qr", "export-file", "export-store", "export-pictures", "export-sheet", "backup", "import", "restore"] as const
export type MoveKind = (typeof MOVE_KINDS)[number]

/** What was moved, without any secret. */
export interface Move {
  readonly kind: MoveKind
  /** The device or app on the other side, as verifications name it: `phone`, or a format's id; empty: none, such as of a backup. */
  readonly device: string
  /** Files, as paths; empty where there are none; at most {@link MAX_FILES}. */
  readonly files: readonly string[]
  /** Whether the files are encrypted. */
  readonly protected: boolean
  /** The ids of the moved accounts; at most {@link MAX_IDS}. */
  readonly ids: readonly string[]
  /** The number of moved accounts. */
  readonly moved: number
  /** Records that were left out or could not be read. */
  readonly skipped: number
  /** Those of `skipped` that could not be read; absent: 0. */
  readonly unread?: number
  /** Records of an import that were in the vault already; absent: 0. */
  readonly here?: number
  /** What was lost; at most {@link MAX_LOST} accounts. */
  readonly lost: readonly LostAccount[]
  /** The number of accounts that lost something. */
  readonly lossy: number
}

export interface LostAccount {
  /** Empty: the sentences name it. */
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
const MAX_FILES = 50
const MAX_LOST = 50

/** The losses as a receipt keeps them. */
export function lostOf(rows: readonly { readonly label: string; readonly losses: readonly Loss[] }[]): Pick<Move, "lost" | "lossy"> {
  return lostAccounts(
    rows.map(({ label, losses }) => ({ label, what: losses.map(({ what }) => ({ en: format(what, "en"), ja: format(what, "ja") })) })),
  )
}

/** The same of rows that are in words already. */
export function lostAccounts(rows: readonly LostAccount[]): Pick<Move, "lost" | "lossy"> {
  return { lost: rows.slice(0, MAX_LOST), lossy: rows.length }
}

/** The record of a move for the vault. */
export function toReceipt(move: Move, { clock, random }: { readonly clock: Clock; readonly random: Random }): ReceiptRecord {
  return {
    id: random.uuid(),
    at: clock.nowMs(),
    unknown: { ...move, ids: move.ids.slice(0, MAX_IDS), files: move.files.slice(0, MAX_FILES) },
  }
}

/** Reads a record of the vault. @returns null for one of another kind, such as of a newer version */
export function fromReceipt({ id, at, unknown = {} }: ReceiptRecord): MoveReceipt | null {
  const { device, files, ids, moved, skipped, unread = 0, here = 0, lost, lossy, protected: isProtected, ...rest } = readMembers(unknown)
  const kind = MOVE_KINDS.find((known) => known === rest.kind)
  if (kind === undefined || !isNumber(unread) || !isNumber(here)) return null
  if (typeof device !== "string" || !isTexts(files) || !isTexts(ids) || !isNumber(moved) || !isNumber(skipped) || !isNumber(lossy))
    return null
  if (!Array.isArray(lost) || !lost.every(isLost)) return null
  return { id, at, kind, device, files, protected: isProtected === true, ids, moved, skipped, unread, here, lost, lossy }
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
const MOST_FILES = 3

/** What is known now of the accounts and files of a receipt. */
export interface ReceiptNow {
  /** Of the vault: codes that were compared since the move count. */
  readonly accounts: readonly Account[]
  /** Of the device; empty: there is none. */
  readonly title: string
  /** Files that no longer exist. */
  readonly gone: ReadonlySet<string>
}

/** What moved, what was lost, what was verified, and what is left to do, one text per line. Nothing in it is secret. */
export function receiptLines(receipt: MoveReceipt, { accounts, title, gone }: ReceiptNow, lang: Lang): readonly string[] {
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const moved = receipt.ids.flatMap((id) => byId.get(id) ?? [])
  const agrees = (account: Account): boolean => lastVerifiedAt(account, receipt.device) !== null
  const open = moved.filter((account) => !agrees(account))
  const labels = open.slice(0, MOST_LABELS).map((account) => labelOf(account))
  const rest = open.length > MOST_LABELS ? [format(TEXTS.more, lang, { n: open.length - MOST_LABELS })] : []
  const place = placeText(receipt.files, lang)
  const todo = [
    ...(open.length > 0 ? [format(TEXTS.compare, lang, { labels: [...labels, ...rest].join(lang === "ja" ? "、" : ", ") })] : []),
    ...todoOf(receipt, gone, lang),
  ]
  return [
    [receiptTitle(receipt, lang), title].filter((part) => part !== "").join(" · "),
    "",
    format(TEXTS.moved, lang, { n: receipt.moved }),
    ...(place === "" ? [] : [format(TEXTS.place, lang, { place })]),
    ...countLines(receipt, lang),
    "",
    ...lostLines(receipt, lang),
    "",
    ...(moved.length > 0 ? [format(TEXTS.verified, lang, { n: moved.length - open.length, total: moved.length })] : []),
    ...(todo.length === 0 ? [format(TEXTS.allDone, lang)] : [format(TEXTS.todo, lang), ...todo.map((line) => `- ${line}`)]),
  ]
}

const isImport = ({ kind }: Pick<Move, "kind">): boolean => kind === "import" || kind === "restore"

/** The first files, and how many more there are. */
function placeText(files: readonly string[], lang: Lang): string {
  const more = files.length > MOST_FILES ? [format(TEXTS.more, lang, { n: files.length - MOST_FILES })] : []
  return [...files.slice(0, MOST_FILES), ...more].join(", ")
}

/** Of an import what became of every record; of an export what was left out. */
function countLines(receipt: MoveReceipt, lang: Lang): readonly string[] {
  const { kind, moved, skipped, unread = 0, here = 0 } = receipt
  if (!isImport(receipt)) return skipped > 0 ? [format(TEXTS.skipped, lang, { n: skipped })] : []
  const counts = [
    [kind === "restore" ? TEXTS.cameBack : TEXTS.cameIn, moved],
    [TEXTS.here, here],
    [TEXTS.leftOut, skipped - unread],
    [TEXTS.unread, unread],
  ] as const
  return [
    format(TEXTS.records, lang, { n: moved + here + skipped }),
    ...counts.filter(([, n]) => n > 0).map(([text, n]) => `- ${format(text, lang, { n })}`),
  ]
}

/** What is left to do beside the comparison of codes. */
function todoOf(receipt: MoveReceipt, gone: ReadonlySet<string>, lang: Lang): readonly string[] {
  const files = receipt.files.filter((file) => !gone.has(file))
  const say = (...sentences: readonly Sentence[]): readonly string[] =>
    sentences.map((sentence) => format(sentence, lang, { place: placeText(files, lang), n: files.length }))
  const plain = !receipt.protected && files.length > 0
  switch (receipt.kind) {
    case "export-file":
      return plain ? say(TEXTS.deleteFile) : []
    case "export-pictures":
      return plain ? say(TEXTS.deletePictures) : []
    case "export-sheet":
      return [...(files.length > 0 ? say(TEXTS.print) : []), ...say(TEXTS.scanSheet), ...(plain ? say(TEXTS.deletePrinted) : [])]
    case "backup":
      return [...(files.length > 0 ? say(TEXTS.copyBackup) : []), ...say(TEXTS.writePassphrase)]
    case "import":
    case "restore":
      return (receipt.unread ?? 0) > 0 ? say(TEXTS.bringUnread) : []
    case "export-qr":
    case "export-store":
      return []
  }
}

function lostLines(receipt: MoveReceipt, lang: Lang): readonly string[] {
  const { lost, lossy } = receipt
  if (lossy === 0) return [format(TEXTS.nothingLost, lang)]
  const more = lossy > lost.length ? [format(TEXTS.more, lang, { n: lossy - lost.length })] : []
  return [
    format(isImport(receipt) ? TEXTS.notImported : TEXTS.lost, lang, { n: lossy }),
    ...lost.flatMap(({ label, what }) => what.map((text) => (label === "" ? `- ${text[lang]}` : `- ${label}: ${text[lang]}`))),
    ...more,
  ]
}
