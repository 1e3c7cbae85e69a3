const ID = /^[0-9a-f]{32}$/

/**
 * The id of this page's client: the one that a reload has kept, else a new one of 32 hexadecimal digits.
 *
 * @param kept - `history.state`.
 * @param random - 16 random bytes.
 */
export function clientId(kept: unknown, random: Uint8Array): string {
  if (typeof kept === "object" && kept !== null && "client" in kept && typeof kept.client === "string" && ID.test(kept.client)) {
    return kept.client
  }
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
