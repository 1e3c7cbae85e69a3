import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Account, Draft, Icon } from "../../../accounts/account.ts"
import { messageOf, texts } from "../../../base/language.ts"
import { digest, sameBytes } from "../../crypto/crypto.ts"
import type { Keeps, Loss, WriteContext } from "../../handler.ts"
import { decodeBase64, encodeHex } from "../../records/encoding.ts"
import { iconOf } from "../../records/icons.ts"
import { BARE_KEEPS, LOSS_TEXTS, firstByKey, issuerFromName, lost, refused } from "../../records/keeps.ts"
import { decodeText, encodeUtf8 } from "../../records/text.ts"
import { encryptBackup } from "./encryption.ts"
import { KINDS } from "./read.ts"

const TEXTS = texts({
  motpKey: { en: "the mOTP key is not text", ja: "mOTP の鍵が文字列ではありません" },
  motpShort: {
    en: "Stratum ends a restore at an mOTP key of fewer than {least} characters, and loses what follows",
    ja: "Stratum は {least} 文字未満の mOTP の鍵で復元を中断し、以降のアカウントが失われます",
  },
  hotpDigits: { en: "Stratum takes counter-based codes of 6 to 8 digits only", ja: "Stratum のカウンター式コードは 6 〜 8 桁だけです" },
  icon: { en: "the target does not accept this type of icon", ja: "移行先で使えない形式のアイコンです" },
})

export async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify(writeBackup(drafts)))
  return context.password === null ? plain : await encryptBackup(plain, context.password, context)
}

function writeBackup(drafts: readonly Draft[]): object {
  const groups = [...new Set(drafts.flatMap((draft) => draft.groups))]
  const icons = new Map(drafts.flatMap(({ icon }) => (isSupportedIcon(icon) ? [[iconId(icon), icon.data]] : [])))
  return {
    Authenticators: drafts.map((draft, index) => ({
      Type: KINDS.indexOf(draft.kind),
      Icon: isSupportedIcon(draft.icon) ? `@${iconId(draft.icon)}` : null,
      Issuer: draft.issuer === "" ? draft.name : draft.issuer,
      Username: draft.issuer === "" || draft.name === "" ? null : draft.name,
      Secret: secretText(draft),
      Pin: draft.pin,
      Algorithm: Math.max(0, RFC_ALGORITHMS.indexOf(draft.algorithm)),
      Digits: draft.digits,
      Period: draft.period ?? 30,
      Counter: draft.counter ?? 0,
      CopyCount: 0,
      Ranking: index,
    })),
    Categories: groups.map((name, index) => ({ Id: shortHash(encodeUtf8(name)), Name: name, Ranking: index })),
    AuthenticatorCategories: drafts.flatMap((draft) =>
      draft.groups.map((name) => ({ CategoryId: shortHash(encodeUtf8(name)), AuthenticatorSecret: secretText(draft), Ranking: 0 })),
    ),
    CustomIcons: [...icons].map(([Id, Data]) => ({ Id, Data })),
  }
}

const secretText = ({ kind, secret }: Pick<Account, "kind" | "secret">): string =>
  kind === "motp" ? Buffer.from(secret.reveal()).toString("utf8") : secret.toBase32()

/** In characters; the app throws on a shorter one. */
const MIN_MOTP_KEY = 16

/** The app's ids are the first 8 hexadecimal digits of a SHA-1. */
const shortHash = (bytes: Uint8Array): string => encodeHex(digest("sha1", bytes)).slice(0, 8)

const isSupportedIcon = (icon: Icon | null): icon is Icon => icon !== null && iconOf(decodeBase64(icon.data)) !== null
const iconId = ({ data }: Icon): string => shortHash(decodeBase64(data))

/** Whether the bytes are text that the app would keep exactly: UTF-8 without white space around it. */
function isText(bytes: Uint8Array): boolean {
  const text = decodeText(bytes)?.trim() ?? ""
  return text !== "" && sameBytes(encodeUtf8(text), bytes)
}

export function losses(draft: Draft, all: readonly Draft[]): Loss[] {
  const out = [...ownLosses(draft)]
  if (out.every(({ grade }) => grade !== "refused") && firstBySecret(all).get(secretText(draft)) !== draft)
    out.push(refused(LOSS_TEXTS.sameSecret))
  return out
}

function* ownLosses(draft: Draft): Generator<Loss> {
  const { kind, secret, digits, icon } = draft
  if (kind === "motp" && !isText(secret.reveal())) yield refused(TEXTS.motpKey)
  else if (kind === "motp" && secretText(draft).length < MIN_MOTP_KEY)
    yield { grade: "refused", what: messageOf(TEXTS.motpShort, { least: MIN_MOTP_KEY }) }
  if (kind === "hotp" && digits > 8) yield refused(TEXTS.hotpDigits)
  yield* issuerFromName(draft)
  if (icon !== null && !isSupportedIcon(icon)) yield lost(TEXTS.icon)
}

const firstBySecret = firstByKey((draft) => (isWritten(draft) ? secretText(draft) : null))

function isWritten(draft: Draft): boolean {
  const free = draft.kind === "totp" || draft.kind === "hotp"
  if (free && !(KEEPS.digits.includes(draft.digits) && KEEPS.algorithms.includes(draft.algorithm))) return false
  return [...ownLosses(draft)].every(({ grade }) => grade !== "refused")
}

export const KEEPS: Keeps = {
  ...BARE_KEEPS,
  kinds: ["totp", "hotp", "motp", "steam", "yandex"],
  algorithms: RFC_ALGORITHMS,
  digits: [6, 7, 8, 9, 10],
  periods: "any",
  pin: true,
  groups: "many",
  icon: true,
}
