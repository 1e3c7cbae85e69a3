import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import type { Account } from "./account.ts"

/** The fields of an account that are compared: all that a user sees, and those of newer versions as one. Times are left out. */
export const COMPARED_FIELDS = [
  "issuer",
  "name",
  "kind",
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
  "order",
  "trashed",
  "verified",
  "other",
] as const
export type ComparedField = (typeof COMPARED_FIELDS)[number]

/** What the compared fields are called. */
export const FIELD_NAMES: Readonly<Record<ComparedField, Sentence>> = texts({
  issuer: { en: "issuer", ja: "発行者" },
  name: { en: "name", ja: "名前" },
  kind: { en: "kind", ja: "種類" },
  secret: { en: "secret", ja: "シークレット" },
  algorithm: { en: "algorithm", ja: "アルゴリズム" },
  digits: { en: "digits", ja: "桁数" },
  period: { en: "period", ja: "更新間隔" },
  counter: { en: "counter", ja: "カウンター" },
  pin: { en: "PIN", ja: "PIN" },
  note: { en: "note", ja: "メモ" },
  groups: { en: "groups", ja: "グループ" },
  favorite: { en: "favourite", ja: "お気に入り" },
  icon: { en: "icon", ja: "アイコン" },
  order: { en: "place in the list", ja: "並び順" },
  trashed: { en: "in the trash or not", ja: "ごみ箱" },
  verified: { en: "verifications", ja: "照合の記録" },
  other: { en: "fields of a newer version", ja: "新しいバージョンの項目" },
})

/** How one account differs between two states of a vault. It never contains a value of a secret field. */
export interface AccountChange {
  readonly change: "added" | "removed" | "changed"
  /** As it is afterwards; for `removed` as it was before. */
  readonly account: Account
  /** The fields that differ, in the order of {@link COMPARED_FIELDS}; empty for `added` and `removed`. */
  readonly fields: readonly ComparedField[]
}

/** The accounts that differ between two states, by id: those of `after` in its order, then the removed ones. Accounts in the trash count. */
export function diffAccounts(before: readonly Account[], after: readonly Account[]): AccountChange[] {
  const beforeById = new Map(before.map((account) => [account.id, account]))
  const idsAfter = new Set(after.map(({ id }) => id))
  return [
    ...after.flatMap((account): AccountChange[] => {
      const old = beforeById.get(account.id)
      if (old === undefined) return [{ change: "added", account, fields: [] }]
      const fields = changedFields(old, account)
      return fields.length === 0 ? [] : [{ change: "changed", account, fields }]
    }),
    ...before.filter(({ id }) => !idsAfter.has(id)).map((account): AccountChange => ({ change: "removed", account, fields: [] })),
  ]
}

/** The fields in which two states of one account differ. */
export function changedFields(before: Account, after: Account): ComparedField[] {
  return COMPARED_FIELDS.filter((field) => {
    if (field === "secret") return !before.secret.equals(after.secret)
    return JSON.stringify(valueOf(before, field)) !== JSON.stringify(valueOf(after, field))
  })
}

function valueOf(account: Account, field: Exclude<ComparedField, "secret">): unknown {
  switch (field) {
    case "trashed":
      return account.trashedAt !== null
    case "verified":
      return account.verified ?? []
    case "other":
      return account.unknown ?? {}
    default:
      return account[field]
  }
}
