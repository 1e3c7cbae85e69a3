const ALPHABET = Buffer.from("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
const CHECKSUM_LENGTH = 6
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

function update(checksum: number, group: number): number {
  const top = checksum >>> 25
  const shifted = ((checksum & 0x1ffffff) << 5) ^ group
  return GENERATOR.reduce((sum, term, bit) => ((top >>> bit) & 1 ? sum ^ term : sum), shifted)
}

function checksumOf(prefix: string, groups: Uint8Array): number {
  const codes = Buffer.from(prefix.toLowerCase())
  let checksum = 1
  for (const code of codes) checksum = update(checksum, code >>> 5)
  checksum = update(checksum, 0)
  for (const code of codes) checksum = update(checksum, code & 31)
  for (const group of groups) checksum = update(checksum, group)
  return checksum
}

/** Regroup bits into `into`, the last group filled up with zeros. @returns what was left over: not 0 where bits of the last group are set */
function regroup(from: Uint8Array, fromBits: number, into: Uint8Array, intoBits: number): number {
  let value = 0
  let bits = 0
  let at = 0
  for (const group of from) {
    value = ((value << fromBits) | group) & 0xfff
    bits += fromBits
    while (bits >= intoBits && at < into.length) {
      bits -= intoBits
      into[at++] = (value >>> bits) & ((1 << intoBits) - 1)
    }
  }
  const rest = value & ((1 << bits) - 1)
  if (at < into.length) into[at] = rest << (intoBits - bits)
  return rest
}

const isUpperCase = (prefix: string): boolean => prefix === prefix.toUpperCase()

/**
 * Bech32 in bytes, so that no string of a key is made, which could not be overwritten.
 *
 * @param prefix - Without the `1` behind it, all in lower or all in upper case; the rest follows its case.
 * @see BIP 173
 */
export function encodeBech32(prefix: string, bytes: Uint8Array): Uint8Array {
  const groups = new Uint8Array(Math.ceil((bytes.length * 8) / 5) + CHECKSUM_LENGTH)
  const data = groups.subarray(0, -CHECKSUM_LENGTH)
  regroup(bytes, 8, data, 5)
  const checksum = checksumOf(prefix, groups) ^ 1
  for (let i = 0; i < CHECKSUM_LENGTH; i++) groups[data.length + i] = (checksum >>> (5 * (CHECKSUM_LENGTH - 1 - i))) & 31
  const text = new Uint8Array(prefix.length + 1 + groups.length)
  text.set(Buffer.from(prefix + "1"))
  const upper = isUpperCase(prefix)
  groups.forEach((group, i) => {
    const code = ALPHABET[group] ?? 0
    text[prefix.length + 1 + i] = upper && code >= 0x61 ? code - 0x20 : code
  })
  groups.fill(0)
  return text
}

/**
 * Read what {@link encodeBech32} makes.
 *
 * @param size - The number of bytes that the text holds.
 * @returns null where the prefix, the length, a character or the checksum is wrong
 */
export function decodeBech32(prefix: string, text: Uint8Array, size: number): Uint8Array | null {
  const head = Buffer.from(prefix + "1")
  const groups = new Uint8Array(Math.ceil((size * 8) / 5) + CHECKSUM_LENGTH)
  if (text.length !== head.length + groups.length || !head.every((code, i) => text[i] === code)) return null
  const upper = isUpperCase(prefix)
  let known = true
  for (let i = 0; i < groups.length; i++) {
    const code = text[head.length + i] ?? 0
    const isLetter = (code | 0x20) >= 0x61
    const group = isLetter && code < 0x61 !== upper ? -1 : ALPHABET.indexOf(isLetter ? code | 0x20 : code)
    known &&= group >= 0
    groups[i] = group
  }
  const bytes = new Uint8Array(size)
  const rest = regroup(groups.subarray(0, -CHECKSUM_LENGTH), 5, bytes, 8)
  const isRight = known && rest === 0 && checksumOf(prefix, groups) === 1
  groups.fill(0)
  if (!isRight) bytes.fill(0)
  return isRight ? bytes : null
}
