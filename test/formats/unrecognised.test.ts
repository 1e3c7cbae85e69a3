// Files that no handler knows must not be reported as locked, whatever they contain.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { detect, unsigned } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { openInputs } from "../../src/migrate/import/session.ts"
import type { ReadOutcome } from "../../src/migrate/import/read-outcome.ts"
import { CHOSEN } from "./chosen.ts"
import { CONTEXT } from "./reading.ts"
import { samplesOf } from "./samples.ts"

/** The same bytes for the same seed on every machine. */
function noise(seed: number, length: number): Uint8Array {
  const blocks: Buffer[] = []
  for (let n = 0; n * 32 < length; n++) blocks.push(createHash("sha256").update(`noise ${seed} ${n}`).digest())
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, length))
}

async function outcomeOf(bytes: Uint8Array): Promise<ReadOutcome> {
  const { files } = await openInputs([{ name: "unknown", bytes }], CONTEXT)
  return files[0]!.outcome
}

/** Whether the program asks for the password of a file that it claims to know. */
const claimsLock = (outcome: ReadOutcome): boolean => outcome.state === "locked" && outcome.ask.candidates === undefined

describe("unrecognised files", () => {
  it("claims none of 10,000 random byte strings", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const length = 1 + ((seed * 7919) % 1500)
      const claiming = detect(HANDLERS, sniff(noise(seed, length)))
      assert.deepEqual(
        claiming.map(({ id }) => id),
        [],
        `seed ${seed}, ${length} bytes`,
      )
    }
  })

  it("offers the password of a format without a signature for random bytes", async () => {
    const outcome = await outcomeOf(noise(1, 600))
    assert.ok(outcome.state === "locked")
    assert.deepEqual(
      outcome.ask.candidates?.map(({ id }) => id),
      ["andotp", "otpclient"],
    )
  })

  it("reports a wrong password as one that opens none of the candidates", async () => {
    const session = await openInputs([{ name: "unknown", bytes: noise(2, 600) }], CONTEXT)
    await assert.rejects(session.unlock({ password: "a guess" }), /none of the formats without a signature opens with this password/)
  })

  it("tells that the password list of a browser can hold no codes", async () => {
    const texts = [
      "name,url,username,password\nexample.com,https://example.com/,alice,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n",
      "name,url,username,password,note\na,https://a.example/,b,c,\n",
      '"url","username","password","httpRealm","formActionOrigin","guid","timeCreated","timeLastUsed","timePasswordChanged"\n"https://a","b","c",,"","{1}","1","2","3"\n',
    ]
    for (const text of texts) {
      const outcome = await outcomeOf(Buffer.from(text))
      assert.ok(outcome.state === "failed" && outcome.error.code === "format-unknown")
      assert.match(outcome.error.message, /this file can hold no codes/)
    }
  })

  it("claims neither base64 noise nor a program nor pictures nor text", async () => {
    const program = readFileSync(process.execPath).subarray(0, 200_000)
    const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), noise(3, 3000)])
    const texts = [
      "just a note\nwith two lines\n",
      "a,b\n1,2\n",
      "<p>hello</p>",
      '{"hello":"world"}',
      Buffer.from(noise(4, 480)).toString("base64"),
    ]
    for (const bytes of [Uint8Array.from(program), Uint8Array.from(jpeg), ...texts.map((text) => Buffer.from(text))]) {
      assert.ok(!claimsLock(await outcomeOf(bytes)), Buffer.from(bytes.subarray(0, 20)).toString("latin1"))
    }
    assert.deepEqual(unsigned(HANDLERS, sniff(Uint8Array.from(program))), [])
  })
})

for (const handler of CHOSEN) {
  describe(`format ${handler.id}, cut`, () => {
    for (const { inputs, files } of samplesOf(handler.id)) {
      it(`asks for no password of ${files.join(" + ")} without the first 64 bytes, where no signature is left`, async () => {
        for (const { bytes } of inputs) {
          const cut = bytes.slice(64)
          const isSigned = detect(HANDLERS, sniff(cut)).some((other) => other.detect(sniff(cut)) === "yes")
          if (cut.length > 0 && !isSigned) assert.ok(!claimsLock(await outcomeOf(cut)))
        }
      })
    }
  })
}
