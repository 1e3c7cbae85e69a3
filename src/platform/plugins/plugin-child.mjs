// The program of the process in which a user's plugin runs. Node gets it as text (`--eval`). It reads orders from standard input and writes
// replies to standard output; plugin-process.ts starts it and describes its containment.
// A frame is two 32-bit big-endian lengths, a JSON head, and a body of bytes.
import { readSync, writeSync } from "node:fs"
import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from "node:crypto"
import { createContext, runInContext, SourceTextModule } from "node:vm"

const { Buffer, process, setImmediate } = globalThis
const exit = process.exit.bind(process)
const MAX_JSON_CHARS = 64 * 1024 * 1024

/** Read bytes from standard input; at its end the process exits. */
function read(length) {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length;) {
    const got = readSync(0, bytes, at, length - at, null)
    if (got === 0) exit(0)
    at += got
  }
  return bytes
}

function write(bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

function readOrder() {
  const lengths = read(8)
  const head = read(lengths.readUInt32BE(0)).toString("utf8")
  return { ...JSON.parse(head), body: read(lengths.readUInt32BE(4)) }
}

function reply(head, body = Buffer.alloc(0)) {
  const json = Buffer.from(head, "utf8")
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32BE(json.length, 0)
  lengths.writeUInt32BE(body.length, 4)
  write(lengths)
  write(json)
  write(body)
}

const bytesOf = (latin1) => Buffer.from(latin1, "latin1")
const HASHES = { MD5: "md5", SHA1: "sha1", SHA256: "sha256", SHA384: "sha384", SHA512: "sha512" }
const CIPHER = /^(?:aes-(?:128|192|256)-(?:cbc|ctr|gcm)|chacha20-poly1305)$/
const WITH_TAG = /gcm|poly1305/

function hashNamed(name) {
  if (typeof name !== "string" || !Object.hasOwn(HASHES, name)) throw new RangeError("no such hash")
  return HASHES[name]
}
function cipherNamed(name) {
  if (typeof name !== "string" || !CIPHER.test(name)) throw new RangeError("no such cipher")
  return name
}
const checkRange = (value, low, high) => {
  if (!Number.isInteger(value) || value < low || value > high) throw new RangeError("a number is out of range")
  return value
}

/** Operations that a plugin can request. Their limits are those of LIMITS in formats/limits.ts. Null: the key is wrong. */
const OPERATIONS = {
  hash: ({ name, data }) => createHash(hashNamed(name)).update(bytesOf(data)).digest(),
  hmac: ({ name, key, data }) => createHmac(hashNamed(name), bytesOf(key)).update(bytesOf(data)).digest(),
  pbkdf2: ({ password, salt, hash, rounds, length }) =>
    pbkdf2Sync(bytesOf(password), bytesOf(salt), checkRange(rounds, 1, 10_000_000), checkRange(length, 1, 1024), hashNamed(hash)),
  scrypt: ({ password, salt, n, r, p, length }) =>
    scryptSync(bytesOf(password), bytesOf(salt), checkRange(length, 1, 1024), {
      N: checkRange(n, 2, 1 << 20),
      r: checkRange(r, 1, 64),
      p: checkRange(p, 1, 64),
      maxmem: 1025 * 1024 * 1024,
    }),
  decrypt({ cipher, key, iv, tag, more, data }) {
    const decipher = createDecipheriv(cipherNamed(cipher), bytesOf(key), bytesOf(iv), WITH_TAG.test(cipher) ? { authTagLength: 16 } : {})
    if (WITH_TAG.test(cipher)) decipher.setAuthTag(bytesOf(tag ?? ""))
    if (more !== undefined) decipher.setAAD(bytesOf(more), { plaintextLength: data.length })
    try {
      return Buffer.concat([decipher.update(bytesOf(data)), decipher.final()])
    } catch {
      return null
    }
  },
  encrypt({ cipher, key, iv, more, data }) {
    const engine = createCipheriv(cipherNamed(cipher), bytesOf(key), bytesOf(iv), WITH_TAG.test(cipher) ? { authTagLength: 16 } : {})
    if (more !== undefined) engine.setAAD(bytesOf(more), { plaintextLength: data.length })
    const sealed = Buffer.concat([engine.update(bytesOf(data)), engine.final()])
    return WITH_TAG.test(cipher) ? Buffer.concat([sealed, engine.getAuthTag()]) : sealed
  },
  random: ({ length }) => randomBytes(checkRange(length, 1, 65_536)),
}

/** The result of an operation: its kind, and bytes as latin1 text or the message of an error. */
function runOperation({ op, args }) {
  try {
    const made = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op](args) : null
    return made === null ? ["nothing", ""] : ["bytes", made.toString("latin1")]
  } catch {
    return ["error", `${op} was called with invalid arguments`]
  }
}

/** Wait until the plugin's realm has no more microtasks. It has no timers or other sources of later work. */
const drainMicrotasks = () => new Promise((resolve) => setImmediate(resolve))

const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
// Remove the globals that are not part of the language from this realm too. Node's flags freeze its intrinsics and forbid evaluating strings.
const languageGlobals = new Set(runInContext("Object.getOwnPropertyNames(globalThis)", context))
for (const name of Reflect.ownKeys(globalThis)) if (!languageGlobals.has(name)) Reflect.deleteProperty(globalThis, name)

async function load(source, name) {
  const module = new SourceTextModule(source, { context, identifier: name })
  await module.link(() => {
    throw new SyntaxError("a plugin is a single file and cannot import modules")
  })
  return module
}

const failureReply = (name, message, line = 0) => JSON.stringify({ failed: { name, message, line } })

/** Evaluate the plugin's module. @returns The reply: success, or why it failed. */
async function startModule(inside, source) {
  let module
  try {
    module = await load(source, "plugin.mjs")
  } catch (error) {
    // The engine has created this error: no code of the plugin has run.
    const line = Number(/plugin\.mjs:(\d+)/.exec(String(error.stack))?.[1] ?? 0)
    return failureReply("SyntaxError", String(error.message), line)
  }
  module.evaluate().catch(() => undefined)
  await drainMicrotasks()
  if (module.status !== "evaluated") return failureReply("Error", "the module failed or did not finish")
  try {
    const { default: exported } = module.namespace
    if (typeof exported !== "object" || exported === null)
      return failureReply("TypeError", "the default export of the module is not an object")
    inside.start(exported)
  } catch {
    return failureReply("TypeError", "the default export of the module is not an object")
  }
  return JSON.stringify({ value: null })
}

/** Call a function of the plugin and run its operations until it is done. @returns Head and body of the reply. */
async function callPlugin(inside, name, args) {
  inside.call(name, args)
  for (;;) {
    await drainMicrotasks()
    const progress = inside.take()
    if (typeof progress !== "string" || progress.length > MAX_JSON_CHARS) return [failureReply("RangeError", "the answer is too large")]
    const { state, requests, value, ...failed } = JSON.parse(progress)
    if (state === "failed") return [JSON.stringify({ failed })]
    if (state === "done") {
      const out = name === "write" ? inside.takeBytes() : ""
      if (typeof out !== "string" || out.length > MAX_JSON_CHARS) return [failureReply("RangeError", "the file is too large")]
      return [JSON.stringify({ value }), bytesOf(out)]
    }
    if (!Array.isArray(requests) || requests.length === 0)
      return [failureReply("Error", "the plugin waits for a promise that is never settled")]
    for (const request of requests) {
      const [kind, latin1] = runOperation(request)
      // Only a number and two strings enter the realm: see the top of plugin-inside.mjs.
      inside.give(Number(request.id), kind, latin1)
    }
  }
}

/** The text of a body; null where it is not UTF-8. */
const utf8TextOf = (body) => {
  const text = body.toString("utf8")
  return text.includes("\ufffd") && !Buffer.from(text, "utf8").equals(body) ? null : text.replace(/^\ufeff/, "")
}

let inside
for (;;) {
  const { order, args, split, body } = readOrder()
  try {
    if (order === "start") {
      const host = await load(body.subarray(0, split).toString("utf8"), "inside.mjs")
      await host.evaluate()
      inside = host.namespace
      reply(await startModule(inside, body.subarray(split).toString("utf8")))
    } else if (order === "load") {
      inside.load(body.toString("latin1"), utf8TextOf(body))
      reply(JSON.stringify({ value: null }))
    } else reply(...(await callPlugin(inside, order, JSON.stringify(args ?? null))))
  } catch {
    // The plugin has damaged its realm so much that its functions cannot be called.
    reply(failureReply("Error", "the plugin has damaged its environment"))
  }
}
