import { format } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import type { Effect } from "../../core/effects.ts"
import type { Size } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { FilePreview, Msg } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { editLine, lineEditor } from "../forms/line-editor.ts"
import { LIST_START, moveListBy, pointList } from "../list.ts"
import { FILTER_KEYS, listKeys, PATH_LINE_KEYS } from "./file-picker-keys.ts"
import type { PickerMode } from "./file-picker-keys.ts"
import { lineText, onListing, openDirectory, requestListing, showDirectory } from "./file-picker-listing.ts"
import { chosenEntry, fromFirstEntry, isMarkable, listHeight, markable, pickerEntries } from "./file-picker-state.ts"
import { requestPreview, requestProbes, selectEntry, stepTo, toggleMark, withMarks } from "./file-picker-state.ts"
import type { FilePicker, PickerStep } from "./file-picker-state.ts"
import { inPlaces, openPlaces } from "./file-places.ts"
import { completedLine, completeLine, editPathLine, enteredPath, pathLine } from "./path-line.ts"
import type { PathBase } from "./path-line.ts"
import { nameOf, parentOf, pathIn, shortPath } from "./path-text.ts"

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
    sort: "name",
    filter: lineEditor(),
    list: LIST_START,
    marks: [],
    probed: {},
    probing: [],
    previews: {},
    previewing: null,
    places: null,
    placeAt: 0,
    line: pathLine(start.mode === "open" ? "" : lineText(directory, start.name ?? "", context)),
    focus: start.mode === "open" ? "list" : "line",
    trouble: null,
  }
  return showDirectory(picker, directory)
}

/** Whether characters go into a text field. */
export function pickerTyping(picker: FilePicker): boolean {
  return picker.focus === "filter" || picker.focus === "line"
}

/** @param size - What {@link pickerView} is given. */
export function updatePicker(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  const step = updateParts(picker, msg, context, size)
  const probed = requestProbes(step.picker, step.effects, size)
  const { picker: next, effects } = requestPreview(probed.picker, probed.effects, size)
  return { ...step, picker: next, effects: [...effects, ...rememberDirectory(picker.mode, step.chosen, context)] }
}

/** Saves the directory of what was chosen, to go there again. One that is chosen itself may not exist yet. */
function rememberDirectory(mode: PickerMode, chosen: readonly string[] | undefined, { settings }: Context): readonly Effect[] {
  const last = chosen?.at(-1)
  if (last === undefined || mode === "directory" || parentOf(last) === settings.lastDirectory) return []
  return [{ type: "save-settings", patch: { lastDirectory: parentOf(last) } }]
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
  if (msg.type === "file-previewed") return stepTo(withPreview(picker, msg.path, msg.preview))
  if (msg.type === "failed" && msg.effect === "preview-file")
    return stepTo(withPreview(picker, picker.previewing, { state: "failed", codes: null, reason: msg.message }))
  if (msg.type === "places-found") return stepTo({ ...picker, places: msg.places })
  if (msg.type === "directory-listed" && picker.pending?.path === msg.path)
    return onListing(picker, picker.pending, msg.entries, context, size)
  if (msg.type === "failed" && msg.effect === "list-directory" && picker.pending !== null) {
    return { ...stepTo({ ...picker, pending: null, trouble: format(msg.message, context.lang) }), toast: "" }
  }
  if (msg.type === "directory-listed" || msg.type === "failed") {
    return stepTo({ ...picker, line: completedLine(picker.line, msg) })
  }
  const pointed = picker.focus === "places" ? null : pointList(picker.list, msg, pickerEntries(picker).length, listHeight(size))
  if (pointed !== null) return stepTo({ ...picker, list: pointed, focus: picker.focus === "line" ? "list" : picker.focus })
  switch (picker.focus) {
    case "filter":
      return inFilter(picker, msg, context, size)
    case "line":
      return inLine(picker, msg, context)
    case "places":
      return inPlaces(picker, msg, context)
    case "list":
      return inList(picker, msg, context, size)
  }
}

function withPreview(picker: FilePicker, path: string | null, preview: FilePreview): FilePicker {
  const previewing = picker.previewing === path ? null : picker.previewing
  return path === null ? picker : { ...picker, previewing, previews: { ...picker.previews, [path]: preview } }
}

function inList(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  const withEntries = pickerEntries(picker)
  const height = listHeight(size)
  const entry = chosenEntry(picker, size)
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
    case "sort":
      return stepTo(selectEntry({ ...picker, sort: picker.sort === "name" ? "date" : "name" }, entry?.name ?? null, height))
    case "places":
      return openPlaces(picker)
    case "edit-path":
      return stepTo({
        ...picker,
        focus: "line",
        line: picker.mode === "open" ? pathLine(lineText(picker.directory, "", context)) : picker.line,
      })
    case "mark":
      return entry !== undefined && isMarkable(entry) ? stepTo(toggleMark(picker, entry.name, withEntries.length, height)) : stepTo(picker)
    case "mark-all":
      return stepTo(withMarks(picker, (path) => markable(picker).includes(path) || picker.marks.includes(path)))
    case "mark-none":
      return stepTo({ ...picker, marks: [] })
    case "mark-invert":
      return stepTo(withMarks(picker, (path) => markable(picker).includes(path) !== picker.marks.includes(path)))
    case "back":
      return picker.filter.value === "" ? { ...stepTo(picker), left: true } : stepTo(withoutFilter(picker, entry, height))
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

/** The whole list again, with the cursor on the same entry. */
function withoutFilter(picker: FilePicker, entry: DirectoryEntry | undefined, height: number): FilePicker {
  const all = fromFirstEntry({ ...picker, focus: "list", filter: lineEditor() }, height)
  return selectEntry(all, entry?.name ?? null, height)
}

function inFilter(picker: FilePicker, msg: Msg<string>, context: Context, size: Size): PickerStep {
  const entry = chosenEntry(picker, size)
  const action = actionIn(FILTER_KEYS, msg)
  switch (action) {
    case "keep-filter":
      return stepTo({ ...picker, focus: "list" })
    case "choose-entry":
      return entry === undefined ? stepTo(picker) : chooseEntry(picker, entry, context)
    case "clear-filter":
      return stepTo(withoutFilter(picker, entry, listHeight(size)))
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
  // What is marked, whole directories included, goes on from anywhere; Right still opens a directory.
  if (picker.marks.length > 0) return { ...stepTo(picker), chosen: picker.marks }
  if (entry.kind !== "file" || !entry.readable) return openDirectory(picker, entry, context)
  switch (picker.mode) {
    case "open":
      return { ...stepTo(picker), chosen: [path] }
    case "save":
      return stepTo({ ...picker, focus: "line", line: pathLine(shortPath(path, context.homeDirectory)) })
    case "directory":
      return stepTo(picker)
  }
}
