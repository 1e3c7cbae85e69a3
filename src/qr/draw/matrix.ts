import type * as Qrcode from "qrcode"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const MATRIX_TEXTS = texts({
  tooLong: { en: "the text is too long for any QR code", ja: "文字列が長すぎて QR コードにできません" },
})

/** Error correction level. L gives the smallest code, which suits a screen. */
export type Level = "L" | "M"

/** The modules of a QR code without the quiet zone. */
export interface QrMatrix {
  /** 1–40. */
  readonly version: number
  readonly level: Level
  /** Modules per side. */
  readonly size: number
  isDark(row: number, column: number): boolean
}

/** Modules per side, without the quiet zone. @param version - 1–40. */
export function modulesPerSide(version: number): number {
  return 17 + 4 * version
}

/**
 * The smallest code for a text; version {@link SKIPPED_VERSION} is never used. The text is divided into numeric, alphanumeric and byte
 * (UTF-8) segments so that their sum is shortest.
 *
 * @throws {@link AppError} `limit-exceeded` when no version holds it.
 * @see ISO/IEC 18004
 */
export async function makeMatrix(text: string, level: Level): Promise<QrMatrix> {
  const { default: qrcode } = await import("qrcode")
  const made = create(qrcode, text, level)
  const { size, data } = made.modules
  return { version: made.version, level, size, isDark: (row, column) => data[row * size + column] === 1 }
}

/** The version that {@link makeMatrix} would use. It is faster, since it does not search for the best mask. @throws as makeMatrix */
export async function versionOf(text: string, level: Level): Promise<number> {
  const { default: qrcode } = await import("qrcode")
  return create(qrcode, text, level, 0).version
}

/**
 * jsqr, which many apps use, looks for the alignment patterns of this version in the wrong place and cannot decode it. The next larger
 * version is used instead.
 */
export const SKIPPED_VERSION = 23

function create(qrcode: Pick<typeof Qrcode, "create">, text: string, level: Level, maskPattern?: 0): Qrcode.QRCode {
  const options = { errorCorrectionLevel: level, ...(maskPattern === undefined ? {} : { maskPattern }) }
  try {
    const made = qrcode.create(text, options)
    return made.version === SKIPPED_VERSION ? qrcode.create(text, { ...options, version: SKIPPED_VERSION + 1 }) : made
  } catch (cause) {
    throw new AppError("limit-exceeded", MATRIX_TEXTS.tooLong, { cause })
  }
}

/** Alphanumeric characters that level L holds, for versions 1–40. @see ISO/IEC 18004 table 7 */
const ALPHANUMERIC_L: readonly number[] = [
  25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249, 1352, 1460, 1588, 1704, 1853, 1990,
  2132, 2223, 2369, 2520, 2677, 2840, 3009, 3183, 3351, 3537, 3729, 3927, 4087, 4296,
]

/** Alphanumeric characters that a code of this version holds at level L; 0 for version 0. */
export function alphanumericCapacity(version: number): number {
  return ALPHANUMERIC_L[version - 1] ?? 0
}

/** Bytes that level L holds, for versions 1–40. @see ISO/IEC 18004 table 7 */
const BYTES_L: readonly number[] = [
  17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273, 1367, 1465,
  1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
]

/**
 * The version that holds a text at level L as bytes: at least that of {@link versionOf}, since segments of other modes are never longer.
 * It costs microseconds instead of milliseconds.
 *
 * @returns 41 where no version holds it.
 */
export function versionOfBytes(text: string): number {
  const bytes = new TextEncoder().encode(text).length
  const at = BYTES_L.findIndex((capacity, index) => capacity >= bytes && index + 1 !== SKIPPED_VERSION)
  return at === -1 ? BYTES_L.length + 1 : at + 1
}
