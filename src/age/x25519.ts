import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from "node:crypto"
import type { KeyObject } from "node:crypto"
import type { Identity, Stanza } from "age-encryption"
import { decodeBech32, encodeBech32 } from "./bech32.ts"
import { unwrapFileKey } from "./file-key.ts"

const KEY_BYTES = 32
const IDENTITY_PREFIX = "AGE-SECRET-KEY-"
const RECIPIENT_PREFIX = "age"
const LABEL = "age-encryption.org/v1/X25519"
/** What comes before the 32 bytes of a private key in PKCS #8, and of a public key in SPKI; see RFC 8410. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex")
const SPKI_HEAD = Buffer.from("302a300506032b656e032100", "hex")

/** A stanza of an age file's header. */
export type AgeStanza = Pick<Stanza, "args" | "body">

/** The caller drops the key at once: its memory is overwritten when it is collected. */
function privateKey(scalar: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_HEAD, scalar])
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
  } finally {
    der.fill(0)
  }
}

function publicKey(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: "der", type: "spki" })
}

/**
 * An X25519 identity as bytes that can be overwritten; the one of the age package is a string.
 *
 * @see age specification, "The X25519 recipient type"
 */
export class X25519Identity implements Identity {
  /** The public half, `age1…`. */
  readonly recipient: string
  readonly #scalar: Uint8Array
  readonly #public: Uint8Array

  /** @param scalar - 32 bytes. The caller must not use the array again. */
  private constructor(scalar: Uint8Array) {
    this.#scalar = scalar
    const spki = createPublicKey(privateKey(scalar)).export({ format: "der", type: "spki" })
    this.#public = spki.subarray(SPKI_HEAD.length)
    this.recipient = new TextDecoder().decode(encodeBech32(RECIPIENT_PREFIX, this.#public))
  }

  static generate(): X25519Identity {
    // The same source of randomness from which the age package takes keys.
    return new X25519Identity(globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES)))
  }

  /** @param text - `AGE-SECRET-KEY-1…` as ASCII. @returns null where it is no such identity */
  static parse(text: Uint8Array): X25519Identity | null {
    const scalar = decodeBech32(IDENTITY_PREFIX, text, KEY_BYTES)
    return scalar === null ? null : new X25519Identity(scalar)
  }

  /** `AGE-SECRET-KEY-1…` as ASCII; the caller overwrites it after use. */
  toText(): Uint8Array {
    return encodeBech32(IDENTITY_PREFIX, this.#scalar)
  }

  /** As the package's own: null where no stanza is for this identity; an error where one is malformed. */
  unwrapFileKey(stanzas: readonly AgeStanza[]): Uint8Array | null {
    for (const { args, body } of stanzas) {
      const [type, shareText = ""] = args
      if (type !== "X25519") continue
      const share = Buffer.from(shareText, "base64")
      const isWhole = args.length === 2 && share.length === KEY_BYTES && share.toString("base64").replace(/=+$/, "") === shareText
      if (!isWhole) throw new Error("invalid X25519 stanza")
      const fileKey = this.#unwrap(share, body)
      if (fileKey !== null) return fileKey
    }
    return null
  }

  #unwrap(share: Uint8Array, body: Uint8Array): Uint8Array | null {
    // Throws for a share that makes the shared secret zero.
    const shared = diffieHellman({ privateKey: privateKey(this.#scalar), publicKey: publicKey(share) })
    const key = new Uint8Array(hkdfSync("sha256", shared, Buffer.concat([share, this.#public]), LABEL, KEY_BYTES))
    try {
      return unwrapFileKey(body, key)
    } finally {
      shared.fill(0)
      key.fill(0)
    }
  }

  /** Overwrite the identity with zeros; it opens nothing any more. */
  wipe(): void {
    this.#scalar.fill(0)
  }
}
