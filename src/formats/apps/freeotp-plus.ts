import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler, Loss, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { text } from "../records/fields.ts"
import { STEAM_ISSUER, readFreeOtpToken, signedBytes } from "../records/freeotp-token.ts"
import { ALL_DIGITS, BARE_KEEPS, LOSS_TEXTS, changed, firstByKey, refused } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** FreeOTP+: JSON with the tokens and their order. */
const TEXTS = texts({
  guide: {
    en: "In FreeOTP+: menu › Export › JSON",
    ja: "FreeOTP+ のメニュー › エクスポート › JSON",
  },
  steam: {
    en: "FreeOTP+ shows Steam codes for every account whose issuer is Steam",
    ja: "FreeOTP+ では、発行者が Steam のアカウントはすべて Steam のコードになります",
  },
  sameName: {
    en: "another account has the same issuer and name, and the target distinguishes accounts by these",
    ja: "発行者と名前が同じ別のアカウントがあり、移行先では区別できません",
  },
})

function open(inputs: readonly SniffedInput[], context: OpenContext): OpenedAccounts {
  const root = objectOf(jsonOf(singleInput(inputs)))
  const order = new Map(arrayOrEmpty(root["tokenOrder"]).map((id, index) => [text(id), index]))
  const placeOf = (token: unknown): number => (isObject(token) ? (order.get(tokenId(token)) ?? order.size) : order.size)
  const tokens = arrayOf(root["tokens"]).map((token, index) => ({ token, at: index + 1, place: placeOf(token) }))
  const reader = new RecordReader(context)
  for (const { token, at } of tokens.sort((a, b) => a.place - b.place)) {
    reader.read(at, () => {
      const record = objectOf(token)
      return readFreeOtpToken(record, new Secret(signedBytes(record["secret"]), "own"))
    })
  }
  return reader.opened()
}

/** The id by which the app keeps a token. */
function tokenId(token: JsonObject): string {
  const issuer = text(token["issuerExt"])
  return issuer === "" ? text(token["label"]) : `${issuer}:${text(token["label"])}`
}

/** The app's writer sorts the keys. */
function toToken(draft: Draft): JsonObject {
  const issuer = draft.kind === "steam" ? STEAM_ISSUER : draft.issuer
  return {
    algo: draft.algorithm,
    counter: draft.counter ?? 0,
    digits: draft.digits,
    issuerExt: issuer,
    issuerInt: issuer,
    label: draft.name,
    period: draft.period ?? 30,
    secret: [...new Int8Array(draft.secret.reveal())],
    type: draft.kind === "hotp" ? "HOTP" : "TOTP",
  }
}

const firstById = firstByKey((draft) => tokenId(toToken(draft)))

function losses(draft: Draft, all: readonly Draft[]): Loss[] {
  const out: Loss[] = []
  const first = firstById(all).get(tokenId(toToken(draft)))
  if (first !== undefined && first !== draft) out.push(refused(TEXTS.sameName))
  if (draft.kind === "totp" && draft.issuer.trim() === STEAM_ISSUER) out.push(refused(TEXTS.steam))
  if (draft.kind === "steam" && draft.issuer !== STEAM_ISSUER) out.push(changed(LOSS_TEXTS.steamIssuer))
  return out
}

export const freeotpPlus: Handler = {
  id: "freeotp-plus",
  title: "FreeOTP+",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) =>
    sniffed.kind === "json-object" && sniffed.keys.includes("tokens") && sniffed.keys.includes("tokenOrder") ? "yes" : "no",
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "never",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: [...RFC_ALGORITHMS, "MD5"],
      digits: ALL_DIGITS,
      periods: "any",
    },
    extension: () => "json",
    losses,
    run: (drafts) => {
      const tokens = drafts.map(toToken)
      return Promise.resolve(encodeUtf8(JSON.stringify({ tokenOrder: tokens.map(tokenId), tokens })))
    },
  },
}
