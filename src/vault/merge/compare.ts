import { createHash } from "node:crypto"
import type { Account } from "../../accounts/account.ts"
import { toRecord } from "../../accounts/record.ts"
import { canonicalJson } from "../canonical-json.ts"

export type Field = Exclude<keyof Account, "id" | "verified" | "unknown">

/** The fields that a user edits: a change of one of these counts as an edit. */
export const EDITABLE_FIELDS = [
  "kind",
  "issuer",
  "name",
  "secret",
  "algorithm",
  "digits",
  "period",
  "counter",
  "pin",
  "note",
  "groups",
  "favorite",
  "icon",
] as const satisfies readonly Field[]

/** Members of a record that are not values that a user has set, or that have a rule of their own. */
const NOT_VALUES: ReadonlySet<string> = new Set([
  ...["createdAt", "updatedAt", "usedAt", "order", "trashed", "trashedAt", "verified", "favorite", "counter"],
])

const COPY_ID_PREFIX = "keyferry conflict copy v1\n"

/** Whether the user has edited the account; using a code of a counter account counts, too. */
export function isEdited(before: Account, after: Account): boolean {
  return EDITABLE_FIELDS.some((field) => !isEqual(before[field], after[field])) || !isEqual(before.unknown ?? {}, after.unknown ?? {})
}

/** Whether two accounts have the same id and are equal in every field. */
export function isSameAccount(a: Account, b: Account): boolean {
  if (a === b) return true
  const fields = [...EDITABLE_FIELDS, "createdAt", "updatedAt", "usedAt", "order", "trashedAt"] as const
  return (
    a.id === b.id &&
    fields.every((field) => isEqual(a[field], b[field])) &&
    isEqual(a.verified ?? [], b.verified ?? []) &&
    isEqual(a.unknown ?? {}, b.unknown ?? {})
  )
}

/** Equal as JSON values; secrets by their bytes. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isSecret(a) && isSecret(b)) return a.equals(b)
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  return canonicalJson(a) === canonicalJson(b)
}

function isSecret(value: unknown): value is Account["secret"] {
  return typeof value === "object" && value !== null && "equals" in value
}

/**
 * Which of two states of an account wins a conflict: the one with the later `updatedAt`; of the same time, the one whose canonical text is
 * greater, so that the order of merging does not matter.
 *
 * @returns positive where `a` wins, negative where `b` wins, 0 where they are equal
 */
export function compareStates(a: Account, b: Account): number {
  return a.updatedAt - b.updatedAt || compareTexts(valuesText(a), valuesText(b)) || compareTexts(recordText(a), recordText(b))
}

/** By UTF-16 code units, as JavaScript compares strings. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * The id of the copy of an account state that lost a conflict: a UUID (version 8) made from the SHA-256 of its values. So the state that
 * loses twice, here and on another machine, is one copy.
 *
 * @param counter - A counter that is kept for itself; undefined where it has moved with the account's.
 */
export function conflictCopyId(state: Account, counter?: number | null): string {
  const text = valuesText(state) + (counter === undefined ? "" : `\n${counter}`)
  const hex = createHash("sha256")
    .update(COPY_ID_PREFIX + text)
    .digest("hex")
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20, 32)].join("-")
}

/** The canonical text of an account's id and of the values that were set by the user. */
function valuesText(account: Account): string {
  return canonicalJson(Object.fromEntries(Object.entries(toRecord(account, { secrets: true })).filter(([name]) => !NOT_VALUES.has(name))))
}

function recordText(account: Account): string {
  return canonicalJson(toRecord(account, { secrets: true }))
}
