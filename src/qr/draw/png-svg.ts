import { isAppError } from "../../base/errors.ts"
import { makeMatrix } from "./matrix.ts"
import type { QrMatrix } from "./matrix.ts"

// Pictures of codes for files. Files are printed, cropped and scaled: so they have error correction level M where the text fits, and the full
// quiet zone of the standard.

const PIXELS_PER_MODULE = 8
const QUIET_ZONE = 4

async function makeFileMatrix(text: string): Promise<QrMatrix> {
  try {
    return await makeMatrix(text, "M")
  } catch (error) {
    if (!isAppError(error, "limit-exceeded")) throw error
    return makeMatrix(text, "L")
  }
}

/** Encode a text as a PNG file. @throws AppError `limit-exceeded` */
export async function qrPng(text: string): Promise<Uint8Array> {
  const { version, level } = await makeFileMatrix(text)
  const { default: qrcode } = await import("qrcode")
  const options = { errorCorrectionLevel: level, version, margin: QUIET_ZONE, scale: PIXELS_PER_MODULE, type: "png" } as const
  return Uint8Array.from(await qrcode.toBuffer(text, options))
}

/** Encode a text as an SVG file without a fixed size, which can also be embedded in HTML. @throws AppError `limit-exceeded` */
export async function qrSvg(text: string): Promise<string> {
  const matrix = await makeFileMatrix(text)
  const side = matrix.size + 2 * QUIET_ZONE
  let path = ""
  for (let row = 0; row < matrix.size; row++) {
    for (let column = 0; column < matrix.size;) {
      let count = 0
      while (column + count < matrix.size && matrix.isDark(row, column + count)) count++
      if (count > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${count}v1h-${count}z`
      column += Math.max(1, count)
    }
  }
  const white = `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">${white}<path d="${path}"/></svg>\n`
}
