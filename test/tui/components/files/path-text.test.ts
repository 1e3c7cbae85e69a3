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

describe("typed paths", () => {
  const expanded: [name: string, typed: string, path: string][] = [
    ["home by its tilde", "~", "/home/kim"],
    ["something below home", "~/a/b.txt", "/home/kim/a/b.txt"],
    ["an absolute path", "/etc/../tmp/", "/tmp"],
    ["a relative path from the directory shown", "sub/x.json", "/data/sub/x.json"],
    ["two dots", "..", "/"],
    ["a name that only begins with a tilde", "~kim", "/data/~kim"],
    ["more ups than there are directories", "../../../..", "/"],
    ["spaces around it", "  /tmp/x ", "/tmp/x"],
    ["home typed behind a path that stood there", "~/Downloads/~/a", "/home/kim/a"],
    ["the root typed behind a path that stood there", "~/Downloads//tmp/x", "/tmp/x"],
    ["the tilde alone behind a path", "/data/~", "/home/kim"],
  ]
  for (const [name, typed, path] of expanded) {
    it(`reads ${name}`, () => {
      assert.equal(expandPath(typed, "/data", "/home/kim"), path)
    })
  }

  it("shortens home, and only home itself", () => {
    assert.equal(shortPath("/home/kim", "/home/kim"), "~")
    assert.equal(shortPath("/home/kim/a", "/home/kim"), "~/a")
    assert.equal(shortPath("/home/kimberly", "/home/kim"), "/home/kimberly")
    assert.equal(shortPath("/etc", "/"), "/etc")
  })

  it("takes paths apart and together", () => {
    assert.equal(pathIn("/", "a"), "/a")
    assert.equal(pathIn("/a", "b"), "/a/b")
    assert.equal(parentOf("/a/b"), "/a")
    assert.equal(parentOf("/"), "/")
    assert.equal(nameOf("/a/b.json"), "b.json")
  })
})

describe("path completion", () => {
  const cases: [name: string, typed: string, directory: string, prefix: string][] = [
    ["a bare name in the directory shown", "Do", "/data", "Do"],
    ["a name below home", "~/Do", "/home/kim", "Do"],
    ["a directory with its slash", "/etc/", "/etc", ""],
    ["a name at the root", "/e", "/", "e"],
    ["nothing yet", "", "/data", ""],
    ["the tilde alone", "~", "/home/kim", ""],
    ["what begins anew behind a path", "/data/~/Do", "/home/kim", "Do"],
  ]
  for (const [name, typed, directory, prefix] of cases) {
    it(`looks for ${name}`, () => {
      assert.deepEqual(completionOf(typed, "/data", "/home/kim"), { directory, prefix })
    })
  }

  const completed: [name: string, typed: string, text: string, candidates: string[]][] = [
    ["to the only name, a file", "~/n", "~/notes.txt", []],
    ["to the only directory, with its slash", "/home/kim/Dow", "/home/kim/Downloads/", []],
    ["as far as all agree", "~/D", "~/Do", ["Documents/", "Downloads/"]],
    ["to a name in other case where none fits exactly", "~/dow", "~/Downloads/", []],
    ["to hidden names only behind a dot", "~/.b", "~/.bashrc", []],
    ["nothing where nothing fits", "~/zz", "~/zz", []],
    ["the tilde to its slash", "~", "~/", []],
    ["what begins anew, without what stood before", "/data/~/Dow", "~/Downloads/", []],
    ["names of wide characters up to where they differ", "絵", "絵文字", ["絵文字一.png", "絵文字二.png"]],
  ]
  for (const [name, typed, text, candidates] of completed) {
    it(`completes ${name}`, () => {
      assert.deepEqual(completePath(typed, ENTRIES), { text, candidates })
    })
  }

  it("lists no hidden names for an empty start", () => {
    assert.deepEqual(completePath("~/", ENTRIES).candidates, ["Documents/", "Downloads/", "notes.txt", "絵文字一.png", "絵文字二.png"])
  })
})
