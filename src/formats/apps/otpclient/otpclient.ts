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
import { decodeLossy, encodeUtf8 } from "../../records/text.ts"

/**
 * OTPClient: its database, a list of tokens in JSON under AES-256-GCM with a nonce of 16 bytes and the file's head as additional data.
 * What else it exports is in the formats of other apps.
 *
 * | version | written by | head |
 * |---|---|---|
 * | 1 | up to 3.7 | nonce 16, salt 32; no magic. PBKDF2-SHA512, 100,000 rounds |
 * | 2 | 4.0 to 5.0 | `OTPClient`, 3 zeros, version, nonce, salt, Argon2id passes, KiB, lanes; numbers of 32 bits as the machine has them |
 * | 3 | since 5.1 | the same without the zeros, numbers big-endian |
 *
 * The text ends with a zero byte in versions 1 and 2.
 */
const TEXTS = texts({
  guide: {
    en: "In OTPClient: Settings › Backup, or copy the database itself (the .enc file that the sidebar names)",
    ja: "OTPClient の設定 › バックアップ、またはデータベース自体 (サイドバーに示される .enc ファイル) をコピー",
  },
  version: { en: "the file is of version {version}, newer than this program knows", ja: "新しいバージョン ({version}) のファイルです" },
  steam: {
    en: "OTPClient shows Steam codes for every account whose issuer is Steam",
    ja: "OTPClient では、発行元が Steam のアカウントはすべて Steam のコードになります",
  },
  counter: { en: "OTPClient takes counters below 2^48 only", ja: "OTPClient で使えるカウンターは 2^48 未満だけです" },
  cutOff: {
    en: "the record is cut off: some versions of OTPClient cut the database when they saved names that are not ASCII",
    ja: "項目が途中で切れています。一部のバージョンの OTPClient は、ASCII 以外の名前を保存するとデータベースの末尾を失います",
  },
})

const MAGIC = "OTPClient\0\0\0"
const NONCE = 16
const SALT = 32
const TAG = 16
/** The bytes of each version's head. */
const HEAD = { 1: NONCE + SALT, 2: 12 + 4 + NONCE + SALT + 12, 3: 9 + 4 + NONCE + SALT + 12 } as const
const ROUNDS = 100_000
/** What version 2 and 3 are written with unless their user chose otherwise. */
const ARGON2 = { iterations: 4, memoryKiB: 131_072, parallelism: 4 } as const
const MAX_COUNTER = 2 ** 48

interface Head {
  readonly bytes: Uint8Array
  readonly nonce: Uint8Array
  readonly salt: Uint8Array
  /** Null: PBKDF2. */
  readonly argon2: { readonly iterations: number; readonly memoryKiB: number; readonly parallelism: number } | null
}

function open([input]: readonly SniffedInput[], context: OpenContext): Opened {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind === "json-array") return readTokens(jsonOf(input), context)
  const head = headOf(input)
  const sealed = input.bytes.subarray(head.bytes.length)
  if (sealed.length < TAG) throw badParameters()
  return { kind: "locked", needs: "password", unlock: async (key, at) => readText(await unseal(head, sealed, key, at), at) }
}

function headOf({ bytes, sniffed }: SniffedInput): Head {
  if (sniffed.kind !== "magic") return cutHead(bytes, HEAD[1], 0, null)
  if (bytes.length < HEAD[2]) throw badParameters()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // In version 2 this is the lowest byte of a number that begins here, or zero where the highest comes first.
  const version = Math.max(view.getUint32(9), 2)
  if (version > 3) throw new AppError("format-version", TEXTS.version, { detail: { version } })
  const little = version === 2 && view.getUint32(12, true) === 2
  const size = version === 2 ? HEAD[2] : HEAD[3]
  const [iterations, memoryKiB, parallelism] = [12, 8, 4].map((fromEnd) => view.getUint32(size - fromEnd, little))
  return cutHead(bytes, size, size - 12 - NONCE - SALT, {
    iterations: iterations ?? 0,
    memoryKiB: memoryKiB ?? 0,
    parallelism: parallelism ?? 0,
  })
}

function cutHead(bytes: Uint8Array, size: number, at: number, argon2: Head["argon2"]): Head {
  return {
    bytes: bytes.subarray(0, size),
    nonce: bytes.subarray(at, at + NONCE),
    salt: bytes.subarray(at + NONCE, at + NONCE + SALT),
    argon2,
  }
}

async function unseal(head: Head, sealed: Uint8Array, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  for (const bytes of spellings(password).flatMap((spelling) => cuts(spelling, head.argon2 === null))) {
    const plain = openGcm({ key: await keyOf(bytes, head, context), nonce: head.nonce, aad: head.bytes }, sealed)
    if (plain !== null) return plain
  }
  throw wrongPassword()
}

async function keyOf(password: Uint8Array, { salt, argon2: params }: Head, context: OpenContext | WriteContext): Promise<Uint8Array> {
  if (params === null) return await pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha512" }, context)
  return await argon2({ ...params, variant: "argon2id", password, salt, length: 32 }, context)
}

/**
 * The bytes of a password that a version took: all of them since 5.0; before, as many as it has characters. While it was version 1, for a
 * time one more, which is the ending zero where every character is one byte.
 */
function cuts(password: string, isFirst: boolean): Uint8Array[] {
  const whole = encodeUtf8(password)
  // All bytes of UTF-8 but those that continue a character.
  const characters = whole.filter((byte) => (byte & 0xc0) !== 0x80).length
  if (characters === whole.length) {
    // HMAC itself fills up a key that is shorter than its block: with a zero or without, it is the same.
    return isFirst && whole.length >= HMAC_BLOCK ? [whole, concat(whole, Uint8Array.of(0))] : [whole]
  }
  return [whole, whole.subarray(0, characters), ...(isFirst ? [whole.subarray(0, characters + 1)] : [])]
}

const HMAC_BLOCK = 128

/** The end may be missing in the middle of a character: what it was the start of is in the record that is cut off. */
function readText(plain: Uint8Array, context: OpenContext): OpenedAccounts {
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end--
  const json = decodeLossy(plain.subarray(0, end))
  try {
    return readTokens(parseJson(json), context)
  } catch (e) {
    const tokens = isAppError(e) && e.sentence === JSON_TEXTS.broken ? tokenTexts(json) : []
    if (tokens.length === 0) throw e
    return new RecordReader(context).readAll(tokens, (token) => readToken(objectOf(parseToken(token)))).opened()
  }
}

/**
 * 3.1.3 to 3.1.8 took the text's length in characters for that in bytes, and lost so much of its end.
 *
 * @returns The objects of the list, each as it stands; the last one as far as it goes.
 */
function tokenTexts(json: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let quoted = false
  for (let at = 0; at < json.length; at++) {
    const char = json.charAt(at)
    if (quoted) {
      if (char === "\\") at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
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
    // The program has no other mark for them, and asks for nothing else.
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
 * Version 1, which every version of the program opens and the newer ones replace with their own at once. A password that is not ASCII
 * would be cut by it: such a file is of version 2, for 5.0 and later.
 */
async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  if (context.password === null) throw new TypeError("a database has a password")
  const password = encodeUtf8(context.password)
  const plain = encodeUtf8(`${JSON.stringify(drafts.map(tokenOf))}\0`)
  const random = concat(context.random.bytes(NONCE), context.random.bytes(SALT))
  const isAscii = password.length === context.password.length
  const head = isAscii ? cutHead(random, HEAD[1], 0, null) : cutHead(concat(startOf(2), random, numbers(ARGON2)), HEAD[2], 16, ARGON2)
  return concat(head.bytes, sealGcm({ key: await keyOf(password, head, context), nonce: head.nonce, aad: head.bytes }, plain))
}

const startOf = (version: number): Uint8Array => concat(encodeUtf8(MAGIC), littleEndian(version))

const numbers = ({ iterations, memoryKiB, parallelism }: NonNullable<Head["argon2"]>): Uint8Array =>
  concat(...[iterations, memoryKiB, parallelism].map(littleEndian))

function littleEndian(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}

function tokenOf({ kind, issuer, name, secret, algorithm, digits, period, counter, groups: [group] }: Draft): object {
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
  if (sniffed.kind === "binary") return sniffed.size >= HEAD[1] + "[]".length + TAG ? "maybe" : "no"
  // The database's content, as somebody decrypted it.
  const isList = sniffed.kind === "json-array" && ["type", "label", "digits", "algo", "secret"].every((key) => sniffed.keys.includes(key))
  return isList ? "yes" : "no"
}

/** What the library below it makes codes of. */
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
