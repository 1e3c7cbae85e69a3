import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { concat, digest, openGcm, pbkdf2, sealGcm, tryPassword } from "../crypto/crypto.ts"
import { looksRandom } from "../crypto/looks-random.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { base32Field, draftOf, groupsField, kindField, text, timeMs } from "../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** andOTP: plain JSON of all versions, and both encrypted forms, which have no magic bytes. */
const TEXTS = texts({
  guide: {
    en: "In andOTP: menu › Backup › Plain-text, or Encrypted (a password of its own)",
    ja: "andOTP のメニュー › バックアップ › 平文、または暗号化（専用のパスワード）",
  },
})

/** More rounds than this mean that the file is not of this form. */
const MAX_ROUNDS = 5_000_000
/** The app draws the number of rounds from this range. */
const WRITTEN_ROUNDS = { least: 140_000, span: 20_000 }
const SALT_BYTES = 12
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** `[]` encrypted: the shortest content. */
const MIN_ENCRYPTED_BYTES = NONCE_BYTES + TAG_BYTES + 2
/** Keys that occur in no other app's list of accounts. */
const OWN_KEYS = ["thumbnail", "last_used", "used_frequency", "tags"]

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const input = singleInput(inputs)
  if (input.sniffed.kind !== "binary") return readList(jsonOf(input), context)
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => readList(await decrypt(input.bytes, key, context), context),
  }
}

async function decrypt(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<unknown> {
  const plain = await tryPassword(
    password,
    async (spelling) => (await decryptCurrent(bytes, spelling, context)) ?? decryptOld(bytes, spelling),
  )
  return parseJson(plain)
}

/** Since version 0.6.3: rounds (u32, big-endian), salt, nonce, ciphertext and tag. */
async function decryptCurrent(bytes: Uint8Array, password: string, context: OpenContext): Promise<Uint8Array | null> {
  if (bytes.length < 4 + SALT_BYTES + MIN_ENCRYPTED_BYTES) return null
  const rounds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (rounds < 1 || rounds > MAX_ROUNDS) return null
  const salt = bytes.subarray(4, 4 + SALT_BYTES)
  const key = await pbkdf2(password, salt, { rounds, length: 32, hash: "sha1" }, context)
  return openGcm({ key, nonce: bytes.subarray(4 + SALT_BYTES, 4 + SALT_BYTES + NONCE_BYTES) }, bytes.subarray(4 + SALT_BYTES + NONCE_BYTES))
}

/** Up to version 0.6.2: nonce, ciphertext and tag. The key is the password's SHA-256. */
function decryptOld(bytes: Uint8Array, password: string): Uint8Array | null {
  return openGcm({ key: digest("sha256", encodeUtf8(password)), nonce: bytes.subarray(0, NONCE_BYTES) }, bytes.subarray(NONCE_BYTES))
}

function readList(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (entry) => readEntry(objectOf(entry))).opened()
}

function readEntry(entry: JsonObject): Draft {
  const type = text(entry["type"])
  const kind = type === "" ? "totp" : kindField(type)
  const label = splitLabel(entry)
  return draftOf({
    kind,
    secret: base32Field(entry["secret"]),
    ...label,
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
    groups: groupsField(entry["tags"]),
    usedAt: timeMs(entry["last_used"]),
  })
}

/**
 * Before the issuer had its own field, the label was `Issuer - name`, and in the oldest files `Issuer:name`. For some versions the label
 * repeated the issuer beside the new field.
 */
function splitLabel(entry: JsonObject): { issuer: string; name: string } {
  const label = text(entry["label"])
  const issuer = text(entry["issuer"]).trim()
  const repeatsIssuer = entry["used_frequency"] === undefined && label.startsWith(`${issuer}:`)
  if (issuer !== "") return { issuer, name: repeatsIssuer ? label.slice(issuer.length + 1) : label }
  if (entry["issuer"] !== undefined) return { issuer, name: label }
  for (const separator of [" - ", ":"]) {
    const at = label.indexOf(separator)
    if (at > 0) return { issuer: label.slice(0, at), name: label.slice(at + separator.length) }
  }
  return { issuer, name: label }
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify(drafts.map(toEntry)))
  if (context.password === null) return plain
  const [salt, nonce, drawn] = [context.random.bytes(SALT_BYTES), context.random.bytes(NONCE_BYTES), context.random.bytes(2)]
  const rounds = WRITTEN_ROUNDS.least + ((((drawn[0] ?? 0) << 8) | (drawn[1] ?? 0)) % WRITTEN_ROUNDS.span)
  const key = await pbkdf2(context.password, salt, { rounds, length: 32, hash: "sha1" }, context)
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, rounds)
  return concat(head, salt, nonce, sealGcm({ key, nonce }, plain))
}

function toEntry(draft: Draft): object {
  const base32 = draft.secret.toBase32()
  return {
    secret: base32.padEnd(Math.ceil(base32.length / 8) * 8, "="),
    issuer: draft.issuer,
    label: draft.name,
    digits: draft.digits,
    type: draft.kind.toUpperCase(),
    algorithm: draft.kind === "motp" ? "SHA1" : draft.algorithm,
    thumbnail: "Default",
    last_used: draft.usedAt ?? 0,
    used_frequency: 0,
    ...(draft.kind === "totp" ? { period: draft.period } : {}),
    ...(draft.kind === "hotp" ? { counter: draft.counter } : {}),
    tags: draft.groups,
  }
}

export const andotp: Handler = {
  id: "andotp",
  title: "andOTP",
  extensions: ["json", "aes"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "binary") return sniffed.size >= MIN_ENCRYPTED_BYTES && looksRandom(sniffed) ? "unsigned" : "no"
    if (sniffed.kind !== "json-array") return "no"
    const has = (key: string): boolean => sniffed.keys.includes(key)
    // Similar lists of other apps have `algo`, a URL, or a PIN.
    if (!has("secret") || !has("label") || has("algo") || has("url") || has("pin")) return "no"
    return OWN_KEYS.some(has) || (has("type") && has("algorithm")) ? "yes" : has("digits") || has("period") ? "maybe" : "no"
  },
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam", "motp"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      groups: "many",
    },
    extension: (isProtected) => (isProtected ? "json.aes" : "json"),
    run: write,
  },
}
