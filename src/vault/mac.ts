import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { canonicalJson } from "./canonical-json.ts"

const MAC_INFO = "keyferry vault mac v1"
const ID_PREFIX = "keyferry vault id v1\n"

/**
 * The key that signs a vault's content: HKDF-SHA-256 of the identity's text (`AGE-SECRET-KEY-1…`), without salt, 32 bytes.
 *
 * age tells nobody who wrote a file: whoever learns the recipient can write one. Only who has the identity can sign.
 *
 * @see RFC 5869
 */
export function macKeyOf(identity: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", identity, "", MAC_INFO, 32))
}

/** HMAC-SHA-256 over the canonical text of the content without its `mac`; lower-case hexadecimal. @see RFC 2104 */
export function macOf(root: Readonly<Record<string, unknown>>, key: Uint8Array): string {
  return createHmac("sha256", key)
    .update(canonicalJson(withoutMac(root)), "utf8")
    .digest("hex")
}

export function withoutMac(root: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(root).filter(([name]) => name !== "mac"))
}

export type Signature = "none" | "right" | "wrong"

/** Whether the content's `mac` is the key's. While a passphrase is being changed there are two, of which one must fit. */
export function signatureOf(root: Readonly<Record<string, unknown>>, key: Uint8Array): Signature {
  const macs = macsOf(root)
  if (macs.length === 0) return "none"
  const wanted = Buffer.from(macOf(root, key), "hex")
  const fits = macs.some((mac) => {
    const given = typeof mac === "string" && /^[0-9a-f]{64}$/.test(mac) ? Buffer.from(mac, "hex") : Buffer.alloc(0)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
  return fits ? "right" : "wrong"
}

/** None for a content that was never signed. */
export function macsOf(root: Readonly<Record<string, unknown>>): readonly unknown[] {
  const mac = root["mac"]
  if (mac === undefined || mac === null) return []
  return Array.isArray(mac) ? mac : [mac]
}

/** What a vault is remembered by outside of it; tells nothing about it. */
export function vaultIdOf(recipient: string): string {
  return createHash("sha256")
    .update(ID_PREFIX + recipient)
    .digest("hex")
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
