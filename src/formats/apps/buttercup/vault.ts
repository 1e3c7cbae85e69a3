import { arrayOrEmpty, isObject, objectOf } from "../../containers/json.ts"
import { checkRecords } from "../../limits.ts"
import { firstText, groupNames, text } from "../../records/fields.ts"
import { folderPath } from "../../records/folders.ts"
import type { VaultItem } from "../../records/item-codes.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { decodeLossy, linesOf } from "../../records/text.ts"

interface Group {
  parent: string
  title: string
  isTrash: boolean
}

interface Entry {
  group: string
  readonly properties: Map<string, string>
  readonly attributes: Map<string, string>
}

/** Where an entry is. `groups`: its path without the trash, at most one. */
interface Place {
  readonly groups: readonly string[]
  readonly trashed: boolean
  /** Whether one of its groups was deleted with all that is in it. */
  readonly deleted: boolean
}

const OUTSIDE: Place = { groups: [], trashed: false, deleted: false }
const TRASH_ROLE = "bc_group_role"
/** Before a property's name: the attribute with its type. */
const FIELD_TYPE = "BC_ENTRY_FIELD_TYPE:"
const MAX_DEPTH = 100

/** Groups and entries of a vault, in the order of their creation. */
export class Vault {
  readonly #groups = new Map<string, Group>()
  readonly #entries = new Map<string, Entry>()
  readonly #deletedGroups = new Set<string>()
  readonly #places = new Map<string, Place>()

  /** Format A: the vault's history, one command per line. Unknown commands change nothing that is read here. */
  static fromCommands(history: string): Vault {
    const vault = new Vault()
    for (const { text: line } of linesOf(history)) vault.#run(argumentsOf(line))
    return vault
  }

  /** Format B: the vault's state. @throws AppError `format-damaged` */
  static fromJson(json: unknown): Vault {
    const root = objectOf(json)
    const vault = new Vault()
    for (const group of arrayOrEmpty(root["g"]).filter(isObject)) {
      const id = text(group["id"])
      vault.addGroup(id, text(group["g"]), text(group["t"]))
      for (const [name, value] of valuesOf(group["a"])) vault.#setGroupAttribute(id, name, value)
    }
    for (const entry of arrayOrEmpty(root["e"]).filter(isObject)) {
      const made = vault.#addEntry(text(entry["id"]), text(entry["g"]))
      for (const [name, value] of valuesOf(entry["p"])) made.properties.set(name, value)
      for (const [name, value] of valuesOf(entry["a"])) made.attributes.set(name, value)
    }
    return vault
  }

  addGroup(id: string, parent: string, title: string): void {
    checkRecords(this.#groups.size)
    this.#groups.set(id, { parent, title, isTrash: false })
  }

  /** The entries that are not deleted. */
  items(): VaultItem[] {
    return [...this.#entries.values()].flatMap(({ group, properties, attributes }) => {
      const place = this.placeOf(group)
      return place.deleted ? [] : [itemOf(properties, (name) => attributes.get(FIELD_TYPE + name) === "otp", place)]
    })
  }

  /** Call it only when all groups are known. @param depth - How many groups lie between the entry and this group. */
  placeOf(id: string, depth = 0): Place {
    const known = this.#places.get(id)
    if (known !== undefined) return known
    const group = this.#groups.get(id)
    const outer = group === undefined || depth >= MAX_DEPTH ? OUTSIDE : this.placeOf(group.parent, depth + 1)
    const titles = group === undefined || group.isTrash ? [] : [group.title]
    const place = {
      groups: groupNames([folderPath([...outer.groups, ...titles])]),
      trashed: outer.trashed || group?.isTrash === true,
      deleted: outer.deleted || this.#deletedGroups.has(id),
    }
    this.#places.set(id, place)
    return place
  }

  #addEntry(id: string, group: string): Entry {
    checkRecords(this.#entries.size)
    const entry = { group, properties: new Map<string, string>(), attributes: new Map<string, string>() }
    this.#entries.set(id, entry)
    return entry
  }

  #setGroupAttribute(id: string, name: string, value: string): void {
    const group = this.#groups.get(id)
    if (group !== undefined && name === TRASH_ROLE) group.isTrash = value === "trash"
  }

  #run([command = "", id = "", second = "", third = ""]: readonly string[]): void {
    const [group, entry] = [this.#groups.get(id), this.#entries.get(id)]
    switch (command) {
      case "cgr": {
        this.addGroup(second, id, "")
        return
      }
      case "tgr":
        if (group !== undefined) group.title = second
        return
      case "mgr":
        if (group !== undefined) group.parent = second
        return
      case "dgr":
        this.#deletedGroups.add(id)
        return
      case "sga": {
        this.#setGroupAttribute(id, second, third)
        return
      }
      case "cen":
        this.#addEntry(second, id)
        return
      case "men":
        if (entry !== undefined) entry.group = second
        return
      case "den":
        this.#entries.delete(id)
        return
      case "sep":
      case "sem":
        entry?.properties.set(second, third)
        return
      case "dep":
      case "dem":
        entry?.properties.delete(second)
        return
      case "sea":
        entry?.attributes.set(second, third)
        return
      case "dea":
        entry?.attributes.delete(second)
    }
  }
}

/** @param fields - By name, in their order. @param isCode - Whether the field of that name is for codes. */
export function itemOf(
  fields: ReadonlyMap<string, string>,
  isCode: (name: string) => boolean,
  { groups, trashed }: Omit<Place, "deleted">,
): VaultItem {
  const named = [...fields]
  const find = (...names: readonly string[]): string =>
    firstText(...named.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value))
  const note = find("notes", "note")
  return {
    title: find("title"),
    username: find("username"),
    url: find("url"),
    codes: named.filter(([name]) => isCode(name)).map(([label, value]) => ({ label, value })),
    texts: named.filter(([name]) => !isCode(name)).map(([, value]) => value),
    details: { note, groups, trashed },
  }
}

const ENCODED = "utf8+base64:"

/** The words of a command; quoted ones may hold blanks. */
function argumentsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map(([word, quoted]) => {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? word
    return value.startsWith(ENCODED) ? decodeLossy(decodeBase64(value.slice(ENCODED.length))) : value
  })
}

/** The values of properties or attributes that are not deleted. */
function valuesOf(properties: unknown): [string, string][] {
  if (!isObject(properties)) return []
  return Object.entries(properties).flatMap(([name, property]): [string, string][] => {
    if (!isObject(property)) return [[name, text(property)]]
    return typeof property["deleted"] === "number" ? [] : [[name, text(property["value"])]]
  })
}
