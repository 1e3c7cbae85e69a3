// Runs in the plugin's own realm, before the plugin. The outer realm passes only strings and numbers to these functions and takes only strings
// and numbers from them: no object of the outer realm is reachable from here, so the plugin cannot escape through one.
// The plugin may redefine everything in its realm. That harms only itself, because its answers are checked outside.

const lock = (object, name, value) => Object.defineProperty(object, name, { value, writable: false, configurable: false })
// A custom stack formatter would be called with frames of the outer realm.
lock(Error, "prepareStackTrace", undefined)
lock(globalThis, "Error", Error)
for (const name of ["console", "WebAssembly", "SharedArrayBuffer", "Atomics"]) Reflect.deleteProperty(globalThis, name)
const ignore = () => undefined
lock(globalThis, "console", Object.freeze({ log: ignore, info: ignore, warn: ignore, error: ignore, debug: ignore }))

const { parse, stringify } = JSON
const { fromCharCode } = String

/** A string with one character per byte. */
function latin1Of(bytes) {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("bytes must be a Uint8Array")
  const parts = []
  for (let at = 0; at < bytes.length; at += 8192) parts.push(fromCharCode(...bytes.subarray(at, at + 8192)))
  return parts.join("")
}

function bytesOfLatin1(text) {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const HEX = "0123456789abcdef"
const ALPHABETS = {
  base64: { letters: BASE64, bits: 6, group: 4, clean: (text) => text.replace(/[\s=]/g, "").replace(/-/g, "+").replace(/_/g, "/") },
  base32: { letters: BASE32, bits: 5, group: 1, clean: (text) => text.replace(/[\s=-]/g, "").toUpperCase() },
  hex: { letters: HEX, bits: 4, group: 1, clean: (text) => text.replace(/\s/g, "").toLowerCase() },
}

function alphabet(encoding) {
  const known = Object.hasOwn(ALPHABETS, encoding) ? ALPHABETS[encoding] : undefined
  if (known === undefined) throw new TypeError("the encoding must be utf8, latin1, base64, base32 or hex")
  return known
}

/** Decode a text to bytes; null where it is not in this encoding. */
function toBytes(text, encoding = "utf8") {
  if (typeof text !== "string") throw new TypeError("the text must be a string")
  if (encoding === "utf8") return bytesOfLatin1(unescape(encodeURIComponent(text.toWellFormed())))
  if (encoding === "latin1") return /^[\0-\xff]*$/.test(text) ? bytesOfLatin1(text) : null
  const { letters, bits, clean } = alphabet(encoding)
  const digits = clean(text)
  const bytes = new Uint8Array(Math.floor((digits.length * bits) / 8))
  let held = 0
  let count = 0
  let at = 0
  for (const digit of digits) {
    const value = letters.indexOf(digit)
    if (value < 0) return null
    held = ((held << bits) | value) & 0xffff
    count += bits
    if (count >= 8) {
      count -= 8
      bytes[at++] = (held >> count) & 0xff
    }
  }
  return bytes
}

/** Encode bytes as a text; null where they are not UTF-8. */
function toText(bytes, encoding = "utf8") {
  const plain = latin1Of(bytes)
  if (encoding === "latin1") return plain
  if (encoding === "utf8") {
    try {
      return decodeURIComponent(escape(plain))
    } catch {
      return null
    }
  }
  const { letters, bits, group } = alphabet(encoding)
  let text = ""
  let held = 0
  let count = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    count += 8
    while (count >= bits) {
      count -= bits
      text += letters[(held >> count) & ((1 << bits) - 1)]
    }
  }
  if (count > 0) text += letters[(held << (bits - count)) & ((1 << bits) - 1)]
  return text.padEnd(Math.ceil(text.length / group) * group, "=")
}

/** Requests for operations that the outer realm has not taken yet. */
let requests = []
/** The promises of requests that have no result yet, by id. */
const pending = new Map()
let lastId = 0

/** Request an operation of the outer realm. */
const request = (op, args) =>
  new Promise((resolve, reject) => {
    requests.push({ id: ++lastId, op, args })
    pending.set(lastId, { resolve, reject })
  })
/** Bytes, or the UTF-8 of a string, as latin1 text. */
const raw = (value) => latin1Of(typeof value === "string" ? toBytes(value) : value)

const tools = Object.freeze({
  toBytes,
  toText,
  hash: (name, data) => request("hash", { name, data: raw(data) }),
  hmac: (name, key, data) => request("hmac", { name, key: raw(key), data: raw(data) }),
  pbkdf2: ({ password, salt, hash, rounds, length }) =>
    request("pbkdf2", { password: raw(password), salt: raw(salt), hash, rounds, length }),
  scrypt: ({ password, salt, n, r, p, length }) => request("scrypt", { password: raw(password), salt: raw(salt), n, r, p, length }),
  decrypt: (cipher, { key, iv, tag, more, data }) =>
    request("decrypt", { cipher, key: raw(key), iv: raw(iv), tag: tag && raw(tag), more: more && raw(more), data: raw(data) }),
  encrypt: (cipher, { key, iv, more, data }) =>
    request("encrypt", { cipher, key: raw(key), iv: raw(iv), more: more && raw(more), data: raw(data) }),
  random: (length) => request("random", { length }),
})

/** Deliver the result of a request. @param kind - `bytes`, `nothing` (null), or `error` with a message. */
export function give(id, kind, latin1) {
  const { resolve, reject } = pending.get(id)
  pending.delete(id)
  if (kind === "bytes") resolve(bytesOfLatin1(latin1))
  else if (kind === "nothing") resolve(null)
  else reject(new RangeError(latin1))
}

let plugin
let input
/** The answer as JSON; empty while the plugin works. */
let answer = ""
/** The file that the plugin has written, one character per byte. */
let bytesOut = ""

export function start(exported) {
  plugin = exported
}

/** @param text - Null where the bytes are no UTF-8. */
export function load(latin1, text) {
  let parsed = false
  let json
  input = Object.freeze({
    bytes: bytesOfLatin1(latin1),
    text,
    get json() {
      if (!parsed && text !== null) {
        try {
          json = parse(text)
        } catch {
          json = undefined
        }
      }
      parsed = true
      return json
    },
  })
}

/** Name, message and line of an error. The plugin may throw anything, so reading a property can fail. */
function describe(error) {
  const described = { name: "Error", message: "", line: 0 }
  try {
    described.name = `${error.name}`
    described.message = `${error.message}`
    described.line = Number(/plugin\.mjs:(\d+)/.exec(`${error.stack}`)?.[1] ?? 0)
  } catch {
    // The properties read so far are kept.
  }
  return described
}

const WORK = {
  manifest() {
    const { contract, id, title, extensions, guide, detect, open, writer } = plugin
    return {
      ...{ contract, id, title, extensions, guide },
      detects: typeof detect === "function",
      opens: typeof open === "function",
      writer:
        typeof writer === "object" && writer !== null && typeof writer.run === "function"
          ? { extension: writer.extension, protects: writer.protects, keeps: writer.keeps }
          : null,
    }
  },
  detect: () => plugin.detect(input),
  open: ({ password }) => plugin.open(input, Object.freeze({ ...tools, password })),
  async write({ accounts, password }) {
    const written = await plugin.writer.run(accounts, Object.freeze({ ...tools, password }))
    bytesOut = latin1Of(typeof written === "string" ? toBytes(written) : written)
    return { written: bytesOut.length }
  },
}

const fail = (error) => {
  answer = stringify({ state: "failed", ...describe(error) })
}

/** Start a function of WORK. Once the realm has no more microtasks, {@link take} returns the result or the requests. */
export function call(work, args) {
  answer = ""
  bytesOut = ""
  requests = []
  pending.clear()
  const run = async () => WORK[work](parse(args))
  run()
    .then((value) => {
      answer = stringify({ state: "done", value: value ?? null })
    })
    .catch(fail)
}

/** The state as JSON: `done`, `failed`, or `waits` with the new requests. */
export function take() {
  if (answer !== "") return answer
  const taken = requests
  requests = []
  return stringify({ state: "waits", requests: taken })
}

export const takeBytes = () => bytesOut
