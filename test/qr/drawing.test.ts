import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { drawQr, modulesShown } from "../../src/qr/draw/draw.ts"
import { alphanumericCapacity, makeMatrix, modulesPerSide, versionOf } from "../../src/qr/draw/matrix.ts"
import { drawBest, largestVersion, layoutFor, roomIn, windowFor } from "../../src/qr/draw/plan.ts"
import { qrPng, qrSvg } from "../../src/qr/draw/png-svg.ts"
import { readsBack } from "../../src/qr/draw/self-check.ts"
import { background } from "../formats/ports.ts"

const URI = "otpauth://totp/GitHub:alice@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=GitHub"

describe("a QR matrix", () => {
  it("is as small as its segments allow", async () => {
    assert.equal((await makeMatrix("A".repeat(154), "L")).version, 5)
    assert.equal((await makeMatrix("A".repeat(155), "L")).version, 6)
    assert.equal((await makeMatrix("a".repeat(106), "L")).version, 5)
    assert.equal((await makeMatrix("a".repeat(107), "L")).version, 6)
  })

  it("holds exactly as many characters as the table of capacities says", async () => {
    for (const version of [1, 2, 6, 10, 21, 27, 39]) {
      assert.equal(await versionOf("A".repeat(alphanumericCapacity(version)), "L"), version)
      assert.equal(await versionOf("A".repeat(alphanumericCapacity(version) + 1), "L"), version + 1)
    }
    assert.equal(await versionOf("A".repeat(alphanumericCapacity(40)), "L"), 40)
  })

  it("is never of version 23, which jsqr cannot decode", async () => {
    for (const length of [alphanumericCapacity(22) + 1, alphanumericCapacity(23)]) {
      const text = "A".repeat(length)
      const matrix = await makeMatrix(text, "L")
      assert.deepEqual([matrix.version, await versionOf(text, "L")], [24, 24])
      assert.equal(await readsBack(drawQr(matrix, "half", 4), text), true)
    }
    assert.ok([...Array(100).keys()].every((more) => roomIn({ columns: 100 + more, rows: 30 + more }, null) !== 23))
  })

  it("is refused for a text that is too long for any code", async () => {
    await assert.rejects(
      () => makeMatrix("A".repeat(alphanumericCapacity(40) + 1), "L"),
      (e) => isAppError(e, "limit-exceeded"),
    )
  })
})

describe("drawing a QR code", () => {
  for (const style of ["half", "full"] as const) {
    for (const quiet of [2, 4]) {
      it(`gives rows of equal length with both colours in every cell: ${style}, quiet zone ${quiet}`, async () => {
        const matrix = await makeMatrix(URI, "L")
        const drawing = drawQr(matrix, style, quiet)
        const side = matrix.size + 2 * quiet
        assert.equal(drawing.columns, style === "half" ? side : side * 2)
        assert.equal(drawing.rows.length, style === "half" ? Math.ceil(side / 2) : side)
        for (const row of drawing.rows) {
          assert.equal(
            row.reduce((sum, { text }) => sum + text.length, 0),
            drawing.columns,
          )
          for (const { text, fg, bg } of row) {
            assert.match(text, style === "half" ? /^[▀ ]+$/ : /^(?: {2})+$/)
            assert.deepEqual([fg, bg].sort(), [16, 231])
          }
        }
      })

      it(`shows exactly the modules, surrounded by light ones: ${style}, quiet zone ${quiet}`, async () => {
        const matrix = await makeMatrix(URI, "L")
        const shown = modulesShown(drawQr(matrix, style, quiet))
        const side = matrix.size + 2 * quiet
        for (let y = 0; y < shown.length; y++) {
          for (let x = 0; x < side; x++) {
            const [row, column] = [y - quiet, x - quiet]
            const inside = row >= 0 && column >= 0 && row < matrix.size && column < matrix.size
            assert.equal(shown[y]![x], inside && matrix.isDark(row, column))
          }
        }
      })
    }
  }

  it("is read back from its cells, and a changed drawing is not accepted", async () => {
    const drawing = drawQr(await makeMatrix(URI, "L"), "half", 2)
    assert.equal(await readsBack(drawing, URI), true)
    assert.equal(await readsBack(drawing, `${URI}x`), false)
    const blank = { ...drawing, rows: drawing.rows.map((row) => row.map((run) => ({ ...run, fg: 231, bg: 231 }) as const)) }
    assert.equal(await readsBack(blank, URI), false)
  })
})

describe("planning for a window", () => {
  const rooms: [columns: number, rows: number, version: number][] = [
    [80, 24, 6],
    [100, 30, 9],
    [120, 40, 14],
    [200, 50, 19],
    [46, 24, 5],
    [20, 8, 0],
  ]
  for (const [columns, rows, version] of rooms) {
    it(`finds room for version ${version} at ${columns}x${rows}`, () => {
      assert.equal(roomIn({ columns, rows }, null), version)
    })
  }

  it("never cuts off a code, and always leaves room for its text", () => {
    for (let columns = 20; columns <= 220; columns += 9) {
      for (let rows = 8; rows <= 70; rows += 5) {
        for (const style of ["half", "full"] as const) {
          const version = largestVersion({ columns, rows }, { style, quiet: 2 })
          if (version === 0) continue
          const side = modulesPerSide(version) + 4
          const size = style === "half" ? { columns: side, rows: Math.ceil(side / 2) } : { columns: side * 2, rows: side }
          const layout = layoutFor({ columns, rows }, size)
          assert.ok(layout !== null && layout.qr.x + size.columns <= columns && layout.qr.y + size.rows <= rows)
          assert.ok(layout.text.columns >= 20 && layout.text.rows >= 2)
          assert.ok(layout.text.x >= layout.qr.x + size.columns || layout.text.y >= layout.qr.y + size.rows)
          assert.ok(layout.text.x + layout.text.columns <= columns && layout.text.y + layout.text.rows <= rows)
        }
      }
    }
  })

  it("names a window that is large enough", () => {
    for (const window of [
      { columns: 40, rows: 15 },
      { columns: 60, rows: 20 },
      { columns: 200, rows: 10 },
    ]) {
      for (const version of [5, 9, 14]) assert.ok(roomIn(windowFor(version, window, null), null) >= version)
    }
  })

  it("prefers full cells with the whole quiet zone and level M where they fit", async () => {
    const wide = await drawBest(URI, { columns: 200, rows: 60 }, null)
    assert.deepEqual([wide?.style, wide?.columns], ["full", (41 + 8) * 2])
    const narrow = await drawBest(URI, { columns: 80, rows: 24 }, null)
    assert.deepEqual([narrow?.style, narrow?.rows.length], ["half", 23])
  })

  it("uses the style that the user has chosen", async () => {
    assert.equal((await drawBest(URI, { columns: 200, rows: 60 }, "half"))?.style, "half")
    assert.equal(await drawBest(URI, { columns: 80, rows: 24 }, "full"), null)
  })
})

describe("planning for a terminal that shows pictures", () => {
  for (const cell of [
    { width: 6, height: 13 },
    { width: 8, height: 16 },
    { width: 10, height: 20 },
    { width: 20, height: 41 },
  ]) {
    it(`finds room for ten accounts of a migration batch at 80x24, with cells of ${cell.width}x${cell.height}`, async () => {
      const window = { columns: 80, rows: 24 }
      assert.ok(roomIn(window, null, cell) >= 23)
      const text = "x".repeat(1080)
      assert.equal(await versionOf(text, "L"), 24)
      const drawing = await drawBest(text, window, null, cell)
      assert.ok(drawing?.picture !== undefined && drawing.style === "pixels")
      assert.ok(drawing.rows.length < window.rows && drawing.columns + 20 < window.columns)
      assert.deepEqual([drawing.picture.width, drawing.picture.height], [drawing.columns * cell.width, drawing.rows.length * cell.height])
      assert.ok(drawing.picture.scale >= 2 && drawing.picture.scale * 8 >= cell.height)
    })
  }

  it("draws a short text large, and rejects a picture whose pixels are damaged", async () => {
    const cell = { width: 10, height: 20 }
    const drawing = await drawBest(URI, { columns: 80, rows: 24 }, null, cell)
    assert.ok(drawing?.picture !== undefined && drawing.picture.scale >= 7)
    const dark = drawing.picture.dark.slice()
    const { width, scale } = drawing.picture
    dark.fill(0, width * scale * 8, width * scale * 30)
    assert.equal(await readsBack({ ...drawing, picture: { ...drawing.picture, dark } }, URI), false)
  })

  it("draws no picture where the user has chosen half blocks", async () => {
    const drawing = await drawBest(URI, { columns: 80, rows: 24 }, "half", { width: 10, height: 20 })
    assert.deepEqual([drawing?.style, drawing?.picture], ["half", undefined])
  })
})

describe("pictures of codes", () => {
  it("are PNG files that can be read back", async () => {
    assert.deepEqual((await background.readImage(await qrPng(URI))).codes, [{ text: URI }])
  })

  it("are SVG files", async () => {
    assert.match(await qrSvg(URI), /^<svg .*<\/svg>\s*$/s)
  })
})
