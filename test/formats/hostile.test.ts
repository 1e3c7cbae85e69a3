// Hostile bytes: each handler answers soon with at worst an AppError that quotes nothing of the content.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { Handler, Opened, SniffedInput } from "../../src/formats/handler.ts"
import { detect } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { processorMs } from "../processor-time.ts"
import { CHOSEN } from "./chosen.ts"
import { seededDraw, mutate } from "./mutations.ts"
import { NOW_MS } from "./ports.ts"
import { textsOfError } from "./reading.ts"
import { background, withRealKeys } from "./remembered-keys.ts"
import { samplesOf } from "./samples.ts"
import { assertNoSecrets, secretsOf } from "./secrecy.ts"

const SEED = 20250601
/** Time per format in milliseconds; for a longer run: KEYFERRY_FUZZ_MS=60000 */
const FUZZ_MS = Number(process.env["KEYFERRY_FUZZ_MS"] ?? 150)
const CONTEXT = { background, nowMs: NOW_MS }
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Open an input and assert that it ends in a result or an AppError, without secrets in any message. */
async function tryOpen(handler: Handler, inputs: readonly SniffedInput[], secrets: readonly string[]): Promise<Opened | null> {
  try {
    const opened = (await handler.open?.(inputs, CONTEXT)) ?? null
    if (opened !== null && opened.kind !== "locked") {
      const { issues } = opened.kind === "guess" ? opened.accept() : opened
      assertNoSecrets(
        issues.map(({ reason, detail }) => format(reason, "en", detail)),
        secrets,
      )
    }
    return opened
  } catch (e) {
    if (!isAppError(e)) throw e
    assertNoSecrets(textsOfError(e), secrets)
    return null
  }
}

const sniffed = (bytes: Uint8Array): SniffedInput => ({ name: "input", bytes, sniffed: sniff(bytes) })

describe("hostile input", () => {
  it("leads at worst to an AppError, for any bytes and any handler", async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json({ maxDepth: 5 }).map(utf8),
      fc.string({ unit: "binary", maxLength: 300 }).map(utf8),
      fc
        .array(
          fc.constantFrom(
            "otpauth://",
            "totp/",
            "a:b",
            "?secret=",
            "AA",
            "&",
            "issuer",
            "=",
            "%",
            "%4",
            "\n",
            "steam://",
            "otpauth-migration://offline?data=",
            "CgA=",
          ),
        )
        .map((parts) => utf8(parts.join(""))),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const input = sniffed(bytes)
        const known = detect(HANDLERS, input.sniffed)
        for (const handler of known) await tryOpen(handler, [input], [])
        await tryOpen(HANDLERS[bytes.length % HANDLERS.length]!, [input], [])
      }),
      { seed: SEED, numRuns: 600, interruptAfterTimeLimit: 10_000 },
    )
  })

  for (const handler of CHOSEN) {
    it(`does not break ${handler.id} when mutated from its samples`, async () => {
      const samples = samplesOf(handler.id)
      assert.ok(samples.length > 0)
      const draw = seededDraw(SEED)
      const until = performance.now() + FUZZ_MS
      let slowest = 0
      for (let n = 0; n < 20 || performance.now() < until; n++) {
        const sample = samples[draw(samples.length)]!
        const changed = draw(sample.inputs.length)
        const inputs = sample.inputs.map((input, at) => (at === changed ? sniffed(mutate(input.bytes, draw)) : input))
        const started = processorMs()
        for (const { sniffed: one } of inputs) for (const other of HANDLERS) other.detect(one)
        await tryOpen(handler, inputs, secretsOf(sample))
        slowest = Math.max(slowest, processorMs() - started)
      }
      assert.ok(slowest < 5000, `one took ${Math.round(slowest)} ms`)
    })

    const sample = samplesOf(handler.id).find(({ password, error }) => password !== undefined && error === undefined)
    if (sample === undefined) continue
    it(`does not break ${handler.id} when unlocked with the right password`, async () => {
      const draw = seededDraw(SEED + 1)
      const { keyFileBytes: keyFile } = sample
      const key = { password: sample.password ?? "", ...(keyFile === undefined ? {} : { keyFile }) }
      await withRealKeys(async () => {
        const whole = await tryOpen(handler, sample.inputs, [])
        if (whole?.kind === "locked") await whole.unlock(key, CONTEXT)
      })
      const until = performance.now() + FUZZ_MS
      for (let n = 0; n < 3 || performance.now() < until; n++) {
        const inputs = sample.inputs.map(({ bytes }) => sniffed(mutate(bytes, draw)))
        const opened = await tryOpen(handler, inputs, secretsOf(sample))
        if (opened?.kind !== "locked") continue
        try {
          await opened.unlock(key, CONTEXT)
        } catch (e) {
          if (!isAppError(e)) throw e
          assertNoSecrets(textsOfError(e), secretsOf(sample))
        }
      }
    })
  }
})

const SIZE = 64 * 1024
const fill = (unit: string): Uint8Array => utf8(unit.repeat(Math.ceil(SIZE / unit.length))).subarray(0, SIZE)
const patterns: [name: string, bytes: Uint8Array][] = [
  ...[
    "#\n",
    "# \t",
    " ",
    "\n",
    "{",
    "[",
    "[[],",
    '"',
    '{"a":',
    "[{},",
    "<",
    "<tr><td>",
    "<!--",
    "&#",
    "<a name='",
    "<map><string name=",
    "\\",
    "=",
  ].map((unit): [string, Uint8Array] => [JSON.stringify(unit), fill(unit)]),
  ...[
    "otpauth://",
    "otpauth://totp/a?secret=AA,",
    "otpauth-migration://offline?data=%",
    "steam://,",
    "QR-Code:",
    "a,",
    '"",',
    "a;b\n",
    "AAAA",
    "%25",
    "ééé",
  ].map((unit): [string, Uint8Array] => [JSON.stringify(unit), fill(unit)]),
  ["zip signatures", fill("PK\u0005\u0006")],
  ["an SQLite header and rubbish", Uint8Array.from(Buffer.concat([Buffer.from("SQLite format 3\0\x10\0"), fill("\u0005\u00ff")]))],
  [
    "an SQLite page of inner nodes",
    Uint8Array.from({ length: SIZE }, (_, n) => (n < 16 ? "SQLite format 3\0".charCodeAt(n) : n === 100 ? 5 : n === 16 ? 16 : n % 7)),
  ],
  ["one JSON list of numbers", utf8(`[${"1,".repeat(SIZE / 2 - 2)}1]`)],
  ["one JSON object of many keys", utf8(`{${Array.from({ length: 5000 }, (_, n) => `"k${n}":{}`).join()}}`)],
]

describe("sniffing and detecting 64 KiB", () => {
  for (const [name, bytes] of patterns) {
    it(`is quick on ${name}`, () => {
      // The best of three, since garbage collection may fall into one of them.
      const times = [0, 1, 2].map(() => {
        const started = processorMs()
        const one = sniff(bytes)
        for (const handler of HANDLERS) handler.detect(one)
        return processorMs() - started
      })
      assert.ok(Math.min(...times) < 100, `${Math.round(Math.min(...times))} ms`)
    })
  }
})
