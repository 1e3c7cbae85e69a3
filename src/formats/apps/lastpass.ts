import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Handler, OpenContext, Opened, SniffedInput, WriteContext } from "../handler.ts"
import { base32Field, draftOf, firstText, flag, text, timeMs } from "../records/fields.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { ALL_DIGITS, BARE_KEEPS } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8 } from "../records/text.ts"

/** LastPass Authenticator: plain JSON, time-based codes only. */
const TEXTS = texts({
  guide: {
    en: "In LastPass Authenticator: Settings › Transfer accounts › Export accounts to file",
    ja: "LastPass Authenticator の設定 › アカウントの移行 › ファイルへエクスポート",
  },
})

/** Folders of the app itself: 0 is "other accounts", which is none, and 1 the favourites. */
const OTHERS = 0
const FAVORITES = 1

function open([input]: readonly SniffedInput[], context: OpenContext): Opened {
  const root = objectOf(input === undefined ? undefined : jsonOf(input))
  const folders = new Map(
    arrayOrEmpty(root["folders"])
      .filter(isObject)
      .map((folder) => [text(folder["id"]), text(folder["name"]).trim()]),
  )
  return new RecordReader(context).readAll(arrayOf(root["accounts"]), (account) => readAccount(objectOf(account), folders)).opened()
}

function readAccount(account: JsonObject, folders: ReadonlyMap<string, string>): Draft {
  const folderId = isObject(account["folderData"]) ? text(account["folderData"]["folderId"]) : ""
  const own = folderId !== "" && folderId !== String(OTHERS) && folderId !== String(FAVORITES)
  const group = own ? (folders.get(folderId) ?? "") : ""
  return draftOf({
    kind: "totp",
    secret: base32Field(account["secret"]),
    issuer: firstText(account["issuerName"], account["originalIssuerName"]),
    name: firstText(account["userName"], account["originalUserName"]),
    algorithm: account["algorithm"],
    digits: account["digits"],
    period: account["timeStep"],
    groups: group === "" ? [] : [group],
    favorite: flag(account["isFavorite"]) || folderId === String(FAVORITES),
    createdAt: timeMs(account["creationTimestamp"]),
  })
}

function write(drafts: readonly Draft[], { nowMs, random }: WriteContext): Uint8Array {
  const names = [...new Set(drafts.flatMap(({ groups }) => groups.slice(0, 1)))]
  const folderOf = (draft: Draft): number => (draft.groups[0] === undefined ? OTHERS : names.indexOf(draft.groups[0]) + FAVORITES + 1)
  const places = new Map<number, number>()
  const accounts = drafts.map((draft) => {
    const folderId = folderOf(draft)
    const position = places.get(folderId) ?? 0
    places.set(folderId, position + 1)
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
    { id: FAVORITES, name: "Favorites", isOpened: true },
    { id: OTHERS, name: "Other Accounts", isOpened: true },
    ...names.map((name, index) => ({ id: index + FAVORITES + 1, name, isOpened: true })),
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
    const inside = sniffed.inside["accounts"] ?? []
    if (inside.includes("issuerName") || inside.includes("originalIssuerName")) return "yes"
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
