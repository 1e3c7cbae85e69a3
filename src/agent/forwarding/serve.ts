import type { Server, Socket } from "node:net"
import { formatAnswer, MAX_REQUEST_BYTES, parseRequest } from "./line.ts"
import type { Forwarding } from "./rules.ts"

const MAX_CONNECTIONS = 8
/** A client has this long to send its request, in milliseconds. */
const REQUEST_MS = 10_000
const NEWLINE = 0x0a

/** Answer those who come through a forwarded socket: one request each. What they send beyond it is not read. */
export function serveForwarded(server: Server, forwarding: Forwarding, requestMs = REQUEST_MS): void {
  server.maxConnections = MAX_CONNECTIONS
  server.on("connection", (socket) => {
    void readRequest(socket, requestMs).then(async (line) => {
      if (line === null) return
      const gone = new AbortController()
      socket.on("close", () => {
        gone.abort()
      })
      // Flowing, since a client that has gone is noticed by the end of what it sends.
      socket.on("data", () => undefined)
      const answer = await forwarding.answer(parseRequest(line), gone.signal)
      // The client may have closed its side before it reads.
      if (!socket.destroyed) socket.end(formatAnswer(answer), () => socket.destroy())
    })
  })
}

/** The first line, without its end, or as much as is already too long; null where none comes. */
function readRequest(socket: Socket, requestMs: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    let line = Buffer.alloc(0)
    const timer = setTimeout(() => socket.destroy(), requestMs)
    const settle = (result: Buffer | null): void => {
      clearTimeout(timer)
      socket.removeAllListeners("data")
      resolve(result)
    }
    socket.on("data", (chunk: Buffer) => {
      const end = chunk.indexOf(NEWLINE)
      line = Buffer.concat([line, chunk.subarray(0, end < 0 ? MAX_REQUEST_BYTES + 1 : end)])
      if (end >= 0 || line.length > MAX_REQUEST_BYTES) settle(line)
    })
    socket.on("error", () => undefined)
    socket.on("close", () => {
      settle(null)
    })
  })
}
