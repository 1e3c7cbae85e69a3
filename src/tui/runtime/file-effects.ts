import { basename, join } from "node:path"
import { isAppError } from "../../base/errors.ts"
import { messageOf } from "../../base/language.ts"
import { labelOf } from "../../base/display.ts"
import type { Input } from "../../formats/handler.ts"
import { sniff } from "../../formats/sniff.ts"
import { issuesOf, recordsOf } from "../../migrate/import/read-outcome.ts"
import { OPEN_TEXTS } from "../../migrate/import/open.ts"
import { openInputs } from "../../migrate/import/session.ts"
import type { Answer, FilePreview, Place } from "../core/messages.ts"
import type { Work } from "./opened.ts"

/** A file is parsed between two keys, so a larger one is not looked into. Exports of 1,000 accounts take some 300 KB. */
const MAX_PREVIEW_BYTES = 512 * 1024
/** Pictures are decoded in a thread of their own. */
const MAX_PREVIEW_PICTURE_BYTES = 8 * 1024 * 1024
/** Enough to recognise pictures and archives. */
const SNIFFED_BYTES = 4096
const MAX_PREVIEW_LABELS = 30

/** What is in one file. Nothing is unpacked, decrypted, or given to a plugin. */
export async function previewFile(path: string, { ports, signal }: Pick<Work, "ports" | "signal">): Promise<Answer> {
  const answer = (preview: FilePreview): Answer => ({ type: "file-previewed", path, preview })
  try {
    const bytes = await ports.files.readHead(path, MAX_PREVIEW_BYTES + 1)
    const { kind } = sniff(bytes.subarray(0, SNIFFED_BYTES))
    if (kind === "picture") return answer(await previewPicture(path, { ports, signal }))
    if (bytes.length > MAX_PREVIEW_BYTES || kind === "zip") return answer({ state: "unopened" })
    return answer(await contentOf([{ name: path, bytes }], null, { ports, signal }))
  } catch (error) {
    if (!isAppError(error)) throw error
    return answer({ state: "failed", codes: null, reason: { sentence: error.sentence, detail: error.detail } })
  }
}

async function previewPicture(path: string, { ports, signal }: Pick<Work, "ports" | "signal">): Promise<FilePreview> {
  const bytes = await ports.files.readHead(path, MAX_PREVIEW_PICTURE_BYTES + 1)
  if (bytes.length > MAX_PREVIEW_PICTURE_BYTES) return { state: "unopened" }
  const { codes } = await ports.background.readImage(bytes, signal)
  const inputs = codes.map(({ text, bytes: raw }, at) => ({ name: String(at), bytes: raw ?? Buffer.from(text, "utf8") }))
  if (inputs.length === 0) return { state: "read", codes: 0, accounts: 0, unread: 0, labels: [] }
  return contentOf(inputs, inputs.length, { ports, signal })
}

async function contentOf(
  inputs: readonly Input[],
  codes: number | null,
  { ports, signal }: Pick<Work, "ports" | "signal">,
): Promise<FilePreview> {
  const { background, clock, formats } = ports
  const handlers = formats.filter(({ plugin }) => plugin === undefined)
  const { files } = await openInputs(inputs, { background, handlers, nowMs: clock.nowMs(), signal })
  const accounts = recordsOf(files)
  if (accounts.length === 0) {
    const outcomes = files.map(({ outcome }) => outcome)
    const locked = outcomes.find((outcome) => outcome.state === "locked")
    if (locked?.ask.candidates !== undefined) return { state: "failed", codes, reason: messageOf(OPEN_TEXTS.unknown) }
    if (locked !== undefined) return { state: "locked", codes }
    const guess = outcomes.find((outcome) => outcome.state === "guessed")
    if (guess !== undefined) return { state: "guessed", accounts: guess.mapping.accounts }
    const failure = outcomes.find((outcome) => outcome.state === "failed")
    if (failure !== undefined) return { state: "failed", codes, reason: { sentence: failure.error.sentence, detail: failure.error.detail } }
  }
  const labels = accounts.slice(0, MAX_PREVIEW_LABELS).map(({ draft }) => labelOf(draft))
  return { state: "read", codes, accounts: accounts.length, unread: issuesOf(files).length, labels }
}

/** Where the mounted disks of desktop systems are; below the first two, a directory of the user's name may hold them. */
const MOUNT_POINTS = ["/media", "/run/media", "/mnt"]
const MAX_DISKS = 6

/** The directories to start from that exist. */
export async function findPlaces({ ports: { files } }: Pick<Work, "ports">): Promise<Answer> {
  const home = files.absolute("~")
  const directoriesIn = async (path: string): Promise<string[] | null> => {
    try {
      const { entries } = await files.list(path)
      const shown = entries.filter(({ kind, readable, name }) => kind === "directory" && readable && !name.startsWith("."))
      return shown.map(({ name }) => join(path, name)).sort()
    } catch (error) {
      if (!isAppError(error)) throw error
      return null
    }
  }
  const downloads = await downloadsOf(home, files)
  const disks: string[] = []
  for (const mountPoint of MOUNT_POINTS)
    for (const directory of (await directoriesIn(mountPoint)) ?? [])
      disks.push(...(basename(directory) === basename(home) ? ((await directoriesIn(directory)) ?? []) : [directory]))
  const places: Place[] = [
    { kind: "home", path: home },
    ...(downloads !== home && (await directoriesIn(downloads)) !== null ? [{ kind: "downloads" as const, path: downloads }] : []),
    ...disks.slice(0, MAX_DISKS).map((path) => ({ kind: "disk" as const, path })),
  ]
  return { type: "places-found", places }
}

/** The directory of downloads: as the desktop's `user-dirs.dirs` names it, in the language of the desktop. */
async function downloadsOf(home: string, files: Work["ports"]["files"]): Promise<string> {
  try {
    const bytes = await files.readHead(join(home, ".config", "user-dirs.dirs"), 16 * 1024)
    const named = /^\s*XDG_DOWNLOAD_DIR="(\$HOME)?(\/[^"]*)"/m.exec(Buffer.from(bytes).toString("utf8"))
    if (named !== null) return join(named[1] === undefined ? "/" : home, named[2] ?? "")
  } catch (error) {
    if (!isAppError(error)) throw error
  }
  return join(home, "Downloads")
}
