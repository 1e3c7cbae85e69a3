/**
 * Decryption of Twofish with a 256-bit key: some KeePass databases use it, and neither node nor a maintained package has it.
 *
 * @see Schneier, Kelsey, Whiting, Wagner, Hall, Ferguson: "Twofish: A 128-Bit Block Cipher" (1998), section 4
 */

/** The nibbles that the two fixed permutations of a byte are made from. */
const NIBBLES = [
  ["817d6f320b59eca4", "ecb81235f4a6709d", "ba5e6d90c8f32471", "d7f4126e9b3085ca"],
  ["28bdf76e31940ac5", "1e2b4c376da5f908", "4c75169a0ed82b3f", "b951c3de647f208a"],
] as const

const MDS = [
  [0x01, 0xef, 0x5b, 0x5b],
  [0x5b, 0xef, 0xef, 0x01],
  [0xef, 0x5b, 0x01, 0xef],
  [0xef, 0x01, 0xef, 0x5b],
] as const
const MDS_POLYNOMIAL = 0x169

const RS = [
  [0x01, 0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e],
  [0xa4, 0x56, 0x82, 0xf3, 0x1e, 0xc6, 0x68, 0xe5],
  [0x02, 0xa1, 0xfc, 0xc1, 0x47, 0xae, 0x3d, 0x19],
  [0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e, 0x03],
] as const
const RS_POLYNOMIAL = 0x14d

/** Per step, the permutation of each of the four bytes. A step comes before each key word, from the last to the first, and one after them. */
const ORDER = [
  [1, 0, 0, 1],
  [1, 1, 0, 0],
  [0, 1, 0, 1],
  [0, 0, 1, 1],
  [1, 0, 1, 0],
] as const

const ROUNDS = 16
const TWOFISH_BLOCK = 16
const KEY = 32

const PERMUTATIONS = NIBBLES.map((tables) => Uint8Array.from({ length: 256 }, (_, x) => permute(x, tables)))

function permute(x: number, tables: readonly string[]): number {
  let [a, b] = [x >> 4, x & 15]
  for (const at of [0, 2]) {
    const mixed = a ^ ((b >> 1) | (b << 3)) ^ (8 * a)
    a = Number.parseInt(tables[at]?.charAt(a ^ b) ?? "", 16)
    b = Number.parseInt(tables[at + 1]?.charAt(mixed & 15) ?? "", 16)
  }
  return 16 * b + a
}

/** In GF(2^8) modulo the polynomial. */
function multiplyInField(a: number, b: number, polynomial: number): number {
  let product = 0
  for (let left = a, right = b; right > 0; right >>= 1) {
    if ((right & 1) === 1) product ^= left
    left = left << 1 >= 256 ? (left << 1) ^ polynomial : left << 1
  }
  return product
}

/** A matrix times a column of bytes: a word, its lowest byte first. */
function multiplyMatrix(matrix: readonly (readonly number[])[], column: readonly number[], polynomial: number): number {
  return matrix.reduce((word, row, at) => {
    const byte = row.reduce((sum, factor, n) => sum ^ multiplyInField(factor, column[n] ?? 0, polynomial), 0)
    return word | (byte << (8 * at))
  }, 0)
}

const byteOf = (word: number, at: number): number => (word >>> (8 * at)) & 255
const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by))
const rotateRight = (word: number, by: number): number => rotateLeft(word, 32 - by)

/** Apply the permutations to one byte, with an XOR of the key words' bytes between them. */
function substitute(byte: number, at: number, words: readonly number[]): number {
  let value = byte
  for (const [step, order] of ORDER.entries()) {
    value = PERMUTATIONS[order[at] ?? 0]?.[value] ?? 0
    if (step < words.length) value ^= byteOf(words[words.length - 1 - step] ?? 0, at)
  }
  return value
}

/** The function h of the Twofish paper. */
function h(x: number, words: readonly number[]): number {
  return multiplyMatrix(
    MDS,
    [0, 1, 2, 3].map((at) => substitute(byteOf(x, at), at, words)),
    MDS_POLYNOMIAL,
  )
}

interface Schedule {
  readonly roundKeys: Int32Array
  /** For each of a word's four bytes, its contribution to the result of the function g. */
  readonly boxes: readonly Int32Array[]
}

function scheduleOf(key: Uint8Array): Schedule {
  const view = new DataView(key.buffer, key.byteOffset, key.length)
  const words = [0, 4, 8, 12, 16, 20, 24, 28].map((at) => view.getUint32(at, true))
  const [even, odd] = [0, 1].map((start) => words.filter((_, at) => at % 2 === start))
  const roundKeys = new Int32Array(2 * ROUNDS + 8)
  for (let at = 0; at < roundKeys.length; at += 2) {
    const a = h(at * 0x01010101, even ?? [])
    const b = rotateLeft(h((at + 1) * 0x01010101, odd ?? []), 8)
    roundKeys[at] = a + b
    roundKeys[at + 1] = rotateLeft((a + 2 * b) | 0, 9)
  }
  const secret = [24, 16, 8, 0].map((at) => multiplyMatrix(RS, [...key.subarray(at, at + 8)], RS_POLYNOMIAL))
  const boxes = [0, 1, 2, 3].map((at) =>
    Int32Array.from({ length: 256 }, (_, byte) => {
      const value = substitute(byte, at, secret)
      return multiplyMatrix(
        MDS,
        [0, 1, 2, 3].map((n) => (n === at ? value : 0)),
        MDS_POLYNOMIAL,
      )
    }),
  )
  return { roundKeys, boxes }
}

function openBlock({ roundKeys, boxes }: Schedule, from: DataView, to: DataView, at: number): void {
  const [box0, box1, box2, box3] = boxes as [Int32Array, Int32Array, Int32Array, Int32Array]
  const key = (index: number): number => roundKeys[index] ?? 0
  const g = (x: number): number =>
    (box0[x & 255] ?? 0) ^ (box1[(x >>> 8) & 255] ?? 0) ^ (box2[(x >>> 16) & 255] ?? 0) ^ (box3[x >>> 24] ?? 0)
  const word = (n: number): number => from.getInt32(at + 4 * n, true)
  let [a, b, c, d] = [word(2) ^ key(6), word(3) ^ key(7), word(0) ^ key(4), word(1) ^ key(5)]
  for (let round = ROUNDS - 1; round >= 0; round--) {
    ;[a, b, c, d] = [c, d, a, b]
    const [t0, t1] = [g(a), g(rotateLeft(b, 8))]
    c = rotateLeft(c, 1) ^ ((t0 + t1 + key(2 * round + 8)) | 0)
    d = rotateRight(d ^ ((t0 + 2 * t1 + key(2 * round + 9)) | 0), 1)
  }
  for (const [n, value] of [a, b, c, d].entries()) to.setInt32(at + 4 * n, value ^ key(n), true)
}

/**
 * Decrypt whole blocks in CBC mode and keep the padding.
 *
 * @param key - 32 bytes.
 * @param iv - 16 bytes.
 */
export function decryptTwofish(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== KEY || iv.length !== TWOFISH_BLOCK || data.length % TWOFISH_BLOCK !== 0)
    throw new TypeError("wrong length of key, IV or data")
  const schedule = scheduleOf(key)
  const out = new Uint8Array(data.length)
  const [from, to] = [new DataView(data.buffer, data.byteOffset, data.length), new DataView(out.buffer)]
  for (let at = 0; at < data.length; at += TWOFISH_BLOCK) {
    openBlock(schedule, from, to, at)
    const before = at === 0 ? iv : data.subarray(at - TWOFISH_BLOCK, at)
    for (let n = 0; n < TWOFISH_BLOCK; n++) out[at + n] = (out[at + n] ?? 0) ^ (before[n] ?? 0)
  }
  return out
}

/** As {@link decryptTwofish}, without the PKCS #7 padding. @returns Null where length or padding is wrong: usually a wrong key. */
export function openTwofishCbc(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length === 0 || sealed.length % TWOFISH_BLOCK !== 0) return null
  const plain = decryptTwofish(key, iv, sealed)
  const padding = plain.at(-1) ?? 0
  if (padding < 1 || padding > TWOFISH_BLOCK || !plain.subarray(-padding).every((byte) => byte === padding)) return null
  return plain.subarray(0, -padding)
}
