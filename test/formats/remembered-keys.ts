/**
 * Replaces key derivations, which are costly and do not matter for testing a handler. The keys of unchanged samples are derived once and
 * remembered; anything else gets a made-up key at once. Import this before every module that derives keys.
 */
import crypto, { createHash } from "node:crypto"
import { syncBuiltinESMExports } from "node:module"
import type { Argon2Params, Background } from "../../src/base/ports.ts"
import { background as real } from "./ports.ts"

const known = new Map<string, Uint8Array>()
let derivesRealKeys = false

/** Derives real keys while the work runs, and remembers them. */
export async function withRealKeys(work: () => Promise<unknown>): Promise<void> {
  derivesRealKeys = true
  try {
    await work()
  } finally {
    derivesRealKeys = false
  }
}

const nameOf = (...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify(parts, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value)))
    .digest("hex")

function madeUp(name: string, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(name.slice((at * 2) % 64, ((at * 2) % 64) + 2), 16))
}

type Callback = (error: Error | null, key: Buffer) => void
type Native = (...args: readonly unknown[]) => void

/** Wraps a function of `node:crypto` whose last argument is its callback. @param lengthAt - The index of the argument that is the key's length. */
function rememberResults(native: Native, lengthAt: number): Native {
  return (...args) => {
    const done = args.at(-1) as Callback
    const rest = args.slice(0, -1)
    const name = nameOf(native.name, rest)
    const key = known.get(name)
    if (key !== undefined) {
      setImmediate(done, null, Buffer.from(key))
    } else if (derivesRealKeys) {
      native(...rest, (error: Error | null, derived: Buffer) => {
        if (error === null) known.set(name, Uint8Array.from(derived))
        done(error, derived)
      })
    } else {
      setImmediate(done, null, Buffer.from(madeUp(name, Math.min(Number(rest[lengthAt]), 4096))))
    }
  }
}

Object.assign(crypto, { scrypt: rememberResults(crypto.scrypt as Native, 2), pbkdf2: rememberResults(crypto.pbkdf2 as Native, 3) })
syncBuiltinESMExports()

export const background: Background = {
  ...real,
  async argon2(params: Argon2Params): Promise<Uint8Array> {
    const name = nameOf("argon2", params)
    const key = known.get(name)
    if (key !== undefined) return Uint8Array.from(key)
    if (!derivesRealKeys) return madeUp(name, Math.min(params.length, 4096))
    const derived = await real.argon2(params)
    known.set(name, derived)
    return Uint8Array.from(derived)
  },
}
