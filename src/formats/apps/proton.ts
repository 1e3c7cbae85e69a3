import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { isAbsent } from "../../accounts/ranges.ts"
import { parseOtpUri, parseUriParts } from "../../accounts/uri.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { percentEncode } from "../../base/percent.ts"
import { arrayOf, hasPath, isObject, jsonOf, objectOf, parseJson, stringOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { argon2, concat, openGcm, sealGcm, tryPassword } from "../crypto/crypto.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { decodeBase64, encodeBase64 } from "../records/encoding.ts"
import { text } from "../records/fields.ts"
import { BARE_KEEPS, LOSS_TEXTS, changed, lost } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"
import { checkVersion } from "../records/version.ts"

/** Proton Authenticator: JSON, plain or protected by a password. */
const TEXTS = texts({
  guide: {
    en: "In Proton Authenticator: Settings › Export; a password is optional",
    ja: "Proton Authenticator の設定 › エクスポート。パスワードは任意です",
  },
  both: { en: "the file claims to be both plain and encrypted", ja: "平文と暗号化の両方を名乗るファイルです" },
})

const AAD = encodeUtf8("proton.authenticator.export.v1")
const NONCE_BYTES = 12
const ARGON2 = { variant: "argon2id", iterations: 2, memoryKiB: 19_456, parallelism: 1, length: 32 } as const

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const root = objectOf(jsonOf(singleInput(inputs)))
  checkVersion(root["version"], 1)
  if (root["entries"] !== undefined && root["salt"] !== undefined) throw new AppError("format-damaged", TEXTS.both)
  if (root["content"] === undefined) return readEntries(root, context)
  const salt = decodeBase64(stringOf(root["salt"]))
  const content = decodeBase64(stringOf(root["content"]))
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => {
      const plain = objectOf(parseJson(await decrypt(content, salt, key, context)))
      checkVersion(plain["version"], 1)
      return readEntries(plain, context)
    },
  }
}

async function decrypt(content: Uint8Array, salt: Uint8Array, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  return await tryPassword(password, async (spelling) => {
    const key = await argon2({ ...ARGON2, password: spelling, salt }, context)
    return openGcm({ key, nonce: content.subarray(0, NONCE_BYTES), aad: AAD }, content.subarray(NONCE_BYTES))
  })
}

function readEntries(root: JsonObject, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(root["entries"]), (entry) => readEntry(objectOf(entry))).opened()
}

function readEntry(entry: JsonObject): Draft {
  const content = objectOf(entry["content"])
  const uri = stringOf(content["uri"])
  const draft = parseOtpUri(uri)
  const name = text(content["name"]).trim()
  const note = text(entry["note"])
  const isSteamUri = /^\s*steam:/i.test(uri)
  const repeatsLabel = !isSteamUri && labelsWithIssuer(draft, uri).includes(name)
  return { ...draft, issuer: isSteamUri ? "Steam" : draft.issuer, name: name === "" || repeatsLabel ? draft.name : name, note }
}

/** Names that repeat the URI's whole label: `:name` where the issuer is empty, `issuer:name` where only the label names the issuer. */
function labelsWithIssuer({ issuer, name }: Draft, uri: string): string[] {
  const hasParameter = (parseUriParts(uri).params.get("issuer") ?? "").trim() !== ""
  return [`:${name}`, ...(hasParameter || issuer === "" ? [] : [`${issuer}:${name}`])]
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const { password, random } = context
  const entries = drafts.map((draft) => ({
    id: random.uuid(),
    content: { uri: toUri(draft), entry_type: draft.kind === "steam" ? "Steam" : "Totp", name: draft.name },
    note: draft.note === "" ? null : draft.note,
  }))
  const plain = encodeUtf8(JSON.stringify({ version: 1, entries }))
  if (password === null) return plain
  const salt = random.bytes(16)
  const nonce = random.bytes(NONCE_BYTES)
  const key = await argon2({ ...ARGON2, password, salt }, context)
  const content = concat(nonce, sealGcm({ key, nonce, aad: AAD }, plain))
  return encodeUtf8(JSON.stringify({ version: 1, salt: encodeBase64(salt), content: encodeBase64(content) }))
}

/** The label is the name alone. A colon before a name that contains one keeps readers from splitting off an issuer. */
function toUri({ kind, secret, issuer, name, algorithm, digits, period }: Draft): string {
  if (kind === "steam") return `steam://${secret.toBase32()}`
  const label = (name.includes(":") ? ":" : "") + name
  const params = [`secret=${secret.toBase32()}`, ...(issuer === "" ? [] : [`issuer=${percentEncode(issuer)}`])]
  return `otpauth://totp/${percentEncode(label)}?${[...params, `algorithm=${algorithm}`, `digits=${digits}`, `period=${period ?? 30}`].join("&")}`
}

export const proton: Handler = {
  id: "proton",
  title: "Proton Authenticator",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind !== "json-object") return "no"
    if (hasPath(sniffed.json, "entries[].content.entry_type")) return "yes"
    const has = (key: string): boolean => sniffed.keys.includes(key)
    if (has("version") && has("salt") && has("content") && sniffed.types["content"] === "string") return "yes"
    // Also an export without accounts.
    const entries = sniffed.json["entries"]
    if (!has("version") || sniffed.keys.length !== 2 || !Array.isArray(entries)) return "no"
    return entries.every((entry) => isObject(entry) && "content" in entry) ? "yes" : "no"
  },
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      periods: "any",
      note: true,
    },
    extension: () => "json",
    losses: ({ kind, issuer }) => {
      if (kind === "steam") return issuer === "Steam" ? [] : [lost(LOSS_TEXTS.steamIssuer)]
      return issuer !== "" && isAbsent(issuer) ? [changed(LOSS_TEXTS.nullWord)] : []
    },
    run: write,
  },
}
