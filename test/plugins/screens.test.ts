// Plugins on the screens that list formats.
import assert from "node:assert/strict"
import { before, describe, it } from "node:test"
import type { Handler } from "../../src/formats/handler.ts"
import { formatTitle, handlerById, withPlugins } from "../../src/formats/lookup.ts"
import type { Registry } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { probe } from "../../src/tui/runtime/import-effects.ts"
import { writingHandlers } from "../../src/tui/screens/export/export-format.ts"
import { bytesOf, handlerOf, KITE } from "./support.ts"

describe("an allowed plugin", () => {
  let kite: Handler
  let formats: Registry
  before(async () => {
    kite = await handlerOf(KITE)
    formats = withPlugins(HANDLERS, [kite])
  })

  it("is listed like a built-in format, marked as a plugin", () => {
    assert.equal(handlerById(formats, "kite-codes"), kite)
    assert.equal(formatTitle(formats, "kite-codes", "ja"), "Kite Codes (plugin)")
    assert.ok(writingHandlers(formats).includes(kite as never))
  })
  it("is guessed by a file's extension in a directory, without running the plugin", async () => {
    const heads: Readonly<Record<string, string>> = {
      "/a.KITE": "{}",
      "/b.kite": "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\n",
      "/c.bin": "",
    }
    const files = { readHead: (path: string) => Promise.resolve(bytesOf(heads[path] ?? "")) }
    const answer = await probe(Object.keys(heads), { ports: { files, formats }, signal: new AbortController().signal } as never)
    assert.ok(answer.type === "files-probed")
    assert.deepEqual(answer.files, [
      { path: "/a.KITE", format: "kite-codes", sure: false, picture: false },
      { path: "/b.kite", format: "otpauth-uri", sure: true, picture: false },
      { path: "/c.bin", format: null, sure: false, picture: false },
    ])
  })
})
