// Malicious and malformed pictures: each is rejected with a clear message, in bounded time.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { crc32, deflateSync } from "node:zlib"
import fc from "fast-check"
import { AppError, isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { ImageReading } from "../../src/base/ports.ts"
import { gifFrames } from "../../src/qr/read/gif.ts"
import { readPictureHeader } from "../../src/qr/read/picture-header.ts"
import { background } from "../formats/ports.ts"
import { SAMPLES } from "../formats/samples.ts"
import { processorMs } from "../processor-time.ts"

/** Every picture takes a second or two. Processor time does not depend on how busy the machine is. */
const MAX_CPU_MS = 10_000
const NOTHING: ImageReading = { codes: [], disagreements: 0 }
const sample = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(SAMPLES, "qr-image", name)))
const u16 = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer)
const u32 = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer)
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([latin1(type), data])
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 8 + data.length)
  return out
}

/** A PNG with these bits per channel and this colour type: 2 is RGB, 6 RGBA, 0 grey. @param before - Chunks before the data. */
function png(width: number, height: number, data: Uint8Array, [bits, colour] = [8, 2], before: readonly Uint8Array[] = []): Uint8Array {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([bits, colour, 0, 0, 0], 8)
  const chunks = [pngChunk("IHDR", head), ...before, pngChunk("IDAT", data), pngChunk("IEND", new Uint8Array())]
  return Buffer.concat([latin1("\x89PNG\r\n\x1a\n"), ...chunks])
}

/** The JPEG with another size in its header. */
function resized(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const out = Buffer.from(jpeg)
  const at = out.indexOf(Buffer.from([0xff, 0xc0]))
  out.writeUInt16BE(height, at + 5)
  out.writeUInt16BE(width, at + 7)
  return out
}

/** The JPEG with one EXIF value. @param value - The value or its offset. */
function withExif(jpeg: Uint8Array, tag: number, type: number, count: number, value: number): Uint8Array {
  const body = Buffer.concat([latin1("Exif\0\0II*\0"), u32(8), u16(1, tag, type), u32(count, value, 0)])
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

/** The JPEG with its last scan repeated. */
function repeatLastScan(jpeg: Uint8Array, times: number): Uint8Array {
  const all = Buffer.from(jpeg)
  const scan = all.subarray(all.lastIndexOf(Buffer.from([0xff, 0xda])), all.length - 2)
  return Buffer.concat([all.subarray(0, -2), ...Array.from({ length: times }, () => scan), all.subarray(-2)])
}

/** A GIF whose frames have one colour. */
function gif(screen: readonly [number, number], frame: readonly [number, number], count: number): Uint8Array {
  const one = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), u16(...frame), Buffer.from([0, 2, 2, 0x4c, 1, 0])])
  const head = [latin1("GIF89a"), u16(...screen), Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])]
  return Buffer.concat([...head, ...Array.from({ length: count }, () => one), Buffer.from([0x3b])])
}

function bmp(width: number, height: number, { bits = 24, colours = 0, start = 54 } = {}): Uint8Array {
  const planes = u16(1, bits)
  return Buffer.concat([latin1("BM"), u32(118, 0, start, 40), Buffer.from(Int32Array.of(width, height).buffer), planes, u32(0, 0, 0, 0, colours, 0), Buffer.alloc(64)]) // prettier-ignore
}

type Tag = readonly [tag: number, count: number, value: number]
const directory = (tags: readonly Tag[], next: number): Buffer =>
  Buffer.concat([u16(tags.length), ...tags.flatMap(([tag, count, value]) => [u16(tag, 4), u32(count, value)]), u32(next)])
const strips = (width: number, height: number, compression: number, start: number, length: number): Tag[] => [
  [256, 1, width], [257, 1, height], [258, 1, 8], [259, 1, compression], [262, 1, 1], [273, 1, start], [277, 1, 1], [278, 1, height], [279, 1, length]] // prettier-ignore
const tiff = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat([latin1("II*\0"), u32(8), ...parts])
/** Bytes of a directory of {@link strips}. */
const DIRECTORY_BYTES = 2 + 9 * 12 + 4

function webp(...chunks: readonly (readonly [name: string, content: Uint8Array])[]): Uint8Array {
  const body = chunks.flatMap(([name, content]) => [latin1(name), u32(content.length), content, Buffer.alloc(content.length % 2)])
  const length = body.reduce((sum, part) => sum + part.length, 4)
  return Buffer.concat([latin1("RIFF"), u32(length), latin1("WEBP"), ...body])
}
const vp8l = (width: number, height: number): Uint8Array =>
  Buffer.concat([Buffer.from([0x2f]), u32(((width - 1) | ((height - 1) << 14)) >>> 0), Buffer.alloc(15)])

/** A HEIC with another size in every `ispe` box. */
function heic(width: number, height: number): Uint8Array {
  const out = Buffer.from(sample("phone.heic"))
  for (let at = out.indexOf("ispe"); at >= 0; at = out.indexOf("ispe", at + 4)) {
    out.writeUInt32BE(width, at + 8)
    out.writeUInt32BE(height, at + 12)
  }
  return out
}

const zeros = (bytes: number): Uint8Array => deflateSync(Buffer.alloc(bytes))
const photo = sample("photo.jpg")

/** Fail where the work takes more than {@link MAX_CPU_MS} of processor time. */
async function inBoundedTime<T>(work: Promise<T>): Promise<T> {
  const startMs = processorMs()
  try {
    return await work
  } finally {
    const tookMs = processorMs() - startMs
    assert.ok(tookMs < MAX_CPU_MS, `it took ${Math.round(tookMs)} ms of processor time`)
  }
}

describe("hostile pictures", () => {
  const rejected: [name: string, bytes: () => Uint8Array, code: ErrorCode][] = [
    ["text named .png", () => Buffer.from("hello"), "format-damaged"],
    ["an empty file", () => new Uint8Array(), "format-damaged"],
    ["10 gigapixels", () => sample("huge.png"), "limit-exceeded"],
    ["a PNG of 60 megapixels", () => png(10_000, 6000, zeros(10)), "limit-exceeded"],
    ["a PNG of 65535 x 65535", () => png(65_535, 65_535, zeros(10)), "limit-exceeded"],
    ["a PNG one pixel wide and 49 million high", () => png(1, 49_000_000, zeros(98_000_000), [8, 0]), "limit-exceeded"],
    ["100 pixels that unpack to 100 MiB", () => png(10, 10, zeros(100 << 20)), "limit-exceeded"],
    ["a PNG of 49 megapixels of 16 bits without their data", () => png(7000, 7000, zeros(1000), [16, 6]), "format-damaged"],
    ["a PNG whose chunk ends beyond the file", () => png(50, 50, zeros(10)).fill(0xff, 33, 37), "format-damaged"],
    ["a JPEG of 65535 x 65535", () => resized(photo, 65_535, 65_535), "limit-exceeded"],
    ["a JPEG of 40 megapixels with the data of far fewer", () => resized(photo, 8000, 5000), "format-damaged"],
    ["a JPEG of 5000 scans", () => repeatLastScan(resized(photo, 2000, 2000), 5000), "limit-exceeded"],
    ["a GIF of 65535 x 65535", () => gif([65_535, 65_535], [65_535, 65_535], 1), "limit-exceeded"],
    ["a BMP of 65535 x 65535", () => bmp(65_535, 65_535), "limit-exceeded"],
    ["a BMP of the most negative size", () => bmp(-(2 ** 31), -(2 ** 31)), "limit-exceeded"],
    ["a BMP one pixel wide and 2000 million high", () => bmp(1, 2_000_000_000, { bits: 1 }), "limit-exceeded"],
    ["a BMP with 4000 million colours", () => bmp(100, 100, { bits: 8, colours: 0xffff_ffff }), "format-damaged"],
    ["a BMP whose pixels begin beyond the file", () => bmp(1000, 1000, { start: 0xffff_fff0 }), "format-damaged"],
    ["a BMP of 77 bits per pixel", () => bmp(300, 300, { bits: 77 }), "format-damaged"],
    ["a TIFF of 65535 x 65535", () => tiff(directory(strips(65_535, 65_535, 1, 8, 10), 0)), "limit-exceeded"],
    ["a TIFF whose directory links to itself", () => tiff(directory(strips(10, 10, 1, 8, 100), 8)), "format-damaged"],
    [
      "a TIFF of 5000 pages",
      () => tiff(...Array.from({ length: 5000 }, (_, at) => directory(strips(10, 10, 1, 8, 100), 8 + (at + 1) * DIRECTORY_BYTES))),
      "format-damaged",
    ],
    [
      "a TIFF whose strip unpacks to 100 MiB",
      () => {
        const strip = zeros(100 << 20)
        return tiff(directory(strips(100, 100, 8, 8 + DIRECTORY_BYTES, strip.length), 0), strip)
      },
      "format-damaged",
    ],
    // A clear code, a literal and an undefined code, 9 bits each.
    ["a TIFF whose LZW data use an undefined code", () => tiff(directory(strips(50, 50, 5, 8 + DIRECTORY_BYTES, 60), 0), Buffer.from("802097f9fe7f9fe7", "hex"), Buffer.alloc(60, 0xaa)), "format-damaged"], // prettier-ignore
    ["a TIFF with the compression of a raw camera picture", () => tiff(directory(strips(300, 300, 34_713, 8, 100), 0)), "format-damaged"],
    ["a TIFF with a tile of 16 gigapixels", () => tiff(directory([...strips(50, 50, 1, 8, 8), [322, 1, 4e9], [323, 1, 4e9]], 0)), "format-damaged"], // prettier-ignore
    ["a TIFF of 60,000 channels", () => tiff(directory(strips(300, 300, 1, 8, 100).map((tag) => (tag[0] === 277 ? [277, 1, 60_000] : tag)), 0)), "format-damaged"], // prettier-ignore
    ["a WebP of 16383 x 16383", () => webp(["VP8L", vp8l(16_383, 16_383)]), "limit-exceeded"],
    [
      "a WebP that is larger than its header declares",
      () => webp(["VP8X", Buffer.alloc(10)], ["VP8L", vp8l(16_383, 16_383)]),
      "format-damaged",
    ],
    ["a WebP of 20,000 empty frames", () => webp(["VP8X", Buffer.from([2, 0, 0, 0, 99, 0, 0, 99, 0, 0])], ...Array.from({ length: 20_000 }, () => ["ANMF", Buffer.alloc(16)] as const)), "format-damaged"], // prettier-ignore
    ["a HEIC of 65535 x 65535", () => heic(65_535, 65_535), "limit-exceeded"],
    ["a HEIC whose header declares a larger size", () => heic(7000, 7000), "format-damaged"],
    ["a HEIC cut off", () => sample("phone.heic").subarray(0, 2000), "format-damaged"],
    ["a HEIC without boxes", () => Buffer.concat([latin1("\0\0\0\x20ftypheic"), Buffer.alloc(5000, 0x41)]), "format-damaged"],
  ]
  for (const [name, bytes, code] of rejected) {
    it(`are rejected with a message: ${name}`, async () => {
      const made = bytes()
      const error = await inBoundedTime(background.readImage(made)).then(
        () => assert.fail("the picture was read"),
        (reason: unknown) => reason,
      )
      assert.ok(error instanceof AppError && isAppError(error, code), String(error))
      for (const lang of ["en", "ja"] as const) assert.doesNotMatch(format(error, lang), /[{}]|^$/)
    })
  }

  const withoutCode: [name: string, bytes: () => Uint8Array][] = [
    ["a blank PNG of 16 megapixels", () => png(4000, 4000, zeros(4000 * 4001), [8, 0])],
    ["a blank PNG of 9 megapixels of 16 bits", () => png(3000, 3000, zeros(3000 * 24_001), [16, 6])],
    ["a PNG whose comment unpacks to 100 MiB", () => png(50, 50, zeros(51 * 50), [8, 0], [pngChunk("zTXt", Buffer.concat([latin1("a\0\0"), zeros(100 << 20)]))])], // prettier-ignore
    ["a GIF of 20,000 frames that are all the same", () => gif([400, 400], [400, 400], 20_000)],
    [
      "a GIF whose LZW table refers to itself",
      () => Buffer.from("47494638396108000800800000000000ffffff2c0000000008000800000203c47105003b", "hex"),
    ],
    ["a GIF with frames far larger than its screen", () => gif([10, 10], [7000, 7000], 50)],
    ["a TIFF of 36 megapixels without a code", () => tiff(directory(strips(6000, 6000, 1, 8, 36_000_000), 0))],
  ]
  for (const [name, bytes] of withoutCode) {
    it(`are read in bounded time, without a code: ${name}`, async () => {
      assert.deepEqual(await inBoundedTime(background.readImage(bytes())), NOTHING)
    })
  }

  const oddExif: [name: string, bytes: () => Uint8Array][] = [
    ["rotated by EXIF", () => withExif(photo, 0x112, 3, 1, 6)],
    ["with an orientation that does not exist", () => withExif(photo, 0x112, 3, 1, 99)],
    ["with four billion orientations", () => withExif(photo, 0x112, 3, 0xffff_ffff, 0xffff_fff0)],
    ["with an EXIF value of a type that does not exist", () => withExif(photo, 0x112, 200, 7, 1)],
  ]
  for (const [name, bytes] of oddExif) {
    it(`are read although their EXIF data are wrong: a photo ${name}`, async () => {
      const [expected, found] = [await background.readImage(photo), await inBoundedTime(background.readImage(bytes()))]
      assert.equal(found.codes.length, 1)
      assert.deepEqual(found, expected)
    })
  }

  const files = ["one.png", "photo.jpg", "animation.gif", "message.webp", "light-on-dark.bmp", "scan.tiff", "phone.heic"]
  it("are reported as damaged or too large, or read in part, where they are cut off", async () => {
    for (const file of files) {
      const whole = sample(file)
      for (const part of [4, 11, 20, 40, 90, 0.2 * whole.length, 0.5 * whole.length, 0.9 * whole.length]) {
        const outcome = await inBoundedTime(background.readImage(whole.subarray(0, part))).catch((error: unknown) => error)
        const isFine =
          outcome instanceof AppError ? ["format-damaged", "limit-exceeded"].includes(outcome.code) : !(outcome instanceof Error)
        assert.ok(isFine, `${file} cut after ${part}: ${String(outcome)}`)
      }
    }
  })

  it("are not read after the user has cancelled", async () => {
    await assert.rejects(
      () => background.readImage(photo, AbortSignal.abort()),
      (e) => isAppError(e, "interrupted"),
    )
  })

  it("cause no error but AppError when random bytes are changed", async () => {
    const originals = files.map(sample)
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

  it("never make the header reader throw", () => {
    const heads = ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "BM", "II*\0", "MM\0*", "\0\0\0\x20ftypheic", "RIFF....WEBPVP8X"]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...heads), (tail, magic) => {
        const head = readPictureHeader(Buffer.concat([latin1(magic), tail]))
        assert.ok(head === null || (head.width >= 0 && head.height >= 0))
      }),
      { numRuns: 500, seed: 3 },
    )
    assert.deepEqual([...gifFrames(Buffer.from("GIF89a"), 1e6)], [])
  })
})
