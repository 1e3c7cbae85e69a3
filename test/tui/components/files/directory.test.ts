import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { DirectoryEntry } from "../../../../src/base/ports.ts"
import { dateText, looksLikePicture, shownEntries, sizeText } from "../../../../src/tui/components/files/directory.ts"

const entry = (name: string, kind: DirectoryEntry["kind"] = "file"): DirectoryEntry => ({
  name,
  kind,
  size: 1,
  modifiedMs: 0,
  readable: true,
})
const ENTRIES = [
  entry("page-10.png"),
  entry("page-2.png"),
  entry("backup.json"),
  entry(".secret"),
  entry("Zoo", "directory"),
  entry("apps", "directory"),
]
const names = (filter: Partial<Parameters<typeof shownEntries>[1]>) =>
  shownEntries(ENTRIES, { hidden: false, pictures: false, text: "", ...filter }).map((e) => e.name)

describe("the shown entries of a directory", () => {
  it("are directories first, then files by name, with numbers by value", () => {
    assert.deepEqual(names({}), ["apps", "Zoo", "backup.json", "page-2.png", "page-10.png"])
  })
  it("are pictures before other files where pictures are wanted", () => {
    assert.deepEqual(names({ pictures: true }), ["apps", "Zoo", "page-2.png", "page-10.png", "backup.json"])
  })
  it("include hidden names where these are wanted", () => {
    assert.ok(names({ hidden: true }).includes(".secret"))
  })
  it("match every word of the filter, in any case and width", () => {
    assert.deepEqual(names({ text: "PAGE １０" }), ["page-10.png"])
    assert.deepEqual(names({ text: "nothing" }), [])
  })
})

describe("the size, date and type of a file", () => {
  const sizes: [bytes: number, text: string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [9949, "9.9 KB"],
    [9951, "10 KB"],
    [999_499, "999 KB"],
    [999_999, "1.0 MB"],
    [2_500_000_000, "2.5 GB"],
    [7_000_000_000_000, "7 TB"],
  ]
  for (const [bytes, text] of sizes) {
    it(`show ${bytes} bytes as ${text}`, () => {
      assert.equal(sizeText(bytes), text)
    })
  }
  it("show a date in 16 cells, also for invalid numbers", () => {
    assert.equal(dateText(new Date(2026, 10, 2, 3, 4).getTime()), "2026-11-02 03:04")
    for (const ms of [0, Number.NaN, 1e17, 1e15]) assert.equal(dateText(ms).length, 16)
  })
  it("recognize a picture by its name", () => {
    for (const name of ["a.PNG", "b.jpeg", "c.heic", "d.tif"]) assert.ok(looksLikePicture(name), name)
    for (const name of ["png", "a.png.txt", "b.json"]) assert.ok(!looksLikePicture(name), name)
  })
})
