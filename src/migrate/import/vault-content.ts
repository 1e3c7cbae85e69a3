import { toDraft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { VaultContent } from "../../vault/codec.ts"
import { readOutcome } from "./read-outcome.ts"
import type { ReadFile } from "./read-outcome.ts"

export const VAULT_CONTENT_TEXTS = texts({
  unreadable: { en: "a record that only a newer version of keyferry can read", ja: "新しいバージョンの keyferry でしか読めない項目です" },
})

/** The content of a vault or a backup as a file that was read. @param file - As the user named it. */
export function readFileOf(file: string, content: VaultContent): ReadFile {
  const first = content.accounts.length + 1
  return {
    files: [file],
    format: "keyferry-backup",
    protected: true,
    outcome: readOutcome({
      records: content.accounts.map((account) => ({ draft: toDraft(account), file })),
      issues: content.unreadable.map((_, index) => ({
        file,
        at: first + index,
        code: "record-unsupported" as const,
        reason: VAULT_CONTENT_TEXTS.unreadable,
      })),
    }),
  }
}
