import type { Sniffed } from "../sniffed.ts"

/** Bits per byte of 4 KiB and more: random bytes have more than 7.9, programs and pictures without compression less than 7. */
const MIN_ENTROPY = 7.5
/** Shorter files cannot contain every byte value, so fewer bits suffice: random bytes have at least 89 % of the most that is possible. */
const MIN_SHARE = 0.85

/** Whether the bytes could be encrypted: without any signature, and as mixed as random bytes of their number. */
export function looksRandom(sniffed: Extract<Sniffed, { readonly kind: "binary" }>): boolean {
  return sniffed.entropy > (sniffed.size >= 4096 ? MIN_ENTROPY : MIN_SHARE * Math.min(8, Math.log2(sniffed.size)))
}
