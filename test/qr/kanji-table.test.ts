import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, it } from "node:test"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import type { Plugin } from "esbuild"
import qrcode from "qrcode"
import toSJIS from "qrcode/helper/to-sjis.js"
import { rasterize } from "../../src/qr/pixels.ts"
import type { Decode } from "../../src/qr/read/jsqr.ts"

const plugin = new URL("../../.tools/kanji-table.mjs", import.meta.url).href
const { kanjiTableOnFirstUse } = (await import(plugin)) as { kanjiTableOnFirstUse: Plugin }
const root = fileURLToPath(new URL("../..", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "keyferry-kanji-"))
after(() => {
  rmSync(directory, { recursive: true })
})

it("reads a code in kanji mode in the bundle, where jsqr makes its table on first use", async () => {
  const outfile = join(directory, "jsqr.mjs")
  const contents = 'export { jsqr } from "./src/qr/read/jsqr.ts"'
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    preserveSymlinks: true,
    plugins: [kanjiTableOnFirstUse],
  })
  const { jsqr } = (await import(pathToFileURL(outfile).href)) as { jsqr: () => Promise<Decode> }
  const decode = await jsqr()

  const text = "漢字茗荷"
  const { modules } = qrcode.create([{ data: text, mode: "kanji" }], { toSJISFunc: toSJIS })
  const rows = Array.from({ length: modules.size + 8 }, (_, y) =>
    Array.from({ length: modules.size + 8 }, (_, x) => {
      const [row, column] = [y - 4, x - 4]
      return row >= 0 && column >= 0 && row < modules.size && column < modules.size && modules.get(row, column) === 1
    }),
  )
  const pixels = rasterize(rows, 3)
  assert.equal(decode(pixels.data, pixels.width, pixels.height)?.data, text)
})
