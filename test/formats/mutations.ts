/** Changes bytes as accidents and attackers do. The result depends only on the bytes and the numbers drawn. */

/** Draws an integer from 0 to below the given number; 0 for 0. */
export type Draw = (below: number) => number

/** xorshift32: the seed determines all numbers. */
export function seededDraw(seed: number): Draw {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % Math.max(below, 1)
  }
}

const NUMBERS = ["-1", "0", "1", "2147483647", "4294967296", "9007199254740993", "99999999999999999999", "1e999", "0.5", "-0", "NaN"]
const NASTY = [
  ...['"', "\\", "{", "[", "}", "]", ",", ":", "\n", "\r", "\0", "<", ">", "&", "%", "=", "#", "?", "/", "'", ";", "\t"],
  ...[
    "null",
    "true",
    "\ud800",
    "\ufeff",
    "\u202e",
    "../",
    "%00",
    "&#0;",
    "<!--",
    "]]>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "__proto__",
    "constructor",
  ],
  ...NUMBERS,
]
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  "",
  "null",
  [],
  {},
  [[]],
  -1,
  0,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  "0",
  "\0",
  "A",
  "=",
  "\ud800",
]

type Change = (bytes: Buffer, draw: Draw, others: readonly Uint8Array[]) => Buffer

const replaceRange = (bytes: Buffer, from: number, between: Uint8Array, to: number): Buffer =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)])

/** A range of at most 64 bytes. */
function span(bytes: Buffer, draw: Draw): [from: number, to: number] {
  const from = draw(bytes.length + 1)
  return [from, from + draw(Math.min(bytes.length - from, 64) + 1)]
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const out = Buffer.from(bytes)
  if (at < out.length) out[at] = value
  return out
}

const BYTE_CHANGES: readonly Change[] = [
  (bytes, draw) => bytes.subarray(0, draw(bytes.length + 1)),
  (bytes, draw) => {
    const at = draw(bytes.length)
    return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << draw(8)))
  },
  (bytes, draw) => withByte(bytes, draw(bytes.length), draw(256)),
  (bytes, draw) => {
    const [from, to] = span(bytes, draw)
    return replaceRange(bytes, from, Buffer.alloc(0), to)
  },
  (bytes, draw) => {
    const [from, to] = span(bytes, draw)
    const times = 1 + draw(draw(20) === 0 ? 2000 : 3)
    return replaceRange(bytes, from, Buffer.concat(Array.from({ length: times }, () => bytes.subarray(from, to))), to)
  },
  (bytes, draw) => {
    const [from, to] = span(bytes, draw)
    return replaceRange(bytes, from, Buffer.from(NASTY[draw(NASTY.length)] ?? ""), draw(2) === 0 ? from : to)
  },
  (bytes, draw, others) => {
    const other = Buffer.from(others[draw(others.length)] ?? bytes)
    const [from, to] = span(other, draw)
    const [at, end] = span(bytes, draw)
    return draw(4) === 0
      ? Buffer.concat([bytes.subarray(0, at), other.subarray(from)])
      : replaceRange(bytes, at, other.subarray(from, to), end)
  },
  // A number as text
  (bytes, draw) => {
    const runs = [...bytes.toString("latin1").matchAll(/\d+/g)]
    const run = runs[draw(runs.length)]
    if (run === undefined) return bytes
    return replaceRange(bytes, run.index, Buffer.from(NUMBERS[draw(NUMBERS.length)] ?? ""), run.index + run[0].length)
  },
  // A number as bytes, in either order
  (bytes, draw) => {
    const out = Buffer.from(bytes)
    const width = 2 ** draw(3)
    const at = draw(Math.max(out.length - width, 0) + 1)
    const value = [0, 1, 0x7f, 0x80, 0xff][draw(5)] ?? 0
    for (let n = 0; n < width && at + n < out.length; n++) out[at + n] = value === 0x7f && n > 0 ? 0xff : value
    return out
  },
]

/** Makes one to four changes: cuts, bit flips, splices, repetitions, hostile text, extreme numbers; in JSON also to its values. */
export function mutate(bytes: Uint8Array, draw: Draw, others: readonly Uint8Array[] = []): Uint8Array {
  const asJson = draw(2) === 0 ? mutateJson(bytes, draw) : null
  if (asJson !== null) return asJson
  let out: Buffer = Buffer.from(bytes)
  for (let n = draw(4); n >= 0; n--) out = (BYTE_CHANGES[draw(BYTE_CHANGES.length)] ?? (() => out))(out, draw, others)
  return Uint8Array.from(out)
}

type Holder = Record<string, unknown> | unknown[]
interface Place {
  readonly holder: Holder
  readonly key: string | number
}

/** Changes values in JSON; null if the bytes are not JSON. */
function mutateJson(bytes: Uint8Array, draw: Draw): Uint8Array | null {
  let root: unknown
  try {
    root = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
  for (let n = draw(3); n >= 0; n--) {
    const places = placesIn({ root })
    const place = places[draw(places.length)]
    if (place === undefined) return null
    changeValue(place, places, draw)
    if (place.key === "root" && "root" in place.holder) root = place.holder["root"]
  }
  return new TextEncoder().encode(JSON.stringify(root ?? null, null, draw(3)))
}

const MAX_PLACES = 5000

function placesIn(root: Holder): Place[] {
  const places: Place[] = []
  const holders: Holder[] = [root]
  for (let holder = holders.pop(); holder !== undefined && places.length < MAX_PLACES; holder = holders.pop()) {
    for (const key of Object.keys(holder)) {
      const place = Array.isArray(holder) ? { holder, key: Number(key) } : { holder, key }
      places.push(place)
      const value = valueAt(place)
      if (typeof value === "object" && value !== null) holders.push(value as Holder)
    }
  }
  return places
}

function valueAt({ holder, key }: Place): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key]
}

function put({ holder, key }: Place, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true })
}

function changeValue(place: Place, places: readonly Place[], draw: Draw): void {
  const { holder, key } = place
  const value = valueAt(place)
  switch (draw(8)) {
    case 0:
      put(place, structuredClone(VALUES[draw(VALUES.length)]))
      return
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else Reflect.deleteProperty(holder, key)
      return
    case 2: // a copy of another value
      put(place, structuredClone(valueAt(places[draw(places.length)] ?? place)))
      return
    case 3: // repeated
      if (Array.isArray(holder)) holder.push(...Array.from({ length: draw(10) === 0 ? 300 : 2 }, () => structuredClone(value)))
      else put({ holder, key: NASTY[draw(NASTY.length)] ?? "" }, structuredClone(value))
      return
    case 4: {
      let deep = value
      for (let n = draw(draw(5) === 0 ? 400 : 4); n >= 0; n--) deep = n % 2 === 0 ? [deep] : { a: deep }
      put(place, deep)
      return
    }
    case 5: // another type
      put(
        place,
        typeof value === "number" ? String(value) : typeof value === "string" ? Number.parseFloat(value) || [value] : String(value),
      )
      return
    default:
      put(
        place,
        typeof value === "number"
          ? Number(NUMBERS[draw(NUMBERS.length)]) || 0
          : typeof value === "string"
            ? mutatedText(value, draw)
            : value,
      )
  }
}

/** Changes the text, or the bytes that it encodes in base64. */
function mutatedText(text: string, draw: Draw): string {
  const coded = text.length >= 8 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && draw(2) === 0
  const bytes = Buffer.from(text, coded ? "base64" : "utf8")
  const changed = (BYTE_CHANGES[draw(BYTE_CHANGES.length)] ?? (() => bytes))(bytes, draw, [])
  return changed.toString(coded ? "base64" : "utf8")
}
