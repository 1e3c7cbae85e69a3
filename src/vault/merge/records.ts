import { canonicalJson } from "../canonical-json.ts"
import type { RecoveryRecord, Tombstone } from "../codec.ts"

interface Dated {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The records of both lists, the latest of each id, newest first; the same whichever list comes first. */
export function mergeRecords<T extends Dated>(a: readonly T[], b: readonly T[]): T[] {
  const latest = new Map<string, T>()
  for (const record of [...a, ...b]) {
    const known = latest.get(record.id)
    if (known === undefined || isPreferred(record, known)) latest.set(record.id, record)
  }
  return [...latest.values()].sort((one, other) => other.at - one.at || (one.id < other.id ? -1 : 1))
}

/** Later; of the same time, the greater canonical text. */
function isPreferred(record: Dated, known: Dated): boolean {
  return record.at === known.at ? canonicalJson(record) > canonicalJson(known) : record.at > known.at
}

/** The tombstones of both, of each id the latest, without those of accounts that are there. */
export function mergeTombstones(a: readonly Tombstone[], b: readonly Tombstone[], ids: ReadonlySet<string>): Tombstone[] {
  return mergeRecords(a, b).filter(({ id }) => !ids.has(id))
}

/** The value of the side that changed it; where both did, or `base` is not known, the recovery key that was made later. */
export function mergeRecovery(
  base: RecoveryRecord | null | undefined,
  ours: RecoveryRecord | null,
  theirs: RecoveryRecord | null,
): RecoveryRecord | null {
  const [baseText, ourText, theirText] = [base, ours, theirs].map((record) => (record === undefined ? undefined : canonicalJson(record)))
  if (ourText === theirText || theirText === baseText) return ours
  if (ourText === baseText || ours === null) return theirs
  if (theirs === null || ours.createdAt > theirs.createdAt) return ours
  return ours.createdAt === theirs.createdAt && String(ourText) > String(theirText) ? ours : theirs
}

/**
 * The account records that this program cannot read: those of both sides; of equal ones one, in a fixed order. A record that one side has
 * replaced by a later state, of the same id, is left out.
 */
export function mergeUnreadable(base: readonly unknown[] = [], ours: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  const [before, a, b] = [byText(base), byText(ours), byText(theirs)]
  const isReplaced = (text: string, record: unknown, other: ReadonlyMap<string, unknown>): boolean => {
    const id = idOf(record)
    return id !== null && before.has(text) && !other.has(text) && [...other.values()].some((one) => idOf(one) === id)
  }
  const kept = new Map([
    ...[...a].filter(([text, record]) => !isReplaced(text, record, b)),
    ...[...b].filter(([text, record]) => !isReplaced(text, record, a)),
  ])
  return [...kept].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, record]) => record)
}

function byText(records: readonly unknown[]): Map<string, unknown> {
  return new Map(records.map((record) => [canonicalJson(record), record]))
}

function idOf(record: unknown): string | null {
  const id = typeof record === "object" && record !== null && "id" in record ? record.id : null
  return typeof id === "string" ? id : null
}
