import type { Account } from "../../accounts/account.ts"
import { codeAt } from "../../accounts/codes.ts"
import { labelOf, sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

const TEMPLATE_TEXTS = texts({
  placeholder: {
    en: "--format takes these placeholders: {names}; a brace itself is written \\{",
    ja: "--format で使えるのは {names} です（波かっこそのものは \\{ と書きます）",
  },
  escape: {
    en: "--format takes these escapes: \\t (tab), \\n (new line), \\\\ and \\{",
    ja: "--format で使えるエスケープは \\t（タブ）、\\n（改行）、\\\\、\\{ です",
  },
})

/** Never a secret, a PIN or a note, which may hold one. */
const VALUES: ReadonlyMap<string, (account: Account, nowMs: number) => string> = new Map([
  ["id", ({ id }) => id],
  ["issuer", ({ issuer }) => issuer],
  ["name", ({ name }) => name],
  ["label", (account) => labelOf(account)],
  ["kind", ({ kind }) => kind],
  ["groups", ({ groups }) => groups.join(",")],
  ["code", presentCode],
])

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["\\", "\\"],
  ["{", "{"],
])

/**
 * Compiles a template such as `{label}\t{id}`. Each value is one line without control characters, so that no account can look like two.
 *
 * @returns the text for an account at a time in milliseconds since 1970
 * @throws AppError `usage` for a placeholder or an escape that is not known
 */
export function compileTemplate(template: string): (account: Account, nowMs: number) => string {
  const parts = (template.match(/\\[^]?|\{[^}]*\}?|[^\\{]+/g) ?? []).map(compilePart)
  return (account, nowMs) => parts.map((part) => (typeof part === "string" ? part : sanitize(part(account, nowMs)))).join("")
}

function compilePart(part: string): string | ((account: Account, nowMs: number) => string) {
  if (part.startsWith("\\")) {
    const character = ESCAPES.get(part.slice(1))
    if (character === undefined) throw new AppError("usage", TEMPLATE_TEXTS.escape)
    return character
  }
  if (!part.startsWith("{")) return part
  const value = part.endsWith("}") ? VALUES.get(part.slice(1, -1)) : undefined
  if (value === undefined)
    throw new AppError("usage", TEMPLATE_TEXTS.placeholder, { detail: { names: [...VALUES.keys()].map((name) => `{${name}}`).join(" ") } })
  return value
}

/** Empty for HOTP, whose codes are taken one by one, and where no code can be made. */
function presentCode(account: Account, nowMs: number): string {
  if (account.kind === "hotp") return ""
  try {
    return codeAt(account, nowMs).code
  } catch (error) {
    if (isAppError(error)) return ""
    throw error
  }
}
