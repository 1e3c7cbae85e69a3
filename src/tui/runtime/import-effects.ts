import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import type { Handler, Input } from "../../formats/handler.ts"
import { detect } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import { DIRECTORY_TEXTS, readNamedFiles } from "../../migrate/import/directory.ts"
import { applyImport, planImport, wholeInVault } from "../../migrate/import/plan-import.ts"
import type { PlanRow } from "../../migrate/import/plan-import.ts"
import { openInputs } from "../../migrate/import/read.ts"
import type { ReadFile } from "../../migrate/import/read.ts"
import { PASTED_NAME } from "../components/source-name.ts"
import type { Effect, ImportSource } from "../core/effects.ts"
import type { Answer, ProbedFile } from "../core/messages.ts"
import { OPENED_TEXTS, openVaultOf, viewOf } from "./opened.ts"
import type { OpenImport, Work } from "./opened.ts"
import { idsTaken } from "./vault-effects.ts"

/** Enough to tell what a file is; what is larger and tells it only at its end is told when it is opened. */
const PROBE_BYTES = 1024 * 1024
/** Small ones only: a key file is a few lines. */
const MAX_KEY_FILE_BYTES = 1024 * 1024

export async function probe(paths: readonly string[], { ports, signal }: Pick<Work, "ports" | "signal">): Promise<Answer> {
  const files: ProbedFile[] = []
  for (const path of paths) {
    checkAborted(signal)
    files.push(await probeOne(path, ports))
    // One file is quick; a folder of them must not hold the keys.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { type: "files-probed", files }
}

/** Nobody starts a plugin for every file of a folder: until one is opened, its ending is all there is to go by. */
function pluginFor(path: string, formats: Registry): Handler | undefined {
  return formats.find(({ plugin, extensions }) => plugin !== undefined && extensions.some((one) => path.toLowerCase().endsWith(`.${one}`)))
}

async function probeOne(path: string, { files, formats }: Work["ports"]): Promise<ProbedFile> {
  try {
    const sniffed = sniff(await files.readHead(path, PROBE_BYTES))
    const first = detect(formats, sniffed)[0] ?? pluginFor(path, formats)
    return { path, format: first?.id ?? null, sure: first?.detect(sniffed) === "yes" }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { path, format: null, sure: false }
  }
}

export async function openImport(source: ImportSource, work: Work): Promise<Answer> {
  const { ports, signal, progress } = work
  const inputs: Input[] = []
  const unreadable: ReadFile[] = []
  if (source.from === "text") inputs.push({ name: PASTED_NAME, bytes: Buffer.from(source.text, "utf8") })
  else {
    for (const path of source.paths) {
      checkAborted(signal)
      try {
        const { inputs: read, leftOut } = await readNamedFiles(path, ports.files, { signal, progress, handlers: ports.formats })
        inputs.push(...read)
        if (leftOut > 0) unreadable.push(passedOver(path, leftOut))
      } catch (error) {
        if (!isAppError(error)) throw error
        unreadable.push({ files: [path], format: "", protected: false, outcome: { state: "failed", error } })
      }
    }
  }
  const { background, gpg, clock } = ports
  const reading = await openInputs(inputs, { background, gpg, handlers: ports.formats, nowMs: clock.nowMs(), signal, progress })
  return told({ reading, unreadable, skipped: new Set(), fromFiles: source.from === "files" }, work)
}

/** What of a directory is none of ours. */
function passedOver(path: string, count: number): ReadFile {
  const notices = [{ sentence: DIRECTORY_TEXTS.leftOut, detail: { count } }]
  return { files: [path], format: "", protected: false, outcome: { state: "read", drafts: [], issues: [], withoutSecret: 0, notices } }
}

export async function unlockImport(effect: Extract<Effect, { readonly type: "unlock-import" }>, work: Work): Promise<Answer> {
  const { index, key, keyFilePath } = effect
  const before = importOf(work)
  const keyFile = keyFilePath === null ? {} : { keyFile: await work.ports.files.read(keyFilePath, MAX_KEY_FILE_BYTES) }
  const reading = await before.reading.unlock(index, { ...key, ...keyFile }, { signal: work.signal, progress: work.progress })
  return told({ ...before, reading }, work)
}

export function acceptImport(index: number, work: Work): Answer {
  const before = importOf(work)
  return told({ ...before, reading: before.reading.accept(index) }, work)
}

export function skipImport(index: number, work: Work): Answer {
  const before = importOf(work)
  return told({ ...before, skipped: new Set([...before.skipped, index]) }, work)
}

function importOf({ opened }: Work): OpenImport {
  if (opened.import === null) throw new AppError("usage", OPENED_TEXTS.noImport)
  return opened.import
}

/** Keep the import as it is now, and tell of it; with a plan once no locked file is left to ask for. */
function told(now: OpenImport, { opened }: Work): Answer {
  const waits = now.reading.files.some(
    ({ outcome }, index) => (outcome.state === "locked" || outcome.state === "guessed") && !now.skipped.has(index),
  )
  const plan = waits ? null : planImport(now.reading, openVaultOf(opened).accounts)
  opened.import = now
  opened.deletable = new Set()
  return { type: "import-read", files: [...now.reading.files, ...now.unreadable], plan }
}

/** A backup is there for the next time; a password manager's own database holds far more than codes, and is still in use. */
const KEPT: ReadonlySet<string> = new Set(["keyferry-backup", "pass", "kdbx"])

export async function apply(rows: readonly PlanRow[], work: Work): Promise<Answer> {
  const { opened, ports } = work
  const { reading, fromFiles } = importOf(work)
  const vault = openVaultOf(opened)
  const unread = reading.files.reduce((sum, { outcome }) => sum + (outcome.state === "read" ? outcome.issues.length : 0), 0)
  const context = { nowMs: ports.clock.nowMs(), random: ports.random, unread, taken: idsTaken(vault) }
  const { accounts, result } = applyImport(rows, vault.accounts, context)
  await vault.save(accounts)
  const saved = await vault.reload()
  const kept = new Set(reading.files.flatMap(({ files, format }) => (KEPT.has(format) ? files : [])))
  const deletable = fromFiles ? wholeInVault(reading, saved.accounts).filter((path) => !kept.has(path)) : []
  opened.deletable = new Set(deletable)
  opened.import = null
  return { type: "import-applied", result, vault: viewOf(vault, ports), deletable }
}

/** Only what the last import has proved to be in the vault is ever deleted. */
export async function deleteFiles(paths: readonly string[], { opened, ports }: Pick<Work, "opened" | "ports">): Promise<Answer> {
  const deleted: string[] = []
  for (const path of paths) {
    if (!opened.deletable.has(path)) continue
    try {
      await ports.files.remove(path)
      deleted.push(path)
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
  return { type: "files-deleted", deleted, kept: paths.filter((path) => !deleted.includes(path)) }
}
