import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { parseRows, readCsv } from "../../src/formats/containers/csv.ts"

describe("the rows of a CSV", () => {
  for (const [name, end] of [
    ["LF", "\n"],
    ["CR LF", "\r\n"],
  ] as const) {
    it(`have the line that they begin on, with cells of several lines, a blank line, and ${name}`, async () => {
      const lines = ["a,b", '"x', 'y",1', "", '"p', "", 'q",2', "z,3", ""]
      const rows = await parseRows(lines.join(end), ",")
      assert.deepEqual(rows.map(({ record, line }) => [record[1], line]), [["b", 1], ["1", 2], ["2", 5], ["3", 8]]) // prettier-ignore
    })
  }
  it("take the first filled cell of several columns with one name", async () => {
    const rows = await readCsv("totp,name,totp\nfirst,a,\n,b,second\nboth,c,other\n")
    assert.deepEqual(
      rows.map(({ cells }) => cells["totp"]),
      ["first", "second", "both"],
    )
  })
})
