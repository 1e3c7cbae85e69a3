/** Colours are the terminal's own indices 0–255; the first 16 follow the user's theme. */
export interface Style {
  readonly fg?: number
  readonly bg?: number
  readonly bold?: boolean
  readonly dim?: boolean
  readonly inverse?: boolean
  readonly underline?: boolean
}

export interface Span {
  /** Sanitised text (see `base/display.ts`); may hold wide characters. */
  readonly text: string
  readonly style?: Style
  /** The colours are the content (a QR code): they are drawn even with NO_COLOR. */
  readonly exact?: boolean
}

export type Row = readonly Span[]

/** Everything in the window: at most `size.rows` rows of at most `size.columns` cells; more is cut. */
export interface Frame {
  readonly rows: readonly Row[]
  /** Where the text cursor is; null: hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Drawn over the cells by terminals that show pictures; other terminals show the cells. */
  readonly picture?: PlacedPicture | null
}

/** A black and white picture, and the cells that it covers. */
export interface PlacedPicture {
  readonly x: number
  readonly y: number
  readonly columns: number
  readonly rows: number
  readonly bitmap: Bitmap
}

export interface Bitmap {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** One byte per pixel, row by row: 1 is black, 0 is white. */
  readonly dark: Uint8Array
}

export interface Size {
  readonly columns: number
  readonly rows: number
}
