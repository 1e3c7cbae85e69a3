import { format, texts } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import type { Effect } from "../../core/effects.ts"
import type { Size } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { Msg, ProbedFile } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { looksLikePicture, shownEntries } from "./directory.ts"
import { FILTER_KEYS, listKeys, PATH_LINE_KEYS } from "./file-picker-keys.ts"
import type { PickerMode } from "./file-picker-keys.ts"
import { editLine, lineEditor } from "../forms/line-editor.ts"
import type { LineEditor } from "../forms/line-editor.ts"
import { fitList, LIST_START, listWindow, moveList, moveListBy, moveListTo } from "../list.ts"
import type { ListState } from "../list.ts"
import { completedLine, completeLine, editPathLine, enteredPath, pathLine } from "./path-line.ts"
import type { PathBase, PathLine } from "./path-line.ts"
import { nameOf, parentOf, pathIn, shortPath } from "./path-text.ts"

const TEXTS = texts({
  noPermission: { en: "no permission to read it", ja: "読み取る権限がありません" },
  notAFile: { en: "this is neither a file nor a directory", ja: "ファイルでもディレクトリでもありません" },
  nothingThere: { en: "there is nothing at this path", ja: "このパスには何もありません" },
})

/** A requested listing, and its purpose. */
type PendingListing =
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
  readonly filter: LineEditor
  readonly list: ListState
  /** Absolute paths, in the order they were marked, of any directory. */
  readonly marks: readonly string[]
  /** By absolute path. */
  readonly probed: Readonly<Record<string, ProbedFile>>
  readonly probing: readonly string[]
  readonly line: PathLine
  readonly focus: "list" | "filter" | "line"
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

/**
 * A new picker. In the mode `open` it starts in the directory in which the program was started. In the other modes it starts in the
 * home directory, since the working directory may be a source tree, or shared.
 *
 * @param start - `several` is for the mode `open`, `name` the file's name in the mode `save`.
 */
export function startPicker(
  context: Context,
  start: { mode: PickerMode; several?: boolean; pictures?: boolean; name?: string },
): PickerStep {
  const directory = start.mode === "open" ? context.startDirectory : context.homeDirectory
  const picker: FilePicker = {
    mode: start.mode,
    several: start.several ?? false,
    name: start.name ?? "",
    directory,
    pending: null,
    entries: [],
    hidden: false,
    pictures: start.pictures ?? false,
    filter: lineEditor(),
    list: LIST_START,
    marks: [],
    probed: {},
    probing: [],
    line: pathLine(start.mode === "open" ? "" : lineText(directory, start.name ?? "", context)),
    focus: start.mode === "open" ? "list" : "line",
    trouble: null,
  }
  return showDirectory(picker, directory)
}

/** Whether characters go into a text field. */
export function pickerTyping(picker: FilePicker): boolean {
  return picker.focus !== "list"
}

/** The rows of the list in a picker of this size. */
export function listHeight(size: Size): number {
  return Math.max(1, size.rows - 3)
}

export function pickerEntries(picker: FilePicker): readonly DirectoryEntry[] {
  return shownEntries(picker.entries, { hidden: picker.hidden, pictures: picker.pictures, text: picker.filter.value })
}

/** @param size - What {@link pickerView} is given. */
export function updatePicker(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  const step = updateParts(picker, msg, context, size)
  return { ...step, ...requestProbes(step.picker, step.effects, size) }
}

function updateParts(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  if (msg.type === "files-probed") {
    const probed = { ...picker.probed, ...Object.fromEntries(msg.files.map((file) => [file.path, file])) }
    return stepTo({ ...picker, probed, probing: [] })
  }
  if (msg.type === "failed" && msg.effect === "probe-files") {
    const unknown = picker.probing.map((path) => [path, { path, format: null, sure: false, picture: false }] as const)
    return stepTo({ ...picker, probed: { ...picker.probed, ...Object.fromEntries(unknown) }, probing: [] })
  }
  if (msg.type === "directory-listed" && picker.pending?.path === msg.path)
    return onListing(picker, picker.pending, msg.entries, context, size)
  if (msg.type === "failed" && msg.effect === "list-directory" && picker.pending !== null) {
    return { ...stepTo({ ...picker, pending: null, trouble: format(msg.message, context.lang) }), toast: "" }
  }
  if (msg.type === "directory-listed" || msg.type === "failed") {
    return stepTo({ ...picker, line: completedLine(picker.line, msg) })
  }
  if (msg.type === "wheeled")
    return stepTo({ ...picker, list: moveList(picker.list, msg.by * 3, pickerEntries(picker).length, listHeight(size)) })
  switch (picker.focus) {
    case "filter":
      return inFilter(picker, msg, size)
    case "line":
      return inLine(picker, msg, context)
    case "list":
      return inList(picker, msg, context, size)
  }
}

function inList(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  const withEntries = pickerEntries(picker)
  const height = listHeight(size)
  const entry = withEntries[fitList(picker.list, withEntries.length, height).cursor]
  const action = actionIn(listKeys(picker), msg)
  switch (action) {
    case "choose-entry":
      return entry === undefined ? stepTo(picker) : chooseEntry(picker, entry, context)
    case "open-directory":
      return entry === undefined ? stepTo(picker) : openDirectory(picker, entry, context)
    case "parent-directory":
      return showDirectory(picker, parentOf(picker.directory), nameOf(picker.directory))
    case "home-directory":
      return showDirectory(picker, context.homeDirectory)
    case "hidden":
      return stepTo(selectEntry({ ...picker, hidden: !picker.hidden }, entry?.name ?? null, height))
    case "edit-filter":
      return stepTo({ ...picker, focus: "filter" })
    case "edit-path":
      return stepTo({
        ...picker,
        focus: "line",
        line: picker.mode === "open" ? pathLine(lineText(picker.directory, "", context)) : picker.line,
      })
    case "mark":
      return entry !== undefined && entry.kind !== "other" && entry.readable
        ? stepTo(toggleMark(picker, entry.name, withEntries.length, height))
        : stepTo(picker)
    case "mark-all":
      return stepTo(withMarks(picker, (path) => markable(picker).includes(path) || picker.marks.includes(path)))
    case "mark-none":
      return stepTo({ ...picker, marks: [] })
    case "mark-invert":
      return stepTo(withMarks(picker, (path) => markable(picker).includes(path) !== picker.marks.includes(path)))
    case "back":
      return picker.filter.value === "" ? { ...stepTo(picker), left: true } : stepTo({ ...picker, filter: lineEditor(), list: LIST_START })
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "first":
    case "last":
      return stepTo({ ...picker, list: moveListBy(picker.list, action, withEntries.length, height) })
    case undefined:
      return stepTo(picker)
  }
}

function inFilter(picker: FilePicker, msg: Msg<string>, size: Size): PickerStep {
  const action = actionIn(FILTER_KEYS, msg)
  switch (action) {
    case "keep-filter":
      return stepTo({ ...picker, focus: "list" })
    case "clear-filter":
      return stepTo({ ...picker, focus: "list", filter: lineEditor(), list: LIST_START })
    case "up":
    case "down":
      return stepTo({ ...picker, list: moveListBy(picker.list, action, pickerEntries(picker).length, listHeight(size)) })
    case undefined: {
      const filter = editLine(picker.filter, msg)
      if (filter === null) return stepTo(picker)
      return stepTo({ ...picker, filter, list: filter.value === picker.filter.value ? picker.list : LIST_START })
    }
  }
}

function inLine(picker: FilePicker, msg: Msg<string>, context: Context): PickerStep {
  const base = { directory: picker.directory, home: context.homeDirectory }
  switch (actionIn(PATH_LINE_KEYS, msg)) {
    case "to-list":
      return stepTo({ ...picker, focus: "list" })
    case "back":
      // In the modes that start on the line, Esc leaves the picker at once.
      return picker.mode === "open" ? stepTo({ ...picker, focus: "list" }) : { ...stepTo(picker), left: true }
    case "complete-path": {
      const step = completeLine(picker.line, base)
      return { picker: { ...picker, line: step.line }, effects: step.effects }
    }
    case "accept-path":
      return acceptPath(picker, base)
    case undefined: {
      const line = editPathLine(picker.line, msg)
      if (line === null) return stepTo(picker)
      return stepTo({ ...picker, line, trouble: line.editor.value === picker.line.editor.value ? picker.trouble : null })
    }
  }
}

/** Enter on the path line. */
function acceptPath(picker: FilePicker, base: PathBase): PickerStep {
  const entered = enteredPath(picker.line, base)
  if (entered === null) return stepTo(picker)
  const { path, directory } = entered
  const next = { ...picker, line: { ...picker.line, pending: null, candidates: [] } }
  if (picker.mode === "directory") return { ...stepTo(next), chosen: [path] }
  if (directory) return showDirectory(next, path)
  return requestListing(next, { to: "look", path: parentOf(path), name: nameOf(path) })
}

/** Enter on an entry. */
function chooseEntry(picker: FilePicker, entry: DirectoryEntry, context: Context): PickerStep {
  const path = pathIn(picker.directory, entry.name)
  // A marked directory is chosen as a whole.
  if (entry.kind === "directory" && entry.readable && picker.marks.includes(path)) return { ...stepTo(picker), chosen: picker.marks }
  if (entry.kind !== "file" || !entry.readable) return openDirectory(picker, entry, context)
  switch (picker.mode) {
    case "open":
      return { ...stepTo(picker), chosen: picker.marks.length > 0 ? picker.marks : [path] }
    case "save":
      return stepTo({ ...picker, focus: "line", line: pathLine(shortPath(path, context.homeDirectory)) })
    case "directory":
      return stepTo(picker)
  }
}

/** Right on an entry. */
function openDirectory(picker: FilePicker, entry: DirectoryEntry, context: Context): PickerStep {
  if (!entry.readable) return { ...stepTo(picker), toast: format(TEXTS.noPermission, context.lang) }
  switch (entry.kind) {
    case "directory":
      return showDirectory(picker, pathIn(picker.directory, entry.name))
    case "other":
      return { ...stepTo(picker), toast: format(TEXTS.notAFile, context.lang) }
    case "file":
      return stepTo(picker)
  }
}

/** The picker after its pending listing has arrived. */
function onListing(
  picker: FilePicker,
  pending: PendingListing,
  entries: readonly DirectoryEntry[],
  context: Context,
  size: Size,
): PickerStep {
  if (pending.to === "show") return stepTo(shown(picker, pending.path, entries, pending.select, context, size))
  const path = pathIn(pending.path, pending.name)
  const there = entries.find((entry) => entry.name === pending.name)
  const here = { ...picker, pending: null }
  if (pending.name === "" || there?.kind === "directory") return showDirectory(here, path)
  if (picker.mode === "save") return { ...stepTo(here), chosen: [path] }
  if (there === undefined) return { ...stepTo(here), toast: format(TEXTS.nothingThere, context.lang) }
  if (there.kind !== "file" || !there.readable)
    return { ...stepTo(here), toast: format(there.readable ? TEXTS.notAFile : TEXTS.noPermission, context.lang) }
  const list = { ...shown(here, pending.path, entries, pending.name, context, size), focus: "list" as const }
  return { ...stepTo(list), chosen: [...picker.marks.filter((marked) => marked !== path), path] }
}

function shown(
  picker: FilePicker,
  directory: string,
  entries: readonly DirectoryEntry[],
  select: string | null,
  context: Context,
  size: Size,
): FilePicker {
  const moved = directory !== picker.directory
  const typed = picker.line.editor.value.slice(picker.line.editor.value.lastIndexOf("/") + 1)
  const line = pathLine(
    lineText(directory, picker.mode === "save" ? (moved && picker.focus === "line" ? picker.name : typed || picker.name) : "", context),
  )
  const next: FilePicker = {
    ...picker,
    pending: null,
    directory,
    entries,
    line: moved ? line : picker.line,
    // To read, a typed directory is complete. To write, the file name must still be typed.
    focus: picker.mode === "open" ? "list" : picker.focus,
    trouble: null,
    filter: moved ? lineEditor() : picker.filter,
  }
  return selectEntry(moved ? { ...next, list: LIST_START } : next, select, listHeight(size))
}

/** The picker with the cursor on the entry of this name, if it is shown. */
function selectEntry(picker: FilePicker, name: string | null, height: number): FilePicker {
  const entries = pickerEntries(picker)
  const at = entries.findIndex((entry) => entry.name === name)
  return { ...picker, list: moveListTo(picker.list, at < 0 ? picker.list.cursor : at, entries.length, height) }
}

function toggleMark(picker: FilePicker, name: string, count: number, height: number): FilePicker {
  const path = pathIn(picker.directory, name)
  const marks = picker.marks.includes(path) ? picker.marks.filter((other) => other !== path) : [...picker.marks, path]
  return { ...picker, marks, list: moveList(picker.list, 1, count, height) }
}

/** The paths that "mark all" marks: the readable files that are shown, only pictures where pictures are wanted. */
function markable(picker: FilePicker): readonly string[] {
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
function withMarks(picker: FilePicker, wanted: (path: string) => boolean): FilePicker {
  const all = [...new Set([...picker.marks, ...markable(picker)])]
  return { ...picker, marks: all.filter(wanted) }
}

/** Requests the formats of the visible files that are not known yet. One request runs at a time. */
function requestProbes(picker: FilePicker, effects: readonly Effect[], size: Size): Pick<PickerStep, "picker" | "effects"> {
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

function showDirectory(picker: FilePicker, path: string, select: string | null = null): PickerStep {
  return requestListing(picker, { to: "show", path, select })
}

function requestListing(picker: FilePicker, pending: PendingListing): PickerStep {
  return { picker: { ...picker, pending: pending, trouble: null }, effects: [{ type: "list-directory", path: pending.path }] }
}

/** A step without effects. */
const stepTo = (picker: FilePicker): PickerStep => ({ picker, effects: [] })

/** `~/dir/name`; with an empty name the directory and its slash. */
function lineText(directory: string, name: string, context: Context): string {
  const short = shortPath(directory, context.homeDirectory)
  return short.endsWith("/") ? short + name : `${short}/${name}`
}
