/** What a person typed or a program printed, without the spaces, dashes and padding that secrets come with. */
const clean = (text: string): string => text.replace(/[\s-]/g, "").replace(/={1,6}$/, "")

/** Whether the text could be a base32 secret of at least 5 bytes: enough where its name says that it is one. */
export function couldBeSecret(text: string): boolean {
  if (text.length < 8 || text.length > 2000) return false
  const bare = clean(text)
  return bare.length >= 8 && /^[a-z2-7]+$/i.test(bare)
}

/**
 * Whether the text looks like a base32 secret by itself: at least 10 bytes of one case, with so many different characters, and digits
 * among them, as chance gives. Words, numbers, UUIDs and hexadecimal text are none.
 */
export function isLikelySecret(text: string): boolean {
  if (!couldBeSecret(text)) return false
  const bare = clean(text)
  if (bare.length < 16 || (bare !== bare.toUpperCase() && bare !== bare.toLowerCase())) return false
  const letters = bare.replace(/[2-7]/g, "").length
  const digits = bare.length - letters
  // Of 32 characters six are digits: none of them at all is rare, and nothing else has more than half.
  if (letters < bare.length / 2) return false
  if (digits === 0 && (/[\s-]/.test(text) || bare !== bare.toUpperCase() || bare.length < 26)) return false
  return new Set(bare.toUpperCase()).size >= 8
}

/** Whether the text begins like the address of an account. */
export function isOtpAddress(text: string): boolean {
  return /^\s*(?:otpauth|steam|motp):\/\//i.test(text)
}
