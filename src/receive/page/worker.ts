import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader"
import type { Position, ReaderOptions } from "zxing-wasm/reader"
import type { Decoded } from "./core/decoding.ts"

const OPTIONS: ReaderOptions = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 16, textMode: "Plain" }

const canvas = new OffscreenCanvas(1, 1)
const context = canvas.getContext("2d", { willReadFrequently: true })

const ready = prepareZXingModule({
  overrides: { locateFile: (name: string) => new URL(name, self.location.href).href },
  fireImmediately: true,
})

self.addEventListener("message", ({ data }: MessageEvent<ImageBitmap>) => {
  void decode(data).then((decoded) => {
    self.postMessage(decoded)
  })
})

async function decode(frame: ImageBitmap): Promise<Decoded> {
  try {
    await ready
    const results = await readBarcodes(pixelsOf(frame), OPTIONS)
    const valid = results.filter(({ isValid, text }) => isValid && text !== "")
    return { type: "decoded", texts: valid.map(({ text }) => text), outlines: valid.map(({ position }) => outlineOf(position)) }
  } catch {
    return { type: "failed" }
  }
}

function pixelsOf(frame: ImageBitmap): ImageData {
  if (context === null) throw new TypeError("no canvas")
  canvas.width = frame.width
  canvas.height = frame.height
  context.drawImage(frame, 0, 0)
  frame.close()
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

const outlineOf = ({ topLeft, topRight, bottomRight, bottomLeft }: Position): string =>
  [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => `${x},${y}`).join(" ")
