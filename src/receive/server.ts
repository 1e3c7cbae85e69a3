import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { loadAssets } from "./assets.ts"
import type { Assets } from "./assets.ts"
import { readBody } from "./body.ts"
import { checkRequest } from "./guard.ts"
import type { Accepted } from "./guard.ts"
import { ANSWER_HEADERS } from "./headers.ts"
import { LiveChannel } from "./live.ts"
import { fileOf, pageOf, textsOf } from "./messages.ts"
import type { ReceiveEvents, ReceiveOptions, Receiver, Receiving } from "./port.ts"
import { HEARTBEAT_MS, MAX_LIMITS, PROGRAM_HEADER } from "./protocol.ts"
import type { EndReason, PageState } from "./protocol.ts"
import { listenOnSocket } from "./socket.ts"
import type { OwnSocket, SocketPlaces } from "./socket.ts"

const SERVER_TEXTS = texts({
  portInUse: { en: "port {port} is in use by another program", ja: "ポート {port} は別のプログラムが使用中です" },
  cannotListen: { en: "no page can be served on 127.0.0.1 ({code})", ja: "127.0.0.1 でページを開始できません（{code}）" },
})

const ADDRESS = "127.0.0.1"
const TOKEN_BYTES = 16
const MAX_CONNECTIONS = 64
/** Bodies that may be read at the same time. */
const MAX_BODIES = 4
const MAX_HEADER_BYTES = 8192

/** In milliseconds. */
export interface ReceiveTimes {
  /** Until it ends where nothing happens. */
  readonly idleMs: number
  /** For the head of a request. */
  readonly headMs: number
  /** The longest pause in a body. */
  readonly bodyIdleMs: number
  /** For a whole body. */
  readonly bodyMs: number
  readonly heartbeatMs: number
}

const TIMES: ReceiveTimes = { idleMs: 300_000, headMs: 10_000, bodyIdleMs: 10_000, bodyMs: 300_000, heartbeatMs: HEARTBEAT_MS / 2 }

export interface ReceiveMachine extends SocketPlaces {
  /** Where the built page is; absent: beside the program. Ends with `/`. */
  readonly assets?: URL
  readonly times?: Partial<ReceiveTimes>
}

export function createReceiver(machine: ReceiveMachine): Receiver {
  let lastPort = 0
  return {
    start: async (options, events) => {
      const page = new ServedPage(options, events, await loadAssets(options.lang, machine.assets), { ...TIMES, ...machine.times })
      // A tunnel to the last page leads to this one too.
      await page.listen(options.port === 0 && lastPort !== 0 ? [lastPort, 0] : [options.port], machine)
      lastPort = page.port
      return page
    },
  }
}

class ServedPage implements Receiving {
  readonly #token: string
  /** See {@link PROGRAM_HEADER}. */
  readonly #program: string
  readonly #socketId: string
  readonly #assets: Assets
  readonly #events: ReceiveEvents
  readonly #times: ReceiveTimes
  readonly #live: LiveChannel
  readonly #servers: readonly [Server, Server]
  #state: PageState
  #socket: OwnSocket | null = null
  #port = 0
  #bodies = 0
  #idle: NodeJS.Timeout | undefined
  #ending: Promise<void> | null = null

  constructor({ random, state }: ReceiveOptions, events: ReceiveEvents, assets: Assets, times: ReceiveTimes) {
    this.#token = Buffer.from(random.bytes(TOKEN_BYTES)).toString("base64url")
    this.#program = Buffer.from(random.bytes(16)).toString("hex")
    this.#socketId = Buffer.from(random.bytes(4)).toString("hex")
    this.#assets = assets
    this.#events = events
    this.#times = times
    this.#state = state
    this.#live = new LiveChannel(times.heartbeatMs, (isConnected) => {
      events.connected(isConnected)
    })
    const serve = (): Server => {
      const server = createServer(
        {
          maxHeaderSize: MAX_HEADER_BYTES,
          headersTimeout: times.headMs,
          requestTimeout: times.headMs + times.bodyMs,
          connectionsCheckingInterval: Math.min(1000, times.headMs / 2),
        },
        (request, response) => void this.#answer(request, response),
      )
      server.maxConnections = MAX_CONNECTIONS
      return server
    }
    this.#servers = [serve(), serve()]
  }

  /** @param ports - The first that is free is taken. @throws AppError `io` */
  async listen(ports: readonly number[], places: SocketPlaces): Promise<void> {
    const [tcp, local] = this.#servers
    for (const [at, port] of ports.entries()) {
      try {
        this.#port = await listenOnPort(tcp, port)
        break
      } catch (error) {
        if (at < ports.length - 1) continue
        await this.end("stopped")
        throw error
      }
    }
    this.#socket = await listenOnSocket(local, this.#socketId, places)
    this.#touch()
  }

  get address(): string {
    return `http://${ADDRESS}:${this.#port}/${this.#token}/`
  }

  get port(): number {
    return this.#port
  }

  get socket(): string | null {
    return this.#socket?.path ?? null
  }

  show(state: PageState): void {
    if (this.#ending !== null) return
    this.#state = state
    this.#touch()
    this.#live.send(state)
  }

  end(reason: EndReason): Promise<void> {
    return (this.#ending ??= this.#end(reason))
  }

  async #end(reason: EndReason): Promise<void> {
    clearTimeout(this.#idle)
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    await this.#live.end({ mode: "ended", reason })
    for (const server of this.#servers) server.closeAllConnections()
    await Promise.all(closed)
    await this.#socket?.remove()
  }

  /** Something happens: the time until the end begins again. */
  #touch(): void {
    clearTimeout(this.#idle)
    if (this.#ending !== null) return
    this.#idle = setTimeout(() => {
      void this.end("idle").then(() => {
        this.#events.ended("idle")
      })
    }, this.#times.idleMs)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: target = "", rawHeaders } = request
    const verdict = this.#ending === null ? checkRequest({ method, target, rawHeaders }, this.#token) : REFUSED_AFTER_END
    switch (verdict.to) {
      case "refused":
        refuse(response, verdict.status)
        return
      case "asset":
        this.#touch()
        this.#sendAsset(verdict, response)
        return
      case "live":
        this.#openLive(verdict.client, response)
        return
      default:
        await this.#take(verdict, request, response)
    }
  }

  #sendAsset({ path }: Extract<Accepted, { to: "asset" }>, response: ServerResponse): void {
    const { type, bytes } = this.#assets[path]
    response.writeHead(200, { ...ANSWER_HEADERS, "Content-Type": type, "Content-Length": bytes.length }).end(bytes)
  }

  #openLive(client: string, response: ServerResponse): void {
    if (!this.#live.isFreeFor(client)) {
      refuse(response, 409)
      return
    }
    this.#touch()
    response.writeHead(200, { ...ANSWER_HEADERS, "Content-Type": "text/event-stream", [PROGRAM_HEADER]: this.#program })
    this.#live.open(client, response, this.#state)
  }

  /** Read what the page has sent, and hand it over. */
  async #take({ to, client }: Extract<Accepted, { to: "text" | "file" | "turn" }>, request: IncomingMessage, response: ServerResponse) {
    if (!this.#live.isOf(client)) {
      refuse(response, 409)
      return
    }
    if (this.#bodies >= MAX_BODIES) {
      refuse(response, 429)
      return
    }
    this.#bodies++
    const { bodyIdleMs: idleMs, bodyMs: totalMs } = this.#times
    const maxBytes = to === "file" ? MAX_LIMITS.fileBytes : MAX_LIMITS.textBytes
    const body = await readBody(request, { maxBytes, idleMs, totalMs })
    this.#bodies--
    if (body === null) return
    if ("status" in body) {
      refuse(response, body.status)
      return
    }
    const isTaken = this.#ending === null && this.#handOver(to, body.bytes, request)
    // A file belongs to the receiver now.
    if (!isTaken || to !== "file") body.bytes.fill(0)
    if (!isTaken) {
      refuse(response, 400)
      return
    }
    this.#touch()
    response.writeHead(204, ANSWER_HEADERS).end()
  }

  /** @returns whether it was well-formed */
  #handOver(to: "text" | "file" | "turn", bytes: Buffer, { headers }: IncomingMessage): boolean {
    if (to === "turn") {
      const page = pageOf(bytes)
      if (page !== null) this.#events.turned(page)
      return page !== null
    }
    const item = to === "text" ? textsOf(bytes) : fileOf(bytes, headers)
    if (item !== null) this.#events.received(item)
    return item !== null
  }
}

const REFUSED_AFTER_END = { to: "refused", status: 404 } as const

/** Answer without a word about the reason, and read nothing more from this connection. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...ANSWER_HEADERS, Connection: "close", "Content-Length": 0 }).end()
}

/** @returns the port @throws AppError `io` */
function listenOnPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const [sentence, detail] =
        cause.code === "EADDRINUSE" ? [SERVER_TEXTS.portInUse, { port }] : [SERVER_TEXTS.cannotListen, { code: cause.code ?? "" }]
      reject(new AppError("io", sentence, { detail, cause }))
    })
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}
