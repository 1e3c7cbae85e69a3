/** Pictures of codes for files: level M, quiet zone 4, as files get printed, cropped and scaled. */

const PIXELS_A_MODULE = 8
const OPTIONS = { errorCorrectionLevel: "M", margin: 4 } as const

/** A PNG file. */
export async function qrPng(text: string): Promise<Uint8Array> {
  const { default: qrcode } = await import("qrcode")
  return Uint8Array.from(await qrcode.toBuffer(text, { ...OPTIONS, type: "png", scale: PIXELS_A_MODULE }))
}

/** An SVG file. */
export async function qrSvg(text: string): Promise<string> {
  const { default: qrcode } = await import("qrcode")
  return qrcode.toString(text, { ...OPTIONS, type: "svg" })
}
