import type { Random } from "../base/ports.ts"
import type { EndReason, PageLang, PageState } from "./protocol.ts"

/** Something that the page has sent. */
export type Received =
  | { readonly type: "texts"; readonly texts: readonly string[] }
  /** `name`: as the browser gave it. The receiver owns the bytes, and wipes them after use. */
  | { readonly type: "file"; readonly name: string; readonly bytes: Uint8Array }

/** Called as things happen, never inside of a method of {@link Receiving}. */
export interface ReceiveEvents {
  received(item: Received): void
  /** The user has turned the page of an export in the browser. */
  turned(page: number): void
  /** Whether a page is open in a browser. */
  connected(isConnected: boolean): void
  /** It has ended by itself, for the reason. */
  ended(reason: EndReason): void
}

export interface ReceiveOptions {
  /** 0: any free port. */
  readonly port: number
  readonly lang: PageLang
  readonly state: PageState
  readonly random: Random
}

/** Starts the page. @throws AppError `io` where the port is in use or the machine has no loopback */
export interface Receiver {
  start(options: ReceiveOptions, events: ReceiveEvents): Promise<Receiving>
}

/** The page that is being served. */
export interface Receiving {
  /** Such as `http://127.0.0.1:49152/TOKEN/`. It is as secret as what is received: it is shown, never logged. */
  readonly address: string
  readonly port: number
  /** The path of a socket that serves the same page to its owner alone; null where none could be made. */
  readonly socket: string | null
  /** Show the state on the page. */
  show(state: PageState): void
  /** Tell the page, close every connection, and remove the socket. May be called again. */
  end(reason: EndReason): Promise<void>
}
