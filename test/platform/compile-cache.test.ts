import assert from "node:assert/strict"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { keepCompiledCode } from "../../src/main/compile-cache.ts"

const home = mkdtempSync(join(tmpdir(), "keyferry-cache-"))
after(() => {
  rmSync(home, { recursive: true, force: true })
})

/** The directories in which code is kept with this cache directory. */
function keptIn(cache: string): string[] {
  const kept: string[] = []
  keepCompiledCode({ XDG_CACHE_HOME: cache }, (directory) => kept.push(directory))
  return kept
}

const made = (name: string): string => {
  mkdirSync(join(home, name), { recursive: true })
  return join(home, name)
}

describe("compiled code", () => {
  it("is kept below the user's cache directory, which is made for this user alone", () => {
    const cache = join(home, "new", "cache")
    assert.deepEqual(keptIn(cache), [join(cache, "keyferry")])
    assert.equal(statSync(join(cache, "keyferry")).mode & 0o777, 0o700)
  })

  it("is not kept where others can write", () => {
    for (const mode of [0o777, 0o770, 0o1777]) {
      const cache = made(`mode-${mode.toString(8)}`)
      mkdirSync(join(cache, "keyferry"))
      chmodSync(join(cache, "keyferry"), mode)
      assert.deepEqual(keptIn(cache), [], mode.toString(8))
    }
  })

  it("is not kept behind a link, nor where the directory cannot be made", () => {
    const linked = made("linked")
    symlinkSync(made("elsewhere"), join(linked, "keyferry"))
    assert.deepEqual(keptIn(linked), [])
    const blocked = made("blocked")
    writeFileSync(join(blocked, "keyferry"), "")
    assert.deepEqual(keptIn(blocked), [])
  })

  it("is not kept by a node that cannot", () => {
    const cache = made("old-node")
    keepCompiledCode({ XDG_CACHE_HOME: cache }, undefined)
  })
})
