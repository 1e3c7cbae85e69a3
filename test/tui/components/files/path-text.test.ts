import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { DirectoryEntry } from "../../../../src/base/ports.ts"
import {
  completePath,
  completionOf,
  expandPath,
  nameOf,
  parentOf,
  pathIn,
  shortPath,
} from "../../../../src/tui/components/files/path-text.ts"

const entry = (name: string, kind: DirectoryEntry["kind"] = "file"): DirectoryEntry => ({
  name,
  kind,
  size: 1,
  modifiedMs: 0,
  readable: true,
})
const ENTRIES = [
  entry("Downloads", "directory"),
  entry("Documents", "directory"),
  entry("notes.txt"),
  entry(".config", "directory"),
  entry(".bashrc"),
  entry("絵文字一.png"),
  entry("絵文字二.png"),
]

describe("a typed path", () => {
  const expanded: [name: string, typed: string, path: string][] = [
    ["the tilde as the home directory", "~", "/home/kim"],
    ["a path in the home directory", "~/a/b.txt", "/home/kim/a/b.txt"],
    ["an absolute path with two dots", "/etc/../tmp/", "/tmp"],
    ["a relative path in the shown directory", "sub/x.json", "/data/sub/x.json"],
    ["two dots as the parent directory", "..", "/"],
    ["a name that begins with a tilde", "~kim", "/data/~kim"],
    ["too many two dots as the root", "../../../..", "/"],
    ["a path with spaces around it", "  /tmp/x ", "/tmp/x"],
    ["a home path typed after another path", "~/Downloads/~/a", "/home/kim/a"],
    ["an absolute path typed after another path", "~/Downloads//tmp/x", "/tmp/x"],
    ["the tilde typed after another path", "/data/~", "/home/kim"],
  ]
  for (const [name, typed, path] of expanded) {
    it(`may be ${name}`, () => {
      assert.equal(expandPath(typed, "/data", "/home/kim"), path)
    })
  }

  it("is shortened only in the home directory", () => {
    assert.equal(shortPath("/home/kim", "/home/kim"), "~")
    assert.equal(shortPath("/home/kim/a", "/home/kim"), "~/a")
    assert.equal(shortPath("/home/kimberly", "/home/kim"), "/home/kimberly")
    assert.equal(shortPath("/etc", "/"), "/etc")
  })

  it("has a parent and a name, and is joined from them", () => {
    assert.equal(pathIn("/", "a"), "/a")
    assert.equal(pathIn("/a", "b"), "/a/b")
    assert.equal(parentOf("/a/b"), "/a")
    assert.equal(parentOf("/"), "/")
    assert.equal(nameOf("/a/b.json"), "b.json")
  })
})

describe("completing a path", () => {
  const searched: [name: string, typed: string, directory: string, prefix: string][] = [
    ["a name without a directory in the shown directory", "Do", "/data", "Do"],
    ["a name in the home directory", "~/Do", "/home/kim", "Do"],
    ["every name in a directory that ends with a slash", "/etc/", "/etc", ""],
    ["a name in the root", "/e", "/", "e"],
    ["every name in the shown directory for an empty text", "", "/data", ""],
    ["every name in the home directory for the tilde", "~", "/home/kim", ""],
    ["a name in a home path typed after another path", "/data/~/Do", "/home/kim", "Do"],
  ]
  for (const [name, typed, directory, prefix] of searched) {
    it(`looks for ${name}`, () => {
      assert.deepEqual(completionOf(typed, "/data", "/home/kim"), { directory, prefix })
    })
  }

  const completed: [name: string, typed: string, text: string, candidates: string[]][] = [
    ["the name of the only matching file", "~/n", "~/notes.txt", []],
    ["the name of the only matching directory, with a slash", "/home/kim/Dow", "/home/kim/Downloads/", []],
    ["the common start of all matching names", "~/D", "~/Do", ["Documents/", "Downloads/"]],
    ["a name in another case where none matches exactly", "~/dow", "~/Downloads/", []],
    ["hidden names only after a dot", "~/.b", "~/.bashrc", []],
    ["nothing where no name matches", "~/zz", "~/zz", []],
    ["the tilde with a slash", "~", "~/", []],
    ["a home path typed after another path, and drops that path", "/data/~/Dow", "~/Downloads/", []],
    ["the common start of names with wide characters", "絵", "絵文字", ["絵文字一.png", "絵文字二.png"]],
  ]
  for (const [name, typed, text, candidates] of completed) {
    it(`completes ${name}`, () => {
      assert.deepEqual(completePath(typed, ENTRIES), { text, candidates })
    })
  }

  it("offers no hidden names for an empty name", () => {
    assert.deepEqual(completePath("~/", ENTRIES).candidates, ["Documents/", "Downloads/", "notes.txt", "絵文字一.png", "絵文字二.png"])
  })
})
