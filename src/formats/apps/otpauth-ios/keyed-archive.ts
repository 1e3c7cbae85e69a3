import { AppError } from "../../../base/errors.ts"
import { JSON_TEXTS } from "../../containers/json.ts"
import { PlistUid, isPlistDict, readBinaryPlist } from "./binary-plist.ts"
import type { PlistDict, PlistValue } from "./binary-plist.ts"

/** Fields of one object. A small file may refer to the same object for each of its records. */
const MAX_FIELDS = 200

const shape = (): AppError => new AppError("format-damaged", JSON_TEXTS.shape)

/**
 * An archive that NSKeyedArchiver wrote into a binary property list: a list of objects that name each other by place. References are followed
 * one at a time, on access, so that neither cycles nor shared objects cost anything.
 */
export class KeyedArchive {
  readonly #objects: readonly PlistValue[]
  /** The root dictionary: an archive without `root` gives its top-level names. */
  readonly root: ArchivedObject

  /** @throws AppError `format-damaged`, `limit-exceeded` */
  constructor(bytes: Uint8Array) {
    const plist = readBinaryPlist(bytes)
    if (!isPlistDict(plist) || plist.get("$archiver") !== "NSKeyedArchiver") throw shape()
    const [objects, top] = [plist.get("$objects"), plist.get("$top")]
    if (!Array.isArray(objects) || !isPlistDict(top)) throw shape()
    this.#objects = objects as readonly PlistValue[]
    const root = top.has("root") ? this.#follow(top.get("root")) : top
    if (!isPlistDict(root)) throw shape()
    this.root = new ArchivedObject(root, (value) => this.#follow(value))
  }

  #follow(value: PlistValue | undefined): PlistValue {
    const found = value instanceof PlistUid ? this.#objects[value.index] : value
    return found === undefined || found === "$null" ? null : found
  }
}

/** One object of an archive: a dictionary of Foundation, or any object by the names its class encodes. */
export class ArchivedObject {
  readonly #fields: PlistDict
  readonly #follow: (value: PlistValue | undefined) => PlistValue

  constructor(fields: PlistDict, follow: (value: PlistValue | undefined) => PlistValue) {
    this.#fields = fields
    this.#follow = follow
  }

  /** Null where there is no such field. */
  get(name: string): PlistValue {
    const keys = this.#fields.get("NS.keys")
    const values = this.#fields.get("NS.objects")
    if (!Array.isArray(keys) || !Array.isArray(values)) return this.#follow(this.#fields.get(name))
    if (keys.length > MAX_FIELDS) throw shape()
    const at = (keys as readonly PlistValue[]).findIndex((key) => this.#follow(key) === name)
    return at < 0 ? null : this.#follow((values as readonly PlistValue[])[at])
  }

  /** NSString and NSMutableString; `""` for anything else. */
  text(name: string): string {
    const value = this.get(name)
    const inner = isPlistDict(value) ? this.#follow(value.get("NS.string")) : value
    return typeof inner === "string" ? inner : ""
  }

  /** NSData and NSMutableData; empty for anything else. */
  data(name: string): Uint8Array {
    const value = this.get(name)
    const inner = isPlistDict(value) ? this.#follow(value.get("NS.data")) : value
    return inner instanceof Uint8Array ? inner : new Uint8Array(0)
  }

  /** Null where the value is not a number. */
  number(name: string): number | null {
    const value = this.get(name)
    return typeof value === "number" ? value : null
  }

  /** The objects of an NSArray or NSSet; an element that is not an object is null. */
  list(name: string): (ArchivedObject | null)[] {
    const value = this.get(name)
    const items = isPlistDict(value) ? value.get("NS.objects") : value
    if (!Array.isArray(items)) return []
    return (items as readonly PlistValue[]).map((item) => {
      const found = this.#follow(item)
      return isPlistDict(found) ? new ArchivedObject(found, this.#follow) : null
    })
  }
}
