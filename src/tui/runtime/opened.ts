import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Progress } from "../../base/ports.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
import type { QrPlan, QrRequest } from "../../migrate/qr/qr-pages.ts"
import type { OpenedCopy } from "../../vault/merge/open-copy.ts"
import type { Vault } from "../../vault/vault.ts"
import type { VaultView } from "../core/messages.ts"
import type { TuiPorts } from "./ports.ts"

export const OPENED_TEXTS = texts({
  locked: { en: "the vault is locked", ja: "保管庫はロックされています" },
  noImport: { en: "there is no import under way", ja: "実行中のインポートはありません" },
  noQr: { en: "there are no QR pages to save", ja: "保存する QR コードのページがありません" },
})

/** A copy of the vault. */
export interface OpenedFile {
  readonly name: string
  /** As it is on the disk. */
  readonly bytes: Uint8Array
  readonly copy: OpenedCopy
}

/** Everything that exists only between an unlock and the next lock. */
export interface Opened {
  vault: Vault | null
  /** The vault's id and digest when automatic backup was last considered; null: not yet. */
  backedUp: { readonly id: string; readonly digest: string } | null
  import: ImportSession | null
  /** The copies of the vault that the last plan is about. */
  merge: readonly OpenedFile[]
  /** The files of copies that are merged into the vault, by name: encrypted, to notice that one was replaced. */
  merged: ReadonlyMap<string, Uint8Array>
  /** The files that may be deleted: fully imported by the last import, or written for QR codes since. */
  deletable: ReadonlySet<string>
  qr: { readonly request: QrRequest; readonly plan: QrPlan } | null
}

export function nothingOpened(): Opened {
  return { vault: null, backedUp: null, import: null, merge: [], merged: new Map(), deletable: new Set(), qr: null }
}

/** The context of every effect. */
export interface Work {
  readonly ports: TuiPorts
  readonly opened: Opened
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** @throws AppError `vault-refused` when no vault is open */
export function openVaultOf({ vault }: Opened): Vault {
  if (vault === null) throw new AppError("vault-refused", OPENED_TEXTS.locked)
  return vault
}

export function viewOf(vault: Vault, { demo }: Pick<TuiPorts, "demo">): VaultView {
  const { accounts, unreadable, directory, syncFailed, readOnly } = vault
  return {
    accounts,
    unreadable,
    directory,
    syncFailed,
    readOnly,
    demo,
    recovered: vault.openedWith === "recovery-key",
    recovery: recoveryOf(vault),
  }
}

function recoveryOf({ recovery, hasUnknownRecovery }: Vault): VaultView["recovery"] {
  if (recovery !== null) return { createdAt: recovery.createdAt }
  return hasUnknownRecovery ? { createdAt: null } : null
}
