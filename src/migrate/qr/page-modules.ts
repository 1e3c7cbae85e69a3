import { isAppError } from "../../base/errors.ts"
import { makeMatrix } from "../../qr/draw/matrix.ts"
import type { QrMatrix } from "../../qr/draw/matrix.ts"
import { shapesOf } from "./draw-page.ts"
import type { QrPage, QrRequest } from "./qr-pages.ts"

/**
 * The modules of the code of a page, row by row, `1` dark and `0` light, without a quiet zone. None where no QR code holds the text.
 *
 * @param request - That of the plan.
 */
export async function pageModules(page: QrPage, request: QrRequest): Promise<readonly string[]> {
  for (const { text } of shapesOf(page, request)) {
    try {
      return rowsOf(await makeMatrix(text, "L"))
    } catch (error) {
      if (!isAppError(error, "limit-exceeded")) throw error
    }
  }
  return []
}

function rowsOf(matrix: QrMatrix): string[] {
  const sides = Array.from({ length: matrix.size }, (_, at) => at)
  return sides.map((row) => sides.map((column) => (matrix.isDark(row, column) ? "1" : "0")).join(""))
}
