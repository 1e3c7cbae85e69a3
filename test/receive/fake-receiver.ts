import { AppError } from "../../src/base/errors.ts"
import type { ReceiveEvents, ReceiveOptions, Receiver, Receiving } from "../../src/receive/port.ts"
import type { EndReason, PageState } from "../../src/receive/protocol.ts"

const BUSY = { en: "the port is in use", ja: "ポートは使用中です" }

/** A page without a browser: the test calls `events` as if one had sent something. */
export class FakeReceiver implements Receiver {
  /** Port that another program uses. */
  busyPort: number | null = null
  socket: string | null = "/run/user/1000/keyferry/receive-00000000.sock"
  /** Called at the start, for what the browser sends at once. */
  onStart: ((page: FakeReceiver) => void) | null = null
  options: ReceiveOptions | null = null
  /** Of the page that runs; null: none. */
  events: ReceiveEvents | null = null
  /** Every state, the first included. */
  readonly shown: PageState[] = []
  /** One for each page that was ended. */
  readonly reasons: EndReason[] = []

  start(options: ReceiveOptions, events: ReceiveEvents): Promise<Receiving> {
    if (options.port !== 0 && options.port === this.busyPort) return Promise.reject(new AppError("io", BUSY))
    const port = options.port === 0 ? 49152 : options.port
    this.options = options
    this.events = events
    this.shown.push(options.state)
    const receiving: Receiving = {
      address: `http://127.0.0.1:${port}/token-of-the-test/`,
      port,
      socket: this.socket,
      show: (state) => {
        this.shown.push(state)
      },
      end: (reason) => {
        if (this.events === events) {
          this.events = null
          this.reasons.push(reason)
        }
        return Promise.resolve()
      },
    }
    const { onStart } = this
    if (onStart !== null)
      setImmediate(() => {
        onStart(this)
      })
    return Promise.resolve(receiving)
  }
}
