import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Jimp } from "jimp"
import { drawQr, modulesShown } from "../../src/qr/draw/draw.ts"
import { makeMatrix } from "../../src/qr/draw/matrix.ts"
import { rasterize } from "../../src/qr/pixels.ts"
import type { Pixels } from "../../src/qr/pixels.ts"
import { readPictureHeader } from "../../src/qr/read/picture-header.ts"
import { blur, contrast, resize, rotate, sharpen, threshold, toGray, toPixels } from "../../src/qr/read/prepare.ts"
import { background } from "../formats/ports.ts"
import { SAMPLES } from "../formats/samples.ts"

const sample = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(SAMPLES, "qr-image", name)))
const pixelsOf = async (text: string, scale = 4): Promise<Pixels> =>
  rasterize(modulesShown(drawQr(await makeMatrix(text, "L"), "full", 4)), scale)
function mirror({ data, width, height }: Pixels): Pixels {
  const out = new Uint8ClampedArray(data.length)
  for (let at = 0; at < width * height; at++) {
    const x = at % width
    out.set(data.subarray(at * 4, at * 4 + 4), (at - x + width - 1 - x) * 4)
  }
  return { data: out, width, height }
}
type Mime = "image/png" | "image/jpeg"
const encode = async ({ data, width, height }: Pixels, mime: Mime = "image/png"): Promise<Uint8Array> =>
  Uint8Array.from(await new Jimp({ data: Buffer.from(data), width, height }).getBuffer(mime))
const read = async (bytes: Uint8Array): Promise<string[]> => (await background.readImage(bytes)).codes.map(({ text }) => text)

describe("the header of a picture", () => {
  const heads: [file: string, type: string][] = [
    ["one.png", "png"],
    ["photo.jpg", "jpeg"],
    ["animation.gif", "gif"],
    ["message.webp", "webp"],
    ["light-on-dark.bmp", "bmp"],
    ["scan.tiff", "tiff"],
  ]
  for (const [file, type] of heads) {
    it(`gives type and size of a ${type}`, async () => {
      const head = readPictureHeader(sample(file))
      assert.equal(head?.type, type)
      const { width, height } = type === "webp" ? { width: 196, height: 196 } : await Jimp.read(Buffer.from(sample(file)))
      assert.deepEqual([head.width, head.height], [width, height])
    })
  }

  it("distinguishes HEIC from AVIF by brand", () => {
    const box = (brand: string): Uint8Array =>
      Buffer.concat([
        Buffer.from([0, 0, 0, 16]),
        Buffer.from(`ftyp${brand}\0\0\0\0`),
        Buffer.from("0000001469737065000000000000064000000320", "hex"),
      ])
    assert.deepEqual(readPictureHeader(box("heic")), { type: "heic", width: 1600, height: 800 })
    assert.equal(readPictureHeader(box("avif"))?.type, "avif")
    assert.equal(readPictureHeader(box("isom")), null)
  })
})

describe("reading pictures", () => {
  it("finds every code of a picture", async () => {
    const texts = ["one", "two", "three", "four"]
    const codes = await Promise.all(texts.map((text) => pixelsOf(text, 3)))
    const side = codes[0]!.width
    const data = new Uint8ClampedArray(side * side * 16)
    for (const [i, code] of codes.entries()) {
      for (let y = 0; y < side; y++)
        data.set(code.data.subarray(y * side * 4, (y + 1) * side * 4), ((y + Math.floor(i / 2) * side) * side * 2 + (i % 2) * side) * 4)
    }
    assert.deepEqual((await read(await encode({ data, width: side * 2, height: side * 2 }))).sort(), [...texts].sort())
  })

  it("reports a text once, however often it occurs", async () => {
    const code = await pixelsOf("same", 3)
    const data = new Uint8ClampedArray(code.data.length * 2)
    data.set(code.data)
    data.set(code.data, code.data.length)
    assert.deepEqual(await read(await encode({ data, width: code.width, height: code.height * 2 })), ["same"])
  })

  it("finds the codes of all frames of an animation", async () => {
    assert.equal((await read(sample("animation.gif"))).length, 3)
  })

  it("reads Japanese, and keeps bytes that are not UTF-8", async () => {
    assert.deepEqual(await read(await encode(await pixelsOf("otpauth://totp/銀行"))), ["otpauth://totp/銀行"])
    const { default: qrcode } = await import("qrcode")
    const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80, 0xc3])
    const { codes } = await background.readImage(Uint8Array.from(await qrcode.toBuffer([{ data: bytes, mode: "byte" }], { scale: 6 })))
    assert.deepEqual(
      codes.map((code) => Array.from(code.bytes ?? [])),
      [Array.from(bytes)],
    )
  })

  it("reads a HEIC photo of an iPhone", async () => {
    const [text = ""] = await read(sample("phone.heic"))
    assert.match(text, /^otpauth:\/\/totp\/Contoso/)
  })

  it("recognizes a JPEG by content", async () => {
    assert.deepEqual(await read(await encode(await pixelsOf("jpeg inside"), "image/jpeg")), ["jpeg inside"])
  })

  it("finds nothing in an empty picture", async () => {
    const data = new Uint8ClampedArray(64 * 64 * 4).fill(255)
    assert.deepEqual(await background.readImage(await encode({ data, width: 64, height: 64 })), { codes: [], disagreements: 0 })
  })

  const distorted: [name: string, distort: (pixels: Pixels) => Pixels][] = [
    ["rotated by 33 degrees", (p) => toPixels(rotate(toGray(p), 33))],
    ["upside down", (p) => toPixels(rotate(toGray(p), 180))],
    ["half as large", (p) => toPixels(resize(toGray(p), 0.5))],
    ["two and a half times as large", (p) => toPixels(resize(toGray(p), 2.5))],
    ["out of focus", (p) => toPixels(blur(blur(blur(toGray(p)))))],
    ["with low contrast", (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 ? 255 : 120 + v / 8)) })],
    ["light on dark", (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 ? 255 : 255 - v)) })],
    ["black on a transparent background", (p) => ({ ...p, data: p.data.map((_, i, all) => (i % 4 === 3 ? 255 - all[i - 3]! : 0)) })],
    ["mirrored", mirror],
    [
      "crossed by the hairlines that fonts leave between cells",
      (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 || Math.floor(i / 4 / p.width) % 8 !== 7 ? v : 255)) }),
    ],
  ]
  for (const [name, distort] of distorted) {
    it(`reads a code ${name}`, async () => {
      assert.deepEqual(await read(await encode(distort(await pixelsOf("KEYFERRY:1/ABCDEFGH/1-2/ABCDEFGH")))), [
        "KEYFERRY:1/ABCDEFGH/1-2/ABCDEFGH",
      ])
    })
  }
})

describe("preparing pixels", () => {
  it("separates dark from light shades by threshold", () => {
    const gray = { data: Uint8Array.from([10, 20, 15, 200, 210, 220]), width: 6, height: 1 }
    assert.deepEqual([...threshold(gray).data], [0, 0, 0, 255, 255, 255])
  })

  it("puts transparent pixels on white", () => {
    assert.deepEqual(
      [...toGray({ data: Uint8ClampedArray.from([0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128]), width: 3, height: 1 }).data],
      [255, 0, 127],
    )
  })

  it("sharpens edges, and leaves uniform areas unchanged", () => {
    const edge = { data: Uint8Array.from({ length: 49 }, (_, i) => (i % 7 < 3 ? 100 : 140)), width: 7, height: 7 }
    const { data } = sharpen(edge)
    assert.ok((data[23] ?? 0) < 100 && (data[24] ?? 0) > 140)
    const uniform = { data: new Uint8Array(25).fill(77), width: 5, height: 5 }
    assert.deepEqual([...sharpen(uniform).data], [...uniform.data])
    assert.equal(contrast(edge), 40)
  })

  it("averages when it shrinks, and keeps uniform areas when it enlarges", () => {
    assert.deepEqual([...resize({ data: Uint8Array.from([0, 100, 50, 250]), width: 2, height: 2 }, 0.5).data], [100])
    assert.deepEqual([...resize({ data: Uint8Array.from([7]), width: 1, height: 1 }, 3).data], Array(9).fill(7))
  })
})
