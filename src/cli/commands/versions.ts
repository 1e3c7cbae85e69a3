import { diffAccounts, FIELD_NAMES } from "../../accounts/changes.ts"
import type { AccountChange } from "../../accounts/changes.ts"
import { toRecord } from "../../accounts/record.ts"
import { findCandidates, SEARCH_TEXTS } from "../../accounts/search.ts"
import { sortAccounts } from "../../accounts/sort.ts"
import { labelOf, sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { isDamage } from "../../vault/making/way-back.ts"
import { restoreVersionInto } from "../../vault/repair.ts"
import type { Vault } from "../../vault/vault.ts"
import { changesOf, countAccounts, planRestore, requireVersion } from "../../vault/versions.ts"
import type { Version } from "../../vault/versions.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE } from "../exit-codes.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { unlock, withVault } from "../vault-access.ts"
import { formatTable, printAccounts } from "../view.ts"
import { RESTORE_TEXTS } from "./restore.ts"

export const VERSIONS_TEXTS = texts({
  word: { en: "versions needs one of: list, show N, restore N", ja: "versions に指定できるもの: list、show N、restore N" },
  number: {
    en: "N is the number of a version, as keyferry versions lists it",
    ja: "N には keyferry versions が表示する番号を指定してください",
  },
  n: { en: "N", ja: "番号" },
  saved: { en: "SAVED", ja: "保存日時" },
  accounts: { en: "ACCOUNTS", ja: "件数" },
  generation: { en: "GENERATION", ja: "世代" },
  state: { en: "STATE", ja: "状態" },
  current: { en: "current", ja: "現在" },
  unusable: { en: "cannot be used: {reason}", ja: "使用できません: {reason}" },
  before: { en: "changed against the version before it:", ja: "一つ前の版からの変更:" },
  present: { en: "restoring it would change:", ja: "復元すると変わるもの:" },
  nothing: { en: "nothing", ja: "なし" },
  added: { en: "+ {label}", ja: "+ {label}" },
  removed: { en: "- {label}", ja: "- {label}" },
  changed: { en: "~ {label}: {fields}", ja: "~ {label}: {fields}" },
  restored: {
    en: "restored version {n}; the state before is kept as a version, and what was replaced is in the trash too",
    ja: "版 {n} を復元しました。直前の状態は版として残り、置き換えた内容はごみ箱にもあります",
  },
  repaired: {
    en: "restored version {n}: the vault opens again",
    ja: "版 {n} を復元しました。保管庫を再び開けます",
  },
  same: { en: "nothing was changed: version {n} is the same as now", ja: "変更はありません。版 {n} は現在と同じです" },
})

export const run: Run = async (context) => {
  const [word = "list", number, ...query] = context.operands
  if (word === "list" && number === undefined) return await withVault(context, "read", (vault) => list(context, vault))
  if (word !== "show" && word !== "restore") throw new AppError("usage", VERSIONS_TEXTS.word)
  if (number === undefined || !/^[1-9][0-9]{0,5}$/.test(number)) throw new AppError("usage", VERSIONS_TEXTS.number)
  const n = Number(number)
  if (word === "restore") return await restoreOrRepair(context, n, query.join(" "))
  if (query.length > 0) throw new AppError("usage", PARSE_TEXTS.tooMany, { detail: { command: "versions show", operands: "N" } })
  return await withVault(context, "read", (vault) => show(context, vault, n))
}

async function list(context: CommandContext, vault: Vault): Promise<number> {
  const versions = await vault.versions()
  if (context.flag("json")) {
    await context.json({ versions: versions.map((version) => versionJson(context, version)) })
    return DONE
  }
  const { n, saved, accounts, generation, state } = VERSIONS_TEXTS
  const rows = versions.map((version) => [
    String(version.n),
    timeText(version.savedAt),
    String(countAccounts(version) ?? "-"),
    String(version.generation),
    stateText(context, version),
  ])
  for (const line of formatTable([[n, saved, accounts, generation, state].map((text) => context.format(text)), ...rows]))
    await context.line(line)
  return DONE
}

function stateText(context: CommandContext, { current, problem }: Version): string {
  if (problem === null) return current ? context.format(VERSIONS_TEXTS.current) : ""
  return context.format(VERSIONS_TEXTS.unusable, { reason: context.format(problem.sentence, problem.detail) })
}

/** In UTC, since the log of another host may be compared with it. */
function timeText(ms: number | null): string {
  return ms === null ? "-" : `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z`
}

function versionJson(context: CommandContext, version: Version): Record<string, unknown> {
  const { n, generation, savedAt, current, problem } = version
  return {
    n,
    generation,
    savedAt: savedAt === null ? null : new Date(savedAt).toISOString(),
    accounts: countAccounts(version),
    current,
    ...(problem === null ? {} : { problem: context.format(problem.sentence, problem.detail) }),
  }
}

async function show(context: CommandContext, vault: Vault, n: number): Promise<number> {
  const versions = await vault.versions()
  const version = requireVersion(versions, n)
  const accounts = sortAccounts(
    version.content.accounts.filter(({ trashedAt }) => trashedAt === null),
    "own",
  )
  const changes = changesOf(versions, n)
  const { changes: toPresent } = plan(context, versions, n)
  if (context.flag("json")) {
    await context.json({
      version: versionJson(context, version),
      accounts: accounts.map((account) => toRecord(account, { secrets: false })),
      changes: changes?.map(changeJson) ?? null,
      restoring: toPresent.map(changeJson),
    })
    return DONE
  }
  await printAccounts(context, accounts, false)
  if (changes !== null) await printChanges(context, VERSIONS_TEXTS.before, changes)
  if (!version.current) await printChanges(context, VERSIONS_TEXTS.present, toPresent)
  return DONE
}

async function restoreOrRepair(context: CommandContext, n: number, query: string): Promise<number> {
  try {
    return await withVault(context, "change", (vault) => restore(context, vault, n, query))
  } catch (error) {
    // Single accounts are restored into a vault that opens.
    if (!isDamage(error) || query !== "") throw error
    return await repair(context, n, error)
  }
}

/** Makes a version the content of a vault whose own content is missing or damaged. */
async function repair(context: CommandContext, n: number, damage: AppError): Promise<number> {
  const ports = context.ports.vault
  const directory = vaultDirectory(context.value("vault"), context.ports)
  const { vault, setAside } = await unlock(context, (passphrase, options) =>
    restoreVersionInto(ports, directory, passphrase, n, options),
  ).catch((error: unknown) => {
    // The vault opens, or is no vault: what failed is something that no version mends.
    throw isAppError(error, "vault-exists") || isAppError(error, "vault-missing") ? damage : error
  })
  const { accounts } = vault
  const { generation } = vault.content
  await vault.close()
  if (context.flag("json"))
    await context.json({ generation, changes: accounts.map((account) => changeJson({ change: "added", account, fields: [] })) })
  for (const { name, keptAs } of setAside) context.note(RESTORE_TEXTS.setAside, { name, keptAs })
  context.note(VERSIONS_TEXTS.repaired, { n })
  return DONE
}

async function restore(context: CommandContext, vault: Vault, n: number, query: string): Promise<number> {
  const versions = await vault.versions()
  const found = query === "" ? null : findCandidates(requireVersion(versions, n).content.accounts, query)
  if (found?.length === 0) throw new AppError("query-none", SEARCH_TEXTS.none)
  const { accounts, changes } = plan(context, versions, n, found === null ? undefined : new Set(found.map(({ id }) => id)))
  const before = vault.accounts
  if (changes.length > 0) await vault.save(accounts)
  const done = changes.length === 0 ? VERSIONS_TEXTS.same : VERSIONS_TEXTS.restored
  if (context.flag("json"))
    await context.json({ generation: vault.content.generation, changes: diffAccounts(before, vault.accounts).map(changeJson) })
  else for (const line of changeLines(context, changes)) await context.line(line)
  context.note(done, { n })
  return DONE
}

function plan(context: CommandContext, versions: readonly Version[], n: number, ids?: ReadonlySet<string>): ReturnType<typeof planRestore> {
  const { clock, random } = context.ports
  return planRestore(versions, n, { nowMs: clock.nowMs(), newId: () => random.uuid(), ...(ids === undefined ? {} : { ids }) })
}

function changeJson({ change, account, fields }: AccountChange): Record<string, unknown> {
  return { change, id: account.id, issuer: account.issuer, name: account.name, fields }
}

async function printChanges(context: CommandContext, title: Sentence, changes: readonly AccountChange[]): Promise<void> {
  await context.line("")
  await context.line(context.format(title))
  const lines = changes.length === 0 ? [context.format(VERSIONS_TEXTS.nothing)] : changeLines(context, changes)
  for (const line of lines) await context.line(`  ${line}`)
}

function changeLines(context: CommandContext, changes: readonly AccountChange[]): string[] {
  return changes.map(({ change, account, fields }) => {
    const names = fields.map((field) => context.format(FIELD_NAMES[field])).join(", ")
    return sanitize(context.format(VERSIONS_TEXTS[change], { label: labelOf(account), fields: names }))
  })
}
