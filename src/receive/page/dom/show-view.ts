import type { ShowState } from "../../protocol.ts"
import type { Say } from "../core/texts.ts"
import { button, el, setText } from "./elements.ts"

/** Modules of white around the code. @see ISO/IEC 18004, 6.3.8 */
const QUIET_ZONE = 4

/** The QR codes of an export, one at a time. */
export class ShowView {
  readonly root: HTMLElement
  readonly #say: Say
  readonly #turn: (page: number) => void
  readonly #canvas = el("canvas", { class: "code", role: "img" })
  readonly #page = el("p", { class: "page-number" })
  readonly #labels = el("ul", { class: "labels" })
  readonly #previous: HTMLButtonElement
  readonly #next: HTMLButtonElement
  #state: ShowState | null = null

  constructor(say: Say, turn: (page: number) => void) {
    this.#say = say
    this.#turn = turn
    this.#previous = button(say("previous"), "plain", () => {
      this.#turnBy(-1)
    })
    this.#next = button(say("nextCode"), "main", () => {
      this.#turnBy(1)
    })
    this.root = el(
      "div",
      { class: "show" },
      el("h1", {}, say("showTitle")),
      el("div", { class: "ground" }, this.#canvas),
      el("div", { class: "turn" }, this.#previous, this.#page, this.#next),
      this.#labels,
      el("p", { class: "soft" }, `${say("showKeys")} ${say("showWarning")}`),
    )
    document.addEventListener("keydown", ({ key, altKey, ctrlKey, metaKey }) => {
      if (!this.root.isConnected || altKey || ctrlKey || metaKey) return
      if (key === "ArrowLeft" || key === "PageUp") this.#turnBy(-1)
      if (key === "ArrowRight" || key === "PageDown") this.#turnBy(1)
    })
  }

  update(state: ShowState): void {
    this.#state = state
    const place = this.#say("showPage", { n: state.page + 1, count: state.pages })
    setText(this.#page, place)
    this.#canvas.setAttribute("aria-label", [place, ...state.labels].join(", "))
    // Not `disabled`: that would take the keyboard's focus away.
    this.#previous.setAttribute("aria-disabled", String(state.page <= 0))
    this.#next.setAttribute("aria-disabled", String(state.page >= state.pages - 1))
    this.#labels.replaceChildren(...state.labels.map((label) => el("li", {}, label)))
    draw(this.#canvas, state.modules)
  }

  /** Nothing of the code stays. */
  clear(): void {
    this.#state = null
    this.#labels.replaceChildren()
    this.#canvas.removeAttribute("aria-label")
    draw(this.#canvas, [])
  }

  #turnBy(by: number): void {
    if (this.#state === null) return
    const page = this.#state.page + by
    if (page < 0 || page >= this.#state.pages) return
    this.#state = { ...this.#state, page }
    this.#turn(page)
  }
}

/** One pixel a module; the style sheet enlarges them without smoothing. */
function draw(canvas: HTMLCanvasElement, modules: readonly string[]): void {
  const size = modules.length + 2 * QUIET_ZONE
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext("2d")
  if (context === null) return
  context.fillStyle = "#fff"
  context.fillRect(0, 0, size, size)
  context.fillStyle = "#000"
  for (const [y, row] of modules.entries()) {
    for (let x = row.indexOf("1"); x >= 0; x = row.indexOf("1", x + 1)) context.fillRect(x + QUIET_ZONE, y + QUIET_ZONE, 1, 1)
  }
}
