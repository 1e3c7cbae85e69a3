import type { ReceiveState } from "../../src/receive/protocol.ts"
import type { FoundThings, ReceiverPlace, ReceiverView } from "../../src/tui/core/receiver.ts"

const SOCKET = "/run/user/1000/keyferry/receive-01234567.sock"
export const PLACE: ReceiverPlace = {
  address: "http://127.0.0.1:49152/AbCdEfGhIjKlMnOpQrStUv/",
  forwarding: {
    toPort: "ssh -N -L 49152:127.0.0.1:49152 -p 2222 alice@198.51.100.3",
    host: "-p 2222 alice@198.51.100.3",
    toSocket: `ssh -N -L 49152:${SOCKET} -p 2222 alice@198.51.100.3`,
  },
}

/** What came from a page: nothing, but for the given members. */
export function found(fields: Partial<ReceiveState> = {}, importable = (fields.accounts ?? []).length > 0): FoundThings {
  return { mode: "receive", accounts: [], sets: [], remarks: [], waiting: null, received: 0, ...fields, importable }
}

/** A page that receives and waits for a browser. */
export function receiver(fields: Partial<ReceiverView> = {}): ReceiverView {
  return { place: PLACE, overSsh: true, connected: false, lost: false, ended: null, found: found(), page: 0, ...fields }
}
