import type { Role } from "./roles.ts"

/** Colours by index, 16–255: the same in every palette. */
export interface ExactColors {
  readonly fg: number
  readonly bg: number
}

export interface Span {
  /** Sanitised text (see `base/display.ts`); may hold wide characters. */
  readonly text: string
  /** Absent: `text`. */
  readonly role?: Role
  /** Belongs to the chosen row: drawn in the colours of the selection; bold and underline stay. */
  readonly selected?: boolean
  /** Belongs to a box over the screen. */
  readonly overlay?: boolean
  /** The name of a key, as in `KeyMsg.key`: a click on the text presses it. */
  readonly click?: string
  /** The step of a wizard, 0-based: a click on the text goes back to it. */
  readonly step?: number
  /** A click on it is not Enter even where it is `selected`: it is an example, is above a question, or has a tick. */
  readonly noEnter?: true
  /** The item of a list that the text belongs to, 0-based: comes with a click on it. */
  readonly item?: number
  /** The colours are the content (a QR code): they are drawn in every theme and with NO_COLOR, and the text as it is. */
  readonly colors?: ExactColors
}

export type Row = readonly Span[]

/** Everything in the window: at most `size.rows` rows of at most `size.columns` cells; more is cut. */
export interface Frame {
  readonly rows: readonly Row[]
  /** Where the text cursor is; null: hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Drawn over the cells by terminals that show pictures; other terminals show the cells. */
  readonly picture?: PlacedPicture | null
  /** See `View.takesBytes`. */
  readonly takesBytes?: boolean
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
