import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { MAIN, ROOT, skipWithout } from "./programs.ts"

describe("the package", { skip: skipWithout("npm") }, () => {
  it("contains the bundle and the manuals, and nothing else", () => {
    const cache = mkdtempSync(join(tmpdir(), "keyferry-pack-"))
    try {
      const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline", "--cache", cache]
      const [packed] = JSON.parse(execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as [
        { files: { path: string }[] },
      ]
      // The name of a chunk contains a hash of its content.
      const files = new Set(packed.files.map(({ path }) => path.replace(/^dist\/[\w-]+-[0-9A-Z]{8}\.js$/, "dist/CHUNK.js")))
      assert.deepEqual([...files].sort(), [
        "LICENSE",
        "README.md",
        "dist/CHUNK.js",
        "dist/backups.js",
        "dist/first-frame.js",
        "dist/main.js",
        "dist/plugin-child.mjs",
        "dist/plugin-inside.mjs",
        "dist/receive/index.html",
        "dist/receive/page.css",
        "dist/receive/page.js",
        "dist/receive/worker.js",
        "dist/receive/zxing_reader.wasm",
        "dist/worker.js",
        "man/keyferry-formats.7",
        "man/keyferry-plugin.7",
        "man/keyferry-receive.7",
        "man/keyferry-transfer.5",
        "man/keyferry-vault.5",
        "man/keyferry.1",
        "package.json",
      ])
    } finally {
      rmSync(cache, { recursive: true, force: true })
    }
  })

  it("prints its version, run by node and as an executable", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }
    assert.equal(execFileSync(process.execPath, [MAIN, "--version"], { encoding: "utf8" }), `keyferry ${version}\n`)
    assert.equal(execFileSync(MAIN, ["--version"], { encoding: "utf8" }), `keyferry ${version}\n`)
  })
})
