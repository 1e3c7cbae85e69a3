import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Task } from "../base/ports.ts"
import { checkFileBytes } from "../formats/limits.ts"
import { parseReply } from "./answer.ts"
import type { Order, PluginProcess, Reply, StartPlugin } from "./ports.ts"

const SESSION_TEXTS = texts({
  empty: { en: "the plugin {plugin} wrote an empty file", ja: "プラグイン {plugin} の書き出したファイルが空です" },
})

/** Time limits for one request, in milliseconds, including the start of the process. */
export const TIME_LIMITS_MS = { manifest: 15_000, detect: 15_000, open: 120_000, write: 120_000 } as const

/**
 * Requests to one plugin, run one at a time. The first starts the process, which is kept for the next ones until
 * {@link PluginSession.stop}.
 */
export class PluginSession {
  readonly title: string
  readonly #source: Uint8Array
  readonly #start: StartPlugin
  readonly #limits: Readonly<Record<keyof typeof TIME_LIMITS_MS, number>>
  #process: PluginProcess | null = null
  #loaded: Uint8Array | null = null
  #last: Promise<unknown> = Promise.resolve()
  /** Why the process failed. It is not started again for the next input: a hundred inputs would take a hundred times the time limit. */
  #failure: AppError | null = null

  /** @param source - The bytes that are run. */
  constructor(at: {
    readonly title: string
    readonly source: Uint8Array
    readonly start: StartPlugin
    readonly limits?: Readonly<Record<keyof typeof TIME_LIMITS_MS, number>>
  }) {
    this.title = at.title
    this.#source = at.source
    this.#start = at.start
    this.#limits = at.limits ?? TIME_LIMITS_MS
  }

  /** As `detect` and `open`: the plugin's answer as JSON, unchecked. @throws AppError as {@link PluginProcess.ask} and {@link parseReply} */
  async manifest(task: Pick<Task, "signal">): Promise<unknown> {
    return await this.#inTurn(async () => this.#value(await this.#ask({ order: "manifest" }, null, task, this.#limits.manifest)))
  }

  async detect(bytes: Uint8Array, task: Pick<Task, "signal">): Promise<unknown> {
    return await this.#inTurn(async () => {
      await this.#load(bytes, task)
      return this.#value(await this.#ask({ order: "detect" }, null, task, this.#limits.detect))
    })
  }

  async open(bytes: Uint8Array, password: string | null, task: Pick<Task, "signal">): Promise<unknown> {
    return await this.#inTurn(async () => {
      await this.#load(bytes, task)
      return this.#value(await this.#ask({ order: "open", args: { password } }, null, task, this.#limits.open))
    })
  }

  async write(accounts: readonly object[], password: string | null, task: Pick<Task, "signal">): Promise<Uint8Array> {
    return await this.#inTurn(async () => {
      const reply = await this.#ask({ order: "write", args: { accounts, password } }, null, task, this.#limits.write)
      this.#value(reply)
      checkFileBytes(reply.body.length)
      if (reply.body.length === 0) throw new AppError("format-unsupported", SESSION_TEXTS.empty, { detail: { plugin: this.title } })
      return reply.body
    })
  }

  /** End the process after the pending requests. The next request starts another. */
  async stop(): Promise<void> {
    await this.#inTurn(() => {
      this.#endProcess()
      this.#failure = null
      return Promise.resolve()
    })
  }

  #value(reply: Reply): unknown {
    return parseReply(reply.head, this.title)
  }

  #endProcess(): void {
    this.#process?.end()
    this.#process = null
    this.#loaded = null
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work)
    this.#last = result.catch(() => undefined)
    return await result
  }

  async #load(bytes: Uint8Array, task: Pick<Task, "signal">): Promise<void> {
    if (this.#loaded === bytes) return
    checkFileBytes(bytes.length)
    this.#value(await this.#ask({ order: "load" }, bytes, task, this.#limits.detect))
    this.#loaded = bytes
  }

  async #ask(order: Order, body: Uint8Array | null, { signal }: Pick<Task, "signal">, maxMs: number): Promise<Reply> {
    if (this.#failure !== null) throw this.#failure
    this.#process ??= await this.#start(this.#source, this.title)
    try {
      return await this.#process.ask(order, body, { maxMs, ...(signal === undefined ? {} : { signal }) })
    } catch (error) {
      this.#endProcess()
      if (isAppError(error) && error.code !== "interrupted") this.#failure = error
      throw error
    }
  }
}
