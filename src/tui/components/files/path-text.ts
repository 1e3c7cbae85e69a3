import { posix } from "node:path"
import type { DirectoryEntry } from "../../../base/ports.ts"

/**
 * The typed path without a path in front of it: users often type a new absolute path behind the one that the field offers
 * (`~/Downloads/~/x`, `~/Downloads//tmp`), and only the new one counts.
 */
function lastStart(text: string): string {
  const at = Math.max(text.lastIndexOf("//"), text.lastIndexOf("/~/"), text.endsWith("/~") ? text.length - 2 : -1)
  return at < 0 ? text : text.slice(at + 1)
}

/** The absolute path that a typed one means: `~` is the home directory, anything relative starts at `directory`. */
export function expandPath(text: string, directory: string, home: string): string {
  const typed = lastStart(text.trim())
  if (typed === "~") return home
  return posix.resolve("/", directory, typed.startsWith("~/") ? posix.join(home, typed.slice(2)) : typed)
}

/** The path as it is shown, with the home directory as `~`. Not sanitised. */
export function shortPath(path: string, home: string): string {
  if (path === home) return "~"
  return home !== "/" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/** The path of something inside a directory. */
export function pathIn(directory: string, name: string): string {
  return posix.join(directory, name)
}

export function parentOf(path: string): string {
  return posix.dirname(path)
}

/** The last part of a path, as it is on disk. */
export function nameOf(path: string): string {
  return posix.basename(path)
}

/** Where the completions of a half-typed path are: the directory, and the start of the wanted name. */
export function completionOf(text: string, directory: string, home: string): { readonly directory: string; readonly prefix: string } {
  if (text === "~" || text.endsWith("/~")) return { directory: home, prefix: "" }
  const cut = text.lastIndexOf("/") + 1
  return { directory: cut === 0 ? directory : expandPath(text.slice(0, cut), directory, home), prefix: text.slice(cut) }
}

export interface Completed {
  readonly text: string
  /** The names that fit, where there are several; directories end in `/`. */
  readonly candidates: readonly string[]
}

/**
 * Complete a half-typed path as a shell does: to the one name that fits (a directory with its slash), else as far as all agree.
 * Hidden names fit only where the dot is typed; other case fits where nothing fits exactly.
 */
export function completePath(typed: string, entries: readonly DirectoryEntry[]): Completed {
  const text = lastStart(typed)
  if (text === "~" || text.endsWith("/~")) return { text: "~/", candidates: [] }
  const cut = text.lastIndexOf("/") + 1
  const prefix = text.slice(cut)
  const shown = entries.filter((entry) => prefix.startsWith(".") || !entry.name.startsWith("."))
  const exact = shown.filter((entry) => entry.name.startsWith(prefix))
  const fitting = exact.length > 0 ? exact : shown.filter((entry) => entry.name.toLowerCase().startsWith(prefix.toLowerCase()))
  const names = fitting.map((entry) => (entry.kind === "directory" ? `${entry.name}/` : entry.name)).sort()
  const [first] = names
  if (first === undefined) return { text, candidates: [] }
  if (names.length === 1) return { text: text.slice(0, cut) + first, candidates: [] }
  const common = names.reduce(commonStart)
  return { text: common.length >= prefix.length ? text.slice(0, cut) + common : text, candidates: names }
}

/** The longest start of both, in whole code points. */
function commonStart(a: string, b: string): string {
  const left = Array.from(a)
  const right = Array.from(b)
  const differ = left.findIndex((character, at) => character !== right[at])
  return differ < 0 ? a : left.slice(0, differ).join("")
}
