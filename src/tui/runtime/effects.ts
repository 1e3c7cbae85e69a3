import { prepareSearch } from "../../accounts/find/search-index.ts"
import { isLockedByAgent } from "../../agent/port.ts"
import { AppError, COMMON, isAppError } from "../../base/errors.ts"
import { Passphrase } from "../../base/passphrase.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer, VaultView } from "../core/messages.ts"
import { prepareAutoBackup, setAutoBackup } from "./backup-effects.ts"
import { checkVault } from "./check-effects.ts"
import { deleteCopies, listCopies, mergePlannedCopies, planCopies } from "./copies-effects.ts"
import { drawPlannedPage, findGpgKeys, planPages, saveBackup, savePages, saveStore, writeFile } from "./export-effects.ts"
import { listVersions, planVersionRestore, restoreVersion } from "./history-effects.ts"
import { acceptImport, applyImport, deleteFiles, openImport, probe, skipImport, unlockImport } from "./import-effects.ts"
import { findPlaces, previewFile } from "./file-effects.ts"
import { nothingOpened, wipePasted } from "./opened.ts"
import type { Opened, Work } from "./opened.ts"
import type { TuiPorts } from "./ports.ts"
import { startReceiver, stopReceiver, turnReceiver } from "./browser/receive-effects.ts"
import { keepReceipt, listReceipts, saveReceipt } from "./receipt-effects.ts"
import { makeRecoveryKey, recover, saveRecoverySheet, setRecoveryKey } from "./recovery-effects.ts"
import { TypedStrength } from "./typed-strength.ts"
import { AgentLink } from "./unlocking/agent-link.ts"
import { add, changePassphrase, checkPassphrase, create, nextHotp, open, put, remove, restoreDamaged } from "./vault-effects.ts"

/** The loop itself carries out the rest, which concern the terminal. */
export type RunnerEffect = Exclude<Effect, { readonly type: "quit" | "suspend" | "redraw" | "read-clipboard" | "press-keys" }>
/** The effects whose work ends with one answer. */
type AnsweredEffect = Exclude<RunnerEffect, { readonly type: "lock-vault" | "cancel-work" | "estimate-passphrase" }>

/** Effects that need neither the vault nor a long time. They do not wait for the others. */
const UNQUEUED_EFFECTS: ReadonlySet<Effect["type"]> = new Set<Effect["type"]>([
  ...(["copy", "save-settings", "list-directory", "probe-files", "preview-file", "find-places", "delete-files"] as const),
])

/** The second time for what a running work still held at the first. */
const ERASE_AFTER_MS = [200, 2000] as const

/** Long enough for the list to be drawn and for the next key of a user who knows it, short enough to be done before a search. */
const PREPARE_AFTER_MS = 150

/**
 * Carries out effects. Those that use the vault or take long run one after the other, in the order of the requests.
 *
 * Locking does not wait: it aborts the running effect and drops the queued ones, and none of them answers. A write in progress is
 * finished before the vault is wiped.
 */
export class EffectRunner {
  readonly #ports: TuiPorts
  readonly #answer: (answer: Answer) => void
  readonly #strength: TypedStrength
  readonly #agent: AgentLink
  #opened: Opened = nothingOpened()
  #queue: Promise<void> = Promise.resolve()
  #running: AbortController | null = null
  #closing: Promise<unknown> = Promise.resolve()
  #erasing: readonly NodeJS.Timeout[] = []
  #preparing: NodeJS.Timeout | undefined
  /** The automatic backup that is being made, outside the queue: its directory may take seconds to answer. */
  #backup: Promise<void> | null = null

  constructor(ports: TuiPorts, answer: (answer: Answer) => void) {
    this.#ports = ports
    this.#answer = answer
    this.#strength = new TypedStrength(ports.estimator, answer)
    this.#agent = new AgentLink(ports, (effect, error) => {
      answer(failedAnswer(effect, error))
    })
  }

  /** @returns when the effect is done and answered. @throws any error other than an AppError: a bug. */
  async run(effect: RunnerEffect): Promise<void> {
    if (effect.type === "cancel-work") this.#running?.abort()
    else if (effect.type === "estimate-passphrase") this.#strength.request(effect)
    else if (effect.type === "lock-vault") {
      this.#lock()
      this.#answer({ type: "vault-locked" })
      if (effect.inAgent === true) await this.#agent.lock()
    } else if (UNQUEUED_EFFECTS.has(effect.type)) await this.#carryOut(effect, this.#opened, new AbortController().signal)
    else {
      const opened = this.#opened
      const mine = this.#queue
        .then(() => this.#inTurn(effect, opened))
        .finally(() => {
          if (wipePassphrases(effect)) this.#eraseSoon()
        })
      this.#queue = mine.catch(() => undefined)
      await mine
    }
  }

  /** Forget everything that is open. @returns once running writes are finished and the vault is wiped. */
  async wipe(): Promise<void> {
    this.#lock()
    await this.#closing
    await this.#backup
  }

  #lock(): void {
    const { vault, browser } = this.#opened
    wipePasted(this.#opened)
    this.#opened = nothingOpened()
    clearTimeout(this.#preparing)
    this.#preparing = undefined
    this.#running?.abort()
    if (browser !== null) this.#closing = Promise.all([this.#closing, browser.drop("locked")])
    if (vault !== null) this.#closing = Promise.all([this.#closing, vault.close()])
    // #inTurn closes a vault whose opening or creation was still running.
    this.#closing = Promise.all([this.#closing, this.#queue, this.#strength.end()])
    void this.#closing.then(() => {
      this.#eraseSoon()
    })
  }

  /** Once the screen is drawn without what was dropped, so that nothing holds it any more. */
  #eraseSoon(): void {
    for (const timer of this.#erasing) clearTimeout(timer)
    this.#erasing = ERASE_AFTER_MS.map((afterMs) =>
      setTimeout(() => {
        this.#ports.eraseFreedMemory()
      }, afterMs).unref(),
    )
  }

  async #inTurn(effect: AnsweredEffect, opened: Opened): Promise<void> {
    if (opened !== this.#opened) return
    this.#running = new AbortController()
    const before = opened.vault
    try {
      await this.#carryOut(effect, opened, this.#running.signal)
      opened.vault?.onLockWait(({ host, pid }) => {
        if (opened === this.#opened) this.#answer({ type: "lock-waited", host, pid })
      })
      if (before === null && opened === this.#opened) this.#agent.hand(opened.vault)
      await this.#startBackup(opened)
    } finally {
      this.#running = null
      if (opened !== this.#opened) await opened.vault?.close()
    }
  }

  /** Start the automatic backup that is due, unless one is being made. */
  async #startBackup(opened: Opened): Promise<void> {
    if (this.#backup !== null) return
    const backUp = await prepareAutoBackup(opened, this.#ports)
    if (backUp === null) return
    this.#backup = backUp().then((answer) => {
      this.#backup = null
      if (answer !== null && opened === this.#opened) this.#answer(answer)
    })
  }

  #prepareSearchSoon({ accounts }: VaultView): void {
    const goOnAfter = (ms: number): void => {
      clearTimeout(this.#preparing)
      this.#preparing = setTimeout(() => {
        // Portion by portion, so that keys are not kept waiting.
        if (!prepareSearch(accounts)) goOnAfter(0)
      }, ms).unref()
    }
    goOnAfter(PREPARE_AFTER_MS)
  }

  async #carryOut(effect: AnsweredEffect, opened: Opened, signal: AbortSignal): Promise<void> {
    const answer = (one: Answer): void => {
      if (opened !== this.#opened) return
      this.#answer(one)
      if ("vault" in one) this.#prepareSearchSoon(one.vault)
    }
    const progress = (done: number, total: number): void => {
      answer({ type: "progressed", effect: effect.type, done, total })
    }
    try {
      answer(await answerTo(effect, { ports: this.#ports, opened, signal, progress, push: answer }))
    } catch (error) {
      // Once the user has interrupted it, any error of a library counts as interrupted.
      const failure = signal.aborted && !isAppError(error) ? new AppError("interrupted", COMMON.interrupted, { cause: error }) : error
      if (opened === this.#opened && opened.vault?.openedWith === "agent" && isLockedByAgent(failure)) {
        this.#lock()
        this.#answer({ type: "vault-locked", unfinished: effect.type })
      } else answer(failedAnswer(effect.type, failure))
    }
  }
}

/** @throws the error itself where it is no AppError: a bug */
function failedAnswer(effect: Effect["type"], error: unknown): Answer {
  if (!isAppError(error)) throw error
  return { type: "failed", effect, code: error.code, message: { sentence: error.sentence, detail: error.detail } }
}

/** @returns whether the effect had a passphrase */
function wipePassphrases(effect: AnsweredEffect): boolean {
  const passphrases = Object.values<unknown>(effect).filter((value) => value instanceof Passphrase)
  for (const passphrase of passphrases) passphrase.wipe()
  return passphrases.length > 0
}

async function answerTo(effect: AnsweredEffect, work: Work): Promise<Answer> {
  const { ports } = work
  switch (effect.type) {
    case "create-vault":
      return await create(effect.passphrase, work)
    case "open-vault":
      return await open(effect.passphrase, effect.accept, work)
    case "restore-damaged":
      return await restoreDamaged(effect.passphrase, effect.n, work)
    case "recover-vault":
      return await recover(effect.key, effect.accept, work)
    case "put-accounts":
      return await put(effect.accounts, effect.setsCounter === true, work)
    case "add-drafts":
      return await add(effect.drafts, work)
    case "remove-accounts":
      return await remove(effect.ids, work)
    case "next-hotp":
      return await nextHotp(effect.id, work)
    case "change-passphrase":
      return await changePassphrase(effect.current, effect.next, work)
    case "make-recovery-key":
      return await makeRecoveryKey(effect.passphrase, effect.size, work)
    case "save-recovery-sheet":
      return await saveRecoverySheet(effect, work)
    case "set-recovery-key":
      return await setRecoveryKey(effect.passphrase, effect.recipient, work)
    case "check-passphrase":
      return await checkPassphrase(effect.passphrase, work)
    case "list-versions":
      return await listVersions(work)
    case "plan-restore":
      return await planVersionRestore(effect, work)
    case "restore-version":
      return await restoreVersion(effect, work)
    case "check-vault":
      return await checkVault(work)
    case "list-copies":
      return await listCopies(work)
    case "plan-merge":
      return await planCopies(effect, work)
    case "merge-copies":
      return await mergePlannedCopies(work)
    case "delete-copies":
      return await deleteCopies(effect.names, work)
    case "copy":
      return { type: "copied", what: effect.what, label: effect.label, way: await ports.clipboard.copy(effect.text) }
    case "save-settings":
      return { type: "settings-saved", settings: ports.settings.save(effect.patch) }
    case "set-auto-backup":
      return await setAutoBackup(effect, work)
    case "list-directory": {
      const { path, entries } = await ports.files.list(effect.path)
      return { type: "directory-listed", path, entries }
    }
    case "probe-files":
      return await probe(effect.paths, work)
    case "preview-file":
      return await previewFile(effect.path, work)
    case "find-places":
      return await findPlaces(work)
    case "delete-files":
      return await deleteFiles(effect.paths, work)
    case "open-import":
      return await openImport(effect, work)
    case "unlock-import":
      return await unlockImport(effect, work)
    case "accept-import":
      return acceptImport(work)
    case "skip-import":
      return skipImport(work)
    case "apply-import":
      return await applyImport(effect, work)
    case "start-receiver":
      return await startReceiver(effect, work)
    case "stop-receiver":
      return await stopReceiver(effect, work)
    case "turn-receiver":
      return await turnReceiver(effect, work)
    case "write-export":
      return await writeFile(effect, work)
    case "find-gpg-keys":
      return await findGpgKeys(effect, work)
    case "write-store":
      return await saveStore(effect, work)
    case "plan-qr":
      return await planPages(effect, work)
    case "draw-qr-page":
      return await drawPlannedPage(effect, work)
    case "save-qr-pages":
      return await savePages(effect, work)
    case "record-receipt":
      return await keepReceipt(effect.move, work)
    case "list-receipts":
      return await listReceipts(work)
    case "save-receipt":
      return await saveReceipt(effect, work)
    case "write-backup":
      return await saveBackup(effect, work)
  }
}
