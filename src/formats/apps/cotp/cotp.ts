import { KINDS, RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { Secret } from "../../../accounts/secret.ts"
import { URI_TEXTS, parseUriParts } from "../../../accounts/uri.ts"
import type { Handler, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import type { Sniffed } from "../../sniffed.ts"
import { argon2, spellings, wrongPassword } from "../../crypto/crypto.ts"
import { decodeBase64, encodeBase64 } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, groupNames, kindField, text, timeMs } from "../../records/fields.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf, parseJson, stringOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { ALL_DIGITS, BARE_KEEPS, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { openSecretstream } from "../../crypto/secretstream.ts"
import { encodeUtf8, textOf } from "../../records/text.ts"
import { openXChaCha, sealXChaCha } from "./xchacha.ts"

/**
 * cotp: the database (JSON around XChaCha20-Poly1305, before 1.0 four base64 parts around a secretstream), its plain export, and its list
 * of URIs. A database of before version 2 is a bare list.
 */
const TEXTS = texts({
  guide: {
    en: "cotp export (plain text, exported.cotp), or the encrypted database itself: ~/.local/share/cotp/db.cotp",
    ja: "cotp export (平文の exported.cotp)、または暗号化されたデータベース自体 (~/.local/share/cotp/db.cotp)",
  },
  version: { en: "the file is of version {version}, newer than this program knows", ja: "新しいバージョン ({version}) のファイルです" },
  motpKey: { en: "cotp takes hexadecimal mOTP keys only", ja: "cotp で使える mOTP の鍵は 16 進数だけです" },
})

/** `envelope`: the encrypted file's; `database`: the content's. */
const VERSION = { envelope: 1, database: 2 } as const
const ARGON2 = { variant: "argon2id", iterations: 4, memoryKiB: 32_768, parallelism: 4, length: 32 } as const
/** What libsodium calls interactive. */
const OLD_ARGON2 = { variant: "argon2id", iterations: 2, memoryKiB: 65_536, parallelism: 1, length: 32 } as const
const SALT = 16
const NONCE = 24
/** Base64 of the four bytes that the old database begins with. */
const OLD_SIGNATURE = "wQpL7Q==|"

function open([input]: readonly SniffedInput[], context: OpenContext): Opened {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind === "text") {
    const parts = textOf(input.bytes).trim().split("|").slice(1).map(decodeBase64)
    return {
      kind: "locked",
      needs: "password",
      unlock: async (key, at) => await unlock(key, at, (password) => unsealOld(parts, password, at)),
    }
  }
  const root = jsonOf(input)
  if (!isObject(root) || root["cipher"] === undefined) return readDatabase(root, context)
  checkVersion(root["version"], VERSION.envelope)
  return { kind: "locked", needs: "password", unlock: async (key, at) => await unlock(key, at, (password) => unseal(root, password, at)) }
}

function checkVersion(version: unknown, newest: number): void {
  if (typeof version === "number" && version > newest) throw new AppError("format-version", TEXTS.version, { detail: { version } })
}

async function unlock(
  { password }: Key,
  context: OpenContext,
  unsealWith: (password: string) => Promise<Uint8Array | null>,
): Promise<OpenedAccounts> {
  for (const spelling of spellings(password)) {
    const plain = await unsealWith(spelling)
    if (plain !== null) return readDatabase(parseJson(plain), context)
  }
  throw wrongPassword()
}

async function unseal(root: JsonObject, password: string, context: OpenContext): Promise<Uint8Array | null> {
  const [nonce, salt, sealed] = [root["nonce"], root["salt"], root["cipher"]].map((part) => decodeBase64(stringOf(part)))
  const key = await argon2({ ...ARGON2, password, salt: salt ?? EMPTY }, context)
  return await openXChaCha(key, nonce ?? EMPTY, sealed ?? EMPTY)
}

async function unsealOld(parts: readonly Uint8Array[], password: string, context: OpenContext): Promise<Uint8Array | null> {
  const [salt = EMPTY, header = EMPTY, sealed = EMPTY] = parts
  return await openSecretstream(await argon2({ ...OLD_ARGON2, password, salt }, context), header, sealed)
}

/** What is missing has no length that fits. */
const EMPTY = new Uint8Array(0)

function readDatabase(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(recordsOf(root), (record) => readElement(elementOf(record))).opened()
}

function recordsOf(root: unknown): readonly unknown[] {
  if (Array.isArray(root)) return arrayOf(root)
  const database = objectOf(root)
  if (database["elements"] === undefined) return arrayOf(database["items"])
  checkVersion(database["version"], VERSION.database)
  return arrayOf(database["elements"])
}

/** A record of the list of URIs has an element's fields as its parameters; the label tells the names. */
function elementOf(record: unknown): JsonObject {
  if (typeof record !== "string") return objectOf(record)
  const { type, label, params } = parseUriParts(record)
  return { ...Object.fromEntries(params), type, issuer: label.issuer || params.get("issuer"), label: label.name }
}

function readElement(element: JsonObject): Draft {
  const kind = text(element["type"]) === "" ? "totp" : kindField(element["type"])
  const pin = kind === "motp" || kind === "yandex" ? text(element["pin"]).trim() : ""
  const tags = arrayOrEmpty(element["tags"]).map((tag) => text(tag).trim())
  const secret = kind === "motp" ? keyText(element["secret"]) : base32Field(element["secret"])
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
    groups: groupNames(tags),
    usedAt: timeMs(element["last_used"]),
  })
}

/** Of mOTP the text itself is the key. */
function keyText(value: unknown): Secret {
  if (typeof value !== "string") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  return new Secret(encodeUtf8(value.trim()))
}

// Writing

const isHex = (secret: Secret): boolean => /^(?:[0-9a-f]{2})+$/.test(Buffer.from(secret.reveal()).toString("latin1"))

const losses = ({ kind, secret }: Draft): Loss[] => (kind === "motp" && !isHex(secret) ? [refused(TEXTS.motpKey)] : [])

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify({ version: VERSION.database, elements: drafts.map(elementFor) }))
  if (context.password === null) return plain
  const [salt, nonce] = [context.random.bytes(SALT), context.random.bytes(NONCE)]
  const sealed = await sealXChaCha(await argon2({ ...ARGON2, password: context.password, salt }, context), nonce, plain)
  const [nonceText, saltText, cipher] = [nonce, salt, sealed].map(encodeBase64)
  return encodeUtf8(JSON.stringify({ version: VERSION.envelope, nonce: nonceText, salt: saltText, cipher }))
}

/** Every field in every element: the program's parser asks for all of them, and refuses the file for one that it does not know. */
function elementFor({ kind, issuer, name, secret, algorithm, digits, period, counter, pin }: Draft): object {
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

/** What a list of before version 2 had before it took over andOTP's fields. */
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

/** An empty database is one too. */
const isElement = (keys: readonly string[]): boolean => keys.length === 0 || ["secret", "label"].every((key) => keys.includes(key))

/** The PIN tells it from andOTP's lists, which it is like in all else. */
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
