import { Channel } from "./core/channel.ts"
import type { Link } from "./core/channel.ts"
import { clientId } from "./core/client-id.ts"
import { START, viewOf } from "./core/model.ts"
import type { PageModel, View } from "./core/model.ts"
import { Outbox } from "./core/outbox.ts"
import { SeenTexts } from "./core/seen.ts"
import { sayIn } from "./core/texts.ts"
import type { TextName } from "./core/texts.ts"
import { announcementOf, unsentRemark } from "./core/wording.ts"
import { button, el, setText } from "./dom/elements.ts"
import { showFinal } from "./dom/final-view.ts"
import { listen } from "./dom/intake.ts"
import { ReceiveView } from "./dom/receive-view.ts"
import { ShowView } from "./dom/show-view.ts"
import { Viewfinder } from "./dom/viewfinder.ts"
import { areWhole } from "../protocol.ts"
import type { PageState, Remark } from "../protocol.ts"

const LINK_WORDS: Readonly<Record<Link, TextName>> = {
  connecting: "connecting",
  connected: "connected",
  lost: "disconnected",
  "given-up": "disconnected",
  elsewhere: "disconnected",
  gone: "disconnected",
  ended: "disconnected",
}

/** More would only hide the newer ones. */
const MAX_REMARKS = 20

class Page {
  readonly #say = sayIn(document.documentElement.lang)
  readonly #main = byId("main")
  readonly #linkLine = byId("link")
  readonly #live = byId("live")
  readonly #banner = el("div", { class: "banner", role: "alert" })
  readonly #drop = el("div", { class: "drop", "aria-hidden": "true" }, el("p", {}, this.#say("dropNow")))
  readonly #seen = new SeenTexts()
  readonly #channel: Channel
  readonly #outbox: Outbox
  readonly #viewfinder: Viewfinder
  readonly #receive: ReceiveView
  readonly #show: ShowView
  #model: PageModel = START
  #shown = ""
  /** The camera was on when the connection was lost. */
  #isCameraWanted = false

  constructor(client: string) {
    this.#channel = new Channel(client, {
      link: (link) => {
        this.#link(link)
      },
      state: (state) => {
        this.#state(state)
      },
    })
    this.#outbox = new Outbox(client, {
      sending: (sending) => {
        this.#change({ sending })
      },
      unsent: (name, why) => {
        this.#remark(unsentRemark(name, why, this.#say))
      },
    })
    this.#viewfinder = new Viewfinder(this.#say, this.#seen, {
      status: (camera) => {
        this.#change({ camera })
      },
      read: (texts) => {
        this.#outbox.texts(texts)
      },
    })
    this.#receive = new ReceiveView(this.#say, this.#viewfinder.root, (files) => {
      for (const file of files) this.#outbox.file(file.name, file)
    })
    this.#show = new ShowView(this.#say, (page) => {
      this.#outbox.turn(page)
    })
  }

  start(): void {
    this.#main.before(this.#banner)
    document.body.append(this.#drop)
    listen({
      isOpen: () => this.#model.link === "connected" && this.#model.state?.mode === "receive",
      file: (file) => {
        this.#outbox.file(file.name, file)
      },
      text: (text) => {
        this.#outbox.texts([text])
      },
      folder: (name) => {
        this.#remark({ name, kind: "problem", text: this.#say("unsentFolder") })
      },
      nothing: () => {
        this.#remark({ name: null, kind: "note", text: this.#say("pastedNothing") })
      },
    })
    this.#draw()
    void this.#channel.open()
  }

  #link(link: Link): void {
    this.#change({ link })
    if (link === "connected") {
      this.#outbox.open()
      return
    }
    if (link !== "lost" && link !== "given-up") this.#forget()
    else this.#outbox.hold()
    if (this.#model.camera.type === "on") this.#isCameraWanted = link === "lost"
    this.#viewfinder.stop()
  }

  #state(state: PageState): void {
    const before = this.#model.state
    this.#change({ state })
    this.#viewfinder.showWhole(state.mode === "receive" && areWhole(state.sets))
    setText(this.#live, announcementOf(before, state, this.#say))
    if (state.mode !== "receive") this.#viewfinder.stop()
    else if (before?.mode !== "receive") void this.#viewfinder.startIfAllowed()
    else if (this.#isCameraWanted) void this.#viewfinder.startIfAllowed()
    this.#isCameraWanted = false
  }

  /** After the end nothing of what was found stays. */
  #forget(): void {
    this.#outbox.clear()
    this.#seen.clear()
    this.#show.clear()
  }

  #remark(remark: Remark): void {
    this.#change({ remarks: [...this.#model.remarks, remark].slice(-MAX_REMARKS) })
    setText(this.#live, remark.name === null ? remark.text : `${remark.name}: ${remark.text}`)
  }

  #change(change: Partial<PageModel>): void {
    this.#model = { ...this.#model, ...change }
    this.#draw()
  }

  #draw(): void {
    const { link, state } = this.#model
    this.#linkLine.dataset["link"] = link
    setText(this.#linkLine, this.#say(LINK_WORDS[link]))
    const view = viewOf(this.#model)
    this.#drawBanner(view)
    const name = JSON.stringify(view)
    if (name !== this.#shown) this.#open(view)
    this.#shown = name
    if (view.type === "receive") this.#receive.update(this.#model)
    if (state?.mode === "show") this.#show.update(state)
  }

  #open(view: View): void {
    switch (view.type) {
      case "loading":
        this.#main.replaceChildren()
        return
      case "receive":
        this.#main.replaceChildren(this.#receive.root)
        return
      case "show":
        this.#main.replaceChildren(this.#show.root)
        return
      case "final":
        showFinal(this.#main, view.why, this.#say, () => {
          this.#tryAgain()
        })
    }
  }

  #drawBanner(view: View): void {
    const { link } = this.#model
    const isShown = view.type !== "final" && (link === "lost" || link === "given-up")
    if (this.#banner.dataset["link"] === (isShown ? link : "")) return
    this.#banner.dataset["link"] = isShown ? link : ""
    const again = button(this.#say("tryAgain"), "main", () => {
      this.#tryAgain()
    })
    const words = [el("strong", {}, this.#say("lostTitle")), el("p", {}, this.#say(link === "lost" ? "lostText" : "givenUpText"))]
    this.#banner.replaceChildren(...(isShown ? words : []), ...(isShown && link === "given-up" ? [again] : []))
  }

  #tryAgain(): void {
    this.#change({ link: "connecting" })
    void this.#channel.open()
  }
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new TypeError(`no element ${id}`)
  return element
}

const client = clientId(history.state, crypto.getRandomValues(new Uint8Array(16)))
// A reload keeps the state of the history, and so the id. The address stays as it is: relative ones depend on it.
history.replaceState({ client }, "")
new Page(client).start()
