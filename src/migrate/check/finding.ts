import type { Account } from "../../accounts/account.ts"
import { sanitize } from "../../base/display.ts"
import { format, messageOf } from "../../base/language.ts"
import type { Detail, Lang, Message, Sentence } from "../../base/language.ts"

/** `error`: do something now. `warning`: do something soon. `note`: good to know. */
export type FindingLevel = "error" | "warning" | "note"

export const FINDING_LEVELS: readonly FindingLevel[] = ["error", "warning", "note"]

/** One thing that `check` found. It never holds a secret. */
export interface Finding {
  readonly level: FindingLevel
  /** Kebab-case, never changes: scripts may rely on it. */
  readonly code: string
  /** What is so. */
  readonly message: Message
  /** What to do, with the command or key; null where nothing is to be done. */
  readonly remedy: Message | null
  /** The file that it is about: a path, or a name in the vault's directory. */
  readonly file?: string
  /** The accounts that it is about. */
  readonly accounts?: readonly FoundAccount[]
}

export type FoundAccount = Pick<Account, "id" | "issuer" | "name">

/** What all findings with one code have in common. */
export interface FindingKind {
  readonly level: FindingLevel
  readonly message: Sentence
  readonly remedy: Sentence | null
}

/** What a finding is about. */
type Subject = Pick<Finding, "file" | "accounts">

/** Defines findings by their codes. @returns a function that makes one. Message and remedy share the details. */
export function defineFindings<Code extends string>(
  kinds: Readonly<Record<Code, FindingKind>>,
): (code: Code, detail?: Detail, subject?: Subject) => Finding {
  return (code, detail = {}, subject = {}) => {
    const { level, message, remedy } = kinds[code]
    return { level, code, message: messageOf(message, detail), remedy: remedy === null ? null : messageOf(remedy, detail), ...subject }
  }
}

/** Without what must not be shown: secrets, PINs, notes. */
export function toFound({ id, issuer, name }: Account): FoundAccount {
  return { id, issuer, name }
}

/** Message and remedy as one sentence for a terminal. */
export function findingText({ message, remedy }: Finding, lang: Lang): string {
  const parts = [message, ...(remedy === null ? [] : [remedy])].map((part) => format(part, lang))
  return sanitize(parts.join(lang === "ja" ? "。" : "; "))
}

/** Errors first, then warnings, then notes; otherwise in the given order. */
export function byLevel(findings: readonly Finding[]): readonly Finding[] {
  return FINDING_LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level))
}
