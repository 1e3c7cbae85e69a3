import { AppError, isAppError } from "../base/errors.ts"
import type { Identity } from "../vault/identity.ts"
import type { Forward } from "./forwarding/rules.ts"
import type { Asking, ForwardNews, FoundCode, Limits, UnlockedVault } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"

export type { LogEntry, Outcome } from "./forwarding/log.ts"
export type { OpenQuestion } from "./forwarding/questions.ts"
export type { Forward } from "./forwarding/rules.ts"
export type { Asking, ForwardNews, FoundCode, Limits, UnlockedVault } from "./protocol.ts"

/** How long a vault stays unlocked without use and in all, by default. */
export const USUAL_LIMITS: Limits = { idleMs: 15 * 60_000, totalMs: 8 * 3_600_000 }

const MINUTE_MS = 60_000

/** @param idle - Minutes without use. @param total - Minutes in all; null: the usual time, or `idle` where that is longer. */
export function limitsOf(idle: number, total: number | null = null): Limits {
  const idleMs = idle * MINUTE_MS
  return { idleMs, totalMs: total === null ? Math.max(idleMs, USUAL_LIMITS.totalMs) : total * MINUTE_MS }
}

export interface AgentStatus {
  readonly pid: number
  readonly vaults: readonly UnlockedVault[]
}

/** The process that keeps vaults unlocked. `directory`: of a vault, as an absolute path. */
export interface Agent {
  /** Null where none runs. */
  status(): Promise<AgentStatus | null>
  /** Start the process where none runs. @throws AppError `io` */
  start(): Promise<void>
  /**
   * Hand over the key of a vault.
   *
   * @param identity - `AGE-SECRET-KEY-1…` as ASCII; overwritten.
   * @throws AppError `io`; as `openVault`
   */
  unlock(directory: string, identity: Uint8Array, limits: Limits): Promise<void>
  /** Lock a vault, or all of them. @returns whether one was unlocked */
  lock(directory: string | null): Promise<boolean>
  /** Lock everything and end the process. @returns whether one ran */
  stop(): Promise<boolean>
  /** What opens and signs the vault's files while the agent holds its key; null where it does not. */
  identityOf(directory: string): Promise<Identity | null>
  /** Issuer and name of each account in use; null where the vault is locked. */
  labels(directory: string): Promise<readonly string[] | null>
  /**
   * The code of the account that the query means. A HOTP code is taken from the vault, unless `peek`.
   *
   * @returns null where the vault is locked, or has to be opened in the usual way, as there is something to ask.
   * @throws AppError `query-none`; `query-many`, after `candidates` was called with their labels; those of `Vault.takeCode`
   */
  code(directory: string, query: string, options: CodeOptions): Promise<FoundCode | null>
  /**
   * Open a socket that gives a host codes which the user confirms.
   *
   * @param asking - The program that asks; null: terminals that watch do.
   * @throws AppError `usage`, `io`
   */
  forward(forward: Forward, asking: Asking | null): Promise<void>
  /**
   * What was asked through these sockets.
   *
   * @param seq - Of the last entry of the log that is known; 0: none.
   * @param waits - Whether to wait for news, up to 20 seconds. Who waits answers the questions by {@link decide}.
   * @returns null where no agent runs
   */
  news(seq: number, waits: boolean): Promise<ForwardNews | null>
  /** Answer a question. @param choice - The index of a label; null: no code is given. @returns whether it was still open */
  decide(question: number, choice: number | null): Promise<boolean>
}

/** A vault whose key the agent is to hold: the absolute path of its directory. */
export interface HandedVault {
  readonly directory: string
  /** `AGE-SECRET-KEY-1…` as ASCII; overwritten. */
  readonly identity: Uint8Array
  readonly limits: Limits
}

/** Starts the agent where none runs, and gives it the vault's key. @throws AppError that says that the agent was not unlocked */
export async function handOver(agent: Agent, { directory, identity, limits }: HandedVault): Promise<void> {
  try {
    await agent.start()
    await agent.unlock(directory, identity, limits)
  } catch (error) {
    if (!isAppError(error)) throw error
    const { en, ja } = AGENT_TEXTS.notUnlocked
    const { sentence } = error
    const because = { en: en.replace("{reason}", sentence.en), ja: ja.replace("{reason}", sentence.ja) }
    throw new AppError(error.code, because, { detail: error.detail, cause: error })
  } finally {
    identity.fill(0)
  }
}

/** What opens the vault through the agent, once: opening that fails ends it. @throws AppError for which {@link isLockedByAgent} holds */
export async function agentIdentity(agent: Agent, directory: string): Promise<Identity> {
  const identity = await agent.identityOf(directory)
  if (identity === null) throw new AppError("vault-refused", AGENT_TEXTS.locked)
  return identity
}

/** Whether the vault cannot be used any more through the agent, which has locked it or has ended. */
export function isLockedByAgent(error: unknown): boolean {
  return isAppError(error) && (error.sentence === AGENT_TEXTS.locked || error.sentence === AGENT_TEXTS.silent)
}

/** The agent of another machine, through a socket that ssh has forwarded from there. */
export interface ForwardedAgent {
  /** Whether there is a socket of this name. */
  isSocket(path: string): boolean
  /** @throws AppError `vault-refused` where it is refused; `usage`, `query-many`, `io` */
  code(path: string, query: string): Promise<string>
}

export interface CodeOptions {
  readonly peek: boolean
  candidates(labels: readonly string[]): void
}

/** Where there is none, as in tests. */
export const NO_AGENT: Agent = {
  status: () => Promise.resolve(null),
  start: () => Promise.resolve(),
  unlock: () => Promise.resolve(),
  lock: () => Promise.resolve(false),
  stop: () => Promise.resolve(false),
  identityOf: () => Promise.resolve(null),
  labels: () => Promise.resolve(null),
  code: () => Promise.resolve(null),
  forward: () => Promise.resolve(),
  news: () => Promise.resolve(null),
  decide: () => Promise.resolve(false),
}
