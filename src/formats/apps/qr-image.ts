import { AppError, checkAborted } from "../../base/errors.ts"
import type { Issue } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, Input, OpenContext, OpenedNested, SniffedInput } from "../handler.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

const TEXTS = texts({
  guide: {
    en: "Take a screenshot or a photo of the QR codes: PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC. Several codes in one picture and several pictures are read as one import",
    ja: "QR コードのスクリーンショットまたは写真（PNG、JPEG、WebP、GIF、BMP、TIFF、HEIC）。1 枚に複数のコードがあっても、画像が複数枚でも、まとめて読み込めます",
  },
  disagree: {
    en: "two decoders read different texts from one QR code; take the picture again",
    ja: "1 つの QR コードから 2 通りの内容が読み取られました。撮り直してください",
  },
  base64: { en: "the picture's base64 text is damaged", ja: "画像の Base64 テキストが壊れています" },
})

const DATA_URI = /^\s*data:image\/[a-z0-9.+-]+(?:;[a-z0-9=-]+)*;base64,/i

/** The beginning of a text input, which may look like CSV; empty for anything else. */
function textHead(sniffed: Sniffed): string {
  if (sniffed.kind === "text") return sniffed.head
  return sniffed.kind === "csv" ? sniffed.header.join(sniffed.delimiter) : ""
}

async function open(inputs: readonly SniffedInput[], { background, signal }: OpenContext): Promise<OpenedNested> {
  const input = singleInput(inputs)
  checkAborted(signal)
  if (input.sniffed.kind !== "picture")
    return { kind: "nested", inputs: [{ name: input.name, bytes: decodePictureText(textOf(input.bytes)) }], issues: [] }
  const { codes, disagreements } = await background.readImage(input.bytes, signal)
  const found: Input[] = codes.map(({ text, bytes }) => ({ name: input.name, bytes: bytes ?? encodeUtf8(text) }))
  const issues: Issue[] = Array.from({ length: disagreements }, (_, index) => ({
    at: codes.length + index + 1,
    code: "decoders-disagree",
    reason: TEXTS.disagree,
  }))
  return { kind: "nested", inputs: found, issues }
}

/** The picture in a `data:` URI, or in base64 alone. */
function decodePictureText(text: string): Uint8Array {
  const base64 = text.replace(DATA_URI, "").replace(/\s+/g, "")
  if (base64 === "" || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(base64)) throw new AppError("format-damaged", TEXTS.base64)
  return Uint8Array.from(Buffer.from(base64, "base64"))
}

/** The texts of the codes become new inputs, which the other handlers read. */
export const qrImage: Handler = {
  id: "qr-image",
  title: "QR codes in a picture",
  titleJa: "画像の QR コード",
  extensions: ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic"],
  guide: TEXTS.guide,
  device: "phone",
  picture: true,
  detect: (sniffed) => {
    const isBase64 = sniffed.kind === "base64" && sniffed.picture !== null
    return sniffed.kind === "picture" || isBase64 || DATA_URI.test(`${textHead(sniffed)},`) ? "yes" : "no"
  },
  open,
}
