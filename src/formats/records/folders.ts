import { MAX_LENGTHS } from "../../accounts/ranges.ts"

/**
 * The group of an item from the path of its folder: the folders' names joined by `/`.
 *
 * @param separator - What divides the folders in the file. Default: a backslash.
 * @returns At most one group; none for a blank path or `(none)`.
 */
export function folderGroup(path: string, separator: string | RegExp = "\\"): string[] {
  const steps = withoutControls(path)
    .split(separator)
    .map((step) => step.trim())
    .filter((step) => step !== "")
  const group = steps.join("/")
  return group === "" || group.toLowerCase() === "(none)" ? [] : [group]
}

const withoutControls = (text: string): string => text.replace(/[\u0000-\u001f\u007f]/g, "")

/** The names of folders, from the outermost, joined by `/`; blank ones are left out. A name too long for a group is cut, but stays too long. */
export function folderPath(names: readonly string[]): string {
  return names
    .map((name) => name.trim().slice(0, MAX_LENGTHS.group + 1))
    .filter((name) => name !== "")
    .join("/")
}

/** Tags that one cell lists, divided by commas or semicolons. May hold blank ones, which `groupNames` drops. */
export function tagsIn(cell: string): string[] {
  return cell.split(/[,;]/).map((tag) => tag.trim())
}

/** A text of lines `label: value` for `texts` of a `VaultItem`: a line whose value is a URI becomes that URI. */
export function withoutLabels(text: string): string {
  return text.replace(/^[^:\n]{1,200}:[ \t]*(?=otpauth:\/\/)/gim, "")
}
