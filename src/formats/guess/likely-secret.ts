/** Without the spaces, dashes and padding that printed secrets contain. */
const clean = (text: string): string => text.replace(/[\s-]/g, "").replace(/={1,6}$/, "")

/** Whether the text could be a base32 secret of at least 5 bytes. Sufficient where the column or key has the name of a secret. */
export function couldBeSecret(text: string): boolean {
  if (text.length < 8 || text.length > 2000) return false
  const bare = clean(text)
  return bare.length >= 8 && /^[a-z2-7]+$/i.test(bare)
}

/**
 * Whether the text looks like a base32 secret, whatever its name: at least 10 bytes, all upper or all lower case, with the variety and the
 * share of digits of random characters. Words, numbers, UUIDs and hexadecimal text do not.
 */
export function isLikelySecret(text: string): boolean {
  if (!couldBeSecret(text)) return false
  const bare = clean(text)
  if (bare.length < 16 || (bare !== bare.toUpperCase() && bare !== bare.toLowerCase())) return false
  const letters = bare.replace(/[2-7]/g, "").length
  const digits = bare.length - letters
  // Six of the 32 characters are digits: a random secret rarely has none, and never more than half.
  if (letters < bare.length / 2) return false
  if (digits === 0 && (/[\s-]/.test(text) || bare !== bare.toUpperCase() || bare.length < 26)) return false
  return new Set(bare.toUpperCase()).size >= 8
}

/** Whether a text of 10 to 15 characters looks like a secret; for columns named so, since words and numbers can look the same. */
export function isLikelyShortSecret(text: string): boolean {
  const bare = clean(text)
  if (bare.length < 10 || bare.length > 15 || !couldBeSecret(text)) return false
  const digits = bare.replace(/[^2-7]/g, "").length
  const isOneCase = bare === bare.toUpperCase() || (bare === bare.toLowerCase() && digits > 0)
  return isOneCase && digits <= bare.length / 2 && new Set(bare.toUpperCase()).size >= 6
}

/** Whether the text begins like the URI of an account. */
export function isOtpAddress(text: string): boolean {
  return /^\s*(?:otpauth|steam|motp):\/\//i.test(text)
}
