import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { MAX_GROUPS } from "../../accounts/ranges.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Random } from "../../base/ports.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { isOwnMember, openMembers } from "../containers/zip.ts"
import type { Detection, Handler, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { base32Field, draftOf, firstText, flag, groupNames, text, timeMs } from "../records/fields.ts"
import { folderPath } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import { ALL_DIGITS, BARE_KEEPS, changed, issuerFromName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** The FIDO Alliance's Credential Exchange Format 1.0, as JSON or in a zip. Not its encrypted transport (CXP), which is a draft. */
const TEXTS = texts({
  guide: {
    en: "Tools and password managers that write FIDO's Credential Exchange Format as a file (JSON or zip). Apple Passwords, Bitwarden and 1Password hand it from app to app without a file",
    ja: "FIDO の Credential Exchange Format をファイル（JSON または ZIP）に書き出すツールやパスワード管理アプリ。Apple のパスワード、Bitwarden、1Password はファイルを作らずアプリ間で直接渡します",
  },
  encrypted: {
    en: "an encrypted transfer between password managers (CXP, .jwe) cannot be read; export without this encryption",
    ja: "パスワード管理アプリ間の暗号化された受け渡し（CXP、.jwe）は読み込めません。この暗号化なしで書き出してください",
  },
  version: {
    en: "CXF version {version} is not supported, only version 1",
    ja: "CXF のバージョン {version} には対応していません（対応はバージョン 1 のみ）",
  },
  defaults: {
    en: "{n} {n|code|codes} without period, digits or algorithm: the usual 30 seconds, 6 digits, SHA1 are assumed",
    ja: "{n} 件のコードに周期・桁数・アルゴリズムの記載がないため、標準の 30 秒・6 桁・SHA1 としました",
  },
  steam: { en: "few apps read Steam codes from CXF", ja: "CXF の Steam コードを読み込めるアプリは少数です" },
  period: { en: "some apps do not read periods above 255 seconds", ja: "255 秒を超える周期を読み込めないアプリがあります" },
})

const MAJOR = 1
const DAY_MS = 86_400_000
const isData = (name: string): boolean => /(?:^|\/)(?:cxf|payload)\.json$/i.test(name)
const isSealed = (name: string): boolean => /\.jwe$/i.test(name)

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "zip") {
    const names = sniffed.names.filter(isOwnMember)
    if (names.some(isData) || names.some(isSealed)) return "yes"
    // The file's own format decides.
    return !sniffed.encrypted && names.length === 1 && /\.json$/i.test(names[0] ?? "") ? "maybe" : "no"
  }
  if (sniffed.kind === "text") return /^eyJ[\w-]{2,}(?:\.[\w-]*){4}/.test(sniffed.head) ? "yes" : "no"
  if (sniffed.kind !== "json-object") return "no"
  const { keys, json } = sniffed
  const isHeader = keys.includes("exporterRpId") || hasPath(json, "accounts[].items[].credentials")
  const isAccount = hasPath(json, "items[].credentials") || ["email", "collections", "items"].every((key) => keys.includes(key))
  const isJwe = ["protected", "iv", "ciphertext", "tag"].every((key) => keys.includes(key))
  return isHeader || isAccount || isJwe ? "yes" : "no"
}

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "zip") return await openZip(input, input.sniffed.names, context)
  if (input.sniffed.kind === "text") throw new AppError("format-unsupported", TEXTS.encrypted)
  const root = objectOf(jsonOf(input))
  if (root["ciphertext"] !== undefined) throw new AppError("format-unsupported", TEXTS.encrypted)
  return readRoot(root, context)
}

function openZip(input: SniffedInput, names: readonly string[], context: OpenContext): Promise<Opened> {
  const own = names.filter(isOwnMember)
  const named = own.some(isData)
  if (!named && own.some(isSealed)) throw new AppError("format-unsupported", TEXTS.encrypted)
  return openMembers(input, named ? isData : (name) => /\.json$/i.test(name), context)
}

/** Reads a header with accounts, or one account alone. */
function readRoot(root: JsonObject, context: OpenContext): OpenedAccounts {
  const version = isObject(root["version"]) ? root["version"]["major"] : undefined
  if (version !== undefined && Number(version) !== MAJOR) {
    throw new AppError("format-version", TEXTS.version, { detail: { version: text(version).slice(0, 20) } })
  }
  const accounts = root["accounts"] === undefined ? [root] : arrayOrEmpty(root["accounts"]).map(objectOf)
  const items = accounts.flatMap((account) => {
    const paths = collectionPaths(arrayOrEmpty(account["collections"]))
    return arrayOrEmpty(account["items"]).map((item) => ({ item, paths }))
  })
  const assumed = items.flatMap(({ item }) => credentialsOf(item, "totp")).filter(hasGaps).length
  const reader = new RecordReader(context).readItems(items, ({ item, paths }) => readItem(objectOf(item), paths, context.nowMs))
  return reader.opened(assumed === 0 ? [] : [messageOf(TEXTS.defaults, { n: assumed })])
}

function credentialsOf(item: unknown, type: string): JsonObject[] {
  const all = isObject(item) && Array.isArray(item["credentials"]) ? (item["credentials"] as unknown[]) : []
  return all.filter(isObject).filter((credential) => text(credential["type"]).toLowerCase() === type)
}

const hasGaps = (totp: JsonObject): boolean =>
  ["period", "digits", "algorithm"].some((name) => totp[name] === undefined || totp[name] === null)

type Paths = ReadonlyMap<string, ReadonlySet<string>>

/** By an item's id: the names of its collections, each with those that contain it: `Outer/Inner`. */
function collectionPaths(collections: readonly unknown[]): Paths {
  const paths = new Map<string, Set<string>>()
  const visit = (collection: unknown, outer: readonly string[]): void => {
    if (!isObject(collection)) return
    const path = [...outer, text(collection["title"])]
    const group = folderPath(path)
    for (const link of arrayOrEmpty(collection["items"])) {
      const id = isObject(link) ? text(link["item"]) : text(link)
      const known = paths.get(id) ?? new Set()
      // One more than allowed shows that there are too many.
      if (known.size <= MAX_GROUPS) known.add(group)
      paths.set(id, known)
    }
    for (const inner of arrayOrEmpty(collection["subCollections"])) visit(inner, path)
  }
  for (const collection of collections) visit(collection, [])
  return paths
}

/** The value of an editable field, or a bare string. */
const valueOf = (field: unknown): string => text(isObject(field) ? field["value"] : field)

function readItem(item: JsonObject, paths: Paths, nowMs: number): (() => Draft)[] {
  const all = (type: string): JsonObject[] => credentialsOf(item, type)
  const notes = all("note").map(({ content }) => valueOf(content))
  const fields = all("custom-fields").flatMap(({ fields }) => arrayOrEmpty(fields).map(valueOf))
  const usernames = [
    ...all("basic-auth").map(({ username }) => valueOf(username)),
    ...all("passkey").map(({ username }) => valueOf(username)),
  ]
  const scope = isObject(item["scope"]) ? item["scope"] : {}
  const url = valueOf(arrayOrEmpty(scope["urls"])[0])
  return itemCodes({
    title: text(item["title"]),
    username: usernames.find((name) => name.trim() !== "") ?? "",
    url,
    codes: all("totp").map((totp) => ({ read: (names) => readTotp(totp, names) })),
    texts: [...fields, ...notes],
    details: {
      note: notes.filter((note) => note !== "").join("\n"),
      groups: readGroups(item, paths),
      favorite: flag(item["favorite"]),
      createdAt: pastMs(item["creationAt"], nowMs),
      updatedAt: pastMs(item["modifiedAt"], nowMs),
    },
  })
}

function readTotp(totp: JsonObject, names: { title: string; username: string }): Draft {
  const isSteam = /^steam$/i.test(text(totp["algorithm"]))
  return draftOf({
    kind: isSteam ? "steam" : "totp",
    issuer: firstText(totp["issuer"], names.title),
    name: firstText(totp["username"], names.username),
    secret: base32Field(totp["secret"]),
    algorithm: totp["algorithm"],
    digits: totp["digits"],
    period: totp["period"],
  })
}

/** Tags hold the order of the groups where they name the same ones as the collections. */
function readGroups(item: JsonObject, paths: Paths): string[] {
  const tags = groupNames(arrayOrEmpty(item["tags"]).map((tag) => valueOf(tag).trim()))
  const collections = groupNames([...(paths.get(text(item["id"])) ?? [])])
  const same = collections.length === tags.length && collections.every((name) => tags.includes(name))
  return collections.length === 0 || same ? tags : collections
}

/** Some apps write times in the far future. */
function pastMs(value: unknown, nowMs: number): number | null {
  const ms = timeMs(value)
  return ms !== null && ms <= nowMs + DAY_MS ? ms : null
}

const newId = (random: Random): string => Buffer.from(random.bytes(16)).toString("base64url")
const seconds = (ms: number): number => Math.floor(ms / 1000)

function write(drafts: readonly Draft[], { random, nowMs }: WriteContext): Uint8Array {
  const items = drafts.map((draft) => ({ id: newId(random), draft }))
  const groups = [...new Set(drafts.flatMap((draft) => draft.groups))]
  const collections = groups.map((title) => ({
    id: newId(random),
    title,
    items: items.filter(({ draft }) => draft.groups.includes(title)).map(({ id }) => ({ item: id })),
  }))
  const account = { id: newId(random), username: "", email: "", collections, items: items.map(({ id, draft }) => toItem(id, draft)) }
  const header = {
    version: { major: MAJOR, minor: 0 },
    exporterRpId: "keyferry.invalid",
    exporterDisplayName: "keyferry",
    timestamp: seconds(nowMs),
    accounts: [account],
  }
  return encodeUtf8(JSON.stringify(header, null, 2))
}

function toItem(id: string, draft: Draft): object {
  const { issuer, name, note, groups, favorite, createdAt, updatedAt } = draft
  const noteCredential = { type: "note", content: { fieldType: "string", value: note } }
  return {
    id,
    title: issuer === "" ? name : issuer,
    ...(favorite ? { favorite } : {}),
    ...(createdAt === null ? {} : { creationAt: seconds(createdAt) }),
    ...(updatedAt === null ? {} : { modifiedAt: seconds(updatedAt) }),
    credentials: [toTotp(draft), ...(note === "" ? [] : [noteCredential])],
    ...(groups.length === 0 ? {} : { tags: groups }),
  }
}

const toTotp = ({ kind, issuer, name, secret, algorithm, digits, period }: Draft): object => ({
  type: "totp",
  secret: secret.toBase32(),
  period: period ?? 30,
  digits,
  algorithm: kind === "steam" ? "steam" : algorithm.toLowerCase(),
  ...(issuer === "" ? {} : { issuer }),
  ...(name === "" ? {} : { username: name }),
})

function losses(draft: Draft): readonly Loss[] {
  return [
    ...issuerFromName(draft),
    ...(draft.kind === "steam" ? [changed(TEXTS.steam)] : []),
    ...((draft.period ?? 0) > 255 ? [changed(TEXTS.period)] : []),
  ]
}

export const cxf: Handler = {
  id: "cxf",
  title: "FIDO Credential Exchange (CXF)",
  extensions: ["json", "zip"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "never",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      note: true,
      groups: "many",
      favorite: true,
      times: true,
    },
    extension: () => "json",
    losses,
    run: (drafts, context) => Promise.resolve(write(drafts, context)),
  },
}
