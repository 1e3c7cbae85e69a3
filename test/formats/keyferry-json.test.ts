import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { run, stockOpen, withDirectory, withoutStockAge } from "../age/stock-age.ts"
import { seededRandom } from "./ports.ts"
import { CONTEXT } from "./reading.ts"
import { whole } from "./samples.ts"
import { VECTORS } from "./vectors.ts"

const writer = handlerById(HANDLERS, "keyferry-json")!.writer!
const write = (password: string | null): Promise<Uint8Array> => writer.run(VECTORS, { ...CONTEXT, random: seededRandom("json"), password })

describe("what keyferry-json writes", () => {
  it("is the documented envelope, unprotected", async () => {
    const file = JSON.parse(Buffer.from(await write(null)).toString()) as { accounts: object[] }
    assert.deepEqual(
      { ...file, accounts: file.accounts.length },
      { format: "keyferry", version: 1, exportedAt: "2025-06-01T12:00:00.000Z", accounts: VECTORS.length },
    )
    assert.deepEqual(file.accounts[0], whole(file.accounts[0]!))
  })

  it("opens with `jq -r .payload | age -d`, protected", { skip: withoutStockAge }, async () => {
    const file = await write("correct horse")
    const payload = withDirectory((directory) => {
      const path = join(directory, "export.json")
      writeFileSync(path, file)
      return run("jq", ["-r", ".payload", path])
    })
    const plain = Buffer.from(stockOpen(payload, "correct horse")).toString()
    assert.equal(plain, Buffer.from(await write(null)).toString())
    assert.match(
      Buffer.from(Buffer.from(payload).toString().split("\n").slice(1, 4).join(""), "base64").toString("latin1"),
      /-> scrypt \S+ 18\n/,
    )
  })
})
