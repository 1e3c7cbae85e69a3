import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { concat, digest, openGcm, pbkdf2, sealGcm, spellings, wrongPassword } from "../crypto/crypto.ts"
import { base32Field, draftOf, groupNames, kindField, text, timeMs } from "../records/fields.ts"
import { arrayOf, arrayOrEmpty, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { ALL_DIGITS, BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8 } from "../records/text.ts"

/** andOTP: plain JSON of old and new, and both of its encryptions, which have no magic. */
const TEXTS = texts({
  guide: {
    en: "In andOTP: menu › Backup › Plain-text, or Encrypted (a password of its own)",
    ja: "andOTP のメニュー › バックアップ › 平文、または暗号化 (専用のパスワード)",
  },
})

/** Rounds that the app draws from; accepted ones reach further, and `pbkdf2` has the last word. */
const MAX_ROUNDS = 5_000_000
const WRITTEN_ROUNDS = { least: 140_000, span: 20_000 }
const SALT = 12
const NONCE = 12
const TAG = 16
/** `[]` encrypted. */
const SMALLEST = NONCE + TAG + 2
/** What nobody else's list of accounts has. */
const OWN_KEYS = ["thumbnail", "last_used", "used_frequency", "tags"]

function open([input]: readonly SniffedInput[], context: OpenContext): Opened {
  if (input?.sniffed.kind !== "binary") return readList(input === undefined ? undefined : jsonOf(input), context)
  return { kind: "locked", needs: "password", unlock: async (key, at) => readList(await unseal(input.bytes, key, at), at) }
}

/** Whatever opens and is a list of accounts was the right password. */
async function unseal(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<unknown> {
  for (const spelling of spellings(password)) {
    const plain = (await unsealNew(bytes, spelling, context)) ?? unsealOld(bytes, spelling)
    if (plain !== null) return parseJson(plain)
  }
  throw wrongPassword()
}

/** Rounds (u32, big-endian), salt, nonce, ciphertext and tag; since 0.6.3. */
async function unsealNew(bytes: Uint8Array, password: string, context: OpenContext): Promise<Uint8Array | null> {
  if (bytes.length < 4 + SALT + SMALLEST) return null
  const rounds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (rounds < 1 || rounds > MAX_ROUNDS) return null
  const salt = bytes.subarray(4, 4 + SALT)
  const key = await pbkdf2(password, salt, { rounds, length: 32, hash: "sha1" }, context)
  return openGcm({ key, nonce: bytes.subarray(4 + SALT, 4 + SALT + NONCE) }, bytes.subarray(4 + SALT + NONCE))
}

/** Nonce, ciphertext and tag under the password's SHA-256; up to 0.6.2. */
function unsealOld(bytes: Uint8Array, password: string): Uint8Array | null {
  return openGcm({ key: digest("sha256", encodeUtf8(password)), nonce: bytes.subarray(0, NONCE) }, bytes.subarray(NONCE))
}

function readList(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root), (entry) => readEntry(objectOf(entry))).opened()
}

function readEntry(entry: JsonObject): Draft {
  const type = text(entry["type"])
  const kind = type === "" ? "totp" : kindField(type)
  const label = splitLabel(entry)
  const tags = arrayOrEmpty(entry["tags"]).map((tag) => text(tag).trim())
  return draftOf({
    kind,
    secret: base32Field(entry["secret"]),
    ...label,
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
    groups: groupNames(tags),
    usedAt: timeMs(entry["last_used"]),
  })
}

/**
 * Before issuers had a field of their own the label was `Issuer - name`, and in the oldest files `Issuer:name`; for a while it stayed so
 * beside the new field.
 */
function splitLabel(entry: JsonObject): { issuer: string; name: string } {
  const label = text(entry["label"])
  const issuer = text(entry["issuer"]).trim()
  const doubled = entry["used_frequency"] === undefined && label.startsWith(`${issuer}:`)
  if (issuer !== "") return { issuer, name: doubled ? label.slice(issuer.length + 1) : label }
  if (entry["issuer"] !== undefined) return { issuer, name: label }
  for (const mark of [" - ", ":"]) {
    const at = label.indexOf(mark)
    if (at > 0) return { issuer: label.slice(0, at), name: label.slice(at + mark.length) }
  }
  return { issuer, name: label }
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify(drafts.map(entryOf)))
  if (context.password === null) return plain
  const [salt, nonce, drawn] = [context.random.bytes(SALT), context.random.bytes(NONCE), context.random.bytes(2)]
  const rounds = WRITTEN_ROUNDS.least + ((((drawn[0] ?? 0) << 8) | (drawn[1] ?? 0)) % WRITTEN_ROUNDS.span)
  const key = await pbkdf2(context.password, salt, { rounds, length: 32, hash: "sha1" }, context)
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, rounds)
  return concat(head, salt, nonce, sealGcm({ key, nonce }, plain))
}

function entryOf(draft: Draft): object {
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
    if (sniffed.kind === "binary") return sniffed.size >= SMALLEST ? "maybe" : "no"
    if (sniffed.kind !== "json-array") return "no"
    const has = (key: string): boolean => sniffed.keys.includes(key)
    // Others that list accounts so say `algo`, give a URL, or have a PIN.
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
