import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft, Icon } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { texts } from "../../../base/language.ts"
import type { Random } from "../../../base/ports.ts"
import type { JsonObject } from "../../containers/json.ts"
import { digest } from "../../crypto/crypto.ts"
import type { Keeps, Loss, WriteContext } from "../../handler.ts"
import { decodeBase64, decodeHex, encodeHex } from "../../records/encoding.ts"
import { iconField, uuidField } from "../../records/fields.ts"
import { ALL_CODES, BARE_KEEPS, changed, lost, refused } from "../../records/keeps.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { ICON_TYPES, VERSION } from "./read.ts"
import { lockVault } from "./slots.ts"

const TEXTS = texts({
  motpKey: { en: "Aegis accepts only hexadecimal mOTP keys", ja: "Aegis で使える mOTP の鍵は 16 進数だけです" },
  yandexKey: {
    en: "only the 16 bytes of the secret that are used are written",
    ja: "シークレットのうち有効な 16 バイトだけを書き出します",
  },
  icon: { en: "Aegis accepts only PNG, JPEG and SVG icons", ja: "Aegis で使えるアイコンは PNG・JPEG・SVG だけです" },
})

export const KEEPS: Keeps = {
  ...BARE_KEEPS,
  ...ALL_CODES,
  algorithms: RFC_ALGORITHMS,
  note: true,
  groups: "many",
  favorite: true,
  icon: true,
}

/** How many bytes of a Yandex secret are used. */
const YANDEX_BYTES = 16

const isSupportedIcon = (icon: Icon): boolean => ICON_TYPES.includes(icon.mime) && iconField(icon.mime, icon.data) !== null

/** The bytes that Aegis stores for an mOTP key; null where the key is not lower-case hexadecimal text. */
function motpBytes(secret: Secret): Uint8Array | null {
  const key = Buffer.from(secret.reveal()).toString("latin1")
  return /^(?:[0-9a-f]{2})+$/.test(key) ? decodeHex(key) : null
}

export function losses(draft: Draft): Loss[] {
  const out: Loss[] = []
  if (draft.kind === "motp" && motpBytes(draft.secret) === null) out.push(refused(TEXTS.motpKey))
  if (draft.kind === "yandex" && draft.secret.length > YANDEX_BYTES) out.push(changed(TEXTS.yandexKey))
  if (draft.icon !== null && !isSupportedIcon(draft.icon)) out.push(lost(TEXTS.icon))
  return out
}

export async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const db = toContent(drafts, context.random)
  if (context.password === null) return encodeJson({ version: VERSION.file, header: { slots: null, params: null }, db })
  return encodeJson({ version: VERSION.file, ...(await lockVault(encodeJson(db), context.password, context)) })
}

/** Formatted as by Android's `JSONObject.toString(4)`. */
function encodeJson(value: JsonObject): Uint8Array {
  return encodeUtf8(JSON.stringify(value, null, 4).replaceAll("/", "\\/"))
}

function toContent(drafts: readonly Draft[], random: Random): JsonObject {
  const groups = new Map([...new Set(drafts.flatMap((draft) => draft.groups))].map((name) => [name, random.uuid()]))
  const taken = new Set<string>()
  const entries = drafts.map((draft) => {
    const own = uuidField(draft.id)
    const uuid = own === null || taken.has(own) ? random.uuid() : own
    taken.add(uuid)
    return toEntry(draft, uuid, groups)
  })
  return { version: VERSION.content, entries, groups: [...groups].map(([name, uuid]) => ({ uuid, name })), icons_optimized: true }
}

function toEntry(draft: Draft, uuid: string, groups: ReadonlyMap<string, string>): JsonObject {
  const { kind, name, issuer, note, favorite } = draft
  return {
    type: kind,
    uuid,
    name,
    issuer,
    note,
    favorite,
    ...iconFields(draft.icon),
    info: toInfo(draft),
    groups: draft.groups.map((group) => groups.get(group)),
  }
}

function iconFields(icon: Icon | null): JsonObject {
  if (icon === null || !isSupportedIcon(icon)) return { icon: null }
  const hash = digest("sha256", encodeUtf8(icon.mime), decodeBase64(icon.data))
  return { icon: icon.data, icon_mime: icon.mime, icon_hash: encodeHex(hash) }
}

/** Aegis refuses mOTP and Yandex entries without the key `pin`. */
function toInfo({ kind, secret, algorithm, digits, period, counter, pin }: Draft): JsonObject {
  const base = { secret: storedSecret(kind, secret).toBase32(), algo: algorithm, digits }
  if (kind === "hotp") return { ...base, counter }
  return { ...base, period, ...(kind === "motp" || kind === "yandex" ? { pin: pin ?? "" } : {}) }
}

function storedSecret(kind: Draft["kind"], secret: Secret): Secret {
  if (kind === "motp") return new Secret(motpBytes(secret) ?? secret.reveal())
  return kind === "yandex" ? new Secret(secret.reveal().subarray(0, YANDEX_BYTES)) : secret
}
