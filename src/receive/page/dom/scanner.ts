import { TRUSTED_TYPES_POLICY } from "../../protocol.ts"
import type { Decoded } from "../core/decoding.ts"

/** The part of https://www.w3.org/TR/trusted-types/ that the page needs; absent in some browsers. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

const WORKER = "worker.js"
let policy: { createScriptURL(url: string): string } | undefined

/** The address of the worker, the only script that this page may start. */
function workerAddress(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy(TRUSTED_TYPES_POLICY, {
    createScriptURL: (url) => {
      if (url !== WORKER) throw new TypeError("not the worker")
      return url
    },
  })
  return policy?.createScriptURL(WORKER) ?? WORKER
}

/** Decodes the frames of a video, each as soon as the one before it is decoded; the others are left out. */
export class Scanner {
  readonly #video: HTMLVideoElement
  readonly #decoded: (decoded: Decoded) => void
  #worker: Worker | null = null
  #isBusy = false

  constructor(video: HTMLVideoElement, decoded: (decoded: Decoded) => void) {
    this.#video = video
    this.#decoded = decoded
  }

  start(): void {
    this.stop()
    const worker = new Worker(workerAddress())
    worker.addEventListener("message", ({ data }: MessageEvent<Decoded>) => {
      this.#isBusy = false
      if (worker === this.#worker) this.#decoded(data)
    })
    worker.addEventListener("error", () => {
      if (worker === this.#worker) this.#decoded({ type: "failed" })
    })
    this.#worker = worker
    this.#isBusy = false
    this.#awaitFrame(worker)
  }

  /** The worker ends, and with it what it holds of frames and codes. */
  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
  }

  #awaitFrame(worker: Worker): void {
    this.#video.requestVideoFrameCallback(() => {
      if (worker !== this.#worker) return
      this.#awaitFrame(worker)
      if (!this.#isBusy) void this.#decode(worker)
    })
  }

  async #decode(worker: Worker): Promise<void> {
    this.#isBusy = true
    try {
      const frame = await createImageBitmap(this.#video)
      worker.postMessage(frame, [frame])
    } catch {
      // The camera was stopped, or has no picture yet.
      this.#isBusy = false
    }
  }
}
