import { KINDS, RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { URI_TEXTS, parseUriParts } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { arrayOf, isObject, jsonOf, objectOf, parseJson, stringOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { argon2, tryPassword } from "../../crypto/crypto.ts"
import { openSecretstream } from "../../crypto/secretstream.ts"
import type { Handler, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import { decodeBase64, encodeBase64 } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, groupsField, kindField, text, timeMs } from "../../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { encodeUtf8, textOf } from "../../records/text.ts"
import { checkVersion } from "../../records/version.ts"
import type { Sniffed } from "../../sniffed.ts"
import { openXChaCha, sealXChaCha } from "./xchacha.ts"

/**
 * cotp: its database, its plain export, and its list of URIs. The database is JSON that contains XChaCha20-Poly1305 ciphertext; before cotp
 * 1.0 it was four base64 parts, the last a libsodium secretstream. The content of a database before version 2 is a bare list.
 */
const TEXTS = texts({
  guide: {
    en: "cotp export (plain text, exported.cotp), or the encrypted database itself: ~/.local/share/cotp/db.cotp",
    ja: "cotp export（平文の exported.cotp）、または暗号化されたデータベース自体（~/.local/share/cotp/db.cotp）",
  },
  motpKey: { en: "cotp accepts only hexadecimal mOTP keys", ja: "cotp で使える mOTP の鍵は 16 進数だけです" },
})

/** The newest version of the encrypted file (`envelope`) and of its content (`database`). */
const VERSION = { envelope: 1, database: 2 } as const
const ARGON2 = { variant: "argon2id", iterations: 4, memoryKiB: 32_768, parallelism: 4, length: 32 } as const
/** libsodium's "interactive" limits. */
const OLD_ARGON2 = { variant: "argon2id", iterations: 2, memoryKiB: 65_536, parallelism: 1, length: 32 } as const
const SALT_BYTES = 16
const NONCE_BYTES = 24
/** The first part of an old database: the base64 of its four magic bytes. */
const OLD_SIGNATURE = "wQpL7Q==|"

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "text") {
    const parts = textOf(input.bytes).trim().split("|").slice(1).map(decodeBase64)
    return {
      kind: "locked",
      needs: "password",
      unlock: (key, context) => unlock(key, context, (password) => decryptOld(parts, password, context)),
    }
  }
  const root = jsonOf(input)
  if (!isObject(root) || root["cipher"] === undefined) return readDatabase(root, context)
  checkVersion(root["version"], VERSION.envelope)
  return {
    kind: "locked",
    needs: "password",
    unlock: (key, context) => unlock(key, context, (password) => decrypt(root, password, context)),
  }
}

async function unlock(
  { password }: Key,
  context: OpenContext,
  decryptWith: (password: string) => Promise<Uint8Array | null>,
): Promise<OpenedAccounts> {
  return readDatabase(parseJson(await tryPassword(password, decryptWith)), context)
}

async function decrypt(root: JsonObject, password: string, context: OpenContext): Promise<Uint8Array | null> {
  const [nonce, salt, sealed] = [root["nonce"], root["salt"], root["cipher"]].map((part) => decodeBase64(stringOf(part)))
  const key = await argon2({ ...ARGON2, password, salt: salt ?? EMPTY }, context)
  return await openXChaCha(key, nonce ?? EMPTY, sealed ?? EMPTY)
}

async function decryptOld(parts: readonly Uint8Array[], password: string, context: OpenContext): Promise<Uint8Array | null> {
  const [salt = EMPTY, header = EMPTY, sealed = EMPTY] = parts
  return await openSecretstream(await argon2({ ...OLD_ARGON2, password, salt }, context), header, sealed)
}

/** Stands for a missing part; its length is always refused as wrong. */
const EMPTY = new Uint8Array(0)

function readDatabase(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(findRecords(root), (record) => readElement(parseRecord(record))).opened()
}

function findRecords(root: unknown): readonly unknown[] {
  if (Array.isArray(root)) return arrayOf(root)
  const database = objectOf(root)
  if (database["elements"] === undefined) return arrayOf(database["items"])
  checkVersion(database["version"], VERSION.database)
  return arrayOf(database["elements"])
}

/** A record is an object, or in the list of URIs a URI that has the same fields as parameters and issuer and name in its label. */
function parseRecord(record: unknown): JsonObject {
  if (typeof record !== "string") return objectOf(record)
  const { type, label, params } = parseUriParts(record)
  return { ...Object.fromEntries(params), type, issuer: label.issuer || params.get("issuer"), label: label.name }
}

function readElement(element: JsonObject): Draft {
  const kind = text(element["type"]) === "" ? "totp" : kindField(element["type"])
  const pin = kind === "motp" || kind === "yandex" ? text(element["pin"]).trim() : ""
  const secret = kind === "motp" ? motpSecret(element["secret"]) : base32Field(element["secret"])
  if (kind === "yandex" && secret.length < 16) throw new AppError("format-damaged", URI_TEXTS.yandexTooShort)
  return draftOf({
    kind,
    secret,
    issuer: text(element["issuer"]),
    name: text(element["label"]),
    algorithm: element["algorithm"],
    digits: element["digits"],
    period: element["period"],
    counter: element["counter"],
    pin: pin === "" ? null : pin,
    groups: groupsField(element["tags"]),
    usedAt: timeMs(element["last_used"]),
  })
}

/** The key of mOTP is the text itself. */
function motpSecret(value: unknown): Secret {
  if (typeof value !== "string") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  return new Secret(encodeUtf8(value.trim()))
}

// Writing

const isHex = (secret: Secret): boolean => /^(?:[0-9a-f]{2})+$/.test(Buffer.from(secret.reveal()).toString("latin1"))

const losses = ({ kind, secret }: Draft): Loss[] => (kind === "motp" && !isHex(secret) ? [refused(TEXTS.motpKey)] : [])

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify({ version: VERSION.database, elements: drafts.map(toElement) }))
  if (context.password === null) return plain
  const [salt, nonce] = [context.random.bytes(SALT_BYTES), context.random.bytes(NONCE_BYTES)]
  const sealed = await sealXChaCha(await argon2({ ...ARGON2, password: context.password, salt }, context), nonce, plain)
  const [nonceText, saltText, cipher] = [nonce, salt, sealed].map(encodeBase64)
  return encodeUtf8(JSON.stringify({ version: VERSION.envelope, nonce: nonceText, salt: saltText, cipher }))
}

/** The program's parser requires all of these fields and refuses a file with any other field. */
function toElement({ kind, issuer, name, secret, algorithm, digits, period, counter, pin }: Draft): object {
  return {
    secret: kind === "motp" ? Buffer.from(secret.reveal()).toString("latin1") : secret.toBase32(),
    issuer,
    label: name,
    digits,
    type: kind.toUpperCase(),
    algorithm,
    period: period ?? 30,
    counter: kind === "hotp" ? (counter ?? 0) : null,
    pin,
  }
}

/** The keys of the first lists, which did not yet have the fields of andOTP. */
const FIRST_KEYS = ["algorithm", "issuer", "label", "period", "secret"]

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "text") return sniffed.head.startsWith(OLD_SIGNATURE) ? "yes" : "no"
  if (sniffed.kind === "json-array") return isOwnList(sniffed.keys) ? "yes" : "no"
  if (sniffed.kind !== "json-object") return "no"
  const { keys, types, inside } = sniffed
  if (["nonce", "salt", "cipher"].every((key) => types[key] === "string")) return "yes"
  if (types["elements"] === "array") return types["version"] === "number" && isElement(inside["elements"] ?? []) ? "yes" : "no"
  const items = sniffed.json["items"]
  return keys.length === 1 && Array.isArray(items) && typeof items[0] === "string" && /^otpauth:\/\//i.test(items[0]) ? "yes" : "no"
}

/** The keys are empty for a database without accounts. */
const isElement = (keys: readonly string[]): boolean => keys.length === 0 || ["secret", "label"].every((key) => keys.includes(key))

/** Only the PIN distinguishes these lists from andOTP's. */
function isOwnList(keys: readonly string[]): boolean {
  const has = (key: string): boolean => keys.includes(key)
  if (!has("secret") || !has("label") || !has("algorithm")) return false
  return (has("pin") && has("type")) || keys.every((key) => FIRST_KEYS.includes(key))
}

export const cotp: Handler = {
  id: "cotp",
  title: "cotp",
  extensions: ["cotp", "json"],
  guide: TEXTS.guide,
  detect,
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: KINDS,
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      pin: true,
    },
    extension: () => "cotp",
    losses,
    run: write,
  },
}
