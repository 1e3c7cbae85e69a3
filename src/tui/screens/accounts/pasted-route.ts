import { parseOtpUri } from "../../../accounts/uri.ts"
import { isAppError } from "../../../base/errors.ts"
import type { Route } from "../../core/routes.ts"

const ONE_ACCOUNT = /^\s*(?:otpauth|steam|motp):/i
const SEVERAL = /(?:otpauth-migration:\/\/|keyferry:1\/)/i

/** Whether a text is the link of exactly one account. */
export function isAccountLink(text: string): boolean {
  return ONE_ACCOUNT.test(text) && !/\S\s*[\r\n]+\s*\S/.test(text)
}

/**
 * The screen for a text that is pasted outside of any field: the form for one account's link, the import for several links or parts of a
 * transfer; null for any other text.
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
