import { toDraft } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import { labelOf } from "../../base/display.ts"
import { checkAborted } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Message, Sentence } from "../../base/language.ts"
import type { Random, Task } from "../../base/ports.ts"
import type { Loss } from "../../formats/handler.ts"
import type { Registry } from "../../formats/lookup.ts"
import { MAX_BATCH, migrationUri } from "../../formats/records/google-migration.ts"
import type { CellPixels } from "../../qr/draw/draw-pixels.ts"
import type { QrDrawing, QrStyle } from "../../qr/draw/draw.ts"
import { alphanumericCapacity, versionOf, versionOfBytes } from "../../qr/draw/matrix.ts"
import { largestVersion, roomIn, waysOf, windowFor } from "../../qr/draw/plan.ts"
import type { Cells } from "../../qr/draw/plan.ts"
import { formatCode } from "../../transfer/code.ts"
import { cut, sealTransfer } from "../../transfer/transfer.ts"
import type { SealedTransfer } from "../../transfer/transfer.ts"
import { qrPreflight } from "./qr-losses.ts"
import type { QrTarget } from "./qr-losses.ts"
import { uriShapes } from "./qr-shapes.ts"

export interface QrPage {
  /** The ids of the accounts on it; empty for the parts of a transfer. */
  readonly ids: readonly string[]
  /** Labels of the accounts, such as "GitHub: alice", in the same order. */
  readonly labels: readonly string[]
  /** The text in the QR code. It is secret, except for a transfer. */
  readonly text: string
  /** Whether `drawPage` has made it; until then `text` is the longest form, and `drawing` is null. */
  readonly drawn: boolean
  /** The drawing, checked by reading it back from its cells; null where it does not fit the window (`notes` names the needed size). */
  readonly drawing: QrDrawing | null
  readonly notes: readonly Message[]
}

export interface QrPlan {
  readonly target: QrTarget
  readonly pages: readonly QrPage[]
  /** Formatted as `XXXX-XXXX-XXXX`; null except for `keyferry`. */
  readonly verificationCode: string | null
  /** Pass it to the next plan, so that its pages belong to the same transfer; null except for `keyferry`. */
  readonly sealed: SealedTransfer | null
  /** Accounts that the target cannot hold, with the reasons. */
  readonly refused: readonly { readonly id: string; readonly label: string; readonly losses: readonly Loss[] }[]
  /** The drawing styles that this terminal offers. */
  readonly styles: readonly QrStyle[]
  /** Notes about the whole plan, such as what a larger window would change. */
  readonly notes: readonly Message[]
  /** Set where the window is too small: the needed size and the alternatives. */
  readonly impossible: Message | null
}

export interface QrRequest {
  readonly target: QrTarget
  readonly accounts: readonly Account[]
  /** The window that a page may fill; null: plan pages for files, which are not drawn. */
  readonly size: Cells | null
  /** The user's settings; null: the planner decides. */
  readonly choice: { readonly style: QrStyle | null; readonly accountsPerPage: number | null }
  /** Size of a cell in pixels, where the terminal can draw pictures; null or absent where it cannot. */
  readonly cell?: CellPixels | null
  /** The transfer of an earlier plan for the same accounts. */
  readonly sealed?: SealedTransfer | null
}

export interface QrContext extends Task {
  readonly random: Random
  readonly formats: Registry
}

export const QR_TEXTS = texts({
  perPage: { en: "{most} {most|account|accounts} per page", ja: "1 ページに {most} 件" },
  larger: {
    en: "a window of {columns}x{rows} would need {fewer} {fewer|page|pages} instead of {pages}",
    ja: "ウィンドウが {columns}x{rows} なら {pages} ページではなく {fewer} ページになります",
  },
  icons: { en: "icons are not transferred", ja: "アイコンは引き継がれません" },
  pageTooSmall: {
    en: "this code does not fit this window: it needs {columns}x{rows}. Enlarge the window, make its font smaller, or save the page as a picture",
    ja: "このコードは今のウィンドウに収まりません（{columns}x{rows} が必要です）。ウィンドウを広げるか、文字を小さくするか、画像として保存してください",
  },
  googleTooSmall: {
    en: "a window of {width}x{height} is too small for Google Authenticator's transfer codes: it needs {columns}x{rows}. Codes with one account each fit smaller windows, and every app reads them",
    ja: "ウィンドウが {width}x{height} では Google Authenticator の移行コードを表示できません（{columns}x{rows} が必要です）。アカウントごとのコードなら小さなウィンドウにも収まり、どのアプリでも読み取れます",
  },
  windowTooSmall: {
    en: "a window of {width}x{height} is too small for these codes: they need {columns}x{rows}. Enlarge the window, make its font smaller, or save the pages as pictures",
    ja: "ウィンドウが {width}x{height} ではコードを表示できません（{columns}x{rows} が必要です）。ウィンドウを広げるか、文字を小さくするか、画像として保存してください",
  },
})

/** Common window sizes, for the hint that a larger window needs fewer pages. */
const COMMON_WINDOWS: readonly Cells[] = [
  { columns: 100, rows: 30 },
  { columns: 120, rows: 40 },
  { columns: 160, rows: 50 },
  { columns: 200, rows: 60 },
]
/** QR version of codes in files: large enough for few pages, small enough for any phone camera. */
const FILE_VERSION = 22
/** The smallest QR version for the pages of a transfer; the header of a part would nearly fill a smaller one. */
const MIN_TRANSFER_VERSION = 3
/** How much is planned between two reports of the progress. */
const ACCOUNTS_PER_REPORT = 100
const BATCHES_PER_REPORT = 20

/**
 * Plans the pages for a window, without drawing any: what is on each, and which accounts the target refuses.
 *
 * Uses as few pages as a phone can scan: each holds what fits the largest code with a quiet zone of 2 modules.
 *
 * @throws AppError `interrupted`
 */
export async function planQr(request: QrRequest, context: QrContext): Promise<QrPlan> {
  const plan = { phone: planPhone, google: planGoogle, keyferry: planTransfer }[request.target]
  const pixels = request.cell === undefined || request.cell === null ? [] : (["pixels"] as const)
  return { ...(await plan(request, context)), styles: ["half", "full", ...pixels] }
}

/** A plan without the members that are the same for every target. */
type TargetPlan = Omit<QrPlan, "styles">

/** Separates the accounts that the target can hold from the others. */
function splitByTarget(
  target: "phone" | "google",
  accounts: readonly Account[],
  formats: Registry,
): { fit: Account[]; refused: QrPlan["refused"] } {
  const rows = qrPreflight(target, accounts, formats)
  return {
    fit: rows.filter(({ writable }) => writable).map(({ account }) => account),
    refused: rows.filter(({ writable }) => !writable).map(({ account, losses }) => ({ id: account.id, label: labelOf(account), losses })),
  }
}

async function planPhone({ accounts, size, choice, cell = null }: QrRequest, context: QrContext): Promise<TargetPlan> {
  const { fit, refused } = splitByTarget("phone", accounts, context.formats)
  const pages = fit.map((account) => undrawn([account.id], [labelOf(account)], formatOtpUri(toDraft(account))))
  const largest = size === null ? null : await neededPhoneVersion(fit, roomIn(size, choice.style, cell), context)
  return {
    target: "phone",
    pages,
    refused,
    notes: [],
    ...NO_TRANSFER,
    impossible: size === null || largest === null ? null : tooSmallMessage(QR_TEXTS.windowTooSmall, size, largest, choice.style, cell),
  }
}

const undrawn = (ids: readonly string[], labels: readonly string[], text: string): QrPage => ({
  ids,
  labels,
  text,
  drawn: false,
  drawing: null,
  notes: [],
})

/** The version that the code of each account fits in its smallest form; null where a code of this room holds at least one account. */
async function neededPhoneVersion(accounts: readonly Account[], room: number, context: QrContext): Promise<number | null> {
  let [shortest, longest]: [string | null, string] = [null, ""]
  for (const [index, account] of accounts.entries()) {
    if (index % ACCOUNTS_PER_REPORT === 0) await reportProgress(context, index, accounts.length)
    let smallest = ""
    for (const { text } of uriShapes(toDraft(account))) {
      if (versionOfBytes(text) <= room) return null
      smallest = text
    }
    if (shortest === null || smallest.length < shortest.length) shortest = smallest
    if (smallest.length > longest.length) longest = smallest
  }
  // The estimate by bytes is sometimes a version too high.
  if (shortest === null || (await versionOf(shortest, "L")) <= room) return null
  return versionOfBytes(longest)
}

const NO_TRANSFER = { verificationCode: null, sealed: null } as const

function tooSmallMessage(sentence: Sentence, size: Cells, version: number, style: QrStyle | null, cell: CellPixels | null): Message {
  return messageOf(sentence, { width: size.columns, height: size.rows, ...windowFor(version, size, style, cell) })
}

async function planGoogle({ accounts, size, choice, cell = null }: QrRequest, context: QrContext): Promise<TargetPlan> {
  const { fit, refused } = splitByTarget("google", accounts, context.formats)
  const id = Buffer.from(context.random.bytes(4)).readInt32BE()
  const most = Math.min(MAX_BATCH, Math.max(1, choice.accountsPerPage ?? MAX_BATCH))
  const room = size === null ? FILE_VERSION : roomIn(size, choice.style, cell)
  const batches = await makeBatches(fit, most, room, id, context)
  const pages: QrPage[] = []
  for (const [index, part] of batches.entries()) {
    const text = await migrationUri(part.map(toDraft), { size: batches.length, index, id })
    pages.push(
      undrawn(
        part.map((account) => account.id),
        part.map((account) => labelOf(account)),
        text,
      ),
    )
  }
  const common = { target: "google", refused, ...NO_TRANSFER } as const
  const tooLarge = pages.some(({ text }) => versionOfBytes(text) > room)
  if (size !== null && (tooLarge || (choice.accountsPerPage === null && holdOneEach(batches)))) {
    const version = await neededVersion(fit, id)
    return {
      ...common,
      pages,
      notes: [],
      impossible: tooSmallMessage(QR_TEXTS.googleTooSmall, size, version, choice.style, cell),
    }
  }
  const widest = Math.max(0, ...batches.map((part) => part.length))
  const notes = pages.length > 0 ? [messageOf(QR_TEXTS.perPage, { most: widest })] : []
  const larger = await hintLargerWindow(
    size,
    pages.length,
    async (window) => (await makeBatches(fit, most, roomIn(window, choice.style, cell), id, context)).length,
  )
  return { ...common, pages, notes: [...notes, ...larger], impossible: null }
}

/** Whether each batch holds one account only. Then single `otpauth://` codes hold the same, are smaller, and are read by every app. */
function holdOneEach(batches: readonly (readonly Account[])[]): boolean {
  return batches.length > 1 && batches.every((part) => part.length === 1)
}

/** The QR version that holds each account by itself, and at least one pair of neighbours. */
async function neededVersion(accounts: readonly Account[], id: number): Promise<number> {
  const place = { size: accounts.length, index: accounts.length - 1, id }
  const versionsOf = async (count: number): Promise<number[]> => {
    const parts = accounts.slice(0, accounts.length - count + 1).map((_, at) => accounts.slice(at, at + count).map(toDraft))
    return Promise.all(parts.map(async (part) => versionOfBytes(await migrationUri(part, place))))
  }
  const pairs = accounts.length > 1 ? await versionsOf(2) : []
  return (await versionsOf(1)).reduce((most, one) => Math.max(most, one), pairs.length > 0 ? pairs.reduce((a, b) => Math.min(a, b)) : 0)
}

/** Fills batches in the order of the accounts, each with as many as have room; an account that is too large is a batch by itself. */
async function makeBatches(accounts: readonly Account[], most: number, room: number, id: number, context: QrContext): Promise<Account[][]> {
  const batches: Account[][] = []
  for (let at = 0; at < accounts.length;) {
    if (batches.length % BATCHES_PER_REPORT === 0) await reportProgress(context, at, accounts.length)
    let count = 1
    // The number and index of the batch are not known yet: the largest possible numbers stand in for them.
    const place = { size: accounts.length, index: accounts.length - 1, id }
    while (count < most && at + count < accounts.length) {
      const text = await migrationUri(accounts.slice(at, at + count + 1).map(toDraft), place)
      if (versionOfBytes(text) > room) break
      count++
    }
    batches.push(accounts.slice(at, at + count))
    at += count
  }
  return batches
}

async function planTransfer({ accounts, size, choice, cell = null, sealed: earlier }: QrRequest, context: QrContext): Promise<TargetPlan> {
  const sealed = earlier ?? (await sealTransfer(accounts.map(toDraft), context.random))
  const rooms = size === null ? [FILE_VERSION] : waysOf(choice.style, cell).map((way) => largestVersion(size, way))
  const room = Math.max(0, ...rooms)
  const common = { target: "keyferry", refused: [], sealed, verificationCode: formatCode(sealed.code) } as const
  const icons = accounts.some(({ icon }) => icon !== null) ? [messageOf(QR_TEXTS.icons)] : []
  if (size !== null && room < MIN_TRANSFER_VERSION) {
    const pages = cut(sealed, alphanumericCapacity(FILE_VERSION)).map((text) => undrawn([], [], text))
    return {
      ...common,
      pages,
      notes: icons,
      impossible: tooSmallMessage(QR_TEXTS.windowTooSmall, size, MIN_TRANSFER_VERSION, choice.style, cell),
    }
  }
  const parts = cut(sealed, alphanumericCapacity(room))
  const pages = parts.map((text) => undrawn([], [], text))
  const larger = await hintLargerWindow(size, parts.length, (window) =>
    Promise.resolve(cut(sealed, alphanumericCapacity(roomIn(window, choice.style, cell))).length),
  )
  return { ...common, pages, notes: [...icons, ...larger], impossible: null }
}

/** Names the smallest of the common larger windows that needs fewer pages. */
async function hintLargerWindow(size: Cells | null, pages: number, pagesIn: (window: Cells) => Promise<number>): Promise<Message[]> {
  if (size === null || pages < 2) return []
  for (const window of COMMON_WINDOWS) {
    if (window.columns < size.columns || window.rows < size.rows || (window.columns === size.columns && window.rows === size.rows)) continue
    const fewer = await pagesIn(window)
    if (fewer < pages) return [messageOf(QR_TEXTS.larger, { ...window, fewer, pages })]
  }
  return []
}

/** Reports progress and lets other work run. @throws AppError `interrupted` where the user has cancelled */
async function reportProgress({ signal, progress }: QrContext, done: number, total: number): Promise<void> {
  progress?.(done, total)
  await new Promise((resolve) => setImmediate(resolve))
  checkAborted(signal)
}
