import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { readAll } from "./reading.ts"
import { samplesOf } from "./samples.ts"

const handler = handlerById(HANDLERS, "authenticator-extension")!
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const sampleOf = (file: string) => samplesOf(handler.id).find(({ files }) => files[0] === file)!
const jsonOf = (file: string): Record<string, Record<string, unknown>> =>
  JSON.parse(Buffer.from(sampleOf(file).inputs[0]!.bytes).toString()) as Record<string, Record<string, unknown>>

describe("an encrypted file of the browser extension", () => {
  for (const file of ["version-1.json", "version-2.json", "version-3.json"]) {
    it(`gives an issue for one damaged account, not a wrong password: ${file}`, async () => {
      const json = jsonOf(file)
      const [first] = Object.keys(json)
      const field = file === "version-3.json" ? "data" : "secret"
      json[first!]![field] = "U2FsdGVkX18AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
      const outcome = await readAll([{ name: "x", bytes: bytesOf(json) }], { password: sampleOf(file).password! })
      assert.ok(outcome.state === "read")
      assert.deepEqual(
        outcome.read.issues.map(({ at, code }) => ({ at, code })),
        [{ at: 1, code: "record-locked" }],
      )
      assert.equal(outcome.read.drafts.length, sampleOf(file).accounts!.length - 1)
    })
  }
  it("with a key of a newer version gives an issue for each account", async () => {
    const json = jsonOf("version-3.json")
    for (const value of Object.values(json)) if (value["dataType"] === "Key") value["version"] = 4
    const outcome = await readAll([{ name: "x", bytes: bytesOf(json) }], { password: sampleOf("version-3.json").password! })
    assert.ok(outcome.state === "failed" || outcome.read.issues.every(({ code }) => code === "record-unsupported"))
  })
})

describe("detection of the browser extension's files", () => {
  const cases: [name: string, value: unknown, answer: "yes" | "no"][] = [
    ["a lone secret under a UUID", { "aaaaaaaa-0000-4000-8000-000000000001": { secret: "MZXW6" } }, "yes"],
    ["an entry with hash and index", { any: { secret: "MZXW6", hash: "x", index: 0 } }, "yes"],
    ["an encrypted entry", { any: { dataType: "EncOTPStorage", data: "" } }, "yes"],
    ["a secret under another name", { config: { secret: "MZXW6" } }, "no"],
    ["no object inside", { secret: "MZXW6", hash: "x", index: 0 }, "no"],
    ["nothing", {}, "no"],
  ]
  for (const [name, value, answer] of cases) {
    it(name, () => {
      assert.equal(handler.detect(sniff(bytesOf(value))), answer)
    })
  }
})
