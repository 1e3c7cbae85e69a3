import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { isObject, objectOf, parseJson, stringOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { isOwnMember, openMembers } from "../containers/zip.ts"
import { badParameters, digest, pbkdf2, tryPassword } from "../crypto/crypto.ts"
import { openData, openItemKeys, splitKeys } from "../crypto/opdata.ts"
import type { KeyPair } from "../crypto/opdata.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { oldItemCodes } from "../records/1password-item.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { flag, groupNames, groupsField, text, timeMs } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { textOf } from "../records/text.ts"

/** OPVault, the directory in which 1Password kept a vault until version 7: `profile.js`, `folders.js` and `band_0.js` to `band_F.js`. */
const TEXTS = texts({
  guide: {
    en: "1Password's own directory NAME.opvault, such as in a synchronised folder: give the directory, or a zip of it",
    ja: "1Password の保管庫のディレクトリ NAME.opvault（同期フォルダーなど）、またはその ZIP を指定します",
  },
  part: {
    en: "this is only a part of a 1Password vault: name its directory, which holds profile.js and the files band_0.js to band_F.js",
    ja: "1Password の保管庫の一部です。profile.js と band_0.js ～ band_F.js のあるディレクトリを指定してください",
  },
  mac: { en: "an encrypted value is damaged", ja: "暗号化された値が壊れています" },
})

const WORDS = { profile: "var profile=", folders: "loadFolders(", band: "ld({" } as const
const TOMBSTONE = "099"

/** The JSON object in a script: from its first to its last brace. */
function objectIn(input: SniffedInput): JsonObject {
  const source = textOf(input.bytes)
  return objectOf(parseJson(source.slice(source.indexOf("{"), source.lastIndexOf("}") + 1)))
}

const hasWord = (word: string) => (input: SniffedInput) => input.sniffed.kind === "magic" && input.sniffed.word === word

function openVault(inputs: readonly SniffedInput[]): Opened {
  const profile = inputs.find(hasWord(WORDS.profile))
  const bands = inputs.filter(hasWord(WORDS.band))
  if (profile === undefined || bands.length === 0) throw new AppError("format-unsupported", TEXTS.part)
  const folders = inputs.find(hasWord(WORDS.folders))
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => {
      const { master, overview } = await unlockKeys(objectIn(profile), key, context)
      const names = new Map(
        Object.entries(folders === undefined ? {} : objectIn(folders)).map(([uuid, folder]) => [uuid, folderName(folder, overview)]),
      )
      const items = bands.flatMap((band) => Object.values(objectIn(band)))
      return readItems(items, { master, overview, names }, context)
    },
  }
}

async function unlockKeys(profile: JsonObject, { password }: Key, context: OpenContext): Promise<{ master: KeyPair; overview: KeyPair }> {
  const salt = decodeBase64(stringOf(profile["salt"]))
  const rounds = Number(profile["iterations"])
  return await tryPassword(password, async (spelling) => {
    const derived = splitKeys(await pbkdf2(spelling, salt, { rounds, length: 64, hash: "sha512" }, context))
    const master = openData(bytesOf(profile["masterKey"]), derived)
    if (master === null) return null
    const overview = openData(bytesOf(profile["overviewKey"]), derived)
    if (overview === null) throw badParameters()
    return { master: splitKeys(digest("sha512", master)), overview: splitKeys(digest("sha512", overview)) }
  })
}

const openObject = (value: unknown, keys: KeyPair): JsonObject => objectOf(parseJson(intact(openData(bytesOf(value), keys))))

function intact<T>(opened: T | null): T {
  if (opened === null) throw new AppError("format-damaged", TEXTS.mac)
  return opened
}

const bytesOf = (value: unknown): Uint8Array => decodeBase64(stringOf(value))

/** `""` for a saved search, and where it cannot be read: the items count more. */
function folderName(value: unknown, overview: KeyPair): string {
  if (!isObject(value) || flag(value["smart"])) return ""
  try {
    return text(openObject(value["overview"], overview)["title"]).trim()
  } catch {
    return ""
  }
}

interface Vault {
  readonly master: KeyPair
  readonly overview: KeyPair
  readonly names: ReadonlyMap<string, string>
}

function readItems(values: readonly unknown[], vault: Vault, context: OpenContext): OpenedAccounts {
  const items = values.filter((item) => !isObject(item) || item["category"] !== TOMBSTONE)
  return new RecordReader(context).readItems(items, (item) => readItem(objectOf(item), vault)).opened()
}

function readItem(item: JsonObject, { master, overview, names }: Vault): (() => Draft)[] {
  const about = openObject(item["o"], overview)
  return oldItemCodes(about, openObject(item["d"], intact(openItemKeys(bytesOf(item["k"]), master))), {
    groups: groupNames([names.get(text(item["folder"])) ?? "", ...groupsField(about["tags"])]),
    favorite: item["fave"] !== undefined && item["fave"] !== null && item["fave"] !== false,
    trashed: flag(item["trashed"]),
    createdAt: timeMs(item["created"]),
    updatedAt: timeMs(item["updated"]),
  })
}

const PROFILE_FILE = /(?:^|\/)profile\.js$/i
const isPart = (name: string): boolean => isOwnMember(name) && /(?:^|\/)(?:profile|folders|band_[0-9a-f])\.js$/i.test(name)

export const opvault: Handler = {
  id: "opvault",
  title: "1Password OPVault",
  extensions: ["opvault", "js", "zip"],
  guide: TEXTS.guide,
  keepFile: "in-use",
  detect: (sniffed) => {
    if (sniffed.kind === "magic") return Object.values(WORDS).some((word) => word === sniffed.word) ? "yes" : "no"
    return sniffed.kind === "zip" && sniffed.names.some((name) => isPart(name) && PROFILE_FILE.test(name)) ? "yes" : "no"
  },
  // The directory.
  groupKey: ({ name, sniffed }) => (sniffed.kind === "magic" ? name.slice(0, name.lastIndexOf("/") + 1) : undefined),
  open: async (inputs, context) => {
    const [input] = inputs
    if (input?.sniffed.kind === "zip") return await openMembers(input, isPart, context)
    return openVault(inputs)
  },
}
