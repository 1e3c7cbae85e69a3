import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOf, arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson, stringOf, valuesAt } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { readDataMember } from "../containers/zip.ts"
import {
  argon2,
  badParameters,
  concat,
  digest,
  hkdfExpandSha256,
  hmac,
  openCbc,
  pbkdf2,
  sameBytes,
  sealCbc,
  tryPassword,
} from "../crypto/crypto.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { readCsvItems } from "../records/csv-items.ts"
import { decodeBase64, encodeBase64 } from "../records/encoding.ts"
import { firstText, flag, groupNames, text } from "../records/fields.ts"
import { itemCodes } from "../records/item-codes.ts"
import { ALL_DIGITS, BARE_KEEPS, issuerFromName, steamWithoutName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"
import { writeTotpValue } from "../records/totp-value.ts"
import type { Sniffed } from "../sniffed.ts"

/** Bitwarden, the password manager: JSON (plain or protected by a password, of a person or an organisation), a zip that holds it, and CSV. */
const TEXTS = texts({
  guide: {
    en: "In Bitwarden: Settings › Export vault; for a protected file choose “password protected”, never “account restricted”",
    ja: "Bitwarden の設定 › 保管庫のエクスポート。保護する場合は「パスワード保護」を選びます（「アカウント制限」は他では開けません）",
  },
  restricted: {
    en: "this export opens only in its own Bitwarden account: export again, password protected or plain",
    ja: "Bitwarden アカウントに紐づくエクスポートのため開けません。「パスワード保護」または平文で書き出し直してください",
  },
  kdf: { en: "the key derivation function in the file is not supported", ja: "ファイルの鍵導出方式に対応していません" },
  empty: { en: "the archive holds no Bitwarden data", ja: "書庫の中に Bitwarden のデータがありません" },
  cipher: { en: "an encrypted value in the file is of an unsupported type", ja: "暗号化の種類に対応していません" },
})

/** In the zip that also holds the attachments. */
const DATA_FILE = "data.json"
const PBKDF2_ROUNDS = 600_000
/** The app's defaults. */
const ARGON2_MEMORY_MIB = 64
const ARGON2_LANES = 4

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "csv") return await readRows(input, context)
  if (input.sniffed.kind === "zip") {
    const data = await readDataMember(input.bytes, { matches: (name) => name === DATA_FILE, missing: TEXTS.empty }, null, context)
    return readVault(objectOf(parseJson(data)), context)
  }
  const root = objectOf(jsonOf(input))
  if (root["encrypted"] !== true) return readVault(root, context)
  const isProtected = root["passwordProtected"] === true || (isFilled(root["salt"]) && isFilled(root["data"]))
  if (!isProtected) throw new AppError("format-unsupported", TEXTS.restricted)
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => readVault(objectOf(parseJson(await decrypt(root, key, context))), context),
  }
}

const isFilled = (value: unknown): boolean => typeof value === "string" && value !== ""

interface Keys {
  readonly enc: Uint8Array
  readonly mac: Uint8Array
}

async function decrypt(root: JsonObject, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  const check = parseEncString(root["encKeyValidation_DO_NOT_EDIT"] ?? root["data"])
  return await tryPassword(password, async (spelling) => {
    const keys = await deriveKeys(spelling, root, context)
    if (!sameBytes(hmac("sha256", keys.mac, check.iv, check.data), check.mac)) return null
    const { iv, data, mac } = parseEncString(root["data"])
    const plain = sameBytes(hmac("sha256", keys.mac, iv, data), mac) ? openCbc(keys.enc, iv, data) : null
    if (plain === null) throw badParameters()
    return plain
  })
}

/** The salt is the base64 text itself, not the bytes that it encodes. */
async function deriveKeys(password: string, root: JsonObject, context: OpenContext): Promise<Keys> {
  const salt = encodeUtf8(stringOf(root["salt"]))
  const rounds = Number(root["kdfIterations"])
  const derive = async (): Promise<Uint8Array> => {
    switch (Number(root["kdfType"])) {
      case 0:
        return await pbkdf2(password, salt, { rounds, length: 32, hash: "sha256" }, context)
      case 1: {
        const memoryKiB = Number(root["kdfMemory"] ?? ARGON2_MEMORY_MIB) * 1024
        const costs = { iterations: rounds, memoryKiB, parallelism: Number(root["kdfParallelism"] ?? ARGON2_LANES) }
        return await argon2({ variant: "argon2id", password, salt: digest("sha256", salt), ...costs, length: 32 }, context)
      }
      default:
        throw new AppError("format-unsupported", TEXTS.kdf)
    }
  }
  const key = await derive()
  return { enc: hkdfExpandSha256(key, "enc"), mac: hkdfExpandSha256(key, "mac") }
}

/** Bitwarden's "EncString" `2.iv|ciphertext|mac`: AES-256-CBC with HMAC-SHA256. */
function parseEncString(value: unknown): { iv: Uint8Array; data: Uint8Array; mac: Uint8Array } {
  const [type, body] = stringOf(value).split(/\.(.*)/s, 2)
  const [iv, data, mac] = (body ?? "").split("|")
  if (type !== "2" || iv === undefined || data === undefined || mac === undefined) throw new AppError("format-unsupported", TEXTS.cipher)
  return { iv: decodeBase64(iv), data: decodeBase64(data), mac: decodeBase64(mac) }
}

/** Folders (of a person) and collections (of an organisation) are both groups. */
function readVault(root: JsonObject, context: OpenContext): OpenedAccounts {
  const folders = [...arrayOrEmpty(root["folders"]), ...arrayOrEmpty(root["collections"])].filter(isObject)
  const names = new Map(folders.map((folder) => [text(folder["id"]), text(folder["name"]).trim()]))
  return new RecordReader(context).readItems(arrayOf(root["items"]), (item) => readItem(objectOf(item), names)).opened()
}

/** A URI may also be in a custom field or in the notes. */
function readItem(item: JsonObject, names: ReadonlyMap<string, string>): (() => Draft)[] {
  const login = isObject(item["login"]) ? item["login"] : {}
  const ids = [item["folderId"], ...arrayOrEmpty(item["collectionIds"])].map(text)
  const fields = arrayOrEmpty(item["fields"]).filter(isObject)
  return itemCodes({
    title: text(item["name"]),
    username: text(login["username"]),
    codes: [{ value: text(login["totp"]) }],
    texts: [...fields.map((field) => text(field["value"])), text(item["notes"])],
    details: {
      note: text(item["notes"]),
      groups: groupNames(ids.map((id) => names.get(id) ?? "")),
      favorite: flag(item["favorite"]),
      trashed: firstText(item["deletedDate"], item["archivedDate"]) !== "",
      createdAt: parseDate(item["creationDate"]),
      updatedAt: parseDate(item["revisionDate"]),
    },
  })
}

function parseDate(value: unknown): number | null {
  const ms = Date.parse(text(value))
  return Number.isFinite(ms) ? ms : null
}

/** The column `folder` is in exports of a person, `collections` in those of an organisation. */
async function readRows(input: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  return await readCsvItems(input, context, (cell) => ({
    title: cell("name"),
    username: cell("login_username"),
    codes: [{ value: cell("login_totp") }],
    // Lines of `name: value`.
    texts: [cell("fields").replace(/^[^:\n]*: /gm, ""), cell("notes")],
    details: {
      note: cell("notes"),
      groups: groupNames([...cell("collections").split(","), cell("folder")].map((name) => name.trim())),
      favorite: flag(cell("favorite")),
    },
  }))
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const { password, random } = context
  const plain = JSON.stringify(toVault(drafts, context), null, 2)
  if (password === null) return encodeUtf8(plain)
  const head = { salt: encodeBase64(random.bytes(16)), kdfType: 0, kdfIterations: PBKDF2_ROUNDS }
  const keys = await deriveKeys(password, head, context)
  const encrypt = (value: string): string => {
    const iv = random.bytes(16)
    const data = sealCbc(keys.enc, iv, encodeUtf8(value))
    return `2.${[iv, data, hmac("sha256", keys.mac, concat(iv, data))].map(encodeBase64).join("|")}`
  }
  const encrypted = { encKeyValidation_DO_NOT_EDIT: encrypt(random.uuid()), data: encrypt(plain) }
  return encodeUtf8(JSON.stringify({ encrypted: true, passwordProtected: true, ...head, ...encrypted }, null, 2))
}

function toVault(drafts: readonly Draft[], { nowMs, random }: WriteContext): object {
  const folders = [...new Set(drafts.flatMap(({ groups }) => groups.slice(0, 1)))].map((name) => ({ id: random.uuid(), name }))
  const items = drafts.map((draft) => ({
    passwordHistory: null,
    revisionDate: new Date(draft.updatedAt ?? nowMs).toISOString(),
    creationDate: new Date(draft.createdAt ?? nowMs).toISOString(),
    deletedDate: null,
    id: random.uuid(),
    organizationId: null,
    folderId: folders.find(({ name }) => name === draft.groups[0])?.id ?? null,
    type: 1,
    reprompt: 0,
    name: draft.issuer === "" ? draft.name : draft.issuer,
    notes: draft.note === "" ? null : draft.note,
    favorite: draft.favorite,
    login: { fido2Credentials: [], uris: [], username: draft.name === "" ? null : draft.name, password: null, totp: writeTotpValue(draft) },
    collectionIds: null,
  }))
  return { encrypted: false, folders, items }
}

/** Recognises the fields that items of Bitwarden Authenticator do not have. */
function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "csv") {
    const columns = columnNames(sniffed.header)
    const isOwn = columns.includes("login_totp") && ["login_username", "login_password", "notes"].some((name) => columns.includes(name))
    // Zoho Vault and Synology C2 have columns of these names too.
    return isOwn && !["secretdata", "display_name"].some((name) => columns.includes(name)) ? "yes" : "no"
  }
  if (sniffed.kind === "zip") return sniffed.names.includes(DATA_FILE) ? "yes" : "no"
  if (sniffed.kind !== "json-object") return "no"
  const { keys, json } = sniffed
  const isEncrypted = json["encrypted"] === true && ["items", "data", "encKeyValidation_DO_NOT_EDIT"].some((key) => keys.includes(key))
  if (isEncrypted || (keys.includes("encrypted") && keys.includes("data") && keys.includes("salt"))) return "yes"
  if (!keys.includes("items") || !(keys.includes("encrypted") || hasPath(json, "items[].login"))) return "no"
  const isPasswordManager =
    keys.includes("folders") ||
    keys.includes("collections") ||
    hasPath(json, "items[].login.username") ||
    hasPath(json, "items[].login.uris") ||
    valuesAt(json, "items[].type").some((type) => type !== 1)
  return isPasswordManager ? "yes" : "no"
}

export const bitwarden: Handler = {
  id: "bitwarden",
  title: "Bitwarden",
  extensions: ["json", "csv", "zip"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      note: true,
      groups: "one",
      favorite: true,
      times: true,
    },
    extension: () => "json",
    losses: (draft) => [...issuerFromName(draft), ...steamWithoutName(draft)],
    run: write,
  },
}
