import type { Account } from "../accounts/account.ts"
import { changedFields, diffAccounts } from "../accounts/changes.ts"
import type { AccountChange, ComparedField } from "../accounts/changes.ts"
import { mergeVerifications } from "../accounts/verification.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { messageOf, texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import type { DecodeOptions, VaultContent } from "./codec.ts"
import { VAULT_TEXTS } from "./errors.ts"
import { listVersions } from "./history.ts"
import type { KeptVersion } from "./history.ts"
import type { Identity } from "./identity.ts"
import type { NamedContent } from "./merge/lineage.ts"
import type { VaultDirectory } from "./ports.ts"
import { findWarnings, readContent } from "./store.ts"
import type { StoredContent } from "./store.ts"

export const VERSION_TEXTS = texts({
  otherKey: {
    en: "it is encrypted to another key, such as that of an earlier passphrase",
    ja: "以前のパスフレーズのものなど、別の鍵で暗号化されています",
  },
  unknown: {
    en: "there is no version {n}; keyferry versions lists those that are kept",
    ja: "版 {n} はありません。keyferry versions で一覧を表示できます",
  },
})

/** The present content of a vault, or an earlier one that is kept. */
export interface Version {
  /** 1 is the present content, 2 the version before it, and so on. */
  readonly n: number
  readonly generation: number
  /** Milliseconds since 1970; null where it is not known. */
  readonly savedAt: number | null
  readonly current: boolean
  /** Null where the version cannot be used. */
  readonly content: VaultContent | null
  /** Why it cannot be used; null where it can. */
  readonly problem: Message | null
}

/**
 * Read the present content and all kept versions, the newest first. A version that cannot be opened or is not signed is among them, with its
 * problem. A version that is equal to the present content, as an interrupted save leaves it, is left out.
 *
 * @throws {@link AppError} `io` where the folder of versions cannot be listed
 */
export async function readVersions(
  directory: VaultDirectory,
  present: NamedContent & { readonly identity: Identity },
  options: DecodeOptions,
): Promise<Version[]> {
  const { generation, savedAt } = present.content
  const versions: Version[] = [{ n: 1, generation, savedAt, current: true, content: present.content, problem: null }]
  for (const kept of await listVersions(directory)) {
    const { stored, problem } = await readVersion(directory, kept, present.identity, options)
    if (problem === null && stored === null) continue
    if (stored?.contentDigest() === present.contentDigest) continue
    const content = problem === null ? (stored?.content ?? null) : null
    versions.push({
      n: versions.length + 1,
      generation: content?.generation ?? kept.generation,
      savedAt: content?.savedAt ?? null,
      current: false,
      content,
      problem,
    })
  }
  return versions
}

async function readVersion(
  directory: VaultDirectory,
  { name }: KeptVersion,
  identity: Identity,
  options: DecodeOptions,
): Promise<{ readonly stored: StoredContent | null; readonly problem: Message | null }> {
  try {
    const stored = await readContent(directory, identity, options, name)
    const isUnsigned = stored !== null && (await findWarnings(stored, identity, null)).length > 0
    return { stored, problem: isUnsigned ? messageOf(VAULT_TEXTS.unsigned) : null }
  } catch (e) {
    if (!isAppError(e)) throw e
    return { stored: null, problem: messageOf(e.sentence === VAULT_TEXTS.otherIdentity ? VERSION_TEXTS.otherKey : e.sentence, e.detail) }
  }
}

/**
 * The version with a number, and its content.
 *
 * @throws {@link AppError} `query-none` where there is none; `format-damaged` with its problem where it cannot be used
 */
export function requireVersion(versions: readonly Version[], n: number): Version & { readonly content: VaultContent } {
  const version = versions.find((one) => one.n === n)
  if (version === undefined) throw new AppError("query-none", VERSION_TEXTS.unknown, { detail: { n } })
  const { content, problem } = version
  if (content === null)
    throw new AppError("format-damaged", problem?.sentence ?? VAULT_TEXTS.contentMissing, { detail: problem?.detail ?? {} })
  return { ...version, content }
}

/** The number of accounts in use, those in the trash not counted; null where the version cannot be used. */
export function countAccounts({ content }: Version): number | null {
  return content === null ? null : content.accounts.filter(({ trashedAt }) => trashedAt === null).length
}

/** What changed between the newest usable version before `n` and `n`; null where there is none before it. */
export function changesOf(versions: readonly Version[], n: number): AccountChange[] | null {
  const { content } = requireVersion(versions, n)
  const before = versions.find((one) => one.n > n && one.content !== null)?.content
  return before === undefined || before === null ? null : diffAccounts(before.accounts, content.accounts)
}

export interface RestorePlan {
  /** For `Vault.save`. */
  readonly accounts: readonly Account[]
  /** What it does to the accounts of the present content. Copies of replaced states, which go to the trash, are not listed. */
  readonly changes: readonly AccountChange[]
}

/** A present state that differs in one of these from the restored one is kept as a copy in the trash. */
const KEPT_AS_COPY: readonly ComparedField[] = [
  ...(["issuer", "name", "kind", "secret", "algorithm", "digits", "period", "pin", "note", "groups", "icon", "other"] as const),
]

/**
 * Plan to bring a version back. Nothing is lost: the present content becomes a version when the plan is saved, the state of an account that is
 * replaced goes to the trash as a copy, and accounts that the version does not have go to the trash. A counter never goes back: it takes the
 * highest value that any version has for its secret. Restoring a version twice changes nothing the second time.
 *
 * @param versions - As {@link readVersions} gives them.
 * @param at.ids - Restore only these accounts of the version; all others stay as they are. Absent: the whole version.
 * @param at.newId - Draws the id of a copy in the trash.
 * @throws {@link AppError} as {@link requireVersion}
 */
export function planRestore(
  versions: readonly Version[],
  n: number,
  at: { readonly nowMs: number; readonly newId: () => string; readonly ids?: ReadonlySet<string> },
): RestorePlan {
  const present = requireVersion(versions, 1).content.accounts
  const wanted = requireVersion(versions, n).content.accounts.filter(({ id }) => at.ids?.has(id) !== false)
  const presentById = new Map(present.map((account) => [account.id, account]))
  const wantedIds = new Set(wanted.map(({ id }) => id))
  const known = versions.flatMap(({ content }) => content?.accounts ?? [])
  const copies: Account[] = []

  const restored = wanted.map((account) => {
    const old = presentById.get(account.id)
    const back = toRestored(withHighestCounter(account, known), old, at.nowMs)
    if (old === undefined) return back
    const fields = changedFields(old, back)
    if (fields.some((field) => KEPT_AS_COPY.includes(field))) copies.push({ ...old, id: at.newId(), trashedAt: at.nowMs })
    return fields.length === 0 ? old : back
  })
  const others = present.filter(({ id }) => !wantedIds.has(id))
  const toTrash = (account: Account): Account =>
    account.trashedAt === null ? { ...account, trashedAt: at.nowMs, updatedAt: Math.max(at.nowMs, account.updatedAt) } : account
  const kept = at.ids === undefined ? others.map(toTrash) : others
  return { accounts: [...restored, ...kept, ...copies], changes: diffAccounts(present, [...restored, ...kept]) }
}

/** The account as a new edit, so that a merge with another copy of the vault does not undo it. @param old - Its present state */
function toRestored(account: Account, old: Account | undefined, nowMs: number): Account {
  const back: Account = {
    ...account,
    usedAt: old?.usedAt ?? account.usedAt,
    updatedAt: Math.max(nowMs, old?.updatedAt ?? 0),
    // Its time in the trash starts anew, so that saving does not remove it at once.
    trashedAt: account.trashedAt === null ? null : (old?.trashedAt ?? nowMs),
  }
  return old === undefined ? back : mergeVerifications(back, [account, old])
}

function withHighestCounter(account: Account, known: readonly Account[]): Account {
  if (account.counter === null) return account
  const counters = known.filter(({ secret }) => secret.equals(account.secret)).map(({ counter }) => counter ?? 0)
  return { ...account, counter: Math.max(account.counter, ...counters) }
}
