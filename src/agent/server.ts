import type { Server, Socket } from "node:net"
import { isAppError } from "../base/errors.ts"
import type { Answer } from "./held-vault.ts"
import { encodeMessage, MessageReader } from "./protocol.ts"
import type { Asking, Failure, Limits, Request, Results, WireMessage } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"
import type { AskByProgram } from "./forwarding/questions.ts"
import type { Forwards } from "./forwarding/forwards.ts"
import type { UnlockedVaults } from "./unlocked-vaults.ts"

const NONE = new Uint8Array()
const LOCKED: Failure = { type: "locked" }

/** What the requests are about. */
export interface Served {
  readonly vaults: UnlockedVaults
  readonly forwards: Forwards
  askBy(asking: Asking): AskByProgram
  /** Called when the agent is asked to end, before the answer is sent. */
  onStop(): void
}

/** Answer those who connect to the socket, the requests of each in turn. Only its owner can connect: see `own-socket.ts`. */
export function serve(server: Server, served: Served): void {
  server.on("connection", (socket) => {
    serveOne(socket, served)
  })
}

function serveOne(socket: Socket, served: Served): void {
  const closed = new AbortController()
  const reader = new MessageReader<Request>()
  let queue = Promise.resolve()
  socket.on("data", (chunk: Buffer) => {
    overwriteReadBuffers()
    let messages: WireMessage<Request>[]
    try {
      messages = reader.push(chunk)
    } catch {
      socket.destroy()
      return
    }
    for (const message of messages) queue = queue.then(() => answerTo(socket, served, message, closed.signal))
  })
  socket.on("error", () => undefined)
  socket.on("close", () => {
    reader.wipe()
    closed.abort()
  })
}

async function answerTo(socket: Socket, served: Served, { head, bytes }: WireMessage<Request>, closed: AbortSignal): Promise<void> {
  const { reply, bytes: behind } = await answer(served, head, bytes, closed).catch(failed)
  bytes.fill(0)
  const message = encodeMessage(reply, behind)
  behind.fill(0)
  if (socket.destroyed) message.fill(0)
  else
    socket.write(message, () => {
      message.fill(0)
    })
}

function failed(error: unknown): Answer {
  const { code, sentence, detail } = isAppError(error) ? error : { code: "internal" as const, sentence: AGENT_TEXTS.internal, detail: {} }
  return { reply: { ok: false, failure: { type: "error", code, sentence, detail } }, bytes: NONE }
}

const done = (result: Results[keyof Results]): Answer => ({ reply: { ok: true, result }, bytes: NONE })
const locked: Answer = { reply: { ok: false, failure: LOCKED }, bytes: NONE }

async function answer(served: Served, request: Request, bytes: Uint8Array, closed: AbortSignal): Promise<Answer> {
  const { vaults, forwards } = served
  switch (request.type) {
    case "status":
      return done({ pid: process.pid, vaults: vaults.list() })
    case "unlock":
      await vaults.unlock(request.directory, bytes.slice(), checkedLimits(request.limits))
      return done(null)
    case "lock":
      return done(await vaults.lock(request.directory))
    case "stop":
      await vaults.lock(null)
      served.onStop()
      return done(null)
    case "identity": {
      const identity = vaults.identityOf(request.directory)
      return identity === null ? locked : done(identity)
    }
    case "unwrap":
    case "sign":
    case "labels":
    case "code":
    case "candidates":
      return (await vaults.ask(request, bytes.slice())) ?? locked
    case "forward":
      await forwards.open(request.forward, request.asking === null ? null : served.askBy(request.asking))
      return done(null)
    case "news":
      return done({ ...(await forwards.questions.news(request.seq, request.waits, closed)), forwards: forwards.list() })
    case "decide":
      return done(forwards.questions.decide(request.question, request.choice))
    default:
      // What another program has sent.
      throw new TypeError("an unknown request")
  }
}

/** A limit that is not a number would never be reached. @throws RangeError */
function checkedLimits({ idleMs, totalMs }: Limits): Limits {
  if (!(idleMs > 0 && totalMs > 0)) throw new RangeError("no limits")
  return { idleMs, totalMs }
}

/** What node reads into before it copies the part that has arrived. */
const READ_BYTES = 64 * 1024

/**
 * Node gives the buffer that it has read into back to the allocator as it is. The next ones of its size take its place, and are overwritten.
 */
function overwriteReadBuffers(): void {
  for (const buffer of [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)]) buffer.fill(0)
}
