// Runs in the plugin's own realm, before the plugin, in the process that holds nothing else. Whoever calls these functions hands over and
// takes back texts and numbers alone: no object of the outer realm ever comes in here, so there is nothing to climb out by.
// What the plugin breaks in its realm (it may redefine everything) it breaks for itself: its answers are checked elsewhere.

const lock = (object, name, value) => Object.defineProperty(object, name, { value, writable: false, configurable: false })
// A stack's formatter would be called with frames of the outer realm.
lock(Error, "prepareStackTrace", undefined)
lock(globalThis, "Error", Error)
for (const name of ["console", "WebAssembly", "SharedArrayBuffer", "Atomics"]) Reflect.deleteProperty(globalThis, name)
const silent = () => undefined
lock(globalThis, "console", Object.freeze({ log: silent, info: silent, warn: silent, error: silent, debug: silent }))

const { parse, stringify } = JSON
const { fromCharCode } = String

/** One character a byte. */
function latin1Of(bytes) {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("bytes are a Uint8Array")
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
  if (known === undefined) throw new TypeError("an encoding is utf8, latin1, base64, base32 or hex")
  return known
}

/** The bytes that a text stands for; null where it is no text of that encoding. */
function toBytes(text, encoding = "utf8") {
  if (typeof text !== "string") throw new TypeError("a text is a string")
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

/** The text that bytes stand for, or are written as; null where they are not UTF-8. */
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

/** What the plugin waits for from outside, and what is to be told it. */
let asks = []
const waiting = new Map()
let asked = 0

const outside = (op, args) =>
  new Promise((resolve, reject) => {
    asks.push({ id: ++asked, op, args })
    waiting.set(asked, { resolve, reject })
  })
const raw = (value) => latin1Of(typeof value === "string" ? toBytes(value) : value)

const tools = Object.freeze({
  toBytes,
  toText,
  hash: (name, data) => outside("hash", { name, data: raw(data) }),
  hmac: (name, key, data) => outside("hmac", { name, key: raw(key), data: raw(data) }),
  pbkdf2: ({ password, salt, hash, rounds, length }) =>
    outside("pbkdf2", { password: raw(password), salt: raw(salt), hash, rounds, length }),
  scrypt: ({ password, salt, n, r, p, length }) => outside("scrypt", { password: raw(password), salt: raw(salt), n, r, p, length }),
  decrypt: (cipher, { key, iv, tag, more, data }) =>
    outside("decrypt", { cipher, key: raw(key), iv: raw(iv), tag: tag && raw(tag), more: more && raw(more), data: raw(data) }),
  encrypt: (cipher, { key, iv, more, data }) =>
    outside("encrypt", { cipher, key: raw(key), iv: raw(iv), more: more && raw(more), data: raw(data) }),
  random: (length) => outside("random", { length }),
})

/** What outside has to say to one question: bytes, nothing, or that it was none. */
export function give(id, said, latin1) {
  const { resolve, reject } = waiting.get(id)
  waiting.delete(id)
  if (said === "bytes") resolve(bytesOfLatin1(latin1))
  else if (said === "nothing") resolve(null)
  else reject(new RangeError(latin1))
}

let plugin
let input
/** The answer as it stands: texts, whatever the plugin has made of this realm. */
let answer = ""
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

export function forget() {
  input = undefined
}

/** Name and message of whatever was thrown, and where; each as far as it can be told. */
function describe(thrown) {
  const told = { name: "Error", message: "", line: 0 }
  try {
    told.name = `${thrown.name}`
    told.message = `${thrown.message}`
    told.line = Number(/plugin\.mjs:(\d+)/.exec(`${thrown.stack}`)?.[1] ?? 0)
  } catch {
    // What cannot be told stays untold.
  }
  return told
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

const failed = (thrown) => {
  answer = stringify({ state: "failed", ...describe(thrown) })
}

/** Begin to work; {@link take} tells how far it is once the plugin has nothing left to do by itself. */
export function call(work, args) {
  answer = ""
  bytesOut = ""
  asks = []
  waiting.clear()
  const run = async () => WORK[work](parse(args))
  run()
    .then((value) => {
      answer = stringify({ state: "done", value: value ?? null })
    })
    .catch(failed)
}

export function take() {
  if (answer !== "") return answer
  const now = asks
  asks = []
  return stringify({ state: "waits", asks: now })
}

export const takeBytes = () => bytesOut
