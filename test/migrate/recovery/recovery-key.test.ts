import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { keyFile } from "../../../src/migrate/recovery/key-file.ts"
import { keySheet } from "../../../src/migrate/recovery/key-sheet.ts"
import { isLastGroup, keyGroups, keyLines } from "../../../src/migrate/recovery/key-text.ts"
import { rasterize } from "../../../src/qr/pixels.ts"
import { jsqr } from "../../../src/qr/read/jsqr.ts"
import { run, withDirectory, withoutStockAgeKeys } from "../../age/stock-age.ts"

const KEY = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33"
const ORIGIN = { directory: "/home/user/vault", createdAt: Date.UTC(2026, 0, 2, 3, 4, 5) }
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** The first drawing of a sheet as a picture: our own drawings are rows of `M x y h n v 1 h -n z`. */
function pictureOf(markup: string): ReturnType<typeof rasterize> {
  const [, size, inside = ""] = /<svg [^>]*viewBox="0 0 (\d+) \1"[^>]*>(.*?)<\/svg>/s.exec(markup)!
  const modules = Array.from({ length: Number(size) }, () => Array<boolean>(Number(size)).fill(false))
  for (const [, x, y, n] of inside.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) modules[Number(y)]!.fill(true, Number(x), Number(x) + Number(n))
  return rasterize(modules, 4)
}

describe("a recovery key as text", () => {
  it("is divided into groups that can be copied by hand", () => {
    assert.equal(keyGroups(KEY).join(""), KEY)
    assert.deepEqual(keyLines(KEY), ["AGE-SECRET-KEY-1", "GQ9778 VQXMMJ VE8SK7 J6VT8U J4HDQA", "JUVSFC WCM02D 8GEWQ7 2PVQ2Y 5J33"])
  })

  it("is verified by its last group, however that is typed", () => {
    for (const typed of ["5J33", "5j33", " 5J 33 ", "５Ｊ３３"]) assert.ok(isLastGroup(KEY, typed), typed)
    for (const typed of ["", "5J3", "5J34", "2PVQ2Y", KEY]) assert.ok(!isLastGroup(KEY, typed), typed)
  })
})

describe("the file of a recovery key", () => {
  it("holds the key on the only line that is no comment", () => {
    for (const lang of ["en", "ja"] as const) {
      const lines = text(keyFile(KEY, { ...ORIGIN, directory: `/tmp/a\n${KEY}` }, lang)).split("\n")
      assert.deepEqual(
        lines.filter((line) => !line.startsWith("#")),
        [KEY, ""],
      )
      assert.match(lines.join("\n"), /2026-01-02T03:04:05Z/)
    }
  })

  it("opens with stock age what is encrypted to the key", { skip: withoutStockAgeKeys }, () => {
    withDirectory((directory) => {
      const [file, sealed] = [join(directory, "recovery.txt"), join(directory, "sealed.age")]
      writeFileSync(file, keyFile(KEY, ORIGIN, "ja"))
      const recipient = text(run("age-keygen", ["-y", file])).trim()
      writeFileSync(sealed, run("age", ["-r", recipient], Buffer.from("content")))
      assert.equal(text(run("age", ["-d", "-i", file, sealed])), "content")
    })
  })
})

describe("the sheet of a recovery key", () => {
  it("shows the key, the vault and the date, without scripts and external resources", async () => {
    for (const lang of ["en", "ja"] as const) {
      const html = text(await keySheet(KEY, { ...ORIGIN, directory: "/tmp/<b>&" }, lang))
      for (const line of keyLines(KEY)) assert.ok(html.includes(line))
      assert.match(html, /\/tmp\/&lt;b&gt;&amp;/)
      assert.match(html, /2026-01-02/)
      assert.match(html, /age -d -i recovery\.txt recovery\.age &gt; identity\.txt/)
      assert.doesNotMatch(html, /<script|<link|<img|src=|href=/)
    }
  })

  it("has a QR code that holds the key alone", async () => {
    const { data, width, height } = pictureOf(text(await keySheet(KEY, ORIGIN, "en")))
    const decode = await jsqr()
    assert.equal(decode(data, width, height)?.data, KEY)
  })

  const withoutZbar = spawnSync("zbarimg", ["--version"]).status !== 0 && process.env["CI"] === undefined ? "zbarimg not installed" : false
  it("has a QR code that zbar reads", { skip: withoutZbar }, async () => {
    const { data, width, height } = pictureOf(text(await keySheet(KEY, ORIGIN, "en")))
    withDirectory((directory) => {
      const picture = join(directory, "key.pgm")
      const grey = Uint8Array.from(data.filter((_, index) => index % 4 === 0))
      writeFileSync(picture, Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey]))
      assert.equal(text(run("zbarimg", ["--quiet", "--raw", picture])), `${KEY}\n`)
    })
  })
})
