import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { checkFileBytes, checkRecords } from "../../limits.ts"

export const JAVA_TEXTS = texts({
  broken: { en: "the Java data in the file is cut off or damaged", ja: "ファイル内の Java データが壊れているか、途中で切れています" },
  notMap: { en: "the Java data in the file is not a map of texts", ja: "ファイル内の Java データが想定した形ではありません" },
})

const NULL = 0x70
const REFERENCE = 0x71
const CLASS_DESCRIPTION = 0x72
const OBJECT = 0x73
const STRING = 0x74
const BLOCK_DATA = 0x77
const END = 0x78
const LONG_STRING = 0x7c
const FIRST_HANDLE = 0x7e0000

/**
 * Read a Java-serialised `java.util.HashMap<String, String>`.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 * @see Java Object Serialization Specification, section 6 (the stream protocol)
 */
export function readJavaStringMap(bytes: Uint8Array): Map<string, string> {
  const stream = new JavaStream(bytes)
  stream.mapHeader()
  const map = new Map<string, string>()
  let size = 0
  for (;;) {
    const key = stream.string()
    if (key === END) return map
    const value = stream.string()
    if (value === END) throw new AppError("format-damaged", JAVA_TEXTS.broken)
    if (key !== null && value !== null) map.set(key, value)
    checkRecords(map.size)
    // A reference to an earlier text takes only five bytes in the file, but as much work as the text itself.
    size += value?.length ?? 0
    checkFileBytes(size)
  }
}

class JavaStream {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  /** By handle, from 0x7e0000 on. Undefined for classes and objects, which have no text. */
  readonly #handles: (string | undefined)[] = []
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** Magic, version, the HashMap's class description, its two fields and the block that holds its size. */
  mapHeader(): void {
    this.#expect(this.#u16() === 0xaced && this.#u16() === 5 && this.#u8() === OBJECT && this.#u8() === CLASS_DESCRIPTION)
    this.#expect(this.#utf(this.#u16()) === "java.util.HashMap")
    this.#skip(8 + 1)
    this.#handles.push(undefined)
    let fieldBytes = 0
    for (let fields = this.#u16(); fields > 0; fields--) {
      const type = String.fromCharCode(this.#u8())
      this.#expect(type === "F" || type === "I")
      fieldBytes += 4
      this.#skip(this.#u16())
    }
    this.#expect(this.#u8() === END && this.#u8() === NULL)
    this.#handles.push(undefined)
    this.#skip(fieldBytes)
    this.#expect(this.#u8() === BLOCK_DATA)
    this.#skip(this.#u8())
  }

  /** The next text, null, or {@link END}. */
  string(): string | null | typeof END {
    const tag = this.#u8()
    switch (tag) {
      case END:
        return END
      case NULL:
        return null
      case STRING:
        return this.#remember(this.#utf(this.#u16()))
      case LONG_STRING:
        this.#expect(this.#u32() === 0)
        return this.#remember(this.#utf(this.#u32()))
      case REFERENCE: {
        const text = this.#handles[this.#u32() - FIRST_HANDLE]
        if (text === undefined) throw new AppError("format-damaged", JAVA_TEXTS.notMap)
        return text
      }
      default:
        throw new AppError("format-damaged", JAVA_TEXTS.notMap)
    }
  }

  #remember(text: string): string {
    this.#handles.push(text)
    return text
  }

  /** Modified UTF-8: NUL in two bytes, and each half of a surrogate pair in three of its own. */
  #utf(length: number): string {
    const start = this.#at
    this.#skip(length)
    const units: number[] = []
    let out = ""
    for (let at = start; at < start + length;) {
      const a = this.#bytes[at] ?? 0
      const b = this.#bytes[at + 1] ?? 0
      const c = this.#bytes[at + 2] ?? 0
      const width = a < 0x80 ? 1 : a >> 5 === 6 ? 2 : a >> 4 === 14 ? 3 : 0
      if (width === 0) throw new AppError("format-damaged", JAVA_TEXTS.broken)
      units.push(width === 1 ? a : width === 2 ? ((a & 31) << 6) | (b & 63) : ((a & 15) << 12) | ((b & 63) << 6) | (c & 63))
      at += width
      if (units.length >= 8192) out += String.fromCharCode(...units.splice(0))
    }
    return out + String.fromCharCode(...units)
  }

  #expect(holds: boolean): void {
    if (!holds) throw new AppError("format-damaged", JAVA_TEXTS.notMap)
  }

  #skip(bytes: number): void {
    if (this.#at + bytes > this.#bytes.length) throw new AppError("format-damaged", JAVA_TEXTS.broken)
    this.#at += bytes
  }

  #u8(): number {
    this.#skip(1)
    return this.#view.getUint8(this.#at - 1)
  }

  #u16(): number {
    this.#skip(2)
    return this.#view.getUint16(this.#at - 2)
  }

  #u32(): number {
    this.#skip(4)
    return this.#view.getUint32(this.#at - 4)
  }
}
