import type { Account } from "../../accounts/account.ts"
import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Clock, Random, Task } from "../../base/ports.ts"
import type { Input, Key, OpenContext } from "../../formats/handler.ts"
import type { Registry } from "../../formats/lookup.ts"
import { readBack } from "../../vault/errors.ts"
import type { Vault } from "../../vault/vault.ts"
import { DIRECTORY_TEXTS, readNamedFiles } from "./directory.ts"
import type { WalkingFiles } from "./directory.ts"
import { KEY_ERRORS } from "./open.ts"
import { applyImport, filesInVault, planImport } from "./plan.ts"
import type { ImportPlan, ImportResult, PlanRow } from "./plan.ts"
import { groupFindings, issuesOf, readOutcome, toReadFile } from "./read-outcome.ts"
import type { Finding, FindingGroup, ReadFile } from "./read-outcome.ts"
import { search } from "./search.ts"

export const SESSION_TEXTS = texts({
  noSuchFormat: { en: "there is no format of that name that can be read", ja: "その名前の読み込める形式はありません" },
})

export interface SessionContext extends OpenContext {
  /** The formats to open inputs by. */
  readonly handlers: Registry
  /** A format's id: open the inputs with it, without detection. */
  readonly from?: string
  /** Whether {@link ImportSession.apply} leaves out all files as `deletable`. */
  readonly keepFiles?: boolean
}

/** The result of an import. */
export interface Imported {
  readonly result: ImportResult
  /** The files that may be offered for deletion. */
  readonly deletable: readonly string[]
}

interface SessionState {
  readonly groups: readonly FindingGroup[]
  /** Paths that could not be read, and directories of which some files were left out. */
  readonly unopened?: readonly ReadFile[]
  /** The paths of the files on the disk that may be deletable. */
  readonly paths?: ReadonlySet<string>
  readonly context?: Omit<OpenContext, keyof Task> & { readonly handlers: Registry }
}

/**
 * One import from the opened files to the saved vault. Immutable: every answer of the user gives a new session.
 *
 * While {@link pending} is not null, the file at that place waits for {@link unlock}, {@link accept} or {@link skip}.
 */
export class ImportSession {
  /** Every input that could be opened is in exactly one of them. */
  readonly files: readonly ReadFile[]
  /** Paths that could not be read, and directories of which some files were left out. */
  readonly unopened: readonly ReadFile[]
  /** The place in {@link files} of the next file to ask the user about: a locked one, then a guessed one. */
  readonly pending: number | null
  readonly #state: SessionState

  constructor(state: SessionState) {
    this.#state = state
    this.files = state.groups.map(toReadFile)
    this.unopened = state.unopened ?? []
    const next = (wanted: "locked" | "guessed"): number =>
      this.files.findIndex(({ outcome }) => outcome.state === wanted && !outcome.skipped)
    const [first] = [next("locked"), next("guessed")].filter((index) => index >= 0)
    this.pending = first ?? null
  }

  /**
   * Open the pending file, which is locked. On an error, this session stays usable.
   *
   * @throws AppError `password-wrong`, `code-mistyped`, `code-wrong`: another key may be tried; `interrupted`. Damage becomes the outcome `failed`.
   */
  async unlock(key: Key, task: Task = {}): Promise<ImportSession> {
    const { context } = this.#state
    const locked = this.#pendingGroup().findings.find(({ unlock }) => unlock !== undefined)
    if (locked?.unlock === undefined || context === undefined) throw new TypeError("the pending file is not locked")
    const opened = await locked.unlock(key, { ...context, ...task })
    return this.#withPending((finding) => (finding === locked ? opened : [finding]))
  }

  /** Read the pending file, which is guessed, by its mapping. */
  accept(): ImportSession {
    const guessed = this.#pendingGroup().findings.find(({ accept }) => accept !== undefined)
    if (guessed?.accept === undefined) throw new TypeError("the pending file is not guessed")
    const accepted = guessed.accept()
    return this.#withPending((finding) => [finding === guessed ? accepted : finding])
  }

  /** Import nothing of the pending file. */
  skip(): ImportSession {
    return this.#withPending((finding) => {
      const { outcome } = finding
      return [outcome.state === "locked" || outcome.state === "guessed" ? { ...finding, outcome: { ...outcome, skipped: true } } : finding]
    })
  }

  plan(existing: readonly Account[]): ImportPlan {
    return planImport(this.files, existing)
  }

  /**
   * Import the ticked rows, save the vault and read it back.
   *
   * @param rows - Of {@link plan} for the accounts of this vault, `ticked` as the user left it.
   * @throws AppError of the vault
   */
  async apply(rows: readonly PlanRow[], vault: Vault, ports: { readonly clock: Clock; readonly random: Random }): Promise<Imported> {
    const { accounts, result } = this.#applied(rows, vault, ports)
    const isChange = rows.some(({ ticked }) => ticked)
    if (isChange) await vault.save(accounts)
    const saved = await (isChange ? readBack(() => vault.reload()) : vault.reload())
    return { result, deletable: this.#deletable(saved.accounts) }
  }

  /** The result that {@link apply} would have. Does not change the vault. */
  preview(rows: readonly PlanRow[], vault: Vault, ports: { readonly clock: Clock; readonly random: Random }): ImportResult {
    return this.#applied(rows, vault, ports).result
  }

  #applied(
    rows: readonly PlanRow[],
    vault: Vault,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
  ): ReturnType<typeof applyImport> {
    const removed = new Set(vault.content.tombstones.map(({ id }) => id))
    const unread = issuesOf(this.files).length
    return applyImport(rows, vault.accounts, { nowMs: clock.nowMs(), random, unread, taken: (id) => removed.has(id) })
  }

  /** The files on the disk with every record in the vault, and whose format does not keep its files. */
  #deletable(saved: readonly Account[]): string[] {
    const { paths, context } = this.#state
    const keeping = new Set(context?.handlers.filter(({ keepFile }) => keepFile !== undefined).map(({ id }) => id))
    const kept = new Set(this.files.flatMap(({ files, format }) => (keeping.has(format) ? files : [])))
    return filesInVault(this.files, saved)
      .flatMap(({ files }) => files)
      .filter((path) => paths?.has(path) === true && !kept.has(path))
  }

  #pendingGroup(): FindingGroup {
    const group = this.#state.groups[this.pending ?? -1]
    if (group === undefined) throw new TypeError("no file is pending")
    return group
  }

  #withPending(change: (finding: Finding) => readonly Finding[]): ImportSession {
    const { sources, findings } = this.#pendingGroup()
    const groups = this.#state.groups.with(this.pending ?? -1, { sources, findings: findings.flatMap(change) })
    return new ImportSession({ ...this.#state, groups })
  }
}

/** A session of one file that was read elsewhere, such as a backup. */
export function sessionOf({ files, outcome, ...rest }: ReadFile): ImportSession {
  const sources = files.map((name, index) => ({ name, index }))
  const [source = { name: "", index: 0 }] = sources
  return new ImportSession({ groups: [{ sources, findings: [{ ...rest, sources: [source], path: [0], container: null, outcome }] }] })
}

/**
 * A session of one locked file that is read elsewhere.
 *
 * @param read - Reads it with the passphrase. Its errors, but for those after which another passphrase may be tried, become the outcome.
 */
export function lockedSession(
  file: Pick<ReadFile, "format"> & { readonly name: string },
  read: (passphrase: string, task: Task) => Promise<ReadFile>,
  context: SessionContext,
): ImportSession {
  const { name, format } = file
  const place = { sources: [{ name, index: 0 }], path: [0], container: null, protected: true } as const
  const locked: Finding = {
    ...place,
    format,
    outcome: { state: "locked", ask: { needs: "passphrase" }, skipped: false },
    unlock: async ({ password }, task) => {
      try {
        return [{ ...place, format, outcome: (await read(password, task)).outcome }]
      } catch (error) {
        if (!isAppError(error) || KEY_ERRORS.has(error.code)) throw error
        return [{ ...place, format, outcome: { state: "failed", error } }]
      }
    },
  }
  return new ImportSession({ groups: [{ sources: [...place.sources], findings: [locked] }], context })
}

/**
 * Open every input by the format that it is in, and everything inside it.
 *
 * @throws AppError `usage` where `from` names no format that can be read; `interrupted`. Other errors are outcomes of their files.
 */
export async function openInputs(inputs: readonly Input[], context: SessionContext): Promise<ImportSession> {
  return new ImportSession(await openGroups(inputs, context))
}

async function openGroups(inputs: readonly Input[], { from, handlers, ...task }: SessionContext): Promise<SessionState> {
  const forced = from === undefined ? null : handlers.find((handler) => handler.id === from && handler.open !== undefined)
  if (forced === undefined) throw new AppError("usage", SESSION_TEXTS.noSuchFormat)
  const sources = inputs.map(({ name }, index) => ({ name, index }))
  const items = inputs.map((input, index) => ({
    input,
    sources: [{ name: input.name, index }] as const,
    path: [index],
    protected: false,
    container: null,
  }))
  const findings = await search(items, { ...task, handlers }, forced)
  const { background, nowMs, gpg } = task
  return { groups: groupFindings(sources, findings), context: { background, nowMs, gpg, handlers } }
}

/**
 * Open files and directories by their paths, and inputs that were read already.
 *
 * @throws AppError as {@link openInputs}. What cannot be read is `unopened`.
 */
export async function openFiles(named: readonly (string | Input)[], files: WalkingFiles, context: SessionContext): Promise<ImportSession> {
  const inputs: Input[] = []
  const unopened: ReadFile[] = []
  const paths = new Set<string>()
  for (const one of named) {
    checkAborted(context.signal)
    if (typeof one !== "string") {
      inputs.push(one)
      continue
    }
    const file = { files: [one], format: "", protected: false }
    try {
      const read = await readNamedFiles(one, files, context)
      inputs.push(...read.inputs)
      if (context.keepFiles !== true) for (const { name } of read.inputs) paths.add(name)
      const notices = [{ sentence: DIRECTORY_TEXTS.leftOut, detail: { count: read.leftOut } }]
      if (read.leftOut > 0) unopened.push({ ...file, outcome: readOutcome({ notices }) })
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      unopened.push({ ...file, outcome: { state: "failed", error } })
    }
  }
  return new ImportSession({ ...(await openGroups(inputs, context)), unopened, paths })
}
