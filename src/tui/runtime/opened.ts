import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Progress } from "../../base/ports.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
import type { OpenedCopy } from "../../vault/merge/open-copy.ts"
import type { Vault } from "../../vault/vault.ts"
import type { Answer, VaultView } from "../core/messages.ts"
import type { TuiPorts } from "./ports.ts"
import type { BrowserPage, PlannedQr } from "./browser/browser-page.ts"

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
  /** What the import reads that was pasted as bytes, until it is read; null: nothing. */
  pasted: Uint8Array | null
  /** The copies of the vault that the last plan is about. */
  merge: readonly OpenedFile[]
  /** The files of copies that are merged into the vault, by name: encrypted, to notice that one was replaced. */
  merged: ReadonlyMap<string, Uint8Array>
  /** The files that may be deleted: fully imported by the last import, or written for QR codes since. */
  deletable: ReadonlySet<string>
  qr: PlannedQr | null
  /** The page that is, or was, served to a browser. */
  browser: BrowserPage | null
}

export function nothingOpened(): Opened {
  return {
    vault: null,
    backedUp: null,
    import: null,
    pasted: null,
    merge: [],
    merged: new Map(),
    deletable: new Set(),
    qr: null,
    browser: null,
  }
}

export function wipePasted(opened: Opened): void {
  opened.pasted?.fill(0)
  opened.pasted = null
}

/** The context of every effect. */
export interface Work {
  readonly ports: TuiPorts
  readonly opened: Opened
  readonly signal: AbortSignal
  readonly progress: Progress
  /** An answer that comes by itself, after that of the effect. Once the vault is locked it is dropped. */
  readonly push: (answer: Answer) => void
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
    inAgent: vault.openedWith === "agent",
    recovery: recoveryOf(vault),
  }
}

function recoveryOf({ recovery, hasUnknownRecovery }: Vault): VaultView["recovery"] {
  if (recovery !== null) return { createdAt: recovery.createdAt }
  return hasUnknownRecovery ? { createdAt: null } : null
}
