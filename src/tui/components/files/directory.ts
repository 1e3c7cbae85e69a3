import type { DirectoryEntry } from "../../../base/ports.ts"

const PICTURE = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|hei[cf])$/i

/** Whether the file name ends like a picture's. For the order of entries only: reading goes by content. */
export function looksLikePicture(name: string): boolean {
  return PICTURE.test(name)
}

export interface DirectoryFilter {
  /** Show names that begin with a dot. */
  readonly hidden: boolean
  /** Pictures before other files. */
  readonly pictures: boolean
  /** Every word must occur in the name; case and width do not count. */
  readonly text: string
}

/** The shown entries of a directory, in order: directories, then files (pictures first where wanted), by name; numbers by value. */
export function shownEntries(entries: readonly DirectoryEntry[], filter: DirectoryFilter): readonly DirectoryEntry[] {
  const words = fold(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "")
  const rank = (entry: DirectoryEntry): number => {
    if (entry.kind === "directory") return 0
    return filter.pictures && looksLikePicture(entry.name) ? 1 : 2
  }
  return entries
    .filter((entry) => filter.hidden || !entry.name.startsWith("."))
    .filter((entry) => words.every((word) => fold(entry.name).includes(word)))
    .toSorted((a, b) => rank(a) - rank(b) || order.compare(a.name, b.name))
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" })

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase()
}

/** At most 7 cells: `812 B`, `1.2 KB`, `34 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  for (const unit of ["KB", "MB", "GB"]) {
    bytes /= 1000
    if (bytes < 999.5) return `${bytes < 9.95 ? bytes.toFixed(1) : bytes.toFixed(0)} ${unit}`
  }
  return `${(bytes / 1000).toFixed(0)} TB`
}

/** `2026-11-22 14:36` in the machine's own time zone; always 16 cells. */
export function dateText(ms: number): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime()) || date.getFullYear() > 9999) return " ".repeat(16)
  const two = (n: number): string => String(n).padStart(2, "0")
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
