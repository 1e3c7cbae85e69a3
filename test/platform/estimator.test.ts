import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { isAppError } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { createEstimator } from "../../src/platform/workers/estimator.ts"

const WEAK = Passphrase.of("password1")

describe("the estimator of passphrases", () => {
  it("answers each in turn from a thread, which ends when it is told to", async () => {
    let ended = 0
    const estimator = createEstimator({ onEnded: () => ended++ })
    const strong = Passphrase.of("tulip wagon mirror obey")
    const [weak, good] = await Promise.all([estimator.estimate(WEAK), estimator.estimate(strong)])
    assert.deepEqual([weak.score, weak.warning, good.score], [0, "common", 4])
    assert.equal(strong.reveal(), "tulip wagon mirror obey")
    await estimator.end()
    await estimator.end()
    assert.equal(ended, 1)
  })

  it("ends its thread by itself some time after the last estimate, and starts another for the next", async () => {
    let onEnded: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (onEnded = resolve))
    const estimator = createEstimator({
      idleMs: 20,
      onEnded: () => {
        onEnded()
      },
    })
    await estimator.estimate(WEAK)
    const alive = setInterval(() => undefined, 1000)
    await ended
    clearInterval(alive)
    assert.equal((await estimator.estimate(WEAK)).score, 0)
    await estimator.end()
  })

  it("starts no thread for an estimate that waits when it is ended", async () => {
    const estimator = createEstimator()
    const running = estimator.estimate(WEAK)
    const rejected = assert.rejects(running, (error) => isAppError(error, "interrupted"))
    await estimator.end()
    await rejected
  })

  it("gives up a working estimate when it is ended", async () => {
    let ended = 0
    const estimator = createEstimator({ onEnded: () => ended++ })
    const rejected = assert.rejects(estimator.estimate(WEAK), (error) => isAppError(error, "interrupted"))
    await setImmediate()
    await estimator.end()
    await rejected
    assert.equal(ended, 1)
  })
})
