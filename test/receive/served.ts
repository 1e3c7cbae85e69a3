import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { random } from "../../src/platform/random.ts"
import type { Received, ReceiveOptions, Receiving } from "../../src/receive/port.ts"
import { CLIENT_HEADER } from "../../src/receive/protocol.ts"
import type { EndReason, PageState, ReceiveState } from "../../src/receive/protocol.ts"
import { createReceiver } from "../../src/receive/server.ts"
import type { ReceiveMachine, ReceiveTimes } from "../../src/receive/server.ts"

export const CLIENT = "0123456789abcdef0123456789abcdef"
export const OTHER_CLIENT = "fedcba9876543210fedcba9876543210"
export const EMPTY: ReceiveState = { mode: "receive", accounts: [], sets: [], remarks: [], waiting: null, received: 0 }

/** What stands for the built page. */
export const PAGE_FILES = {
  "index.html": '<!doctype html><html lang="en"><title>keyferry</title></html>',
  "page.js": "export {}",
  "worker.js": "onmessage = () => {}",
  "page.css": "body { margin: 0 }",
  "zxing_reader.wasm": "\0asm",
}

/** A page that is served in this process, and what it has told the program. */
export interface Served {
  readonly page: Receiving
  readonly token: string
  readonly directory: string
  readonly received: Received[]
  readonly turned: number[]
  readonly connected: boolean[]
  readonly ended: EndReason[]
}

interface Given {
  readonly times?: Partial<ReceiveTimes>
  readonly machine?: Partial<ReceiveMachine>
  readonly options?: Partial<ReceiveOptions>
}

/** Serves a page, runs `work`, and ends the page. Everything is in a new directory, which is deleted. */
export async function serve(work: (served: Served) => Promise<void>, { times, machine, options }: Given = {}): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-served-"))
  const served = { directory, received: [], turned: [], connected: [], ended: [] } as Omit<Served, "page" | "token">
  try {
    for (const [name, text] of Object.entries(PAGE_FILES)) writeFileSync(join(directory, name), text)
    const receiver = createReceiver({
      runtimeDirectory: undefined,
      temporaryDirectory: directory,
      assets: pathToFileURL(`${directory}/`),
      times: times ?? {},
      ...machine,
    })
    const page = await receiver.start(
      { port: 0, lang: "en", state: EMPTY, random, ...options },
      {
        received: (item) => void served.received.push(item),
        turned: (number) => void served.turned.push(number),
        connected: (isConnected) => void served.connected.push(isConnected),
        ended: (reason) => void served.ended.push(reason),
      },
    )
    try {
      await work({ ...served, page, token: page.address.split("/")[3] ?? "" })
    } finally {
      await page.end("stopped")
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export interface Answer {
  /** 0: the connection was closed without an answer. */
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Waits for something that sockets bring about. */
export async function until(holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!holds()) {
    assert.ok(performance.now() < end, "it did not come about in time")
    // Not a timer: a test may have replaced those.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export async function dial(where: { readonly port: number } | { readonly path: string }): Promise<Socket> {
  const socket = connect("path" in where ? where : { host: "127.0.0.1", port: where.port })
  await once(socket, "connect")
  // A connection that is cut while one writes is what many tests expect.
  socket.on("error", () => undefined)
  return socket
}

/** Collects what a socket gets until it is closed. */
export async function rest(socket: Socket): Promise<Answer> {
  const chunks: Buffer[] = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk))
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve))
  return parse(Buffer.concat(chunks).toString("utf8"))
}

function parse(text: string): Answer {
  const [head = "", ...body] = text.split("\r\n\r\n")
  const [first = "", ...lines] = head.split("\r\n")
  const headers = new Map(lines.map((line) => [line.split(":", 1)[0]?.toLowerCase() ?? "", line.slice(line.indexOf(":") + 1).trim()]))
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: body.join("\r\n\r\n") }
}

export interface Sent {
  readonly method?: string
  /** Sent as it is. */
  readonly target: string
  /** In place of the usual ones; null: not sent; several: sent several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>
  readonly body?: string | Uint8Array
}

const lineOf = (name: string, value: string | readonly string[] | null): string[] =>
  value === null ? [] : [value].flat().map((one) => `${name}: ${one}\r\n`)

/** The head of a request, as a browser on this page sends it. */
export function headOf(port: number, { method = "GET", target, headers, body }: Sent): string {
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }
  const all = { host: `127.0.0.1:${port}`, connection: "close", ...length, ...headers }
  return `${method} ${target} HTTP/1.1\r\n${Object.entries(all)
    .flatMap(([name, value]) => lineOf(name, value))
    .join("")}\r\n`
}

/** Sends one request on a connection of its own. */
export async function send(port: number, sent: Sent): Promise<Answer> {
  const socket = await dial({ port })
  const answer = rest(socket)
  socket.write(headOf(port, sent))
  if (sent.body !== undefined) socket.write(sent.body)
  return await answer
}

/** The headers of what the page posts. */
export const postHeaders = (type = "application/json", client = CLIENT): Record<string, string> => ({
  "content-type": type,
  [CLIENT_HEADER]: client,
})

export const post = async (served: Served, path: string, body: unknown, client = CLIENT): Promise<Answer> =>
  await send(served.page.port, {
    method: "POST",
    target: `/${served.token}/${path}`,
    headers: postHeaders("application/json", client),
    body: JSON.stringify(body),
  })

/** An open live channel. */
export interface Live {
  readonly socket: Socket
  readonly head: () => string
  readonly states: () => PageState[]
  /** Whether the answer has ended, as no broken link ends it. */
  readonly isWhole: () => boolean
}

/** Opens the live channel, and waits for its first state. */
export async function openLive({ page, token }: Served, client = CLIENT): Promise<Live> {
  const socket = await dial({ port: page.port })
  let text = ""
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")))
  socket.write(headOf(page.port, { target: `/${token}/live?client=${client}`, headers: { connection: "keep-alive" } }))
  const states = (): PageState[] => [...text.matchAll(/^data: (.*)$/gm)].map(([, json = ""]) => JSON.parse(json) as PageState)
  await until(() => states().length > 0)
  return { socket, head: () => text.split("\r\n\r\n")[0] ?? "", states, isWhole: () => text.endsWith("\r\n0\r\n\r\n") }
}
