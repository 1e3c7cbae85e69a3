import { lstatSync, renameSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import type { Server } from "node:net"
import { dirname, join } from "node:path"
import { AppError } from "../../base/errors.ts"
import type { Lang } from "../../base/language.ts"
import { isDead, listenAlone, makePrivateDirectory, MAX_PATH_BYTES } from "../../sockets/own-socket.ts"
import { AGENT_TEXTS } from "../texts.ts"
import type { UnlockedVaults } from "../unlocked-vaults.ts"
import { ForwardLog } from "./log.ts"
import { Questions } from "./questions.ts"
import type { AskByProgram } from "./questions.ts"
import { Forwarding } from "./rules.ts"
import type { Forward } from "./rules.ts"
import { serveForwarded } from "./serve.ts"
import { FORWARD_TEXTS } from "./texts.ts"
import { vaultSide } from "./vault-side.ts"

interface OpenForward extends Forward {
  readonly server: Server
  readonly inode: number | null
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/

export interface ForwardsOptions {
  readonly vaults: UnlockedVaults
  readonly lang: Lang
  /** Milliseconds since 1970. */
  nowMs(): number
  monotonicMs(): number
}

/** The restricted sockets of the agent, one for each host. */
export class Forwards {
  readonly log: ForwardLog
  readonly questions: Questions
  readonly #options: ForwardsOptions
  readonly #open = new Map<string, OpenForward>()

  constructor(options: ForwardsOptions) {
    this.#options = options
    this.log = new ForwardLog(() => options.nowMs())
    this.questions = new Questions(this.log)
  }

  /**
   * Open a host's socket, in place of the one that it has.
   *
   * @param byProgram - Asks the user; null: only terminals that watch do.
   * @throws AppError `usage` where name or path are not allowed; `io`
   */
  async open(forward: Forward, byProgram: AskByProgram | null): Promise<void> {
    const { name, socket, directory } = forward
    if (!NAME.test(name) || !socket.startsWith("/")) throw new AppError("usage", FORWARD_TEXTS.badName)
    // Bound under a name that is a little longer.
    const max = MAX_PATH_BYTES - 16
    if (Buffer.byteLength(socket) > max) throw new AppError("usage", AGENT_TEXTS.pathTooLong, { detail: { max } })
    if (!(await makePrivateDirectory(dirname(socket)).catch(() => false)))
      throw new AppError("usage", AGENT_TEXTS.noDirectory, { detail: { directory: dirname(socket) } })
    const before = [...this.#open.values()].filter((other) => other.name === name || other.socket === socket)
    if (before.every((other) => other.socket !== socket)) await checkFree(socket)
    for (const other of before) this.#close(other)
    const server = createServer()
    const { vaults, lang } = this.#options
    serveForwarded(
      server,
      new Forwarding(name, {
        ...vaultSide(vaults, directory),
        lang,
        monotonicMs: () => this.#options.monotonicMs(),
        ask: (question, signal) => this.questions.ask(question, byProgram, signal),
        log: (about, outcome) => {
          if (this.log.add(name, about, outcome)) this.questions.wake()
        },
      }),
    )
    await listenAt(server, socket)
    this.#open.set(name, { ...forward, server, inode: inodeOf(socket) })
  }

  list(): readonly Forward[] {
    return [...this.#open.values()].map(({ name, socket, directory }) => ({ name, socket, directory }))
  }

  /** Close those whose socket has been removed or replaced. Call it every few seconds. */
  closeLost(): void {
    for (const forward of this.#open.values()) if (inodeOf(forward.socket) !== forward.inode) this.#close(forward)
  }

  /** Remove every socket. */
  closeAll(): void {
    for (const forward of this.#open.values()) this.#close(forward)
  }

  #close({ name, socket, server, inode }: OpenForward): void {
    this.#open.delete(name)
    server.close()
    if (inodeOf(socket) === inode) rmSync(socket, { force: true })
  }
}

const inodeOf = (path: string): number | null => lstatSync(path, { throwIfNoEntry: false })?.ino ?? null

/** @throws AppError `io` where another process listens there, or something else has this name */
async function checkFree(path: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined || (stats.isSocket() && (await isDead(path)))) return
  throw new AppError("io", FORWARD_TEXTS.inUse, { detail: { path } })
}

/** Bound under another name: what node removes when the server ends is then never somebody else's file. @throws AppError `io` */
async function listenAt(server: Server, path: string): Promise<void> {
  const bound = join(dirname(path), `.${process.pid}.${Math.trunc(performance.now()) % 10_000}`)
  try {
    await listenAlone(server, bound)
    renameSync(bound, path)
  } catch (cause) {
    server.close()
    throw new AppError("io", FORWARD_TEXTS.inUse, { detail: { path }, cause })
  }
}
