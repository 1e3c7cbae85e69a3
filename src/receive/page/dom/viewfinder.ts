import type { Decoded } from "../core/decoding.ts"
import { aimOf } from "../core/model.ts"
import type { CameraStatus } from "../core/model.ts"
import type { SeenTexts } from "../core/seen.ts"
import type { Say } from "../core/texts.ts"
import { Camera, isCameraAllowed } from "./camera.ts"
import { button, el, icon, setText, svg } from "./elements.ts"
import { Scanner } from "./scanner.ts"

export interface ViewfinderEvents {
  status(status: CameraStatus): void
  /** Texts that did not come before. */
  read(texts: readonly string[]): void
}

/** How long the frame shows that a code was read. */
const FLASH_MS = 700
const AIM_EVERY_MS = 1000

/** The camera's picture, what is read in it, and its controls. */
export class Viewfinder {
  readonly root: HTMLElement
  readonly #say: Say
  readonly #events: ViewfinderEvents
  readonly #seen: SeenTexts
  readonly #camera: Camera
  readonly #scanner: Scanner
  readonly #outlines = svg("svg", { class: "outlines", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" })
  readonly #frame: HTMLElement
  readonly #start: HTMLButtonElement
  readonly #startText = el("p", {})
  readonly #stop: HTMLButtonElement
  readonly #choice = el("select", {})
  readonly #choiceLabel: HTMLElement
  readonly #whole: HTMLElement
  readonly #aim = el("p", { class: "aim" })
  #lastRead: { readonly count: number; readonly atMs: number } | null = null
  #seenMs = 0

  constructor(say: Say, seen: SeenTexts, events: ViewfinderEvents) {
    this.#say = say
    this.#seen = seen
    this.#events = events
    // Not `muted: true` alone: browsers play a video by itself only where it is silent and stays in its place.
    const video = el("video", { muted: true, playsinline: true, "aria-hidden": "true" })
    this.#camera = new Camera(video, (status) => {
      this.#show(status)
      events.status(status)
    })
    this.#scanner = new Scanner(video, (decoded) => void this.#take(decoded))
    this.#start = button(say("startCamera"), "main", () => void this.#camera.start())
    this.#stop = button(say("stopCamera"), "plain", () => {
      this.stop()
      this.#start.focus()
    })
    this.#choice.addEventListener("change", () => void this.#camera.start(this.#choice.value))
    this.#choiceLabel = el("label", { class: "choice", hidden: true }, el("span", { class: "unseen" }, say("camera")), this.#choice)
    const corners = ["nw", "ne", "se", "sw"].map((at) => el("span", { class: `corner ${at}` }))
    const off = el("div", { class: "off" }, icon("camera"), this.#start, this.#startText)
    this.#whole = el("p", { class: "whole", hidden: true }, icon("tick"), el("span", {}, say("allRead")))
    this.#frame = el("div", { class: "frame" }, video, this.#outlines, ...corners, off, this.#whole)
    const bar = el("div", { class: "bar" }, this.#aim, this.#choiceLabel, this.#stop)
    this.root = el("section", { class: "viewfinder", "aria-label": say("camera") }, this.#frame, bar)
    this.#show({ type: "off" })
    setInterval(() => {
      this.#showAim()
    }, AIM_EVERY_MS)
  }

  /** Start where the user has allowed it before; else they press the button. */
  async startIfAllowed(): Promise<void> {
    if (await isCameraAllowed()) await this.#camera.start()
  }

  stop(): void {
    this.#camera.stop()
  }

  /** @param isWhole - All that belongs together was read. */
  showWhole(isWhole: boolean): void {
    this.#whole.hidden = !isWhole
    this.#showAim()
  }

  #show(status: CameraStatus): void {
    const { type } = status
    const hadFocus = document.activeElement === this.#start
    this.#frame.dataset["camera"] = type
    this.#start.hidden = type === "starting"
    setText(this.#start, this.#say(type === "failed" ? "tryAgain" : "startCamera"))
    setText(this.#startText, this.#say(type === "failed" ? status.why : type === "starting" ? "startingCamera" : "privacy"))
    this.#startText.classList.toggle("problem", type === "failed")
    this.#stop.hidden = type !== "on"
    this.#choiceLabel.hidden = type !== "on" || status.choices.length < 2
    this.#aim.hidden = type !== "on"
    if (type === "on") this.#begin(status, hadFocus)
    else this.#scanner.stop()
  }

  #begin({ choices, chosen }: Extract<CameraStatus, { type: "on" }>, hadFocus: boolean): void {
    const labels = choices.map(({ label }, at) => (label === "" ? this.#say("numberedCamera", { n: at + 1 }) : label))
    this.#choice.replaceChildren(...choices.map(({ id }, at) => el("option", { value: id }, labels[at] ?? "")))
    this.#choice.value = chosen
    this.#lastRead = null
    this.#seenMs = performance.now()
    this.#scanner.start()
    this.#showAim()
    if (hadFocus) this.#stop.focus()
  }

  #showAim(): void {
    const { name, values } = aimOf(this.#lastRead, this.#seenMs, performance.now())
    setText(this.#aim, this.#whole.hidden ? this.#say(name, values) : "")
  }

  async #take(decoded: Decoded): Promise<void> {
    if (decoded.type === "failed") {
      this.#camera.stop()
      this.#show({ type: "failed", why: "decoderFailed" })
      return
    }
    this.#outline(decoded.outlines)
    if (decoded.texts.length === 0) return
    this.#seenMs = performance.now()
    const fresh = await this.#seen.add(decoded.texts)
    if (fresh.length === 0) return
    this.#lastRead = { count: fresh.length, atMs: this.#seenMs }
    this.#flash()
    this.#showAim()
    this.#events.read(fresh)
  }

  #outline(outlines: readonly string[]): void {
    const { videoWidth, videoHeight } = this.#camera.video
    this.#outlines.setAttribute("viewBox", `0 0 ${videoWidth} ${videoHeight}`)
    this.#outlines.replaceChildren(...outlines.map((points) => svg("polygon", { points })))
  }

  #flash(): void {
    this.#frame.classList.add("read")
    setTimeout(() => {
      this.#frame.classList.remove("read")
    }, FLASH_MS)
  }
}
