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

describe("what is shown of a directory", () => {
  it("has directories first, then files by name with numbers counted", () => {
    assert.deepEqual(names({}), ["apps", "Zoo", "backup.json", "page-2.png", "page-10.png"])
  })
  it("shows pictures before other files when pictures are wanted, but still shows the others", () => {
    assert.deepEqual(names({ pictures: true }), ["apps", "Zoo", "page-2.png", "page-10.png", "backup.json"])
  })
  it("shows hidden names when wanted", () => {
    assert.ok(names({ hidden: true }).includes(".secret"))
  })
  it("filters by every word, in any case and width", () => {
    assert.deepEqual(names({ text: "PAGE １０" }), ["page-10.png"])
    assert.deepEqual(names({ text: "nothing" }), [])
  })
})

describe("file facts", () => {
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
    it(`writes ${bytes} bytes as ${text}`, () => {
      assert.equal(sizeText(bytes), text)
    })
  }
  it("writes a date in 16 cells, whatever the number", () => {
    assert.equal(dateText(new Date(2026, 10, 2, 3, 4).getTime()), "2026-11-02 03:04")
    for (const ms of [0, Number.NaN, 1e17, 1e15]) assert.equal(dateText(ms).length, 16)
  })
  it("knows pictures by their names", () => {
    for (const name of ["a.PNG", "b.jpeg", "c.heic", "d.tif"]) assert.ok(looksLikePicture(name), name)
    for (const name of ["png", "a.png.txt", "b.json"]) assert.ok(!looksLikePicture(name), name)
  })
})
