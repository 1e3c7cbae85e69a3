import { performance } from "node:perf_hooks"
import type { PlacedPicture, Size } from "../core/frame.ts"
import { CELL_QUERY, GRAPHICS_QUERIES, GraphicsProbe, shouldQuery } from "./graphics-probe.ts"
import type { CellSize } from "./graphics-probe.ts"
import { eraseSequence, pictureSequence } from "./graphics.ts"

/** Later answers are ignored. Drawing does not wait for them. */
const ANSWER_MS = 2000

/** What this terminal supports, by its answers, and the picture that it shows now. */
export class Pictures {
  readonly #mayQuery: boolean
  readonly #size: () => Size
  readonly #probe = new GraphicsProbe()
  #queriedAtMs = Number.NEGATIVE_INFINITY
  #complete = false
  #reportedCell: CellSize | null = null
  #shown: PlacedPicture | null = null

  constructor(env: Readonly<Record<string, string | undefined>>, size: () => Size) {
    this.#mayQuery = shouldQuery(env)
    this.#size = size
  }

  /** The size of a cell in pixels; null: no pictures can be drawn. */
  get cell(): CellSize | null {
    return this.#complete ? (this.#probe.protocolFor(this.#size())?.cell ?? null) : null
  }

  /** The sequences to send at the start. */
  startQuery(): string {
    if (!this.#mayQuery) return ""
    this.#queriedAtMs = performance.now()
    return GRAPHICS_QUERIES
  }

  /** The sequences to send when the window has changed, since its font may have changed too. */
  resizeQuery(): string {
    if (!this.#complete || this.#probe.isEmpty) return ""
    this.#probe.forgetArea()
    this.#queriedAtMs = performance.now()
    return CELL_QUERY
  }

  /** @returns whether the size of a cell has changed. */
  handleReply(reply: string): boolean {
    if (performance.now() - this.#queriedAtMs > ANSWER_MS) return false
    if (this.#probe.take(reply)) this.#complete = true
    const { cell } = this
    const before = this.#reportedCell
    this.#reportedCell = cell
    return before?.width !== cell?.width || before?.height !== cell?.height
  }

  /** Remove the shown picture unless `next` is the same. @returns the rows whose cells must be sent again, and what to send before them. */
  removeOld(next: PlacedPicture | null): { readonly rows: readonly number[]; readonly sequence: string } {
    const shown = this.#shown
    if (shown === null || isSame(shown, next)) return { rows: [], sequence: "" }
    return { rows: Array.from({ length: shown.rows }, (_, at) => shown.y + at), sequence: this.#erase() }
  }

  /** The sequence that shows the picture, to send after all cells; empty where it is shown already or cannot be. */
  place(next: PlacedPicture | null): string {
    const found = this.#complete ? this.#probe.protocolFor(this.#size()) : null
    if (next === null || found === null || isSame(this.#shown, next)) return ""
    this.#shown = next
    return `\x1b[${next.y + 1};${next.x + 1}H${pictureSequence(found.protocol, next)}`
  }

  /** Forget the shown picture. @returns the sequence that erases it. */
  forget(): string {
    return this.#erase()
  }

  #erase(): string {
    const found = this.#shown === null ? null : this.#probe.protocolFor(this.#size())
    this.#shown = null
    return found === null ? "" : eraseSequence(found.protocol)
  }
}

function isSame(a: PlacedPicture | null, b: PlacedPicture | null): boolean {
  return a !== null && b !== null && a.bitmap === b.bitmap && a.x === b.x && a.y === b.y && a.columns === b.columns && a.rows === b.rows
}
