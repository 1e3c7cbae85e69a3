import type { DirectoryEntry } from "../../../base/ports.ts"
import type { Effect } from "../../core/effects.ts"
import type { Size } from "../../core/frame.ts"
import type { FilePreview, Place, ProbedFile } from "../../core/messages.ts"
import type { LineEditor } from "../forms/line-editor.ts"
import { fitList, LIST_START, listWindow, moveList, moveListTo } from "../list.ts"
import type { ListState } from "../list.ts"
import { looksLikePicture, shownEntries } from "./directory.ts"
import type { FileSort } from "./directory.ts"
import type { PickerMode, PickerPart } from "./file-picker-keys.ts"
import type { PathLine } from "./path-line.ts"
import { pathIn } from "./path-text.ts"

/** A requested listing, and its purpose. */
export type PendingListing =
  | { readonly to: "show"; readonly path: string; readonly select: string | null }
  /** The directory of a typed path: its entries say what the path is. */
  | { readonly to: "look"; readonly path: string; readonly name: string }

export interface FilePicker {
  readonly mode: PickerMode
  /** In the mode `open`: several files may be marked; otherwise Enter chooses one. */
  readonly several: boolean
  /** The file name to save under unless the user types another. */
  readonly name: string
  readonly directory: string
  readonly pending: PendingListing | null
  readonly entries: readonly DirectoryEntry[]
  readonly hidden: boolean
  readonly pictures: boolean
  readonly sort: FileSort
  readonly filter: LineEditor
  readonly list: ListState
  /** Absolute paths, in the order they were marked, of any directory. */
  readonly marks: readonly string[]
  /** By absolute path. */
  readonly probed: Readonly<Record<string, ProbedFile>>
  readonly probing: readonly string[]
  /** By absolute path. */
  readonly previews: Readonly<Record<string, FilePreview>>
  /** The file whose preview is requested; null: none. */
  readonly previewing: string | null
  /** Null: not requested yet, or not known yet. */
  readonly places: readonly Place[] | null
  /** The chosen one of the places that are shown. */
  readonly placeAt: number
  readonly line: PathLine
  readonly focus: PickerPart
  /** Why the last directory could not be shown; in the user's language. */
  readonly trouble: string | null
}

export interface PickerStep {
  readonly picker: FilePicker
  readonly effects: readonly Effect[]
  /** Absolute paths; exactly one in the modes `save` and `directory`. */
  readonly chosen?: readonly string[]
  /** Esc was pressed, and there is no inner step to go back to. */
  readonly left?: true
  readonly toast?: string
}

/** A step without effects. */
export const stepTo = (picker: FilePicker): PickerStep => ({ picker, effects: [] })

/** The rows of the list in a picker of this size. */
export function listHeight(size: Size): number {
  return Math.max(1, size.rows - 3)
}

/** The entry that leads to the directory above. */
export const PARENT: DirectoryEntry = { name: "..", kind: "directory", size: 0, modifiedMs: Number.NaN, readable: true }

/** What the list shows: the directory above, unless a text is searched for, then the entries. */
export function pickerEntries(picker: FilePicker): readonly DirectoryEntry[] {
  const { hidden, pictures, sort, filter } = picker
  const entries = shownEntries(picker.entries, { hidden, pictures, sort, text: filter.value })
  return filter.value === "" && picker.directory !== "/" ? [PARENT, ...entries] : entries
}

/** The entry that the cursor is on. */
export function chosenEntry(picker: FilePicker, size: Size): DirectoryEntry | undefined {
  const entries = pickerEntries(picker)
  return entries[fitList(picker.list, entries.length, listHeight(size)).cursor]
}

/** Whether a mark can stand at the entry. */
export function isMarkable(entry: DirectoryEntry): boolean {
  return entry.kind !== "other" && entry.readable && entry.name !== PARENT.name
}

/** The list at its first entry, which is not the directory above. */
export function fromFirstEntry(picker: FilePicker, height: number): FilePicker {
  const entries = pickerEntries(picker)
  return { ...picker, list: moveListTo(LIST_START, entries.length > 1 && entries[0] === PARENT ? 1 : 0, entries.length, height) }
}

/** The picker with the cursor on the entry of this name, if it is shown. */
export function selectEntry(picker: FilePicker, name: string | null, height: number): FilePicker {
  const entries = pickerEntries(picker)
  const at = entries.findIndex((entry) => entry.name === name)
  return { ...picker, list: moveListTo(picker.list, at < 0 ? picker.list.cursor : at, entries.length, height) }
}

export function toggleMark(picker: FilePicker, name: string, count: number, height: number): FilePicker {
  const path = pathIn(picker.directory, name)
  const marks = picker.marks.includes(path) ? picker.marks.filter((other) => other !== path) : [...picker.marks, path]
  return { ...picker, marks, list: moveList(picker.list, 1, count, height) }
}

/** The paths that "mark all" marks: the readable files that are shown, only pictures where pictures are wanted. */
export function markable(picker: FilePicker): readonly string[] {
  return pickerEntries(picker)
    .filter((entry) => entry.kind === "file" && entry.readable && isWanted(picker, entry))
    .map((entry) => pathIn(picker.directory, entry.name))
}

/** Whether an entry is of the wanted kind: any file, or a picture where pictures are wanted. */
export function isWanted(picker: FilePicker, entry: DirectoryEntry): boolean {
  if (!picker.pictures) return true
  const probed = picker.probed[pathIn(picker.directory, entry.name)]
  return probed === undefined || probed.format === null ? looksLikePicture(entry.name) : probed.picture
}

/** The marked and markable paths for which `wanted` holds become the marks; those of other directories stay first. */
export function withMarks(picker: FilePicker, wanted: (path: string) => boolean): FilePicker {
  const all = [...new Set([...picker.marks, ...markable(picker)])]
  return { ...picker, marks: all.filter(wanted) }
}

/** Requests the formats of the visible files that are not known yet. One request runs at a time. */
export function requestProbes(picker: FilePicker, effects: readonly Effect[], size: Size): Pick<PickerStep, "picker" | "effects"> {
  if (picker.mode !== "open" || picker.probing.length > 0) return { picker, effects }
  const entries = pickerEntries(picker)
  const { from, to } = listWindow(picker.list, entries.length, listHeight(size))
  const paths = entries
    .slice(from, to)
    .filter((entry) => entry.kind === "file" && entry.readable)
    .map((entry) => pathIn(picker.directory, entry.name))
    .filter((path) => picker.probed[path] === undefined)
  return paths.length === 0
    ? { picker, effects }
    : { picker: { ...picker, probing: paths }, effects: [...effects, { type: "probe-files", paths }] }
}

/** Requests the preview of the chosen file, where it is not known yet. One request runs at a time, so that the cursor can run over a list. */
export function requestPreview(picker: FilePicker, effects: readonly Effect[], size: Size): Pick<PickerStep, "picker" | "effects"> {
  const entry = chosenEntry(picker, size)
  if (picker.mode !== "open" || picker.previewing !== null || entry?.kind !== "file" || !entry.readable) return { picker, effects }
  const path = pathIn(picker.directory, entry.name)
  if (picker.previews[path] !== undefined) return { picker, effects }
  return { picker: { ...picker, previewing: path }, effects: [...effects, { type: "preview-file", path }] }
}
