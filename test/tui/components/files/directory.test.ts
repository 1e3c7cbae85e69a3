import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { DirectoryEntry } from "../../../../src/base/ports.ts"
import {
  ageText,
  dateText,
  looksLikePicture,
  shortDateText,
  shownEntries,
  sizeText,
} from "../../../../src/tui/components/files/directory.ts"

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
  shownEntries(ENTRIES, { hidden: false, pictures: false, text: "", sort: "name", ...filter }).map((e) => e.name)

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
  it("are the newest first where that is wanted, after the directories", () => {
    const dated = [{ ...entry("old.json"), modifiedMs: 1 }, { ...entry("new.json"), modifiedMs: 3 }, entry("z", "directory")]
    const sorted = shownEntries(dated, { hidden: false, pictures: false, text: "", sort: "date" })
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ["z", "new.json", "old.json"],
    )
  })
  it("are the best match first: the start of the name, of a word, then inside", () => {
    const found = ["xage.txt", "page-backup.txt", "backup page.txt"].map((name) => entry(name))
    const sorted = shownEntries(found, { hidden: false, pictures: false, text: "page", sort: "name" })
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ["page-backup.txt", "backup page.txt"],
    )
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
  it("show a short date, with the year where it is another one", () => {
    const at = new Date(2026, 10, 2, 3, 4).getTime()
    const nowMs = new Date(2026, 10, 27).getTime()
    const nextYear = new Date(2027, 0, 1).getTime()
    assert.deepEqual(
      [
        shortDateText(at, nowMs, "en"),
        shortDateText(at, nextYear, "en"),
        shortDateText(at, nowMs, "ja"),
        shortDateText(at, nextYear, "ja"),
      ],
      [" 2 Nov 03:04", " 2 Nov 2026", "11/02 03:04", "2026/11/02"],
    )
    for (const ms of [Number.NaN, 1e17, 1e15]) assert.equal(shortDateText(ms, nowMs, "en"), "")
  })
  it("show the age in days of the calendar", () => {
    const nowMs = new Date(2026, 10, 27, 0, 30).getTime()
    const ages = [0, 1, 25, 49].map((hours) => ageText(nowMs - hours * 3_600_000, nowMs, "en"))
    assert.deepEqual(ages, ["today", "yesterday", "2 days ago", "3 days ago"])
    assert.equal(ageText(nowMs + 48 * 3_600_000, nowMs, "en"), "")
  })
  it("recognize a picture by its name", () => {
    for (const name of ["a.PNG", "b.jpeg", "c.heic", "d.tif"]) assert.ok(looksLikePicture(name), name)
    for (const name of ["png", "a.png.txt", "b.json"]) assert.ok(!looksLikePicture(name), name)
  })
})
