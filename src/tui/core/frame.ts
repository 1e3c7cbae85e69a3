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
  /** Sanitised text (see `accounts/display.ts`); may hold wide characters. */
  readonly text: string
  readonly style?: Style
  /** The colours are the content (a QR code): drawn as they are even under NO_COLOR. */
  readonly exact?: boolean
}

export type Row = readonly Span[]

/** All that a screen shows: at most `size.rows` rows of at most `size.columns` cells; what is longer is cut. */
export interface Frame {
  readonly rows: readonly Row[]
  /** Where the text cursor stands; null: hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Over the cells, where the terminal draws pictures; elsewhere the cells are all there is. */
  readonly picture?: PlacedPicture | null
}

/** A picture in black and white, and the cells that it covers. */
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
  /** One byte a pixel, row by row: 1 is black, 0 white. */
  readonly dark: Uint8Array
}

export interface Size {
  readonly columns: number
  readonly rows: number
}
