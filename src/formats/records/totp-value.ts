import type { Draft } from "../../accounts/account.ts"
import { makeDraft } from "../../accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../accounts/uri.ts"
import { base32Field } from "./fields.ts"

/**
 * The one-time-password field of a password manager's item: an `otpauth://` URI, `steam://SECRET`, or a bare base32 secret.
 *
 * @param item - The item's title and user name stand in where the value names no issuer or no name.
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

/** As {@link readTotpValue}, of a value that is known not to be blank. */
export function readFilledTotpValue(value: string, item: { title: string; username: string }): Draft {
  const draft = readTotpValue(value, item)
  if (draft === null) throw new TypeError("a blank value is no code")
  return draft
}

/** The same field written: the forms that password managers read. */
export function writeTotpValue(draft: Draft): string {
  return draft.kind === "steam" ? `steam://${draft.secret.toBase32()}` : formatOtpUri(draft)
}
