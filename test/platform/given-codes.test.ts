import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { givenCodes } from "../../src/platform/files/given-codes.ts"

const directory = mkdtempSync(join(tmpdir(), "keyferry-given-"))
const path = join(directory, "state", "askpass.json")
const codes = givenCodes(path)
after(() => {
  rmSync(directory, { recursive: true })
})

async function remembered(account: string): Promise<number> {
  let found = -1
  await codes.update(account, (untilMs) => (found = untilMs))
  return found
}

describe("the codes that were given", () => {
  it("are remembered in a private file, for each account", async () => {
    assert.equal(await remembered("a"), 0)
    await codes.update("a", () => 5)
    await codes.update("b", () => 7)
    assert.deepEqual([await remembered("a"), await remembered("b")], [5, 7])
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  it("are changed by one process after the other", async () => {
    await Promise.all(Array.from({ length: 8 }, () => codes.update("counted", (untilMs) => untilMs + 1)))
    assert.equal(await remembered("counted"), 8)
  })

  it("are changed once where the file is damaged or cannot be written", async () => {
    for (const text of ["[[", "null", '{"a":"x"}', "x".repeat(70_000)]) {
      writeFileSync(path, text)
      assert.equal(await remembered("a"), 0)
      await codes.update("a", () => 5)
      assert.equal(await remembered("a"), 5)
    }
    rmSync(path)
    mkdirSync(path)
    let calls = 0
    await codes.update("a", () => ++calls)
    assert.equal(calls, 1)
    writeFileSync(join(directory, "file"), "")
    await givenCodes(join(directory, "file", "askpass.json")).update("a", () => ++calls)
    assert.equal(calls, 2)
    rmSync(path, { recursive: true })
    await codes.update("a", () => 9)
    assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), { a: 9 })
  })
})
