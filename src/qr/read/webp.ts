/** Later frames of an animation are not read. */
export const MAX_WEBP_FRAMES = 300

const FLAG_ANIMATION = 0x02
const FLAG_ALPHA = 0x10

/**
 * The frames of an animated WebP as separate still files. A frame is not composed with the frames before it. A file without animation
 * or without frames is returned as it is. Never throws.
 *
 * @see RFC 9649 section 2.7
 */
export function webpFrames(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isAnimated = readName(bytes, 12) === "VP8X" && ((bytes[20] ?? 0) & FLAG_ANIMATION) !== 0
  if (!isAnimated) return [bytes]
  const frames: Uint8Array[] = []
  for (const { name, from, to } of readChunks(view, bytes, 12, bytes.length)) {
    if (name !== "ANMF" || to - from < 16 || frames.length >= MAX_WEBP_FRAMES) continue
    frames.push(makeStill(bytes.subarray(from + 6, from + 12), bytes, [...readChunks(view, bytes, from + 16, to)]))
  }
  return frames.length === 0 ? [bytes] : frames
}

interface Chunk {
  readonly name: string
  /** Offsets of the content: first byte, and the byte after the last. */
  readonly from: number
  readonly to: number
}

function readName(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(at, at + 4)).toString("latin1")
}

function* readChunks(view: DataView, bytes: Uint8Array, start: number, end: number): Generator<Chunk> {
  for (let at = start; at + 8 <= end;) {
    const to = at + 8 + view.getUint32(at + 4, true)
    if (to > end) return
    yield { name: readName(bytes, at), from: at + 8, to }
    at = to + (to % 2 === start % 2 ? 0 : 1)
  }
}

/** A still file with the chunks of a frame. @param size - Width - 1 and height - 1, three bytes each, as in the frame's header. */
function makeStill(size: Uint8Array, bytes: Uint8Array, chunks: readonly Chunk[]): Uint8Array {
  const kept = chunks.filter(({ name }) => ["ALPH", "VP8 ", "VP8L"].includes(name))
  const header = Buffer.alloc(30)
  header.write("RIFF", 0, "latin1")
  header.write("WEBPVP8X", 8, "latin1")
  header.writeUInt32LE(10, 16)
  header[20] = kept.some(({ name }) => name === "ALPH") ? FLAG_ALPHA : 0
  header.set(size, 24)
  const body = kept.flatMap(({ from, to }) => [bytes.subarray(from - 8, to), Buffer.alloc((to - from) % 2)])
  const file = Buffer.concat([header, ...body])
  file.writeUInt32LE(file.length - 8, 4)
  return Uint8Array.from(file)
}
