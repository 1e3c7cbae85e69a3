import { AppError } from "../../../base/errors.ts"
import { JSON_TEXTS, isObject, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { couldBeSecret, isLikelySecret, isOtpAddress } from "../../guess/likely-secret.ts"
import type { GuessRow, GuessTable } from "../../guess/row-codes.ts"
import { readName } from "../../guess/words.ts"
import { checkRecords } from "../../limits.ts"
import { linesOf } from "../../records/text.ts"

/**
 * Read JSON with one value per line as a list.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export function jsonLines(text: string): readonly unknown[] {
  const values: unknown[] = []
  for (const { text: line } of linesOf(text)) {
    checkRecords(values.length + 1)
    if (!line.startsWith("{") && !line.startsWith("[")) throw new AppError("format-damaged", JSON_TEXTS.broken)
    values.push(parseJson(line.replace(/,$/, "")))
  }
  return values
}

/** A record that may hold a secret or an otpauth URI: an element of a list, a value of a map, or a single object. */
interface Found {
  /** The record itself; a string where a list or map holds bare URIs or secrets. */
  readonly record: JsonObject | string
  /** Its key in a map; null in a list. */
  readonly key: string | null
  /** The object that contains its list or map. */
  readonly around: JsonObject | null
}

const KEY = "(key)"
const VALUE = "(value)"
/** Objects nested deeper than this are not part of the record. */
const MAX_INSIDE = 4
const MAX_COLUMNS = 200

/**
 * Make a table of every list and map of records that holds secrets or otpauth URIs, and of single objects where there is no such list or map.
 * Where no value looks like a secret, return the tables with a column named like one. A table's place has `*` for the keys of maps, so that
 * it shows nothing of the content.
 *
 * @param maxValues - At most this many objects and lists are visited; strings are not counted.
 */
export function jsonTables(root: unknown, maxValues = Number.POSITIVE_INFINITY): GuessTable[] {
  const places = new Map<string, Found[]>()
  let left = maxValues
  const addFound = (place: string, found: Found): void => {
    const all = places.get(place) ?? []
    all.push(found)
    places.set(place, all)
  }
  const visit = (value: unknown, place: string, parent: JsonObject | null): void => {
    if (--left < 0) return
    if (Array.isArray(value)) {
      const childPlace = `${place}[]`
      for (const item of value as unknown[]) {
        if (isObject(item)) visitRecord(item, childPlace, null, parent)
        else if (typeof item === "string") {
          if (isOtpAddress(item)) addFound(childPlace, { record: item, key: null, around: parent })
        } else visit(item, childPlace, parent)
      }
    } else if (isObject(value)) visitObject(value, place, parent)
  }
  const visitObject = (object: JsonObject, place: string, parent: JsonObject | null): void => {
    const childPlace = place === "" ? "*" : `${place}.*`
    if (isTextMap(object)) {
      for (const [key, text] of Object.entries(object))
        if (typeof text === "string") addFound(childPlace, { record: text, key, around: parent })
    } else if (isMap(object)) {
      for (const [key, item] of Object.entries(object)) if (isObject(item)) visitRecord(item, childPlace, key, parent)
    } else visitRecord(object, place, null, parent)
  }
  const visitRecord = (record: JsonObject, place: string, key: string | null, parent: JsonObject | null): void => {
    if (--left < 0) return
    addFound(place, { record, key, around: parent })
    // A record's nested objects become its columns; its lists and maps hold further records.
    visitParts(record, place, isMany(place) ? record : null, 0)
  }
  const visitParts = (part: JsonObject, place: string, record: JsonObject | null, depth: number): void => {
    for (const [name, value] of Object.entries(part)) {
      const childPlace = place === "" ? name : `${place}.${name}`
      if (Array.isArray(value)) visit(value, childPlace, record)
      else if (isObject(value)) {
        if (--left < 0) return
        if (isMap(value) || isTextMap(value)) visitObject(value, childPlace, record)
        else if (depth < MAX_INSIDE) visitParts(value, childPlace, record, depth + 1)
        else visitRecord(value, childPlace, null, record)
      }
    }
  }
  visit(root, "", null)
  const tables = [...places].flatMap(([place, found]) => tableOf(place, found) ?? [])
  const withKeys = tables.filter(({ hasKeys }) => hasKeys)
  // Where there are lists of records, single objects describe the device or the file.
  const lists = withKeys.filter(({ place }) => isMany(place))
  const chosen = lists.length > 0 ? lists : withKeys.length > 0 ? withKeys : tables
  let at = 0
  return chosen.map((table) => ({ ...table, rows: table.rows.map(({ cells }) => ({ at: ++at, cells })) }))
}

const isMany = (place: string): boolean => place.endsWith("[]") || place.endsWith("*")

/** Whether the object is a map: several objects with similar keys, whose names are data. */
function isMap(object: JsonObject): boolean {
  const values = Object.values(object).slice(0, 50)
  const [first, second] = values
  if (values.length < 2 || !isObject(first) || !isObject(second) || !values.every(isObject)) return false
  const shared = Object.keys(first).filter((key) => Object.hasOwn(second, key))
  return shared.length > 0 && shared.length * 2 >= Math.min(Object.keys(first).length, Object.keys(second).length)
}

/** Whether the object is a map from names to secrets or otpauth URIs. */
function isTextMap(object: JsonObject): boolean {
  const entries = Object.entries(object).slice(0, 50)
  const texts = entries.filter(([, value]) => typeof value === "string")
  if (texts.length === 0 || texts.length * 2 < entries.length) return false
  const keys = texts.filter(([name, value]) => {
    const { fields, never } = readName(name)
    return (
      !never && !fields.has("secret") && !fields.has("uri") && typeof value === "string" && (isOtpAddress(value) || isLikelySecret(value))
    )
  })
  return keys.length >= 2 && keys.length * 5 >= texts.length * 4
}

function tableOf(place: string, found: readonly Found[]): (GuessTable & { hasKeys: boolean }) | null {
  const columns: string[] = []
  const index = new Map<string, number>()
  const columnOf = (name: string): number => {
    const known = index.get(name)
    if (known !== undefined) return known
    if (columns.length >= MAX_COLUMNS) return -1
    index.set(name, columns.length)
    return columns.push(name) - 1
  }
  let last: { readonly around: JsonObject; readonly cells: [name: string, value: string][] } | null = null
  const cellsAround = (around: JsonObject): [name: string, value: string][] => {
    // The records of one list follow each other.
    if (last?.around !== around) last = { around, cells: findAround(around) }
    return last.cells
  }
  const rows = found.map(({ record, key, around }): GuessRow => {
    const cells: string[] = []
    const set = (name: string, value: string): void => {
      const column = value === "" ? -1 : columnOf(name)
      if (column >= 0) cells[column] = value
    }
    if (key !== null) set(KEY, key)
    if (typeof record === "string") set(VALUE, record)
    else flatten(record, "", 0, set)
    if (around !== null) for (const [name, value] of cellsAround(around)) set(name, value)
    return { at: 0, cells }
  })
  const hasKeys = rows.some(({ cells }) => cells.some((cell, at) => isKeyCell(columns[at] ?? "", cell)))
  const isNamed = columns.some((name) => readName(name).fields.has("secret"))
  if (!hasKeys && !isNamed) return null
  return {
    place,
    columns: columns.map(columnLabel),
    rows: rows.map((row) => ({ ...row, cells: padCells(row.cells, columns.length) })),
    hasKeys,
  }
}

const isKeyCell = (name: string, cell: string): boolean =>
  isOtpAddress(cell) || isLikelySecret(cell) || (couldBeSecret(cell) && readName(name).fields.has("secret"))

const padCells = (cells: readonly string[], length: number): string[] => Array.from({ length }, (_, at) => cells[at] ?? "")

/** Null for the columns {@link KEY} and {@link VALUE}: they have no name of their own and are recognised by their values. */
const columnLabel = (name: string): string | null => (name === KEY || name === VALUE ? null : name)

function flatten(object: JsonObject, prefix: string, depth: number, set: (name: string, value: string) => void): void {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix === "" ? name : `${prefix}.${name}`
    if (typeof value === "string") set(path, value)
    else if (typeof value === "number" || typeof value === "boolean") set(path, String(value))
    else if (Array.isArray(value)) set(path, joinList(value as unknown[]))
    else if (isObject(value) && depth < MAX_INSIDE && !isMap(value)) flatten(value, path, depth + 1, set)
  }
}

/** A list such as tags as one text; objects are represented by their names. */
function joinList(list: readonly unknown[]): string {
  if (list.length > 50) return ""
  const texts = list.flatMap((one) => {
    const text = isObject(one) ? one["name"] : one
    return typeof text === "string" && text.length <= 200 && !isOtpAddress(text) && !isLikelySecret(text) ? [text] : []
  })
  return texts.length === list.length ? texts.join(", ") : ""
}

/** The issuer or group of all records in a list, by column, from the object around it. */
function findAround(around: JsonObject): [name: string, value: string][] {
  return Object.entries(around).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== "string" || value.length > 200) return []
    const { fields, label } = readName(name)
    if (fields.has("issuer")) return [[`../${name}`, value]]
    return fields.has("groups") || label === 2 ? [["../group", value]] : []
  })
}
