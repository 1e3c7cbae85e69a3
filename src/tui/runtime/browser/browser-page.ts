import type { Account } from "../../../accounts/account.ts"
import { sanitize } from "../../../base/display.ts"
import { AppError, isAppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { pageModules } from "../../../migrate/qr/page-modules.ts"
import type { QrPlan, QrRequest } from "../../../migrate/qr/qr-pages.ts"
import { forwardingTo } from "../../../migrate/receive/forwarding.ts"
import { ReceivedInputs } from "../../../migrate/receive/received.ts"
import type { Received, ReceiveEvents, Receiving } from "../../../receive/port.ts"
import type { EndReason, PageLang, PageState, ReceiveState } from "../../../receive/protocol.ts"
import type { Answer } from "../../core/messages.ts"
import type { ReceiverPlace, ReceiverView } from "../../core/receiver.ts"
import type { TuiPorts } from "../ports.ts"

const TEXTS = texts({
  noPages: { en: "there are no QR pages to show", ja: "表示する QR コードのページがありません" },
})

/** Planned QR pages. */
export interface PlannedQr {
  readonly request: QrRequest
  readonly plan: QrPlan
}

/** What the page works with. */
export interface BrowserWork {
  readonly ports: Pick<TuiPorts, "background" | "gpg" | "formats" | "clock" | "random" | "receiver" | "sshHost">
  /** Of the vault. */
  readonly accounts: () => readonly Account[]
  readonly push: (answer: Answer) => void
}

/** A page that is served to a browser, with what has come from it. It can be served again after it has ended. */
export class BrowserPage {
  /** What has come; null: it shows the QR pages of the last plan. */
  readonly inputs: ReceivedInputs | null
  readonly #work: BrowserWork
  readonly #dropped = new AbortController()
  #receiving: Receiving | null = null
  #place: ReceiverPlace | null = null
  #connected = false
  #lost = false
  #ended: EndReason | null = null
  /** How often it was served. */
  #serving = 0
  /** The plan whose pages it shows. */
  #shown: PlannedQr | null = null
  #page = 0
  /** What is being read, one after the other. */
  #reading: Promise<void> = Promise.resolve()

  constructor(receives: boolean, lang: PageLang, work: BrowserWork) {
    const { background, gpg, formats, clock } = work.ports
    const context = { background, gpg, handlers: formats, nowMs: clock.nowMs(), signal: this.#dropped.signal }
    this.inputs = receives ? new ReceivedInputs(context, lang) : null
    this.#work = work
  }

  get receives(): boolean {
    return this.inputs !== null
  }

  /**
   * @param qr - The QR pages to show; ignored by a page that receives.
   * @param page - The one to show first.
   * @throws AppError `io`
   */
  async serve(lang: PageLang, qr: PlannedQr | null, page: number): Promise<ReceiverView> {
    const { ports } = this.#work
    await this.#end("stopped")
    this.#shown = qr
    this.#page = page
    const options = { port: 0, lang, state: await this.#state(), random: ports.random }
    const receiving = await ports.receiver.start(options, this.#events(++this.#serving))
    if (this.#dropped.signal.aborted) await receiving.end("locked")
    else this.#receiving = receiving
    this.#ended = null
    const { sshHost } = ports
    this.#place = { address: receiving.address, forwarding: forwardingTo(sshHost, receiving) }
    return this.#view()
  }

  /** What the page calls while it is served for the time of this number. */
  #events(serving: number): ReceiveEvents {
    const now =
      <Args extends readonly unknown[]>(happen: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#serving === serving && this.#receiving !== null) happen(...args)
      }
    return {
      received: now((item) => {
        this.#take(item)
      }),
      turned: now((page) => {
        void this.turn(page).then((view) => {
          this.#push("receiver-changed", view)
        })
      }),
      connected: now((isConnected) => {
        this.#connected = isConnected
        this.#lost = !isConnected
        this.#push("receiver-changed", this.#view())
      }),
      ended: now((reason) => {
        this.#receiving = null
        this.#forget(reason)
        this.#push("receiver-ended", this.#view())
      }),
    }
  }

  /** Shows another page of the plan. */
  async turn(page: number): Promise<ReceiverView> {
    const last = (this.#shown?.plan.pages.length ?? 1) - 1
    this.#page = Math.max(0, Math.min(last, page))
    this.#receiving?.show(await this.#state())
    return this.#view()
  }

  /** Takes nothing more. @returns once all that came is read */
  async finish(): Promise<ReceiverView> {
    await this.#end("done")
    await this.#reading
    return this.#view()
  }

  /** Ends the page and overwrites what has come. It cannot be served again. */
  async drop(reason: EndReason): Promise<void> {
    this.#dropped.abort()
    this.inputs?.wipe()
    await Promise.all([this.#end(reason), this.#reading])
    // What was being read when it was dropped.
    this.inputs?.wipe()
  }

  async #end(reason: EndReason): Promise<void> {
    const receiving = this.#receiving
    this.#receiving = null
    if (receiving === null) return
    this.#forget(reason)
    await receiving.end(reason)
  }

  #forget(reason: EndReason): void {
    this.#place = null
    this.#connected = false
    this.#lost = false
    this.#ended = reason
  }

  #take(item: Received): void {
    const { inputs } = this
    if (inputs === null || this.#receiving === null) return
    const added = inputs.add(item)
    this.#reading = this.#reading.then(async () => {
      try {
        if (!(await added)) return
      } catch (error) {
        if (!isAppError(error)) throw error
        const { code, sentence, detail } = error
        if (code !== "interrupted") this.#work.push({ type: "failed", effect: "start-receiver", code, message: { sentence, detail } })
      }
      if (this.#dropped.signal.aborted) return
      this.#receiving?.show(await this.#state())
      this.#push("receiver-changed", this.#view())
    })
  }

  #push(type: "receiver-changed" | "receiver-ended", receiver: ReceiverView): void {
    this.#work.push({ type, receiver })
  }

  async #state(): Promise<PageState> {
    return this.inputs === null ? await this.#shownPage() : this.#found(this.inputs)
  }

  #found(inputs: ReceivedInputs): ReceiveState {
    return inputs.state(this.#work.accounts())
  }

  async #shownPage(): Promise<PageState> {
    const at = this.#page
    const page = this.#shown?.plan.pages[at]
    if (this.#shown === null || page === undefined) throw new AppError("usage", TEXTS.noPages)
    const modules = await pageModules(page, this.#shown.request)
    return { mode: "show", page: at, pages: this.#shown.plan.pages.length, modules, labels: page.labels.map((label) => sanitize(label)) }
  }

  #view(): ReceiverView {
    const { inputs } = this
    return {
      place: this.#place,
      overSsh: this.#work.ports.sshHost.connection !== undefined,
      connected: this.#connected,
      lost: this.#lost,
      ended: this.#ended,
      found: inputs === null ? null : { ...this.#found(inputs), importable: inputs.session !== null },
      page: this.#page,
    }
  }
}
