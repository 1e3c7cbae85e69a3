import { performance } from "node:perf_hooks"
import type { PlacedPicture, Size } from "../core/frame.ts"
import { CELL_QUESTION, GRAPHICS_QUESTIONS, GraphicsProbe, mayAsk } from "./graphics-probe.ts"
import type { CellSize } from "./graphics-probe.ts"
import { eraseSequence, pictureSequence } from "./graphics.ts"

/** Answers later than this are ignored. Drawing does not wait for them. */
const ANSWER_MS = 2000

/** What this terminal answers about pictures, and the picture that it shows now. */
export class Pictures {
  readonly #asks: boolean
  readonly #size: () => Size
  readonly #probe = new GraphicsProbe()
  #askedAtMs = Number.NEGATIVE_INFINITY
  #complete = false
  #reportedCell: CellSize | null = null
  #shown: PlacedPicture | null = null

  constructor(env: Readonly<Record<string, string | undefined>>, size: () => Size) {
    this.#asks = mayAsk(env)
    this.#size = size
  }

  /** Pixels of a cell, where pictures can be drawn. */
  get cell(): CellSize | null {
    return this.#complete ? (this.#probe.protocolFor(this.#size())?.cell ?? null) : null
  }

  /** What to send at the start. */
  ask(): string {
    if (!this.#asks) return ""
    this.#askedAtMs = performance.now()
    return GRAPHICS_QUESTIONS
  }

  /** What to send when the window has changed: its font may have, too. */
  askAgain(): string {
    if (!this.#complete || this.#probe.isEmpty) return ""
    this.#probe.forgetArea()
    this.#askedAtMs = performance.now()
    return CELL_QUESTION
  }

  /** @returns Whether the size of a cell has changed. */
  answered(reply: string): boolean {
    if (performance.now() - this.#askedAtMs > ANSWER_MS) return false
    if (this.#probe.take(reply)) this.#complete = true
    const { cell } = this
    const before = this.#reportedCell
    this.#reportedCell = cell
    return before?.width !== cell?.width || before?.height !== cell?.height
  }

  /** The rows whose cells must be sent again since a picture is removed from them, and what to send before them. */
  leave(next: PlacedPicture | null): { readonly rows: readonly number[]; readonly before: string } {
    const shown = this.#shown
    if (shown === null || isSame(shown, next)) return { rows: [], before: "" }
    const before = this.#erase()
    return { rows: Array.from({ length: shown.rows }, (_, at) => shown.y + at), before }
  }

  /** What to send after all cells. */
  place(next: PlacedPicture | null): string {
    const way = this.#complete ? this.#probe.protocolFor(this.#size()) : null
    if (next === null || way === null || isSame(this.#shown, next)) return ""
    this.#shown = next
    return `\x1b[${next.y + 1};${next.x + 1}H${pictureSequence(way.protocol, next)}`
  }

  /** Forgets the shown picture. @returns The sequence that erases it. */
  forget(): string {
    return this.#erase()
  }

  #erase(): string {
    const way = this.#shown === null ? null : this.#probe.protocolFor(this.#size())
    this.#shown = null
    return way === null ? "" : eraseSequence(way.protocol)
  }
}

function isSame(a: PlacedPicture | null, b: PlacedPicture | null): boolean {
  return a !== null && b !== null && a.bitmap === b.bitmap && a.x === b.x && a.y === b.y && a.columns === b.columns && a.rows === b.rows
}
