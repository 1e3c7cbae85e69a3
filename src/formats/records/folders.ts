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

/** Stands for every path that is too long for a group. */
const TOO_LONG = "/".repeat(MAX_LENGTHS.group + 1)

/**
 * The names of folders, from the outermost, joined by `/`; blank ones are left out. Where that is too long for a group, another text that
 * is too long, the same for all: many folders may lie in one with a long name.
 */
export function folderPath(names: readonly string[]): string {
  let path = ""
  for (const name of names) {
    const step = name.trim()
    if (step === "") continue
    const slash = path === "" ? "" : "/"
    if (path.length + slash.length + step.length > MAX_LENGTHS.group) return TOO_LONG
    path += slash + step
  }
  return path
}

/** Tags that one cell lists, divided by commas or semicolons. May hold blank ones, which `groupNames` drops. */
export function tagsIn(cell: string): string[] {
  return cell.split(/[,;]/).map((tag) => tag.trim())
}

/** A text of lines `label: value` for `texts` of a `VaultItem`: a line whose value is a URI becomes that URI. */
export function withoutLabels(text: string): string {
  return text.replace(/^[^:\n]{1,200}:[ \t]*(?=otpauth:\/\/)/gim, "")
}
