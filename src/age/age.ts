import type * as Age from "age-encryption"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { openPayload, sealPayload } from "./payload.ts"
import { LOG_N, NativeScryptIdentity, NativeScryptRecipient } from "./scrypt.ts"

export const AGE_TEXTS = texts({
  notAge: { en: "this is not an age file, or its header is damaged", ja: "age ファイルではないか、ヘッダーが壊れています" },
  newer: { en: "this version of age files is not supported", ja: "この age ファイルのバージョンには対応していません" },
  badArmor: { en: "the armour of this age file is damaged", ja: "この age ファイルのアーマー（テキスト形式）が壊れています" },
  damaged: { en: "the age file is damaged", ja: "age ファイルが壊れています" },
  wrongPassphrase: { en: "the passphrase is wrong", ja: "パスフレーズが違います" },
  otherKey: { en: "the age file is encrypted to another key", ja: "この age ファイルは別の鍵で暗号化されています" },
  badRecipient: { en: "this is not an age recipient", ja: "age の公開鍵ではありません" },
})

export interface SealOptions {
  /** Work factor as a logarithm to base 2: {@link LOG_N}.least to {@link LOG_N}.most; 18 when left out. */
  readonly logN?: number
  /** Allows a work factor below {@link LOG_N}.least: for tests only, which would otherwise take minutes. */
  readonly weakForTests?: boolean
}

/** Opens the header of an age file: null where no stanza is for it. Of the package, whose `X25519Identity` here is one. */
export type FileKeySource = Age.Identity

export interface OpenOptions {
  /** The highest accepted work factor, as a logarithm to base 2; 20 when left out. */
  readonly maxLogN?: number
  /** Ends the wait for scrypt, not its thread. */
  readonly signal?: AbortSignal | undefined
}

/** Loaded on first use: it costs about 90 ms. */
function load(): Promise<typeof Age> {
  return import("age-encryption")
}

const ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
const ARMOR_END = "-----END AGE ENCRYPTED FILE-----"
const VERSION_LINE = "age-encryption.org/"
const ARMOR_COLUMNS = 64

/** An age file as text: base64 in lines of 64 between the marks, with a line feed at the end. */
export function armor(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString("base64")
  const lines = []
  for (let at = 0; at < base64.length; at += ARMOR_COLUMNS) lines.push(base64.slice(at, at + ARMOR_COLUMNS))
  return [ARMOR_BEGIN, ...lines, ARMOR_END, ""].join("\n")
}

/**
 * The bytes of an armoured age file. White space around it and CRLF line ends are accepted, nothing else is.
 *
 * @throws {@link AppError} `format-damaged`
 */
export function dearmor(text: string): Uint8Array {
  const lines = text.trim().split(/\r?\n/)
  const bad = (): AppError => new AppError("format-damaged", AGE_TEXTS.badArmor)
  if (lines.length < 3 || lines[0] !== ARMOR_BEGIN || lines.at(-1) !== ARMOR_END) throw bad()
  const body = lines.slice(1, -1)
  const last = body.at(-1) ?? ""
  if (last === "" || last.length > ARMOR_COLUMNS || !body.slice(0, -1).every((line) => line.length === ARMOR_COLUMNS)) throw bad()
  const base64 = body.join("")
  const bytes = Buffer.from(base64, "base64")
  if (bytes.toString("base64") !== base64) throw bad()
  return Uint8Array.from(bytes)
}

/** Binary, whether it came armoured or not. */
function binaryOf(file: Uint8Array): Uint8Array {
  const head = Buffer.from(file.subarray(0, 256)).toString("latin1").trimStart()
  return head.startsWith("-----BEGIN") ? dearmor(Buffer.from(file).toString("latin1")) : file
}

/**
 * Encrypt with a passphrase; `age -d` opens the file.
 *
 * @param passphrase - Used as given: the caller normalises it to NFC. At least one character.
 * @returns The binary age file.
 */
export async function sealWithPassphrase(bytes: Uint8Array, passphrase: Passphrase, options: SealOptions = {}): Promise<Uint8Array> {
  const logN = options.logN ?? LOG_N.usual
  const least = options.weakForTests === true ? 1 : LOG_N.least
  if (!Number.isInteger(logN) || logN < least || logN > LOG_N.most) throw new TypeError(`work factor ${logN} is out of range`)
  if (passphrase.isEmpty) throw new TypeError("the passphrase is empty")
  const { Stanza } = await load()
  return await seal(bytes, [new NativeScryptRecipient(passphrase, logN, (args, body) => new Stanza(args, body))])
}

/**
 * Decrypt with a passphrase.
 *
 * @param file - Binary or armoured.
 * @throws {@link AppError} `password-wrong`; `format-damaged` where it is no age file, or was altered although the passphrase
 * matches; `format-version`; `format-unsupported` where a key, not a passphrase, opens it; `limit-exceeded` where the work
 * factor is beyond `maxLogN`; `interrupted`.
 */
export async function openWithPassphrase(file: Uint8Array, passphrase: Passphrase, options: OpenOptions = {}): Promise<Uint8Array> {
  const identity = new NativeScryptIdentity(passphrase, options.maxLogN ?? LOG_N.most, options.signal)
  return await open(file, identity, new AppError("password-wrong", AGE_TEXTS.wrongPassphrase))
}

/** Encrypt to recipients, `age1…`. @returns The binary age file. @throws {@link AppError} `format-damaged` when one is no recipient */
export async function sealForRecipients(bytes: Uint8Array, ...recipients: readonly [string, ...string[]]): Promise<Uint8Array> {
  return await seal(bytes, recipients)
}

/**
 * Decrypt with an identity.
 *
 * @param file - Binary or armoured.
 * @throws {@link AppError} `password-wrong` where it is encrypted to another key; `format-damaged`; `format-version`
 */
export async function openWithIdentity(file: Uint8Array, identity: FileKeySource): Promise<Uint8Array> {
  return await open(file, identity, new AppError("password-wrong", AGE_TEXTS.otherKey))
}

/**
 * The package throws the same kind of error for every failure, so the cause is found by how far it came. It tries its identities in turn
 * after it has read the header: one placed before the real identity records that the header is valid, one placed behind it that the real
 * identity did not match.
 */
async function open(file: Uint8Array, identity: Age.Identity, noMatch: AppError): Promise<Uint8Array> {
  const bytes = binaryOf(file)
  refuseOtherVersions(bytes)
  const { Decrypter } = await load()
  const decrypter = new Decrypter()
  const seen = { header: false, noMatch: false }
  decrypter.addIdentity({
    unwrapFileKey: () => {
      seen.header = true
      return null
    },
  })
  decrypter.addIdentity(identity)
  decrypter.addIdentity({
    unwrapFileKey: () => {
      seen.noMatch = true
      return null
    },
  })
  const end = headerEnd(bytes)
  try {
    const fileKey = await decrypter.decryptHeader(bytes.subarray(0, end))
    const opened = openPayload(bytes.subarray(end), fileKey)
    fileKey.fill(0)
    if (opened !== null) return opened
  } catch (cause) {
    if (isAppError(cause)) throw cause
    if (seen.noMatch) throw noMatch
    throw new AppError("format-damaged", seen.header ? AGE_TEXTS.damaged : AGE_TEXTS.notAge, { cause })
  }
  throw new AppError("format-damaged", AGE_TEXTS.damaged)
}

const HEADER_END = "\n--- "

/** Where the payload begins; the file's end where the header has none, which the package refuses. */
function headerEnd(file: Uint8Array): number {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const mac = bytes.indexOf(HEADER_END)
  const end = mac < 0 ? -1 : bytes.indexOf("\n", mac + HEADER_END.length)
  return end < 0 ? file.length : end + 1
}

/** The header is the package's, the payload our own; see {@link sealPayload}. */
async function seal(bytes: Uint8Array, recipients: readonly (string | Age.Recipient)[]): Promise<Uint8Array> {
  const { Encrypter } = await load()
  const encrypter = new Encrypter()
  const key: { bytes: Uint8Array } = { bytes: new Uint8Array() }
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient)
  } catch (cause) {
    throw new AppError("format-damaged", AGE_TEXTS.badRecipient, { cause })
  }
  encrypter.addRecipient({
    wrapFileKey: (fileKey) => {
      key.bytes = fileKey
      return []
    },
  })
  const empty = await encrypter.encrypt(new Uint8Array())
  // Behind the header: the nonce, and the tag of the empty chunk.
  const nonce = empty.subarray(-32, -16)
  const sealed = Buffer.concat([empty.subarray(0, -32), sealPayload(bytes, key.bytes, nonce)])
  key.bytes.fill(0)
  return Uint8Array.from(sealed)
}

function refuseOtherVersions(file: Uint8Array): void {
  const head = Buffer.from(file.subarray(0, 64)).toString("latin1")
  const line = head.split("\n", 1)[0] ?? ""
  if (!line.startsWith(VERSION_LINE)) throw new AppError("format-damaged", AGE_TEXTS.notAge)
  if (/^age-encryption\.org\/v[0-9]+$/.test(line) && line !== `${VERSION_LINE}v1`) throw new AppError("format-version", AGE_TEXTS.newer)
}
