import type { Forwarding } from "../../migrate/receive/forwarding.ts"
import type { EndReason, ReceiveState } from "../../receive/protocol.ts"

/** The page for a browser, as the screens see it. */
export interface ReceiverView {
  /** Where it is served; null: it has ended. */
  readonly place: ReceiverPlace | null
  /** Whether the session came over SSH, so that the browser is on another machine. */
  readonly overSsh: boolean
  /** Whether it is open in a browser. */
  readonly connected: boolean
  /** It was open in a browser, and the connection broke. */
  readonly lost: boolean
  /** Why it has ended; null: it has not. */
  readonly ended: EndReason | null
  /** What has come from it; null: it shows the QR pages of the last plan instead. */
  readonly found: FoundThings | null
  /** The page of the plan that it shows, 0-based. */
  readonly page: number
}

export interface ReceiverPlace {
  /** As secret as what comes from the page. */
  readonly address: string
  readonly forwarding: Forwarding
}

export interface FoundThings extends ReceiveState {
  /** Whether an import of it would show anything. */
  readonly importable: boolean
}

/** Whether the user has done something on the page: a person who holds a phone to it presses no key. */
export function isUsed(before: ReceiverView | null, after: ReceiverView): boolean {
  if (before === null) return false
  return before.page !== after.page || before.connected !== after.connected || before.found?.received !== after.found?.received
}
