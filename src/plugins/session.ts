import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Task } from "../base/ports.ts"
import { checkFileBytes } from "../formats/limits.ts"
import { valueOf } from "./answer.ts"
import type { Order, PluginProcess, Reply, StartPlugin } from "./ports.ts"

const SESSION_TEXTS = texts({
  empty: { en: "the plugin {plugin} wrote an empty file", ja: "プラグイン {plugin} の書き出したファイルが空です" },
})

/** How long a plugin may take, its process' start included. Milliseconds. */
export const MAX_MS = { manifest: 15_000, detect: 15_000, open: 120_000, write: 120_000 } as const

/**
 * The questions to one plugin: one after the other, to a process that is started by the first and kept for the next, until
 * {@link PluginSession.rest}.
 */
export class PluginSession {
  readonly title: string
  readonly #source: Uint8Array
  readonly #start: StartPlugin
  readonly #limits: Readonly<Record<keyof typeof MAX_MS, number>>
  #process: PluginProcess | null = null
  #loaded: Uint8Array | null = null
  #last: Promise<unknown> = Promise.resolve()
  /** What ended the process. It is not started again for the next input: a hundred of them would take a hundred times the limit. */
  #broken: AppError | null = null

  /** @param source - The very bytes that are run. */
  constructor(at: {
    readonly title: string
    readonly source: Uint8Array
    readonly start: StartPlugin
    readonly limits?: Readonly<Record<keyof typeof MAX_MS, number>>
  }) {
    this.title = at.title
    this.#source = at.source
    this.#start = at.start
    this.#limits = at.limits ?? MAX_MS
  }

  /** Each gives the plugin's answer as JSON, unchecked. @throws AppError as {@link PluginProcess.ask} and {@link valueOf} */
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

  /** End the process, once the questions that were asked are answered. The next question starts another. */
  async rest(): Promise<void> {
    await this.#inTurn(() => {
      this.#drop()
      this.#broken = null
      return Promise.resolve()
    })
  }

  #value(reply: Reply): unknown {
    return valueOf(reply.head, this.title)
  }

  #drop(): void {
    this.#process?.end()
    this.#process = null
    this.#loaded = null
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last
    const now = before.then(work, work)
    this.#last = now.catch(() => undefined)
    return await now
  }

  async #load(bytes: Uint8Array, task: Pick<Task, "signal">): Promise<void> {
    if (this.#loaded === bytes) return
    checkFileBytes(bytes.length)
    this.#value(await this.#ask({ order: "load" }, bytes, task, this.#limits.detect))
    this.#loaded = bytes
  }

  async #ask(order: Order, body: Uint8Array | null, { signal }: Pick<Task, "signal">, maxMs: number): Promise<Reply> {
    if (this.#broken !== null) throw this.#broken
    this.#process ??= await this.#start(this.#source, this.title)
    try {
      return await this.#process.ask(order, body, { maxMs, ...(signal === undefined ? {} : { signal }) })
    } catch (error) {
      this.#drop()
      if (isAppError(error) && error.code !== "interrupted") this.#broken = error
      throw error
    }
  }
}
