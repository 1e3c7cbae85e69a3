import type { Account } from "../accounts/account.ts"
import { findCandidates, selectOne } from "../accounts/search.ts"
import { agentIdentity, handOver, isLockedByAgent, limitsOf } from "../agent/port.ts"
import { labelOf } from "../base/display.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { messageOf, texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import { Passphrase } from "../base/passphrase.ts"
import { accessMessages } from "../vault/directory/access-messages.ts"
import { VAULT_TEXTS, vaultWarningsOf } from "../vault/errors.ts"
import { parseRecoveryKey } from "../vault/recovery/recovery-key.ts"
import { copyNotices } from "../vault/merge/notices.ts"
import { checkCreatable, createVault, openVault, requireVault } from "../vault/vault.ts"
import type { OpenVaultOptions, Vault } from "../vault/vault.ts"
import { backUpLater } from "./backup/auto-backup.ts"
import type { CommandContext } from "./context.ts"
import { vaultDirectory } from "./directories.ts"
import { askHidden, givenPassphrase, MAX_TRIES, noteExposure, readNamed } from "./secrets.ts"
import { requestNewPassphrase, SECRET_TEXTS, warnIfObviouslyWeak } from "./secrets.ts"

const ACCESS_TEXTS = texts({
  candidate: { en: "candidate: {label}", ja: "候補: {label}" },
  notOpened: { en: "the vault was not opened", ja: "保管庫を開きませんでした" },
  notSynced: {
    en: "the vault is saved, but the disk did not confirm it: check the disk, and make a backup",
    ja: "保管庫は保存しましたが、ディスクが書き込みの完了を確認できませんでした。ディスクを調べ、バックアップを作成してください",
  },
  needsPassphrase: {
    en: "a recovery key is made and removed with the passphrase: --recovery-key-file cannot be used",
    ja: "回復キーの作成と削除にはパスフレーズが必要です。--recovery-key-file は指定できません",
  },
  waiting: {
    en: "waiting for the lock of {host} (process {pid})…",
    ja: "{host} のロックの解除を待っています（プロセス {pid}）…",
  },
  accept: { en: "open it anyway? [y/N]", ja: "それでも開きますか？ [y/N]" },
})

/** The most that is read of a file with a recovery key. */
const MAX_KEY_FILE_BYTES = 1 << 16

/** `check`: as `read`, without notes on what `check` itself reports. */
type Purpose = "read" | "change" | "check"

/**
 * Opens the vault, runs `work` on it, and closes it. After `work` an automatic backup is made where one is due. Where the agent has the
 * vault unlocked, it opens it; otherwise as {@link withAskedVault}.
 *
 * @throws AppError as {@link withAskedVault}
 */
export async function withVault<T>(context: CommandContext, purpose: Purpose, work: (vault: Vault) => Promise<T>): Promise<T> {
  const directory = agentVault(context)
  if (directory === null) return await withAskedVault(context, purpose, work)
  const { agent, vault: ports } = context.ports
  const open = async (options: OpenVaultOptions): Promise<Vault> =>
    await openVault(ports, directory, { identity: await agentIdentity(agent, directory) }, options)
  const vault = await openAfterConsent(context, open).catch(async (error: unknown) => {
    if (isLockedByAgent(error)) return null
    if (!isAppError(error) || error.sentence !== VAULT_TEXTS.agentKeyOld) throw error
    context.note(error.sentence)
    await agent.lock(directory)
    return null
  })
  if (vault === null) return await withHandedVault(context, directory, purpose, work)
  return await workOn(context, vault, purpose, () => work(vault))
}

/** As {@link withAskedVault}; where the settings say so, the agent gets the key of a vault whose passphrase was typed. */
async function withHandedVault<T>(
  context: CommandContext,
  directory: string,
  purpose: Purpose,
  work: (vault: Vault) => Promise<T>,
): Promise<T> {
  const { agent, env, settings } = context.ports
  const isTyped = (env["KEYFERRY_PASSPHRASE_FILE"] ?? "") === ""
  return await withAskedVault(context, purpose, async (vault) => {
    const chosen = settings.read()
    if (!isTyped || chosen.agent !== "first-use") return await work(vault)
    // Beside the work, since the agent takes a while to start.
    const handed = { directory, identity: vault.keyText(), limits: limitsOf(chosen.agentMinutes) }
    const handing = handOver(agent, handed).catch((error: unknown) => {
      if (!isAppError(error)) throw error
      context.note(error.sentence, error.detail)
    })
    try {
      return await work(vault)
    } finally {
      await handing
    }
  })
}

/** The vault that the agent may open: its directory as an absolute path; null where an option says what opens it. */
export function agentVault(context: CommandContext): string | null {
  const isNamed = ["passphrase-file", "passphrase-command", "recovery-key-file"].some((option) => context.value(option) !== null)
  return isNamed ? null : vaultPath(context)
}

/** The vault's directory as an absolute path, as the agent knows it. */
export const vaultPath = (context: CommandContext): string =>
  context.ports.files.absolute(vaultDirectory(context.value("vault"), context.ports))

/**
 * The same, without the agent: for what shows or gives away secrets. Asks for the passphrase where no option or variable gives it.
 *
 * @throws AppError `vault-missing`, `password-needed`, `password-wrong`, `vault-busy`, `vault-refused`
 */
export async function withAskedVault<T>(
  context: CommandContext,
  purpose: Purpose,
  work: (vault: Vault, passphrase: Passphrase | null) => Promise<T>,
): Promise<T> {
  const keyFile = context.value("recovery-key-file")
  const { vault, passphrase } =
    keyFile === null ? await unlockVault(context) : { vault: await unlockWithKey(context, keyFile), passphrase: null }
  try {
    return await workOn(context, vault, purpose, () => work(vault, passphrase))
  } finally {
    passphrase?.wipe()
  }
}

/**
 * The same, for work that needs the passphrase itself; the vault cannot be opened with the recovery key then.
 *
 * @throws AppError as {@link withVault}; `usage` where --recovery-key-file is given
 */
export async function withVaultAndPassphrase<T>(
  context: CommandContext,
  purpose: Purpose,
  work: (vault: Vault, passphrase: Passphrase) => Promise<T>,
): Promise<T> {
  if (context.value("recovery-key-file") !== null) throw new AppError("usage", ACCESS_TEXTS.needsPassphrase)
  const { vault, passphrase } = await unlockVault(context)
  try {
    return await workOn(context, vault, purpose, () => work(vault, passphrase))
  } finally {
    passphrase.wipe()
  }
}

/** @returns `passphrase`: for the caller to wipe */
async function unlockVault(context: CommandContext): Promise<{ readonly vault: Vault; readonly passphrase: Passphrase }> {
  const directory = vaultDirectory(context.value("vault"), context.ports)
  // Checked first, so that the program does not ask for the passphrase of a missing vault.
  await requireVault(context.ports.vault, directory)
  return await unlock(context, async (passphrase, options) => {
    const vault = await openVault(context.ports.vault, directory, passphrase, options)
    return { vault, passphrase: new Passphrase(passphrase.bytes.slice()) }
  })
}

async function unlockWithKey(context: CommandContext, keyFile: string): Promise<Vault> {
  const directory = vaultDirectory(context.value("vault"), context.ports)
  return await withRecoveryKey(context, keyFile, (recoveryKey) =>
    openAfterConsent(context, (options) => openVault(context.ports.vault, directory, { recoveryKey }, options)),
  )
}

/** Runs `work` with the recovery key in a file. @throws AppError as `readNamed` and `parseRecoveryKey`; those of `work` */
export async function withRecoveryKey<T>(
  context: CommandContext,
  keyFile: string,
  work: (recoveryKey: Uint8Array) => Promise<T>,
): Promise<T> {
  if (keyFile !== "-") await noteExposure(context, keyFile)
  const bytes = await readNamed(context, keyFile, MAX_KEY_FILE_BYTES)
  const recoveryKey = parseRecoveryKey(bytes)
  bytes.fill(0)
  try {
    return await work(recoveryKey)
  } finally {
    recoveryKey.fill(0)
  }
}

/** Opens the vault; asks where there are warnings about it. @throws AppError those of `open` */
async function openAfterConsent<T>(context: CommandContext, open: (options: OpenVaultOptions) => Promise<T>): Promise<T> {
  const { signal, ports } = context
  try {
    return await open({ signal })
  } catch (error) {
    const accept = vaultWarningsOf(error)
    if (!isAppError(error) || accept.length === 0) throw error
    context.note(error.sentence, error.detail)
    const answer = await ports.terminal.askLine(`${context.format(ACCESS_TEXTS.accept)} `)
    if (answer === null || !/^y(es)?$/i.test(answer.normalize("NFKC").trim())) throw new AppError("vault-refused", ACCESS_TEXTS.notOpened)
    return await open({ accept, signal })
  }
}

async function workOn<T>(context: CommandContext, vault: Vault, purpose: Purpose, work: () => Promise<T>): Promise<T> {
  const opened = { id: vault.id, digest: vault.digest }
  const noteAll = (messages: readonly Message[]): void => {
    if (purpose !== "check") for (const { sentence, detail } of messages) context.note(sentence, detail)
  }
  vault.onLockWait(({ host, pid }) => {
    context.note(ACCESS_TEXTS.waiting, { host, pid })
  })
  const noticesAtOpening = vault.notices
  noteAll([...copyNotices(vault.directory, vault.copies), ...noticesAtOpening])
  try {
    if (purpose === "change" && vault.readOnly !== null)
      throw new AppError("vault-refused", vault.readOnly.sentence, { detail: vault.readOnly.detail })
    const { problems } = await context.ports.vault.files.in(vault.directory).inspect()
    noteAll(accessMessages(vault.directory, problems))
    const result = await work()
    await backUpLater(context, vault, opened)
    if (vault.syncFailed) noteAll([messageOf(ACCESS_TEXTS.notSynced)])
    return result
  } finally {
    noteAll(vault.notices.slice(noticesAtOpening.length))
    await vault.close()
  }
}

/**
 * Asks for the vault's passphrase until `open` takes it, and for consent to the warnings of {@link openVault}.
 *
 * @throws AppError `password-needed`; those of `open`
 */
export async function unlock<T>(
  context: CommandContext,
  open: (passphrase: Passphrase, options: OpenVaultOptions) => Promise<T>,
): Promise<T> {
  const given = await givenPassphrase(context)
  for (let tries = 1; ; tries++) {
    const passphrase = given ?? (await askHidden(context, SECRET_TEXTS.vaultPassphrase, "passphrase-file"))
    try {
      const opened = await openAfterConsent(context, (options) => open(passphrase, options))
      // Somebody reads this, unlike the warning of the script that made the vault.
      if (given === null) warnIfObviouslyWeak(context, passphrase)
      return opened
    } catch (error) {
      if (given !== null || tries >= MAX_TRIES || !isAppError(error, "password-wrong")) throw error
      context.note(error.sentence, error.detail)
    } finally {
      passphrase.wipe()
    }
  }
}

/**
 * Creates a vault, or completes one of which only the identity is there. A new passphrase comes from an option or variable, or is asked for
 * twice.
 *
 * @throws AppError as `createVault`
 */
export async function makeVault(context: CommandContext): Promise<{ readonly vault: Vault; readonly directory: string }> {
  const ports = context.ports.vault
  const directory = vaultDirectory(context.value("vault"), context.ports)
  if ((await checkCreatable(ports, directory)) === "no-content") {
    return { vault: await unlock(context, (passphrase) => createVault(ports, directory, passphrase)), directory }
  }
  return { vault: await withNewPassphrase(context, (passphrase) => createVault(ports, directory, passphrase)), directory }
}

/** Runs `work` with the passphrase of a new vault. @throws AppError `password-needed`; those of `work` */
export async function withNewPassphrase<T>(context: CommandContext, work: (passphrase: Passphrase) => Promise<T>): Promise<T> {
  const given = await givenPassphrase(context)
  const passphrase = await requestNewPassphrase(context, SECRET_TEXTS.newPassphrase, "passphrase-file", given)
  try {
    return await work(passphrase)
  } finally {
    passphrase.wipe()
  }
}

/** The one account that the operands mean. @throws AppError as {@link selectFrom} */
export function selectAccount(context: CommandContext, accounts: readonly Account[]): Account {
  const query = context.operands.join(" ")
  return selectFrom(context, accounts, query, () => selectOne(accounts, query))
}

/**
 * Runs `find`, which looks for one account; where several match the query, their labels are written on standard error.
 *
 * @throws AppError `query-none`, `query-many`; those of `find`
 */
export function selectFrom<T>(context: CommandContext, accounts: readonly Account[], query: string, find: () => T): T {
  try {
    return find()
  } catch (error) {
    if (isAppError(error, "query-many")) noteCandidates(context, findCandidates(accounts, query).map(labelOf))
    throw error
  }
}

/** Writes the labels of the accounts that a query may mean on standard error. */
export function noteCandidates(context: CommandContext, labels: readonly string[]): void {
  for (const label of labels) context.note(ACCESS_TEXTS.candidate, { label })
}
