import { createHash } from "node:crypto"
import { decodeBase32, encodeBase32 } from "../accounts/base32.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const PART_TEXTS = texts({
  notPart: { en: "this is not a complete part of a transfer", ja: "引き継ぎデータの QR コードとして読み取れません" },
  newer: {
    en: "the transfer was made by a newer keyferry (parts of version {version})",
    ja: "この引き継ぎデータは新しい版の keyferry で作成されています（QR コードの版 {version}）",
  },
  tooSmall: { en: "the codes are too small for a transfer", ja: "この大きさの QR コードでは引き継ぎできません" },
})

/** The most parts of one transfer. */
export const MAX_PARTS = 999
/** What the largest QR code holds in alphanumeric mode. */
const MAX_PART_CHARS = 4296

/** One QR code of a transfer. */
export interface Part {
  /** 8 characters: identifies the transfer and is the checksum of the whole file. */
  readonly set: string
  /** 1-based. */
  readonly index: number
  readonly count: number
  readonly chunk: Uint8Array
}

/** The first 40 bits of the SHA-256 of the whole file, in base32. */
export function setOf(file: Uint8Array): string {
  return encodeBase32(createHash("sha256").update(file).digest().subarray(0, 5))
}

/**
 * Cut a sealed transfer into parts of nearly the same size, as few as possible.
 *
 * @param maxChars - What one QR code holds in alphanumeric mode.
 * @throws {@link AppError} `limit-exceeded` where more than {@link MAX_PARTS} would be needed.
 */
export function cutFile(file: Uint8Array, maxChars: number): string[] {
  const set = setOf(file)
  for (let count = 1; count <= MAX_PARTS; count++) {
    const head = formatHead(set, count, count).length
    const room = Math.floor(((maxChars - head) * 5) / 8)
    const size = Math.ceil(file.length / count)
    if (size > room) continue
    return Array.from({ length: Math.ceil(file.length / size) }, (_, i, total = Math.ceil(file.length / size)) => {
      return formatHead(set, i + 1, total) + encodeBase32(file.subarray(i * size, (i + 1) * size))
    })
  }
  throw new AppError("limit-exceeded", PART_TEXTS.tooSmall)
}

function formatHead(set: string, index: number, count: number): string {
  return `KEYFERRY:1/${set}/${index}-${count}/`
}

/** Whether a line looks like a part of any version. */
export function looksLikePart(line: string): boolean {
  return /^\s*keyferry:\d/i.test(line)
}

/** @throws {@link AppError} `format-damaged`, `format-version` */
export function parsePart(text: string): Part {
  const line = text.trim().toUpperCase()
  const version = /^KEYFERRY:(\d{1,4})\//.exec(line)?.[1]
  if (version !== undefined && version !== "1")
    throw new AppError("format-version", PART_TEXTS.newer, { detail: { version: Number(version) } })
  const found = line.length > MAX_PART_CHARS ? null : /^KEYFERRY:1\/([A-Z2-7]{8})\/([1-9]\d{0,2})-([1-9]\d{0,2})\/([A-Z2-7]+)$/.exec(line)
  const [, set, index, count, chunk] = found ?? []
  if (set === undefined || chunk === undefined || Number(index) > Number(count)) throw new AppError("format-damaged", PART_TEXTS.notPart)
  return { set, index: Number(index), count: Number(count), chunk: decodeBase32(chunk) }
}

/** The progress of one transfer. */
export interface SetState {
  readonly set: string
  readonly count: number
  /** 1-based, ascending. */
  readonly have: readonly number[]
  readonly missing: readonly number[]
  /** `altered`: every part was read, but the checksum of the file does not match. */
  readonly state: "incomplete" | "whole" | "altered"
}

interface Cutting {
  readonly set: string
  readonly count: number
  /** By index: the different chunks that were read for it. */
  readonly chunks: Map<number, Uint8Array[]>
}

/** How many combinations of differing chunks are tried before a set is reported as altered. */
const MAX_TRIES = 256

/**
 * Collects parts in any order. Repeated parts are ignored, and parts of different transfers are kept apart. The same transfer, cut for
 * another window size, has another number of parts: both cuttings are collected, and the fuller one counts.
 */
export class PartCollector {
  readonly #cuttings = new Map<string, Cutting>()

  /** @returns Whether the part is new. */
  add(part: Part): boolean {
    const key = `${part.set}/${part.count}`
    const cutting = this.#cuttings.get(key) ?? { set: part.set, count: part.count, chunks: new Map<number, Uint8Array[]>() }
    this.#cuttings.set(key, cutting)
    const known = cutting.chunks.get(part.index) ?? []
    if (known.some((chunk) => Buffer.compare(chunk, part.chunk) === 0)) return false
    cutting.chunks.set(part.index, [...known, part.chunk])
    return true
  }

  /** One state per transfer, in the order of their first parts. */
  states(): SetState[] {
    const best = new Map<string, SetState>()
    for (const cutting of this.#cuttings.values()) {
      const state = this.#stateOf(cutting)
      const known = best.get(cutting.set)
      if (known === undefined || rank(state) > rank(known)) best.set(cutting.set, state)
    }
    return [...best.values()]
  }

  /** The whole file of a set; null until all parts are read. */
  file(set: string): Uint8Array | null {
    for (const cutting of this.#cuttings.values()) {
      const file = cutting.set === set ? assemble(cutting) : null
      if (file !== null) return file
    }
    return null
  }

  #stateOf(cutting: Cutting): SetState {
    const all = Array.from({ length: cutting.count }, (_, i) => i + 1)
    const have = all.filter((index) => cutting.chunks.has(index))
    const missing = all.filter((index) => !cutting.chunks.has(index))
    const state = missing.length > 0 ? "incomplete" : assemble(cutting) === null ? "altered" : "whole"
    return { set: cutting.set, count: cutting.count, have, missing, state }
  }
}

function rank(state: SetState): number {
  return state.state === "whole" ? 2 : state.have.length / state.count
}

function assemble({ set, count, chunks }: Cutting): Uint8Array | null {
  const choices = Array.from({ length: count }, (_, i) => chunks.get(i + 1) ?? [])
  const ways = choices.reduce((product, readings) => product * readings.length, 1)
  for (let way = 0; way < Math.min(ways, MAX_TRIES); way++) {
    let rest = way
    const picked = choices.map((readings) => {
      const reading = readings[rest % readings.length]
      rest = Math.floor(rest / readings.length)
      return reading ?? new Uint8Array()
    })
    const file = Buffer.concat(picked)
    if (setOf(file) === set) return Uint8Array.from(file)
  }
  return null
}
