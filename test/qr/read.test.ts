import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { crc32, deflateSync } from "node:zlib"
import fc from "fast-check"
import { Jimp } from "jimp"
import { AppError, isAppError } from "../../src/accounts/errors.ts"
import type { ErrorCode } from "../../src/accounts/errors.ts"
import { drawQr, modulesShown } from "../../src/qr/draw.ts"
import { gifFrames } from "../../src/qr/gif.ts"
import { makeMatrix } from "../../src/qr/matrix.ts"
import { pictureHead } from "../../src/qr/picture.ts"
import { blur, resize, rotate, threshold, toGray, toPixels } from "../../src/qr/prepare.ts"
import { rasterize } from "../../src/qr/rasterize.ts"
import type { Pixels } from "../../src/qr/rasterize.ts"
import { background } from "../formats/ports.ts"
import { SAMPLES } from "../formats/samples.ts"

const sample = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(SAMPLES, "qr-image", name)))
const pixelsOf = async (text: string, scale = 4): Promise<Pixels> =>
  rasterize(modulesShown(drawQr(await makeMatrix(text, "L"), "full", 4)), scale)
function mirrored({ data, width, height }: Pixels): Pixels {
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

describe("a picture's header", () => {
  const heads: [file: string, type: string][] = [
    ["one.png", "png"],
    ["photo.jpg", "jpeg"],
    ["animation.gif", "gif"],
    ["message.webp", "webp"],
    ["light-on-dark.bmp", "bmp"],
    ["scan.tiff", "tiff"],
  ]
  for (const [file, type] of heads) {
    it(`tells type and size of a ${type}`, async () => {
      const head = pictureHead(sample(file))
      assert.equal(head?.type, type)
      const { width, height } = type === "webp" ? { width: 196, height: 196 } : await Jimp.read(Buffer.from(sample(file)))
      assert.deepEqual([head.width, head.height], [width, height])
    })
  }

  it("tells HEIC and AVIF by their brands", () => {
    const box = (brand: string): Uint8Array =>
      Buffer.concat([
        Buffer.from([0, 0, 0, 16]),
        Buffer.from(`ftyp${brand}\0\0\0\0`),
        Buffer.from("0000001469737065000000000000064000000320", "hex"),
      ])
    assert.deepEqual(pictureHead(box("heic")), { type: "heic", width: 1600, height: 800 })
    assert.equal(pictureHead(box("avif"))?.type, "avif")
    assert.equal(pictureHead(box("isom")), null)
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

  it("tells one text once", async () => {
    const code = await pixelsOf("same", 3)
    const data = new Uint8ClampedArray(code.data.length * 2)
    data.set(code.data)
    data.set(code.data, code.data.length)
    assert.deepEqual(await read(await encode({ data, width: code.width, height: code.height * 2 })), ["same"])
  })

  it("finds the codes of all frames of an animation", async () => {
    assert.equal((await read(sample("animation.gif"))).length, 3)
  })

  it("reads Japanese, and keeps bytes that are no text", async () => {
    assert.deepEqual(await read(await encode(await pixelsOf("otpauth://totp/銀行"))), ["otpauth://totp/銀行"])
    const { default: qrcode } = await import("qrcode")
    const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80, 0xc3])
    const { codes } = await background.readImage(Uint8Array.from(await qrcode.toBuffer([{ data: bytes, mode: "byte" }], { scale: 6 })))
    assert.deepEqual(
      codes.map((code) => Array.from(code.bytes ?? [])),
      [Array.from(bytes)],
    )
  })

  it("is not led astray by a wrong ending or name: content decides", async () => {
    assert.deepEqual(await read(await encode(await pixelsOf("jpeg inside"), "image/jpeg")), ["jpeg inside"])
  })

  it("finds nothing in an empty picture", async () => {
    const data = new Uint8ClampedArray(64 * 64 * 4).fill(255)
    assert.deepEqual(await background.readImage(await encode({ data, width: 64, height: 64 })), { codes: [], disagreements: 0 })
  })

  const hard: [name: string, spoil: (pixels: Pixels) => Pixels][] = [
    ["turned by 33 degrees", (p) => toPixels(rotate(toGray(p), 33))],
    ["upside down", (p) => toPixels(rotate(toGray(p), 180))],
    ["half as large", (p) => toPixels(resize(toGray(p), 0.5))],
    ["two and a half times as large", (p) => toPixels(resize(toGray(p), 2.5))],
    ["out of focus", (p) => toPixels(blur(blur(blur(toGray(p)))))],
    ["pale", (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 ? 255 : 120 + v / 8)) })],
    ["light on dark", (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 ? 255 : 255 - v)) })],
    ["black on see-through", (p) => ({ ...p, data: p.data.map((_, i, all) => (i % 4 === 3 ? 255 - all[i - 3]! : 0)) })],
    ["mirrored", mirrored],
    [
      "crossed by the hairlines that fonts leave between cells",
      (p) => ({ ...p, data: p.data.map((v, i) => (i % 4 === 3 || Math.floor(i / 4 / p.width) % 8 !== 7 ? v : 255)) }),
    ],
  ]
  for (const [name, spoil] of hard) {
    it(`reads a code ${name}`, async () => {
      assert.deepEqual(await read(await encode(spoil(await pixelsOf("KEYFERRY:1/ABCDEFGH/1-2/ABCDEFGH")))), [
        "KEYFERRY:1/ABCDEFGH/1-2/ABCDEFGH",
      ])
    })
  }
})

describe("hostile pictures", () => {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(12 + data.length)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), 8 + data.length)
    return out
  }
  const png = (width: number, height: number, data: Uint8Array): Uint8Array => {
    const head = Buffer.alloc(13)
    head.writeUInt32BE(width)
    head.writeUInt32BE(height, 4)
    head.set([8, 2, 0, 0, 0], 8)
    return Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", head),
      chunk("IDAT", data),
      chunk("IEND", new Uint8Array()),
    ])
  }
  const bad: [name: string, bytes: () => Uint8Array, code: ErrorCode][] = [
    ["text named .png", () => Buffer.from("hello"), "format-damaged"],
    ["nothing at all", () => new Uint8Array(), "format-damaged"],
    ["a PNG cut off", () => sample("cut-off.png"), "format-damaged"],
    ["a JPEG cut off in its header", () => sample("photo.jpg").subarray(0, 20), "format-damaged"],
    ["10 gigapixels", () => sample("huge.png"), "limit-exceeded"],
    ["60 megapixels", () => png(10_000, 6000, deflateSync(Buffer.alloc(10))), "limit-exceeded"],
    ["100 pixels that unpack to 300 MiB", () => png(10, 10, deflateSync(Buffer.alloc(300 << 20))), "limit-exceeded"],
    [
      "a GIF of 65535 x 65535",
      () => Buffer.from("474946383961ffffffff800000000000ffffff2c00000000ffffffff0002024c01003b", "hex"),
      "limit-exceeded",
    ],
  ]
  for (const [name, bytes, code] of bad) {
    it(`are refused with a sentence: ${name}`, async () => {
      await assert.rejects(
        () => background.readImage(bytes()),
        (e) => isAppError(e, code),
      )
    })
  }

  it("stop when the user has cancelled", async () => {
    await assert.rejects(
      () => background.readImage(sample("photo.jpg"), AbortSignal.abort()),
      (e) => isAppError(e, "interrupted"),
    )
  })

  it("never do worse than an AppError, however they are damaged", async () => {
    const originals = ["one.png", "animation.gif", "message.webp", "light-on-dark.bmp", "scan.tiff"].map(sample)
    const damaged = fc.tuple(fc.constantFrom(...originals), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat())
    await fc.assert(
      fc.asyncProperty(damaged, async ([original, changes, end]) => {
        const bytes = original.slice(0, end % 4 === 0 ? end % original.length : original.length)
        for (const [at, value] of changes) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 400)] = value
        try {
          assert.ok((await background.readImage(bytes)).codes.length >= 0)
        } catch (error) {
          assert.ok(error instanceof AppError, String(error))
        }
      }),
      { numRuns: 60, seed: 20, interruptAfterTimeLimit: 8000 },
    )
  })

  it("leave the header's reader in peace, whatever the bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "BM", "II*\0", "MM\0*", "\0\0\0\x20ftypheic", "RIFF....WEBPVP8X"),
        (tail, magic) => {
          const head = pictureHead(Buffer.concat([Buffer.from(magic, "latin1"), tail]))
          assert.ok(head === null || (head.width >= 0 && head.height >= 0))
        },
      ),
      { numRuns: 500, seed: 3 },
    )
    assert.deepEqual([...gifFrames(Buffer.from("GIF89a"), 1e6)], [])
  })
})

describe("preparing pixels", () => {
  it("parts the two heaps of shades", () => {
    const gray = { data: Uint8Array.from([10, 20, 15, 200, 210, 220]), width: 6, height: 1 }
    assert.deepEqual([...threshold(gray).data], [0, 0, 0, 255, 255, 255])
  })

  it("lays see-through pixels on white", () => {
    assert.deepEqual(
      [...toGray({ data: Uint8ClampedArray.from([0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128]), width: 3, height: 1 }).data],
      [255, 0, 127],
    )
  })

  it("averages when it shrinks, and keeps even areas when it grows", () => {
    assert.deepEqual([...resize({ data: Uint8Array.from([0, 100, 50, 250]), width: 2, height: 2 }, 0.5).data], [100])
    assert.deepEqual([...resize({ data: Uint8Array.from([7]), width: 1, height: 1 }, 3).data], Array(9).fill(7))
  })
})
