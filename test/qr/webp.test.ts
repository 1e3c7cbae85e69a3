import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { makeMatrix } from "../../src/qr/draw/matrix.ts"
import { rasterize } from "../../src/qr/pixels.ts"
import { readPictureHeader } from "../../src/qr/read/picture-header.ts"
import { MAX_WEBP_FRAMES, webpFrames } from "../../src/qr/read/webp.ts"
import { background } from "../formats/ports.ts"

const { resolve } = createRequire(import.meta.url)

/** A still WebP with a code. */
async function makeStill(text: string): Promise<Uint8Array> {
  const { default: encode, init } = await import("@jsquash/webp/encode.js")
  await init((await WebAssembly.compile(readFileSync(resolve("@jsquash/webp/codec/enc/webp_enc_simd.wasm")))) as Parameters<typeof init>[0])
  const matrix = await makeMatrix(text, "L")
  const side = matrix.size + 8
  const modules = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => {
      const [row, column] = [y - 4, x - 4]
      return row >= 0 && column >= 0 && row < matrix.size && column < matrix.size && matrix.isDark(row, column)
    }),
  )
  const pixels = rasterize(modules, 4)
  return new Uint8Array(await encode({ ...pixels, colorSpace: "srgb" } as Parameters<typeof encode>[0], { lossless: 1 }))
}

function chunk(name: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, "latin1")
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** An animation of stills that have the same size. @see RFC 9649 section 2.7 */
function animation(stills: readonly Uint8Array[]): Uint8Array {
  const { width, height } = readPictureHeader(stills[0]!)!
  const size = Buffer.alloc(6)
  size.writeUIntLE(width - 1, 0, 3)
  size.writeUIntLE(height - 1, 3, 3)
  const frames = stills.map((one) => chunk("ANMF", Buffer.concat([Buffer.alloc(6), size, Buffer.from([100, 0, 0, 0]), one.subarray(12)])))
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", Buffer.concat([Buffer.from([2, 0, 0, 0]), size])),
    chunk("ANIM", Buffer.alloc(6)),
    ...frames,
  ])
  return Uint8Array.from(chunk("RIFF", body))
}

const A = "otpauth://totp/Contoso:anna?secret=JBSWY3DPEHPK3PXP"
const B = "otpauth://totp/Contoso:bert?secret=JBSWY3DPEHPK3PXP"
const textsIn = async (bytes: Uint8Array): Promise<string[]> => (await background.readImage(bytes)).codes.map(({ text }) => text)

describe("an animated WebP", () => {
  it("has its codes read in every frame", async () => {
    assert.deepEqual(await textsIn(animation([await makeStill(A), await makeStill(B)])), [A, B])
  })

  it("of one frame is read as a still picture", async () => {
    assert.deepEqual(await textsIn(animation([await makeStill(A)])), [A])
  })

  it("loses only a damaged frame", async () => {
    const [a, b] = [await makeStill(A), await makeStill(B)]
    assert.deepEqual(await textsIn(animation([a.fill(0x55, 30), b])), [B])
    await assert.rejects(
      () => background.readImage(animation([a, a])),
      (e) => isAppError(e, "format-damaged"),
    )
  })

  it("keeps the whole frames of a file that is cut off, and never throws", async () => {
    const whole = animation([await makeStill(A), await makeStill(B)])
    for (let length = 0; length < whole.length; length += 7) assert.ok(webpFrames(whole.subarray(0, length)).length >= 1)
    const first = webpFrames(whole)[0]!
    assert.deepEqual(webpFrames(whole.subarray(0, whole.length - 10)), [first])
  })

  it("has at most MAX_WEBP_FRAMES frames", async () => {
    const one = await makeStill(A)
    assert.equal(webpFrames(animation(Array.from({ length: MAX_WEBP_FRAMES + 5 }, () => one))).length, MAX_WEBP_FRAMES)
  })

  it("differs from a still one, which is returned unchanged", async () => {
    const one = await makeStill(A)
    assert.deepEqual(webpFrames(one), [one])
  })
})
