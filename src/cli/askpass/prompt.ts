/** Who asks for a verification code: a host, as ssh names it before the prompt, or sudo. */
export type Asker = { readonly user: string; readonly host: string } | "sudo"

/** A prompt for a verification code. */
export interface CodePrompt {
  /** Null: the prompt does not say. ssh names user and host since OpenSSH 8.5; before, a host could write any name into its prompt. */
  readonly asker: Exclude<Asker, "sudo"> | null
}

/** `(user@host) ` as ssh writes it. A user name may contain `@`. */
const SSH_PREFIX = /^\((\S+)@([^\s@()]+)\) /

/** What hosts call a code, in lower case: of pam_google_authenticator, pam_oath, SSSD, Duo, privacyIDEA, and of notices of computing centres. */
const NAMES = [
  "(?:verification|authentication|authenticator|security|confirmation|otp|totp|hotp|oath|2fa|mfa|token|one[- ]time) code",
  "(?:two[- ]factor|2[- ]factor|multi[- ]factor|two[- ]step|2[- ]step)(?: authentication| verification)? code",
  "one[- ]time pass(?:word|code)",
  "(?:otp|totp|hotp)(?: token)?",
  "(?:2fa|mfa) token",
  "second factor",
  "passcode(?: or option)?",
  "(?:認証|確認|ワンタイム|検証)コード",
  "ワンタイムパスワード",
]
const CODE_PROMPT = new RegExp(
  `^(?:please )?(?:enter |type |input |provide )?(?:your |the |an? )?(?:[\\w.]+ )?(?:${NAMES.join("|")})(?: (?:for|from) .+)?(?:を入力してください)?$`,
)

const MAX_CHARS = 1000

/** @returns null where the prompt asks for anything but a verification code */
export function parsePrompt(prompt: string): CodePrompt | null {
  if (prompt.length > MAX_CHARS) return null
  const [prefix = "", user, host] = SSH_PREFIX.exec(prompt) ?? []
  const wording = prompt
    .slice(prefix.length)
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("_", " ")
    // Remarks such as "(OATH)" or "(optional)".
    .replace(/ \([^()]*\)/g, "")
    .replace(/[\s:>?.。]+$/, "")
    .trim()
  if (!CODE_PROMPT.test(wording)) return null
  return { asker: user === undefined || host === undefined ? null : { user, host: host.toLowerCase() } }
}
