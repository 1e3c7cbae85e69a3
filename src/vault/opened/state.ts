import { toAccount } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { draftFromRecord } from "../../accounts/record.ts"
import type { Message } from "../../base/language.ts"
import { contentDigest } from "../codec.ts"
import type { DecodeOptions, VaultContent } from "../codec.ts"
import type { Identity } from "../identity.ts"
import type { NamedContent } from "../merge/lineage.ts"
import type { VaultPorts } from "../ports.ts"
import type { StoredContent } from "../store.ts"

export interface SaveResult {
  /** Whether another program saved in between; `accounts` then holds the changes of both. */
  readonly merged: boolean
  readonly accounts: readonly Account[]
}

export interface PassphraseChange {
  /** Why an old copy of `identity.age` still opens some files; null: nothing is left to do. The next opening of the vault finishes it. */
  readonly unfinished: Message | null
}

export interface RecoveryChange extends PassphraseChange {
  /** Whether the vault has the recovery key that was asked for, or none where it was to be removed. It has only where nothing failed, or what failed comes after. */
  readonly inForce: boolean
}

/** What the program holds in memory of an opened vault. */
export interface VaultState extends NamedContent {
  readonly identity: Identity
  /** As last read or written. */
  readonly content: VaultContent
  /** SHA-256 of `vault.age` as last read or written. Another digest on the disk means that another program has written. */
  readonly digest: string
  /**
   * The number of signatures of `vault.age` as last read or written. Saves keep a second one, which tells the next opening to finish a
   * change of the passphrase.
   */
  readonly macCount: number
  /** The highest generation ever seen of this vault; the next save goes beyond it. */
  readonly highestGeneration: number
}

export function namedContentOf(stored: StoredContent): NamedContent {
  return { content: stored.content, contentDigest: stored.contentDigest() }
}

/** What a vault holds in memory after its content was written. @param digest - SHA-256 of the written file */
export function stateOf(identity: Identity, content: VaultContent, digest: string, macCount = 1): VaultState {
  return { identity, content, contentDigest: contentDigest(content), digest, macCount, highestGeneration: content.generation }
}

/** What a vault holds in memory after its content was read. @param highest - The highest generation seen before; 0 where none is known */
export function stateOfStored(identity: Identity, stored: StoredContent, highest: number): VaultState {
  const { content, digest, macCount } = stored
  const highestGeneration = Math.max(content.generation, highest)
  return { identity, content, contentDigest: stored.contentDigest(), digest, macCount, highestGeneration }
}

/** Gives records without an id one: people who write a vault by hand may leave it out. */
export function decodeOptionsFor({ clock, random }: VaultPorts): DecodeOptions {
  return { makeAccount: (record) => toAccount(draftFromRecord(record), { nowMs: clock.nowMs(), order: 0, random, taken: () => false }) }
}
