import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import type { Argon2Params } from "../../src/base/ports.ts"
import { createBackground, inThisThread } from "../../src/platform/workers/background.ts"
import { SAMPLES } from "../formats/samples.ts"

const picture = Uint8Array.from(readFileSync(join(SAMPLES, "qr-image", "one.png")))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
/** From the tests of the reference implementation of Argon2. */
const KNOWN: Argon2Params = {
  variant: "argon2id",
  password: utf8("password"),
  salt: utf8("somesalt"),
  iterations: 2,
  memoryKiB: 65536,
  parallelism: 1,
  length: 32,
}
const SLOW: Argon2Params = { ...KNOWN, iterations: 400 }

describe("work in the background", () => {
  const threads = createBackground({ workers: 1 })

  for (const [name, background] of [
    ["in a worker thread", threads],
    ["in this thread", inThisThread()],
  ] as const) {
    it(`derives the same key as the reference implementation of Argon2: ${name}`, async () => {
      const key = Buffer.from(await background.argon2(KNOWN)).toString("hex")
      assert.equal(key, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")
    })

    it(`reads a picture: ${name}`, async () => {
      assert.equal((await background.readImage(picture)).codes.length, 1)
    })

    it(`keeps code and message of an error: ${name}`, async () => {
      await assert.rejects(
        () => background.readImage(utf8("no picture")),
        (e) => isAppError(e, "format-damaged") && e.sentence.ja !== "",
      )
      await assert.rejects(
        () => background.argon2({ ...KNOWN, iterations: 0 }),
        (e) => isAppError(e, "format-damaged"),
      )
    })

    it(`does not start a task that is cancelled already: ${name}`, async () => {
      await assert.rejects(
        () => background.argon2(KNOWN, AbortSignal.abort()),
        (e) => isAppError(e, "interrupted"),
      )
    })
  }

  it("does not block this thread", async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await threads.argon2({ ...KNOWN, iterations: 8 })
    clearInterval(timer)
    assert.ok(ticks > 10, `${ticks} ticks`)
  })

  it("ends a cancelled task at once, and runs the next one", async () => {
    const started = Date.now()
    const controller = new AbortController()
    setTimeout(() => { controller.abort() }, 100) // prettier-ignore
    await assert.rejects(
      () => threads.argon2(SLOW, controller.signal),
      (e) => isAppError(e, "interrupted"),
    )
    assert.ok(Date.now() - started < 30_000)
    assert.equal((await threads.readImage(picture)).codes.length, 1)
  })

  it("cancels a task that waits for a worker", async () => {
    const [first, second] = [new AbortController(), new AbortController()]
    const running = threads.argon2(SLOW, first.signal)
    const waiting = threads.readImage(picture, second.signal)
    second.abort()
    await assert.rejects(waiting, (e) => isAppError(e, "interrupted"))
    first.abort()
    await assert.rejects(running, (e) => isAppError(e, "interrupted"))
  })

  it("runs more tasks than there are workers, each once", async () => {
    const readings = await Promise.all(Array.from({ length: 5 }, () => threads.readImage(picture)))
    assert.deepEqual(
      readings.map(({ codes }) => codes.length),
      [1, 1, 1, 1, 1],
    )
  })

  it("stops reading a picture that takes too long", async () => {
    const impatient = createBackground({ workers: 1, maxImageS: 0.001 })
    await assert.rejects(
      () => impatient.readImage(picture),
      (e) => isAppError(e, "limit-exceeded"),
    )
  })

  it("lets the program end while a worker is idle", () => {
    const work = `
      import { readFileSync } from "node:fs"
      import { createBackground } from ${JSON.stringify(new URL("../../src/platform/workers/background.ts", import.meta.url).href)}
      const background = createBackground()
      const { codes } = await background.readImage(readFileSync(${JSON.stringify(join(SAMPLES, "qr-image", "one.png"))}))
      console.log(codes.length)`
    const args = ["--import", "tsx", "--input-type=module", "--eval", work]
    const { status, stdout, signal } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 })
    assert.deepEqual({ status, signal, stdout }, { status: 0, signal: null, stdout: "1\n" })
  })

  for (const [name, bytes, found] of [
    ["its result is returned", () => picture, 1],
    ["a worker reads the picture where it finds nothing", () => readFileSync(join(SAMPLES, "qr-image", "photo.jpg")), 1],
  ] as const) {
    it(`can try the fast first step without a worker: ${name}`, async () => {
      const glancing = createBackground({ workers: 1, glance: true })
      assert.equal((await glancing.readImage(bytes())).codes.length, found)
      assert.equal((await glancing.readImage(picture)).codes.length, 1)
    })
  }

  it("fails in the first step as a worker would", async () => {
    const glancing = createBackground({ workers: 1, glance: true })
    await assert.rejects(
      () => glancing.readImage(utf8("no picture")),
      (e) => isAppError(e, "format-damaged"),
    )
    await assert.rejects(
      () => glancing.readImage(picture, AbortSignal.abort()),
      (e) => isAppError(e, "interrupted"),
    )
  })
})
