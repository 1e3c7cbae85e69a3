import { agentIdentity } from "../../agent/port.ts"
import { toAccount } from "../../accounts/account.ts"
import type { Account, Draft } from "../../accounts/account.ts"
import { isObviouslyWeak } from "../../accounts/passphrase-strength.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { unreadableNotices } from "../../accounts/unreadable.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { Passphrase } from "../../base/passphrase.ts"
import type { VaultWarning } from "../../base/vault-warning.ts"
import { accessMessages } from "../../vault/directory/access-messages.ts"
import { vaultWarningsOf } from "../../vault/errors.ts"
import { copyNotices } from "../../vault/merge/notices.ts"
import { isDamage } from "../../vault/making/way-back.ts"
import { restoreVersionInto } from "../../vault/repair.ts"
import { createVault, openVault } from "../../vault/vault.ts"
import type { Credential, Vault } from "../../vault/vault.ts"
import type { Answer } from "../core/messages.ts"
import { openVaultOf, viewOf } from "./opened.ts"
import type { Work } from "./opened.ts"
import { DEMO_PASSPHRASE } from "./ports.ts"
import { agentName, withOwnKey } from "./unlocking/agent-vault.ts"

export const VAULT_EFFECT_TEXTS = texts({
  currentNeeded: { en: "the current passphrase is needed", ja: "現在のパスフレーズが必要です" },
  noRecoveryKey: {
    en: "There is no recovery key yet; the settings can make one.",
    ja: "パスフレーズを忘れたときのための回復キーがありません。設定で作成できます。",
  },
  weak: {
    en: "The vault's passphrase is easy to guess; the settings can change it.",
    ja: "保管庫のパスフレーズは推測されやすいものです。設定で変更できます。",
  },
  broughtBack: { en: "Version {n} is the content of the vault again.", ja: "版 {n} を保管庫の内容に戻しました。" },
  setAside: {
    en: "{name} could not be opened; it is kept as {keptAs}.",
    ja: "{name} は開けませんでした。{keptAs} という名前で残しています。",
  },
})

async function opened(vault: Vault, { opened, ports }: Work, warnings: readonly Message[] = []): Promise<Answer> {
  opened.vault = vault
  const { problems } = await ports.vault.files.in(vault.directory).inspect()
  // Of copies that can be merged the screen tells by itself.
  const lost = vault.copies.fork?.holding.length === 0 ? copyNotices(vault.directory, vault.copies).slice(0, 1) : []
  const kept = unreadableNotices(vault.unreadable)
  const notices = [...lost, ...warnings, ...kept, ...accessMessages(vault.directory, problems), ...vault.notices, ...ports.notices]
  const { names, unmerged, fork } = vault.copies
  const elsewhere = new Set([...unmerged, ...(fork?.holding ?? [])])
  return { type: "vault-opened", vault: viewOf(vault, ports), notices, copies: { count: names.length, unmerged: elsewhere.size } }
}

export async function create(passphrase: Passphrase, work: Work): Promise<Answer> {
  const { ports } = work
  return await opened(await createVault(ports.vault, ports.vaultDirectory, passphrase), work)
}

/** The demo vault opens with an empty passphrase, which no real one has. */
export function resolvePassphrase(passphrase: Passphrase, { ports }: Work): Passphrase {
  return ports.demo && passphrase.isEmpty ? Passphrase.of(DEMO_PASSPHRASE) : passphrase
}

/** @param passphrase - Null: the agent opens the vault. */
export async function open(passphrase: Passphrase | null, accept: readonly VaultWarning[], work: Work): Promise<Answer> {
  const { ports } = work
  if (passphrase === null) return await openWith({ identity: await agentIdentity(ports.agent, agentName(ports)) }, accept, work)
  try {
    // A script may have made the vault and ignored its warning.
    const isWeak = !ports.demo && isObviouslyWeak(passphrase)
    const answer = await openWith(resolvePassphrase(passphrase, work), accept, work, isWeak ? [messageOf(VAULT_EFFECT_TEXTS.weak)] : [])
    return answer.type === "vault-opened" ? withReminder(answer) : answer
  } catch (error) {
    if (!isDamage(error)) throw error
    const n = error.detail["n"]
    if (typeof n !== "number") throw error
    return { type: "vault-damaged", reason: messageOf(error.sentence, error.detail), n }
  }
}

/** The notice that there is no recovery key, where there is nothing more important. */
function withReminder(answer: Extract<Answer, { type: "vault-opened" }>): Answer {
  const { recovery, demo, readOnly } = answer.vault
  if (answer.notices.length > 0 || recovery !== null || demo || readOnly !== null) return answer
  return { ...answer, notices: [messageOf(VAULT_EFFECT_TEXTS.noRecoveryKey)] }
}

/** @param notices - Shown once the vault is open. */
export async function openWith(
  credential: Credential,
  accept: readonly VaultWarning[],
  work: Work,
  notices: readonly Message[] = [],
): Promise<Answer> {
  const { ports, signal } = work
  try {
    const vault = await openVault(ports.vault, ports.vaultDirectory, credential, { accept, signal })
    return await opened(vault, work, notices)
  } catch (error) {
    const warnings = vaultWarningsOf(error)
    if (warnings.length === 0) throw error
    return { type: "vault-suspect", warnings }
  }
}

/** Bring back a kept version of a vault whose content is missing or damaged; what was damaged stays under another name. */
export async function restoreDamaged(passphrase: Passphrase, n: number, work: Work): Promise<Answer> {
  const { ports, signal } = work
  const { vault, setAside } = await restoreVersionInto(ports.vault, ports.vaultDirectory, passphrase, n, { signal })
  const kept = setAside.map(({ name, keptAs }) => messageOf(VAULT_EFFECT_TEXTS.setAside, { name, keptAs }))
  return await opened(vault, work, [messageOf(VAULT_EFFECT_TEXTS.broughtBack, { n }), ...kept])
}

async function save(next: readonly Account[], work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  const before = new Set(vault.accounts.map(({ id }) => id))
  const { merged } = await vault.save(next)
  const added = next.filter(({ id }) => !before.has(id)).map(({ id }) => id)
  return { type: "vault-saved", vault: viewOf(vault, work.ports), merged, added }
}

/**
 * Add accounts; replace those with the same id.
 *
 * @param setsCounter - Whether counters are taken as they are. Otherwise they do not go back: the screen may not know yet of codes that
 * were taken meanwhile.
 */
export async function put(accounts: readonly Account[], setsCounter: boolean, work: Work): Promise<Answer> {
  const byId = new Map(openVaultOf(work.opened).accounts.map((account) => [account.id, account]))
  for (const account of accounts) byId.set(account.id, setsCounter ? account : withCounterOf(account, byId.get(account.id)))
  return await save([...byId.values()], work)
}

/** The account with the higher counter of the two, where both make codes from the same secret. */
function withCounterOf(account: Account, known: Account | undefined): Account {
  if (account.counter === null || known?.secret.equals(account.secret) !== true) return account
  return { ...account, counter: Math.max(account.counter, known.counter ?? 0) }
}

/** Whether a new account must not have the id: it belongs to an account in the vault or removed from it. */
export function idsTaken(vault: Vault): (id: string) => boolean {
  const taken = new Set([...vault.accounts, ...vault.content.tombstones].map(({ id }) => id))
  return (id) => taken.has(id)
}

export async function add(drafts: readonly Draft[], work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  const { clock, random } = work.ports
  const last = vault.accounts.reduce((highest, { order }) => Math.max(highest, order), 0)
  const inVault = idsTaken(vault)
  const made = new Set<string>()
  const accounts = drafts.map((draft, index) => {
    const taken = (id: string): boolean => inVault(id) || made.has(id)
    const account = toAccount(draft, { nowMs: clock.nowMs(), order: last + 1 + index, random, taken })
    made.add(account.id)
    return account
  })
  return await save([...vault.accounts, ...accounts], work)
}

export async function remove(ids: readonly string[], work: Work): Promise<Answer> {
  const gone = new Set(ids)
  return await save(
    openVaultOf(work.opened).accounts.filter(({ id }) => !gone.has(id)),
    work,
  )
}

/** Answers only after the next counter is saved. */
export async function nextHotp(id: string, work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  const { code, merged } = await vault.takeCode(id)
  return { type: "hotp-ready", id, code, merged, vault: viewOf(vault, work.ports) }
}

/** @param current - Needed except where the vault was opened with the recovery key. */
export async function changePassphrase(current: Passphrase | null, next: Passphrase, work: Work): Promise<Answer> {
  const vault = openVaultOf(work.opened)
  // Without it anyone at an unlocked screen could lock the owner out.
  if (current === null && vault.openedWith !== "recovery-key") throw new AppError("password-needed", VAULT_EFFECT_TEXTS.currentNeeded)
  const own = current === null ? vault : await withOwnKey(current, work)
  const { unfinished } = await own.changePassphrase(current, next)
  return { type: "passphrase-changed", unfinished, vault: viewOf(own, work.ports) }
}

export async function checkPassphrase(passphrase: Passphrase, work: Work): Promise<Answer> {
  const { ports, signal } = work
  const atMs = (): number => ports.clock.nowMs()
  const vault = openVaultOf(work.opened)
  if (vault.openedWith !== "agent") {
    const right = await vault.checkPassphrase(resolvePassphrase(passphrase, work), { signal })
    return { type: "passphrase-checked", right, atMs: atMs() }
  }
  try {
    return { type: "passphrase-checked", vault: viewOf(await withOwnKey(passphrase, work), ports), right: true, atMs: atMs() }
  } catch (error) {
    if (!isAppError(error, "password-wrong")) throw error
    return { type: "passphrase-checked", right: false, atMs: atMs() }
  }
}
