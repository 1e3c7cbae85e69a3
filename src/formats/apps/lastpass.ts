import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler, OpenContext, Opened, SniffedInput, WriteContext } from "../handler.ts"
import { base32Field, draftOf, firstText, flag, groupNames, text, timeMs } from "../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** LastPass Authenticator: plain JSON, time-based codes only. */
const TEXTS = texts({
  guide: {
    en: "In LastPass Authenticator: Settings › Transfer accounts › Export accounts to file",
    ja: "LastPass Authenticator の設定 › アカウントの移行 › ファイルへエクスポート",
  },
})

/** Ids of the app's own two folders. "Other Accounts" holds the accounts without a folder. */
const OTHERS_ID = 0
const FAVORITES_ID = 1

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const root = objectOf(jsonOf(singleInput(inputs)))
  const folders = new Map(
    arrayOrEmpty(root["folders"])
      .filter(isObject)
      .map((folder) => [text(folder["id"]), text(folder["name"]).trim()]),
  )
  return new RecordReader(context).readAll(arrayOf(root["accounts"]), (account) => readAccount(objectOf(account), folders)).opened()
}

function readAccount(account: JsonObject, folders: ReadonlyMap<string, string>): Draft {
  const folderId = isObject(account["folderData"]) ? text(account["folderData"]["folderId"]) : ""
  const isUserFolder = folderId !== "" && folderId !== String(OTHERS_ID) && folderId !== String(FAVORITES_ID)
  return draftOf({
    kind: "totp",
    secret: base32Field(account["secret"]),
    issuer: firstText(account["issuerName"], account["originalIssuerName"]),
    name: firstText(account["userName"], account["originalUserName"]),
    algorithm: account["algorithm"],
    digits: account["digits"],
    period: account["timeStep"],
    groups: isUserFolder ? groupNames([folders.get(folderId) ?? ""]) : [],
    favorite: flag(account["isFavorite"]) || folderId === String(FAVORITES_ID),
    createdAt: timeMs(account["creationTimestamp"]),
  })
}

function write(drafts: readonly Draft[], { nowMs, random }: WriteContext): Uint8Array {
  const names = [...new Set(drafts.flatMap(({ groups }) => groups.slice(0, 1)))]
  const folderIdOf = ({ groups: [group] }: Draft): number => (group === undefined ? OTHERS_ID : names.indexOf(group) + FAVORITES_ID + 1)
  const positions = new Map<number, number>()
  const accounts = drafts.map((draft) => {
    const folderId = folderIdOf(draft)
    const position = positions.get(folderId) ?? 0
    positions.set(folderId, position + 1)
    return {
      accountID: random.uuid(),
      issuerName: draft.issuer,
      originalIssuerName: draft.issuer,
      userName: draft.name,
      originalUserName: draft.name,
      pushNotification: false,
      secret: draft.secret.toBase32(),
      timeStep: draft.period,
      digits: draft.digits,
      creationTimestamp: draft.createdAt ?? nowMs,
      isFavorite: draft.favorite,
      algorithm: draft.algorithm,
      folderData: { folderId, position },
      backupInfo: {},
    }
  })
  const folders = [
    { id: FAVORITES_ID, name: "Favorites", isOpened: true },
    { id: OTHERS_ID, name: "Other Accounts", isOpened: true },
    ...names.map((name, index) => ({ id: index + FAVORITES_ID + 1, name, isOpened: true })),
  ]
  const device = { deviceId: "", deviceSecret: "", localDeviceId: random.uuid(), deviceName: "keyferry", version: 3 }
  return encodeUtf8(JSON.stringify({ ...device, accounts, folders }))
}

export const lastpass: Handler = {
  id: "lastpass",
  title: "LastPass Authenticator",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind !== "json-object") return "no"
    const has = (key: string): boolean => sniffed.keys.includes(key)
    const accountKeys = sniffed.inside["accounts"] ?? []
    if (accountKeys.includes("issuerName") || accountKeys.includes("originalIssuerName")) return "yes"
    return (has("deviceId") || has("localDeviceId")) && (has("accounts") || has("folders")) ? "yes" : "no"
  },
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", groups: "one", favorite: true, times: true },
    extension: () => "json",
    run: (drafts, context) => Promise.resolve().then(() => write(drafts, context)),
  },
}
