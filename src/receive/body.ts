import type { IncomingMessage } from "node:http"

export interface BodyLimits {
  readonly maxBytes: number
  /** The longest pause between two pieces, in milliseconds. */
  readonly idleMs: number
  /** The longest time for the whole body, in milliseconds. */
  readonly totalMs: number
}

/** What became of a body; null: the connection broke. The caller owns the bytes. */
export type Body = { readonly bytes: Buffer } | { readonly status: 408 | 413 } | null

/** Read the body of a request up to a limit. What is not handed over is overwritten. */
export function readBody(request: IncomingMessage, { maxBytes, idleMs, totalMs }: BodyLimits): Promise<Body> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve({ status: 413 })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const finish = (body: Body): void => {
      clearTimeout(idle)
      clearTimeout(total)
      request.off("data", take).off("end", end).off("close", lose).pause()
      for (const chunk of chunks.splice(0)) chunk.fill(0)
      resolve(body)
    }
    const late = (): void => {
      finish({ status: 408 })
    }
    const take = (chunk: Buffer): void => {
      chunks.push(chunk)
      length += chunk.length
      idle.refresh()
      if (length > maxBytes) finish({ status: 413 })
    }
    const end = (): void => {
      finish({ bytes: Buffer.concat(chunks, length) })
    }
    const lose = (): void => {
      finish(null)
    }
    const idle = setTimeout(late, idleMs)
    const total = setTimeout(late, totalMs)
    request.on("data", take).on("end", end).on("close", lose)
  })
}
