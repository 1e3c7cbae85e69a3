// What every format must fulfil. Every handler of the registry is tested; none can opt out.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { detect, guess, handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { CHOSEN } from "./chosen.ts"
import { readAll, textsOf } from "./reading.ts"
import { assertSameDrafts, isForced, samplesOf, strayFiles, whole } from "./samples.ts"
import type { Sample } from "./samples.ts"
import { assertNoSecrets, secretsOf } from "./secrecy.ts"

const WRONG = ["password-wrong", "code-wrong", "code-mistyped"]
const keyOf = ({ password = "", keyFileBytes }: Sample) => ({ password, ...(keyFileBytes === undefined ? {} : { keyFile: keyFileBytes }) })

describe("the registry", () => {
  it("is sorted by id, without two of one id", () => {
    const ids = HANDLERS.map(({ id }) => id)
    assert.deepEqual(ids, [...new Set(ids)].sort())
  })
  it("is frozen", () => {
    assert.ok(Object.isFrozen(HANDLERS) && HANDLERS.every((handler) => Object.isFrozen(handler)))
  })
  it("finds a handler by its id, and none by another", () => {
    assert.equal(handlerById(HANDLERS, "aegis")?.id, "aegis")
    assert.equal(handlerById(HANDLERS, "no-such-format"), undefined)
  })
  it("prefers handlers that answer yes to those that answer maybe", () => {
    const fake = (id: string, answer: "yes" | "maybe" | "no") => ({
      id,
      title: id,
      extensions: [],
      guide: { en: "", ja: "" },
      detect: () => answer,
    })
    const input = sniff(new TextEncoder().encode("anything"))
    const ids = (...handlers: ReturnType<typeof fake>[]) => detect(handlers, input).map(({ id }) => id)
    assert.deepEqual(ids(fake("a", "maybe"), fake("b", "yes"), fake("c", "no")), ["b"])
    assert.deepEqual(ids(fake("a", "maybe"), fake("b", "maybe"), fake("c", "no")), ["a", "b"])
    assert.deepEqual(ids(fake("a", "no")), [])
  })
})

for (const handler of CHOSEN) {
  describe(`format ${handler.id}`, () => {
    const samples = samplesOf(handler.id)

    it("has a name, a guide in both languages, and plain extensions", () => {
      assert.match(handler.id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      assert.ok(handler.title !== "" && handler.guide.en !== "" && handler.guide.ja !== "")
      for (const extension of handler.extensions) assert.match(extension, /^[a-z0-9][a-z0-9.]*$/)
    })
    if (handler.open === undefined) return

    it("has samples, and an expectation for each", () => {
      assert.ok(samples.length > 0, "samples/ has nothing for it")
      assert.ok(
        samples.some(({ error }) => error === undefined),
        "no sample can be read",
      )
      assert.deepEqual(strayFiles(handler.id), [])
    })

    for (const sample of samples) {
      const name = sample.files.join(" + ")

      it(`alone recognises ${name}`, () => {
        const want = sample.detect ?? "yes"
        for (const { sniffed } of sample.inputs) {
          assert.equal(handler.detect(sniffed), want)
          if (want === "yes")
            assert.deepEqual(
              detect(HANDLERS, sniffed).map(({ id }) => id),
              [handler.id],
            )
          else assert.ok(HANDLERS.every((other) => other.detect(sniffed) !== "yes"))
          // No other handler claims a file that is only guessed, not even with maybe.
          if (want === "guess") {
            assert.ok(handler.guesses)
            assert.deepEqual(detect(HANDLERS, sniffed), [])
            assert.deepEqual(
              guess(HANDLERS, sniffed).map(({ id }) => id),
              [handler.id],
            )
          }
        }
      })

      it(`reads ${name} to the last field`, async () => {
        const outcome = await readAll(sample.inputs, keyOf(sample), isForced(sample) ? handler : undefined)
        assertNoSecrets(textsOf(outcome), secretsOf(sample))
        if (sample.error !== undefined) {
          assert.equal(outcome.state === "failed" ? outcome.error.code : "read", sample.error)
          return
        }
        if (outcome.state === "failed") throw outcome.error
        assert.equal(outcome.files.length, 1)
        assert.equal(outcome.files[0]?.format, sample.format ?? handler.id)
        assert.equal(outcome.files[0].protected, sample.password !== undefined || sample.keyFile !== undefined)
        const { drafts, issues, withoutSecret, notices } = outcome.read
        assertSameDrafts(drafts, (sample.accounts ?? []).map(whole))
        assert.deepEqual(
          issues.map(({ at, code }) => ({ at, code })),
          sample.issues ?? [],
        )
        assert.equal(withoutSecret, sample.withoutSecret ?? 0)
        assert.equal(notices.length, sample.notices ?? 0)
      })

      if (sample.password !== undefined && sample.error === undefined) {
        it(`reports a wrong password for ${name}`, async () => {
          const outcome = await readAll(sample.inputs, { ...keyOf(sample), password: `${sample.password} no` })
          assert.ok(outcome.state === "failed" && WRONG.includes(outcome.error.code))
          assertNoSecrets(textsOf(outcome), secretsOf(sample))
        })
      }
    }
  })
}
