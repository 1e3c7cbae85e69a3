import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { AppError, isAppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import type { Handler, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import type { Sniffed } from "../../sniffed.ts"
import { argon2, badParameters, concat, openGcm, pbkdf2, sealGcm, spellings, wrongPassword } from "../../crypto/crypto.ts"
import { base32Field, draftOf, groupNames, kindField, text } from "../../records/fields.ts"
import { JSON_TEXTS, arrayOf, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { BARE_KEEPS, LOSS_TEXTS, changed, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { decodeLossy, encodeUtf8 } from "../../records/text.ts"
import { checkVersion } from "../../records/version.ts"

/**
 * OTPClient: its database, which is a JSON list of tokens, encrypted with AES-256-GCM. The nonce has 16 bytes, and the file's header is the
 * additional data. The program's other exports are in the formats of other apps.
 *
 * | version | written by | header |
 * |---|---|---|
 * | 1 | up to 3.7 | nonce 16, salt 32; no magic. PBKDF2-SHA512, 100,000 rounds |
 * | 2 | 4.0 to 5.0 | `OTPClient`, 3 zero bytes, version, nonce, salt, Argon2id iterations, KiB, lanes; 32-bit numbers in the machine's byte order |
 * | 3 | since 5.1 | as version 2 without the zero bytes, numbers big-endian |
 *
 * The text ends with a zero byte in versions 1 and 2.
 */
const TEXTS = texts({
  guide: {
    en: "In OTPClient: Settings › Backup, or copy the database itself (the .enc file that the sidebar names)",
    ja: "OTPClient の設定 › バックアップ、またはデータベース自体 (サイドバーに示される .enc ファイル) をコピー",
  },
  steam: {
    en: "OTPClient shows Steam codes for every account whose issuer is Steam",
    ja: "OTPClient では、発行元が Steam のアカウントはすべて Steam のコードになります",
  },
  counter: { en: "OTPClient accepts only counters below 2^48", ja: "OTPClient で使えるカウンターは 2^48 未満だけです" },
  cutOff: {
    en: "the record is cut off: some versions of OTPClient truncated the database when a name was not ASCII",
    ja: "項目が途中で切れています。一部のバージョンの OTPClient は、ASCII 以外の名前を保存するとデータベースの末尾を失います",
  },
})

const MAGIC = "OTPClient\0\0\0"
const NONCE_BYTES = 16
const SALT_BYTES = 32
const TAG_BYTES = 16
/** By version. */
const HEADER_BYTES = {
  1: NONCE_BYTES + SALT_BYTES,
  2: 12 + 4 + NONCE_BYTES + SALT_BYTES + 12,
  3: 9 + 4 + NONCE_BYTES + SALT_BYTES + 12,
} as const
const ROUNDS = 100_000
/** The program's defaults for versions 2 and 3. */
const ARGON2 = { iterations: 4, memoryKiB: 131_072, parallelism: 4 } as const
const MAX_COUNTER = 2 ** 48

interface Header {
  readonly bytes: Uint8Array
  readonly nonce: Uint8Array
  readonly salt: Uint8Array
  /** Null: PBKDF2. */
  readonly argon2: { readonly iterations: number; readonly memoryKiB: number; readonly parallelism: number } | null
}

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "json-array") return readTokens(jsonOf(input), context)
  const header = readHeader(input)
  const encrypted = input.bytes.subarray(header.bytes.length)
  if (encrypted.length < TAG_BYTES) throw badParameters()
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => readText(await decrypt(header, encrypted, key, context), context),
  }
}

function readHeader({ bytes, sniffed }: SniffedInput): Header {
  if (sniffed.kind !== "magic") return sliceHeader(bytes, HEADER_BYTES[1], 0, null)
  if (bytes.length < HEADER_BYTES[2]) throw badParameters()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Bytes 9 to 12: the number 3 of version 3, or the three zero bytes of version 2 and a byte of its little- or big-endian number.
  const version = Math.max(view.getUint32(9), 2)
  checkVersion(version, 3)
  const isLittleEndian = version === 2 && view.getUint32(12, true) === 2
  const size = version === 2 ? HEADER_BYTES[2] : HEADER_BYTES[3]
  const [iterations, memoryKiB, parallelism] = [12, 8, 4].map((fromEnd) => view.getUint32(size - fromEnd, isLittleEndian))
  return sliceHeader(bytes, size, size - 12 - NONCE_BYTES - SALT_BYTES, {
    iterations: iterations ?? 0,
    memoryKiB: memoryKiB ?? 0,
    parallelism: parallelism ?? 0,
  })
}

function sliceHeader(bytes: Uint8Array, size: number, at: number, argon2: Header["argon2"]): Header {
  return {
    bytes: bytes.subarray(0, size),
    nonce: bytes.subarray(at, at + NONCE_BYTES),
    salt: bytes.subarray(at + NONCE_BYTES, at + NONCE_BYTES + SALT_BYTES),
    argon2,
  }
}

async function decrypt(header: Header, encrypted: Uint8Array, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  for (const bytes of spellings(password).flatMap((spelling) => passwordBytes(spelling, header.argon2 === null))) {
    const plain = openGcm({ key: await deriveKey(bytes, header, context), nonce: header.nonce, aad: header.bytes }, encrypted)
    if (plain !== null) return plain
  }
  throw wrongPassword()
}

async function deriveKey(password: Uint8Array, { salt, argon2: params }: Header, context: OpenContext | WriteContext): Promise<Uint8Array> {
  if (params === null) return await pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha512" }, context)
  return await argon2({ ...params, variant: "argon2id", password, salt, length: 32 }, context)
}

/**
 * The bytes that the program's versions use of a password. Since 5.0 they use all of them; earlier ones use as many bytes as the password
 * has characters. Some that wrote version 1 of the file use one byte more, which is the terminating zero where every character is one byte.
 */
function passwordBytes(password: string, isVersion1: boolean): Uint8Array[] {
  const whole = encodeUtf8(password)
  // Counts the bytes of UTF-8 that do not continue a character.
  const characters = whole.filter((byte) => (byte & 0xc0) !== 0x80).length
  if (characters === whole.length) {
    // HMAC pads a key that is shorter than its block with zeros, so a terminating zero makes no difference.
    return isVersion1 && whole.length >= HMAC_BLOCK_BYTES ? [whole, concat(whole, Uint8Array.of(0))] : [whole]
  }
  return [whole, whole.subarray(0, characters), ...(isVersion1 ? [whole.subarray(0, characters + 1)] : [])]
}

/** Of HMAC-SHA512, in bytes. */
const HMAC_BLOCK_BYTES = 128

/** The text may end in the middle of a character. It is then decoded lossily, since only the record that is cut off contains that character. */
function readText(plain: Uint8Array, context: OpenContext): OpenedAccounts {
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end--
  const json = decodeLossy(plain.subarray(0, end))
  try {
    return readTokens(parseJson(json), context)
  } catch (e) {
    const tokens = isAppError(e) && e.sentence === JSON_TEXTS.broken ? splitTokens(json) : []
    if (tokens.length === 0) throw e
    return new RecordReader(context).readAll(tokens, (token) => readToken(objectOf(parseToken(token)))).opened()
  }
}

/**
 * Versions 3.1.3 to 3.1.8 of the program wrote as many bytes as the text has characters, and so lost the end of a text that is not ASCII.
 *
 * @returns The text of each object in the list; the last may be incomplete.
 */
function splitTokens(json: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let at = 0; at < json.length; at++) {
    const char = json.charAt(at)
    if (isQuoted) {
      if (char === "\\") at++
      else if (char === '"') isQuoted = false
    } else if (char === '"') isQuoted = true
    else if (char === "{" && depth++ === 0) start = at
    else if (char === "}" && --depth === 0) found.push(json.slice(start, at + 1))
  }
  return depth > 0 ? [...found, json.slice(start)] : found
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(token) as unknown
  } catch (cause) {
    throw new AppError("format-damaged", TEXTS.cutOff, { cause })
  }
}

function readTokens(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (token) => readToken(objectOf(token))).opened()
}

const isSteam = (issuer: string): boolean => issuer.toLowerCase() === "steam"

function readToken(token: JsonObject): Draft {
  const issuer = text(token["issuer"]).trim()
  const type = text(token["type"]) === "" ? "totp" : kindField(token["type"])
  return draftOf({
    // The program recognises Steam accounts by the issuer alone.
    kind: type === "totp" && isSteam(issuer) ? "steam" : type,
    issuer,
    name: text(token["label"]),
    secret: base32Field(token["secret"]),
    algorithm: token["algo"],
    digits: token["digits"],
    period: token["period"],
    counter: token["counter"],
    groups: groupNames([text(token["group"])]),
  })
}

// Writing

function losses({ kind, issuer, counter }: Draft): Loss[] {
  if (kind === "steam") return isSteam(issuer) ? [] : [changed(LOSS_TEXTS.steamIssuer)]
  if (kind === "totp") return isSteam(issuer) ? [refused(TEXTS.steam)] : []
  return (counter ?? 0) >= MAX_COUNTER ? [refused(TEXTS.counter)] : []
}

/**
 * Writes version 1 of the file, which every version of the program opens; newer ones convert it at once. Programs that read version 1 do not use
 * the whole of a password that is not ASCII: such a file is of version 2, for OTPClient 5.0 and later.
 */
async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  if (context.password === null) throw new TypeError("the database needs a password")
  const password = encodeUtf8(context.password)
  const plain = encodeUtf8(`${JSON.stringify(drafts.map(toToken))}\0`)
  const random = concat(context.random.bytes(NONCE_BYTES), context.random.bytes(SALT_BYTES))
  const isAscii = password.length === context.password.length
  const header = isAscii
    ? sliceHeader(random, HEADER_BYTES[1], 0, null)
    : sliceHeader(concat(magicAndVersion(2), random, encodeArgon2(ARGON2)), HEADER_BYTES[2], 16, ARGON2)
  return concat(header.bytes, sealGcm({ key: await deriveKey(password, header, context), nonce: header.nonce, aad: header.bytes }, plain))
}

const magicAndVersion = (version: number): Uint8Array => concat(encodeUtf8(MAGIC), littleEndian(version))

const encodeArgon2 = ({ iterations, memoryKiB, parallelism }: NonNullable<Header["argon2"]>): Uint8Array =>
  concat(...[iterations, memoryKiB, parallelism].map(littleEndian))

function littleEndian(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}

function toToken({ kind, issuer, name, secret, algorithm, digits, period, counter, groups: [group] }: Draft): object {
  return {
    type: kind === "hotp" ? "HOTP" : "TOTP",
    label: name,
    issuer: kind === "steam" && !isSteam(issuer) ? "Steam" : issuer,
    digits,
    algo: algorithm,
    secret: secret.toBase32(),
    ...(kind === "hotp" ? { counter: counter ?? 0 } : { period: period ?? 30 }),
    ...(group === undefined ? {} : { group }),
  }
}

function detect(sniffed: Sniffed): "yes" | "maybe" | "no" {
  if (sniffed.kind === "magic") return sniffed.word === MAGIC ? "yes" : "no"
  if (sniffed.kind === "binary") return sniffed.size >= HEADER_BYTES[1] + "[]".length + TAG_BYTES ? "maybe" : "no"
  // The decrypted content of a database.
  const isList = sniffed.kind === "json-array" && ["type", "label", "digits", "algo", "secret"].every((key) => sniffed.keys.includes(key))
  return isList ? "yes" : "no"
}

/** The digits and periods that libcotp, the program's library, supports. */
const DIGITS = [4, 5, 6, 7, 8, 9, 10]
const PERIODS = Array.from({ length: 120 }, (_, at) => at + 1)

export const otpclient: Handler = {
  id: "otpclient",
  title: "OTPClient",
  extensions: ["enc"],
  guide: TEXTS.guide,
  detect,
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "always",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: DIGITS,
      periods: PERIODS,
      groups: "one",
    },
    extension: () => "enc",
    losses,
    run: write,
  },
}
