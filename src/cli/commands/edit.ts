import type { Account } from "../../accounts/account.ts"
import { changedFields, FIELD_NAMES } from "../../accounts/changes.ts"
import { checkFields } from "../../accounts/ranges.ts"
import { labelOf } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { selectAccount, withVault } from "../vault-access.ts"

export const EDIT_TEXTS = texts({
  what: {
    en: "nothing to change: give --issuer, --name, --note, --group, --favorite, --no-favorite, --trash or --restore",
    ja: "変更する内容を --issuer、--name、--note、--group、--favorite、--no-favorite、--trash、--restore で指定してください",
  },
  nameless: { en: "an account needs an issuer or a name", ja: "発行者か名前のどちらかが必要です" },
  changed: { en: "changed: {fields}", ja: "変更しました: {fields}" },
  trashed: { en: "moved to the trash, for 30 days", ja: "ごみ箱に移しました（30 日間）" },
  restored: { en: "taken out of the trash", ja: "ごみ箱から戻しました" },
  same: { en: "nothing was changed: it is so already", ja: "既にその内容のため、変更はありません" },
})

const OPTIONS = ["issuer", "name", "note", "group", "favorite", "no-favorite", "trash", "restore"]

export const run: Run = async (context) => {
  context.refuseTogether("favorite", "no-favorite")
  context.refuseTogether("trash", "restore")
  if (!OPTIONS.some((option) => context.flag(option) || context.value(option) !== null)) throw new AppError("usage", EDIT_TEXTS.what)
  return await withVault(context, "change", async (vault) => {
    const found = findAccount(context, vault.accounts)
    const edited = editedAccount(context, found)
    checkFields(edited)
    if (edited.issuer === "" && edited.name === "") throw new AppError("usage", EDIT_TEXTS.nameless)
    const fields = changedFields(found, edited)
    if (fields.length > 0) await vault.save(vault.accounts.map((account) => (account.id === found.id ? edited : account)))
    const about = labelOf(edited)
    const names = fields.filter((field) => field !== "trashed").map((field) => context.format(FIELD_NAMES[field]))
    if (names.length > 0) context.note(EDIT_TEXTS.changed, { fields: names.join(", ") }, about)
    if (fields.includes("trashed")) context.note(edited.trashedAt === null ? EDIT_TEXTS.restored : EDIT_TEXTS.trashed, {}, about)
    if (fields.length === 0) context.note(EDIT_TEXTS.same, {}, about)
    return DONE
  })
}

/** The account that the query means: one in the trash with `--restore`, else one in use. */
function findAccount(context: CommandContext, accounts: readonly Account[]): Account {
  if (!context.flag("restore")) return selectAccount(context, accounts)
  const trashed = accounts.filter(({ trashedAt }) => trashedAt !== null)
  // A search leaves out the trash.
  const inUse = trashed.map((account) => ({ ...account, trashedAt: null }))
  const found = selectAccount(context, inUse)
  return trashed.find(({ id }) => id === found.id) ?? found
}

function editedAccount(context: CommandContext, account: Account): Account {
  const nowMs = context.ports.clock.nowMs()
  const groups = context.values("group")
  return {
    ...account,
    issuer: context.value("issuer") ?? account.issuer,
    name: context.value("name") ?? account.name,
    note: context.value("note") ?? account.note,
    groups: groups.length === 0 ? account.groups : [...new Set(groups)].filter((group) => group !== ""),
    favorite: context.flag("favorite") || (account.favorite && !context.flag("no-favorite")),
    trashedAt: context.flag("trash") ? nowMs : context.flag("restore") ? null : account.trashedAt,
    updatedAt: Math.max(nowMs, account.updatedAt),
  }
}
