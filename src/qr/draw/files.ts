import { isAppError } from "../../base/errors.ts"
import { makeMatrix } from "./matrix.ts"
import type { QrMatrix } from "./matrix.ts"

/** Pictures of codes for files: level M where it can be had, quiet zone 4, as files get printed, cropped and scaled. */

const PIXELS_A_MODULE = 8
const QUIET = 4

async function fileMatrix(text: string): Promise<QrMatrix> {
  try {
    return await makeMatrix(text, "M")
  } catch (error) {
    if (!isAppError(error, "limit-exceeded")) throw error
    return makeMatrix(text, "L")
  }
}

/** A PNG file. @throws AppError `limit-exceeded` */
export async function qrPng(text: string): Promise<Uint8Array> {
  const { version, level } = await fileMatrix(text)
  const { default: qrcode } = await import("qrcode")
  const options = { errorCorrectionLevel: level, version, margin: QUIET, scale: PIXELS_A_MODULE, type: "png" } as const
  return Uint8Array.from(await qrcode.toBuffer(text, options))
}

/** An SVG file, which may also stand inside a page of HTML; it has no size of its own. @throws AppError `limit-exceeded` */
export async function qrSvg(text: string): Promise<string> {
  const matrix = await fileMatrix(text)
  const side = matrix.size + 2 * QUIET
  let path = ""
  for (let row = 0; row < matrix.size; row++) {
    for (let column = 0; column < matrix.size;) {
      let count = 0
      while (column + count < matrix.size && matrix.isDark(row, column + count)) count++
      if (count > 0) path += `M${column + QUIET} ${row + QUIET}h${count}v1h-${count}z`
      column += Math.max(1, count)
    }
  }
  const white = `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">${white}<path d="${path}"/></svg>\n`
}
