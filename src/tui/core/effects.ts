import type { Account, Draft } from "../../accounts/account.ts"
import type { Lang } from "../../base/language.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import type { VaultWarning } from "../../base/vault-warning.ts"
import type { PlanRow } from "../../migrate/import/plan.ts"
import type { Move } from "../../migrate/receipts/receipt.ts"
import type { QrFileKind } from "../../migrate/qr/qr-files.ts"
import type { QrTarget } from "../../migrate/qr/qr-losses.ts"
import type { Settings } from "../../settings/settings.ts"
import type { Size } from "./frame.ts"
import type { VersionId } from "./versions.ts"

/**
 * Work that a screen asks for: plain data, orders. `tui/runtime/effects.ts` carries each out and answers with the message named
 * behind it (or with `failed`, see `messages.ts`). It wipes the passphrases of an effect afterwards, so each effect has its own.
 */
export type Effect =
  // the vault
  | { readonly type: "create-vault"; readonly passphrase: Passphrase } // vault-opened
  /** `passphrase` null: the agent opens it. */
  | { readonly type: "open-vault"; readonly passphrase: Passphrase | null; readonly accept: readonly VaultWarning[] } // vault-opened | vault-suspect | vault-damaged
  /** `key`: the recovery key as typed, or the path of its file. */
  | { readonly type: "recover-vault"; readonly key: Passphrase; readonly accept: readonly VaultWarning[] } // vault-opened | vault-suspect
  | { readonly type: "restore-damaged"; readonly passphrase: Passphrase; readonly n: number } // vault-opened; with the kept version `n`
  | { readonly type: "lock-vault"; readonly inAgent?: true } // vault-locked; inAgent: locks it there too
  // vault-saved; adds and replaces by id. A counter does not go back, except where the user has typed it (`setsCounter`).
  | { readonly type: "put-accounts"; readonly accounts: readonly Account[]; readonly setsCounter?: boolean }
  | { readonly type: "add-drafts"; readonly drafts: readonly Draft[] } // vault-saved
  | { readonly type: "remove-accounts"; readonly ids: readonly string[] } // vault-saved; permanently, with tombstones
  | { readonly type: "next-hotp"; readonly id: string } // hotp-ready; saved before it is shown
  /** `current`: null where the vault was opened with the recovery key. */
  | { readonly type: "change-passphrase"; readonly current: Passphrase | null; readonly next: Passphrase } // passphrase-changed
  /** `size`: the cells for the QR code. Nothing is written. */
  | { readonly type: "make-recovery-key"; readonly passphrase: Passphrase; readonly size: Size } // recovery-key-made
  /** `key`: the recovery key. */
  | { readonly type: "save-recovery-sheet"; readonly key: Passphrase; readonly path: string; readonly lang: Lang } // recovery-sheet-saved
  /** `recipient`: of the recovery key from now on; null: remove it. */
  | { readonly type: "set-recovery-key"; readonly passphrase: Passphrase; readonly recipient: string | null } // recovery-key-set
  | { readonly type: "check-passphrase"; readonly passphrase: Passphrase } // passphrase-checked
  // passphrase-estimated, once no other follows for a moment; for a newer one none. `revision`: comes back in the answer.
  | { readonly type: "estimate-passphrase"; readonly passphrase: Passphrase; readonly revision: number }
  // history
  | { readonly type: "list-versions" } // versions-listed
  /** `ids`: these accounts of the version; null: the whole version. */
  | { readonly type: "plan-restore"; readonly version: VersionId; readonly ids: readonly string[] | null } // restore-planned
  | { readonly type: "restore-version"; readonly version: VersionId; readonly ids: readonly string[] | null } // vault-saved
  | { readonly type: "check-vault" } // vault-checked
  // copies of the vault that were changed elsewhere
  | { readonly type: "list-copies" } // copies-listed
  /** `passphrase`: of a copy that is of another identity; null: none was typed. */
  | { readonly type: "plan-merge"; readonly names: readonly string[]; readonly passphrase: Passphrase | null } // merge-planned
  | { readonly type: "merge-copies" } // copies-merged; those of the last plan
  | { readonly type: "delete-copies"; readonly names: readonly string[] } // copies-deleted; merged ones only
  // clipboard, settings, program
  | { readonly type: "copy"; readonly text: string; readonly what: CopiedThing; readonly label: string } // copied
  | { readonly type: "save-settings"; readonly patch: Partial<Settings> } // settings-saved
  /** The directory of automatic backups; null: off. `make`: make it where it is missing. */
  | { readonly type: "set-auto-backup"; readonly directory: string | null; readonly make: boolean } // settings-saved | backup-directory-missing
  | { readonly type: "quit" }
  | { readonly type: "suspend" }
  | { readonly type: "redraw" }
  | { readonly type: "read-clipboard" } // pasted-bytes | pasted | paste-failed; nothing where the terminal cannot
  /** Names of keys, as if they were pressed now: those that were pressed while something else was going on. */
  | { readonly type: "press-keys"; readonly keys: readonly string[] }
  | { readonly type: "cancel-work" } // the running long effect ends with failed/interrupted
  // files
  | { readonly type: "list-directory"; readonly path: string } // directory-listed
  | { readonly type: "probe-files"; readonly paths: readonly string[] } // files-probed
  | { readonly type: "preview-file"; readonly path: string } // file-previewed; within limits of size and time
  | { readonly type: "find-places" } // places-found
  | { readonly type: "delete-files"; readonly paths: readonly string[] } // files-deleted
  // import
  | { readonly type: "open-import"; readonly source: ImportSource } // import-read
  /** Of the pending file. `password`: exactly as typed. `keyFilePath`: the KeePass key file, read when it is used. */
  | { readonly type: "unlock-import"; readonly password: string; readonly keyFilePath: string | null } // import-read
  | { readonly type: "accept-import" } // import-read; the pending file is read as its mapping says
  | { readonly type: "skip-import" } // import-read; nothing of the pending file is imported
  | { readonly type: "apply-import"; readonly rows: readonly PlanRow[] } // import-applied; `ticked` as the user left it
  // a page for a browser, which receives codes and files, or shows QR codes
  /** `page`: show the QR pages of the last plan, this one first; null: receive. */
  | { readonly type: "start-receiver"; readonly lang: Lang; readonly page: number | null } // receiver-started, then receiver-changed, receiver-ended by itself
  | { readonly type: "turn-receiver"; readonly page: number } // receiver-changed
  | { readonly type: "stop-receiver"; readonly reason: "done" | "stopped" } // receiver-ended; `done` keeps what was received, to be imported
  // export
  | {
      readonly type: "write-export"
      readonly format: string
      readonly ids: readonly string[]
      readonly password: string | null
      readonly path: string
      readonly overwrite: boolean
    } // export-written
  | { readonly type: "find-gpg-keys"; readonly format: string; readonly directory: string } // gpg-keys-found
  | {
      readonly type: "write-store"
      readonly format: string
      readonly ids: readonly string[]
      /** OpenPGP keys as the user names them; none: those that the directory names. */
      readonly keys: readonly string[]
      readonly directory: string
      readonly overwrite: boolean
    } // store-written
  | {
      readonly type: "plan-qr"
      readonly target: QrTarget
      readonly ids: readonly string[]
      /** The window that a page may fill; null: plan for the page in a browser, and draw nothing. */
      readonly size: Size | null
      readonly choice: QrChoice
      /** The page of the last plan that is shown, 0-based: the new plan comes with a drawing of the page that takes its place. */
      readonly page: number
    } // qr-planned
  | { readonly type: "draw-qr-page"; readonly page: number } // qr-page-drawn; of the last plan, 0-based
  | {
      readonly type: "save-qr-pages"
      readonly kind: QrFileKind
      readonly directory: string
      readonly overwrite: boolean
      readonly lang: Lang
    } // qr-pages-saved; of the last plan
  // receipts of moves
  | { readonly type: "record-receipt"; readonly move: Move } // receipt-recorded
  | { readonly type: "list-receipts" } // receipts-listed
  | { readonly type: "save-receipt"; readonly text: string; readonly path: string; readonly overwrite: boolean } // export-written
  | { readonly type: "write-backup"; readonly passphrase: Passphrase; readonly path: string; readonly overwrite: boolean } // export-written

/** `address`, `command`: of the page for a browser. */
export type CopiedThing = "code" | "uri" | "address" | "command"

/** `keep`: the files are not offered for deletion. `received`: what came from a browser. `bytes` are wiped once they are read. */
export type ImportSource =
  | { readonly from: "files"; readonly paths: readonly string[]; readonly keep: boolean }
  | { readonly from: "text"; readonly text: string }
  | { readonly from: "received" }
  | ({ readonly from: "bytes" } & PastedBytes)

/** A picture or a file without a path. */
export interface PastedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What the user has changed by key on the QR pages; null: the planner's choice. */
export interface QrChoice {
  readonly style: "half" | "full" | "pixels" | null
  readonly accountsPerPage: number | null
}
