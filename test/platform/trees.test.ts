import assert from "node:assert/strict"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { walkTree, writeTree } from "../../src/platform/files/trees.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-trees-"))
after(() => {
  rmSync(root, { recursive: true })
})
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const files = (...paths: string[]) => paths.map((path) => ({ path, bytes: utf8(`new ${path}`) }))
const onlyIfNew = files(".gpg-id")
const mode = (path: string): number => statSync(path).mode & 0o777
const tree = (directory: string): string[] => (readdirSync(directory, { recursive: true }) as string[]).sort()

describe("walking a directory", () => {
  const store = join(root, "store")
  for (const directory of [".git", "a/deep/er", "b"]) mkdirSync(join(store, directory), { recursive: true })
  for (const file of [".git/config", ".gpg-id", "top.gpg", "a/one.gpg", "a/deep/er/two.gpg", "b/three.gpg"])
    writeFileSync(join(store, file), file)
  mkdirSync(join(root, "outside"))
  writeFileSync(join(root, "outside", "secret"), "x")
  symlinkSync("..", join(store, "a", "up"))
  symlinkSync(join(root, "outside"), join(store, "out"))
  symlinkSync(join(root, "outside", "secret"), join(store, "out-file"))
  symlinkSync("nowhere", join(store, "gone"))
  symlinkSync("top.gpg", join(store, "alias.gpg"))

  it("finds regular files in order, without hidden ones, loops, and links that lead out", async () => {
    const found = await walkTree(store)
    assert.deepEqual(
      found?.map(({ within }) => within),
      ["a/deep/er/two.gpg", "a/one.gpg", "alias.gpg", "b/three.gpg", "top.gpg"],
    )
    assert.deepEqual(found[1], { path: join(store, "a/one.gpg"), within: "a/one.gpg", size: 9 })
  })
  it("enters a directory through a link, and keeps the name that the user gave", async () => {
    symlinkSync("store", join(root, "link"))
    assert.equal((await walkTree(join(root, "link")))?.[1]?.path, join(root, "link", "a/one.gpg"))
    assert.equal((await walkTree(`${store}/`))?.[1]?.path, join(store, "a/one.gpg"))
  })
  it("returns null for a file, and fails for a missing path", async () => {
    assert.equal(await walkTree(join(store, "top.gpg")), null)
    await assert.rejects(walkTree(join(root, "nothing")), (e) => isAppError(e, "io"))
  })
  it("ends with the signal, and refuses directories that are nested too deep", async () => {
    await assert.rejects(walkTree(store, AbortSignal.abort()), (e) => isAppError(e, "interrupted"))
    mkdirSync(join(root, "deep", ...Array.from({ length: 40 }, () => "d")), { recursive: true })
    await assert.rejects(walkTree(join(root, "deep")), (e) => isAppError(e, "limit-exceeded"))
  })
})

describe("writing a directory", () => {
  it("makes a new one for the user alone, with the files for a new directory", async () => {
    const made = join(root, "new", "store")
    await writeTree(made, files("GitHub/alice.gpg", "AWS.gpg"), { overwrite: false, onlyIfNew })
    assert.deepEqual(tree(made), [".gpg-id", "AWS.gpg", "GitHub", "GitHub/alice.gpg"])
    for (const directory of [made, join(made, "GitHub")]) assert.equal(mode(directory), 0o700)
    for (const file of ["AWS.gpg", "GitHub/alice.gpg", ".gpg-id"]) assert.equal(mode(join(made, file)), 0o600)
    assert.equal(readFileSync(join(made, "AWS.gpg"), "utf8"), "new AWS.gpg")
    assert.deepEqual(readdirSync(join(root, "new")), ["store"])
  })
  it("adds to an existing one, and writes the files for a new directory only into an empty one", async () => {
    const there = join(root, "there")
    mkdirSync(join(there, "GitHub"), { recursive: true })
    writeFileSync(join(there, "GitHub", "bob.gpg"), "old")
    await writeTree(there, files("GitHub/alice.gpg"), { overwrite: false, onlyIfNew })
    assert.deepEqual(tree(there), ["GitHub", "GitHub/alice.gpg", "GitHub/bob.gpg"])
    const empty = join(root, "empty")
    mkdirSync(empty)
    await writeTree(empty, files("a.gpg"), { overwrite: false, onlyIfNew })
    assert.deepEqual(tree(empty), [".gpg-id", "a.gpg"])
  })
  it("writes nothing where one of the files exists", async () => {
    const there = join(root, "full")
    mkdirSync(there)
    writeFileSync(join(there, "b.gpg"), "old")
    await assert.rejects(writeTree(there, files("new/a.gpg", "b.gpg", "c.gpg"), { overwrite: false, onlyIfNew }), (e) =>
      isAppError(e, "file-exists"),
    )
    assert.deepEqual(tree(there), ["b.gpg"])
    assert.equal(readFileSync(join(there, "b.gpg"), "utf8"), "old")
  })
  it("replaces files with the option, and restores everything where it fails half way", async () => {
    const there = join(root, "replaced")
    mkdirSync(join(there, "c.gpg"), { recursive: true })
    writeFileSync(join(there, "a.gpg"), "old")
    await assert.rejects(writeTree(there, files("a.gpg", "b/b.gpg", "c.gpg"), { overwrite: true, onlyIfNew }), (e) => isAppError(e, "io"))
    assert.deepEqual(tree(there), ["a.gpg", "c.gpg"])
    assert.equal(readFileSync(join(there, "a.gpg"), "utf8"), "old")
    await writeTree(there, files("a.gpg"), { overwrite: true, onlyIfNew })
    assert.equal(readFileSync(join(there, "a.gpg"), "utf8"), "new a.gpg")
    assert.equal(mode(join(there, "a.gpg")), 0o600)
  })
  it("follows no link inside it, and leaves nothing behind where it fails", async () => {
    const there = join(root, "linked")
    mkdirSync(there)
    symlinkSync(root, join(there, "GitHub"))
    await assert.rejects(writeTree(there, files("GitHub/alice.gpg"), { overwrite: true, onlyIfNew }), (e) => isAppError(e, "io"))
    assert.ok(!existsSync(join(root, "alice.gpg")))
    assert.deepEqual(readdirSync(there), ["GitHub"])
    writeFileSync(join(root, "a-file"), "x")
    await assert.rejects(writeTree(join(root, "a-file"), files("a.gpg"), { overwrite: true, onlyIfNew }), (e) => isAppError(e, "io"))
    chmodSync(there, 0o700)
  })
})
