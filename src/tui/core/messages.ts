import type { Account } from "../../accounts/account.ts"
import type { UnreadableRecord } from "../../accounts/unreadable.ts"
import type { ErrorCode } from "../../base/errors.ts"
import type { Message } from "../../base/language.ts"
import type { DirectoryEntry, GpgKey, StrengthEstimate } from "../../base/ports.ts"
import type { VaultWarning } from "../../base/vault-warning.ts"
import type { Finding } from "../../migrate/check/finding.ts"
import type { ImportPlan, ImportResult } from "../../migrate/import/plan.ts"
import type { ReadFile } from "../../migrate/import/read-outcome.ts"
import type { MoveReceipt } from "../../migrate/receipts/receipt.ts"
import type { QrDrawing } from "../../qr/draw/draw.ts"
import type { QrPage, QrPlan } from "../../migrate/qr/qr-pages.ts"
import type { Settings } from "../../settings/settings.ts"
import type { CopyView, MergeView } from "./copies.ts"
import type { CopiedThing, Effect } from "./effects.ts"
import type { Size } from "./frame.ts"
import type { ReceiverView } from "./receiver.ts"
import type { AccountDifference, VersionView } from "./versions.ts"

/** A key by its name: `enter`, `escape`, `up`, `pageup`, `tab`, `backtab`, `backspace`, `space`, `C-c`, `f1`, or the character. */
export interface KeyMsg {
  readonly type: "key"
  readonly key: string
  /** What it types into a field; null: nothing. Full-width forms are folded in `key` and kept in `text`. */
  readonly text: string | null
}

/** A key that the screen's table of bindings names, as its action. */
export interface ActionMsg<Action extends string = string> {
  readonly type: "action"
  readonly action: Action
  /** The key that was pressed, for actions that depend on it: `1`–`9`, or a key that also edits a text. */
  readonly key: KeyMsg
}

/** One message type per action, so that a check for one removes it from the union. */
type EachActionMsg<Action extends string> = Action extends string ? ActionMsg<Action> : never

/**
 * Everything that can happen: past events. `Msg` alone is what the terminal and the effects send to the program; `Msg<Action>` is what a
 * screen receives, whose own table has these actions. A screen gets a `key` only where its table does not name it.
 */
export type Msg<Action extends string = never> =
  | EachActionMsg<Action>
  | KeyMsg
  | { readonly type: "pasted"; readonly text: string }
  /** A picture or a file, only where the screen wants it: see `View.takesBytes`. The receiver owns the bytes. */
  | { readonly type: "pasted-bytes"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: "pasting" } // what is pasted takes a while to come
  | { readonly type: "paste-failed"; readonly problem: PasteProblem }
  | { readonly type: "clipboard-known"; readonly readable: boolean } // the terminal gives pictures and files of its clipboard
  /** A click, in the body's own coordinates. `item`: see `Span.item`. A click on a chosen row comes as Enter instead, except for `Span.noEnter`. */
  | { readonly type: "clicked"; readonly x: number; readonly y: number; readonly item?: number }
  | { readonly type: "wheeled"; readonly by: 1 | -1 }
  | { readonly type: "resized"; readonly size: Size }
  | { readonly type: "ticked"; readonly nowMs: number }
  | { readonly type: "glyphs-known"; readonly ascii: boolean } // how the terminal draws lines, blocks and marks
  | { readonly type: "resumed" } // after Ctrl-Z and fg
  | Answer

/**
 * Why a paste gave nothing. `unavailable`, `denied`, `busy`: the terminal refused. `unanswered`, `malformed`: it did not keep to the
 * protocol. `file-name`: the clipboard holds the name of a file, not its content.
 */
export type PasteProblem = "unavailable" | "denied" | "busy" | "unanswered" | "malformed" | "too-large" | "nothing" | "file-name"

/** The result of an effect. */
export type Answer =
  | { readonly type: "failed"; readonly effect: Effect["type"]; readonly code: ErrorCode; readonly message: Message }
  | { readonly type: "progressed"; readonly effect: Effect["type"]; readonly done: number; readonly total: number }
  /** `copies`: of the vault, changed elsewhere; absent: there are none. `unmerged`: those that the vault does not hold already. */
  | {
      readonly type: "vault-opened"
      readonly vault: VaultView
      readonly notices: readonly Message[]
      readonly copies?: { readonly count: number; readonly unmerged: number }
    }
  | { readonly type: "vault-suspect"; readonly warnings: readonly VaultWarning[] }
  /** Its content is missing or damaged. `n`: the newest kept version that opens. */
  | { readonly type: "vault-damaged"; readonly reason: Message; readonly n: number }
  /** `unfinished`: what was asked of the vault when it turned out that the agent, which had opened it, has locked it. */
  | { readonly type: "vault-locked"; readonly unfinished?: Effect["type"] }
  /** A save waits for another host's lock. `host`: its own name for itself. */
  | { readonly type: "lock-waited"; readonly host: string; readonly pid: number }
  /** `merged`: another program had saved in between; the vault holds both changes. */
  | { readonly type: "vault-saved"; readonly vault: VaultView; readonly merged: boolean; readonly added: readonly string[] }
  /** `merged` as of `vault-saved`. */
  | { readonly type: "hotp-ready"; readonly id: string; readonly code: string; readonly merged?: boolean; readonly vault: VaultView }
  /** `unfinished`: what the next opening of the vault still has to do; null: nothing. */
  | { readonly type: "passphrase-changed"; readonly unfinished: Message | null; readonly vault: VaultView }
  /** `estimate` null: it could not be estimated. */
  | { readonly type: "passphrase-estimated"; readonly revision: number; readonly estimate: StrengthEstimate | null }
  /** `drawing` null: the QR code does not fit. */
  | { readonly type: "recovery-key-made"; readonly key: string; readonly recipient: string; readonly drawing: QrDrawing | null }
  | { readonly type: "recovery-sheet-saved"; readonly path: string }
  /** `inForce`: whether the vault has the recovery key that was asked for, or none. `unfinished` as of `passphrase-changed`. */
  | { readonly type: "recovery-key-set"; readonly inForce: boolean; readonly unfinished: Message | null; readonly vault: VaultView }
  /** `vault`: opened anew, where the agent had opened it. */
  | { readonly type: "passphrase-checked"; readonly right: boolean; readonly atMs: number; readonly vault?: VaultView }
  /** `versions`: the newest first. `vault`: as it is on the disk now. */
  | { readonly type: "versions-listed"; readonly versions: readonly VersionView[]; readonly vault: VaultView }
  /** What restoring would do to the present accounts. */
  | { readonly type: "restore-planned"; readonly changes: readonly AccountDifference[] }
  /** The worst first. */
  | { readonly type: "vault-checked"; readonly findings: readonly Finding[] }
  | { readonly type: "copies-listed"; readonly copies: readonly CopyView[] }
  | { readonly type: "merge-planned"; readonly plan: MergeView }
  /** `deletable`: the files that are merged into the vault, which was read back. */
  | { readonly type: "copies-merged"; readonly result: MergeView; readonly vault: VaultView; readonly deletable: readonly string[] }
  | { readonly type: "copies-deleted"; readonly deleted: readonly string[]; readonly kept: readonly string[] }
  /** The text was sent to the terminal; whether the terminal took it is unknown. */
  | { readonly type: "copied"; readonly what: CopiedThing; readonly label: string; readonly way: "osc52" | "tmux" }
  | { readonly type: "settings-saved"; readonly settings: Settings }
  | { readonly type: "backup-directory-missing"; readonly directory: string }
  /** After every effect on the vault. `earlier`: copies that a former passphrase or recovery key still opens. */
  | {
      readonly type: "backup-checked"
      readonly backup: BackupView | null
      readonly attempted: boolean
      readonly earlier: { readonly directory: string; readonly count: number } | null
    }
  | { readonly type: "directory-listed"; readonly path: string; readonly entries: readonly DirectoryEntry[] }
  | { readonly type: "files-probed"; readonly files: readonly ProbedFile[] }
  | { readonly type: "file-previewed"; readonly path: string; readonly preview: FilePreview }
  /** Directories that exist. */
  | { readonly type: "places-found"; readonly places: readonly Place[] }
  | { readonly type: "files-deleted"; readonly deleted: readonly string[]; readonly kept: readonly string[] }
  /** `pending`: the place in `files` of the next one to ask about, locked or guessed; null: there is none left, and `plan` is set. */
  | {
      readonly type: "import-read"
      readonly files: readonly ReadFile[]
      readonly pending: number | null
      readonly plan: ImportPlan | null
    }
  | {
      readonly type: "import-applied"
      readonly result: ImportResult
      readonly vault: VaultView
      /** Files of which every record is in the vault, read back from the disk; only these may be offered for deletion. */
      readonly deletable: readonly string[]
    }
  | { readonly type: "receiver-started"; readonly receiver: ReceiverView }
  /** Comes by itself too, whenever something happens on the page. */
  | { readonly type: "receiver-changed"; readonly receiver: ReceiverView }
  /** Comes by itself too. `receiver` null: what was received is dropped. */
  | { readonly type: "receiver-ended"; readonly receiver: ReceiverView | null }
  /** `note`: why it could not be recorded in the vault. */
  | { readonly type: "export-written"; readonly path: string; readonly accounts: number; readonly note?: Message }
  /** `named`: the keys that the directory names for its files, as they stand there; `own`: the user's own that can encrypt. */
  | { readonly type: "gpg-keys-found"; readonly directory: string; readonly named: readonly string[]; readonly own: readonly GpgKey[] }
  | { readonly type: "store-written"; readonly directory: string; readonly accounts: number; readonly keys: readonly GpgKey[] }
  /** Only `page`, 0-based, is drawn. */
  | { readonly type: "qr-planned"; readonly plan: QrPlan; readonly page: number }
  | { readonly type: "qr-page-drawn"; readonly page: number; readonly drawn: QrPage }
  /** `kept`: whether the vault could be saved. */
  | { readonly type: "receipt-recorded"; readonly kept: boolean }
  /** The newest first. */
  | { readonly type: "receipts-listed"; readonly receipts: readonly MoveReceipt[]; readonly gone: readonly string[] }
  | { readonly type: "qr-pages-saved"; readonly files: readonly string[]; readonly note?: Message }

/** The automatic backups of the vault as the screens see them. */
export interface BackupView {
  /** When the newest copy was made; null: never. */
  readonly lastAtMs: number | null
  /** Why the last attempt failed; null: it did not. */
  readonly problem: Message | null
  /** Whether the newest copy holds all that the vault holds. */
  readonly current: boolean
}

/** The vault as the screens see it. */
export interface VaultView {
  readonly accounts: readonly Account[]
  /** What the vault keeps besides, and this version cannot read. */
  readonly unreadable: readonly UnreadableRecord[]
  readonly directory: string
  /** Whether the disk did not confirm that a save will survive a power failure. */
  readonly syncFailed: boolean
  /** Why it cannot be changed; null: it can. */
  readonly readOnly: Message | null
  readonly demo: boolean
  /** Whether the recovery key has opened it, and no new passphrase is set yet. */
  readonly recovered: boolean
  /** Whether the agent has opened it, without the passphrase. */
  readonly inAgent: boolean
  /** Its recovery key; null: it has none. `createdAt` null: there is a `recovery.age` that the vault does not know. */
  readonly recovery: { readonly createdAt: number | null } | null
}

export interface ProbedFile {
  readonly path: string
  /** The handler's id; null: not recognised. */
  readonly format: string | null
  readonly sure: boolean
  /** Whether its format is that of pictures. */
  readonly picture: boolean
}

/** What is in a file, as far as it can be seen without a password. */
export type FilePreview =
  /** `codes`: QR codes in a picture; null: it is no picture. `unread`: records that cannot be read. `labels`: of the first accounts. */
  | {
      readonly state: "read"
      readonly codes: number | null
      readonly accounts: number
      readonly unread: number
      readonly labels: readonly string[]
    }
  /** `codes` as above. */
  | { readonly state: "locked"; readonly codes: number | null }
  /** The format is unknown; a table in it would give so many accounts. */
  | { readonly state: "guessed"; readonly accounts: number }
  | { readonly state: "failed"; readonly codes: number | null; readonly reason: Message }
  /** Too large, or packed: it is read only when it is chosen. */
  | { readonly state: "unopened" }

/** A directory to start from: the home directory, that of downloads, and where other disks are mounted. */
export interface Place {
  readonly kind: "home" | "downloads" | "disk"
  readonly path: string
}
