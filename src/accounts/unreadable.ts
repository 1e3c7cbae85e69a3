import { labelOf, sanitize } from "../base/display.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"

export const UNREADABLE_TEXTS = texts({
  kept: {
    en: "{count} {count|record|records} in the vault cannot be read by this version; {count|it is|they are} kept as {count|it is|they are}: {labels}",
    ja: "このバージョンでは読めない項目が {count} 件あります。そのまま保管されます: {labels}",
  },
})

/** A record of the vault that this version cannot read, such as an account of a kind that a newer version added; each text `""` where it has none. */
export interface UnreadableRecord {
  readonly kind: string
  readonly issuer: string
  readonly name: string
}

/** Records are named up to this number. */
const MAX_LABELS = 5
/** Cells of a name or kind. */
const MAX_CELLS = 60

/** The kind and texts of records that this version cannot read. @param records - As the vault's JSON holds them. */
export function describeUnreadable(records: readonly unknown[]): UnreadableRecord[] {
  return records.map((record) => {
    const members: Readonly<Record<string, unknown>> = typeof record === "object" && record !== null ? { ...record } : {}
    const text = (name: string): string => (typeof members[name] === "string" ? sanitize(members[name], MAX_CELLS) : "")
    return { kind: text("kind"), issuer: text("issuer"), name: text("name") }
  })
}

/** The detail of a sentence about the records: `count`, and `labels` such as `Future: alice (quantum), …`. */
export function unreadableDetail(records: readonly UnreadableRecord[]): Message["detail"] {
  const labels = records.slice(0, MAX_LABELS).map((record) => labelOf(record) + (record.kind === "" ? "" : ` (${record.kind})`))
  return { count: records.length, labels: [...labels, ...(records.length > MAX_LABELS ? ["…"] : [])].join(", ") }
}

/** That the vault keeps the records; empty where there are none. */
export function unreadableNotices(records: readonly UnreadableRecord[]): readonly Message[] {
  return records.length === 0 ? [] : [{ sentence: UNREADABLE_TEXTS.kept, detail: unreadableDetail(records) }]
}
