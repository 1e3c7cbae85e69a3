import type { Icon } from "../../accounts/account.ts"
import { encodeBase64 } from "./encoding.ts"

const MAGIC: readonly (readonly [mime: string, at: number, word: string])[] = [
  ["image/png", 1, "PNG"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
]

/** An icon from a picture without a stated type, which is found by the first bytes; null for other types. */
export function iconOf(bytes: Uint8Array): Icon | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1")
  const found = MAGIC.find(([, at, word]) => head.startsWith(word, at))
  return found === undefined ? null : { mime: found[0], data: encodeBase64(bytes) }
}
