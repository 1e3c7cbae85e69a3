// The whole program of the process that a user's plugin runs in. It is given to node as text (`--eval`), reads orders from standard input
// and writes replies to standard output; see plugin-process.ts for how it is started and for what the frames are.
import { readSync, writeSync } from "node:fs"
import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from "node:crypto"
import { createContext, runInContext, SourceTextModule } from "node:vm"

const { Buffer, process, setImmediate } = globalThis
const exit = process.exit.bind(process)
const MAX_JSON_CHARS = 64 * 1024 * 1024

/** Bytes of standard input; the process ends where there are none left. */
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

const bytes = (latin1) => Buffer.from(latin1, "latin1")
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
const within = (value, low, high) => {
  if (!Number.isInteger(value) || value < low || value > high) throw new RangeError("a number out of its range")
  return value
}

/** What a plugin may have worked out for it; the limits are those of LIMITS. Null: the key does not fit. */
const OPERATIONS = {
  hash: ({ name, data }) => createHash(hashNamed(name)).update(bytes(data)).digest(),
  hmac: ({ name, key, data }) => createHmac(hashNamed(name), bytes(key)).update(bytes(data)).digest(),
  pbkdf2: ({ password, salt, hash, rounds, length }) =>
    pbkdf2Sync(bytes(password), bytes(salt), within(rounds, 1, 10_000_000), within(length, 1, 1024), hashNamed(hash)),
  scrypt: ({ password, salt, n, r, p, length }) =>
    scryptSync(bytes(password), bytes(salt), within(length, 1, 1024), {
      N: within(n, 2, 1 << 20),
      r: within(r, 1, 64),
      p: within(p, 1, 64),
      maxmem: 1025 * 1024 * 1024,
    }),
  decrypt({ cipher, key, iv, tag, more, data }) {
    const decipher = createDecipheriv(cipherNamed(cipher), bytes(key), bytes(iv), WITH_TAG.test(cipher) ? { authTagLength: 16 } : {})
    if (WITH_TAG.test(cipher)) decipher.setAuthTag(bytes(tag ?? ""))
    if (more !== undefined) decipher.setAAD(bytes(more), { plaintextLength: data.length })
    try {
      return Buffer.concat([decipher.update(bytes(data)), decipher.final()])
    } catch {
      return null
    }
  },
  encrypt({ cipher, key, iv, more, data }) {
    const engine = createCipheriv(cipherNamed(cipher), bytes(key), bytes(iv), WITH_TAG.test(cipher) ? { authTagLength: 16 } : {})
    if (more !== undefined) engine.setAAD(bytes(more), { plaintextLength: data.length })
    const sealed = Buffer.concat([engine.update(bytes(data)), engine.final()])
    return WITH_TAG.test(cipher) ? Buffer.concat([sealed, engine.getAuthTag()]) : sealed
  },
  random: ({ length }) => randomBytes(within(length, 1, 65_536)),
}

function carryOut({ op, args }) {
  try {
    const made = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op](args) : null
    return made === null ? ["nothing", ""] : ["bytes", made.toString("latin1")]
  } catch {
    return ["none", `${op} was asked for in a way that it cannot be done`]
  }
}

/** Until the plugin's realm has run out of things to do: there are no timers in it, nor anything else that could come later. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
// What is not of the language itself goes from this realm too. Its intrinsics are frozen, and no text becomes code in it: see the flags.
const ofTheLanguage = new Set(runInContext("Object.getOwnPropertyNames(globalThis)", context))
for (const name of Reflect.ownKeys(globalThis)) if (!ofTheLanguage.has(name)) Reflect.deleteProperty(globalThis, name)

async function load(source, name) {
  const module = new SourceTextModule(source, { context, identifier: name })
  await module.link(() => {
    throw new SyntaxError("a plugin is one file: it imports nothing")
  })
  return module
}

const refusal = (name, message, line = 0) => JSON.stringify({ failed: { name, message, line } })

/** The plugin's module, evaluated; else the reply that says why there is none. */
async function begin(inside, source) {
  let module
  try {
    module = await load(source, "plugin.mjs")
  } catch (error) {
    // Of the engine's making: nothing of the plugin has run.
    const line = Number(/plugin\.mjs:(\d+)/.exec(String(error.stack))?.[1] ?? 0)
    return refusal("SyntaxError", String(error.message), line)
  }
  module.evaluate().catch(() => undefined)
  await settled()
  if (module.status !== "evaluated") return refusal("Error", "the module ended with an error, or does not end")
  try {
    const { default: exported } = module.namespace
    if (typeof exported !== "object" || exported === null) return refusal("TypeError", "the module exports no object as its default")
    inside.start(exported)
  } catch {
    return refusal("TypeError", "the module exports no object as its default")
  }
  return JSON.stringify({ value: null })
}

async function work(inside, name, args) {
  inside.call(name, args)
  for (;;) {
    await settled()
    const told = inside.take()
    if (typeof told !== "string" || told.length > MAX_JSON_CHARS) return [refusal("RangeError", "the answer is too large")]
    const { state, asks, value, ...failed } = JSON.parse(told)
    if (state === "failed") return [JSON.stringify({ failed })]
    if (state === "done") {
      const out = name === "write" ? inside.takeBytes() : ""
      if (typeof out !== "string" || out.length > MAX_JSON_CHARS) return [refusal("RangeError", "the file is too large")]
      return [JSON.stringify({ value }), bytes(out)]
    }
    if (!Array.isArray(asks) || asks.length === 0) return [refusal("Error", "it waits for something that never comes")]
    for (const ask of asks) {
      const [said, latin1] = carryOut(ask)
      // A number and two texts, whatever the plugin has made of its own: see the head of plugin-inside.mjs.
      inside.give(Number(ask.id), said, latin1)
    }
  }
}

const utf8 = (body) => {
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
      reply(await begin(inside, body.subarray(split).toString("utf8")))
    } else if (order === "load") {
      inside.load(body.toString("latin1"), utf8(body))
      reply(JSON.stringify({ value: null }))
    } else reply(...(await work(inside, order, JSON.stringify(args ?? null))))
  } catch {
    // The plugin has broken its realm so far that it cannot even be asked.
    reply(refusal("Error", "it cannot be asked any more"))
  }
}
