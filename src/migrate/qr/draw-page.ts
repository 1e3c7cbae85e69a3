import { toDraft } from "../../accounts/account.ts"
import { isAppError } from "../../base/errors.ts"
import { messageOf } from "../../base/language.ts"
import { versionOf } from "../../qr/draw/matrix.ts"
import { drawBest, windowFor } from "../../qr/draw/plan.ts"
import { QR_TEXTS } from "./qr-pages.ts"
import type { QrPage, QrPlan, QrRequest } from "./qr-pages.ts"
import { uriShapes } from "./qr-shapes.ts"
import type { UriShape } from "./qr-shapes.ts"

/**
 * Draws one page of a plan and reads it back from its cells.
 *
 * Where there is room, codes get a quiet zone of 4, full cells, or error correction level M. A code for a phone that is too large loses
 * default settings, then parts of the name; `notes` says so.
 *
 * @param request - That of the plan. Without a window nothing is drawn.
 */
export async function drawPage(page: QrPage, request: QrRequest): Promise<QrPage> {
  const { size, choice, cell = null } = request
  if (size === null) return page
  try {
    let smallest = page.text
    for (const shape of shapesOf(page, request)) {
      smallest = shape.text
      const drawing = await drawBest(shape.text, size, choice.style, cell)
      if (drawing !== null) return { ...page, ...shape, drawing, drawn: true }
    }
    const needed = windowFor(await versionOf(smallest, "L"), size, choice.style, cell)
    return { ...page, drawn: true, notes: [messageOf(QR_TEXTS.pageTooSmall, { ...needed })] }
  } catch (error) {
    if (!isAppError(error, "limit-exceeded")) throw error
    return { ...page, drawn: true, notes: [{ sentence: error.sentence, detail: error.detail }] }
  }
}

/** The texts to try, the first that fits is drawn. */
export function shapesOf({ ids, text, notes }: QrPage, { target, accounts }: QrRequest): Iterable<UriShape> {
  const account = target === "phone" ? accounts.find(({ id }) => id === ids[0]) : undefined
  return account === undefined ? [{ text, notes }] : uriShapes(toDraft(account))
}

/** The page of a new plan with the first account of an old page; where pages name no accounts, the page at the same share of the way. */
export function pageInNewPlan(old: QrPlan, page: number, { pages }: QrPlan): number {
  if (pages.length === 0) return 0
  const [id] = old.pages[page]?.ids ?? []
  const same = id === undefined ? -1 : pages.findIndex(({ ids }) => ids.includes(id))
  if (same >= 0) return same
  const share = old.pages.length <= 1 ? 0 : Math.min(1, page / (old.pages.length - 1))
  return Math.round(share * (pages.length - 1))
}
