import type { Size } from "../core/frame.ts"
import type { Protocol } from "./graphics.ts"

/** The size of a cell in pixels. */
export interface CellSize {
  readonly width: number
  readonly height: number
}

const KITTY_QUERY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
const ITERM2_QUERY = "\x1b]1337;ReportCellSize\x1b\\"
/** XTVERSION. */
const NAME_QUERY = "\x1b[>0q"
/** A cell's size; the text area's size; and XTSMGRAPHICS, since xterm answers the first two only if it is configured to. */
export const CELL_QUERY = "\x1b[16t\x1b[14t\x1b[?2;1;0S"
/** DA1. Every terminal answers it, and answers it last. */
const LAST_QUERY = "\x1b[c"

/** The queries that are sent at the start. */
export const GRAPHICS_QUERIES = KITTY_QUERY + ITERM2_QUERY + NAME_QUERY + CELL_QUERY + LAST_QUERY

/** Limits of a cell's size in pixels; answers outside of them are ignored. */
const LEAST: CellSize = { width: 3, height: 5 }
const MOST: CellSize = { width: 200, height: 400 }
/** Limits of height divided by width. Outside of them the terminal reported its largest size, not the window's. */
const RATIO = { least: 1.2, most: 3 } as const

/**
 * Whether to send the queries. A multiplexer passes no pictures on, and the console prints sequences that it does not know.
 *
 * @param env - `TERM`, and what tmux and screen set.
 */
export function shouldQuery(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env["TMUX"] ?? "") === "" && (env["STY"] ?? "") === "" && !/^(linux|screen|tmux|vt52|ansi)/.test(env["TERM"] ?? "")
}

/** Collects a terminal's answers about pictures. Neither its name nor a missing answer proves anything. */
export class GraphicsProbe {
  readonly #protocols = new Set<Protocol>()
  #multiplexer = false
  #cell: CellSize | null = null
  #area: CellSize | null = null
  #reported: CellSize | null = null
  #drawable: CellSize | null = null

  /**
   * @param reply - Without its ESC and its end: `[?62;4c`, `_Gi=31;OK`, `P>|name`, `]1337;…`, `[6;16;8t`.
   * @returns whether this is the last reply.
   */
  take(reply: string): boolean {
    if (/^_Gi=31[,;].*OK/.test(reply)) this.#protocols.add("kitty")
    if (/^P>\|(tmux|screen)/i.test(reply)) this.#multiplexer = true
    const report = /^\]1337;ReportCellSize=([\d.]+);([\d.]+)(?:;([\d.]+))?$/.exec(reply)
    if (report !== null) {
      this.#protocols.add("iterm2")
      const scale = Number(report[3] ?? 1)
      this.#reported = plausibleCell(Number(report[2]) * scale, Number(report[1]) * scale)
    }
    const size = /^\[([46]);(\d+);(\d+)t$/.exec(reply)
    if (size !== null) {
      const [height, width] = [Number(size[2]), Number(size[3])]
      if (size[1] === "6") this.#cell = plausibleCell(width, height)
      else this.#area = { width, height }
    }
    const drawable = /^\[\?2;0;(\d+);(\d+)S$/.exec(reply)
    if (drawable !== null) this.#drawable = { width: Number(drawable[1]), height: Number(drawable[2]) }
    const attributes = /^\[\?([\d;]+)c$/.exec(reply)
    if (attributes === null) return false
    // The first number is the terminal's level; 4 among the others is Sixel.
    if (attributes[1]?.split(";").slice(1).includes("4") === true) this.#protocols.add("sixel")
    return true
  }

  /** The terminal has reported no protocol. */
  get isEmpty(): boolean {
    return this.#protocols.size === 0
  }

  /** Drop the sizes of the whole window, after the window has changed. */
  forgetArea(): void {
    this.#area = null
    this.#drawable = null
  }

  /** The best protocol that the terminal has reported; null: none, or the size of a cell is unknown. */
  protocolFor(size: Size): { readonly protocol: Protocol; readonly cell: CellSize } | null {
    const protocol = (["kitty", "iterm2", "sixel"] as const).find((one) => this.#protocols.has(one))
    const perCell = (all: CellSize | null): CellSize | null =>
      all === null ? null : plausibleCell(all.width / size.columns, all.height / size.rows)
    const cell = this.#cell ?? this.#reported ?? perCell(this.#area) ?? perCell(this.#drawable)
    return protocol === undefined || this.#multiplexer || cell === null ? null : { protocol, cell }
  }
}

/** Null: outside of the limits. */
function plausibleCell(width: number, height: number): CellSize | null {
  const cell = { width: Math.floor(width + 0.01), height: Math.floor(height + 0.01) }
  const isInside = cell.width >= LEAST.width && cell.height >= LEAST.height && cell.width <= MOST.width && cell.height <= MOST.height
  return isInside && cell.height >= cell.width * RATIO.least && cell.height <= cell.width * RATIO.most ? cell : null
}
