import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Sniffed } from "./sniffed.ts"

const MIB = 1 << 20

/** The most that one input may cost. Far above real exports, low enough that a hostile file does no harm. */
export const LIMITS = {
  /** One file. */
  fileBytes: 64 * MIB,
  /** A key file that goes with a password; a real one has a few lines. */
  keyFileBytes: MIB,
  /** All content of one container, in bytes and as a multiple of its packed size. */
  inflatedBytes: 256 * MIB,
  inflateRatio: 1000,
  zipMembers: 10_000,
  jsonDepth: 100,
  /** Each takes some 50 bytes of memory. */
  jsonValues: 4_000_000,
  xmlDepth: 100,
  /** Each takes some 500 bytes of memory. */
  xmlElements: 2_000_000,
  xmlAttributes: 500_000,
  /** 1Password 7 has a column for every field of every item. */
  csvColumns: 2000,
  /** Rows times columns, since a short row is filled up to the header's length; and delimiters. Each takes some 60 bytes of memory. */
  csvCells: 10_000_000,
  /** Records in one file. */
  records: 250_000,
  /** Tables, indexes and the like in one database. */
  tables: 10_000,
  pbkdf2Rounds: 10_000_000,
  /** Over all records of a file, where each record has its own salt. */
  pbkdf2RoundsOfRecords: 200_000_000,
  /** KeePass' AES-KDF. One round is a single AES block, so far cheaper than one of PBKDF2. */
  aesKdfRounds: 250_000_000,
  /** scrypt and Argon2. */
  kdfMemoryBytes: 1024 * MIB,
  /** scrypt: N·r·p. Twice the largest N·r that the memory limit allows. */
  scryptWork: 1 << 24,
  /** The same, over all key slots of one file together. */
  scryptWorkOfSlots: 1 << 25,
  /** Argon2: memory in KiB times passes. Ente halves the memory and doubles the passes, so its product stays 2^24. */
  argon2Work: 1 << 26,
  argon2Lanes: 64,
  kdfSaltBytes: 1 << 16,
  /** How many key slots of one file are tried. */
  keySlots: 32,
} as const

export const LIMIT_TEXTS = texts({
  file: { en: "the file is larger than {max} MiB", ja: "ファイルが {max} MiB を超えています" },
  inflated: { en: "the unpacked content of the file is larger than {max} MiB", ja: "展開後の大きさが {max} MiB を超えています" },
  ratio: { en: "the compression ratio of the file is implausibly high", ja: "圧縮率が異常に高いファイルです" },
  members: { en: "the archive contains more than {max} files", ja: "書庫の中のファイルが {max} 個を超えています" },
  depth: { en: "the data is nested more than {max} levels deep", ja: "データの入れ子が {max} 段を超えています" },
  values: { en: "there are more than {max} values in the file", ja: "値が {max} 個を超えています" },
  records: { en: "there are more than {max} records in the file", ja: "項目が {max} 件を超えています" },
  tables: { en: "the database has more than {max} tables", ja: "データベースの表が {max} 個を超えています" },
  rounds: { en: "the key derivation asks for more than {max} rounds", ja: "鍵導出の反復回数が {max} 回を超えています" },
  memory: { en: "the key derivation asks for more than {max} MiB of memory", ja: "鍵導出に必要なメモリーが {max} MiB を超えています" },
  work: { en: "the key derivation asks for more work than is allowed", ja: "鍵導出の計算量が上限を超えています" },
  slots: { en: "the file has more than {max} key slots", ja: "鍵スロットが {max} 個を超えています" },
})

/** @throws AppError `limit-exceeded` */
export function checkFileBytes(size: number): void {
  if (size > LIMITS.fileBytes) throw fileTooLarge()
}

/** `limit-exceeded` where an input is too large or too deep for every handler; else null. */
export function sniffedLimitError(sniffed: Sniffed): AppError | null {
  const { kind, size } = sniffed
  if (kind === "json-broken" && sniffed.problem !== "syntax") return jsonLimitError(sniffed.problem)
  // Text of that size is not even decoded.
  return kind === "binary" && size > LIMITS.fileBytes ? fileTooLarge() : null
}

export function jsonLimitError(problem: "too-deep" | "too-many"): AppError {
  return problem === "too-deep"
    ? new AppError("limit-exceeded", LIMIT_TEXTS.depth, { detail: { max: LIMITS.jsonDepth } })
    : new AppError("limit-exceeded", LIMIT_TEXTS.values, { detail: { max: LIMITS.jsonValues } })
}

const fileTooLarge = (): AppError => new AppError("limit-exceeded", LIMIT_TEXTS.file, { detail: { max: LIMITS.fileBytes / MIB } })

/**
 * Check the size of unpacked content. Call it before and while unpacking.
 *
 * @param packed - Bytes of the container.
 * @throws AppError `limit-exceeded`
 */
export function checkInflated(inflated: number, packed: number): void {
  if (inflated > LIMITS.inflatedBytes) {
    throw new AppError("limit-exceeded", LIMIT_TEXTS.inflated, { detail: { max: LIMITS.inflatedBytes / MIB } })
  }
  // A small file of one repeated word has a high ratio too.
  if (inflated > 4 * MIB && inflated > packed * LIMITS.inflateRatio) throw new AppError("limit-exceeded", LIMIT_TEXTS.ratio)
}

/** @throws AppError `limit-exceeded` */
export function checkZipMembers(count: number): void {
  if (count > LIMITS.zipMembers) throw new AppError("limit-exceeded", LIMIT_TEXTS.members, { detail: { max: LIMITS.zipMembers } })
}

/** @throws AppError `limit-exceeded` */
export function checkRecords(count: number): void {
  if (count > LIMITS.records) throw new AppError("limit-exceeded", LIMIT_TEXTS.records, { detail: { max: LIMITS.records } })
}

/** @throws AppError `limit-exceeded` */
export function checkTables(count: number): void {
  if (count > LIMITS.tables) throw new AppError("limit-exceeded", LIMIT_TEXTS.tables, { detail: { max: LIMITS.tables } })
}

/** @throws AppError `limit-exceeded` */
export function checkKeySlots(count: number): void {
  if (count > LIMITS.keySlots) throw new AppError("limit-exceeded", LIMIT_TEXTS.slots, { detail: { max: LIMITS.keySlots } })
}

/** @throws AppError `limit-exceeded` */
export function checkPbkdf2(rounds: number): void {
  if (rounds > LIMITS.pbkdf2Rounds) throw new AppError("limit-exceeded", LIMIT_TEXTS.rounds, { detail: { max: LIMITS.pbkdf2Rounds } })
}

/** Where each record of a file is encrypted by itself: the sum of all rounds. @throws AppError `limit-exceeded` */
export function checkPbkdf2OfRecords(rounds: number): void {
  const max = LIMITS.pbkdf2RoundsOfRecords
  if (rounds > max) throw new AppError("limit-exceeded", LIMIT_TEXTS.rounds, { detail: { max } })
}

/** @throws AppError `limit-exceeded` */
export function checkAesKdf(rounds: number): void {
  if (rounds > LIMITS.aesKdfRounds) throw new AppError("limit-exceeded", LIMIT_TEXTS.rounds, { detail: { max: LIMITS.aesKdfRounds } })
}

/** @throws AppError `limit-exceeded` */
export function checkScrypt(n: number, r: number, p: number): void {
  if (128 * n * r > LIMITS.kdfMemoryBytes) throw memoryError()
  if (n * r * p > LIMITS.scryptWork) throw new AppError("limit-exceeded", LIMIT_TEXTS.work)
}

/** Where each key slot of a file has its own scrypt parameters. @throws AppError `limit-exceeded` */
export function checkScryptSlots(slots: readonly { readonly n: number; readonly r: number; readonly p: number }[]): void {
  checkKeySlots(slots.length)
  for (const { n, r, p } of slots) checkScrypt(n, r, p)
  if (slots.reduce((sum, { n, r, p }) => sum + n * r * p, 0) > LIMITS.scryptWorkOfSlots) {
    throw new AppError("limit-exceeded", LIMIT_TEXTS.work)
  }
}

/** @throws AppError `limit-exceeded` */
export function checkArgon2(memoryKiB: number, iterations: number, lanes: number): void {
  if (memoryKiB * 1024 > LIMITS.kdfMemoryBytes) throw memoryError()
  if (memoryKiB * iterations > LIMITS.argon2Work || lanes > LIMITS.argon2Lanes || iterations > 1 << 20) {
    throw new AppError("limit-exceeded", LIMIT_TEXTS.work)
  }
}

const memoryError = (): AppError => new AppError("limit-exceeded", LIMIT_TEXTS.memory, { detail: { max: LIMITS.kdfMemoryBytes / MIB } })
