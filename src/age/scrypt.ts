import { scrypt } from "node:crypto"
import type { Identity, Recipient, Stanza } from "age-encryption"
import { AppError, checkAborted, COMMON } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { unwrapFileKey, WRAPPED_BYTES, wrapFileKey } from "./file-key.ts"

/** Work factors of age's scrypt, as logarithms to base 2. 18 takes about 0.8 s and 256 MiB; 20 four times both. */
export const LOG_N = { usual: 18, least: 17, most: 20 } as const

export const SCRYPT_TEXTS = texts({
  tooCostly: {
    en: "opening this file would take a scrypt work factor of 2^{logN}; 2^{max} is the limit",
    ja: "このファイルを開くには scrypt の計算量 2^{logN} が必要です（上限は 2^{max}）",
  },
  noMemory: {
    en: "there is not enough memory for a scrypt work factor of 2^{logN}",
    ja: "scrypt の計算量 2^{logN} に必要なメモリーが足りません",
  },
  otherLock: {
    en: "this age file is encrypted to a key, not to a passphrase; a copy of a vault is merged with keyferry merge FILE",
    ja: "この age ファイルはパスフレーズではなく鍵で暗号化されています。保管庫のコピーは keyferry merge FILE でマージできます",
  },
  badStanza: { en: "the header of this age file is damaged", ja: "この age ファイルのヘッダーが壊れています" },
})

const LABEL = new TextEncoder().encode("age-encryption.org/v1/scrypt")
const SALT_BYTES = 16

/** r = 8 and p = 1 are fixed by age. Runs on a thread of node's pool; an aborted signal ends the wait, not the thread. */
async function derive(passphrase: Passphrase, salt: Uint8Array, logN: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  checkAborted(signal)
  const cost = 2 ** logN
  const options = { N: cost, r: 8, p: 1, maxmem: 128 * 8 * (cost + 8) + 1024 * 1024 }
  return await new Promise((resolve, reject) => {
    const aborted = (): void => {
      reject(new AppError("interrupted", COMMON.interrupted))
    }
    const failed = (cause: unknown): void => {
      reject(new AppError("limit-exceeded", SCRYPT_TEXTS.noMemory, { detail: { logN }, cause }))
    }
    signal?.addEventListener("abort", aborted, { once: true })
    try {
      scrypt(passphrase.bytes, Buffer.concat([LABEL, salt]), 32, options, (error, key) => {
        signal?.removeEventListener("abort", aborted)
        if (error === null) resolve(key)
        else failed(error)
      })
    } catch (e) {
      failed(e)
    }
  })
}

function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "")
}

function damaged(): AppError {
  return new AppError("format-damaged", SCRYPT_TEXTS.badStanza)
}

/**
 * Wraps a file key with a passphrase, as age's own recipient does, on node's scrypt (half the time, a third of the memory).
 *
 * @see age specification, "The scrypt recipient type"
 */
export class NativeScryptRecipient implements Recipient {
  readonly #passphrase: Passphrase
  readonly #logN: number
  readonly #makeStanza: (args: string[], body: Uint8Array) => Stanza

  /** @param makeStanza - Constructs the package's stanza class, which the caller has loaded. */
  constructor(passphrase: Passphrase, logN: number, makeStanza: (args: string[], body: Uint8Array) => Stanza) {
    this.#passphrase = passphrase
    this.#logN = logN
    this.#makeStanza = makeStanza
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    // The same source of randomness from which the age package takes the file key and the nonce.
    const salt = globalThis.crypto.getRandomValues(new Uint8Array(SALT_BYTES))
    const key = await derive(this.#passphrase, salt, this.#logN, undefined)
    const body = wrapFileKey(fileKey, key)
    key.fill(0)
    return [this.#makeStanza(["scrypt", encodeBase64(salt), String(this.#logN)], body)]
  }
}

/** Unwraps a file key with a passphrase. As in age's own identity: null for a wrong passphrase, errors (here {@link AppError}) for the rest. */
export class NativeScryptIdentity implements Identity {
  readonly #passphrase: Passphrase
  readonly #maxLogN: number
  readonly #signal: AbortSignal | undefined

  constructor(passphrase: Passphrase, maxLogN: number, signal: AbortSignal | undefined) {
    this.#passphrase = passphrase
    this.#maxLogN = maxLogN
    this.#signal = signal
  }

  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const stanza = stanzas.find(({ args }) => args[0] === "scrypt")
    if (stanza === undefined) throw new AppError("format-unsupported", SCRYPT_TEXTS.otherLock)
    // The specification allows no other stanza beside scrypt, so that only someone with the passphrase can have written the file.
    if (stanzas.length !== 1) throw damaged()
    const [, saltText, logNText] = stanza.args
    if (stanza.args.length !== 3 || saltText === undefined || logNText === undefined) throw damaged()
    const salt = Buffer.from(saltText, "base64")
    if (salt.length !== SALT_BYTES || encodeBase64(salt) !== saltText) throw damaged()
    if (!/^[1-9][0-9]{0,8}$/.test(logNText) || stanza.body.length !== WRAPPED_BYTES) throw damaged()
    const logN = Number(logNText)
    if (logN > this.#maxLogN) throw new AppError("limit-exceeded", SCRYPT_TEXTS.tooCostly, { detail: { logN, max: this.#maxLogN } })
    const key = await derive(this.#passphrase, salt, logN, this.#signal)
    const fileKey = unwrapFileKey(stanza.body, key)
    key.fill(0)
    return fileKey
  }
}
