import { isAppError } from "../../../base/errors.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import type { Route } from "../../core/routes.ts"

const ONE_ACCOUNT = /^\s*(?:otpauth|steam|motp):/i
const SEVERAL = /(?:otpauth-migration:\/\/|keyferry:1\/)/i

/** Whether a text is the link of one account, as a form can take it. */
export function isAccountLink(text: string): boolean {
  return ONE_ACCOUNT.test(text) && !/\S\s*[\r\n]+\s*\S/.test(text)
}

/**
 * Where a paste outside of any field leads: one account's link to the form that adds it, several links or a transfer's parts to the
 * import, all else nowhere (null).
 */
export function pastedRoute(text: string): Route | null {
  if (isAccountLink(text)) {
    try {
      return { to: "account-edit", id: null, draft: parseOtpUri(text.trim()) }
    } catch (e) {
      if (!isAppError(e)) throw e
    }
  }
  return SEVERAL.test(text) || /(?:^|[\r\n])\s*(?:otpauth|steam|motp):/i.test(text) ? { to: "import-run", paths: null, text } : null
}
