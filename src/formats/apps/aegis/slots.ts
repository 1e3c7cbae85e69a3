import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import type { Random, Task } from "../../../base/ports.ts"
import { JSON_TEXTS, arrayOrEmpty, isObject, objectOf, stringOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { concat, openGcm, scrypt, sealGcm, spellings, wrongPassword } from "../../crypto/crypto.ts"
import { checkScryptSlots } from "../../limits.ts"
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from "../../records/encoding.ts"
import { encodeUtf8 } from "../../records/text.ts"

/**
 * The encryption of Aegis: a random master key encrypts the content; each slot holds the master key, encrypted with a key that is derived
 * from one password.
 */
export const AEGIS_SLOT_TEXTS = texts({
  noPassword: {
    en: "this file opens only with a fingerprint: set a password in Aegis and export again",
    ja: "指紋認証でしか開けないファイルです。Aegis でパスワードを設定し、もう一度エクスポートしてください",
  },
  damaged: {
    en: "the password is right, but the encrypted content is damaged",
    ja: "パスワードは正しいですが、暗号化された内容が壊れています",
  },
})

interface Sealed {
  readonly nonce: Uint8Array
  readonly tag: Uint8Array
}

/** A slot that a password opens. `repaired`: the slot was not written by a version before 0.4, see {@link paddedPasswords}. */
interface Slot {
  readonly key: Uint8Array
  readonly params: Sealed
  readonly n: number
  readonly r: number
  readonly p: number
  readonly salt: Uint8Array
  readonly repaired: boolean
  readonly isBackup: boolean
}

export interface LockedVault {
  readonly slots: readonly Slot[]
  readonly params: Sealed
  readonly content: Uint8Array
}

const PASSWORD_SLOT = 1
const COST = { n: 32_768, r: 8, p: 1 } as const

/**
 * Parse an encrypted file.
 *
 * @param header - `{slots, params}`, neither of them null.
 * @throws AppError `format-unsupported` where no password opens it, `format-damaged`, `limit-exceeded`
 */
export function parseLocked(header: JsonObject, content: unknown): LockedVault {
  const all = arrayOrEmpty(header["slots"]).filter(isObject)
  const withPassword = all.filter((slot) => slot["type"] === PASSWORD_SLOT)
  if (withPassword.length === 0) throw new AppError("format-unsupported", AEGIS_SLOT_TEXTS.noPassword)
  const slots = withPassword.map(parseSlot)
  checkScryptSlots(slots)
  return { slots, params: parseSealed(header["params"]), content: decodeBase64(stringOf(content)) }
}

function parseSlot(slot: JsonObject): Slot {
  const [n, r, p] = [slot["n"], slot["r"], slot["p"]]
  if (typeof n !== "number" || typeof r !== "number" || typeof p !== "number") throw new AppError("format-damaged", JSON_TEXTS.shape)
  const hex = (name: string): Uint8Array => decodeHex(stringOf(slot[name]))
  const flags = { repaired: slot["repaired"] === true, isBackup: slot["is_backup"] === true }
  return { key: hex("key"), params: parseSealed(slot["key_params"]), n, r, p, salt: hex("salt"), ...flags }
}

function parseSealed(value: unknown): Sealed {
  const { nonce, tag } = objectOf(value)
  return { nonce: decodeHex(stringOf(nonce)), tag: decodeHex(stringOf(tag)) }
}

/**
 * Try the password on every slot.
 *
 * @returns The content, JSON.
 * @throws AppError `password-wrong`; `format-damaged` where a slot opens and the content does not
 */
export async function unlockVault({ slots, params, content }: LockedVault, password: string, task: Task): Promise<Uint8Array> {
  for (const slot of slots) {
    const master = await masterKey(slot, password, task)
    if (master === null) continue
    const plain = openGcm({ key: master, nonce: params.nonce }, concat(content, params.tag))
    if (plain === null) throw new AppError("format-damaged", AEGIS_SLOT_TEXTS.damaged)
    return plain
  }
  throw wrongPassword()
}

async function masterKey(slot: Slot, password: string, task: Task): Promise<Uint8Array | null> {
  const { salt, n, r, p, params } = slot
  const candidates = spellings(password).flatMap((text) => [encodeUtf8(text), ...(slot.repaired ? [] : paddedPasswords(text))])
  for (const candidate of candidates) {
    const key = await scrypt(candidate, salt, { n, r, p, length: 32 }, task)
    const master = openGcm({ key, nonce: params.nonce }, concat(slot.key, params.tag))
    if (master?.length === 32) return master
  }
  return null
}

/**
 * Versions before 0.4 used the whole buffer that the password was encoded into, with the zeros after the password. HMAC pads a key of up to
 * 64 bytes with zeros anyway, so only longer buffers give another key. The size of the buffer is the encoder's estimate (1.1 bytes per
 * character in OpenJDK, 2 in Android), doubled until the text fits.
 */
function paddedPasswords(text: string): Uint8Array[] {
  const bytes = encodeUtf8(text)
  const sizes = new Set<number>()
  for (const guess of [Math.floor(text.length * 1.1), text.length * 2, text.length * 3]) {
    let size = guess
    while (size < bytes.length) size = 2 * size + 1
    for (const near of [size, size + 1]) if (near > bytes.length && near > 64) sizes.add(near)
  }
  return [...sizes].map((size) => concat(bytes, new Uint8Array(size - bytes.length)))
}

/** Encrypt as Aegis does with one password: header and content of the file. */
export async function lockVault(
  plain: Uint8Array,
  password: string,
  { random, ...task }: Task & { random: Random },
): Promise<{ header: JsonObject; db: string }> {
  const master = random.bytes(32)
  const salt = random.bytes(32)
  const [keyNonce, nonce] = [random.bytes(12), random.bytes(12)]
  const key = await scrypt(password, salt, { ...COST, length: 32 }, task)
  const sealedKey = sealGcm({ key, nonce: keyNonce }, master)
  const sealed = sealGcm({ key: master, nonce }, plain)
  const slot = {
    type: PASSWORD_SLOT,
    uuid: random.uuid(),
    key: encodeHex(sealedKey.subarray(0, -16)),
    key_params: { nonce: encodeHex(keyNonce), tag: encodeHex(sealedKey.subarray(-16)) },
    ...COST,
    salt: encodeHex(salt),
    repaired: true,
    is_backup: false,
  }
  const params = { nonce: encodeHex(nonce), tag: encodeHex(sealed.subarray(-16)) }
  return { header: { slots: [slot], params }, db: encodeBase64(sealed.subarray(0, -16)) }
}
