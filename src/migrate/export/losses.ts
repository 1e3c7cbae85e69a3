import { toDraft } from "../../accounts/account.ts"
import type { Account, Kind } from "../../accounts/account.ts"
import type { UnreadableRecord } from "../../accounts/unreadable.ts"
import { texts } from "../../base/language.ts"
import type { Detail, Sentence } from "../../base/language.ts"
import type { Handler, Keeps, Loss } from "../../formats/handler.ts"
import { titleOf } from "../../formats/lookup.ts"

/** What a target cannot hold of one account, or of a record that this version cannot read. */
export interface LossRow {
  readonly account: { readonly issuer: string; readonly name: string }
  readonly losses: readonly Loss[]
  /** False where a loss has the grade `refused`: the account is left out. */
  readonly writable: boolean
}

/** What a target cannot hold of one account; without losses it is written completely. */
export interface PreflightRow extends LossRow {
  readonly account: Account
}

export const LOSS_TEXTS = texts({
  kind: { en: "{title} does not support {kind} codes", ja: "{title} は {kind} のコードに対応していません" },
  algorithm: { en: "{title} does not support codes with {algorithm}", ja: "{title} は {algorithm} のコードを作れません" },
  digits: {
    en: "{title} does not support codes of {digits} {digits|digit|digits}",
    ja: "{title} は {digits} 桁のコードに対応していません",
  },
  period: { en: "{title} does not support codes that change every {period} s", ja: "{title} は {period} 秒ごとのコードに対応していません" },
  unreadable: {
    en: "this version cannot read it ({kind}); it stays in the vault",
    ja: "このバージョンでは読めません（{kind}）。保管庫には残ります",
  },
  pin: { en: "the PIN is left out", ja: "PIN は含まれません" },
  note: { en: "the note is left out", ja: "メモは含まれません" },
  groups: { en: "the groups are left out", ja: "グループは含まれません" },
  oneGroup: { en: "only the first of {count} groups is kept", ja: "{count} 個のグループのうち最初の 1 個だけが残ります" },
  favorite: { en: "the favourite mark is left out", ja: "お気に入りの印は含まれません" },
  icon: { en: "the icon is left out", ja: "アイコンは含まれません" },
  trashed: {
    en: "it is in the trash here and will be an ordinary account there",
    ja: "ごみ箱のアカウントですが、移行先では通常のアカウントになります",
  },
})

/** The kinds of accounts as users know them. */
export const KIND_NAMES: Readonly<Record<Kind, string>> = { totp: "TOTP", hotp: "HOTP", steam: "Steam", motp: "mOTP", yandex: "Yandex" }

/**
 * What a format cannot hold of these accounts, to be shown before anything is written. An account whose codes would
 * differ is refused; other losses are listed, except creation times.
 *
 * @throws TypeError where the format cannot be written
 */
export function preflight(handler: Handler, accounts: readonly Account[]): PreflightRow[] {
  const writer = handler.writer ?? handler.treeWriter
  if (writer === undefined) throw new TypeError("the format has no writer")
  const drafts = accounts.map(toDraft)
  return accounts.map((account, index) => {
    const draft = drafts[index] ?? toDraft(account)
    const losses = [
      ...refusals(titleOf(handler), writer.keeps, account),
      ...omissions(writer.keeps, account),
      ...(writer.losses?.(draft, drafts) ?? []),
    ]
    return { account, losses, writable: losses.every(({ grade }) => grade !== "refused") }
  })
}

/** The records of the vault that no target holds, as this version cannot read them. */
export function unreadableRows(records: readonly UnreadableRecord[]): LossRow[] {
  return records.map(({ kind, issuer, name }) => ({
    account: { issuer, name },
    losses: [loss("refused", LOSS_TEXTS.unreadable, { kind: kind === "" ? "-" : kind })],
    writable: false,
  }))
}

const loss = (grade: Loss["grade"], sentence: Sentence, detail: Detail = {}): Loss => ({ grade, what: { sentence, detail } })

/** Reasons to leave the whole account out: its codes would be wrong. For Steam, mOTP and Yandex the kind determines the rest. */
function refusals(title: Sentence, keeps: Keeps, { kind, algorithm, digits, period }: Account): Loss[] {
  if (!keeps.kinds.includes(kind)) return [loss("refused", LOSS_TEXTS.kind, { title, kind: KIND_NAMES[kind] })]
  if (kind !== "totp" && kind !== "hotp") return []
  const losses: Loss[] = []
  if (!keeps.algorithms.includes(algorithm)) losses.push(loss("refused", LOSS_TEXTS.algorithm, { title, algorithm }))
  if (!keeps.digits.includes(digits)) losses.push(loss("refused", LOSS_TEXTS.digits, { title, digits }))
  if (period !== null && keeps.periods !== "any" && !keeps.periods.includes(period))
    losses.push(loss("refused", LOSS_TEXTS.period, { title, period }))
  return losses
}

function omissions(keeps: Keeps, account: Account): Loss[] {
  const losses: Loss[] = []
  if (account.pin !== null && !keeps.pin) losses.push(loss("lost", LOSS_TEXTS.pin))
  if (account.note !== "" && !keeps.note) losses.push(loss("lost", LOSS_TEXTS.note))
  if (account.groups.length > 0 && keeps.groups === "none") losses.push(loss("lost", LOSS_TEXTS.groups))
  if (account.groups.length > 1 && keeps.groups === "one") losses.push(loss("lost", LOSS_TEXTS.oneGroup, { count: account.groups.length }))
  if (account.favorite && !keeps.favorite) losses.push(loss("lost", LOSS_TEXTS.favorite))
  if (account.icon !== null && !keeps.icon) losses.push(loss("lost", LOSS_TEXTS.icon))
  if (account.trashedAt !== null && !keeps.trashed) losses.push(loss("changed", LOSS_TEXTS.trashed))
  return losses
}
