import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { canonicalJson } from "./canonical-json.ts"

const MAC_INFO = "keyferry vault mac v1"
const ID_PREFIX = "keyferry vault id v1\n"

/**
 * The key that signs a vault's content: HKDF-SHA-256 of the identity's text (`AGE-SECRET-KEY-1…`), without salt, 32 bytes.
 *
 * An age file does not prove who wrote it: everybody who knows the recipient can write one. Only the owner of the identity can sign.
 *
 * @see RFC 5869
 */
export function macKeyOf(identityText: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", identityText, "", MAC_INFO, 32))
}

/** Makes the MAC of a content. The key may be in another process, which is asked for each MAC. */
export interface Signer {
  /** @returns 64 lower-case hexadecimal digits */
  sign(bytes: Uint8Array): Promise<string>
  /** Overwrite the key with zeros, where it is in this process. */
  wipe(): void
}

/** HMAC-SHA-256. @param key - 32 bytes; see {@link macKeyOf}. The caller must not use the array again. @see RFC 2104 */
export function signerWith(key: Uint8Array): Signer {
  return {
    sign: (bytes) => Promise.resolve(createHmac("sha256", key).update(bytes).digest("hex")),
    wipe: () => void key.fill(0),
  }
}

/** The MAC over the canonical text of the content without its `mac`; lower-case hexadecimal. */
export async function macOf(root: Readonly<Record<string, unknown>>, signer: Signer): Promise<string> {
  return await withSignedBytes(root, (bytes) => signer.sign(bytes))
}

/** Calls `use` with what is signed: the canonical text of the content without its `mac`, in UTF-8. The bytes are overwritten afterwards. */
export async function withSignedBytes<T>(root: Readonly<Record<string, unknown>>, use: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  // Node copies a string into memory that stays as it is.
  const bytes = new TextEncoder().encode(canonicalJson(withoutMac(root)))
  try {
    return await use(bytes)
  } finally {
    bytes.fill(0)
  }
}

/** The content without its member `mac`: the part that is signed. */
export function withoutMac(root: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(root).filter(([name]) => name !== "mac"))
}

/** `none`: the content has no `mac`. `wrong`: it has one, and it is not this key's. */
export type SignatureStatus = "none" | "right" | "wrong"

/**
 * Check a content's `mac` in constant time. While a passphrase is being changed there are two, of which one must be right.
 *
 * @param bytes - See {@link withSignedBytes}.
 */
export async function checkMac(root: Readonly<Record<string, unknown>>, bytes: Uint8Array, signer: Signer): Promise<SignatureStatus> {
  const macs = macsOf(root)
  if (macs.length === 0) return "none"
  const expected = Buffer.from(await signer.sign(bytes), "hex")
  const isRight = macs.some((mac) => {
    const given = typeof mac === "string" && /^[0-9a-f]{64}$/.test(mac) ? Buffer.from(mac, "hex") : Buffer.alloc(0)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return isRight ? "right" : "wrong"
}

/** The values of `mac` as a list; empty for a content that was never signed. */
export function macsOf(root: Readonly<Record<string, unknown>>): readonly unknown[] {
  const mac = root["mac"]
  if (mac === undefined || mac === null) return []
  return Array.isArray(mac) ? mac : [mac]
}

/** The name of a vault outside its directory: 64 hexadecimal digits, a hash of its recipient (`age1…`) that does not reveal it. */
export function vaultIdOf(recipient: string): string {
  return createHash("sha256")
    .update(ID_PREFIX + recipient)
    .digest("hex")
}

/** Lower-case hexadecimal. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
