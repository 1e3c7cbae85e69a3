import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { parseOtpUri, parseUriParts } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { percentEncode } from "../../../base/percent.ts"
import { arrayOf, hasPath, isObject, jsonOf, objectOf, parseJson, stringOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { argon2, argon2WaitS, tryPassword } from "../../crypto/crypto.ts"
import { openSecretstream, sealSecretstream } from "../../crypto/secretstream.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import { decodeBase64, encodeBase64 } from "../../records/encoding.ts"
import { flag, groupsField, text } from "../../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { encodeUtf8, textOf } from "../../records/text.ts"
import { URI_LINE_TEXTS, uriLines } from "../../records/uri-lines.ts"
import { checkVersion } from "../../records/version.ts"
import { isPage, readPage } from "./html.ts"

/** Ente Auth: a list of URIs with the app's own `codeDisplay` parameter, the same list encrypted, a JSON list of items, and a page for printing. */
const TEXTS = texts({
  guide: {
    en: "In Ente Auth: Settings › Data › Export codes; encrypted (a password of its own) or plain text",
    ja: "Ente Auth の設定 › データ › コードをエクスポート。暗号化（専用のパスワード）または平文",
  },
  steam: {
    en: "Ente shows Steam codes for every account whose issuer is Steam",
    ja: "Ente では、発行者が Steam のアカウントはすべて Steam のコードになります",
  },
})

/** The app's costs of Argon2id on a phone with enough memory. */
const MEMORY_KIB = 256 * 1024
const ITERATIONS = 16

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "uris") return readLines(textOf(input.bytes), context)
  if (input.sniffed.kind === "html") return readPage(textOf(input.bytes), context)
  const root = objectOf(jsonOf(input))
  if (root["encryptedData"] === undefined) return readItems(root, context)
  checkVersion(root["version"], 1)
  const waitS = argon2WaitS(readCosts(root))
  return {
    kind: "locked",
    needs: "password",
    ...(waitS === undefined ? {} : { waitS }),
    unlock: async (key, context) => readPlain(textOf(await decrypt(root, key, context)), context),
  }
}

function readCosts(root: JsonObject): { readonly iterations: number; readonly memoryKiB: number } {
  const kdf = objectOf(root["kdfParams"])
  return { iterations: Number(kdf["opsLimit"]), memoryKiB: Math.floor(Number(kdf["memLimit"]) / 1024) }
}

async function decrypt(root: JsonObject, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  const kdf = objectOf(root["kdfParams"])
  const params = {
    variant: "argon2id",
    ...readCosts(root),
    parallelism: 1,
    length: 32,
    salt: decodeBase64(stringOf(kdf["salt"])),
  } as const
  const sealed = decodeBase64(stringOf(root["encryptedData"]))
  const header = decodeBase64(stringOf(root["encryptionNonce"]))
  return await tryPassword(password, async (spelling) =>
    openSecretstream(await argon2({ ...params, password: spelling }, context), header, sealed),
  )
}

function readPlain(plain: string, context: OpenContext): OpenedAccounts {
  return plain.trimStart().startsWith("{") ? readItems(objectOf(parseJson(plain)), context) : readLines(plain, context)
}

function readLines(plain: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, scheme, text: line } of uriLines(plain)) {
    reader.read(at, () => {
      if (scheme === null) throw new AppError("format-damaged", URI_LINE_TEXTS.notUri)
      return readUri(line, null)
    })
  }
  return reader.opened()
}

function readItems(root: JsonObject, context: OpenContext): OpenedAccounts {
  return new RecordReader(context)
    .readAll(arrayOf(root["items"]), (record) => {
      const item = objectOf(record)
      return readUri(stringOf(item["rawData"]), isObject(item["display"]) ? item["display"] : null)
    })
    .opened()
}

/** @param itemDisplay - Null: the URI's own `codeDisplay` counts. */
function readUri(uri: string, itemDisplay: JsonObject | null): Draft {
  const draft = repairName(parseOtpUri(uri), uri)
  const display = itemDisplay ?? readDisplay(uri)
  return {
    ...draft,
    issuer: MISSING_AMPERSAND.test(uri) ? beforePeriod(draft.issuer) : draft.issuer,
    note: text(display["note"]),
    groups: groupsField(Array.isArray(display["tags"]) ? display["tags"] : null),
    favorite: flag(display["pinned"]),
    trashed: flag(display["trashed"]),
    usedAt: microsecondsToMs(display["lastUsedAt"]),
  }
}

/** The app writes `issuer:name` into the label unescaped, so an issuer that contains a colon is divided at the wrong place. */
function repairName(draft: Draft, uri: string): Draft {
  if (!draft.issuer.includes(":")) return draft
  const { label } = parseUriParts(uri)
  // Both parts were trimmed where the label was divided.
  const prefix = `${draft.issuer.replace(/\s*:\s*/, ":")}:`
  const whole = `${label.issuer}:${label.name}`
  return whole.startsWith(prefix) ? { ...draft, name: whole.slice(prefix.length).trim() } : draft
}

function readDisplay(uri: string): JsonObject {
  const value = /^\s*otpauth:/i.test(uri) ? (parseUriParts(uri).params.get("codedisplay") ?? "") : ""
  if (value === "") return {}
  try {
    const display = parseJson(value)
    return isObject(display) ? display : {}
  } catch {
    return {}
  }
}

/** Some files lack the `&` between issuer and period. An `=` in the issuer itself would be escaped. */
const MISSING_AMPERSAND = /[?&]issuer=[^&]*period=/i

function beforePeriod(issuer: string): string {
  const at = issuer.indexOf("period=")
  return at < 0 ? issuer : issuer.slice(0, at).trim()
}

function microsecondsToMs(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value / 1000) : null
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(drafts.map((draft, position) => toUri(draft, position)).join("\n"))
  if (context.password === null) return plain
  const salt = context.random.bytes(16)
  const params = { variant: "argon2id", iterations: ITERATIONS, memoryKiB: MEMORY_KIB, parallelism: 1, length: 32 } as const
  const { header, sealed } = await sealSecretstream(await argon2({ ...params, password: context.password, salt }, context), plain)
  return encodeUtf8(
    JSON.stringify({
      version: 1,
      kdfParams: { memLimit: MEMORY_KIB * 1024, opsLimit: ITERATIONS, salt: encodeBase64(salt) },
      encryptedData: encodeBase64(sealed),
      encryptionNonce: encodeBase64(header),
    }),
  )
}

/** Parameters are in the app's order. `percentEncode` escapes commas, which would divide two URIs. */
function toUri(draft: Draft, position: number): string {
  const { kind, issuer, name, secret, algorithm, digits, period, counter } = draft
  const label =
    issuer === ""
      ? name.includes(":")
        ? `:${percentEncode(name)}`
        : percentEncode(name)
      : `${percentEncode(issuer)}:${percentEncode(name)}`
  const display = {
    pinned: draft.favorite,
    trashed: draft.trashed,
    lastUsedAt: (draft.usedAt ?? 0) * 1000,
    tapCount: 0,
    tags: draft.groups,
    note: draft.note,
    position,
  }
  const params = [
    `algorithm=${algorithm}`,
    `digits=${digits}`,
    `issuer=${percentEncode(issuer)}`,
    `period=${period ?? 30}`,
    `secret=${secret.toBase32()}`,
    ...(kind === "hotp" ? [`counter=${counter ?? 0}`] : []),
    `codeDisplay=${percentEncode(JSON.stringify(display))}`,
  ]
  return `otpauth://${kind}/${label}?${params.join("&")}`
}

export const ente: Handler = {
  id: "ente",
  title: "Ente Auth",
  extensions: ["txt", "json", "html"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "uris") return sniffed.marks.includes("ente") ? "yes" : "no"
    if (sniffed.kind === "html") return isPage(sniffed) ? "yes" : "no"
    if (sniffed.kind !== "json-object") return "no"
    if (sniffed.keys.includes("kdfParams") && sniffed.keys.includes("encryptedData")) return "yes"
    return hasPath(sniffed.json, "items[].rawData") ? "yes" : "no"
  },
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      note: true,
      groups: "many",
      favorite: true,
      trashed: true,
    },
    extension: (isProtected) => (isProtected ? "json" : "txt"),
    losses: ({ kind, issuer }) => (kind !== "steam" && issuer.trim().toLowerCase() === "steam" ? [refused(TEXTS.steam)] : []),
    run: write,
  },
}
