import type { PassphraseEstimator, StrengthEstimate } from "../../base/ports.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"

type EstimateEffect = Extract<Effect, { readonly type: "estimate-passphrase" }>

/** Milliseconds without another key. */
const SILENCE_MS = 120

/** Estimates a passphrase while it is typed: the newest text only, after a short silence, one at a time. */
export class TypedStrength {
  readonly #estimator: PassphraseEstimator
  readonly #answer: (answer: Answer) => void
  #newest: EstimateEffect | null = null
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isEnded = false

  constructor(estimator: PassphraseEstimator, answer: (answer: Answer) => void) {
    this.#estimator = estimator
    this.#answer = answer
  }

  /** Takes the place of a request that is not answered yet. The passphrase is wiped afterwards. */
  request(effect: EstimateEffect): void {
    this.#drop()
    this.#isEnded = false
    this.#newest = effect
    this.#timer = setTimeout(() => void this.#next(), SILENCE_MS)
  }

  /** Nothing is answered any more. @returns once the estimator has ended */
  async end(): Promise<void> {
    this.#drop()
    this.#isEnded = true
    await this.#estimator.end()
  }

  #drop(): void {
    clearTimeout(this.#timer)
    this.#newest?.passphrase.wipe()
    this.#newest = null
  }

  async #next(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    for (let effect = this.#takeNewest(); effect !== null; effect = this.#takeNewest()) {
      const { revision } = effect
      const estimate = await this.#estimate(effect)
      if (!this.#isEnded && this.#newest === null) this.#answer({ type: "passphrase-estimated", revision, estimate })
    }
    this.#isBusy = false
  }

  #takeNewest(): EstimateEffect | null {
    const newest = this.#newest
    this.#newest = null
    return newest
  }

  /** @returns null where it fails: a vault can be made without an estimate. */
  async #estimate({ passphrase }: EstimateEffect): Promise<StrengthEstimate | null> {
    try {
      return await this.#estimator.estimate(passphrase)
    } catch {
      return null
    } finally {
      passphrase.wipe()
    }
  }
}
