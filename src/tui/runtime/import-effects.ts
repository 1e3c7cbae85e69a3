import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import type { Handler, Input } from "../../formats/handler.ts"
import { LIMITS } from "../../formats/limits.ts"
import { detect } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import { openFiles } from "../../migrate/import/session.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
import { copyOfVault, openCopyOfVault } from "./vault-copy.ts"
import { PASTED_NAME } from "../components/text.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer, ProbedFile } from "../core/messages.ts"
import { OPENED_TEXTS, openVaultOf, viewOf, wipePasted } from "./opened.ts"
import type { Work } from "./opened.ts"
import { receivedImport } from "./browser/receive-effects.ts"

type EffectOf<T extends Effect["type"]> = Extract<Effect, { readonly type: T }>

/** Enough to recognise most files. A larger one whose format shows only at its end is recognised when it is opened. */
const PROBE_BYTES = 1024 * 1024

export async function probe(paths: readonly string[], { ports, signal }: Pick<Work, "ports" | "signal">): Promise<Answer> {
  const files: ProbedFile[] = []
  for (const path of paths) {
    checkAborted(signal)
    files.push(await probeOne(path, ports))
    // Handle keys between the files of a directory.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { type: "files-probed", files }
}

/** By the path's extension alone, so that no plugin's process is started for every file of a directory. */
function pluginFor(path: string, formats: Registry): Handler | undefined {
  return formats.find(({ plugin, extensions }) => plugin !== undefined && extensions.some((one) => path.toLowerCase().endsWith(`.${one}`)))
}

async function probeOne(path: string, { files, formats }: Work["ports"]): Promise<ProbedFile> {
  try {
    const sniffed = sniff(await files.readHead(path, PROBE_BYTES))
    const first = detect(formats, sniffed)[0] ?? pluginFor(path, formats)
    return { path, format: first?.id ?? null, sure: first?.detect(sniffed) === "yes", picture: first?.picture === true }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { path, format: null, sure: false, picture: false }
  }
}

export async function openImport({ source }: EffectOf<"open-import">, work: Work): Promise<Answer> {
  const { ports, signal, progress, opened } = work
  if (source.from === "received") return keepImport(receivedImport(work), work)
  const { background, gpg, formats, clock } = ports
  wipePasted(opened)
  if (source.from === "bytes") opened.pasted = source.bytes
  const named = source.from === "files" ? source.paths : [pastedInput(source)]
  const keepFiles = source.from === "files" && source.keep
  const context = { background, gpg, handlers: formats, nowMs: clock.nowMs(), signal, progress, keepFiles }
  const [only, ...others] = source.from === "files" ? source.paths : []
  const copy = only === undefined || others.length > 0 ? null : await copyOfVault(only, ports)
  if (copy !== null) return keepImport(openCopyOfVault(copy, work, context), work)
  return keepImport(await openFiles(named, ports.files, context), work)
}

function pastedInput(source: Extract<EffectOf<"open-import">["source"], { readonly from: "text" | "bytes" }>): Input {
  return source.from === "text" ? { name: PASTED_NAME, bytes: Buffer.from(source.text, "utf8") } : source
}

export async function unlockImport({ password, keyFilePath }: EffectOf<"unlock-import">, work: Work): Promise<Answer> {
  const { ports, signal, progress } = work
  const session = openImportOf(work)
  const key = keyFilePath === null ? { password } : { password, keyFile: await ports.files.read(keyFilePath, LIMITS.keyFileBytes) }
  return keepImport(await session.unlock(key, { signal, progress }), work)
}

export function acceptImport(work: Work): Answer {
  return keepImport(openImportOf(work).accept(), work)
}

export function skipImport(work: Work): Answer {
  return keepImport(openImportOf(work).skip(), work)
}

function openImportOf({ opened }: Work): ImportSession {
  if (opened.import === null) throw new AppError("usage", OPENED_TEXTS.noImport)
  return opened.import
}

/** Store the session and answer with its files; with the plan once no file is pending. Clears the deletable files of the previous import. */
function keepImport(session: ImportSession, { opened }: Work): Answer {
  const plan = session.pending === null ? session.plan(openVaultOf(opened).accounts) : null
  opened.import = session
  opened.deletable = new Set()
  // What is read already is a copy.
  if (session.pending === null) wipePasted(opened)
  return { type: "import-read", files: [...session.files, ...session.unopened], pending: session.pending, plan }
}

export async function applyImport({ rows }: EffectOf<"apply-import">, work: Work): Promise<Answer> {
  const { opened, ports } = work
  const vault = openVaultOf(opened)
  const { result, deletable } = await openImportOf(work).apply(rows, vault, ports)
  opened.deletable = new Set(deletable)
  opened.import = null
  return { type: "import-applied", result, vault: viewOf(vault, ports), deletable }
}

/** Delete those of the paths that the last import or the last QR pages allow to be deleted. */
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
