import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { LIMITS, LIMIT_TEXTS, checkFileBytes, checkRecords } from "../../limits.ts"

/**
 * Apple's binary property lists, as far as archives need them.
 *
 * @see CFBinaryPList.c of Apple's CoreFoundation, "Binary Property List Format"
 */
const TEXTS = texts({
  broken: { en: "the property list is damaged", ja: "プロパティリストが壊れています" },
})

/** A reference of a keyed archive: the place of an object in its list. */
export class PlistUid {
  readonly index: number
  constructor(index: number) {
    this.index = index
  }
}

/** Dates are left as their seconds since 2001. */
export type PlistValue = null | boolean | number | string | Uint8Array | PlistUid | readonly PlistValue[] | PlistDict
export type PlistDict = ReadonlyMap<string, PlistValue>

export function isPlistDict(value: PlistValue | undefined): value is PlistDict {
  return value instanceof Map
}

const broken = (): AppError => new AppError("format-damaged", TEXTS.broken)
const HEADER = "bplist00"
const TRAILER = 32

/**
 * Read a binary property list. An object may be referenced several times; each reference counts towards the limits, so that a small file cannot
 * become a large tree. A cycle is an error.
 *
 * @returns The top object.
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export function readBinaryPlist(bytes: Uint8Array): PlistValue {
  checkFileBytes(bytes.length)
  return new Plist(bytes).top()
}

export function isBinaryPlist(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEADER.length)).toString("latin1") === HEADER
}

class Plist {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #offsetSize: number
  readonly #refSize: number
  readonly #count: number
  readonly #top: number
  readonly #table: number
  #made = 0
  #taken = 0

  constructor(bytes: Uint8Array) {
    if (!isBinaryPlist(bytes) || bytes.length < HEADER.length + TRAILER) throw broken()
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const trailer = bytes.length - TRAILER
    this.#offsetSize = this.#view.getUint8(trailer + 6)
    this.#refSize = this.#view.getUint8(trailer + 7)
    this.#count = this.#uint(trailer + 8, 8)
    this.#top = this.#uint(trailer + 16, 8)
    this.#table = this.#uint(trailer + 24, 8)
    const sizes = [this.#offsetSize, this.#refSize]
    if (sizes.some((size) => size < 1 || size > 8) || this.#table + this.#count * this.#offsetSize > trailer) throw broken()
  }

  top(): PlistValue {
    return this.#object(this.#top, 0)
  }

  #object(index: number, depth: number): PlistValue {
    checkRecords(++this.#made)
    if (depth > LIMITS.jsonDepth) throw new AppError("limit-exceeded", LIMIT_TEXTS.depth, { detail: { max: LIMITS.jsonDepth } })
    if (index >= this.#count) throw broken()
    const at = this.#uint(this.#table + index * this.#offsetSize, this.#offsetSize)
    const marker = this.#uint(at, 1)
    const low = marker & 0x0f
    switch (marker >> 4) {
      case 0x0:
        return low === 8 ? false : low === 9 ? true : null
      case 0x1:
        return this.#integer(at + 1, low)
      case 0x2:
      case 0x3:
        return this.#real(at + 1, low)
      case 0x8:
        return new PlistUid(this.#uint(at + 1, low + 1))
      default:
        return this.#sized(marker >> 4, this.#length(at, low), depth)
    }
  }

  /** Types whose marker carries a length. */
  #sized(type: number, { length, start }: { length: number; start: number }, depth: number): PlistValue {
    switch (type) {
      case 0x4:
        return this.#slice(start, length)
      case 0x5:
        return Buffer.from(this.#slice(start, length)).toString("latin1")
      case 0x6:
        return new TextDecoder("utf-16be").decode(this.#slice(start, length * 2))
      case 0xa:
      case 0xc:
        return this.#refs(start, length).map((ref) => this.#object(ref, depth + 1))
      case 0xd: {
        const refs = this.#refs(start, length * 2)
        return new Map(
          refs.slice(0, length).map((key, n) => {
            const name = this.#object(key, depth + 1)
            if (typeof name !== "string") throw broken()
            return [name, this.#object(refs[length + n] ?? -1, depth + 1)]
          }),
        )
      }
      default:
        throw broken()
    }
  }

  /** 15 says that the length follows as an integer object. */
  #length(at: number, low: number): { length: number; start: number } {
    if (low !== 0x0f) return { length: low, start: at + 1 }
    const power = this.#uint(at + 1, 1)
    if (power >> 4 !== 0x1 || (power & 0x0f) > 3) throw broken()
    const size = 1 << (power & 0x0f)
    return { length: this.#uint(at + 2, size), start: at + 2 + size }
  }

  #refs(start: number, count: number): number[] {
    checkRecords(count)
    this.#slice(start, count * this.#refSize)
    return Array.from({ length: count }, (_, n) => this.#uint(start + n * this.#refSize, this.#refSize))
  }

  #slice(start: number, length: number): Uint8Array {
    if (length < 0 || start + length > this.#bytes.length - TRAILER) throw broken()
    checkFileBytes((this.#taken += length))
    return this.#bytes.slice(start, start + length)
  }

  /** Big-endian, without sign. */
  #uint(at: number, size: number): number {
    if (at < 0 || at + size > this.#bytes.length) throw broken()
    let value = 0
    for (let n = 0; n < size; n++) value = value * 256 + this.#view.getUint8(at + n)
    if (!Number.isSafeInteger(value)) throw broken()
    return value
  }

  /** Of 8 bytes and more with sign. */
  #integer(at: number, power: number): number {
    if (power > 4) throw broken()
    const size = 1 << power
    if (at + size > this.#bytes.length) throw broken()
    return size < 8 ? this.#uint(at, size) : Number(this.#view.getBigInt64(at + size - 8))
  }

  #real(at: number, power: number): number {
    if (at + (1 << power) > this.#bytes.length) throw broken()
    if (power === 2) return this.#view.getFloat32(at)
    if (power === 3) return this.#view.getFloat64(at)
    throw broken()
  }
}
