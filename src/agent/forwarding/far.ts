import { lstatSync } from "node:fs"
import { connect } from "node:net"
import { AppError } from "../../base/errors.ts"
import { formatRequest, parseAnswer, parseRequest } from "./line.ts"
import type { ForwardAnswer } from "./line.ts"
import type { ForwardedAgent } from "../port.ts"
import { FORWARD_TEXTS } from "./texts.ts"

/** The user has a minute to answer, and others may be asked about before. */
const MAX_MS = 10 * 60_000
const MAX_ANSWER_CHARS = 4096

/** The agent of another machine, through a socket that ssh has forwarded from there. */
export const forwardedAgent: ForwardedAgent = {
  isSocket: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true,
  async code(path, query) {
    if (!isOwn(path)) throw new AppError("io", FORWARD_TEXTS.notPrivate, { detail: { path } })
    // Checked here too, since the answer of the other side would be about the whole line.
    if (parseRequest(Buffer.from(formatRequest(query).trimEnd())) === null) throw new AppError("usage", FORWARD_TEXTS.usage)
    const answer = parseAnswer(await exchange(path, formatRequest(query)))
    if (answer === null) throw new AppError("io", FORWARD_TEXTS.noForward, { detail: { path } })
    if (answer.type === "ok") return answer.code
    throw new AppError(CODES[answer.word], { en: "{text}", ja: "{text}" }, { detail: { text: answer.text } })
  },
}

const CODES = {
  usage: "usage",
  busy: "vault-refused",
  locked: "vault-refused",
  denied: "vault-refused",
  many: "query-many",
  wait: "vault-refused",
  failed: "io",
} as const satisfies Record<Extract<ForwardAnswer, { readonly type: "error" }>["word"], string>

/** Whether only this user can connect, so that no other one sees the code. */
function isOwn(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isSocket() === true && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0
}

/** @returns the line that comes back, without its end; what there is of it where the other side is lost */
function exchange(path: string, request: string): Promise<string> {
  return new Promise((resolve) => {
    let got = ""
    const socket = connect(path, () => socket.write(request))
    socket.setEncoding("utf8")
    socket.setTimeout(MAX_MS, () => socket.destroy())
    socket.on("data", (text: string) => {
      got += text
      if (got.includes("\n") || got.length > MAX_ANSWER_CHARS) socket.destroy()
    })
    socket.on("error", () => undefined)
    socket.on("close", () => {
      resolve(got.split("\n", 1)[0] ?? "")
    })
  })
}
