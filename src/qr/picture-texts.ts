import { texts } from "../base/language.ts"

export const PICTURE_TEXTS = texts({
  noCode: { en: "no QR code was found in the picture", ja: "画像に QR コードが見つかりません" },
})
