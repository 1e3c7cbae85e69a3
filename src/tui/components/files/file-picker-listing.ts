import { format, texts } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import type { Size } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { lineEditor } from "../forms/line-editor.ts"
import { fromFirstEntry, listHeight, PARENT, selectEntry, stepTo } from "./file-picker-state.ts"
import type { FilePicker, PendingListing, PickerStep } from "./file-picker-state.ts"
import { pathLine } from "./path-line.ts"
import { nameOf, parentOf, pathIn, shortPath } from "./path-text.ts"

const TEXTS = texts({
  noPermission: { en: "no permission to read it", ja: "読み取る権限がありません" },
  notAFile: { en: "this is neither a file nor a directory", ja: "ファイルでもディレクトリでもありません" },
  nothingThere: { en: "there is nothing at this path", ja: "このパスには何もありません" },
})

export function showDirectory(picker: FilePicker, path: string, select: string | null = null): PickerStep {
  return requestListing(picker, { to: "show", path, select })
}

export function requestListing(picker: FilePicker, pending: PendingListing): PickerStep {
  return { picker: { ...picker, pending: pending, trouble: null }, effects: [{ type: "list-directory", path: pending.path }] }
}

/** Right on an entry. */
export function openDirectory(picker: FilePicker, entry: DirectoryEntry, context: Context): PickerStep {
  if (!entry.readable) return { ...stepTo(picker), toast: format(TEXTS.noPermission, context.lang) }
  if (entry.name === PARENT.name) return showDirectory(picker, parentOf(picker.directory), nameOf(picker.directory))
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
export function onListing(
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
    focus: picker.mode === "open" || picker.focus !== "line" ? "list" : picker.focus,
    trouble: null,
    filter: moved ? lineEditor() : picker.filter,
  }
  const height = listHeight(size)
  return selectEntry(moved || picker.entries.length === 0 ? fromFirstEntry(next, height) : next, select, height)
}

/** `~/dir/name`; with an empty name the directory and its slash. */
export function lineText(directory: string, name: string, context: Context): string {
  const short = shortPath(directory, context.homeDirectory)
  return short.endsWith("/") ? short + name : `${short}/${name}`
}
