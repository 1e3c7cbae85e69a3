import { makeDraft } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../accounts/uri.ts"
import { base32Field } from "./fields.ts"

/**
 * The one-time-password field of a password manager's item: an `otpauth://` URI, `steam://SECRET`, or a bare base32 secret.
 *
 * @param item - Its title and user name are used where the value has no issuer or no name.
 * @returns Null for a blank value: an item without a second factor.
 * @throws AppError `format-damaged`, `format-unsupported`
 */
export function readTotpValue(value: string, item: { title: string; username: string }): Draft | null {
  const bare = value.trim()
  if (bare === "") return null
  const title = item.title.trim()
  const username = item.username.trim()
  if (!/^[a-z][a-z-]*:/i.test(bare)) return makeDraft({ kind: "totp", secret: base32Field(bare), issuer: title, name: username })
  const draft = parseOtpUri(bare)
  if (/^steam:/i.test(bare)) return { ...draft, issuer: title === "" ? draft.issuer : title, name: username }
  return { ...draft, issuer: draft.issuer === "" ? title : draft.issuer, name: draft.name === "" ? username : draft.name }
}

/** As {@link readTotpValue}, for a value that is not blank. */
export function readFilledTotpValue(value: string, item: { title: string; username: string }): Draft {
  const draft = readTotpValue(value, item)
  if (draft === null) throw new TypeError("the value is blank")
  return draft
}

/** Write the field as password managers read it. */
export function writeTotpValue(draft: Draft): string {
  return draft.kind === "steam" ? `steam://${draft.secret.toBase32()}` : formatOtpUri(draft)
}
