import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, beforeEach, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { linkNew, putInPlace } from "../../src/platform/files/links.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-links-"))
after(() => {
  rmSync(root, { recursive: true })
})
const [from, to] = [join(root, "from"), join(root, "to")]
beforeEach(() => {
  rmSync(to, { force: true })
  rmSync(from, { force: true })
  writeFileSync(from, "new")
})

describe("putting a file in place", () => {
  it("gives it the name, which then holds all of it", async () => {
    assert.equal(await linkNew(from, to), "linked")
    assert.equal(readFileSync(to, "utf8"), "new")
  })

  it("never replaces another file", async () => {
    writeFileSync(to, "old")
    assert.equal(await linkNew(from, to), "exists")
    await assert.rejects(putInPlace(from, to, "to"), { code: "file-exists", message: "to: exists already" })
    assert.equal(readFileSync(to, "utf8"), "old")
  })

  it("succeeds where the server has made the link but its answer was lost", async () => {
    linkSync(from, to)
    assert.equal(await linkNew(from, to), "linked")
  })

  it("reports a missing directory", async () => {
    await assert.rejects(linkNew(from, join(root, "none", "to")), { code: "ENOENT" })
  })
})

/** A library for LD_PRELOAD that makes link() fail with the error number in LINK_ERRNO. */
const SHIM = `#include <errno.h>
#include <stdlib.h>
int link(const char *a, const char *b) { (void)a; (void)b; errno = atoi(getenv("LINK_ERRNO")); return -1; }
`
const hasCompiler = process.platform === "linux" && spawnSync("gcc", ["--version"]).status === 0

describe("a file system without hard links", { skip: hasCompiler ? false : "needs a C compiler on Linux" }, () => {
  const library = join(root, "shim.so")
  before(() => {
    writeFileSync(join(root, "shim.c"), SHIM)
    assert.equal(spawnSync("gcc", ["-shared", "-fPIC", "-o", library, join(root, "shim.c")]).status, 0)
  })
  const work = fileURLToPath(new URL("link-worker.ts", import.meta.url))
  const run = (directory: string, errno: number) =>
    spawnSync(process.execPath, ["--import", "tsx", work, directory], {
      env: { ...process.env, LD_PRELOAD: library, LINK_ERRNO: String(errno) },
      encoding: "utf8",
    })

  for (const [name, errno] of [
    ["EPERM", 1],
    ["EMLINK", 31],
    ["ENOSYS", 38],
    ["EOPNOTSUPP", 95],
  ] as const) {
    it(`that answers ${name} is written to, and its lock excludes others`, () => {
      const directory = mkdtempSync(join(root, "v"))
      const { stdout, stderr } = run(directory, errno)
      assert.equal(stdout, "file-exists vault-busy\n", stderr)
      assert.deepEqual(readdirSync(directory), ["file"])
      assert.equal(readFileSync(join(directory, "file"), "utf8"), "whole")
      assert.equal(statSync(join(directory, "file")).mode & 0o777, 0o600)
    })
  }

  it("is not assumed where link() fails for another reason", () => {
    const directory = mkdtempSync(join(root, "v"))
    assert.match(run(directory, 5).stderr, /input or output failed \(EIO\)/)
    assert.deepEqual(readdirSync(directory), [])
    assert.ok(!existsSync(join(directory, "file")))
  })
})
