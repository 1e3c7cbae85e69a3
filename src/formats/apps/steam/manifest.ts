import type { Draft } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import type { Issue } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { arrayOrEmpty, hasPath, isObject, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { argon2, openCbc, pbkdf2, tryPassword } from "../../crypto/crypto.ts"
import type { Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { checkPbkdf2OfRecords, checkRecords } from "../../limits.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { firstText, text } from "../../records/fields.ts"
import { issueOf } from "../../records/record-reader.ts"
import { decodeText, textOf } from "../../records/text.ts"
import { parseWithSteamIds, readGuard } from "./guard.ts"

/** `manifest.json` of Steam Desktop Authenticator and of steamguard-cli, with the maFiles that it names. */
const TEXTS = texts({
  alone: {
    en: "this is only the list of accounts: open it together with the .maFile files beside it, or name their directory",
    ja: "アカウントの一覧だけのファイルです。同じ場所の .maFile と一緒に開くか、ディレクトリを指定してください",
  },
  missing: { en: "a file that manifest.json names is missing", ja: "manifest.json に書かれているファイルがありません" },
  scheme: { en: "the file is encrypted in an unsupported way", ja: "対応していない方式で暗号化されています" },
  locked: { en: "another password opens this file", ja: "このファイルのパスワードは別のものです" },
})

const LEGACY_ROUNDS = 50_000
const ARGON2 = { variant: "argon2id", memoryKiB: 12 * 1024, iterations: 3, parallelism: 12, length: 32 } as const

interface Encryption {
  readonly scheme: string
  readonly iv: string
  readonly salt: string
}

interface Entry {
  readonly filename: string
  readonly name: string
  readonly encryption: Encryption | null
}

export function isManifest(root: unknown): boolean {
  return hasPath(root, "entries[].filename") && ["encryption_iv", "encryption_salt", "encryption", "steamid", "steam_id"].some((key) => hasPath(root, `entries[].${key}`)) // prettier-ignore
}

/** The names of the files, as the manifest has them. */
export function filesNamedBy(root: JsonObject): string[] {
  return arrayOrEmpty(root["entries"])
    .filter(isObject)
    .map((entry) => text(entry["filename"]))
    .filter((name) => name !== "")
}

function readEntries(manifest: SniffedInput): Entry[] {
  return arrayOrEmpty(parseWithSteamIds(textOf(manifest.bytes))["entries"])
    .filter(isObject)
    .map((entry) => ({
      filename: text(entry["filename"]),
      name: firstText(entry["account_name"], entry["steamid"], entry["steam_id"]),
      encryption: readEncryption(entry),
    }))
}

function readEncryption(entry: JsonObject): Encryption | null {
  if (isObject(entry["encryption"])) {
    const { scheme, iv, salt } = entry["encryption"]
    return { scheme: text(scheme), iv: text(iv), salt: text(salt) }
  }
  const [iv, salt] = [text(entry["encryption_iv"]), text(entry["encryption_salt"])]
  return iv === "" || salt === "" ? null : { scheme: "LegacySdaCompatible", iv, salt }
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase()

/** Open a manifest together with the files that it names. @throws AppError `format-unsupported` where none of them is there */
export async function openManifest(manifest: SniffedInput, inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const places = new Map<string, number>()
  for (const [at, input] of inputs.entries()) {
    const name = baseName(input.name)
    if (input !== manifest && !places.has(name)) places.set(name, at)
  }
  const entries = readEntries(manifest)
  checkRecords(entries.length)
  const files = entries.map((entry) => ({ entry, input: places.get(baseName(entry.filename)) ?? -1 }))
  const there = files.filter(({ input }) => input >= 0)
  if (there.length === 0) throw new AppError("format-unsupported", TEXTS.alone)
  const encrypted = there.filter(({ entry, input }) => entry.encryption !== null && inputs[input]?.sniffed.kind === "base64")
  checkPbkdf2OfRecords(encrypted.length * LEGACY_ROUNDS)
  const read = async (key: Key | null, context: OpenContext): Promise<OpenedAccounts> => {
    const drafts: Draft[] = []
    const draftInputs: number[] = []
    const issues: Issue[] = []
    let wrong = 0
    for (const [index, { entry, input }] of files.entries()) {
      const file = inputs[input]
      if (file === undefined) {
        issues.push({ at: index + 1, input: inputs.indexOf(manifest), code: "part-missing", reason: TEXTS.missing })
        continue
      }
      try {
        const isLocked = encrypted.some((other) => other.entry === entry)
        const plain = isLocked && entry.encryption !== null ? await decrypt(file, entry.encryption, key, context) : textOf(file.bytes)
        drafts.push(readGuard(parseWithSteamIds(plain), entry.name))
        draftInputs.push(input)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (error.code === "password-wrong") wrong++
        issues.push({ ...issueOf(1, error), input, ...(error.code === "password-wrong" ? { reason: TEXTS.locked } : {}) })
        if (wrong > 0 && wrong === encrypted.length) throw error
      }
    }
    return { kind: "accounts", drafts, draftInputs, issues }
  }
  return encrypted.length === 0 ? await read(null, context) : { kind: "locked", needs: "password", unlock: read }
}

/** The file has no checksum: a right key gives a JSON object. */
async function decrypt(file: SniffedInput, { scheme, iv, salt }: Encryption, key: Key | null, context: OpenContext): Promise<string> {
  const sealed = decodeBase64(textOf(file.bytes))
  const [ivBytes, saltBytes] = [decodeBase64(iv), decodeBase64(salt)]
  return await tryPassword(key?.password ?? "", async (password) => {
    const derived = await deriveKey(scheme, password, saltBytes, context)
    const plain = openCbc(derived, ivBytes, sealed)
    const json = plain === null ? null : decodeText(plain)
    return json !== null && isJsonObject(json) ? json : null
  })
}

async function deriveKey(scheme: string, password: string, salt: Uint8Array, context: OpenContext): Promise<Uint8Array> {
  switch (scheme) {
    case "LegacySdaCompatible":
      return await pbkdf2(password, salt, { rounds: LEGACY_ROUNDS, length: 32, hash: "sha1" }, context)
    case "Argon2idAes256":
      return await argon2({ ...ARGON2, password, salt }, context)
    default:
      throw new AppError("format-unsupported", TEXTS.scheme)
  }
}

function isJsonObject(json: string): boolean {
  try {
    objectOf(parseJson(json))
    return true
  } catch {
    return false
  }
}
