import { lstatSync } from "node:fs"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { dirname } from "node:path"
import { AppError } from "../base/errors.ts"
import { encodeMessage, MessageReader } from "./protocol.ts"
import type { Reply, Request, Results, WireMessage } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"

/** An agent that is asked answers within a few milliseconds; opening a vault takes longer. */
const MAX_MS = 30_000

interface Waiting {
  readonly resolve: (message: WireMessage<Reply>) => void
  readonly reject: (error: AppError) => void
}

/** A connection to a running agent. Requests are answered in the order in which they are asked. */
export class AgentConnection {
  readonly #socket: Socket
  readonly #waiting: Waiting[] = []

  private constructor(socket: Socket) {
    this.#socket = socket
    const reader = new MessageReader<Reply>()
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#waiting.shift()?.resolve(message)
      } catch {
        socket.destroy()
      }
    })
    socket.on("error", () => undefined)
    socket.on("close", () => {
      reader.wipe()
      for (const { reject } of this.#waiting.splice(0)) reject(new AppError("io", AGENT_TEXTS.silent))
    })
  }

  /** @param paths - Of sockets; the first that answers is taken. @returns null where none does */
  static async open(paths: readonly string[]): Promise<AgentConnection | null> {
    for (const path of paths) {
      const socket = isOwn(dirname(path)) ? await connected(path) : null
      if (socket !== null) return new AgentConnection(socket)
    }
    return null
  }

  /** @throws AppError `io` where no answer comes */
  async ask<T extends Request["type"]>(
    request: Extract<Request, { readonly type: T }>,
    bytes?: Uint8Array,
  ): Promise<WireMessage<Reply<T & keyof Results>>> {
    if (this.#socket.destroyed) throw new AppError("io", AGENT_TEXTS.silent)
    const timer = setTimeout(() => this.#socket.destroy(), MAX_MS)
    try {
      const answer = new Promise<WireMessage<Reply>>((resolve, reject) => {
        this.#waiting.push({ resolve, reject })
      })
      const message = encodeMessage(request, bytes)
      this.#socket.write(message, () => {
        message.fill(0)
      })
      return (await answer) as WireMessage<Reply<T & keyof Results>>
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** Whether only this user can put a socket there. */
function isOwn(directory: string): boolean {
  try {
    const stats = lstatSync(directory)
    return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0
  } catch {
    return false
  }
}

function connected(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once("connect", () => {
      resolve(socket)
    })
    socket.once("error", () => {
      resolve(null)
    })
  })
}
