import { performance } from "node:perf_hooks"

/** OSC 11: the terminal reports its background colour. */
const QUERY = "\x1b]11;?\x1b\\"
/** Later answers are ignored: the theme must not change while the user reads. A busy machine reads a local answer after up to 300 ms. */
const ANSWER_MS = 500
/** Backgrounds with more luminance (0–1) are light. */
const LEAST_LIGHT = 0.4

export type Background = "dark" | "light"

/** Asks the terminal for its background, and keeps its answer. */
export class BackgroundProbe {
  readonly #mayQuery: boolean
  #queriedAtMs = Number.NEGATIVE_INFINITY
  #background: Background | null = null

  /** @param env - `TERM`: consoles print sequences that they do not know. */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#mayQuery = !/^(linux|vt|ansi|cygwin)/.test(env["TERM"] ?? "")
  }

  /** Null: the terminal has not answered in time. */
  get background(): Background | null {
    return this.#background
  }

  /** The sequence that asks; empty where it must not be sent, or the answer is known. */
  query(): string {
    if (!this.#mayQuery || this.#background !== null) return ""
    this.#queriedAtMs = performance.now()
    return QUERY
  }

  /**
   * @param reply - Without its ESC and its end: `]11;rgb:1c1c/1c1c/1c1c`.
   * @returns whether it is the answer
   */
  handleReply(reply: string): boolean {
    if (performance.now() - this.#queriedAtMs > ANSWER_MS) return false
    const luminance = luminanceOf(reply)
    if (luminance === null) return false
    this.#queriedAtMs = Number.NEGATIVE_INFINITY
    this.#background = luminance > LEAST_LIGHT ? "light" : "dark"
    return true
  }
}

/** The relative luminance, 0–1, of a reported colour, with 1 to 4 hexadecimal digits for each part; null: it is none. */
export function luminanceOf(reply: string): number | null {
  const parts = /^\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i.exec(reply)
  if (parts === null) return null
  const linear = (digits = "0"): number => {
    const part = parseInt(digits, 16) / (16 ** digits.length - 1)
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(parts[1]) + 0.7152 * linear(parts[2]) + 0.0722 * linear(parts[3])
}
